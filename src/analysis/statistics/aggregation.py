"""Buurten to kern: counts are summed and the share is calculated again; a share is never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from analysis.statistics._arrays import FloatArray
from analysis.statistics._parts import GROUP, NOT_APPLICABLE, WITH_VALUE, describe, finish, lay_out
from analysis.statistics.intervals import wilson

_MISSING: Final = ("te weinig waarnemingen", "ontbreekt")
_SUPPRESSED: Final = "onderdrukt"
_SLACK: Final = 1e-9  # float dust of weighted counts


def aggregate_counts(
    counts_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    columns: Sequence[str] = ("teller", "noemer"),
    by: Sequence[str] | None = None,
) -> pd.DataFrame:
    """
    Add buurt counts up to kernen.

    A kern misses its counts if one of its buurten does: suppressed, missing from the source, or absent
    from the table. A buurt to which the indicator does not apply adds nothing.

    Parameters
    ----------
    counts_by_buurt : DataFrame
        One row per buurt, with `gebied` (buurt code), `status` and the count columns.
    kern_by_buurt : Series or mapping
        Kern code per buurt code; NaN for a buurt that belongs to no kern.
    columns : sequence of str
        Counts to add up; the first one must be filled wherever the status promises a value.
    by : sequence of str, optional
        Columns that keep aggregates apart. Default: `indicator` and `periode`, as far as they are there.

    Returns
    -------
    DataFrame
        One row per kern: the columns of `by`, `gebied` (kern code), the summed counts (float, NaN when
        missing), `status` (the weakest of the parts), `n_buurten`, `zonder_waarde` (which buurten lack a
        value and why, or an empty text) and `bevat_voorbeeld` (a part is fictional, whatever the status).

    Raises `ValueError`: when a buurt has no kern or occurs twice, a column lacks, or a value is blank without a
    status.
    """
    parts, frame = lay_out(counts_by_buurt, kern_by_buurt, by, columns)
    values = parts[list(columns)].astype(np.float64)
    values = values.mask(parts["status"] == NOT_APPLICABLE, 0.0).where(
        parts["status"].isin((*WITH_VALUE, NOT_APPLICABLE)), np.nan
    )
    sums = values.groupby(parts[GROUP]).sum(skipna=False)
    about = describe(parts)
    sums = sums.mask(about["status"] == NOT_APPLICABLE, np.nan)
    return frame.join(sums).join(about).reset_index(drop=True)


def aggregate_shares(
    counts_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    by: Sequence[str] | None = None,
    rounding: float = 0.0,
    suppressed: tuple[float, float] = (0.0, 7.0),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Add counts up to kernen and calculate the share again, with three kinds of uncertainty kept apart.

    A suppressed buurt widens its kern and never vanishes; a buurt that is missing makes its kern missing.

    Parameters
    ----------
    counts_by_buurt, kern_by_buurt, by
        As in `aggregate_counts`, with `teller` and `noemer`, and optionally `n`: the (effective) number of
        respondents; without it the noemer itself is taken.
    rounding : float
        Base to which the source rounded each teller and noemer; 5 means that each may be 2.5 off. 0: exact.
    suppressed : tuple of float
        Lowest and highest teller that hides behind `onderdrukt`; the highest is cut at the noemer.

    Returns
    -------
    DataFrame
        One row per kern, all shares from 0 to 1:

        - the columns of `by`; `gebied` (kern code); `teller`, `noemer` (sums, NaN when not all is known);
        - `waarde`: the share; NaN when a buurt is suppressed or missing;
        - `midden`: the share with each suppressed teller in the middle of its range;
        - `ondergrens`, `bovengrens`: all three parts together, samples of the buurten independent;
        - `ondergrens_gedeeld`, `bovengrens_gedeeld`: the same when the buurten share one model;
        - `se_onafhankelijk`, `se_gedeeld`: √Σ(W·SE)² and Σ(W·SE), the sampling part alone;
        - `steekproef_onder`, `steekproef_boven`: distance from `midden` to its Wilson bounds;
        - `afronding_onder`, `afronding_boven`: distance that rounding alone can make, at its worst;
        - `onderdrukking_onder`, `onderdrukking_boven`: distance that suppression alone can make;
        - `status`, `n_buurten`, `zonder_waarde`, `bevat_voorbeeld` as in `aggregate_counts`, `methode`; a
          noemer of 0 is `niet van toepassing`.

    Raises `ValueError`: as `aggregate_counts`, or when a range makes no sense.

    Notes
    -----
    With weights W = noemer / Σ noemer and one share p in the kern, SE² of buurt i is p(1−p)/nᵢ. Independent
    samples then count as one of 1/Σ(W²/n) people, buurten that share a model as one of 1/(Σ W/√n)²; both
    go through Wilson, so that no bound leaves 0–1 and the second interval is never the narrower one. Without
    `n`, rounding and suppression the bounds are `wilson` of the summed counts. The lowest share
    that rounding and suppression allow gets the lower Wilson bound, the highest one the upper. Adding
    margins by root sum of squares (US Census Bureau) covers the sampling part only.

    Kish L (1965). Survey sampling. Wilson EB (1927). JASA 22:209–212. US Census Bureau (2020).
    Understanding and using American Community Survey data, chapter 8.
    """
    low, high = suppressed
    if rounding < 0 or not 0 <= low <= high:
        raise ValueError(
            f"rounding is 0 or more, suppressed a range from low to high; got {rounding}, {suppressed}."
        )
    parts, frame = lay_out(counts_by_buurt, kern_by_buurt, by, ("teller", "noemer"))
    about = describe(parts)
    sums = _scenarios(parts, rounding, suppressed).groupby(parts[GROUP]).sum(skipna=False)
    table = pd.concat([_shares(sums, about["status"]), _bounds(sums, confidence), about], axis=1)
    return finish(frame, table, ("teller", "waarde"))


