"""What every chart does first and last: fetch its rows, and wrap the figure as a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts, example_mark, numbers, shown
from analysis.cards.frame import Card
from analysis.catalogue import Indicator
from analysis.release.release import Release
from analysis.tidy import WITH_VALUE, conform


def has_value(rows: pd.DataFrame) -> pd.Series:
    """Return which rows hold a number."""
    return rows["status"].isin(WITH_VALUE)


def with_own(rows: pd.DataFrame, release: Release, indicator: str, period: str) -> pd.DataFrame:
    """Add the municipality itself as missing when it has no row: a chart without it would look complete."""
    if (rows["gebied"] == release.gemeente).any():
        return rows
    missing = {
        "indicator": indicator,
        "gebied": release.gemeente,
        "periode": period,
        "status": "ontbreekt",
        "methode": "geen",
        "bron": release.catalogue[indicator].bron[0],
    }
    return pd.concat([conform(pd.DataFrame([missing])), rows], ignore_index=True)


def written(value: float, entry: Indicator) -> str:
    """Write a value as it stands at a bar or a dot: with % or bare, never with the unit in words."""
    return dutch.quantity(value, "%" if entry.is_share else "", entry.decimalen)


def label_ticks(axis: Axis, write: Callable[[float], str], decimals: int = 0) -> None:
    """
    Write numbers along an axis, at numbers that are as round as they are written: no 3% at 2.5.

    Parameters
    ----------
    axis : Axis
        Of a chart whose limits may still change.
    write : callable
        Writes a number with so many decimals.
    decimals : int
        With none, ticks are whole numbers.
    """
    axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=decimals == 0))
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def as_card(
    release: Release,
    rows: pd.DataFrame,
    figure: Figure,
    facts: Facts,
    *,
    identity: str,
    title: str,
    subtitle: str,
    alt: str,
    level: str,
    notes: Sequence[str] = (),
    table: pd.DataFrame | None = None,
) -> Card:
    """Return the card of a chart whose numbers are `rows`; `table` replaces the usual short table beside it."""
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue) if table is None else table,
        alt=alt + example_mark(facts),
        level=level,
        notes=tuple(notes),
    )


def level_note(level: str, naam: str) -> tuple[str, ...]:
    """Return the sentence that says a figure is not per kern, where that is so."""
    return (f"Deze cijfers zijn er alleen voor heel {naam}, niet per kern.",) if level == "gemeente" else ()


def draw_bounds(ax: Axes, rows: pd.DataFrame, places: Sequence[float]) -> None:
    """Draw the 95% bounds of each row as a horizontal line, where there are any."""
    low, high = rows["ondergrens"].to_numpy(dtype=float), rows["bovengrens"].to_numpy(dtype=float)
    known = ~(np.isnan(low) | np.isnan(high))
    if known.any():
        y = np.asarray(places)[known]
        ax.hlines(y, low[known], high[known], color=style.INK, linewidth=1.4, zorder=4)
        for ends in (low[known], high[known]):
            ax.plot(ends, y, "|", color=style.INK, markersize=6, zorder=4)
