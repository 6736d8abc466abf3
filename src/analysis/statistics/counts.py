"""Limits of a count of events: exact, approximate, and which of the two when."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse_negative, tail, unwrap

FEW: Final = 10
"""Below this count the exact Poisson limits are used; a standardised rate gets no bounds at all."""


def byar(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give Byar's approximate limits of a Poisson count; meant for counts of 10 or more.

    Parameters
    ----------
    count : array_like
        Events counted; need not be whole.
    confidence : float
        Share of intervals that hold the truth, above 0. At 1 the bounds are 0 and infinity.

    Returns
    -------
    lower, upper : array of float, or float for scalars
        Bounds of the expected count. A lower bound that comes out negative (only for counts of a
        few: below 0.7 at 95%, below 1.6 at 99.8%, and always for 0) is NaN: the approximation fails
        there, and `exact_poisson` does not.

    Raises
    ------
    ValueError
        When a count is negative.

    Notes
    -----
    ``x·(1 − 1/9x − z/3√x)³`` and ``(x+1)·(1 − 1/9(x+1) + z/3√(x+1))³``.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical methods in cancer research, volume II: the design and analysis
    of cohort studies. IARC, Lyon, p. 69 (formula 2.13).
    """
    (x,) = as_floats(count)
    refuse_negative(count=x)
    z = normal_quantile(confidence)
    if np.isinf(z):
        return unwrap(np.where(np.isnan(x), np.nan, 0.0)), unwrap(np.where(np.isnan(x), np.nan, np.inf))
    with np.errstate(divide="ignore", invalid="ignore"):
        root = 1 - 1 / (9 * x) - z / (3 * np.sqrt(x))
    lower = np.where(root > 0, x * np.where(root > 0, root, 0.0) ** 3, np.nan)
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return unwrap(lower), unwrap(upper)


def exact_poisson(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give the exact limits of a Poisson count, from the chi-square distribution.

    Parameters
    ----------
    count : array_like
        Events counted; a count that is not whole is interpolated by the same formula.
    confidence : float
        Share of intervals that hold at least the truth, above 0. At 1 the bounds are 0 and infinity.

    Returns
    -------
    lower, upper : array of float, or float for scalars
        Bounds of the expected count; a count of 0 has the lower bound 0.

    Raises
    ------
    ValueError
        When a count is negative.

    Notes
    -----
    ``χ²(α/2; 2x) / 2`` and ``χ²(1−α/2; 2x+2) / 2``; half a chi-square quantile with 2x degrees of
    freedom is the quantile of a gamma distribution with shape x.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437–442.
    """
    (x,) = as_floats(count)
    refuse_negative(count=x)
    side = tail(confidence)
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), side), np.where(np.isnan(x), np.nan, 0.0))
    upper = gammainccinv(x + 1, side)
    return unwrap(lower), unwrap(np.asarray(upper))


def count_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give the limits of a count: exact Poisson below 10, Byar from 10.

    Parameters
    ----------
    count : array_like
        Events counted.
    confidence : float
        Share of intervals that hold the truth, above 0.

    Returns
    -------
    lower, upper : array of float, or float for scalars
        Bounds of the expected count.

    Raises
    ------
    ValueError
        When a count is negative.

    References
    ----------
    Garwood F (1936). Biometrika 28:437–442. Breslow NE, Day NE (1987). IARC, volume II, p. 69.
    """
    (x,) = as_floats(count)
    few = x < FEW
    exact = exact_poisson(np.where(few, x, 0.0), confidence)
    approximate = byar(np.where(few, FEW, x), confidence)
    refuse_negative(count=x)
    return unwrap(np.where(few, exact[0], approximate[0])), unwrap(np.where(few, exact[1], approximate[1]))
