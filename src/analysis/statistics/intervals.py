"""Intervals round a share, a mean and a difference between two shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analysis.statistics._arrays import (
    FloatArray,
    as_floats,
    normal_quantile,
    refuse,
    refuse_negative,
    tail,
    unwrap,
)

_SLACK = 1e-9  # a weighted teller may exceed its noemer by float dust


def wilson(teller: ArrayLike, noemer: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give the Wilson score interval of a share.

    A share of 0 or 1 gets an honest interval too; no bound lies below 0 or above 1.

    Parameters
    ----------
    teller : array_like
        People with the property; need not be whole (weighted).
    noemer : array_like
        People who could have it, or the effective n of a survey. Broadcasts with `teller`.
    confidence : float
        Share of intervals that hold the truth, above 0. At 1 the bounds are 0 and 1.

    Returns
    -------
    lower, upper : array of float, or float for scalars
        Bounds of teller / noemer as a share (0–1). NaN where the noemer is 0 or anything is missing.

    Raises
    ------
    ValueError
        When a teller is negative or above its noemer; says how many and shows the first.

    Notes
    -----
    With k = teller, n = noemer and z the normal quantile, the bounds are
    ``(k + z²/2 ∓ z·√(k(n−k)/n + z²/4)) / (n + z²)``. The lower one is written as the product of the
    roots divided by the upper one, so that 0 of n gives exactly 0; n of n gives exactly 1.

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22:209–212.
    Newcombe RG (1998). Two-sided confidence intervals for the single proportion: comparison of seven
    methods (method 3). Statistics in Medicine 17:857–872.
    """
    k, n = _shares(teller, noemer)
    z = normal_quantile(confidence)
    known = ~np.isnan(k) & (n > 0)
    if np.isinf(z):
        return unwrap(np.where(known, 0.0, np.nan)), unwrap(np.where(known, 1.0, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = k + z**2 / 2 + z * np.sqrt(k * (n - k) / n + z**2 / 4)
        lower = np.where(known, k**2 / n / reach, np.nan)
        upper = np.where(known, np.where(k == n, 1.0, reach / (n + z**2)), np.nan)
    return unwrap(lower), unwrap(upper)


def _shares(teller: ArrayLike, noemer: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Check that every teller lies in its noemer; NaN in either makes both NaN."""
    k, n = as_floats(teller, noemer)
    refuse((k < 0) | (k > n * (1 + _SLACK)) | np.isinf(n), "0 <= teller <= noemer", teller=k, noemer=n)
    refuse_negative(noemer=n)
    missing = np.isnan(k) | np.isnan(n)
    return np.where(missing, np.nan, np.minimum(k, n)), np.where(missing, np.nan, n)


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give the mean of unweighted values with Student's t interval.

    Parameters
    ----------
    values : array_like
        Observations along the last axis. One missing value makes the mean missing: drop it first, and say so.
    confidence : float
        Share of intervals that hold the truth, above 0. At 1 the bounds are minus and plus infinity.

    Returns
    -------
    mean, lower, upper : array of float, or float for one row of values
        In the unit of `values`. Fewer than two values have no bounds (NaN); none has no mean either.

    Notes
    -----
    ``x̄ ∓ t(1−α/2; n−1)·s/√n`` with s the sample standard deviation.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6:1–25.
    """
    (x,) = as_floats(values)
    x = np.atleast_1d(x)
    n = x.shape[-1]
    empty: FloatArray = np.full(x.shape[:-1], np.nan)
    mean = x.mean(axis=-1) if n else empty
    side = tail(confidence)
    if n < 2:
        return unwrap(np.asarray(mean)), unwrap(empty), unwrap(empty.copy())
    known = ~np.isnan(mean)
    if side == 0:
        margin = np.where(known, np.inf, np.nan)
    else:
        margin = -stdtrit(n - 1, side) * x.std(axis=-1, ddof=1) / np.sqrt(n)
    return unwrap(np.asarray(mean)), unwrap(np.asarray(mean - margin)), unwrap(np.asarray(mean + margin))


def difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give the difference between two independent shares with Newcombe's hybrid score interval.

    A kern and its own gemeente are not independent: take `rest_of` first.

    Parameters
    ----------
    x1, x2 : array_like
        Tellers; need not be whole (weighted).
    n1, n2 : array_like
        Noemers, or effective n. All four broadcast.
    confidence : float
        Share of intervals that hold the truth, above 0. At 1 the bounds are -1 and 1.

    Returns
    -------
    difference, lower, upper : array of float, or float for scalars
        First share minus second, from -1 to 1 (not percentage points). NaN where a noemer is 0.

    Raises
    ------
    ValueError
        As `wilson`.

    Notes
    -----
    With Wilson bounds (l, u) of each share p: ``d − √((p₁−l₁)² + (u₂−p₂)²)`` and
    ``d + √((u₁−p₁)² + (p₂−l₂)²)``.

    References
    ----------
    Newcombe RG (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods (method 10). Statistics in Medicine 17:873–890.
    """
    k1, m1, k2, m2 = as_floats(x1, n1, x2, n2)
    l1, u1 = wilson(k1, m1, confidence)
    l2, u2 = wilson(k2, m2, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = np.minimum(k1 / m1, 1.0), np.minimum(k2 / m2, 1.0)
    gap = np.asarray(p1 - p2)
    if tail(confidence) == 0:
        return (
            unwrap(gap),
            unwrap(np.where(np.isnan(gap), np.nan, -1.0)),
            unwrap(np.where(np.isnan(gap), np.nan, 1.0)),
        )
    lower, upper = hybrid(p1, l1, u1, p2, l2, u2)
    return unwrap(gap), unwrap(lower), unwrap(upper)


def hybrid(
    first: FloatArray,
    lower1: FloatArray,
    upper1: FloatArray,
    second: FloatArray,
    lower2: FloatArray,
    upper2: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """
    Give the bounds of first minus second from the bounds of each, by squaring and adding.

    Newcombe's hybrid for any two independent estimates that were published with bounds.

    References
    ----------
    Zou GY, Donner A (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27:1693–1702.
    """
    gap = first - second
    below = np.hypot(np.maximum(first - lower1, 0), np.maximum(upper2 - second, 0))
    above = np.hypot(np.maximum(upper1 - first, 0), np.maximum(second - lower2, 0))
    return np.asarray(gap - below), np.asarray(gap + above)
