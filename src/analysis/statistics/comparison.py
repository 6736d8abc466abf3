"""Higher, lower, or no clear difference: words of a comparison that say no more than it can carry, or many can."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from analysis.statistics._arrays import BoolArray, FloatArray, as_floats, normal_quantile, refuse, unwrap
from analysis.statistics.intervals import difference, hybrid

Words = NDArray[np.str_]

HIGHER: Final = "hoger"
LOWER: Final = "lager"
NO_DIFFERENCE: Final = "geen duidelijk verschil"
TOO_FEW: Final = "te weinig gegevens"
NOT_COMPARABLE: Final = "niet te vergelijken"
COMPARISON_WORDS: Final = (HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW, NOT_COMPARABLE)

_JUDGEMENTS: Final[dict[str, dict[str, str]]] = {
    "hoger is gunstig": {HIGHER: "gunstiger", LOWER: "ongunstiger"},
    "lager is gunstig": {HIGHER: "ongunstiger", LOWER: "gunstiger"},
    "neutraal": {},
}


def compare(
    waarde: ArrayLike,
    ondergrens: ArrayLike,
    bovengrens: ArrayLike,
    benchmark: ArrayLike,
    *,
    benchmark_ondergrens: ArrayLike | None = None,
    benchmark_bovengrens: ArrayLike | None = None,
    relevant_verschil: ArrayLike = 0.0,
    n: ArrayLike | None = None,
    minimum_n: float = 0,
) -> Words:
    """
    Say in words how values stand to a benchmark, given their bounds.

    In this order: `te weinig gegevens` when the value or the benchmark is missing, or rests on fewer than `minimum_n`;
    `niet te vergelijken` when the value was published without bounds; `hoger` or `lager` when the
    difference is clear *and* at least `relevant_verschil`; else `geen duidelijk verschil`, which is not
    proof that the two are equal.

    All are in one unit; the bounds set the confidence. The benchmark is never the gemeente that holds the area: take
    `rest_of` first. Without bounds of its own, or with NaN, it counts as exact. `relevant_verschil` is the smallest
    difference that matters (NaN: 0), `n` the people or respondents behind each value. Gives words of
    `COMPARISON_WORDS`; raises `ValueError` when a lower bound lies above its upper bound.

    Exact benchmark: outside the interval of the value (the rule of Fingertips, the public health profiles
    of England). Estimated benchmark: zero outside the hybrid interval of the difference (`difference`,
    when the bounds are Wilson bounds), because two overlapping intervals may differ clearly all the same.

    Newcombe RG (1998). Statistics in Medicine 17:873–890. Zou GY, Donner A (2008). Statistics in Medicine
    27:1693–1702. Office for Health Improvement and Disparities. Fingertips technical guidance: comparisons.
    """
    gap, reach = gap_and_reach(
        waarde, ondergrens, bovengrens, benchmark, benchmark_ondergrens, benchmark_bovengrens
    )
    (people,) = as_floats(minimum_n if n is None else n)
    few = np.isnan(gap) | np.isnan(people) | (people < minimum_n)
    return _words(gap, reach, few, relevant_verschil)


def compare_shares(
    teller: ArrayLike,
    noemer: ArrayLike,
    benchmark_teller: ArrayLike,
    benchmark_noemer: ArrayLike,
    *,
    relevant_verschil: ArrayLike = 0.0,
    minimum_n: float = 0,
    confidence: float = 0.95,
) -> Words:
    """
    Say in words how shares stand to the shares of another, independent group, given the counts of both.

    The other group is such as `rest_of` gives. For a weighted survey a noemer is the effective n, and the teller the
    share times it. `relevant_verschil` is a share too (0.02 for two percentage points), `minimum_n` holds on either
    side; a confidence of 0.95 is "opvallend", 0.998 the orange flag. Gives and refuses as `compare` and `wilson`.

    Newcombe RG (1998). Statistics in Medicine 17:873–890 (method 10).
    """
    k1, n1, k2, n2 = as_floats(teller, noemer, benchmark_teller, benchmark_noemer)
    gap, lower, upper = difference(k1, n1, k2, n2, confidence)
    few = np.isnan(gap) | (n1 < minimum_n) | (n2 < minimum_n)
    return _words(gap, np.where(gap > 0, gap - lower, upper - gap), few, relevant_verschil)


def gap_and_reach(
    waarde: ArrayLike,
    ondergrens: ArrayLike,
    bovengrens: ArrayLike,
    benchmark: ArrayLike,
    benchmark_ondergrens: ArrayLike | None,
    benchmark_bovengrens: ArrayLike | None,
) -> tuple[FloatArray, FloatArray]:
    """Give the difference, and how large it may be by chance on the side where it lies."""
    x, low, high, mark, mark_low, mark_high = as_floats(
        waarde,
        ondergrens,
        bovengrens,
        benchmark,
        np.nan if benchmark_ondergrens is None else benchmark_ondergrens,
        np.nan if benchmark_bovengrens is None else benchmark_bovengrens,
    )
    refuse(low > high, "ondergrens <= bovengrens", ondergrens=low, bovengrens=high)
    refuse(
        mark_low > mark_high, "benchmark: ondergrens <= bovengrens", ondergrens=mark_low, bovengrens=mark_high
    )
    exact = np.isnan(mark_low) | np.isnan(mark_high)
    lower, upper = hybrid(
        x, low, high, mark, np.where(exact, mark, mark_low), np.where(exact, mark, mark_high)
    )
    gap = np.asarray(x - mark)
    return gap, np.where(np.isnan(low) | np.isnan(high), np.nan, np.where(gap > 0, gap - lower, upper - gap))


def _words(gap: FloatArray, reach: FloatArray, few: BoolArray, relevant_verschil: ArrayLike) -> Words:
    relevant = np.nan_to_num(as_floats(relevant_verschil)[0]) * (1 - 1e-9)  # 0.30 - 0.25 must count as 0.05
    matters = (np.abs(gap) > reach) & (np.abs(gap) >= relevant)
    words = np.select(
        [few, np.isnan(reach), matters & (gap > 0), matters & (gap < 0)],
        [TOO_FEW, NOT_COMPARABLE, HIGHER, LOWER],
        NO_DIFFERENCE,
    )
    result: Words = words[()]
    return result


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
    *,
    benchmark_ondergrens: ArrayLike | None = None,
    benchmark_bovengrens: ArrayLike | None = None,
    confidence: float = 0.95,
) -> FloatArray:
    """
    Give the two-sided p-value (0–1) that belongs to `compare`, for use with `benjamini_hochberg`.

    Values, bounds and benchmark as in `compare`; NaN where a value or its bounds are missing. It is below
    1 − confidence exactly where `compare` finds a clear difference; further from that point it is approximate,
    because an interval of another confidence is not quite proportional to this one.

    ``2·Φ(−z·|difference| / margin)``, with the margin of `compare` on the side of the benchmark.

    Altman DG, Bland JM (2011). How to obtain the P value from a confidence interval. BMJ 343:d2304.
    """
    gap, reach = gap_and_reach(
        waarde, ondergrens, bovengrens, benchmark, benchmark_ondergrens, benchmark_bovengrens
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(gap == 0, np.where(np.isnan(reach), np.nan, 0.0), np.abs(gap) / reach)
    return unwrap(np.asarray(2 * ndtr(-normal_quantile(confidence) * ratio)))


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
