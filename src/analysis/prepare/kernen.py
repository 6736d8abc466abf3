"""From counts, shares and estimates per part (buurt, or part of a municipal count) to rows per kern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from analysis.model import tidy
from analysis.model.catalogue import Catalogue
from analysis.prepare.calibration import calibrated
from analysis.statistics.aggregation import (
    NOT_APPLICABLE,
    aggregate_counts,
    aggregate_estimates,
    aggregate_shares,
)

DENSITY, PEOPLE, CHILDREN = "bevolkingsdichtheid", "inwoners", "inwoners_0_15"
LAND: Final = "oppervlakte_land"
COUNTED_BY: Final = "cbs_kwb"
# The caveat of an indicator that is weighted, and to whom (the second is taken from the first): it tells the reader in words.
WEIGHTED: Final = {
    "gewogen_naar_15plus": (PEOPLE, CHILDREN),
    "gewogen_naar_65plus": ("inwoners_65plus",),
}
SMALL_PART: Final = 0.02  # of the people of a kern: what these few answer does not move its whole per cents
BY: Final = ("indicator", "periode", "bron")


def kern_rows(
    table: pd.DataFrame, kern_by_part: pd.Series, land: pd.Series, catalogue: Catalogue
) -> pd.DataFrame:
    """
    Add counts of parts up to kernen and derive shares and the density.

    Only counts are added up; a share or a mean that exists per part only is not
    turned into one of the kern.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with rows for the parts.
    kern_by_part : Series
        Kern code by code of the part; together the parts cover each kern.
    land : Series
        Square kilometres of land by code of the kern, see `land_of`; a kern without gets no density.
    catalogue : Catalogue
        Says which indicators are counts, and which are made of which counts (`afgeleid`).

    Returns
    -------
    DataFrame
        Rows of the contract, method `aggregatie` for sums and for shares in per cent, `berekend` for the
        density. A kern with a part that is missing has status `ontbreekt`, method `geen` and no value.
    """
    countable = [entry.id for entry in catalogue.indicators.values() if entry.optelbaar]
    parts = calibrated(table[table["indicator"].isin(countable)], kern_by_part)
    if parts.empty:
        return tidy.empty()
    counts = parts[[*BY, "gebied", "status", "waarde"]]
    kernen = aggregate_counts(counts, kern_by_part, columns=("waarde",), by=BY).assign(methode="aggregatie")
    # People are whole; what stands behind the point comes of holding parts to their total.
    kernen["waarde"] = kernen["waarde"].round()
    density = density_rows(kernen, land)
    both = _both_counts(parts, catalogue)
    shares = _shares(both, kern_by_part, 5, catalogue)
    found = pd.concat([kernen, density, shares], ignore_index=True)
    found.loc[found["waarde"].isna(), "methode"] = "geen"
    return tidy.conform(found)


def land_of(table: pd.DataFrame, area_by_part: Sequence[pd.Series]) -> pd.Series:
    """
    Return square kilometres of land by code: of areas as published, of kernen as the sum of their parts.

    Each in the newest year that has all of it: surface hardly changes, and what is under water is nobody's address.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with the land of areas and parts.
    area_by_part : sequence of Series
        Code of the area by code of the part, one per way of adding up.

    Returns
    -------
    Series
        Land, km2, by code; a kern with a part of which it is not known is left out.
    """
    known = table[(table["indicator"] == LAND) & table["status"].isin(tidy.WITH_VALUE)].sort_values("periode")
    found = known.groupby("gebied")["waarde"].last()
    summed = [found]
    for areas in area_by_part:
        parts = areas.index.to_series().map(found).groupby(areas)
        summed.append(parts.sum(min_count=1)[parts.count() == parts.size()])
    every = pd.concat(summed)
    return every[~every.index.duplicated()]


def density_rows(table: pd.DataFrame, land: pd.Series) -> pd.DataFrame:
    """
    Divide inhabitants by square kilometres of land, as CBS does.

    Returns
    -------
    DataFrame
        Rows of the contract with inhabitants per km2, method `berekend`, of the areas whose land is known.
    """
    people = table[(table["indicator"] == PEOPLE) & table["gebied"].isin(land.index)]
    surface = people["gebied"].map(land)
    return people.assign(indicator=DENSITY, waarde=people["waarde"] / surface, methode="berekend")


def published_shares(table: pd.DataFrame, catalogue: Catalogue) -> list[pd.DataFrame]:
    """
    Calculate shares of each area from the two counts that its source publishes.

    Returns
    -------
    list of DataFrame
        Rows of the contract, one table per rounding. CBS rounds wijken and
        buurten to 5; above that counts are exact.
    """
    both = _both_counts(table, catalogue)
    if both.empty:
        return []
    rounded = both["gebied"].str.startswith(("BU", "WK"))
    groups = ((both[rounded], 5), (both[~rounded], 0))
    return [_of_itself(counts, rounding, catalogue) for counts, rounding in groups if len(counts)]


def _of_itself(both: pd.DataFrame, rounding: float, catalogue: Catalogue) -> pd.DataFrame:
    """Calculate the shares of areas that are no sum: only of those whose source gives both counts in that period."""
    areas = both["gebied"].unique()
    shares = _shares(both, pd.Series(areas, index=areas, dtype="str"), rounding, catalogue)
    # The sum lays out every area for every source. A share that nobody published is not there, rather than missing.
    given = pd.MultiIndex.from_frame(both[list(tidy.KEY)])
    return shares[pd.MultiIndex.from_frame(shares[list(tidy.KEY)]).isin(given)]


def _both_counts(counts: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return teller and noemer side by side for each area and period of which one source gives both."""
    keys = ["gebied", "periode", "bron"]
    needed = {name for entry in catalogue.indicators.values() for name in entry.afgeleid or ()}
    counts = counts[counts["indicator"].isin(needed)]
    of_indicator = {name: rows.set_index(keys) for name, rows in counts.groupby("indicator")}
    parts = []
    for entry in catalogue.indicators.values():
        if entry.afgeleid is None or not of_indicator.keys() >= set(entry.afgeleid):
            continue
        teller, noemer = (of_indicator[name] for name in entry.afgeleid)
        columns = [name for name in ("status", "waarde", "afronding") if name in counts]
        both = teller[columns].join(noemer[columns].add_prefix("noemer_"), how="inner")
        # A share lacks what one of its two counts lacks.
        both["status"] = both["status"].where(both["noemer_waarde"].notna(), both.pop("noemer_status"))
        both = both.rename(
            columns={"waarde": "teller", "noemer_waarde": "noemer", "afronding": "teller_afronding"}
        )
        parts.append(both.reset_index().assign(indicator=entry.id))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _shares(
    both: pd.DataFrame, kern_by_part: pd.Series, rounding: float, catalogue: Catalogue
) -> pd.DataFrame:
    """
    Calculate shares, in per cent, of counts that were rounded to `rounding`; the bounds allow for it.

    A source that counts everybody has no other uncertainty; in a registration of care chance has its part.
    """
    if both.empty:
        return tidy.empty()
    everybody = both["bron"].map(lambda source: catalogue.source(source).marge == "telling").astype(bool)
    shares = pd.concat(
        [
            aggregate_shares(rows, kern_by_part, by=BY, rounding=rounding, sampling=not counted)
            for counted, rows in both.groupby(everybody, sort=True)
        ],
        ignore_index=True,
    )
    for column in ("waarde", "ondergrens", "bovengrens"):
        shares[column] = 100 * shares[column]
    made = shares["waarde"].notna()
    # A range without a value in it is no number that may be drawn, and what is exact has no range.
    exact = shares["ondergrens"] == shares["bovengrens"]
    shares.loc[~made | exact, ["ondergrens", "bovengrens"]] = float("nan")
    return shares.assign(methode=made.map({True: "aggregatie", False: "geen"}))


