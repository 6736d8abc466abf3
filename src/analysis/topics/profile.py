"""The rows that comparisons rest on."""

from __future__ import annotations

import pandas as pd

from analysis.charts.table import has_value
from analysis.release.release import Release
from analysis.release.verdicts import REST


def behind(release: Release, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the release that comparisons rest on: of the area, and of what it is held against."""
    found = [release.no_rows]
    for line in lines.itertuples():
        other = release.gemeente if line.vergelijking == REST else line.vergelijking
        found.append(release.rows(line.indicator, [line.gebied, other], line.periode))
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def real(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a number that is not fictional."""
    return rows[has_value(rows) & (rows["status"] != "voorbeeld")]
