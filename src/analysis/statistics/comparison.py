"""Two estimates held against each other: difference, chance, many comparisons; and the words that may be said of it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse, unwrap
from analysis.statistics.intervals import hybrid

HIGHER: Final = "hoger"
LOWER: Final = "lager"
NO_DIFFERENCE: Final = "geen duidelijk verschil"
SMALL: Final = "klein verschil"
TOO_FEW: Final = "te weinig gegevens"
NOT_COMPARABLE: Final = "niet te vergelijken"
BETTER, WORSE = "gunstiger", "ongunstiger"
COMPARISON_WORDS: Final = (HIGHER, LOWER, SMALL, NO_DIFFERENCE, TOO_FEW, NOT_COMPARABLE)
_Z: Final = normal_quantile(0.95)

_JUDGEMENTS: Final[dict[str, dict[str, str]]] = {
    "hoger is gunstig": {HIGHER: BETTER, LOWER: WORSE},
    "lager is gunstig": {HIGHER: WORSE, LOWER: BETTER},
    "neutraal": {},
}


def gap_with_bounds(
    waarde: ArrayLike,
    ondergrens: ArrayLike,
    bovengrens: ArrayLike,
    benchmark: ArrayLike,
    benchmark_ondergrens: ArrayLike,
    benchmark_bovengrens: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give the difference between two independent estimates with the bounds of that; NaN where any is missing.

    All are in one unit; a benchmark that is exact has itself for bounds. Raises `ValueError` when a lower bound lies above
    its upper bound. For the method see `intervals.hybrid`.
    """
    x, low, high, mark, mark_low, mark_high = as_floats(
        waarde, ondergrens, bovengrens, benchmark, benchmark_ondergrens, benchmark_bovengrens
    )
    refuse(low > high, "ondergrens <= bovengrens", ondergrens=low, bovengrens=high)
    refuse(
        mark_low > mark_high, "benchmark: ondergrens <= bovengrens", ondergrens=mark_low, bovengrens=mark_high
    )
    lower, upper = hybrid(x, low, high, mark, mark_low, mark_high)
    return unwrap(np.asarray(x - mark)), unwrap(lower), unwrap(upper)


def judge(word: str, richting: str) -> str:
    """
    Turn `hoger` and `lager` into `gunstiger` and `ongunstiger`, where the catalogue gives a direction.

    `richting` is `hoger is gunstig`, `lager is gunstig` or `neutraal`. Any other word, and every word of a neutral
    indicator, stays as it is. Raises when a word or a direction is unknown.
    """
    for found, known in ((word, COMPARISON_WORDS), (richting, tuple(_JUDGEMENTS))):
        if found not in known:
            raise ValueError(f"unknown word {found!r}; known are {list(known)}.")
    return _JUDGEMENTS[richting].get(word, word)


