"""
From a table that was published to what an outsider knows: numbers with a range, and how they add up.

One system per topic, period and source: counts in the kernen (in both readings), wijken, buurten and the gemeente, the
base beside each count and the people who are not counted, kinds that make up a total, answers that make up a question,
the questions that follow on it, and all of that in earlier editions.

What earlier editions and other sources have is a system of its own, tied to this one number by number. An
outsider supposes that a number was not revised, and that two sources count the same. Where that is not so,
that one tie gives way and no other; see `analysis.release.intervals.settled`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release import cells, relations
from analysis.release.cells import Count, Numbers, Row, is_fictional, key_of, overlap, own_rows
from analysis.release.editions import Publication
from analysis.release.intervals import FLOOR, protected, rule_of, settled
from analysis.release.relations import Slack, Sums, Together
from analysis.release.solver import ANY_COUNT, NO_LIMIT, Cell, Equation, Interval, Rule

_HIDDEN_FIRST = 10.0  # what it is worth that a number was not revised, where this edition hides it


@dataclass(frozen=True)
class System:
    """What an outsider knows about one topic, one period and one source."""

    bounds: Mapping[Cell, Interval]
    equations: tuple[Equation, ...]  # sums that hold between counts; each adds up to 0
    sensitive: tuple[Cell, ...]  # counts that were hidden because they are small, and sums of them
    # Rows that could be hidden as well, with what their counts would then be.
    candidates: Mapping[Cell, Mapping[Cell, Interval]] = field(default_factory=dict)
    shown: Mapping[Cell, str] = field(default_factory=dict)  # what a reader sees, for the words of a finding
    rule: Rule = protected  # whether an interval is wide enough
    least: float = FLOOR  # the smallest count that may be shown

    def hiding(self, rows: Iterable[Cell]) -> dict[Cell, Interval]:
        """Return the ranges when these rows are hidden as well."""
        changed = dict(self.bounds)
        for row in rows:
            changed |= self.candidates[row]
        return changed

    def safe(self, cell: Cell, low: float, high: float) -> bool:
        """Whether so much may be known of a count; a sum that is certainly not small is a number like any other."""
        return self.rule(low, high) or (isinstance(cell, Together) and low >= self.least)


class Elsewhere(NamedTuple):
    """A count as an earlier edition, or another source, has it."""

    edition: str
    cell: Cell


@dataclass
class _Layer:
    """The rows of one family of indicators in one period, from one source in one edition, and what they say."""

    edition: Publication
    bron: str
    rows: list[Numbers]
    bounds: dict[Cell, Interval] = field(default_factory=dict)
    hidden: set[Row] = field(default_factory=set)
    sensitive: list[Count] = field(default_factory=list)
    candidates: dict[Cell, dict[Cell, Interval]] = field(default_factory=dict)
    shown: dict[Cell, str] = field(default_factory=dict)

    def read(self, catalogue: Catalogue) -> _Layer:
        """Read the rows; return the layer."""
        protection = self.edition.rule.for_source(self.bron)
        for row in self.rows:
            key, entry = key_of(row), catalogue[row["indicator"]]
            counts = cells.counts_of(row, entry)
            self.bounds.update(dict.fromkeys(counts, ANY_COUNT))
            if row["status"] not in (cells.HIDDEN, cells.TOO_FEW):
                self.bounds.update(cells.shown(row, entry, protection))
                self.shown.update(
                    {one: cells.words(row, entry, one.what) for one in counts if one.what != cells.REST}
                )
                if row["methode"] != cells.BY_SOURCE:
                    extra = cells.hidden(key, entry, protection, cells.EXTRA)
                    self.candidates[key] = dict.fromkeys(counts, ANY_COUNT) | extra
                continue
            self.hidden.add(key)
            few = row["status"] == cells.TOO_FEW
            why = cells.TOO_FEW if few else self.edition.reasons.get(key, "")
            self.bounds.update(cells.hidden(key, entry, protection, why))
            # With few others those counted are many, or they would be the reason.
            tested = {cells.EXTRA: (), cells.FEW_OTHERS: (cells.REST,)}.get(why, (cells.TELLER, cells.REST))
            self.sensitive += [one for one in counts if one.what in tested]
        return self


def systems_of(
    table: pd.DataFrame,
    catalogue: Catalogue,
    parts: Mapping[str, frozenset[str]],
    rule: GateRule,
    *,
    reasons: Mapping[Row, str] | None = None,
    earlier: Sequence[Publication] = (),
    known: Mapping[Cell, Interval] | None = None,
) -> list[System]:
    """
    Return what an outsider can put together from a table of the contract, after the gate.

    `parts` are the buurten per area, see `analysis.release.relations.parts_of`; `rule` has threshold and rounding
    per source: the rule is public. `reasons` are why rows were hidden, for an attacker who knows it; without it every
    hidden row may be small. `earlier` is what earlier editions published, `known` are ranges from elsewhere, such as
    a number in a figure.
    """
    family_of, own = relations.families_of(catalogue), own_rows(table, catalogue)
    now = Publication("", own, rule, reasons or {})
    layers: dict[tuple[str, str, bool], list[_Layer]] = defaultdict(list)
    mine = {}
    for edition in (now, *earlier):
        families: dict[tuple[str, str, str], list[Numbers]] = defaultdict(list)
        for row in own_rows(edition.table, catalogue).to_dict("records"):
            families[family_of[row["indicator"]], row["periode"], row["bron"]].append(row)
        for (family, periode, bron), rows in families.items():
            layer = _Layer(edition, bron, rows).read(catalogue)
            beside = layers[family, periode, is_fictional(rows[0])]
            beside.append(layer)
            if edition is now:
                mine[family, periode, bron] = layer, beside
    elsewhere = relations.populations(table, own, catalogue), known or {}
    return [
        _system(layer, beside, catalogue, parts, elsewhere)
        for _, (layer, beside) in sorted(mine.items(), key=lambda one: one[0])
        if any(one.hidden for one in beside if one.bron == layer.bron)
    ]


def _system(
    now: _Layer,
    others: Iterable[_Layer],
    catalogue: Catalogue,
    parts: Mapping[str, frozenset[str]],
    elsewhere: Iterable[Mapping[Cell, Interval]],
) -> System:
    """Return the system of one layer of this edition, tied to the others of its family and period."""
    bron, words = now.bron, cells.said(now.rows)
    tied = [
        one
        for one in others
        # The row itself, or the same once more, tells nothing.
        if one is not now and (one.bron, cells.said(one.rows)) != (bron, words)
    ]
    bounds: dict[Cell, Interval] = {
        Count(cell.row._replace(bron=bron), cell.what): ANY_COUNT
        for layer in tied
        for cell in layer.bounds
        if isinstance(cell, Count)
    }
    bounds |= now.bounds
    _narrow(bounds, now.candidates, elsewhere)
    sums = relations.sums_of(bounds, parts, catalogue)
    weight: dict[Cell, float] = {}
    for layer in tied:
        name = f"{layer.edition.name} {layer.bron}".strip()
        bounds |= {Elsewhere(name, cell): told for cell, told in layer.bounds.items()}
        same = relations.sums_of(layer.bounds, parts, catalogue)
        for equation in same.equations:
            sums.equations.append({Elsewhere(name, cell): factor for cell, factor in equation.items()})
        sums.slack |= {Elsewhere(name, cell): ranges for cell, ranges in same.slack.items()}
        hidden = now.hidden | {row._replace(bron=bron) for row in layer.hidden}
        weight |= {link: _HIDDEN_FIRST for link, row in _tie(name, layer.bounds, bron, sums) if row in hidden}
    free = {cell: ANY_COUNT for one in sums.equations for cell in one if cell not in sums.slack}
    bounds = free | bounds
    bounds |= settled(bounds, sums.equations, sums.slack, weight)
    sensitive = list(dict.fromkeys(now.sensitive + _gone(now, tied)))
    groups = relations.sums_to_protect(sensitive, parts, catalogue)
    protection = now.edition.rule.for_source(bron)
    return System(
        bounds | dict.fromkeys(groups, ANY_COUNT),
        (*sums.equations, *groups.values()),
        (*sensitive, *groups),
        now.candidates,
        now.shown,
        rule_of(protection),
        protection.least,
    )


def _narrow(
    bounds: dict[Cell, Interval],
    candidates: Mapping[Cell, dict[Cell, Interval]],
    elsewhere: Iterable[Mapping[Cell, Interval]],
) -> None:
    """Add what stands elsewhere; hiding a row here does not take that back."""
    for source in elsewhere:
        for cell in bounds.keys() & source.keys():
            for ranges in (bounds, candidates.get(getattr(cell, "row", None), {})):
                if cell in ranges:
                    ranges[cell] = overlap(ranges[cell], source[cell]) or ranges[cell]


def _tie(name: str, counts: Iterable[Cell], bron: str, sums: Sums) -> Iterator[tuple[Cell, Row]]:
    """Add that each count is what it was, or is by another source, unless revised; yield each slack with its row."""
    for cell in counts:
        if isinstance(cell, Count) and cell.what in (cells.TELLER, cells.NOEMER):
            now = Count(cell.row._replace(bron=bron), cell.what)
            slack = Slack("herzien", now, name)
            sums.supposed({now: -1.0, Elsewhere(name, cell): 1.0}, slack, NO_LIMIT)
            yield slack, now.row


def _gone(now: _Layer, tied: Iterable[_Layer]) -> list[Count]:
    """Return the small counts that an earlier edition hid in rows that this one does not have: they stay secret."""
    there = {key_of(row) for row in now.rows}
    return [
        cell
        for layer in tied
        if layer.bron == now.bron
        for cell in layer.sensitive
        if cell.row not in there and layer.edition.reasons.get(cell.row)
    ]
