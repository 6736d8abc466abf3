"""Rising or falling: only with five points, one method, and a change that no single point carries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse, tail

_YEAR: Final = r"(\d{4})"
_FORMS: Final = (
    (re.compile(_YEAR), lambda year: (year, year + 1)),
    (re.compile(_YEAR + r"-Q([1-4])"), lambda year, quarter: (year + (quarter - 1) / 4, year + quarter / 4)),
    (re.compile(_YEAR + r"-H([12])"), lambda year, half: (year + (half - 1) / 2, year + half / 2)),
    (
        re.compile(_YEAR + r"-(0[1-9]|1[0-2])"),
        lambda year, month: (year + (month - 1) / 12, year + month / 12),
    ),
    (re.compile(_YEAR + "-" + _YEAR), lambda first, last: (first, last + 1)),
    (re.compile(_YEAR + "/" + _YEAR), lambda first, last: (first + 0.5, last + 0.5)),
)


def span(periode: object) -> tuple[float, float]:
    """
    Give the start and end of a period in calendar years with a fraction; the end is the start of what follows.

    `2024`, `2024-Q1`, `2024-H1`, `2024-03`, several years together `2019-2022`, or a school year `2023/2024`,
    which is taken to change in summer; raises at another form.
    """
    text = str(int(periode)) if isinstance(periode, float) and periode.is_integer() else str(periode)
    for form, place in _FORMS:
        found = form.fullmatch(text)
        if found:
            start, end = place(*(int(group) for group in found.groups()))
            if start < end:
                return float(start), float(end)
    raise ValueError(
        f"cannot place the period {periode!r} in time; write 2024, 2024-Q1, 2024-03 or 2019-2022."
    )


RISING: Final = "stijgend"
FALLING: Final = "dalend"
NO_CHANGE: Final = "geen duidelijke verandering"
NO_TREND: Final = "kan niet worden berekend"
MINIMUM: Final = 5  # points; with fewer than four nothing is left to test when one is left out
TREND_WORDS: Final = (RISING, FALLING, NO_CHANGE, NO_TREND)


@dataclass(frozen=True, slots=True)
class Trend:
    """
    What may be said about a series: a word of `TREND_WORDS` and, in Dutch for the reader, why.

    `helling` is the change per year with its bounds at the confidence of the test, NaN when refused; `punten` is how many points were used.
    """

    word: str
    reden: str
    helling: float = float("nan")
    helling_ondergrens: float = float("nan")
    helling_bovengrens: float = float("nan")
    punten: int = 0


def trend(
    values: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    breaks: Mapping[int, str] = MappingProxyType({}),
    *,
    periods: Sequence[object],
    confidence: float = 0.95,
    test_confidence: float = 0.998,
) -> Trend:
    """
    Say whether a series rises or falls.

    It refuses when the method changed in between, when periods overlap (moving averages repeat the same
    people), and with fewer than five points that have a margin. Model estimates have no trend at all: do
    not ask.

    `values`, `lower` and `upper` are the series with its bounds, in one unit; a point that lacks any is left out.
    `breaks` are the first years of a new method, each with why; `periods` as the table contract writes them, in any
    order. `confidence` is that of the bounds given, `test_confidence` that of the verdict. Raises `ValueError` when
    lengths differ, a period cannot be read, or a bound crosses its value.

    Regression on the middle of each period, weighted by 1/SE² with SE = (upper − lower) / 2z. Points that scatter
    more than their margins explain enlarge the error of the slope by √(Q/(n−2)), and get Student's t with n − 2 degrees
    of freedom for the normal quantile. The word holds only when the slope
    is clear with all points, and with each of them left out, in the same direction.

    Cochran WG (1954). The combination of estimates from different experiments. Biometrics 10:101–129 (weights
    and Q). Birge RT (1932). The calculation of errors by the method of least squares. Physical Review
    40:207–227 (the enlargement).
    """
    y, low, high = (part.ravel() for part in as_floats(values, lower, upper))
    if len(y) != len(periods):
        raise ValueError(f"{len(y)} values for {len(periods)} periods.")
    refuse((low > y) | (high < y), "lower <= value <= upper", lower=low, value=y, upper=high)
    usable = ~np.isnan(y) & (high > low)
    spans = np.array([span(period) for period in periods], dtype=np.float64).reshape(-1, 2)
    order = np.flatnonzero(usable)[np.argsort(spans[usable, 0], kind="stable")]
    labels, spans = [str(periods[i]) for i in order], spans[order]
    refusal = _refusal(labels, spans, breaks)
    if refusal:
        return Trend(NO_TREND, refusal, punten=len(labels))
    error = (high[order] - low[order]) / (2 * normal_quantile(confidence))
    return _verdict(spans.mean(axis=1), y[order], error, labels, test_confidence)


def _refusal(labels: list[str], spans: FloatArray, breaks: Mapping[int, str]) -> str:
    """Give the reason why no trend may be calculated, or nothing."""
    inside = [year for year in sorted(breaks) if len(spans) and spans[0, 0] < year < spans[:, 1].max()]
    if inside:
        told = ", ".join(f"{year}: {breaks[year]}" for year in inside)
        return f"methodebreuk in {told}"
    overlapping = np.flatnonzero(spans[1:, 0] < np.maximum.accumulate(spans[:, 1])[:-1] - 1e-9)
    if len(overlapping):
        first = int(overlapping[0])
        return f"perioden overlappen: {labels[first]} en {labels[first + 1]}"
    if len(labels) < MINIMUM:
        return f"te weinig meetpunten met een marge: {len(labels)}, nodig zijn er {MINIMUM}"
    return ""


def _verdict(
    time: FloatArray, y: FloatArray, error: FloatArray, labels: list[str], confidence: float
) -> Trend:
    n = len(y)
    keep = np.vstack([np.ones(n), 1 - np.eye(n)])  # all points, then each one left out
    slope, slope_error, freedom = _slopes(time, y, keep / error**2)
    # Where the scatter of the points themselves sets the error, it is known by n − 2 of them only.
    margin = slope_error * np.where(
        freedom > 0, -stdtrit(np.maximum(freedom, 1), tail(confidence)), normal_quantile(confidence)
    )
    direction = np.where(np.abs(slope) > margin, np.sign(slope), 0)
    sure = f"{100 * (1 - 2 * tail(confidence)):g}".replace(".", ",") + "%"
    carried = [label for label, way in zip(labels, direction[1:], strict=True) if way != direction[0]]
    if direction[0] == 0:
        word, reden = NO_CHANGE, f"de verandering valt binnen wat toeval kan geven (zekerheid {sure})"
    elif carried:
        word, reden = (
            NO_CHANGE,
            f"de verandering hangt af van één meetpunt: zonder {' of '.join(carried)} is zij niet duidelijk",
        )
    else:
        word = RISING if direction[0] > 0 else FALLING
        reden = f"{n} meetpunten, {labels[0]} tot en met {labels[-1]}, zekerheid {sure}; ook als één meetpunt wegvalt"
    bounds = slope[0] - margin[0], slope[0] + margin[0]
    return Trend(word, reden, float(slope[0]), float(bounds[0]), float(bounds[1]), n)


def _slopes(
    time: FloatArray, y: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Fit a weighted line per row of weights; a point with weight 0 is left out.

    Gives the slopes, their errors, and the degrees of freedom where scatter enlarged the error; 0 where it did not.
    """
    total = weights.sum(axis=1, keepdims=True)
    t = time - (weights * time).sum(axis=1, keepdims=True) / total
    v = y - (weights * y).sum(axis=1, keepdims=True) / total
    spread = (weights * t**2).sum(axis=1)
    slope = (weights * t * v).sum(axis=1) / spread
    q = (weights * (v - slope[:, np.newaxis] * t) ** 2).sum(axis=1)
    freedom = np.maximum((weights > 0).sum(axis=1) - 2, 1)
    return slope, np.sqrt(np.maximum(q / freedom, 1.0) / spread), np.where(q > freedom, freedom, 0)
