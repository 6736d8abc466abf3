"""
From a table that was published to what an outsider knows: numbers with a range, and how they add up.

One system per topic, period and source: counts of care in the kernen (in both
readings), wijken, buurten and the gemeente, the base beside each count and the
people who are not counted, kinds of care that make up a total, answers that make up
a question, the questions that follow on it, and all of that in earlier editions.

What earlier editions and other sources have is a system of its own, tied to this one number by number. An
outsider supposes that a number was not revised, and that two sources count the same. Where that is not so,
that one tie gives way and no other; see `analysis.release.intervals.settled`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release import cells
from analysis.release.cells import Count, Numbers, Row, hides, is_fictional, key_of, overlap, own_rows, said
from analysis.release.editions import Publication
from analysis.release.intervals import FLOOR, protected, rule_of, settled
from analysis.release.relations import (
    Slack,
    Sums,
    Together,
    families_of,
    populations,
    sums_of,
    sums_to_protect,
)
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


class _Family(NamedTuple):
    """The rows of one family of indicators in one period, from one source in one edition."""

    edition: Publication
    bron: str
    rows: list[Numbers]


@dataclass
class _Layer:
    """What one edition says about the rows of one system."""

    bounds: dict[Cell, Interval] = field(default_factory=dict)
    hidden: set[Row] = field(default_factory=set)
    sensitive: list[Count] = field(default_factory=list)
    candidates: dict[Cell, dict[Cell, Interval]] = field(default_factory=dict)
    shown: dict[Cell, str] = field(default_factory=dict)


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
    Return what an outsider can put together from a table after the gate.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract, as published.
    catalogue : Catalogue
        Says which indicators are protected and how they hang together.
    parts : mapping
        Buurten per area, see `analysis.release.relations.parts_of`.
    rule : GateRule
        Threshold and rounding per source: the rule is public.
    reasons : mapping, optional
        Why rows were hidden, for an attacker who knows it; without it every hidden row may be small.
    earlier : sequence of Publication, optional
        What earlier editions published.
    known : mapping, optional
        Ranges that are known from elsewhere, such as a number in a figure.
    """
    family_of, own = families_of(catalogue), own_rows(table, catalogue)
    now = Publication("", own, rule, reasons or {})
    layers: dict[tuple[str, str, bool], list[_Family]] = defaultdict(list)
    for edition in (now, *earlier):
        for (family, periode, bron), rows in _families(own_rows(edition.table, catalogue), family_of).items():
            layers[family, periode, is_fictional(rows[0])].append(_Family(edition, bron, rows))
    builder = _Builder(catalogue, parts, (populations(table, own, catalogue), known or {}))
    found = []
    for (family, periode, bron), rows in sorted(_families(own, family_of).items()):
        others = layers[family, periode, is_fictional(rows[0])]
        if any(hides(one.rows) for one in others if one.bron == bron):
            found.append(builder.system(_Family(now, bron, rows), others))
    return found


def _families(own: pd.DataFrame, family_of: Mapping[str, str]) -> dict[tuple[str, str, str], list[Numbers]]:
    """Return the rows per family of indicators, period and source."""
    found: dict[tuple[str, str, str], list[Numbers]] = defaultdict(list)
    for row in own.to_dict("records"):
        found[family_of[row["indicator"]], row["periode"], row["bron"]].append(row)
    return found


