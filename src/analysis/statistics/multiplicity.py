"""How sure a comparison is, and how sure it still is after many of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse, unwrap
from analysis.statistics.comparison import gap_and_reach


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
    Give the two-sided p-value that belongs to `compare`, for use with `benjamini_hochberg`.

    It is below 1 − confidence exactly where `compare` finds a clear difference; further from that point it
    is approximate, because an interval of another confidence is not quite proportional to this one.

    Parameters
    ----------
    waarde, ondergrens, bovengrens, benchmark : array_like
        As in `compare`.
    benchmark_ondergrens, benchmark_bovengrens : array_like, optional
        As in `compare`.
    confidence : float
        Confidence of the bounds, below 1.

    Returns
    -------
    array of float, or float for scalars
        From 0 to 1; NaN where a value or its bounds are missing.

    Raises
    ------
    ValueError
        When a lower bound lies above its upper bound.

    Notes
    -----
    ``2·Φ(−z·|difference| / margin)``, with the margin of `compare` on the side of the benchmark.

    References
    ----------
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
    Adjust p-values for the number of comparisons that were made.

    Five kernen times forty indicators at 95% give some ten false alarms; calling the adjusted values below
    0.05 clear keeps the expected share of false alarms among the alarms at 5%.

    Parameters
    ----------
    p_values : array_like
        P-values of all comparisons that were made, also of those that came to nothing. NaN was not made.

    Returns
    -------
    array of float
        Adjusted p-values (0–1) of the same shape; NaN stays NaN and does not count.

    Raises
    ------
    ValueError
        When a p-value lies outside 0–1.

    Notes
    -----
    With m p-values sorted upwards: the smallest over j ≥ i of ``p(j)·m/j``. Holds for independent and for
    positively dependent comparisons.

    References
    ----------
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
