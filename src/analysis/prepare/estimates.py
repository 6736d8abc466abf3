"""From model estimates per buurt to kernen, weighted by the people they are about."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from analysis.model import tidy
from analysis.model.catalogue import Catalogue
from analysis.statistics import aggregate_estimates

# The caveat of an indicator that is weighted so: it tells the reader in words.
WEIGHTED: Final = "gewogen_naar_15plus"
PEOPLE: Final = "inwoners"
CHILDREN: Final = "inwoners_0_15"
COUNTED_BY: Final = "cbs_kwb"


def kern_estimates(table: pd.DataFrame, kern_by_buurt: pd.Series, catalogue: Catalogue) -> pd.DataFrame:
    """
    Weigh estimates that a source gives per buurt, without counts, to kernen.

    How many people of 18 and older live in a buurt is not published; the inhabitants of 15 and
    older are the nearest, of the same year or else of the last one before it.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with the estimates and the inhabitants (`cbs_kwb`) of the buurten.
    kern_by_buurt : Series
        Kern code by code of the buurt; together the buurten cover each kern.
    catalogue : Catalogue
        The indicators with the caveat `gewogen_naar_15plus` are weighted.

    Returns
    -------
    DataFrame
        Rows of the contract in per cent, method `aggregatie`. The buurten share one model, so that
        their errors may go the same way: the bounds are those of a shared model, never narrower than
        those of independent estimates. A kern with a buurt whose estimate or number of people is not
        there has no value and no bounds; a buurt where nobody lives adds nothing.
    """
    wanted = [entry.id for entry in catalogue.indicators.values() if WEIGHTED in entry.beperkingen]
    own = table[table["gebied"].isin(kern_by_buurt.index)]
    parts = own[own["indicator"].isin(wanted)]
    found = [tidy.empty()]
    if parts.empty:
        return found[0]
    # What shares a year and a unit is weighted in one go: a table has dozens of indicators.
    unit = parts.groupby(["indicator", "periode"])["waarde"].transform(_unit)
    for (period, rounding), estimates in parts.groupby(["periode", unit], sort=True):
        people = people_of_15plus(own, str(period)[:4])
        found.append(_weighed(estimates, people, kern_by_buurt, float(rounding)))
    return tidy.conform(pd.concat(found, ignore_index=True))


def people_of_15plus(table: pd.DataFrame, year: str) -> pd.Series:
    """
    Count the inhabitants of 15 and older per area, in a year or else in the last one before it.

    Parameters
    ----------
    table : DataFrame
        A table of the contract with `inwoners` and `inwoners_0_15`.
    year : str
        The year that is wanted.

    Returns
    -------
    Series
        People by code of the area. An area of which a count is not published is not in it; none is
        when there is no year before.
    """
    counts = table[
        (table["bron"] == COUNTED_BY)
        & table["indicator"].isin([PEOPLE, CHILDREN])
        & (table["periode"].str[:4] <= year)
    ]
    # Years are not mixed: one in which everything is there for some area serves all areas.
    for _, of_year in sorted(counts.groupby("periode"), reverse=True, key=lambda item: str(item[0])):
        wide = of_year.pivot(index="gebied", columns="indicator", values="waarde")
        if {PEOPLE, CHILDREN} <= set(wide.columns):
            # Both are rounded at random, so that a small buurt can have more children than inhabitants.
            people = (wide[PEOPLE] - wide[CHILDREN]).clip(lower=0).mask(wide[PEOPLE] == 0, 0.0).dropna()
            if len(people):
                return people.rename("noemer")
    return pd.Series(dtype="float64", name="noemer")


def _weighed(
    estimates: pd.DataFrame, people: pd.Series, kern_by_buurt: pd.Series, rounding: float
) -> pd.DataFrame:
    """Weigh the indicators of one period to kernen."""
    empty = people.index[people == 0]
    inhabited = kern_by_buurt[~kern_by_buurt.index.isin(empty)]
    parts = estimates[estimates["gebied"].isin(inhabited.index)]
    if parts.empty:
        return tidy.empty()
    weights = parts["gebied"].map(people)
    # Without a weight an estimate is as good as missing: it is not known how much it counts.
    lost = weights.isna() & parts["status"].isin(tidy.WITH_VALUE)
    result = aggregate_estimates(
        parts.assign(noemer=weights, status=parts["status"].mask(lost, "ontbreekt")),
        inhabited,
        by=("indicator", "periode", "bron"),
        rounding=rounding,
        limits=(0, 100),
    )
    known = result["waarde"].notna()
    low = result[["ondergrens", "ondergrens_gedeeld"]].min(axis=1, skipna=False)
    high = result[["bovengrens", "bovengrens_gedeeld"]].max(axis=1, skipna=False)
    return result.assign(
        ondergrens=low,
        bovengrens=high,
        # These people are not the ones the share is about, so they are no noemer to calculate with.
        noemer=np.nan,
        methode=np.where(known, "aggregatie", "geen"),
    )


def _unit(values: pd.Series) -> float:
    """Return what the source rounded to: whole per cents, or tenths."""
    known = values.dropna()
    return 1.0 if len(known) and (known % 1 == 0).all() else 0.1