def kern_estimates(table: pd.DataFrame, kern_by_buurt: pd.Series, catalogue: Catalogue) -> pd.DataFrame:
    """
    Weigh estimates that a source gives per buurt, without counts, to kernen.

    How many people of 18 and older live in a buurt is not published; the inhabitants of 15 and older are the nearest,
    of the same year, else of the last one before it, else of the first one after it.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with the estimates and the inhabitants (`cbs_kwb`) of the buurten.
    kern_by_buurt : Series
        Kern code by code of the buurt; together the buurten cover each kern.
    catalogue : Catalogue
        The indicators with a caveat of `WEIGHTED` are weighted, to the people of that age.

    Returns
    -------
    DataFrame
        Rows of the contract in per cent, method `aggregatie`. The buurten share one model, so that their errors may go
        the same way: the bounds are those of a shared model, never narrower than those of independent estimates; there
        are none where the source gives none. A kern has no value when buurten with more than `SMALL_PART` of its people
        have no estimate, or no number of people; a buurt where nobody lives adds nothing.
    """
    own = table[table["gebied"].isin(kern_by_buurt.index)]
    parts = []
    for caveat, group in WEIGHTED.items():
        wanted = [entry.id for entry in catalogue.indicators.values() if caveat in entry.beperkingen]
        for period, rows in own[own["indicator"].isin(wanted)].groupby("periode", sort=True):
            laid = _laid_out(rows, kern_by_buurt.index)
            parts.append(laid.assign(noemer=laid["gebied"].map(people_of(group, own, str(period)[:4]))))
    return _weighed(pd.concat(parts, ignore_index=True), kern_by_buurt) if parts else tidy.empty()


