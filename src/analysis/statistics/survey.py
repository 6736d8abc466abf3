"""What weighting costs: the number of respondents that a weighted survey is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics._arrays import FloatArray, as_floats, refuse_negative, unwrap


def kish_effective_n(weights: ArrayLike) -> FloatArray:
    """
    Give the effective number of respondents of a weighted survey.

    Use it as noemer for `wilson`, with the weighted share times this number as teller.

    Parameters
    ----------
    weights : array_like
        Weights of the respondents along the last axis; their scale does not matter.

    Returns
    -------
    array of float, or float for one survey
        From 1 (one respondent carries all) to the number of respondents (equal weights); NaN for a
        missing weight, for no respondents, or when all weights are 0.

    Raises
    ------
    ValueError
        When a weight is negative or infinite.

    Notes
    -----
    ``(Σw)² / Σw²``. It knows unequal weights only, not clusters or strata.

    References
    ----------
    Kish L (1965). Survey sampling. Wiley, New York, section 11.7.
    """
    (w,) = as_floats(weights)
    w = np.atleast_1d(w)
    refuse_negative(weight=w)
    squares = (w**2).sum(axis=-1)
    return unwrap(np.asarray(w.sum(axis=-1) ** 2 / np.where(squares > 0, squares, np.nan)))


def design_effect(weights: ArrayLike) -> FloatArray:
    """
    Give the factor by which unequal weights enlarge the variance.

    Parameters
    ----------
    weights : array_like
        Weights of the respondents along the last axis; their scale does not matter.

    Returns
    -------
    array of float, or float for one survey
        1 for equal weights, more otherwise; NaN where `kish_effective_n` is.

    Raises
    ------
    ValueError
        When a weight is negative or infinite.

    Notes
    -----
    ``n·Σw² / (Σw)²``, with n the number of weights, zeros included.

    References
    ----------
    Kish L (1965). Survey sampling. Wiley, New York, section 11.7.
    """
    n = np.atleast_1d(as_floats(weights)[0]).shape[-1]
    return unwrap(np.asarray(n / kish_effective_n(weights)))
