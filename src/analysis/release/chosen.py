"""Which rows of a release count: one per indicator, area and period, of the source that goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.model.catalogue import Indicator
from analysis.model.tidy import WITH_VALUE


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
    best: dict[tuple[str, str, str], tuple[bool, int, int]] = {}
    columns = (table[name].tolist() for name in ("indicator", "gebied", "periode", "bron", "status"))
    for place, (indicator, area, period, source, status) in enumerate(zip(*columns, strict=True)):
        # A source without the number gives way to one that has it; one that hides it does not.
        rank = (status == "ontbreekt", order.get((indicator, source), len(order)), place)
        key = (indicator, area, period)
        if key not in best or rank < best[key]:
            best[key] = rank
    return table.take([best[key][-1] for key in sorted(best)])


def places(table: pd.DataFrame) -> dict[tuple[str, ...], list[int]]:
    """Return where the rows of an indicator stand, and those of one area of it: a profile asks a thousand times."""
    found: dict[tuple[str, ...], list[int]] = {}
    pairs = zip(table["indicator"].tolist(), table["gebied"].tolist(), strict=True)
    for place, pair in enumerate(pairs):
        found.setdefault(pair[:1], []).append(place)
        found.setdefault(pair, []).append(place)
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
