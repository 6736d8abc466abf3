"""
From a table that was published to what an outsider knows: numbers with a range, and how they add up.

One system per topic, period and source: counts of care in the kernen (in both
readings), wijken, buurten and the gemeente, the base beside each count and the
people who are not counted, kinds of care that make up a total, answers that make up
a question, the questions that follow on it, and all of that in earlier editions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release import told
from analysis.release.assumptions import settled
from analysis.release.editions import Edition, in_source, renamed, ties
from analysis.release.families import families_of
from analysis.release.groups import Group, groups_of
from analysis.release.intervals import FLOOR, protected, rule_of
from analysis.release.populations import populations
from analysis.release.rows import hides, is_fictional, own_rows, said
from analysis.release.solver import ANY_COUNT, Cell, Equation, Interval, Rule
from analysis.release.sums import REST, TELLER, Count, Row, Slack, sums_of
from analysis.release.told import (
    BY_SOURCE,
    EXTRA,
    FEW_OTHERS,
    HIDDEN,
    TOO_FEW,
    Numbers,
    key_of,
    overlap,
)

_HIDDEN_FIRST = 10.0  # what it is worth that a number was not revised, where this edition hides it


@dataclass(frozen=True)
class System:
    """
    What an outsider knows about one topic, one period and one source.

    Attributes
    ----------
    bounds : mapping
        Range per count.
    equations : tuple of mapping
        Sums that hold between counts; each adds up to 0.
    sensitive : tuple
        Counts that were hidden because they are small, and sums of them.
    candidates : mapping
        Rows that could be hidden as well, with what their counts would then be.
    shown : mapping
        What a reader sees, per count, for the words of a finding.
    rule : callable
        Whether an interval is wide enough.
    least : float
        The smallest count that may be shown.
    """

    bounds: Mapping[Cell, Interval]
    equations: tuple[Equation, ...]
    sensitive: tuple[Cell, ...]
    candidates: Mapping[Cell, Mapping[Cell, Interval]] = field(default_factory=dict)
    shown: Mapping[Cell, str] = field(default_factory=dict)
    rule: Rule = protected
    least: float = FLOOR

    def hiding(self, rows: Iterable[Cell]) -> dict[Cell, Interval]:
        """Return the ranges when these rows are hidden as well."""
        changed = dict(self.bounds)
        for row in rows:
            changed |= self.candidates[row]
        return changed

    def safe(self, cell: Cell, low: float, high: float) -> bool:
        """Whether so much may be known of a count; a sum that is certainly not small is a number like any other."""
        return self.rule(low, high) or (isinstance(cell, Group) and low >= self.least)


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
    earlier: Sequence[Edition] = (),
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
        Buurten per area, see `parts_of`.
    rule : GateRule
        Threshold and rounding per source: the rule is public.
    reasons : mapping, optional
        Why rows were hidden, for an attacker who knows it; without it every hidden row may be small.
    earlier : sequence of Edition, optional
        What earlier editions published.
    known : mapping, optional
        Ranges that are known from elsewhere, such as a number in a figure.
    """
    own = own_rows(table, catalogue)
    family_of = families_of(catalogue)
    now = Edition("", own, rule, reasons or {})
    others: dict[tuple[str, str, bool], list[_Other]] = defaultdict(list)
    for edition in (now, *earlier):
        for (family, periode, bron), rows in _families(own_rows(edition.table, catalogue), family_of).items():
            others[family, periode, is_fictional(rows[0])].append(_Other(edition, bron, rows))
    elsewhere = [populations(table, own, catalogue), dict(known or {})]
    builder = _Builder(catalogue, parts, elsewhere)
    return [
        builder.system(_Other(now, bron, rows), others[family, periode, is_fictional(rows[0])])
        for (family, periode, bron), rows in sorted(_families(own, family_of).items())
        if hides(rows)
        or any(hides(one.rows) for one in others[family, periode, is_fictional(rows[0])] if one.bron == bron)
    ]


def _families(own: pd.DataFrame, family_of: Mapping[str, str]) -> dict[tuple[str, str, str], list[Numbers]]:
    """Return the rows per family of indicators, period and source."""
    found: dict[tuple[str, str, str], list[Numbers]] = defaultdict(list)
    for row in own.to_dict("records"):
        found[family_of[row["indicator"]], row["periode"], row["bron"]].append(row)
    return found


