"""Lines over time, and ranges: several counts or one share with its bounds; a middle with the range of all assumptions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.charts import style
from analysis.charts.base import Look, axes, beside, label_ticks
from analysis.charts.table import axis_unit, unit_of, write
from analysis.ground import dutch
from analysis.ground.palette import INK

HEIGHT, FAN = 2.7, 2.9  # inch
MARKS = 5  # on a line of many periods
# Form, dash and colour all differ, so that the lines can be told apart in black and white.
LINES = (("-", "o"), ("--", "s"), (":", "D"), ("-.", "^"))


def as_year(period: str) -> float:
    """Return a period as a decimal year: the middle of a month, quarter or half-year, the year itself otherwise."""
    year = float(period[:4])
    for pattern, parts in ((r"\d{4}-Q(\d)", 4), (r"\d{4}-H(\d)", 2), (r"\d{4}-(\d{2})(?:-\d{2})?", 12)):
        if match := re.fullmatch(pattern, period):
            return year + (int(match[1]) - 0.5) / parts
    return year


def lines(table: pd.DataFrame, labels: Mapping[str, str], *, breaks: Sequence[int] = ()) -> Axes:
    """
    Draw a line per indicator, interrupted at a break, at another source and where a period has no value.

    Rows are of one unit, sorted by indicator and period; `labels` are texts in the legend by indicator, at most four;
    from each year of `breaks` something else is counted.
    """
    several = len(labels) > 1
    extra = 0.17 * sum(label.count("\n") + 1 for label in labels.values()) if several else 0
    ax = axes(HEIGHT + extra)
    table = table.assign(jaar=table["periode"].map(as_year))
    for position, (indicator, label) in enumerate(labels.items()):
        _line(ax, table[table["indicator"] == indicator], position, label, breaks)
    unit, _ = unit_of(table[table["indicator"] == next(iter(labels))])
    yearly = bool((table["jaar"] % 1 == 0).all())
    for year in breaks:
        x = year - 0.5 if yearly else year  # between the last period of the old and the first of the new
        ax.axvline(x, color=INK, linestyle=(0, (4, 3)), linewidth=1.2)
        look: Look = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "size": 9}
        ax.annotate("breuk", (x, 1), xytext=(4, -2), va="top", **look)
    top = table[["waarde", "bovengrens"]].max().max()
    # The axis begins at zero: a small change must not look large.
    ax.set_ylim(0, top * 1.15 or 1)
    _years(ax)
    label_ticks(ax.yaxis, lambda value: write(value, unit, 0), 0)
    drawn = table["indicator"].nunique()
    ax.set_ylabel("Aantal" if drawn > 1 and unit != "%" else axis_unit(unit))
    if several:
        where: Look = {"loc": "upper left", "bbox_to_anchor": (0, -0.13)}
        ax.legend(**where, borderaxespad=0, handlelength=2.6, labelspacing=0.55)
    return ax


def _line(ax: Axes, rows: pd.DataFrame, position: int, label: str, breaks: Sequence[int]) -> None:
    dash, marker = LINES[position]
    colour = style.series()[position]
    # A missing value, a break and another source each cut the line.
    source = (rows["bron"] != rows["bron"].shift()).cumsum().to_numpy()
    gone = np.cumsum(rows["waarde"].isna().to_numpy())
    part = source * len(rows) + gone + np.searchsorted(breaks, rows["jaar"], side="right")
    dense = len(rows) > 15
    look: Look = {"color": colour, "marker": marker, "markersize": 5.5, "linewidth": 1.8, "zorder": 3}
    for number, (_, piece) in enumerate(rows.dropna(subset="waarde").groupby(part[rows["waarde"].notna()])):
        # A mark per month would be one thick line; without any, lines differ in dash and colour only.
        every = max(1, len(piece) // MARKS) if dense else None
        name = label if number == 0 else None
        ax.plot(piece["jaar"], piece["waarde"], dash, markevery=every, label=name, **look)
        low, high = piece["ondergrens"].to_numpy(dtype=float), piece["bovengrens"].to_numpy(dtype=float)
        ax.fill_between(piece["jaar"], low, high, where=~np.isnan(low), color=colour, alpha=0.16, linewidth=0)


def _years(ax: Axes) -> None:
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    label_ticks(ax.xaxis, lambda value: f"{value:.0f}")


def then_and_now(table: pd.DataFrame) -> Axes:
    """
    Draw per subject a range of then and one of now under what was expected.

    The table has `kop` (above each pair), `jaar, laag, hoog, tekst`: two rows per head, then and now.
    """
    heads = table.groupby("kop", sort=False)
    ax = axes(0.6 + 0.95 * heads.ngroups)
    colours = (style.house().other, style.house().own)
    for place, (head, rows) in enumerate(heads):
        for shift, (row, colour) in enumerate(zip(rows.itertuples(), colours, strict=True)):
            y = place + 0.08 + 0.28 * shift
            ax.barh(y, row.hoog - row.laag, left=row.laag, height=0.2, color=colour, edgecolor=INK)
            beside(ax, f"{row.jaar}: {row.tekst}", row.hoog, y, away=6, size=10)
        beside(ax, head, 0, place - 0.2, away=4, size=10.5, weight="bold")
    ax.set_xlim(0, table["hoog"].max() * 1.45)
    ax.set_ylim(heads.ngroups - 0.35, -0.45)
    ax.set_yticks([])
    label_ticks(ax.xaxis, dutch.number)
    ax.set_xlabel("inwoners")
    return ax