def rest_of(
    teller_area: ArrayLike, noemer_area: ArrayLike, teller_total: ArrayLike, noemer_total: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """
    Give the counts of the rest of the gemeente: teller and noemer without the kern, 0 and 0 when the kern is all of it.

    A kern is part of its gemeente; held against the whole it is partly held against itself, which makes
    every difference look smaller and breaks the independence that the intervals rest on.

    Both are of the same year and definition. Raises when the part is larger than the whole, or the rest has a
    teller above its noemer: the numbers are of two definitions, or rounded too coarsely to subtract.
    """
    k, n, total_k, total_n = as_floats(teller_area, noemer_area, teller_total, noemer_total)
    rest_k, rest_n = np.asarray(total_k - k), np.asarray(total_n - n)
    refuse(rest_k < 0, "teller of the area <= teller of the whole", area=k, whole=total_k)
    refuse(rest_n < 0, "noemer of the area <= noemer of the whole", area=n, whole=total_n)
    refuse(rest_k > rest_n, "teller of the rest <= its noemer", teller=rest_k, noemer=rest_n)
    return unwrap(rest_k), unwrap(rest_n)


def comparison_p_value(
    waarde: ArrayLike,
    ondergrens: ArrayLike,
    bovengrens: ArrayLike,
    benchmark: ArrayLike,
    benchmark_ondergrens: ArrayLike,
    benchmark_bovengrens: ArrayLike,
    *,
    per_cent: ArrayLike = True,
) -> FloatArray:
    """
    Give the two-sided p-value (0–1) that belongs to the 95% bounds of `gap_with_bounds`, for `benjamini_hochberg`.

    It is below 0.05 exactly where those bounds leave out zero; NaN where anything is missing. Of shares (`per_cent`, one
    or an array) the effective n behind each bound is taken from its Wilson interval, and the p-value is that of the
    interval that just holds zero: right far into the tail too, where a share is skewed. Of other values the interval
    is taken to grow with z on either side.

    A Wilson bound u of a share p solves ``(p − u)² = z²·u(1 − u)/n``, so that ``n = z²·u(1 − u)/(p − u)²``.

    Altman DG, Bland JM (2011). How to obtain the P value from a confidence interval. BMJ 343:d2304. Newcombe RG
    (1998). Statistics in Medicine 17:873–890 (method 10).
    """
    x, low, high, mark, mark_low, mark_high = as_floats(
        waarde, ondergrens, bovengrens, benchmark, benchmark_ondergrens, benchmark_bovengrens
    )
    gap, lower, upper = gap_with_bounds(x, low, high, mark, mark_low, mark_high)
    gap, lower, upper = np.atleast_1d(gap), np.atleast_1d(lower), np.atleast_1d(upper)
    reach = np.where(gap > 0, gap - lower, upper - gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(gap == 0, np.where(np.isnan(reach), np.nan, 0.0), _Z * np.abs(gap) / reach)
    # The bounds that face each other: the lower one of the higher share, the upper one of the lower.
    up = gap > 0
    sides = [np.where(up, *pair) / 100 for pair in ((x, mark), (low, mark_low), (mark, x), (mark_high, high))]
    over, over_low, under, under_high = (np.ravel(side) for side in sides)
    inside = (over_low > 0) & (over < 1) & (under > 0) & (under_high < 1) & (over > under)
    exact = np.broadcast_to(np.asarray(per_cent, dtype=bool), x.shape).ravel() & inside
    flat = np.ravel(z).copy()
    if exact.any():
        flat[exact] = _z_of_shares(over[exact], over_low[exact], under[exact], under_high[exact])
    return unwrap(2 * ndtr(-flat.reshape(x.shape)))


def _z_of_shares(
    over: FloatArray, over_low: FloatArray, under: FloatArray, under_high: FloatArray
) -> FloatArray:
    """Find by halving the z at which the interval of the difference just holds zero."""
    with np.errstate(divide="ignore"):
        n_over = np.where(over > over_low, _Z**2 * over_low * (1 - over_low) / (over - over_low) ** 2, np.inf)
        n_under = np.where(
            under_high > under, _Z**2 * under_high * (1 - under_high) / (under_high - under) ** 2, np.inf
        )
    bottom, top = np.zeros_like(over), np.full_like(over, 38.0)  # beyond it the chance is no float any more
    for _ in range(50):
        middle = (bottom + top) / 2
        reach = np.hypot(_wilson_reach(over, n_over, middle), _wilson_reach(1 - under, n_under, middle))
        holds = reach >= over - under
        bottom, top = np.where(holds, bottom, middle), np.where(holds, middle, top)
    return (bottom + top) / 2


def _wilson_reach(share: FloatArray, n: FloatArray, z: FloatArray) -> FloatArray:
    """Return how far the Wilson interval of a share reaches below it, at any z."""
    over = z**2 / n
    middle = (share + over / 2) / (1 + over)
    return share - middle + z / (1 + over) * np.sqrt(share * (1 - share) / n + over / (4 * n))


def respondents_needed(share: ArrayLike, benchmark: ArrayLike, design_effect: ArrayLike = 1.0) -> FloatArray:
    """
    Give how many respondents make a share differ beyond chance from an exact benchmark, both from 0 to 100.

    The smallest n whose 95% Wilson interval of the effective n (``n / design_effect``) leaves out the benchmark, rounded
    up: ``z²·b(1 − b)/(p − b)²``, because that bound is the benchmark itself. NaN when they are equal.
    """
    p, b, effect = as_floats(share, benchmark, design_effect)
    gap = (p - b) / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        n = effect * _Z**2 * (b / 100) * (1 - b / 100) / gap**2
    return unwrap(np.where(gap == 0, np.nan, np.ceil(np.maximum(n, 1.0))))


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    """
    Adjust p-values for the number of comparisons that were made; the shape stays, NaN was not made and stays NaN.

    Give those of all comparisons, also of those that came to nothing. Five kernen times forty indicators at 95% give
    some ten false alarms; calling the adjusted values below 0.05 clear keeps the expected share of false alarms
    among the alarms at 5%. Raises when a p-value lies outside 0–1.

    With m p-values sorted upwards: the smallest over j ≥ i of ``p(j)·m/j``. Holds for independent and for
    positively dependent comparisons.

    Benjamini Y, Hochberg Y (1995). Controlling the false discovery rate: a practical and powerful approach
    to multiple testing. Journal of the Royal Statistical Society B 57:289–300.
    """
    (p,) = as_floats(p_values)
    refuse((p < 0) | (p > 1), "0 <= p <= 1", p=p)
    flat = p.ravel()
    order = np.argsort(flat, kind="stable")  # NaN comes last
    m = int(np.count_nonzero(~np.isnan(flat)))
    ranked = flat[order[:m]] * m / np.arange(1, m + 1)
    adjusted = np.full(flat.shape, np.nan)
    adjusted[order[:m]] = np.minimum.accumulate(ranked[::-1])[::-1]
    return unwrap(adjusted.reshape(p.shape))