class _Other(NamedTuple):
    """The rows of one family from one source in one edition."""

    edition: Edition
    bron: str
    rows: list[Numbers]


@dataclass(frozen=True)
class _Builder:
    """Makes the system of one family of rows."""

    catalogue: Catalogue
    parts: Mapping[str, frozenset[str]]
    elsewhere: Sequence[Mapping[Cell, Interval]]

    def system(self, own: _Other, others: Iterable[_Other]) -> System:
        now = self._layer(own)
        tied = [
            (one, self._layer(one))
            for one in others
            # The row itself, or the same once more, tells nothing.
            if (one.bron != own.bron or one.edition.name)
            and (one.bron, said(one.rows)) != (own.bron, said(own.rows))
        ]
        bounds: dict[Cell, Interval] = {
            in_source(cell, own.bron): ANY_COUNT for _, layer in tied for cell in layer.bounds
        }
        bounds |= now.bounds
        self._narrow(bounds, now.candidates)
        sums = sums_of(bounds, self.parts, self.catalogue)
        equations, slacks = list(sums.equations), dict(sums.slack)
        weight: dict[Cell, float] = {}
        for one, layer in tied:
            name = f"{one.edition.name} {one.bron}".strip()
            there, same = renamed(name, layer.bounds, sums_of(layer.bounds, self.parts, self.catalogue))
            links = ties(name, layer.bounds, own.bron)
            bounds |= there
            for each in (same, links):
                equations += each.equations
                slacks |= each.slack
            hidden = now.hidden | {row._replace(bron=own.bron) for row in layer.hidden}
            weight |= dict.fromkeys((link for link in links.slack if _is_of(link, hidden)), _HIDDEN_FIRST)
        free: dict[Cell, Interval] = {
            cell: ANY_COUNT for one in equations for cell in one if cell not in slacks
        }
        bounds = free | bounds
        bounds |= settled(bounds, equations, slacks, weight)
        sensitive = list(dict.fromkeys(now.sensitive + _gone(own, tied)))
        groups = groups_of(sensitive, self.parts, self.catalogue)
        protection = own.edition.rule.for_source(own.bron)
        return System(
            bounds | dict.fromkeys(groups, ANY_COUNT),
            (*equations, *groups.values()),
            (*sensitive, *groups),
            now.candidates,
            now.shown,
            rule_of(protection),
            protection.least,
        )

    def _layer(self, own: _Other) -> _Layer:
        made, protection = _Layer(), own.edition.rule.for_source(own.bron)
        for row in own.rows:
            key, entry = key_of(row), self.catalogue[row["indicator"]]
            why = own.edition.reasons.get(key)
            counts = told.counts_of(row, entry)
            made.bounds.update(dict.fromkeys(counts, ANY_COUNT))
            if row["status"] not in (HIDDEN, TOO_FEW):
                made.bounds.update(told.shown(row, entry, protection))
                made.shown.update(
                    {one: told.words(row, entry, one.what) for one in counts if one.what != REST}
                )
                if row["methode"] != BY_SOURCE:
                    made.candidates[key] = dict.fromkeys(counts, ANY_COUNT) | told.hidden(
                        key, entry, protection, EXTRA
                    )
                continue
            made.hidden.add(key)
            few = row["status"] == TOO_FEW
            made.bounds.update(
                told.too_few(key, entry, protection) if few else told.hidden(key, entry, protection, why)
            )
            # With few others those counted are many, or they would be the reason.
            tested = {EXTRA: (), FEW_OTHERS: (REST,)}.get("" if few else why or "", (TELLER, REST))
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


def _gone(own: _Other, tied: Iterable[tuple[_Other, _Layer]]) -> list[Count]:
    """Return the small counts that an earlier edition hid in rows that this one does not have: they stay secret."""
    there = {key_of(row) for row in own.rows}
    return [
        cell
        for one, layer in tied
        if one.bron == own.bron
        for cell in layer.sensitive
        if cell.row not in there and one.edition.reasons.get(cell.row)
    ]


def _is_of(slack: Cell, rows: set[Row]) -> bool:
    return isinstance(slack, Slack) and isinstance(slack.of, Count) and slack.of.row in rows
