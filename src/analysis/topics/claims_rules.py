"""
How a number, a comparison and a development are held against rows of the release table.

Careful in one direction: a sentence only holds when the numbers show it, and is
only contradicted when they rule it out. All between is "niet aantoonbaar".
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.ground import dutch
from analysis.model.catalogue import Indicator

HOLDS, UNCLEAR, CONTRADICTED, UNSOURCED = (
    "klopt",
    "niet aantoonbaar",
    "in strijd met de cijfers",
    "geen bron",
)
WORDS = (HOLDS, UNCLEAR, CONTRADICTED, UNSOURCED)

# What a register knows of everybody has no sampling margin; all else needs one before a difference is clear.
REGISTERS = ("bevolking", "huishoudens", "wonen")
ABOUT = 0.1  # "ongeveer" and "rond": a tenth to either side


@dataclass(frozen=True)
class Judged:
    """One of the four words, and why."""

    word: str
    reason: str


def value(row: pd.Series, entry: Indicator, said: float, measure: str = "gelijk") -> Judged:
    """
    Hold a number that is said against a number that is known.

    Parameters
    ----------
    row : Series
        Row of the release table with a value.
    entry : Indicator
        What the row is.
    said : float
        The number in the sentence.
    measure : str
        `gelijk`, `ongeveer`, `meer dan` or `minder dan`.
    """
    known, half = float(row["waarde"]), rounding(said, entry)
    low, high = bounds(row, known, known)
    if measure in ("meer dan", "minder dan"):
        sign = 1 if measure == "meer dan" else -1
        # Seen from the far side the same test serves both words.
        near, far = sorted((sign * low, sign * high))
        if near > sign * said:
            return Judged(HOLDS, f"Het cijfer is {_shown(row, entry)}.")
        if far < sign * said - half or (near == far == sign * said and not _has_bounds(row)):
            return Judged(CONTRADICTED, f"Het cijfer is {_shown(row, entry)}.")
        return Judged(UNCLEAR, f"Het cijfer is {_shown(row, entry)}. Het verschil is te klein.")
    slack = max(half, ABOUT * abs(said)) if measure == "ongeveer" else half
    # A hair more than half a unit: 5,5 is written as 6 or as 5, and 0.1 + 0.2 is not 0.3.
    if abs(known - said) <= slack + 1e-9:
        return Judged(HOLDS, f"Het cijfer is {_shown(row, entry)}.")
    if low - half <= said <= high + half and _has_bounds(row):
        return Judged(
            UNCLEAR, f"Het cijfer is {_shown(row, entry)}. Het genoemde getal valt binnen de marge."
        )
    return Judged(CONTRADICTED, f"Het cijfer is {_shown(row, entry)}.")


def rounding(said: float, entry: Indicator) -> float:
    """Return half a unit of the coarser of what was written and what the catalogue publishes."""
    written = len(f"{said:g}".partition(".")[2])
    return float(0.5 * 10 ** -min(written, entry.decimalen))


def comparison(own: pd.Series, other: pd.Series, entry: Indicator, direction: str) -> Judged:
    """Hold "higher than" or "lower than" against two rows of the same indicator and period."""
    half = 0.5 * 10**-entry.decimalen
    gap = float(own["waarde"]) - float(other["waarde"])
    signed = gap if direction == "hoger" else -gap
    low, high = bounds(own, float(own["waarde"]) - half, float(own["waarde"]) + half)
    there_low, there_high = bounds(other, float(other["waarde"]) - half, float(other["waarde"]) + half)
    apart = low > there_high or high < there_low
    certain = entry.thema in REGISTERS or (_has_bounds(own) and _has_bounds(other))
    beside = f"{_shown(own, entry)} tegen {_shown(other, entry)}"
    if not apart:
        return Judged(UNCLEAR, f"{beside}: geen duidelijk verschil.")
    if signed > 0 and certain:
        return Judged(HOLDS, f"{beside}.")
    if signed > 0:
        return Judged(UNCLEAR, f"{beside}. De bron geeft geen marge; het verschil staat niet vast.")
    if certain or abs(gap) > entry.relevant_verschil:
        return Judged(CONTRADICTED, f"{beside}.")
    return Judged(UNCLEAR, f"{beside}: het verschil is te klein.")


def development(first: pd.Series, last: pd.Series, entry: Indicator, direction: str) -> Judged:
    """Hold "rises", "falls" or "stays the same" against the first and the last row of a period."""
    if direction != "gelijk":
        return comparison(last, first, entry, direction)
    beside = f"{_shown(first, entry)} en later {_shown(last, entry)}"
    gap = abs(float(last["waarde"]) - float(first["waarde"]))
    slack = max(10**-entry.decimalen, entry.relevant_verschil)
    return Judged(HOLDS if gap <= slack else CONTRADICTED, f"{beside}.")


def together(found: list[Judged]) -> Judged:
    """Return one word for a sentence about several numbers: it holds when all of it does."""
    words = [one.word for one in found]
    worst = (
        CONTRADICTED
        if CONTRADICTED in words
        else HOLDS
        if set(words) == {HOLDS}
        else UNSOURCED
        if set(words) == {UNSOURCED}
        else UNCLEAR
    )
    telling = list(dict.fromkeys(one.reason for one in found if one.word == worst))
    telling = telling or list(dict.fromkeys(one.reason for one in found))
    rest = len(telling) - 2
    more = f" Met nog {dutch.counted(rest, 'vergelijking', 'vergelijkingen')}." if rest > 0 else ""
    return Judged(worst, " ".join(telling[:2]) + more)


def bounds(row: pd.Series, low: float, high: float) -> tuple[float, float]:
    """Return the bounds of a row, or those given when it has none."""
    return (float(row["ondergrens"]), float(row["bovengrens"])) if _has_bounds(row) else (low, high)


def _has_bounds(row: pd.Series) -> bool:
    return not (pd.isna(row["ondergrens"]) or pd.isna(row["bovengrens"]))


def _shown(row: pd.Series, entry: Indicator) -> str:
    written = dutch.quantity(float(row["waarde"]), "%" if entry.is_share else "", entry.decimalen)
    return f"{written} ({dutch.period(str(row['periode']))})"
