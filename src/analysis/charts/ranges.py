"""Ranges: between how much and how much something lies, as bars that begin anywhere."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.charts import style
from analysis.charts.base import Look, axes, beside, label_ticks, paper
from analysis.ground import dutch
from analysis.ground.palette import INK


def ranges(table: pd.DataFrame) -> Figure:
    """
    Draw per measure, side by side, a range per area with its middle where there is one, and the range in words.

    The table has `maat` (heads a chart), `naam, laag, midden, hoog, tekst`; as many areas for each measure.
    """
    measures = table.groupby("maat", sort=False)
    names = table["naam"].iloc[: len(table) // measures.ngroups].tolist()
    figure = paper(0.7 + 0.5 * len(names))
    drawn = figure.subplots(1, measures.ngroups, sharey=True)
    for ax, (title, rows) in zip(drawn, measures, strict=True):
        for place, row in enumerate(rows.itertuples()):
            look: Look = {"height": 0.26, "color": style.house().other, "edgecolor": INK}
            ax.barh(place + 0.12, row.hoog - row.laag, left=row.laag, **look)
            if row.midden == row.midden:
                ax.plot([row.midden, row.midden], [place - 0.05, place + 0.29], color=INK, linewidth=2.5)
            beside(ax, row.tekst, 0, place - 0.24, away=2, size=9.5)
        ax.set_title(title, size=10.5, loc="left", weight="bold")
        ax.set_xlim(0, rows["hoog"].max() * 1.12)
        ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        label_ticks(ax.xaxis, dutch.number)
        ax.grid(visible=False, axis="y")
    drawn[0].set_yticks(range(len(names)), names)
    drawn[0].set_ylim(len(names) - 0.4, -0.6)
    return figure


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