def _scenarios(parts: pd.DataFrame, rounding: float, suppressed: tuple[float, float]) -> pd.DataFrame:
    """Give each buurt its lowest, middle and highest counts, and its part in the variance."""
    status = parts["status"]
    nothing, hidden = (status == NOT_APPLICABLE).to_numpy(), (status == _SUPPRESSED).to_numpy()
    missing = status.isin(_MISSING).to_numpy()
    noemer = np.where(nothing, 0.0, parts["noemer"].to_numpy(np.float64, na_value=np.nan))
    noemer = np.where(missing, np.nan, noemer)
    half = np.where(nothing, 0.0, rounding / 2)
    ceiling = noemer + half
    bottom, top = np.minimum(suppressed[0], ceiling), np.minimum(suppressed[1], ceiling)
    teller = np.where(nothing, 0.0, parts["teller"].to_numpy(np.float64, na_value=np.nan))
    teller = np.where(hidden, np.minimum((bottom + top) / 2, noemer), np.where(missing, np.nan, teller))
    bad = (teller < 0) | (noemer < 0) | (teller > (ceiling + half) * (1 + _SLACK))
    if bad.any():
        raise ValueError(
            f"{bad.sum()} buurt(en) with a teller below 0 or above its noemer: {list(parts['gebied'][bad][:10])}."
        )
    respondents = parts["n"].to_numpy(np.float64, na_value=np.nan) if "n" in parts else noemer
    with np.errstate(divide="ignore", invalid="ignore"):
        per_n = np.where(noemer == 0, 0.0, 1.0 / np.where(respondents > 0, respondents, np.nan))
    open_half = np.where(hidden, 0.0, half)
    return pd.DataFrame(
        {
            "teller": teller,
            "noemer": noemer,
            "rounded_low": np.maximum(teller - open_half, 0.0),
            "rounded_high": teller + open_half,
            "hidden_low": np.where(hidden, bottom, teller),
            "hidden_high": np.where(hidden, top, teller),
            "least": np.where(hidden, bottom, np.maximum(teller - half, 0.0)),
            "most": np.where(hidden, top, teller + half),
            "noemer_low": np.maximum(noemer - half, 0.0),
            "noemer_high": ceiling,
            "independent": noemer**2 * per_n,
            "shared": noemer * np.sqrt(per_n),
        },
        index=parts.index,
    )


def _shares(sums: pd.DataFrame, status: pd.Series) -> pd.DataFrame:
    """Calculate the share and what rounding and suppression can each do to it."""
    middle = _share(sums["teller"], sums["noemer"])
    return pd.DataFrame(
        {
            "teller": sums["teller"],
            "noemer": sums["noemer"],
            "waarde": middle,
            "midden": middle,
            "afronding_onder": middle - _share(sums["rounded_low"], sums["noemer_high"]),
            "afronding_boven": _share(sums["rounded_high"], sums["noemer_low"]) - middle,
            "onderdrukking_onder": middle - _share(sums["hidden_low"], sums["noemer"]),
            "onderdrukking_boven": _share(sums["hidden_high"], sums["noemer"]) - middle,
        },
        index=status.index,
    )


def _share(teller: pd.Series, noemer: pd.Series) -> FloatArray:
    t, n = teller.to_numpy(np.float64), noemer.to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.where(n > 0, t / np.where(n > 0, n, 1.0), np.where(t > 0, 1.0, np.nan)), 0.0, 1.0)


def _bounds(sums: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Put the sampling part on its own, and on top of the lowest and highest share that can be."""
    middle = _share(sums["teller"], sums["noemer"])
    lowest, highest = _share(sums["least"], sums["noemer_high"]), _share(sums["most"], sums["noemer_low"])
    noemer = sums["noemer"].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = {
            name: noemer**2 / sums[name].to_numpy() ** power
            for name, power in (("independent", 1), ("shared", 2))
        }
        errors = {name: np.sqrt(middle * (1 - middle) / n) for name, n in effective.items()}
    columns: dict[str, FloatArray] = {
        "se_onafhankelijk": errors["independent"],
        "se_gedeeld": errors["shared"],
    }
    n = effective["independent"]
    below, above = wilson(middle * n, n, confidence)
    columns |= {"steekproef_onder": middle - below, "steekproef_boven": above - middle}
    for name, suffix in (("independent", ""), ("shared", "_gedeeld")):
        n = effective[name]
        columns[f"ondergrens{suffix}"] = wilson(lowest * n, n, confidence)[0]
        columns[f"bovengrens{suffix}"] = wilson(highest * n, n, confidence)[1]
    return pd.DataFrame(columns, index=sums.index)
