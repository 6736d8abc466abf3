"""Grids of cells: the number and its bounds per subject and kern, and the verdict of a document per part."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.base import Look, as_grid, axes, cell, name_rows
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.ground.palette import CELL, LINE, MISSING_FILL, MISSING_HATCH, QUIET, WHOLE_CELL

ROW = 0.62  # inch per known row of verdicts
LOST = 1.1  # inch for all that are not known
UNKNOWN: Look = {"facecolor": MISSING_FILL, "hatch": MISSING_HATCH}


def kern_grid(table: pd.DataFrame, areas: Mapping[str, str], subjects: Sequence[str]) -> Axes:
    """Write the value with its bounds per subject and area; `areas` are names by code, the whole gemeente first."""
    ax = axes(0.6 + 0.5 * len(subjects))
    cells = table[has_value(table)].set_index(["indicator", "gebied"])
    for y, indicator in enumerate(subjects):
        for x, area in enumerate(areas):
            if (indicator, area) not in cells.index:
                cell(ax, x, y, linewidth=2, **UNKNOWN)
                ax.text(x, y, "geen cijfer", ha="center", va="center", size=9)
                continue
            row = cells.loc[(indicator, area)]
            cell(ax, x, y, linewidth=2, facecolor=CELL if x else WHOLE_CELL)
            ax.text(x, y - 0.12, row["tekst"], ha="center", va="center", size=11)
            if row["ondergrens"] == row["ondergrens"]:
                bounds = f"{dutch.number(row['ondergrens'])}–{dutch.number(row['bovengrens'])}"
                ax.text(x, y + 0.24, bounds, ha="center", va="center", size=9, color=QUIET)
    # The gemeente may be named like one of its kernen.
    _, *kernen = areas.values()
    as_grid(ax, ["hele\ngemeente", *("\n".join(textwrap.wrap(name, 13)) for name in kernen)])
    names = dict(zip(table["indicator"], table["onderwerp"], strict=True))
    name_rows(ax, [names[one] for one in subjects])
    return ax


def judgements(
    table: pd.DataFrame, looks: Mapping[str, tuple[str, str]], *, lost: int = 0, starred: Sequence[str] = ()
) -> Axes:
    """
    Draw a cell per row and part with the colour, the form and the word of a document's own legend.

    Cells hold a word of the legend, or "" where it is not known; `looks` are colour and marker of each word. There were
    `lost` more rows, of which nothing is known; parts that are `starred` get an asterisk.
    """
    known, parts = len(table), list(table.columns)
    ax = axes(1.0 + ROW * known + (LOST if lost else 0))
    for y, row in enumerate(table.to_dict("records")):
        for x, part in enumerate(parts):
            if row[part]:
                colour, marker = looks[row[part]]
                cell(ax, x, y, linewidth=2.5, facecolor=colour)
                ink = style.text_on(colour)
                ax.plot(x, y - 0.24, marker, color=ink, markersize=9)
                # A long word is broken where Dutch breaks it.
                word = re.sub(r"^(boven|onder)(?=gemiddeld)", "\\1-\n", row[part])
                word += "*" if part in starred else ""
                ax.text(x, y + 0.2, word, ha="center", va="center", size=9, color=ink)
            else:
                cell(ax, x, y, linewidth=2.5, **UNKNOWN)
    places: list[float] = list(range(known))
    names, tall = list(table.index), LOST / ROW if lost else 0.0
    if lost:
        middle = known - 0.5 + tall / 2
        for x in range(len(parts)):
            cell(ax, x, middle, tall, linewidth=2.5, **UNKNOWN)
        box: Look = {"facecolor": "white", "edgecolor": LINE, "boxstyle": "square,pad=0.35"}
        text = "niet bekend: met de afbeelding verloren"
        ax.annotate(text, ((len(parts) - 1) / 2, middle), ha="center", va="center", size=10.5, bbox=box)
        places.append(middle)
        names.append(f"de andere\n{lost} gemeenten")
    ax.set_yticks(places, names)
    as_grid(ax, ["\n".join(textwrap.wrap(name, 12, break_long_words=False)) for name in parts], size=9)
    ax.set_ylim(known - 0.5 + tall, -0.5)
    return ax
