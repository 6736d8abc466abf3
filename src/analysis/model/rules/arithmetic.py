"""Tests on numbers, each over whole columns, for delivered files and the table contract alike; a missing one breaks none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.ground import dutch

HUNDRED = 100.0
DUST = 1e-9
WIDER = 2  # a fraction times hundred may lie this many times outside the other percentages
GAP = 10  # so many times smaller than any other percentage is far apart
NEAR = 0.18  # a factor of 6,6 to 15 reads as ten times, and so on
GROWN, FEW = 1.5, 50  # an area may have grown so much since its inhabitants were last counted
ROUNDED_TO = 5  # CBS rounds counts of people in small areas to multiples of this


def outside(values: pd.Series, low: pd.Series | float, high: pd.Series | float) -> pd.Series:
    """Return where a value lies below `low` or above `high`."""
    return (values < low) | (values > high)


def not_whole(values: pd.Series) -> pd.Series:
    """Return where a value is no whole number."""
    return values.notna() & ((values - values.round()).abs() > DUST)


def exceeds(teller: pd.Series, noemer: pd.Series) -> pd.Series:
    """Return where a part is more than what it is a part of."""
    return teller > noemer + DUST


def off_quotient(
    value: pd.Series, teller: pd.Series, noemer: pd.Series, per: pd.Series | float, decimals: pd.Series
) -> pd.Series:
    """
    Return where a share or a rate is not `per` (100, 1000) times teller over noemer, or is over nobody.

    `decimals` is with how many the value is written. One unit of the last is allowed: whoever cuts off instead of
    rounding is not wrong.
    """
    known = value.notna() & teller.notna() & noemer.notna()
    made = per * teller / noemer.where(noemer > 0)
    allowed = np.power(10.0, -decimals.astype("float64")) + DUST
    return known & ((noemer <= 0) | ((value - made).abs() > allowed))


def decimals(texts: Iterable[object]) -> list[int]:
    """Return how many decimals each number is written with, with a point or a comma."""
    found = (re.search(r"[.,]([0-9]+)\D*$", str(text)) for text in texts)
    return [len(match[1]) if match else 0 for match in found]


def fractions(values: pd.Series, written: pd.Series, *, mixed: bool = False) -> pd.Series:
    """
    Return where a number is a fraction of 1 among percentages of 0 to 100, `written` with so many decimals.

    Small percentages are real: 0,3% may stand beside 12%. Fractions are recognised only when every number up to 1
    is, times hundred, about as large as the others, and is written with two more decimals, or with one more and far
    below every other one. What cannot be told apart, such as 0,5 beside 12,5, is not reported.

    Where they are `mixed`, of several indicators, only two decimals more are a sign, and each
    number up to 1 is judged by itself, since another one may really be small.
    """
    known = values > 0
    low, high = known & (values <= 1), known & (values > 1)
    nothing = pd.Series(False, index=values.index)
    if not low.any() or not high.any():
        return nothing
    floor, ceiling = values[high].min() / WIDER, values[high].max() * WIDER
    alike = low & (values * HUNDRED).between(floor, ceiling)
    ordinary = int(written[high].max())
    if mixed:
        return alike & (written >= ordinary + 2)
    more, most = int(written[low].max()) - ordinary, int(written[low].max())
    apart = values[low].max() * GAP <= values[high].min()
    told = more >= 2 or (more == 1 and most >= 2 and apart)
    return alike if told and bool(alike[low].all()) else nothing


def too_many(counts: pd.Series, inhabitants: pd.Series | float) -> pd.Series:
    """Return where there are more than an area, by what was counted of it some years ago, can hold."""
    return counts > GROWN * inhabitants + FEW


def within_sum(total: float, low: float, high: float, slack: float) -> bool:
    """Whether a total can be the sum of parts of which at least `low` and at most `high` is known."""
    return math.isnan(total) or low - slack <= total <= high + slack


def slack_of(values: pd.Series) -> float:
    """Return how far a sum of these may be from the total because each was rounded to a multiple of five."""
    rounded = len(values) > 0 and bool((values % ROUNDED_TO == 0).all())
    return len(values) * ROUNDED_TO / 2 if rounded else 0.0


def times(ratio: float) -> str:
    """Return in words how many times as large or as small: `ongeveer 10 keer zo groot`."""
    power = round(math.log10(ratio))
    near = power != 0 and abs(math.log10(ratio) - power) <= NEAR
    factor = max(ratio, 1 / ratio)
    exact = dutch.number(factor, 1 if factor < 10 else 0)
    size = f"ongeveer {dutch.number(10 ** abs(power))}" if near else exact
    return f"{size} keer zo {'groot' if ratio > 1 else 'klein'}"
