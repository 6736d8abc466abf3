"""Which rows of a release count: one per indicator, area and period, of the source that goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    pairs = zip(table["indicator"].tolist(), table["bron"].tolist(), strict=True)
    # A source without the number gives way to one that has it; one that hides it does not.
    ranked = table.assign(
        leeg=table["status"] == "ontbreekt", rang=[order.get(pair, len(order)) for pair in pairs]
    )
    ranked = ranked.sort_values(["leeg", "rang"], kind="stable")
    chosen = ranked.drop_duplicates(["indicator", "gebied", "periode"]).drop(columns=["leeg", "rang"])
    return chosen.sort_values(["indicator", "gebied", "periode"])


def places(table: pd.DataFrame) -> dict[tuple[str, ...], list[int]]:
    """Return where the rows of an indicator stand, and those of one area of it: a profile asks a thousand times."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, (indicator, area) in enumerate(
        zip(table["indicator"].tolist(), table["gebied"].tolist(), strict=True)
    ):
        for key in ((indicator,), (indicator, area)):
            found.setdefault(key, []).append(place)
    return found


def last(places: Sequence[int], statuses: Sequence[str]) -> int:
    """
    Return which row of several is the last: of those that are real, else fictional, else without a number.

    Parameters
    ----------
    places : sequence of int
        At least one, in the order of their periods.
    statuses : sequence of str
        Of every row of the table.
    """
    known = [place for place in places if statuses[place] in WITH_VALUE]
    real = [place for place in known if statuses[place] != "voorbeeld"]
    return (real or known or places)[-1]
