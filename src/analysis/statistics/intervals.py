"""Intervals round a share, and round the difference between two estimates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse, unwrap

_SLACK = 1e-9  # a weighted teller may exceed its noemer by float dust


def wilson(teller: ArrayLike, noemer: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give the Wilson score interval of a share, as lower and upper bound from 0 to 1.

    The teller need not be whole (weighted); the noemer may be the effective n of a survey. A share of 0 or 1
    gets an honest interval too; no bound lies below 0 or above 1. NaN where the noemer is 0 or anything is
    missing; at confidence 1 the bounds are 0 and 1. Raises when a teller is negative or above its noemer.

    With k = teller, n = noemer and z the normal quantile, the bounds are
    ``(k + z²/2 ∓ z·√(k(n−k)/n + z²/4)) / (n + z²)``. The lower one is written as the product of the
    roots divided by the upper one, so that 0 of n gives exactly 0; n of n gives exactly 1.

    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22:209–212.
    Newcombe RG (1998). Two-sided confidence intervals for the single proportion: comparison of seven
    methods (method 3). Statistics in Medicine 17:857–872.
    """
    k, n = as_floats(teller, noemer)
    refuse((k < 0) | (k > n * (1 + _SLACK)) | np.isinf(n), "0 <= teller <= noemer", teller=k, noemer=n)
    refuse(n < 0, "noemer is 0 or more", noemer=n)
    k, z = np.minimum(k, n), normal_quantile(confidence)
    known = ~np.isnan(k) & (n > 0)
    if np.isinf(z):
        return unwrap(np.where(known, 0.0, np.nan)), unwrap(np.where(known, 1.0, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = k + z**2 / 2 + z * np.sqrt(k * (n - k) / n + z**2 / 4)
        lower = np.where(known, k**2 / n / reach, np.nan)
        upper = np.where(known, np.where(k == n, 1.0, reach / (n + z**2)), np.nan)
    return unwrap(lower), unwrap(upper)


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

    Newcombe's hybrid for any two independent estimates that were published with bounds; with Wilson bounds (l, u) of two
    shares p it is his method 10: ``d − √((p₁−l₁)² + (u₂−p₂)²)`` and ``d + √((u₁−p₁)² + (p₂−l₂)²)``. A kern and its own
    gemeente are not independent: take `rest_of` first.

    Newcombe RG (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods (method 10). Statistics in Medicine 17:873–890.
    Zou GY, Donner A (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27:1693–1702.
    """
    gap = first - second
    below = np.hypot(np.maximum(first - lower1, 0), np.maximum(upper2 - second, 0))
    above = np.hypot(np.maximum(upper1 - first, 0), np.maximum(second - lower2, 0))
    return np.asarray(gap - below), np.asarray(gap + above)
