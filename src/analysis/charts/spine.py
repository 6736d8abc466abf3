"""One area on one page: how far each share lies from what it is compared with, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.charts import style
from analysis.charts.base import MARGIN, WIDTH, Look, label_ticks, paper
from analysis.charts.table import write
from analysis.ground import dutch
from analysis.ground.palette import INK, MARK, QUIET, VERDICT_GREY
from analysis.statistics.comparison import (
    BETTER,
    HIGHER,
    LOWER,
    NO_DIFFERENCE,
    NOT_COMPARABLE,
    SMALL,
    TOO_FEW,
    WORSE,
)

LINE = 0.215  # inch per row
NUMBERS = 1.35  # inch beside the chart for two columns of numbers
COLUMNS = (0.48, 1.0)  # right edges of those columns, as part of their width
LEGEND = 0.55  # inch below the chart
OTHERS: Look = {"color": MARK, "markersize": 9, "markeredgewidth": 1.6}

# Form carries the verdict, colour only repeats it: marker, filled, text.
VERDICTS = {
    BETTER: ("o", True, BETTER),
    WORSE: ("D", True, WORSE),
    HIGHER: ("^", True, HIGHER),
    LOWER: ("v", True, LOWER),
    SMALL: ("D", False, SMALL),
    NO_DIFFERENCE: ("o", False, NO_DIFFERENCE),
    TOO_FEW: ("x", True, TOO_FEW),
    NOT_COMPARABLE: ("s", False, "niet te toetsen"),
}


def spine(table: pd.DataFrame, others: pd.DataFrame) -> Figure:
    """
    Draw per subject the distance to the middle with its bounds, other areas as dashes, and two columns of numbers.

    The table is as `named` gives it, in order of drawing, with `thema` (heads the lines), `vergelijk_waarde` (the middle,
    NaN where there is nothing to compare: then `tekst` stands there) and `oordeel`, one of `VERDICTS`. The others have
    `indicator, vergelijk_waarde` of other areas.
    """
    rows = len(table) + table["thema"].nunique()
    figure = paper(0.5 + LINE * rows + LEGEND)
    sizes: Look = {"width_ratios": [WIDTH - NUMBERS, NUMBERS], "height_ratios": [0.5 + LINE * rows, LEGEND]}
    grid = figure.subplots(2, 2, gridspec_kw={**sizes, "wspace": 0, "hspace": 0})
    for empty in (grid[0, 1], grid[1, 0], grid[1, 1]):
        empty.axis("off")
    ax, numbers = grid[0]
    beside = {name: marks.tolist() for name, marks in others.groupby("indicator")["vergelijk_waarde"]}
    labels: list[tuple[str, bool]] = []  # text, bold
    across: list[float] = []
    down: list[int] = []
    reach, theme = 5.0, ""
    for line in table.itertuples():
        if line.thema != theme:
            theme = line.thema
            labels.append((theme[:1].upper() + theme[1:], True))
        place = len(labels)
        labels.append((f"{line.onderwerp} ({line.periode[:4]})", False))
        middle = line.vergelijk_waarde
        if middle != middle:
            # On white, because the middle line would run through the words.
            box: Look = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            ax.text(0, place, line.tekst, ha="center", va="center", size=9, color=QUIET, bbox=box)
            continue
        reach = max(reach, _mark(ax, line, place))
        marks = [mark - middle for mark in beside.get(line.indicator, ())]
        across += marks
        down += [place] * len(marks)
        there = write(middle, line.eenheid, line.decimalen)
        for column, text in zip(COLUMNS, (line.tekst, there), strict=True):
            numbers.text(column, place, text, ha="right", va="center", size=9)
    if across:
        ax.plot(across, down, "|", zorder=2, **OTHERS)
    reach = max(reach, *map(abs, across), 0)
    ax.axvline(0, color=INK, linewidth=1.2, zorder=1)
    ax.set_yticks(range(len(labels)), [text for text, _ in labels], size=9)
    for tick, (_, bold) in zip(ax.get_yticklabels(), labels, strict=True):
        tick.set_fontweight("bold" if bold else "regular")
    ax.set_ylim(len(labels) - 0.5, -1.4)
    ax.set_xlim(-reach * 1.08, reach * 1.08)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    label_ticks(ax.xaxis, lambda value: f"{'+' if value > 0 else ''}{dutch.number(value)}".replace("-", "−"))
    _heads(ax, numbers)
    used = set(table.loc[table["vergelijk_waarde"].notna(), "oordeel"])
    shown = [verdict for verdict in VERDICTS if verdict in used]
    handles = [Line2D([], [], linestyle="", label=VERDICTS[one][2], **_look(one)) for one in shown]
    if across:
        handles.append(Line2D([], [], marker="|", linestyle="", label="andere gebieden", **OTHERS))
    # In the room that the empty axes below the chart keep free, just above the source line: see `cards.make`.
    where: Look = {"loc": "lower left", "bbox_to_anchor": (MARGIN / WIDTH, 0), "ncols": 3, "borderaxespad": 0}
    figure.legend(handles=handles, **where, handletextpad=0.2, columnspacing=1.2, fontsize=9)
    return figure


def _heads(ax: Axes, numbers: Axes) -> None:
    """Write above the lines which way is which, and above the numbers whose they are."""
    numbers.set_xlim(0, 1)
    numbers.set_ylim(ax.get_ylim())
    for column, text in zip(COLUMNS, ("hier", "daar"), strict=True):
        numbers.text(column, -1.0, text, ha="right", va="center", size=9, weight="bold")
    for x, text, align in ((0.01, LOWER, "left"), (0.99, HIGHER, "right")):
        where: Look = {"xycoords": ("axes fraction", "data"), "ha": align, "va": "center"}
        ax.annotate(text, (x, -1.0), size=9, color=QUIET, **where)


def _mark(ax: Axes, line: Any, place: int) -> float:
    """Draw the mark of one line with its bounds; return how far from the middle it reaches."""
    middle = line.vergelijk_waarde
    value, low, high = line.waarde - middle, line.ondergrens - middle, line.bovengrens - middle
    look = _look(line.oordeel)
    if not np.isnan(low):
        ax.hlines(place, low, high, color=look["color"], linewidth=1.5, zorder=3)
    ax.plot(value, place, linestyle="", markeredgewidth=1.4, zorder=4, **look)
    return float(np.nanmax(np.abs([value, low, high])))


def _look(verdict: str) -> Look:
    """Return how the mark of a verdict looks, beside a line and in the legend."""
    marker, filled, _ = VERDICTS[verdict]
    own = {BETTER: style.house().own, WORSE: style.house().accent}
    colour = own.get(verdict, VERDICT_GREY)
    face = colour if filled else "white"
    return {"marker": marker, "color": colour, "markerfacecolor": face, "markersize": 6.5}
