"""
From a table that was published to what an outsider knows: numbers with a range, and how they add up.

One system per topic, period and source: counts of care in the kernen (in both
readings), wijken, buurten and the gemeente, the base beside each count and the
people who are not counted, and the kinds of care that make up a total.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.catalogue import Catalogue, Indicator
from analysis.protection import GateRule
from analysis.release.solver import ANY_COUNT, Cell, Equation, Interval
from analysis.release.sums import NOEMER, REST, TELLER, Count, Row, equations_of
from analysis.tidy import WITH_VALUE

HIDDEN, BY_SOURCE, FICTIONAL = "onderdrukt", "bron", "voorbeeld"

_EARLIER = "vorige editie"

# Why a row was hidden; a reader never sees which.
SMALL, FEW_OTHERS, GROUP, NO_COUNTS, EXTRA = (
    "kleine teller",
    "kleine rest",
    "groepsonthulling",
    "aantallen onbekend",
    "aanvullend",
)


Numbers = Mapping[str, Any]  # one row of the contract


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
    sensitive : tuple of Count
        Counts that were hidden because they are small.
    candidates : mapping
        Rows that could be hidden as well, with what their counts would then be.
    uncapped : mapping
        Ranges of hidden counts once it is no longer certain that a hidden number is a small one.
    shown : mapping
        What a reader sees, per count, for the words of a finding.
    """

    bounds: Mapping[Cell, Interval]
    equations: tuple[Equation, ...]
    sensitive: tuple[Cell, ...]
    candidates: Mapping[Cell, Mapping[Cell, Interval]] = field(default_factory=dict)
    uncapped: Mapping[Cell, Interval] = field(default_factory=dict)
    shown: Mapping[Cell, str] = field(default_factory=dict)

    def hiding(self, rows: Iterable[Cell]) -> dict[Cell, Interval]:
        """Return the ranges when these rows are hidden as well."""
        more = list(rows)
        changed = dict(self.bounds) | (dict(self.uncapped) if more else {})
        for row in more:
            changed |= self.candidates[row]
        return changed


def rounded(value: float, base: int, least: float = 0) -> Interval:
    """Return which counts become this number when rounded half up; a number that is no multiple was not rounded."""
    if value % base:
        return float(value), float(value)
    return max(math.ceil(value - base / 2), least), math.ceil(value + base / 2) - 1.0


def count_behind_share(percentage: float, decimals: int, noemer: float) -> Interval:
    """Return which counts give a percentage of a known base, as it was rounded for the reader."""
    half = 0.5 * 10.0**-decimals
    return (percentage - half) / 100 * noemer, (percentage + half) / 100 * noemer


