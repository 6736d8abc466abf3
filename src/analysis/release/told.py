"""What one published row says about the counts behind it: shown, hidden for a reason that is known, or too few."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.model.catalogue import Indicator
from analysis.model.protection import Protection
from analysis.release.solver import Cell, Interval
from analysis.release.sums import NOEMER, REST, TELLER, Count, Row

HIDDEN, BY_SOURCE, FICTIONAL, TOO_FEW = "onderdrukt", "bron", "voorbeeld", "te weinig waarnemingen"

# Why a row was hidden; a reader never sees which.
SMALL, FEW_OTHERS, GROUP, NO_COUNTS, EXTRA = (
    "kleine teller",
    "kleine rest",
    "groepsonthulling",
    "aantallen onbekend",
    "aanvullend",
)

Numbers = Mapping[str, Any]  # one row of the contract


def rounded(value: float, base: int, least: float = 0) -> Interval:
    """
    Return which counts become this number when rounded half up; a number that is no multiple was not rounded.

    Parameters
    ----------
    value : float
        As it is shown.
    base : int
        What it was rounded to.
    least : float
        The smallest count that may be shown; what would be rounded to less is shown as the next multiple.
    """
    if value % base:
        return float(value), float(value)
    smallest = least if value <= math.ceil(least / base) * base else math.ceil(value - base / 2)
    return max(smallest, least, 0), math.ceil(value + base / 2) - 1.0


def count_behind_share(percentage: float, decimals: int, noemer: float) -> Interval:
    """Return which counts give a percentage of a known base, as it was rounded for the reader."""
    half = 0.5 * 10.0**-decimals
    return (percentage - half) / 100 * noemer, (percentage + half) / 100 * noemer


def overlap(one: Interval, other: Interval) -> Interval | None:
    """Return what two ranges share; None when they contradict each other, as numbers of a revision do."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def key_of(row: Numbers) -> Row:
    """Return the key of one row of the contract."""
    return Row(row["indicator"], row["gebied"], row["periode"], row["bron"])


def respondents(entry: Indicator, protection: Protection) -> int:
    """Return how many answers a survey must have to be shown; 0 where it is no survey."""
    return max(entry.minimum_n, protection.minimum_n) if entry.minimum_n else 0


def counts_of(row: Numbers, entry: Indicator) -> list[Count]:
    """Return the counts that there are behind a row."""
    based = entry.is_share or pd.notna(row["noemer"])
    return [Count(key_of(row), what) for what in ((TELLER, NOEMER, REST) if based else (TELLER,))]


def shown(row: Numbers, entry: Indicator, protection: Protection) -> dict[Cell, Interval]:
    """
    Return what a shown number says about the counts behind it.

    Parameters
    ----------
    row : mapping
        After the gate.
    entry : Indicator
        What it counts.
    protection : Protection
        The rule of its source, which is public.
    """
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
        told[Count(key, NOEMER)] = (max(low, min(respondents(entry, protection), high)), high)
    if pd.notna(teller):
        told[Count(key, TELLER)] = rounded(teller, protection.afronding, least)
    elif entry.is_share and pd.notna(noemer):
        fewest, most = told[Count(key, NOEMER)]
        low, high = (
            count_behind_share(row["waarde"], 0, fewest)[0],
            count_behind_share(row["waarde"], 0, most)[1],
        )
        told[Count(key, TELLER)] = (max(math.floor(low), least), max(math.ceil(high), least))
    if entry.is_share and pd.notna(noemer):
        told[Count(key, REST)] = (least, np.inf)
    return told


def hidden(key: Row, entry: Indicator, protection: Protection, reason: str | None) -> dict[Cell, Interval]:
    """
    Return what is known of a hidden number by who knows why it was hidden.

    Parameters
    ----------
    key : Row
        Which number.
    entry : Indicator
        What it counts.
    protection : Protection
        The rule of its source.
    reason : str or None
        None says that nobody knows it: then nothing follows.
    """
    low, few, more = float(protection.least), (0.0, float(protection.drempel)), np.inf
    teller, rest = Count(key, TELLER), Count(key, REST)
    told: dict[Cell, Interval] = {}
    if reason == SMALL:
        told[teller] = few
    elif reason == FEW_OTHERS:
        told |= {teller: (low, more), rest: few}
    elif reason == EXTRA:
        told[teller] = (low, more)
        if entry.is_share:
            told[rest] = (low, more)
    if reason in (SMALL, FEW_OTHERS, EXTRA) and entry.is_share:
        told[Count(key, NOEMER)] = (float(respondents(entry, protection)), more)
    return told


def too_few(key: Row, entry: Indicator, protection: Protection) -> dict[Cell, Interval]:
    """Return what the mark itself says: fewer answers than a survey must have."""
    return {Count(key, NOEMER): (0.0, max(respondents(entry, protection) - 1.0, 0.0))}


def words(row: Numbers, entry: Indicator, what: str) -> str:
    """Return a count as a reader sees it; "" when it is not there."""
    value = row["noemer"] if what == NOEMER else row["teller"] if entry.is_share else row["waarde"]
    return f"{value:g}" if pd.notna(value) else ""
