"""Which rows of a release count: one per indicator, area and period, of the source that goes first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.catalogue import Indicator
from analysis.tidy import WITH_VALUE


def one_source(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """
    Return one row per indicator, area and period, in that order.

    Parameters
    ----------
    table : DataFrame
        The table contract, with every source.
    indicators : mapping of str to Indicator
        Each with its sources, the one that goes first in front.
    """
    order = {
        (entry.id, source): rank for entry in indicators.values() for rank, source in enumerate(entry.bron)
    }
    pairs = zip(table["indicator"], table["bron"], strict=True)
    # A source without the number gives way to one that has it; one that hides it does not.
    ranked = table.assign(
        leeg=table["status"] == "ontbreekt", rang=[order.get(pair, len(order)) for pair in pairs]
    )
    ranked = ranked.sort_values(["leeg", "rang"], kind="stable")
    chosen = ranked.drop_duplicates(["indicator", "gebied", "periode"]).drop(columns=["leeg", "rang"])
    return chosen.sort_values(["indicator", "gebied", "periode"])


def places(chosen: pd.DataFrame) -> dict[tuple[str, ...], slice]:
    """Return where the rows of an indicator stand, and those of an indicator in one area: a profile asks a thousand times."""
    found: dict[tuple[str, ...], slice] = {}
    for place, (indicator, area) in enumerate(zip(chosen["indicator"], chosen["gebied"], strict=True)):
        for key in ((indicator,), (indicator, area)):
            found[key] = slice(found[key].start if key in found else place, place + 1)
    return found


def last(rows: pd.DataFrame) -> pd.Series | None:
    """Return the last of rows that are in the order of their periods: real, else fictional, else without a number."""
    if rows.empty:
        return None
    statuses = list(enumerate(rows["status"]))
    known = [place for place, status in statuses if status in WITH_VALUE]
    real = [place for place in known if statuses[place][1] != "voorbeeld"]
    return rows.iloc[(real or known or [len(rows) - 1])[-1]]
