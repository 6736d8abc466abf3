"""The one place where a draft asks whether a value is higher or lower than another one."""

from __future__ import annotations

from analysis.model.catalogue import Indicator
from analysis.statistics.comparison import HIGHER, LOWER, compare
from analysis.topics.claims_check import REGISTERS
from analysis.topics.drafts.readings import Row, bounds

UNKNOWN, NONE = "niet te zeggen", "geen duidelijk verschil"


def difference(here: Row, there: Row, entry: Indicator) -> str:
    """
    Return `hoger`, `lager`, no clear difference, or that it cannot be said: two values of one indicator.

    By `statistics.comparison`. A register counts everybody, so that its numbers are uncertain by their rounding alone;
    all else needs a margin on both sides.
    """
    half = 0.5 * 10**-entry.decimalen if entry.thema in REGISTERS else 0.0
    (low, high), (there_low, there_high) = bounds(here), bounds(there)
    if not half and (low == high or there_low == there_high):
        return UNKNOWN
    word = str(
        compare(
            float(here["waarde"]), low - half, high + half, float(there["waarde"]),
            benchmark_ondergrens=there_low - half, benchmark_bovengrens=there_high + half,
        )
    )  # fmt: skip
    return word if word in (HIGHER, LOWER) else NONE
