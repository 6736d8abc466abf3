"""What every chart is made of: paper of page width, texts beside marks, Dutch numbers along an axis, 95% bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.charts.drawing import Canvas
from analysis.ground.palette import INK

WIDTH = 6.7  # inch: the text width of an A4 page with normal margins
MARGIN = 0.12  # inch
SMALL = 9  # points: the smallest letter in a figure

Look = dict[str, Any]  # keywords of matplotlib: how something is drawn
Mark = tuple[str, bool]  # marker and whether it is filled: told from another without its colour


def paper(height: float) -> Figure:
    """Return an empty figure of page width, its drawing so many inches high; a card puts its frame round it."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    Canvas(figure)
    return figure


def axes(height: float) -> Axes:
    """Return the only axes of a figure of page width, its drawing so many inches high."""
    return paper(height).subplots()


def beside(ax: Axes, text: str, x: float, y: float, *, away: float = 5, **look: Any) -> None:
    """Write a text so many points to the right of a place."""
    look = {"va": "center"} | look
    ax.annotate(text, (x, y), xytext=(away, 0), textcoords="offset points", **look)


def name_rows(ax: Axes, names: Iterable[str]) -> None:
    """Name the rows of a chart from top to bottom."""
    names = list(names)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)


def label_ticks(axis: Axis, write: Callable[[float], str], decimals: int | None = None) -> None:
    """Write numbers along an axis; with `decimals` at numbers as round as they are written: no 3% at 2.5."""
    if decimals is not None:
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=decimals == 0))
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def draw_bounds(ax: Axes, table: pd.DataFrame, places: Sequence[float]) -> None:
    """Draw the 95% bounds of each row as a horizontal line, where there are any."""
    known = table[["ondergrens", "bovengrens"]].astype(float).assign(y=list(places)).dropna()
    if len(known):
        ax.hlines(known["y"], known["ondergrens"], known["bovengrens"], color=INK, linewidth=1.4, zorder=4)
        for ends in ("ondergrens", "bovengrens"):
            ax.plot(known[ends], known["y"], "|", color=INK, markersize=6, zorder=4)


def mark(
    ax: Axes, x: float, y: float, mark: Mark, colour: str = INK, ground: str = "white", **look: Any
) -> None:
    """Draw a mark beside words, of the colour of what it stands on where it is open."""
    marker, filled = mark
    look |= {"color": colour, "markerfacecolor": colour if filled else ground}
    ax.plot(x, y, marker, markersize=6.5, markeredgewidth=1.3, **look)


def cell(ax: Axes, x: float, y: float, height: float = 1, **look: Any) -> None:
    """Draw a cell of a grid, one wide, with its middle at a place."""
    ax.add_patch(Rectangle((x - 0.5, y - height / 2), 1, height, edgecolor="white", **look))


def as_grid(ax: Axes, columns: Sequence[str], **letter: Any) -> None:
    """Name the columns of a grid at its top, without lines round it."""
    ax.set_xticks(range(len(columns)), columns, **letter)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
