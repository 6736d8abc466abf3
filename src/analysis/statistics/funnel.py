"""Funnel limits: how far areas of a given size stray from the benchmark by chance alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import pdtrik

from analysis.statistics._arrays import FloatArray, as_floats, normal_quantile, refuse_negative, tail


def funnel_limits(
    benchmark: float,
    noemer: ArrayLike,
    confidence: Sequence[float] = (0.95, 0.998),
    kind: Literal["proportion", "rate"] = "proportion",
    *,
    at: ArrayLike | None = None,
    multiplier: float = 1000,
    minimum_areas: int = 10,
) -> pd.DataFrame:
    """
    Give the limits within which areas fall when they differ from the benchmark by chance only.

    The limits belong to the benchmark, not to an area. When most areas fall outside, they differ by more
    than chance (overdispersion): say so, and show the funnel as a description, not as a test. Five kernen are
    too few for a funnel: draw the gemeenten of the region and mark them.

    Parameters
    ----------
    benchmark : float
        The share (0–1) or the rate per `multiplier` that the areas are held against.
    noemer : array_like
        Noemers of the areas that will be drawn; they decide whether a funnel may be drawn at all.
    at : array_like, optional
        Noemers at which to give the limits, for a smooth line; default `noemer` itself.

    Returns
    -------
    DataFrame
        Long, one row per confidence and noemer: `confidence`, `noemer`, `ondergrens`, `bovengrens` in the
        unit of `benchmark`. Limits are NaN where the noemer is 0 or missing.

    Raises `ValueError`: with fewer areas than `minimum_areas`, another `kind`, or a benchmark that cannot be.

    Notes
    -----
    Share: ``p₀ ∓ z·√(p₀(1−p₀)/n)``, cut at 0 and 1; an area falls outside exactly when p₀ falls outside its
    Wilson interval. Rate: the count x for which the Poisson chance of x or fewer (x or more) at the
    expected count is α/2, divided by n; x is interpolated with the gamma distribution, so that an area
    falls outside when the benchmark falls outside its exact Poisson interval. The upper limit never
    falls below one event.

    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine
    24:1185–1202.
    """
    sizes, points = as_floats(noemer)[0], as_floats(noemer if at is None else at)[0].ravel()
    refuse_negative(noemer=sizes, at=points)
    areas = int(np.count_nonzero(sizes > 0))
    if areas < minimum_areas:
        raise ValueError(f"a funnel needs at least {minimum_areas} areas; got {areas}.")
    if kind not in ("proportion", "rate"):
        raise ValueError(f"kind is 'proportion' or 'rate'; got {kind!r}.")
    if not 0 <= benchmark <= (1 if kind == "proportion" else np.inf):
        raise ValueError(f"a benchmark {kind} cannot be {benchmark}.")
    n = np.where(points > 0, points, np.nan)
    tables = []
    for level in confidence:
        if kind == "proportion":
            lower, upper = _share_limits(benchmark, n, level)
        else:
            lower, upper = (
                limit / n * multiplier for limit in _count_limits(benchmark * n / multiplier, level)
            )
        tables.append(
            pd.DataFrame({"confidence": level, "noemer": points, "ondergrens": lower, "bovengrens": upper})
        )
    return pd.concat(tables, ignore_index=True)


def _share_limits(p0: float, n: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    z = normal_quantile(confidence)
    if np.isinf(z):
        return np.where(np.isnan(n), np.nan, 0.0), np.where(np.isnan(n), np.nan, 1.0)
    margin = z * np.sqrt(p0 * (1 - p0) / n)
    return np.maximum(p0 - margin, 0.0), np.minimum(p0 + margin, 1.0)


def _count_limits(expected: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    side = tail(confidence)
    if side == 0:
        return np.where(np.isnan(expected), np.nan, 0.0), np.where(np.isnan(expected), np.nan, np.inf)
    e = np.where(expected > 0, expected, np.nan)
    nothing = expected == 0
    return np.where(nothing, 0.0, pdtrik(side, e)), np.where(nothing, 0.0, pdtrik(1 - side, e) + 1)
