"""The check table: what a notebook rests on, in a form that any changed number changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.ground import dutch
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release

COLUMNS = ("indicator", "bron", "periode", "waarde", "status")


def check_table(release: Release, indicators: Sequence[str], areas: Sequence[str] = ()) -> pd.DataFrame:
    """
    Summarise the release rows of some indicators, one row per indicator and source; of all areas when none is named.

    The sum of all values is what changes when one number changes; it means nothing by itself.
    """
    return pd.DataFrame(_lines(release, indicators, areas))


def check_text(release: Release, indicators: Sequence[str], areas: Sequence[str] = ()) -> str:
    """
    Write the check table for print, every cell to the right; "" when there is nothing to check.

    Letter for letter what `to_string` makes of the table, without pandas: every notebook prints one.
    """
    lines = _lines(release, indicators, areas)
    if not lines:
        return ""
    # pandas keeps room for a sign above numbers.
    names = [f" {name}" if isinstance(cell, int) else name for name, cell in lines[0].items()]
    grid = [names, *([str(cell) for cell in line.values()] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    return "\n".join(
        " ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in grid
    )


def profile_indicators(release: Release, area: str) -> tuple[str, ...]:
    """Return the indicators that an area has a row for, in the order of the catalogue."""
    there = release.indicators_of(area)
    return tuple(indicator for indicator in release.catalogue.indicators if indicator in there)


def _lines(release: Release, indicators: Sequence[str], areas: Sequence[str]) -> list[dict[str, object]]:
    rows = release.every_source(indicators, areas or None)
    groups: dict[tuple[str, str], list[tuple[str, float, str]]] = {}
    for indicator, source, *row in zip(*(rows[column].tolist() for column in COLUMNS), strict=True):
        groups.setdefault((indicator, source), []).append(tuple(row))
    return [_line(*of, groups[of]) for of in sorted(groups)]


def _line(indicator: str, source: str, rows: Sequence[tuple[str, float, str]]) -> dict[str, object]:
    known = np.array([value for _, value, status in rows if status in WITH_VALUE], dtype=float)
    periods = sorted({period for period, _, _ in rows})
    return {
        "indicator": indicator,
        "bron": source,
        "rijen": len(rows),
        "gevuld": len(known),
        "perioden": periods[0] if len(periods) == 1 else f"{periods[0]} t/m {periods[-1]}",
        "laagste": dutch.number(known.min() if known.size else np.nan, 2),
        "hoogste": dutch.number(known.max() if known.size else np.nan, 2),
        "som": dutch.number(known.sum(), 4),
        "status": ", ".join(sorted({status for _, _, status in rows})),
    }
