"""From counts per part (buurt, or part of a municipal count) to rows per kern."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from analysis.model import tidy
from analysis.model.catalogue import Catalogue
from analysis.statistics import aggregate_counts, aggregate_shares

DENSITY, PEOPLE = "bevolkingsdichtheid", "inwoners"


def kern_rows(
    table: pd.DataFrame, kern_by_part: pd.Series, areas: gpd.GeoDataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """
    Add counts of parts up to kernen and derive the density.

    Only counts are added up; a share or a mean that exists per part only is not
    turned into one of the kern.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with rows for the parts.
    kern_by_part : Series
        Kern code by code of the part; together the parts cover each kern.
    areas : GeoDataFrame
        For the surface of each kern, km2.
    catalogue : Catalogue
        Says which indicators are counts.

    Returns
    -------
    DataFrame
        Rows of the contract, method `aggregatie` for sums and `berekend` for the
        density (inhabitants per km2 of the generalised boundary). A kern with a
        part that is missing has status `ontbreekt` and no value.
    """
    countable = [entry.id for entry in catalogue.indicators.values() if entry.optelbaar]
    parts = table[table["gebied"].isin(kern_by_part.index) & table["indicator"].isin(countable)]
    if parts.empty:
        return tidy.empty()
    summed = aggregate_counts(
        parts[["indicator", "gebied", "periode", "bron", "status", "waarde"]],
        kern_by_part,
        columns=("waarde",),
        by=("indicator", "periode", "bron"),
    )
    kernen = summed.assign(methode="aggregatie")
    density = density_rows(kernen, areas[areas["laag"] == "buurten"])
    both = pd.concat([kernen, density, *share_rows(parts, kern_by_part, catalogue)], ignore_index=True)
    both.loc[both["waarde"].isna(), "methode"] = "geen"
    return tidy.conform(both)


def share_rows(
    counts: pd.DataFrame, kern_by_part: pd.Series, catalogue: Catalogue, *, rounding: float = 5
) -> list[pd.DataFrame]:
    """
    Calculate shares again from counts of parts, for indicators that name their teller and noemer.

    Parameters
    ----------
    counts : DataFrame
        Rows of the contract: the counts of the parts.
    kern_by_part : Series
        Kern code by code of the part.
    catalogue : Catalogue
        `afgeleid` says which indicators are made of which counts.
    rounding : float
        Base to which the counts of parts were rounded; the bounds allow for it.

    Returns
    -------
    list of DataFrame
        Rows of the contract in per cent, method `aggregatie` (`geen` without a value); no table when there are no counts.
    """
    both = _both_counts(counts, catalogue)
    return [] if both.empty else [_shares(both, kern_by_part, rounding)]


def _shares(both: pd.DataFrame, kern_by_part: pd.Series, rounding: float) -> pd.DataFrame:
    """Calculate shares, in per cent, of counts as `_both_counts` lays them side by side."""
    shares = aggregate_shares(both, kern_by_part, by=("indicator", "periode", "bron"), rounding=rounding)
    for column in ("waarde", "ondergrens", "bovengrens"):
        shares[column] = 100 * shares[column]
    # A range without a value in it is no number that may be drawn.
    shares.loc[shares["waarde"].isna(), ["ondergrens", "bovengrens"]] = float("nan")
    made = shares["waarde"].notna()
    return shares.assign(methode=made.map({True: "aggregatie", False: "geen"}))


def _both_counts(counts: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return teller and noemer side by side for each area and period of which one source gives both."""
    keys = ["gebied", "periode", "bron"]
    parts = []
    for entry in catalogue.indicators.values():
        if entry.afgeleid is None:
            continue
        teller, noemer = (counts[counts["indicator"] == i].set_index(keys) for i in entry.afgeleid)
        both = teller[["status", "waarde"]].join(
            noemer[["status", "waarde"]].add_prefix("noemer_"), how="inner"
        )
        # A share lacks what one of its two counts lacks.
        both["status"] = both["status"].where(both["noemer_waarde"].notna(), both.pop("noemer_status"))
        both = both.rename(columns={"waarde": "teller", "noemer_waarde": "noemer"})
        parts.append(both.reset_index().assign(indicator=entry.id))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def published_shares(table: pd.DataFrame, catalogue: Catalogue) -> list[pd.DataFrame]:
    """
    Calculate shares of each area from the two counts that its source publishes.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract, as they were fetched.
    catalogue : Catalogue
        `afgeleid` says which indicators are made of which counts.

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
    return [
        _of_itself(counts, rounding)
        for counts, rounding in ((both[rounded], 5), (both[~rounded], 0))
        if len(counts)
    ]


def _of_itself(both: pd.DataFrame, rounding: float) -> pd.DataFrame:
    """Calculate the shares of areas that are no sum: only of those whose source gives both counts in that period."""
    areas = both["gebied"].unique()
    shares = _shares(both, pd.Series(areas, index=areas, dtype="str"), rounding)
    # The sum lays out every area for every source. A share that nobody published is not there, rather than missing.
    given = pd.MultiIndex.from_frame(both[list(tidy.KEY)])
    return shares[pd.MultiIndex.from_frame(shares[list(tidy.KEY)]).isin(given)]


def density_rows(table: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Divide inhabitants by the surface of one layer of areas.

    Parameters
    ----------
    table : DataFrame
        Rows with `inwoners` of those areas.
    areas : GeoDataFrame
        One layer, each code once, `km2` of the generalised boundary, water included.

    Returns
    -------
    DataFrame
        Rows of the contract with inhabitants per km2, method `berekend`.
    """
    people = table[(table["indicator"] == PEOPLE) & table["gebied"].isin(areas["gebied"])]
    surface = people["gebied"].map(areas.set_index("gebied")["km2"])
    return people.assign(indicator=DENSITY, waarde=people["waarde"] / surface, methode="berekend")