def overlap(one: Interval, other: Interval) -> Interval | None:
    """Return what two ranges share; None when they contradict each other, as numbers of a revision do."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def systems_of(
    table: pd.DataFrame,
    catalogue: Catalogue,
    parts: Mapping[str, frozenset[str]],
    rule: GateRule,
    *,
    reasons: Mapping[Row, str] | None = None,
    previous: pd.DataFrame | None = None,
    known: Mapping[Cell, Interval] | None = None,
) -> list[System]:
    """
    Return what an outsider can put together from a table after the gate.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract, as published.
    catalogue : Catalogue
        Says which indicators are own registrations and which are parts of another.
    parts : mapping
        Buurten per area, see `parts_of`.
    rule : GateRule
        Threshold and rounding per source: the rule is public.
    reasons : mapping, optional
        Why rows were hidden; without it every hidden row may be small.
    previous : DataFrame, optional
        What the previous edition published.
    known : mapping, optional
        Ranges that are known from elsewhere, such as a population or a number in a figure.
    """
    own = _own(table, catalogue)
    why = reasons or {}
    before = None if previous is None else _own(previous, catalogue)
    extra = _published_elsewhere(own, before, catalogue, rule)
    roots = _roots(catalogue)
    families: dict[tuple[str, str, str], list[Numbers]] = defaultdict(list)
    for row in own.to_dict("records"):
        families[roots[row["indicator"]], row["periode"], row["bron"]].append(row)
    there = set(keys_of(own))
    for row in [] if before is None else before[before["status"] != HIDDEN].to_dict("records"):
        family = roots[row["indicator"]], row["periode"], row["bron"]
        if family in families and _key(row) not in there:
            families[family].append({**row, _EARLIER: True})
    return [
        _system(rows, catalogue, parts, rule, why, [extra, dict(known or {})])
        for _, rows in sorted(families.items())
    ]


def keys_of(table: pd.DataFrame) -> list[Row]:
    """Return the key of each row of a table of the contract."""
    return [Row(*key) for key in zip(*(table[column] for column in Row._fields), strict=True)]


def _key(row: Numbers) -> Row:
    return Row(row["indicator"], row["gebied"], row["periode"], row["bron"])


def _own(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    own = table["indicator"].map(lambda one: catalogue[one].eigen_registratie).astype(bool)
    return table[own & table["status"].isin([*WITH_VALUE, HIDDEN])]


def _roots(catalogue: Catalogue) -> dict[str, str]:
    """Return per indicator the total it is in the end a part of; itself when it is no part."""
    parent = {part: entry.id for entry in catalogue.indicators.values() for part in entry.onderdelen}
    roots = {}
    for start in catalogue.indicators:
        one, seen = start, {start}
        while parent.get(one) is not None and parent[one] not in seen:
            one = parent[one]
            seen.add(one)
        roots[start] = one
    return roots


def _system(
    rows: Sequence[Numbers],
    catalogue: Catalogue,
    parts: Mapping[str, frozenset[str]],
    rule: GateRule,
    why: Mapping[Row, str],
    elsewhere: Sequence[Mapping[Cell, Interval]],
) -> System:
    bounds: dict[Cell, Interval] = {}
    uncapped: dict[Cell, Interval] = {}
    shown: dict[Cell, str] = {}
    candidates: dict[Cell, dict[Cell, Interval]] = {}
    sensitive: list[Cell] = []
    certain = all(why.get(_key(row), SMALL) != EXTRA for row in rows if row["status"] == HIDDEN)
    for row in rows:
        key, entry = _key(row), catalogue[row["indicator"]]
        counts = [
            Count(key, what) for what in ((TELLER, NOEMER, REST) if _has_base(row, entry) else (TELLER,))
        ]
        bounds.update(dict.fromkeys(counts, ANY_COUNT))
        if row["status"] != HIDDEN:
            told = _told(row, entry, rule)
            bounds.update(told)
            shown.update({Count(key, what): _words(row, entry, what) for what in (TELLER, NOEMER)})
            if row["methode"] != BY_SOURCE and _EARLIER not in row:
                candidates[key] = dict.fromkeys(counts, ANY_COUNT)
        elif why.get(key) != EXTRA:
            capped = _capped(key, why.get(key), rule) if certain else {}
            uncapped.update(dict.fromkeys(capped, ANY_COUNT))
            bounds.update(capped)
            # With few others those counted are many, or they would be the reason.
            tested = (REST,) if why.get(key) == FEW_OTHERS else (TELLER, REST)
            sensitive.extend(one for one in counts if one.what in tested)
    for source in elsewhere:
        for cell in bounds.keys() & source.keys():
            bounds[cell] = overlap(bounds[cell], source[cell]) or bounds[cell]
            if cell in uncapped:
                uncapped[cell] = overlap(uncapped[cell], source[cell]) or uncapped[cell]
            owner = getattr(cell, "row", None)
            if owner in candidates:  # hiding it here does not take back what stands elsewhere
                hidden = candidates[owner]
                hidden[cell] = overlap(hidden[cell], source[cell]) or hidden[cell]
    equations = equations_of(bounds, parts, catalogue)
    free = {cell: ANY_COUNT for one in equations for cell in one}
    return System(free | bounds, equations, tuple(sensitive), candidates, uncapped, shown)


def _has_base(row: Numbers, entry: Indicator) -> bool:
    return entry.is_share or pd.notna(row["noemer"])


def _capped(key: Row, reason: str | None, rule: GateRule) -> dict[Cell, Interval]:
    """Return what the public rule says about a hidden number, as long as only small ones are hidden."""
    what = {SMALL: TELLER, FEW_OTHERS: REST}.get(reason or "")
    return {Count(key, what): (0.0, float(rule.for_source(key.bron).drempel))} if what else {}


def _told(row: Numbers, entry: Indicator, rule: GateRule) -> dict[Cell, Interval]:
    """Return what a shown number says about the counts behind it."""
    key, protection = _key(row), rule.for_source(row["bron"])
    teller = row["teller"] if entry.is_share else row["waarde"]
    if row["methode"] == BY_SOURCE:
        return {
            Count(key, what): (float(value), float(value))
            for what, value in ((TELLER, teller), (NOEMER, row["noemer"]))
            if pd.notna(value) and float(value).is_integer()
        }
    least = protection.drempel + 1.0
    told: dict[Cell, Interval] = {}
    if pd.notna(teller):
        told[Count(key, TELLER)] = rounded(teller, protection.afronding, least)
    if pd.notna(row["noemer"]):
        told[Count(key, NOEMER)] = rounded(row["noemer"], protection.afronding)
        if entry.is_share:
            told[Count(key, REST)] = (least, np.inf)
    return told


def _words(row: Numbers, entry: Indicator, what: str) -> str:
    value = row["noemer"] if what == NOEMER else row["teller"] if entry.is_share else row["waarde"]
    return f"{value:g}" if pd.notna(value) else ""


def _published_elsewhere(
    own: pd.DataFrame, previous: pd.DataFrame | None, catalogue: Catalogue, rule: GateRule
) -> dict[Cell, Interval]:
    """Return what an earlier edition, or another source of the same number, tells about the counts of a row."""
    told: dict[tuple[str, str, str, bool], list[tuple[str, Numbers]]] = defaultdict(list)
    for edition, table in (("", own), (_EARLIER, own[:0] if previous is None else previous)):
        shown = table[table["status"].isin(WITH_VALUE) & (table["methode"] != BY_SOURCE)]
        for row in shown.to_dict("records"):
            told[_place(row)].append((edition, row))
    found: dict[Cell, Interval] = {}
    for row in own.to_dict("records"):
        for edition, other in told[_place(row)]:
            if not edition and other["bron"] == row["bron"]:
                continue  # the row itself
            base = rule.for_source(other["bron"]).afronding
            teller = other["teller"] if catalogue[row["indicator"]].is_share else other["waarde"]
            for what, value in ((TELLER, teller), (NOEMER, other["noemer"])):
                if pd.notna(value):
                    cell, seen = Count(_key(row), what), rounded(value, base)
                    found[cell] = overlap(found.get(cell, ANY_COUNT), seen) or seen
    return found


def _place(row: Numbers) -> tuple[str, str, str, bool]:
    """Return what a number is about, whoever counted it; a fictional number is about nothing real."""
    fictional = row["status"] == FICTIONAL or row["bron"].startswith(FICTIONAL)
    return row["indicator"], row["gebied"], row["periode"], fictional
