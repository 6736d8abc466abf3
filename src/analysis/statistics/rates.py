"""Counts of events with their limits, and rates: crude, directly standardised, and against an expected number."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from analysis.statistics._arrays import (
    FloatArray,
    as_floats,
    normal_quantile,
    refuse,
    tail,
    unwrap,
)

FEW: Final = 10
"""Below this count the exact Poisson limits are used; a standardised rate gets no bounds at all."""


def _refuse_negative(**columns: FloatArray) -> None:
    """Raise when a count is below 0 or infinite; NaN is allowed."""
    for name, column in columns.items():
        refuse((column < 0) | np.isinf(column), f"{name} is 0 or more, and finite", **{name: column})


def byar(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give Byar's approximate limits of a Poisson count; meant for counts of 10 or more, which need not be whole.

    A lower bound that comes out negative (only for counts of a few: below 0.7 at 95%, below 1.6 at 99.8%, and
    always for 0) is NaN: the approximation fails there, and `exact_poisson` does not. At confidence 1 the bounds
    are 0 and infinity. Raises when a count is negative.

    ``x·(1 − 1/9x − z/3√x)³`` and ``(x+1)·(1 − 1/9(x+1) + z/3√(x+1))³``.

    Breslow NE, Day NE (1987). Statistical methods in cancer research, volume II: the design and analysis
    of cohort studies. IARC, Lyon, p. 69 (formula 2.13).
    """
    (x,) = as_floats(count)
    _refuse_negative(count=x)
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
    Give the exact limits of a Poisson count; a count that is not whole is interpolated by the same formula.

    A count of 0 has the lower bound 0; at confidence 1 the bounds are 0 and infinity. Raises when a count is negative.

    ``χ²(α/2; 2x) / 2`` and ``χ²(1−α/2; 2x+2) / 2``; half a chi-square quantile with 2x degrees of
    freedom is the quantile of a gamma distribution with shape x.

    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437–442.
    """
    (x,) = as_floats(count)
    _refuse_negative(count=x)
    side = tail(confidence)
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), side), np.where(np.isnan(x), np.nan, 0.0))
    upper = gammainccinv(x + 1, side)
    return unwrap(lower), unwrap(np.asarray(upper))


def count_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """
    Give the limits of a count: exact Poisson below 10, Byar from 10.

    Garwood F (1936). Biometrika 28:437–442. Breslow NE, Day NE (1987). IARC, volume II, p. 69.
    """
    (x,) = as_floats(count)
    few = x < FEW
    exact = exact_poisson(np.where(few, x, 0.0), confidence)
    approximate = byar(np.where(few, FEW, x), confidence)
    _refuse_negative(count=x)
    return unwrap(np.where(few, exact[0], approximate[0])), unwrap(np.where(few, exact[1], approximate[1]))


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
    Give a crude rate with its interval: events per `multiplier` people, as value, lower and upper.

    The population is people, or person-years; NaN where it is 0 or anything is missing. One person may have several
    events, so a count may exceed the population; the interval then takes the events as independent, which is too
    narrow. Raises when a number is negative.

    Limits of the count divided by the population: exact Poisson below 10 events, Byar from 10.

    Garwood F (1936). Biometrika 28:437–442. Breslow NE, Day NE (1987). IARC, volume II, p. 69.
    """
    x, n = as_floats(count, population)
    _refuse_negative(count=x, population=n)
    return _over(x, n, multiplier, confidence)


def indirectly_standardised_ratio(
    observed: ArrayLike, expected: ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give observed over expected events with its interval; 1 is "as expected", NaN where nothing was expected.

    Expected events come from the age-specific rates of the standard and are taken as known without error. Two areas
    with a different age structure may not be compared with each other by this ratio, only each with the standard
    that gave its expected number. Raises when a number is negative.

    Breslow NE, Day NE (1987). IARC, volume II, section 2.3. Garwood F (1936). Biometrika 28:437–442.
    """
    x, e = as_floats(observed, expected)
    _refuse_negative(observed=x, expected=e)
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
    Give the rate per `multiplier` people that an area would have with the age structure of a standard population.

    Events and people (or person-years) have the shape (..., bands), `weights` the shape (bands,): the standard
    population per band. Value, lower and upper have the shape (...). A band with a weight and no people makes the
    result NaN: join bands first. Bounds are NaN below 10 events in all; a lower bound never falls below 0. Raises
    when a number is negative, the numbers of bands differ, or the weights add up to 0.

    Value ``D = Σ(w·x/n) / Σw`` with variance ``V = Σ(w²·x/n²) / (Σw)²``; with X the total count and
    (X_l, X_u) its Byar limits, ``D + √(V/X)·(X_l − X)`` and ``D + √(V/X)·(X_u − X)``. One person
    counts once: for repeated events V is too small (it should be Σ k²·V_k over people with k events).

    Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991). Confidence intervals for weighted sums of
    Poisson parameters. Statistics in Medicine 10:457–462. Breslow NE, Day NE (1987). IARC, volume II.
    """
    shapes = {np.shape(part)[-1:] for part in (count, population, weights)}
    if len(shapes) != 1 or shapes == {()}:
        raise ValueError(f"count, population and weights need the same number of age bands; got {shapes}.")
    x, n, w = as_floats(count, population, weights)
    _refuse_negative(count=x, population=n, weights=w)
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
