"""
Which hidden counts can be computed too closely, and along which way.

The release and everything else that was published about its rows make one
system; the dual of the optimisation tells which numbers an outsider adds and subtracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.audit.facts import MARGIN, VALUE, Fact
from analysis.ground import dutch
from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release import cells, contradiction
from analysis.release.cells import Count, Row, count_behind_share, keys_of, overlap, rounded
from analysis.release.editions import Publication
from analysis.release.intervals import feasible_intervals, weights
from analysis.release.relations import Together
from analysis.release.solver import ANY_COUNT, Cell, InconsistentError, Interval
from analysis.release.suppress import exposed
from analysis.release.system import Elsewhere, System, systems_of

# How a count that is not of those counted is said.
_PERSONS = {cells.TELLER: "", cells.REST: "wie niet geteld is, ", cells.NOEMER: "het totaal, "}


@dataclass(frozen=True)
class Exposure:
    """A hidden count that can be computed too closely: which, between what, and a Dutch sentence with the way."""

    indicator: str
    gebied: str
    periode: str
    low: float
    high: float
    text: str

    def __str__(self) -> str:
        return self.text


def attack(
    table: pd.DataFrame,
    catalogue: Catalogue,
    parts: Mapping[str, frozenset[str]],
    rule: GateRule,
    *,
    reasons: Mapping[Row, str] | None = None,
    earlier: Sequence[Publication] = (),
    facts: Iterable[Fact] = (),
    names: Mapping[str, str] | None = None,
) -> list[Exposure]:
    """
    Return which hidden counts of a release can be computed too closely.

    `facts` is what else was published about its rows, `names` are those of areas, for the words of a finding;
    the others as for `analysis.release.system.systems_of`.
    """
    known, told, plain = _known(table, catalogue, rule, list(facts))
    words = _Words(catalogue, names or {}, told)
    found = [words.shown(row, fact) for row, fact in sorted(plain.items())]
    for system in systems_of(table, catalogue, parts, rule, reasons=reasons, earlier=earlier, known=known):
        try:
            wanted = [cell for cell in exposed(system) if isinstance(cell, Count | Together)]
            intervals = feasible_intervals(system.bounds, system.equations, wanted=wanted) if wanted else {}
            found += [words.finding(cell, *intervals[cell], system) for cell in wanted]
        except InconsistentError as error:
            about = contradiction.sentence(error.cells or tuple(system.bounds), catalogue, words.names)
            raise InconsistentError(error.cells, about) from error
    return found


def _known(
    table: pd.DataFrame, catalogue: Catalogue, rule: GateRule, facts: list[Fact]
) -> tuple[dict[Cell, Interval], dict[Cell, str], dict[Row, Fact]]:
    """Return what the facts add to the release: a range per count, where it stands, and hidden shares shown."""
    numbers = dict(zip(keys_of(table), table.to_dict("records"), strict=True))
    found: dict[Cell, Interval] = {}
    where: dict[Cell, str] = {}
    plain: dict[Row, Fact] = {}
    for fact in facts:
        if any(_is_in_release(fact, numbers[row]) for row in fact.rows):
            continue
        # Nobody knows which of them is meant; that of a hidden number is the one that counts.
        hidden = [row for row in fact.rows if numbers[row]["status"] in (cells.HIDDEN, cells.TOO_FEW)]
        for row in hidden or fact.rows[:1]:
            share = catalogue[row.indicator].is_share and fact.what == VALUE
            if hidden and (fact.what == MARGIN or (share and (fact.percent or fact.decimals))):
                plain.setdefault(row, fact)
                continue
            for cell, told in _tells(fact, row, numbers[row], rule, share=share):
                narrower = overlap(found.get(cell, ANY_COUNT), told)
                if narrower is not None and narrower != found.get(cell):
                    found[cell], where[cell] = narrower, f"{fact.file} toont {fact.text}"
    return found, where, plain


def _is_in_release(fact: Fact, row: Mapping[str, Any]) -> bool:
    """Whether a published number is the one that the release has, as it was rounded for the reader."""
    columns = {VALUE: ("waarde", "teller"), MARGIN: ("ondergrens", "bovengrens")}.get(fact.what, (fact.what,))
    values = [float(row[column]) for column in columns if pd.notna(row[column])]
    return any(abs(value - fact.number) <= 0.5 * 10.0**-fact.decimals + 1e-9 for value in values)


def _tells(
    fact: Fact, row: Row, numbers: Mapping[str, Any], rule: GateRule, *, share: bool
) -> Iterator[tuple[Cell, Interval]]:
    """Yield which count a fact is about, and its range."""
    if numbers["methode"] == cells.BY_SOURCE or fact.what == MARGIN:
        return
    half = 0.5 * 10.0**-fact.decimals
    if not share or not (fact.percent or fact.decimals):
        what = cells.NOEMER if fact.what == cells.NOEMER else cells.TELLER
        yield Count(row, what), (fact.number - half, fact.number + half)
    elif pd.notna(numbers["noemer"]):
        base = rounded(numbers["noemer"], rule.for_source(row.bron).afronding)
        yield Count(row, cells.TELLER), count_behind_share(fact.number, fact.decimals, *base)


class _Words:
    """How a finding is said."""

    def __init__(self, catalogue: Catalogue, names: Mapping[str, str], told: Mapping[Cell, str]) -> None:
        self.catalogue, self.names, self.told = catalogue, names, told

    def _names(self, counts: Sequence[Count]) -> str:
        """Return what a count is of, or the counts of a sum."""
        row, what = counts[0]
        topics = dict.fromkeys(self.catalogue[one.row.indicator].kort for one in counts)
        areas = dict.fromkeys(map(self._area, counts))
        together = "samen " if len(counts) > 1 else ""
        of = f"{dutch.enumeration(list(topics))}, {dutch.enumeration(list(areas))}, {row.periode}"
        return f"{of}: {together}{_PERSONS[what]}"

    def shown(self, row: Row, fact: Fact) -> Exposure:
        """Return the finding of a share that was hidden in the release and stands in another file."""
        name = self._names([Count(row, cells.TELLER)])
        text = f"{name}verborgen in de vrijgave. Weg: {fact.file} toont {fact.text}."
        return Exposure(row.indicator, row.gebied, row.periode, fact.number, fact.number, text)

    def finding(self, cell: Count | Together, low: float, high: float, system: System) -> Exposure:
        """Return the finding of a count, or of a sum of counts, that is between two numbers."""
        counts = [cell] if isinstance(cell, Count) else cell.counts
        between = f"precies {low:g}" if low == high else f"{low:g} tot en met {high:g}"
        ways = [self._way(cell, system, highest=True)]
        ways[0] += f" geeft {high:g}" + (" of minder" if low < high else "") if ways[0] else ""
        if 0 < low < high and (other := self._way(cell, system, highest=False)):
            ways.append(f"{other} geeft {low:g} of meer")
        way = "; ".join(way for way in ways if way)
        text = f"{self._names(counts)}te herleiden tot {between}. Weg: {way or 'de regel zelf'}."
        row = counts[0].row
        return Exposure(row.indicator, row.gebied, row.periode, low, high, text)

    def _way(self, cell: Cell, system: System, *, highest: bool) -> str:
        """Return which numbers an outsider adds and subtracts; nothing when the public rule is enough."""
        used = weights(cell, system.bounds, system.equations, highest=highest)
        if set(used) <= {cell}:
            return self.told.get(cell, "")
        more = sorted(filter(None, (self._term(one, system) for one, weight in used.items() if weight > 0)))
        less = sorted(filter(None, (self._term(one, system) for one, weight in used.items() if weight < 0)))
        return (" + ".join(more) or "0") + (f" min {' + '.join(less)}" if less else "")

    def _term(self, cell: Cell, system: System) -> str:
        if isinstance(cell, Elsewhere):
            before = self._term(cell.cell, replace(system, bounds={cell.cell: system.bounds[cell]}, shown={}))
            return f"{before} (eerder of elders: {cell.edition})" if before else ""
        if not isinstance(cell, Count) or cell.row.gebied.startswith("deel "):
            return ""
        low, high = system.bounds[cell]
        shown = system.shown.get(cell) or (f"{low:g}" if low == high else f"verborgen, hooguit {high:g}")
        source = f" ({self.told[cell]})" if cell in self.told else ""
        kind = "" if cell.what == cells.TELLER else f" {cell.what}"
        topic = "" if self.catalogue[cell.row.indicator].onderdelen == () else " totaal"
        return f"{self._area(cell)}{topic}{kind} {shown}{source}"

    def _area(self, cell: Count) -> str:
        return self.names.get(cell.row.gebied, self.catalogue.name(cell.row.gebied))
