"""
Rows of the table contract as the gate sees them, the counts behind each, and what a row says about those.

A row is shown, hidden for a reason that some know, or of too few answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.model.catalogue import Catalogue, Indicator
from analysis.model.protection import Protection
from analysis.model.tidy import WITH_VALUE
from analysis.release.solver import Cell, Interval

HIDDEN, BY_SOURCE, FICTIONAL, TOO_FEW = "onderdrukt", "bron", "voorbeeld", "te weinig waarnemingen"

# Why a row was hidden; a reader never sees which.
SMALL, FEW_OTHERS, GROUP, NO_COUNTS, EXTRA = (
    "kleine teller",
    "kleine rest",
    "groepsonthulling",
    "aantallen onbekend",
    "aanvullend",
)

# Levels of areas that hold more than one municipality.
WIDER = ("regio", "provincie", "klasse", "land")

# The counts behind a row: those counted, all of them, and the others.
TELLER, NOEMER, REST = "teller", "noemer", "rest"

Numbers = Mapping[str, Any]  # one row of the contract


class Row(NamedTuple):
    """The key of one number in the table contract."""

    indicator: str
    gebied: str
    periode: str
    bron: str


class Count(NamedTuple):
    """A count behind a number: `TELLER`, `NOEMER` or `REST`."""

    row: Row
    what: str


def key_of(row: Numbers) -> Row:
    """Return the key of one row of the contract."""
    return Row(row["indicator"], row["gebied"], row["periode"], row["bron"])


def keys_of(table: pd.DataFrame) -> list[Row]:
    """Return the key of each row of a table of the contract."""
    return [Row(*key) for key in zip(*(table[column] for column in Row._fields), strict=True)]


def own_rows(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the rows that the gate protects: those shown, those hidden and those of too few answers."""
    table = table[table["indicator"].isin(catalogue.indicators)]
    return table[is_own(table, catalogue) & table["status"].isin([*WITH_VALUE, HIDDEN, TOO_FEW])]


def is_own(table: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Say per row whether the gate protects its counts: a registration, or shares of an own survey."""
    share = _each(table, lambda one: catalogue[one].is_share)
    return _each(table, lambda one: catalogue[one].eigen_registratie) | (is_survey(table, catalogue) & share)


def is_survey(table: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Say per row whether it is of an own survey; answers of a whole province or country are nobody's here."""
    wide = {code for code, area in catalogue.areas.items() if area.niveau in WIDER}
    return _each(table, lambda one: catalogue[one].eigen_onderzoek) & ~table["gebied"].isin(wide)


def _each(table: pd.DataFrame, says: Callable[[str], bool]) -> pd.Series:
    found = {one: says(one) for one in table["indicator"].unique()}
    return table["indicator"].map(found).astype(bool)


def said(rows: Iterable[Numbers]) -> dict[Row, tuple[object, ...]]:
    """Return what rows say, in a form that can be held against other rows."""
    columns = ("status", "waarde", "teller", "noemer", "n")
    return {key_of(row): tuple(None if pd.isna(row[one]) else row[one] for one in columns) for row in rows}


def is_fictional(row: Numbers) -> bool:
    """Whether a number is fictional: it is about nothing real."""
    return bool(row["status"] == FICTIONAL or row["bron"].startswith(FICTIONAL))


def rounded(value: float, base: int, least: float = 0) -> Interval:
    """
    Return which counts become this number when rounded half up to `base`; one that is no multiple was not rounded.

    `least` is the smallest count that may be shown; what would be rounded to less is shown as the next multiple.
    """
    if value % base:
        return float(value), float(value)
    smallest = least if value <= math.ceil(least / base) * base else math.ceil(value - base / 2)
    return max(smallest, least, 0), math.ceil(value + base / 2) - 1.0


def count_behind_share(percentage: float, decimals: int, fewest: float, most: float) -> Interval:
    """Return which counts give a percentage, as it was rounded for the reader, of a base of `fewest` to `most`."""
    half = 0.5 * 10.0**-decimals
    return (percentage - half) / 100 * fewest, (percentage + half) / 100 * most


def overlap(one: Interval, other: Interval) -> Interval | None:
    """Return what two ranges share; None when they contradict each other, as numbers of a revision do."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def counts_of(row: Numbers, entry: Indicator) -> list[Count]:
    """Return the counts that there are behind a row."""
    based = entry.is_share or pd.notna(row["noemer"])
    return [Count(key_of(row), what) for what in ((TELLER, NOEMER, REST) if based else (TELLER,))]


def words(row: Numbers, entry: Indicator, what: str) -> str:
    """Return a count as a reader sees it; "" when it is not there."""
    value = row["noemer"] if what == NOEMER else row["teller"] if entry.is_share else row["waarde"]
    return f"{value:g}" if pd.notna(value) else ""


def shown(row: Numbers, entry: Indicator, protection: Protection) -> dict[Cell, Interval]:
    """Return what a number that is shown after the gate says about the counts behind it: the rule is public."""
    key = key_of(row)
    teller = row["teller"] if entry.is_share else row["waarde"]
    if row["methode"] == BY_SOURCE:
        return {
            Count(key, what): (float(value), float(value))
            for what, value in ((TELLER, teller), (NOEMER, row["noemer"]))
            if pd.notna(value) and float(value).is_integer()
        }
    least = float(protection.least)
    noemer = row["noemer"] if pd.notna(row["noemer"]) or not entry.is_share else row["n"]
    told: dict[Cell, Interval] = {}
    if pd.notna(noemer):
        low, high = rounded(noemer, protection.afronding)
        told[Count(key, NOEMER)] = (max(low, min(_respondents(entry, protection), high)), high)
    if pd.notna(teller):
        told[Count(key, TELLER)] = rounded(teller, protection.afronding, least)
    elif entry.is_share and pd.notna(noemer):
        low, high = count_behind_share(row["waarde"], 0, *told[Count(key, NOEMER)])
        told[Count(key, TELLER)] = (max(math.floor(low), least), max(math.ceil(high), least))
    if entry.is_share and pd.notna(noemer):
        told[Count(key, REST)] = (least, np.inf)
    return told


def hidden(key: Row, entry: Indicator, protection: Protection, reason: str) -> dict[Cell, Interval]:
    """
    Return what is known of a hidden number by who knows why it was hidden; "" says that nobody knows it.

    Too few answers, fewer than a survey must have, is what the mark itself says.
    """
    least, few, more = float(protection.least), (0.0, float(protection.drempel)), np.inf
    teller, noemer, rest = (Count(key, what) for what in (TELLER, NOEMER, REST))
    respondents = float(_respondents(entry, protection))
    if reason == TOO_FEW:
        return {noemer: (0.0, max(respondents - 1.0, 0.0))}
    knows: dict[str, dict[Cell, Interval]] = {
        SMALL: {teller: few},
        FEW_OTHERS: {teller: (least, more), rest: few},
        EXTRA: dict.fromkeys((teller, rest) if entry.is_share else (teller,), (least, more)),
    }
    told = knows.get(reason, {})
    return told | ({noemer: (respondents, more)} if told and entry.is_share else {})


def _respondents(entry: Indicator, protection: Protection) -> int:
    """Return how many answers a survey must have to be shown; 0 where it is no survey."""
    return max(entry.minimum_n, protection.minimum_n) if entry.minimum_n else 0
