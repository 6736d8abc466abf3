"""The check table: what a notebook rests on, in a form that any changed number changes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import dutch
from analysis.release.store import Release
from analysis.tidy import WITH_VALUE


def check_table(release: Release, indicators: Sequence[str], areas: Sequence[str] = ()) -> pd.DataFrame:
    """
    Summarise the release rows of some indicators.

    Parameters
    ----------
    release : Release
        Numbers.
    indicators : sequence of str
        Ids in the catalogue.
    areas : sequence of str
        Area codes to keep to; all when empty.

    Returns
    -------
    DataFrame
        One row per indicator and source: number of rows, rows with a value,
        periods, lowest, highest and sum of all values, statuses. The sum is what
        changes when one number changes; it means nothing by itself.
    """
    rows = release.every_source(indicators, areas or None)
    grouped = rows.groupby(["indicator", "bron"], sort=True)
    return pd.DataFrame([_line(indicator, source, group) for (indicator, source), group in grouped])


def profile_indicators(release: Release, area: str) -> tuple[str, ...]:
    """Return the indicators that an area has a row for, in the order of the catalogue."""
    there = release.indicators_of(area)
    return tuple(indicator for indicator in release.catalogue.indicators if indicator in there)


def _line(indicator: str, source: str, group: pd.DataFrame) -> dict[str, object]:
    known = group.loc[group["status"].isin(WITH_VALUE), "waarde"]
    periods = sorted(group["periode"].unique())
    return {
        "indicator": indicator,
        "bron": source,
        "rijen": len(group),
        "gevuld": len(known),
        "perioden": periods[0] if len(periods) == 1 else f"{periods[0]} t/m {periods[-1]}",
        "laagste": dutch.number(known.min(), 2),
        "hoogste": dutch.number(known.max(), 2),
        "som": dutch.number(known.sum(), 4),
        "status": ", ".join(sorted(group["status"].unique())),
    }
