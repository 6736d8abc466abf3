"""Buurten to kern: counts are summed, shares calculated again, published values weighed; the weakest part gives the status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from analysis.statistics._arrays import FloatArray
from analysis.statistics.intervals import wilson

# Status words from strong to weak. What does not apply (a buurt without households, say) adds nothing and never
# weakens the whole; fictional figures win over everything that has a value; what is not known cannot be added up.
WITH_VALUE: Final = ("definitief", "voorlopig", "modelschatting", "voorbeeld")
NOT_APPLICABLE: Final = "niet van toepassing"
_SUPPRESSED: Final = "onderdrukt"
_WITHOUT_VALUE: Final = (_SUPPRESSED, "te weinig waarnemingen", "ontbreekt")
_FROM_STRONG_TO_WEAK: Final = (NOT_APPLICABLE, *WITH_VALUE, *_WITHOUT_VALUE)

SUPPRESSED: Final = (0.0, 7.0)  # lowest and highest teller that hides behind `onderdrukt`
_SLACK: Final = 1e-9  # float dust of weighted counts
_GROUP: Final = "_group"


def weakest(statuses: Iterable[str]) -> str:
    """Give the weakest of at least one status word: the status of what is made from these parts."""
    return max(statuses, key=_FROM_STRONG_TO_WEAK.index)


def aggregate_counts(
    counts_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    columns: Sequence[str],
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """
    Add buurt counts up to kernen.

    A kern misses its counts if one of its buurten does: suppressed, missing from the source, or absent
    from the table. A buurt to which the indicator does not apply adds nothing.

    `counts_by_buurt` has a row per buurt, with `gebied`, `status` and the count `columns`; `kern_by_buurt` the kern of
    each buurt, NaN for none; `by` names the columns that keep aggregates apart. Gives a row per kern: the columns of
    `by`, `gebied` (kern code), the sums (float, NaN when missing) and `status` (the weakest of the parts). Raises
    `ValueError` when a buurt has no kern or occurs twice, a column lacks, or a value is blank without a status.
    """
    parts, frame = _lay_out(counts_by_buurt, kern_by_buurt, by, columns)
    values = parts[list(columns)].astype(np.float64)
    values = values.mask(parts["status"] == NOT_APPLICABLE, 0.0).where(
        parts["status"].isin((*WITH_VALUE, NOT_APPLICABLE)), np.nan
    )
    sums = values.groupby(parts[_GROUP]).sum(skipna=False)
    return frame.join(sums.mask(frame["status"] == NOT_APPLICABLE, np.nan)).reset_index(drop=True)


def aggregate_shares(
    counts_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    by: Sequence[str] = (),
    rounding: float = 0.0,
    sampling: bool = True,
) -> pd.DataFrame:
    """
    Add counts up to kernen and calculate the share again, with bounds for sampling, rounding and suppression.

    A suppressed buurt widens its kern and never vanishes; a buurt that is missing makes its kern missing.

    Takes and raises as `aggregate_counts`, with `teller` and `noemer`; `rounding` is the base to which the source
    rounded each of them: with 5 it may be 2.5 off, 0 is exact. Columns `teller_afronding` and `noemer_afronding`, when
    there, say instead how far each may be off. Gives besides `teller` and `noemer` (sums, NaN when not
    all is known) the share `waarde` with `ondergrens` and `bovengrens` from 0 to 1. The value is NaN when a buurt is
    suppressed or missing; a noemer of 0 is `niet van toepassing`.

    Of a full count (`sampling` False) the bounds are the lowest and the highest share that rounding and suppression
    allow. Else the lowest one gets the lower Wilson bound of the summed noemer, the
    highest one the upper; a suppressed teller is one of `SUPPRESSED`, cut at its noemer. Without either the bounds
    are `wilson` of the sums. Adding margins by root sum of squares (US Census Bureau) covers sampling only.

    Wilson EB (1927). JASA 22:209–212. US Census Bureau (2020). Understanding and using American Community Survey
    data, chapter 8.
    """
    parts, frame = _lay_out(counts_by_buurt, kern_by_buurt, by, ("teller", "noemer"))
    sums = _scenarios(parts, rounding).groupby(parts[_GROUP]).sum(skipna=False)
    noemer = sums["noemer"].to_numpy(np.float64)
    lowest, highest = _share(sums["least"], sums["noemer_high"]), _share(sums["most"], sums["noemer_low"])
    table = sums[["teller", "noemer"]].assign(
        waarde=_share(sums["teller"], sums["noemer"]),
        ondergrens=wilson(lowest * noemer, noemer)[0] if sampling else lowest,
        bovengrens=wilson(highest * noemer, noemer)[1] if sampling else highest,
    )
    return _finish(frame, table, ("teller", "waarde"))


def _scenarios(parts: pd.DataFrame, rounding: float) -> pd.DataFrame:
    """Give each buurt its counts, and the lowest and highest that rounding and suppression can make of them."""
    status = parts["status"]
    nothing, hidden = (status == NOT_APPLICABLE).to_numpy(), (status == _SUPPRESSED).to_numpy()
    known = status.isin((*WITH_VALUE, NOT_APPLICABLE, _SUPPRESSED)).to_numpy()
    noemer = np.where(nothing, 0.0, parts["noemer"].to_numpy(np.float64, na_value=np.nan))
    noemer = np.where(known, noemer, np.nan)
    teller_off, half = (
        np.where(
            nothing,
            0.0,
            parts[f"{name}_afronding"].fillna(0.0) if f"{name}_afronding" in parts else rounding / 2,
        )
        for name in ("teller", "noemer")
    )
    ceiling = noemer + half
    bottom, top = np.minimum(SUPPRESSED[0], ceiling), np.minimum(SUPPRESSED[1], ceiling)
    teller = np.where(nothing, 0.0, parts["teller"].to_numpy(np.float64, na_value=np.nan))
    teller = np.where(hidden, np.minimum((bottom + top) / 2, noemer), np.where(known, teller, np.nan))
    bad = (teller < 0) | (noemer < 0) | (teller > (ceiling + rounding) * (1 + _SLACK))
    if bad.any():
        raise ValueError(
            f"{bad.sum()} buurt(en) with a teller below 0 or above its noemer: {list(parts['gebied'][bad][:10])}."
        )
    return pd.DataFrame(
        {
            "teller": teller,
            "noemer": noemer,
            "least": np.where(hidden, bottom, np.maximum(teller - teller_off, 0.0)),
            "most": np.where(hidden, top, teller + teller_off),
            "noemer_low": np.maximum(noemer - half, 0.0),
            "noemer_high": ceiling,
        },
        index=parts.index,
    )


def _share(teller: pd.Series, noemer: pd.Series) -> FloatArray:
    t, n = teller.to_numpy(np.float64), noemer.to_numpy(np.float64)
    return np.clip(np.where(n > 0, t / np.where(n > 0, n, 1.0), np.where(t > 0, 1.0, np.nan)), 0.0, 1.0)


def aggregate_estimates(
    estimates_by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    *,
    by: Sequence[str] = (),
    rounding: float = 0.0,
    limits: tuple[float, float] = (0.0, np.inf),
) -> pd.DataFrame:
    """
    Weigh published values of buurten, to kernen by the indicator's own noemer.

    Only for values without a teller, such as the model estimates of RIVM; where counts exist, `aggregate_shares` is the way. A plain average
    over buurten is never right: a buurt of twenty people would count as much as one of two thousand.

    Takes and raises as `aggregate_counts`, with `waarde`, `ondergrens`, `bovengrens` (NaN where no margin was
    published) and `noemer`: the people the indicator is about (16–65, under 23, households …). `rounding` is the unit
    of the published values, 1 for whole percentages, or stands in a column `afronding`; `limits` the lowest and highest value that can exist.

    Gives `noemer` and `waarde` with its bounds, in the same unit. `ondergrens` and `bovengrens` take the buurten as
    independent; for estimates that share a model (SMAP) `ondergrens_gedeeld` and `bovengrens_gedeeld` are the honest
    ones. A suppressed buurt leaves its kern without a value and without bounds.

    ``P = Σ D·p / Σ D``. With W = D / Σ D and published bounds (l, u) the margin below is ``√Σ(W·(p−l))²``
    when independent and ``Σ W·(p−l)`` when the errors move together, and likewise above. A correlation
    between nought and one lies in between.

    Zou GY, Donner A (2008). Statistics in Medicine 27:1693–1702. US Census Bureau (2020). Understanding and
    using American Community Survey data, chapter 8 (the independent case).
    """
    parts, frame = _lay_out(estimates_by_buurt, kern_by_buurt, by, ("waarde", "noemer"))
    if lacking := {"ondergrens", "bovengrens"} - set(parts.columns):
        raise ValueError(
            f"the table of buurten lacks {sorted(lacking)}; give NaN where no margin was published."
        )
    with_value = parts["status"].isin(WITH_VALUE)
    value, lower, upper, people = (
        parts[name].astype(np.float64).where(with_value)
        for name in ("waarde", "ondergrens", "bovengrens", "noemer")
    )
    weights = people.mask(parts["status"] == NOT_APPLICABLE, 0.0)
    noemer = weights.groupby(parts[_GROUP]).sum(skipna=False)
    total = parts[_GROUP].map(noemer)
    unit = parts.get("afronding", rounding)
    cells = pd.DataFrame(
        {
            "value": value,
            "least": value - unit / 2,
            "most": value + unit / 2,
            "below": (value - lower).clip(lower=0),
            "above": (upper - value).clip(lower=0),
        }
    )
    scaled = cells.mul(weights / total.where(total > 0), axis=0).where(weights != 0, 0.0)
    scaled[["below_squared", "above_squared"]] = scaled[["below", "above"]] ** 2
    sums = scaled.groupby(parts[_GROUP]).sum(skipna=False).where(noemer > 0)
    table = pd.DataFrame(
        {
            "noemer": noemer,
            "waarde": sums["value"],
            "ondergrens": (sums["least"] - np.sqrt(sums["below_squared"])).clip(*limits),
            "bovengrens": (sums["most"] + np.sqrt(sums["above_squared"])).clip(*limits),
            "ondergrens_gedeeld": (sums["least"] - sums["below"]).clip(*limits),
            "bovengrens_gedeeld": (sums["most"] + sums["above"]).clip(*limits),
        }
    )
    return _finish(frame, table, ("waarde",))


def _lay_out(
    by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    by: Sequence[str],
    columns: Sequence[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give every buurt of every kern a row, in its aggregate `_group`, and every aggregate one with its status.

    A buurt of the mapping that the table lacks gets a row with status `ontbreekt`; one without a kern (NaN) is left
    out. The aggregates have index `_group`, the columns of `by`, `gebied` (the kern) and `status`.

    """
    lacking = [name for name in (*by, "gebied", "status", *columns) if name not in by_buurt.columns]
    if lacking:
        raise ValueError(
            f"the table of buurten lacks the column(s) {lacking}; it has {list(by_buurt.columns)}."
        )
    mapping = pd.Series(dict(kern_by_buurt), dtype="object").rename_axis("gebied").rename("kern")
    if strangers := sorted(set(by_buurt["gebied"]) - set(mapping.index)):
        raise ValueError(
            f"{len(strangers)} buurt(en) without a kern: {strangers[:10]}. "
            "Add them to the mapping (NaN for none); is it of the right year?"
        )
    twice = by_buurt.loc[by_buurt.duplicated([*by, "gebied"]), "gebied"]
    if len(twice):
        raise ValueError(f"{len(twice)} row(s) for a buurt that has one already: {sorted(set(twice))[:10]}.")
    members = mapping.dropna().reset_index()
    wanted = by_buurt[list(by)].drop_duplicates().merge(members, how="cross") if by else members
    keys = [*by, "kern"]
    wanted[_GROUP] = wanted.groupby(keys, sort=False, dropna=False).ngroup()
    frame = wanted.drop_duplicates(_GROUP).set_index(_GROUP)[keys].rename(columns={"kern": "gebied"})
    parts = wanted.merge(by_buurt, how="left", on=[*by, "gebied"])
    parts["status"] = parts["status"].fillna("ontbreekt")
    for column in columns:
        blank = parts.loc[parts["status"].isin(WITH_VALUE) & parts[column].isna(), "gebied"]
        if len(blank):
            raise ValueError(
                f"{len(blank)} row(s) have a status with a value but no {column}: {sorted(set(blank))[:10]}. "
                "Missing has a name: say ontbreekt, onderdrukt, …"
            )
    ranks = parts["status"].map({word: rank for rank, word in enumerate(_FROM_STRONG_TO_WEAK)})
    if ranks.isna().any():
        unknown = sorted(set(parts.loc[ranks.isna(), "status"]))
        raise ValueError(f"unknown status {unknown}; known are {list(_FROM_STRONG_TO_WEAK)}.")
    worst = ranks.groupby(parts[_GROUP]).max()
    return parts, frame.assign(status=worst.map(dict(enumerate(_FROM_STRONG_TO_WEAK))).astype("str"))


def _finish(frame: pd.DataFrame, table: pd.DataFrame, values: Sequence[str]) -> pd.DataFrame:
    """Join numbers to their aggregates; one without people is not applicable, others may lack a value."""
    result = frame.join(table)
    result.loc[result["noemer"] == 0, "status"] = NOT_APPLICABLE
    result.loc[~result["status"].isin(WITH_VALUE), list(values)] = np.nan
    result.loc[result["status"] == NOT_APPLICABLE, "noemer"] = np.nan
    return result.reset_index(drop=True)