@dataclass(frozen=True)
class _Builder:
    """Makes the system of one family of rows."""

    catalogue: Catalogue
    parts: Mapping[str, frozenset[str]]
    elsewhere: Sequence[Mapping[Cell, Interval]]

    def system(self, own: _Family, others: Iterable[_Family]) -> System:
        now = self._layer(own)
        tied = [
            (one, self._layer(one))
            for one in others
            # The row itself, or the same once more, tells nothing.
            if (one.bron != own.bron or one.edition.name)
            and (one.bron, said(one.rows)) != (own.bron, said(own.rows))
        ]
        bounds: dict[Cell, Interval] = {
            Count(cell.row._replace(bron=own.bron), cell.what): ANY_COUNT
            for _, layer in tied
            for cell in layer.bounds
            if isinstance(cell, Count)
        }
        bounds |= now.bounds
        self._narrow(bounds, now.candidates)
        sums = sums_of(bounds, self.parts, self.catalogue)
        weight: dict[Cell, float] = {}
        for one, layer in tied:
            name = f"{one.edition.name} {one.bron}".strip()
            bounds |= {Elsewhere(name, cell): told for cell, told in layer.bounds.items()}
            same = sums_of(layer.bounds, self.parts, self.catalogue)
            for equation in same.equations:
                sums.equations.append({Elsewhere(name, cell): factor for cell, factor in equation.items()})
            sums.slack |= {Elsewhere(name, cell): ranges for cell, ranges in same.slack.items()}
            links = _tie(name, layer.bounds, own.bron, sums)
            hidden = now.hidden | {row._replace(bron=own.bron) for row in layer.hidden}
            weight |= {link: _HIDDEN_FIRST for link, row in links.items() if row in hidden}
        free: dict[Cell, Interval] = {
            cell: ANY_COUNT for one in sums.equations for cell in one if cell not in sums.slack
        }
        bounds = free | bounds
        bounds |= settled(bounds, sums.equations, sums.slack, weight)
        sensitive = list(dict.fromkeys(now.sensitive + _gone(own, tied)))
        groups = sums_to_protect(sensitive, self.parts, self.catalogue)
        protection = own.edition.rule.for_source(own.bron)
        return System(
            bounds | dict.fromkeys(groups, ANY_COUNT),
            (*sums.equations, *groups.values()),
            (*sensitive, *groups),
            now.candidates,
            now.shown,
            rule_of(protection),
            protection.least,
        )

    def _layer(self, own: _Family) -> _Layer:
        made, protection = _Layer(), own.edition.rule.for_source(own.bron)
        for row in own.rows:
            key, entry = key_of(row), self.catalogue[row["indicator"]]
            why = own.edition.reasons.get(key)
            counts = cells.counts_of(row, entry)
            made.bounds.update(dict.fromkeys(counts, ANY_COUNT))
            if row["status"] not in (cells.HIDDEN, cells.TOO_FEW):
                made.bounds.update(cells.shown(row, entry, protection))
                made.shown.update(
                    {one: cells.words(row, entry, one.what) for one in counts if one.what != cells.REST}
                )
                if row["methode"] != cells.BY_SOURCE:
                    extra = cells.hidden(key, entry, protection, cells.EXTRA)
                    made.candidates[key] = dict.fromkeys(counts, ANY_COUNT) | extra
                continue
            made.hidden.add(key)
            few = row["status"] == cells.TOO_FEW
            made.bounds.update(
                cells.too_few(key, entry, protection) if few else cells.hidden(key, entry, protection, why)
            )
            # With few others those counted are many, or they would be the reason.
            tested = {cells.EXTRA: (), cells.FEW_OTHERS: (cells.REST,)}.get(
                "" if few else why or "", (cells.TELLER, cells.REST)
            )
            made.sensitive += [one for one in counts if one.what in tested]
        return made

    def _narrow(self, bounds: dict[Cell, Interval], candidates: Mapping[Cell, dict[Cell, Interval]]) -> None:
        """Add what stands elsewhere; hiding a row here does not take that back."""
        for source in self.elsewhere:
            for cell in bounds.keys() & source.keys():
                bounds[cell] = overlap(bounds[cell], source[cell]) or bounds[cell]
                hidden = candidates.get(getattr(cell, "row", None), {})
                if cell in hidden:
                    hidden[cell] = overlap(hidden[cell], source[cell]) or hidden[cell]


def _tie(name: str, counts: Iterable[Cell], bron: str, sums: Sums) -> dict[Cell, Row]:
    """Add that each count is what it was, or is by another source, unless revised; return the row of each slack."""
    links: dict[Cell, Row] = {}
    for cell in counts:
        if isinstance(cell, Count) and cell.what in (cells.TELLER, cells.NOEMER):
            row = cell.row._replace(bron=bron)
            now = Count(row, cell.what)
            slack = Slack("herzien", now, name)
            sums.supposed({now: -1.0, Elsewhere(name, cell): 1.0}, slack, NO_LIMIT)
            links[slack] = row
    return links


def _gone(own: _Family, tied: Iterable[tuple[_Family, _Layer]]) -> list[Count]:
    """Return the small counts that an earlier edition hid in rows that this one does not have: they stay secret."""
    there = {key_of(row) for row in own.rows}
    return [
        cell
        for one, layer in tied
        if one.bron == own.bron
        for cell in layer.sensitive
        if cell.row not in there and one.edition.reasons.get(cell.row)
    ]
