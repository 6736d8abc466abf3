"""
How a number, a comparison and a development are held against rows of the release table.

Careful in one direction: a sentence only holds when the numbers show it, and is
only contradicted when they rule it out. All between is "niet aantoonbaar".
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis.ground import dutch
from analysis.model.catalogue import Indicator

HOLDS, UNCLEAR, CONTRADICTED, UNSOURCED = WORDS = (
    "klopt",
    "niet aantoonbaar",
    "in strijd met de cijfers",
    "geen bron",
)
# What a register knows of everybody has no sampling margin; all else needs one before a difference is clear.
REGISTERS = ("bevolking", "huishoudens", "wonen")
ABOUT = 0.1  # "ongeveer" and "rond": a tenth to either side


class Judged(NamedTuple):
    """One of the four words, and why."""

    word: str
    reason: str


def value(row: pd.Series, entry: Indicator, said: float, measure: str = "gelijk") -> Judged:
    """
    Hold a number that is said against a row with a value.

    `measure` is `gelijk`, `ongeveer`, `meer dan` or `minder dan`.
    """
    # Half a unit of the coarser of what was written and what the catalogue publishes.
    decimals = min(len(f"{said:g}".partition(".")[2]), entry.decimalen)
    known, half = float(row["waarde"]), float(0.5 * 10**-decimals)
    low, high = _bounds(row, 0)
    shown = f"Het cijfer is {_shown(row, entry)}."
    if measure in ("meer dan", "minder dan"):
        sign = 1 if measure == "meer dan" else -1
        # Seen from the far side the same test serves both words.
        near, far = sorted((sign * low, sign * high))
        if near > sign * said:
            return Judged(HOLDS, shown)
        if far < sign * said - half or (near == far == sign * said and not _has_bounds(row)):
            return Judged(CONTRADICTED, shown)
        return Judged(UNCLEAR, f"{shown} Het verschil is te klein.")
    slack = max(half, ABOUT * abs(said)) if measure == "ongeveer" else half
    # A hair more than half a unit: 5,5 is written as 6 or as 5, and 0.1 + 0.2 is not 0.3.
    if abs(known - said) <= slack + 1e-9:
        return Judged(HOLDS, shown)
    if low - half <= said <= high + half and _has_bounds(row):
        return Judged(UNCLEAR, f"{shown} Het genoemde getal valt binnen de marge.")
    return Judged(CONTRADICTED, shown)


def comparison(own: pd.Series, other: pd.Series, entry: Indicator, direction: str) -> Judged:
    """Hold "higher than" or "lower than" against two rows of the same indicator and period."""
    half = 0.5 * 10**-entry.decimalen
    gap = float(own["waarde"]) - float(other["waarde"])
    signed = gap if direction == "hoger" else -gap
    (low, high), (there_low, there_high) = _bounds(own, half), _bounds(other, half)
    certain = entry.thema in REGISTERS or (_has_bounds(own) and _has_bounds(other))
    beside = f"{_shown(own, entry)} tegen {_shown(other, entry)}"
    if low <= there_high and high >= there_low:
        return Judged(UNCLEAR, f"{beside}: geen duidelijk verschil.")
    if signed > 0:
        no_margin = "De bron geeft geen marge; het verschil staat niet vast."
        return Judged(HOLDS, f"{beside}.") if certain else Judged(UNCLEAR, f"{beside}. {no_margin}")
    if certain or abs(gap) > entry.relevant_verschil:
        return Judged(CONTRADICTED, f"{beside}.")
    return Judged(UNCLEAR, f"{beside}: het verschil is te klein.")


def development(first: pd.Series, last: pd.Series, entry: Indicator, direction: str) -> Judged:
    """Hold "rises", "falls" or "stays the same" against the first and the last row of a period."""
    if direction != "gelijk":
        return comparison(last, first, entry, direction)
    gap = abs(float(last["waarde"]) - float(first["waarde"]))
    slack = max(10**-entry.decimalen, entry.relevant_verschil)
    beside = f"{_shown(first, entry)} en later {_shown(last, entry)}."
    return Judged(HOLDS if gap <= slack else CONTRADICTED, beside)


def together(found: list[Judged]) -> Judged:
    """Return one word for a sentence about several numbers: it holds when all of it does."""
    words = {one.word for one in found}
    worst = CONTRADICTED if CONTRADICTED in words else words.pop() if len(words) == 1 else UNCLEAR
    telling = list(dict.fromkeys(one.reason for one in found if one.word == worst))
    telling = telling or list(dict.fromkeys(one.reason for one in found))
    rest = len(telling) - 2
    more = f" Met nog {dutch.counted(rest, 'vergelijking', 'vergelijkingen')}." if rest > 0 else ""
    return Judged(worst, " ".join(telling[:2]) + more)


def _bounds(row: pd.Series, half: float) -> tuple[float, float]:
    """Return the bounds of a row, or so much to either side of its value when it has none."""
    if _has_bounds(row):
        return float(row["ondergrens"]), float(row["bovengrens"])
    return float(row["waarde"]) - half, float(row["waarde"]) + half


def _has_bounds(row: pd.Series) -> bool:
    return not (pd.isna(row["ondergrens"]) or pd.isna(row["bovengrens"]))


def _shown(row: pd.Series, entry: Indicator) -> str:
    written = dutch.quantity(float(row["waarde"]), "%" if entry.is_share else "", entry.decimalen)
    return f"{written} ({dutch.period(str(row['periode']))})"
