"""What every statistic does first: make arrays of floats, refuse impossible counts, find z."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def as_floats(*values: ArrayLike) -> tuple[FloatArray, ...]:
    """Turn scalars, sequences and Series (by position) into float arrays of one shape; missing in any form is NaN."""
    return tuple(np.broadcast_arrays(*(_as_float(value) for value in values)))


def _as_float(value: ArrayLike) -> FloatArray:
    if isinstance(value, pd.Series | pd.Index | pd.DataFrame | pd.api.extensions.ExtensionArray):
        value = pd.DataFrame(value).to_numpy(dtype=np.float64, na_value=np.nan).reshape(np.shape(value))
    return np.asarray(value, dtype=np.float64)


def unwrap(array: FloatArray) -> FloatArray:
    """Give a float back for a scalar; an array stays as it is."""
    result: FloatArray = array[()]
    return result


def refuse(bad: BoolArray, rule: str, **columns: FloatArray) -> None:
    """Raise `ValueError` when any cell breaks a rule: how many do, and `columns` at the first of them."""
    count = int(np.count_nonzero(bad))
    if not count:
        return
    first = int(np.flatnonzero(bad)[0])
    shown = ", ".join(f"{name} {column.ravel()[first]:g}" for name, column in columns.items())
    raise ValueError(
        f"{count} of {bad.size} cells break the rule '{rule}'; the first, at position {first}: {shown}."
    )


def tail(confidence: float) -> float:
    """Give the chance left out on each side, 0.025 for 95%; raises at a confidence that is no share above 0."""
    if not 0 < confidence <= 1:
        raise ValueError(f"confidence is a share above 0 and at most 1 (0.95, not 95); got {confidence!r}.")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """Give z, the two-sided normal quantile: 1.959964 for 95%, 3.090232 for 99.8%, inf for 1."""
    # What `scipy.stats.norm.ppf` calls; it imports in a tenth of the time.
    return float(-ndtri(tail(confidence)))
