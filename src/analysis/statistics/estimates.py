"""Buurten to kern for values that were published without counts, such as the model estimates of RIVM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.statistics._arrays import FloatArray, normal_quantile
from analysis.statistics._parts import GROUP, NOT_APPLICABLE, WITH_VALUE, describe, finish, lay_out


def aggregate_estimates(
    estimates_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    by: Sequence[str] | None = None,
    rounding: float = 0.0,
    suppressed: tuple[float, float] | None = None,
    limits: tuple[float, float] = (0.0, np.inf),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Weigh published values of buurten to kernen by the indicator's own noemer.

    Only for values without a teller; where counts exist, `aggregate_shares` is the way. A plain average
    over buurten is never right: a buurt of twenty people would count as much as one of two thousand.

    Parameters
    ----------
    estimates_by_buurt : DataFrame
        One row per buurt, with `gebied` (buurt code), `status`, `waarde`, `ondergrens`, `bovengrens` (NaN
        where no margin was published) and `noemer`: the people the indicator is about (16–65, under 23,
        households …), known for suppressed buurten too.
    kern_by_buurt, by
        As in `aggregate_counts`.
    rounding : float
        Unit to which the source rounded the values: 1 for whole percentages. 0: exact.
    suppressed : tuple of float, optional
        Lowest and highest value that hides behind `onderdrukt`. Without it a suppressed buurt leaves its
        kern without a value and without bounds.
    limits : tuple of float
        Lowest and highest value that can exist: (0, 1) for shares, (0, 100) for percentages.
    confidence : float
        Confidence of the published bounds; needed for the standard errors only.

    Returns
    -------
    DataFrame
        One row per kern with the columns of `aggregate_shares`, in the unit of `waarde` and without
        `teller`. `ondergrens` and `bovengrens` take the buurten as independent; for estimates that share a
        model (SMAP) the columns that end in `_gedeeld` are the honest ones. `steekproef_onder` and
        `steekproef_boven` belong to the first, `se_gedeeld` to the second.

    Raises `ValueError`: as `aggregate_counts`.

    Notes
    -----
    ``P = Σ D·p / Σ D``. With W = D / Σ D and published bounds (l, u) the margin below is ``√Σ(W·(p−l))²``
    when independent and ``Σ W·(p−l)`` when the errors move together, and likewise above. A correlation
    between nought and one lies in between.

    Zou GY, Donner A (2008). Statistics in Medicine 27:1693–1702. US Census Bureau (2020). Understanding and
    using American Community Survey data, chapter 8 (the independent case).
    """
    parts, frame = lay_out(estimates_by_buurt, kern_by_buurt, by, ("waarde", "noemer"))
    lacking = {"ondergrens", "bovengrens"} - set(parts.columns)
    if lacking:
        raise ValueError(
            f"the table of buurten lacks {sorted(lacking)}; give NaN where no margin was published."
        )
    about = describe(parts)
    cells = _cells(parts, rounding, suppressed, normal_quantile(confidence))
    weights = cells.pop("noemer")
    noemer = weights.groupby(parts[GROUP]).sum(skipna=False)
    total = parts[GROUP].map(noemer)
    scaled = cells.mul(weights / total.where(total > 0), axis=0).where(weights != 0, 0.0)
    scaled[["below_squared", "above_squared", "se_squared"]] = scaled[["below", "above", "se"]] ** 2
    sums = scaled.groupby(parts[GROUP]).sum(skipna=False)
    table = pd.concat([noemer, _columns(sums.where(noemer > 0), limits), about], axis=1)
    return finish(frame, table, ("waarde",))


def _cells(
    parts: pd.DataFrame, rounding: float, suppressed: tuple[float, float] | None, z: float
) -> pd.DataFrame:
    """Give each buurt its value, what rounding and suppression can make of it, and its sampling margins."""
    low, high = suppressed or (np.nan, np.nan)
    hidden, nothing = parts["status"] == "onderdrukt", parts["status"] == NOT_APPLICABLE
    has_value = parts["status"].isin(WITH_VALUE)
    value = parts["waarde"].astype(np.float64).where(has_value).mask(hidden, (low + high) / 2)
    lower, upper = (parts[name].astype(np.float64).where(has_value) for name in ("ondergrens", "bovengrens"))
    half = rounding / 2
    return pd.DataFrame(
        {
            "noemer": parts["noemer"].astype(np.float64).where(has_value | hidden).mask(nothing, 0.0),
            "value": value,
            "rounded_low": (value - half).mask(hidden, value),
            "rounded_high": (value + half).mask(hidden, value),
            "hidden_low": value.mask(hidden, low),
            "hidden_high": value.mask(hidden, high),
            "least": (value - half).mask(hidden, low),
            "most": (value + half).mask(hidden, high),
            "below": (value - lower).clip(lower=0).mask(hidden, 0.0),
            "above": (upper - value).clip(lower=0).mask(hidden, 0.0),
            "se": ((upper - lower) / (2 * z)).mask(hidden, 0.0),
        }
    )


def _columns(sums: pd.DataFrame, limits: tuple[float, float]) -> pd.DataFrame:
    def within(values: pd.Series) -> FloatArray:
        return np.asarray(np.clip(values.to_numpy(np.float64), *limits))

    middle = sums["value"]
    below, above = np.sqrt(sums["below_squared"]), np.sqrt(sums["above_squared"])
    return pd.DataFrame(
        {
            "waarde": middle,
            "midden": middle,
            "afronding_onder": middle - within(sums["rounded_low"]),
            "afronding_boven": within(sums["rounded_high"]) - middle,
            "onderdrukking_onder": middle - sums["hidden_low"],
            "onderdrukking_boven": sums["hidden_high"] - middle,
            "se_onafhankelijk": np.sqrt(sums["se_squared"]),
            "se_gedeeld": sums["se"],
            "steekproef_onder": below,
            "steekproef_boven": above,
            "ondergrens": within(sums["least"] - below),
            "bovengrens": within(sums["most"] + above),
            "ondergrens_gedeeld": within(sums["least"] - sums["below"]),
            "bovengrens_gedeeld": within(sums["most"] + sums["above"]),
        }
    )
