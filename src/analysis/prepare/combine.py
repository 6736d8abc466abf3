"""Which number counts when several deliver it: what was fetched or delivered goes before what came with the project."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from analysis import tidy

FICTIONAL = "voorbeeld"


def combine(embedded: pd.DataFrame, live: pd.DataFrame, own_areas: Collection[str]) -> pd.DataFrame:
    """
    Put what was fetched or delivered in place of what came with the project.

    A fictional series gives way as a whole: from the moment that an indicator has one real
    number for an area of the municipality, none of its fictional rows is left, so that a
    figure never mixes the two. A real copy gives way only where the same number was fetched.

    Parameters
    ----------
    embedded, live : DataFrame
        Tables of the contract.
    own_areas : collection of str
        Codes of the municipality and its areas.

    Returns
    -------
    DataFrame
        A table of the contract.
    """
    if live.empty:
        return embedded
    known = live[live["status"].isin(tidy.WITH_VALUE)]
    served = set(known.loc[known["gebied"].isin(own_areas), "indicator"])
    fictional = embedded["bron"].isin(
        embedded.loc[embedded["status"] == FICTIONAL, "bron"].unique()
    ) & embedded["indicator"].isin(served)
    same = ["indicator", "gebied", "periode"]
    copied = pd.MultiIndex.from_frame(embedded[same]).isin(pd.MultiIndex.from_frame(known[same]))
    return tidy.conform(pd.concat([embedded[~fictional & ~copied], live], ignore_index=True))


def published_first(rows: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Leave out the sums that their own source publishes: a published total is not a sum of rounded parts."""
    key = list(tidy.KEY)
    return rows[~pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(published[key]))]
