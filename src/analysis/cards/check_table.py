"""The check table: what a notebook rests on, in a form that any changed number changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.release.release import Release


def check_table(release: Release, indicators: Sequence[str], areas: Sequence[str] = ()) -> pd.DataFrame:
    """
    Summarise the release rows of some indicators, one row per indicator and source; of all areas when none is named.

    The sum of all values is what changes when one number changes; it means nothing by itself.
    """
    rows = release.every_source(indicators, areas or None)
    return pd.DataFrame([_line(group) for _, group in rows.groupby(["indicator", "bron"])])


def profile_indicators(release: Release, area: str) -> tuple[str, ...]:
    """Return the indicators that an area has a row for, in the order of the catalogue."""
    there = release.indicators_of(area)
    return tuple(indicator for indicator in release.catalogue.indicators if indicator in there)


def _line(rows: pd.DataFrame) -> dict[str, object]:
    known = rows.loc[has_value(rows), "waarde"].to_numpy(dtype=float)
    periods = sorted(rows["periode"].unique())
    return {
        "indicator": rows["indicator"].iloc[0],
        "bron": rows["bron"].iloc[0],
        "rijen": len(rows),
        "gevuld": len(known),
        "perioden": periods[0] if len(periods) == 1 else f"{periods[0]} t/m {periods[-1]}",
        "laagste": dutch.number(known.min() if known.size else np.nan, 2),
        "hoogste": dutch.number(known.max() if known.size else np.nan, 2),
        "som": dutch.number(known.sum(), 4),
        "status": ", ".join(sorted(rows["status"].unique())),
    }