def people_of(group: Sequence[str], table: pd.DataFrame, year: str) -> pd.Series:
    """
    Count the people of an age group per area, in a year, else in the last one before it, else in the first one after it.

    `group` are the indicators: the first is counted, the second, if any, taken from it.

    Returns
    -------
    Series
        People by code of the area. An area of which a count is not published is not in it.
    """
    needed = {*group, PEOPLE}
    counts = table[(table["bron"] == COUNTED_BY) & table["indicator"].isin(needed)]
    years = sorted(
        counts["periode"].unique(), key=lambda one: (one[:4] > year, abs(int(one[:4]) - int(year)))
    )
    # Years are not mixed: one in which everything is there for some area serves all areas.
    for one in years:
        wide = counts[counts["periode"] == one].pivot(index="gebied", columns="indicator", values="waarde")
        if needed <= set(wide.columns):
            # Both are rounded at random, so that a small buurt can have more children than inhabitants.
            people = wide[group[0]] - sum(wide[name] for name in group[1:])
            people = people.clip(lower=0).mask(wide[PEOPLE] == 0, 0.0).dropna()
            if len(people):
                return people.rename("noemer")
    return pd.Series(dtype="float64", name="noemer")


def _weighed(parts: pd.DataFrame, kern_by_buurt: pd.Series) -> pd.DataFrame:
    """Weigh the laid out estimates of all series, with the people of each buurt as `noemer`, to kernen."""
    weights, known = parts["noemer"], parts["status"].isin(tidy.WITH_VALUE)
    nobody = weights == 0
    # Without a weight an estimate is as good as missing: it is not known how much it counts.
    status = parts["status"].mask(weights.isna() & known, "ontbreekt").mask(nobody, NOT_APPLICABLE)
    keys = [parts[key] for key in BY] + [parts["gebied"].map(kern_by_buurt).rename("gebied")]
    whole = weights.groupby(keys).transform("sum")
    share = weights.where(known, 0.0).groupby(keys).transform("sum") / whole
    small = ~known & ~nobody & (share >= 1 - SMALL_PART) & ~weights.isna().groupby(keys).transform("any")
    weighted = parts.assign(
        status=status.mask(small, NOT_APPLICABLE),
        afronding=parts.groupby(["indicator", "periode"])["waarde"].transform(_unit),
    )
    result = aggregate_estimates(weighted, kern_by_buurt, by=BY, limits=(0, 100))
    # Where nobody lives there is no kern to speak of.
    empty = nobody.groupby(keys).all()
    result = result[~pd.MultiIndex.from_frame(result[[*BY, "gebied"]]).isin(empty.index[empty])]
    return tidy.conform(
        result.assign(
            ondergrens=result[["ondergrens", "ondergrens_gedeeld"]].min(axis=1, skipna=False),
            bovengrens=result[["bovengrens", "bovengrens_gedeeld"]].max(axis=1, skipna=False),
            # These people are not the ones the share is about, so they are no noemer to calculate with.
            noemer=np.nan,
            methode=np.where(result["waarde"].notna(), "aggregatie", "geen"),
        )
    )


def _laid_out(estimates: pd.DataFrame, buurten: pd.Index) -> pd.DataFrame:
    """Return a row for every buurt of every series; one without an estimate has status `ontbreekt`."""
    series = estimates[list(BY)].drop_duplicates()
    every = series.merge(pd.DataFrame({"gebied": buurten}), how="cross")
    found = every.merge(estimates, how="left", on=[*BY, "gebied"])
    return found.assign(status=found["status"].fillna("ontbreekt"))


def _unit(values: pd.Series) -> float:
    """Return what the source rounded to: whole per cents, or tenths."""
    known = values.dropna()
    return 1.0 if len(known) and (known % 1 == 0).all() else 0.1
