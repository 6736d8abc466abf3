"""Class limits for choropleths: round numbers, shared by maps that are compared."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.ground import dutch
from analysis.ground.palette import SEQUENTIAL

# Among few values a limit lies in a gap of at least this part of their range.
WIDE = 0.1
# From so many gaps on, limits follow the quantiles.
MANY = 12

# Decimals of a number that is shown as it is, but for the noise of floats.
EXACT = 9

Pair = tuple[float, float]

# From the roundest to the least round start of a limit.
_ROUND = (1.0, 5.0, 2.0, 2.5, 1.5, 3.0, 4.0, 6.0, 7.5, 8.0)


@dataclass(frozen=True)
class Classes:
    """
    Class limits with their colours and Dutch labels.

    Attributes
    ----------
    limits : tuple of float
        Ascending limits between classes; a value on a limit belongs to the class above it.
    unit : str
        Unit of the values, `%` or a plural noun.
    decimals, shown : int
        Decimals of the limits, and of the values as they stand on the map: those are put in classes, or an area with
        `39%` on it (38.7) would have the colour of `minder dan 39%`.
    """

    limits: tuple[float, ...]
    unit: str
    decimals: int = 0
    shown: int = EXACT

    @property
    def colours(self) -> tuple[str, ...]:
        """One colour per class, light to dark."""
        return SEQUENTIAL[len(self.limits) + 1]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that exclude each other: `minder dan 100`, `100 tot 250`, `250 of meer`."""
        mark = "%" if self.unit == "%" else ""
        texts = [f"{dutch.number(limit, self.decimals)}{mark}" for limit in self.limits]
        if not texts:
            return ("alle waarden",)
        middle = [f"{low} tot {high}" for low, high in itertools.pairwise(texts)]
        return (f"minder dan {texts[0]}", *middle, f"{texts[-1]} of meer")

    def index(self, values: pd.Series) -> pd.Series:
        """Return the class of each value, 0 for the lowest; -1 where there is no value."""
        seen = [dutch.rounded(value, self.shown) for value in values.tolist()]
        found = np.searchsorted(np.asarray(self.limits), np.asarray(seen, dtype=float), side="right")
        return pd.Series(np.where(values.isna(), -1, found), index=values.index)

    def legend(self, values: pd.Series) -> list[tuple[str, str]]:
        """Return label and colour of each class that holds one of these values, from high to low."""
        present = set(self.index(values))
        pairs = zip(self.labels, self.colours, strict=True)
        return [pair for place, pair in enumerate(pairs) if place in present][::-1]


def shared_classes(values: Iterable[float], *, unit: str, shown: int = EXACT, number: int = 5) -> Classes:
    """
    Choose limits for all maps that are compared with each other, at most five classes, NaN left out.

    With few areas, quantiles and natural breaks give classes like `9,1 – 9,1`. Here a limit is the roundest number in
    one of the widest gaps between neighbouring values, gaps measured as ratio where values differ by more than a factor
    of ten. Every class holds at least one value; values that lie close together are not parted, so there may be fewer.
    """
    known = sorted({dutch.rounded(float(value), shown) for value in values if not math.isnan(value)})
    if len(known) < 2:
        return Classes((), unit, shown=shown)
    as_ratio = known[0] > 0 and known[-1] / known[0] > 10
    pairs = list(itertools.pairwise(known))

    def size(pair: Pair) -> float:
        return math.log(pair[1] / pair[0]) if as_ratio else pair[1] - pair[0]

    chosen = _spread_out(pairs, size, number) if len(pairs) >= MANY else _widest(pairs, size, number)
    limits = sorted(_roundest(low, high) for low, high in chosen)
    return Classes(tuple(limits), unit, _decimals(limits), shown)


def _widest(pairs: Sequence[Pair], size: Callable[[Pair], float], number: int) -> list[Pair]:
    """
    Return the widest gaps between few values.

    A gap that is small beside the whole range is left: it parts what belongs together, at a limit that cannot be round.
    """
    least = WIDE * size((pairs[0][0], pairs[-1][1]))
    return sorted((pair for pair in pairs if size(pair) >= least), key=size, reverse=True)[: number - 1]


def _spread_out(pairs: Sequence[Pair], size: Callable[[Pair], float], number: int) -> list[Pair]:
    """Return among many values the widest gap near each quantile, so that every class holds its share of areas."""
    step = len(pairs) / number
    parts = [pairs[round((k - 0.5) * step) : round((k + 0.5) * step)] for k in range(1, number)]
    return [max(part, key=size) for part in parts if part]


def _roundest(low: float, high: float) -> float:
    """Return the roundest number above `low` and not above `high`, which lie on one side of 0 or around it."""
    if low < 0 <= high:
        return 0.0
    sign = 1 if high > 0 else -1
    for exponent in range(math.floor(math.log10(max(abs(low), abs(high)))), -9, -1):
        power = 10.0**exponent
        starts = (sign * start for start in _ROUND)
        steps = range(math.floor(low / power), math.ceil(high / power) + 1)
        # The first round start that fits; else the finer step of this size that is nearest the middle.
        if round_ones := _between(low, high, starts, power):
            return round_ones[0]
        if finer := _between(low, high, steps, power):
            return min(finer, key=lambda step: abs(step - (low + high) / 2))
    return high


def _between(low: float, high: float, counts: Iterable[float], power: float) -> list[float]:
    """Return the multiples of a power of ten above `low` and not above `high`, without the noise of floats."""
    candidates = (round(count * power, 9) for count in counts)
    return [candidate for candidate in candidates if low < candidate <= high]


def _decimals(limits: Sequence[float]) -> int:
    exact = (n for n in range(4) if np.allclose(limits, np.round(limits, n), rtol=0, atol=1e-9))
    return next(exact, 3)
