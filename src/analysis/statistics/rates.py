"""Rates per so many people: crude, directly standardised, and against an expected number."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics._arrays import FloatArray, as_floats, refuse, refuse_negative, unwrap
from analysis.statistics.counts import FEW, byar, count_interval

ESP2013: Final[tuple[int, ...]] = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
    7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip
"""
European Standard Population 2013: people per age band 0–4, 5–9, … 85–89, 90+; 19 bands, 100,000 in all.

Source: Eurostat (2013). Revision of the European Standard Population: report of Eurostat's task force.
Methodologies and working papers, KS-RA-13-028 (the list with 0–4 as one band and 90+ as the last).
"""


def rate(
    count: ArrayLike, population: ArrayLike, multiplier: float = 1000, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give a crude rate with its interval.

    Parameters
    ----------
    count : array_like
        Events counted. One person may have several, so a count may exceed the population; the
        interval then takes the events as independent, which is too narrow.
    population : array_like
        People, or person-years, in which they were counted. Broadcasts with `count`.
    multiplier : float
        The rate is per this many people.
    confidence : float
        Share of intervals that hold the truth, above 0.

    Returns
    -------
    value, lower, upper : array of float, or float for scalars
        Events per `multiplier` people. NaN where the population is 0 or anything is missing.

    Raises
    ------
    ValueError
        When a count or population is negative.

    Notes
    -----
    Limits of the count divided by the population: exact Poisson below 10 events, Byar from 10.

    References
    ----------
    Garwood F (1936). Biometrika 28:437–442. Breslow NE, Day NE (1987). IARC, volume II, p. 69.
    """
    x, n = as_floats(count, population)
    refuse_negative(count=x, population=n)
    return _over(x, n, multiplier, confidence)


def indirectly_standardised_ratio(
    observed: ArrayLike, expected: ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give observed over expected events with its interval; 1 is "as expected".

    Two areas with a different age structure may not be compared with each other by this ratio, only
    each with the standard that gave its expected number.

    Parameters
    ----------
    observed : array_like
        Events counted.
    expected : array_like
        Events expected from the age-specific rates of the standard; taken as known without error.
    confidence : float
        Share of intervals that hold the truth, above 0.

    Returns
    -------
    ratio, lower, upper : array of float, or float for scalars
        A ratio, not a percentage. NaN where nothing was expected.

    Raises
    ------
    ValueError
        When a number is negative.

    References
    ----------
    Breslow NE, Day NE (1987). IARC, volume II, section 2.3. Garwood F (1936). Biometrika 28:437–442.
    """
    x, e = as_floats(observed, expected)
    refuse_negative(observed=x, expected=e)
    return _over(x, e, 1.0, confidence)


def _over(
    x: FloatArray, base: FloatArray, multiplier: float, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    lower, upper = count_interval(x, confidence)
    scale = multiplier / np.where(base > 0, base, np.nan)
    return unwrap(np.asarray(x * scale)), unwrap(np.asarray(lower * scale)), unwrap(np.asarray(upper * scale))


def directly_standardised_rate(
    count: ArrayLike,
    population: ArrayLike,
    weights: ArrayLike = ESP2013,
    multiplier: float = 100_000,
    confidence: float = 0.95,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give the rate an area would have with the age structure of a standard population.

    Parameters
    ----------
    count : array_like, shape (..., bands)
        Events per age band, the bands along the last axis.
    population : array_like, shape (..., bands)
        People, or person-years, per age band. A band without people has no rate, so a band with a
        weight and no people makes the result NaN: join bands first.
    weights : array_like, shape (bands,)
        Standard population per band.
    multiplier : float
        The rate is per this many people.
    confidence : float
        Share of intervals that hold the truth, above 0.

    Returns
    -------
    value, lower, upper : array of float of shape (...), or float for one area
        Events per `multiplier` people. Bounds are NaN below 10 events in all; a lower bound never
        falls below 0.

    Raises
    ------
    ValueError
        When a number is negative, the numbers of bands differ, or the weights add up to 0.

    Notes
    -----
    Value ``D = Σ(w·x/n) / Σw`` with variance ``V = Σ(w²·x/n²) / (Σw)²``; with X the total count and
    (X_l, X_u) its Byar limits, ``D + √(V/X)·(X_l − X)`` and ``D + √(V/X)·(X_u − X)``. One person
    counts once: for repeated events V is too small (it should be Σ k²·V_k over people with k events).

    References
    ----------
    Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991). Confidence intervals for weighted sums of
    Poisson parameters. Statistics in Medicine 10:457–462. Breslow NE, Day NE (1987). IARC, volume II.
    """
    shapes = {np.shape(part)[-1:] for part in (count, population, weights)}
    if len(shapes) != 1 or shapes == {()}:
        raise ValueError(f"count, population and weights need the same number of age bands; got {shapes}.")
    x, n, w = as_floats(count, population, weights)
    refuse_negative(count=x, population=n, weights=w)
    total_weight = w.sum(axis=-1)
    refuse(total_weight == 0, "the weights add up to more than 0", total_weight=total_weight)
    per_person = np.where(w == 0, 0.0, w / np.where(n > 0, n, np.nan)) / total_weight[..., np.newaxis]
    value, variance, total = (per_person * x).sum(-1), (per_person**2 * x).sum(-1), x.sum(axis=-1)
    enough = total >= FEW
    safe = np.where(enough, total, FEW)
    low, high = byar(safe, confidence)
    scale = np.where(enough, np.sqrt(variance / safe), np.nan)
    lower = np.maximum(value + scale * (low - safe), 0.0)
    upper = value + scale * (high - safe)
    return tuple(unwrap(np.asarray(part * multiplier)) for part in (value, lower, upper))  # type: ignore[return-value]
