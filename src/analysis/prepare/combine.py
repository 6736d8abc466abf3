"""Which number counts when several deliver it: what was fetched or delivered goes before what came with the project."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.model import tidy

FICTIONAL = "voorbeeld"
# Codes of a gemeente and of what lies in one; any may be held against all others.
OF_A_GEMEENTE = ("GM", "WK", "BU", "KERN", "WOONKERN")


def combine(embedded: pd.DataFrame, live: pd.DataFrame, own_areas: Collection[str]) -> pd.DataFrame:
    """
    Put what was fetched or delivered (`live`) in place of what came with the project, in one table of the contract.

    A fictional series gives way as a whole: from the moment that an indicator has one real
    number for an area of the municipality, none of its fictional rows is left, so that a
    figure never mixes the two. Those of another gemeente have no place at all, see `_own_examples`. A
    real copy gives way only where the same number was fetched.
    """
    embedded = _own_examples(embedded, own_areas)
    if live.empty:
        return tidy.conform(embedded)
    known = live[live["status"].isin(tidy.WITH_VALUE)]
    served = set(known.loc[known["gebied"].isin(own_areas), "indicator"])
    fictional = _fictional(embedded) & embedded["indicator"].isin(served)
    same = ["indicator", "gebied", "periode"]
    copied = pd.MultiIndex.from_frame(embedded[same]).isin(pd.MultiIndex.from_frame(known[same]))
    return tidy.conform(pd.concat([embedded[~fictional & ~copied], live], ignore_index=True))


def _own_examples(embedded: pd.DataFrame, own_areas: Collection[str]) -> pd.DataFrame:
    """
    Leave out the fictional numbers that were made up for another gemeente.

    On a map of the region they would pass for its neighbour's; and those of the country or of a class
    of gemeenten are there only to be held against a number of the gemeente itself.
    """
    series = pd.MultiIndex.from_frame(embedded[["indicator", "bron"]])
    own = embedded["gebied"].isin(own_areas)
    beside = series.isin(series[own]) & ~embedded["gebied"].str.startswith(OF_A_GEMEENTE)
    return embedded[~_fictional(embedded) | own | beside]


def _fictional(table: pd.DataFrame) -> pd.Series:
    """Return which rows are of a fictional source, those without a number too."""
    return table["bron"].isin(table.loc[table["status"] == FICTIONAL, "bron"].unique())


def published_first(published: pd.DataFrame, derived: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """
    Add what was worked out to what was published, one row per key; no two tables worked out give the same number.

    A published total is not a sum of rounded parts, so it goes first; so does one that its source hides or
    calls unreliable, which nobody may work out all the same. Only a source that has no number
    (`ontbreekt`) makes room for one that was worked out: a row that is empty takes nothing away.
    """
    worked_out = tidy.conform(pd.concat([tidy.empty(), *derived], ignore_index=True))
    known = worked_out[worked_out["status"].isin(tidy.WITH_VALUE)]
    empty = (published["status"] == "ontbreekt") & _keys(published).isin(_keys(known))
    kept = published[~empty]
    added = worked_out[~_keys(worked_out).isin(_keys(kept))]
    return tidy.conform(pd.concat([kept, added], ignore_index=True))


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[list(tidy.KEY)])
