"""Marks: areas on a line per subject, differences around a level, numbers of several sources under a heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.base import Look, axes, beside, draw_bounds, label_ticks, name_rows
from analysis.charts.table import unit_of, write
from analysis.ground import dutch
from analysis.ground.palette import EXAMPLE, INK, MISSING_FILL, TRACK

LINE, WITH_BOUNDS = 0.33, 0.46  # inch per subject, and where each area has a line of its own for its bounds
APART = 0.2  # of that height, between two areas
BESIDE = 3  # names that fit beside each other in the legend
# Form and colour both differ, so that the chart reads without colour.
MARKERS = ("o", "s", "D", "^")


def dots(table: pd.DataFrame, areas: Sequence[str], subjects: Sequence[str]) -> Axes:
    """
    Draw one line per indicator with a mark per area.

    Rows are of one unit and sorted by subject and area; at most four areas, the own one first.
    """
    bounded = bool(table["ondergrens"].notna().any())
    height = 0.75 + (WITH_BOUNDS if bounded else LINE) * len(subjects) + (0.22 if len(areas) > BESIDE else 0)
    ax = axes(height)
    present = [area for area in areas if (table["gebied"] == area).any()]
    places = table["indicator"].map({indicator: place for place, indicator in enumerate(subjects)})
    if not bounded:
        span = table["waarde"].groupby(places).agg(["min", "max"])
        ax.hlines(span.index, span["min"], span["max"], color=TRACK, linewidth=2.5, zorder=1)
    step = APART if bounded else 0.0  # bounds on one line cannot be told apart
    apart = {area: step * (number - (len(present) - 1) / 2) for number, area in enumerate(present)}
    places = places + table["gebied"].map(apart)
    marks = []
    # By code: a kern may be named like its municipality. The own area, which comes first, is drawn last, so that
    # no other mark hides it.
    for number, (area, colour, mark) in enumerate(zip(present, style.series(), MARKERS, strict=False)):
        here = table["gebied"] == area
        look: Look = {"s": 62, "edgecolor": "white", "linewidth": 0.7, "zorder": 3 - 0.1 * number}
        drawn = ax.scatter(table.loc[here, "waarde"], places[here], color=colour, marker=mark, **look)
        marks.append((drawn, table.loc[here, "naam"].iloc[0]))
    draw_bounds(ax, table, places.tolist())
    names = dict(zip(table["indicator"], table["onderwerp"], strict=True))
    name_rows(ax, [names[indicator] for indicator in subjects])
    low, high = table[["waarde", "ondergrens"]].min().min(), table[["waarde", "bovengrens"]].max().max()
    room = 0.06 * (high - low) or 1  # one value alone has no distance to take a part of
    ax.set_xlim(max(0, low - room), high + room)
    # Two rows, from the right, where they do not fit in one: the names of the subjects leave no room on the left.
    look = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "ncols": 2}
    if len(present) <= BESIDE:
        look = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "ncols": len(present)}
    look |= {"borderaxespad": 0, "handletextpad": 0.2, "columnspacing": 1.2, "scatteryoffsets": [0.5]}
    ax.legend(*zip(*marks, strict=True), title="", **look)
    unit, decimals = unit_of(table[table["indicator"] == subjects[0]])
    # Marks out of ten lie within two points: whole numbers at the axis would stand there twice.
    coarse = 0 if unit == "%" else min(1, decimals)
    label_ticks(ax.xaxis, lambda value: write(value, unit, coarse), coarse)
    return ax


def gaps(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Axes:
    """
    Draw per subject the difference with a level, in percentage points, with its bounds and its verdict in words.

    The table has `onderwerp, verschil, laag, hoog, oordeel`; bounds may be missing. `looks` are marker and fill of each
    verdict, which both differ, so that it reads without colour.
    """
    ax = axes(0.75 + 0.42 * len(table))
    # Where nothing differs from the level there is still a scale.
    reach = float(np.nanmax(np.abs(table[["verschil", "laag", "hoog"]].to_numpy(dtype=float)))) or 1.0
    ax.axvline(0, color=INK, linewidth=1.2)
    for place, row in enumerate(table.itertuples()):
        if row.laag == row.laag:
            ax.hlines(place, row.laag, row.hoog, color=INK, linewidth=1.4)
            ax.plot([row.laag, row.hoog], [place, place], "|", color=INK, markersize=7)
        marker, fill = looks[row.oordeel]
        look: Look = {"markersize": 9, "markerfacecolor": fill, "markeredgecolor": INK, "zorder": 4}
        ax.plot(row.verschil, place, marker, **look)
        text = f"{dutch.signed(row.verschil, 1)}: {row.oordeel}"
        ax.annotate(text, (reach * 1.08, place), va="center", size=10)
    where: Look = {"xycoords": ("data", "axes fraction"), "xytext": (0, 3), "textcoords": "offset points"}
    ax.annotate("niveau", (0, 1), ha="center", size=9, **where)
    name_rows(ax, table["onderwerp"])
    ax.set_xlim(-reach * 1.05, reach * 2.6)
    ax.grid(visible=False, axis="y")
    label_ticks(ax.xaxis, lambda value: dutch.signed(value, 0), 0)
    ax.set_xticks([tick for tick in ax.get_xticks() if abs(tick) <= reach * 1.05])
    ax.set_xlabel("procentpunten")
    return ax


def sources(table: pd.DataFrame) -> Axes:
    """
    Draw numbers under the name of their concept, each on a line of its own.

    The table has `begrip`, which heads the lines, `label`, `waarde` in per cent, `tekst` and `status`.
    """
    concepts = list(dict.fromkeys(table["begrip"]))
    ax = axes(0.36 * (len(table) + 1.25 * len(concepts)) + 0.4)
    own = style.house().own
    y, ticks = 0.0, []
    for concept in concepts:
        ax.text(0, y, concept, size=11, weight="bold", va="center", transform=ax.get_yaxis_transform())
        y += 1
        for row in table[table["begrip"] == concept].itertuples():
            fictional = row.status == "voorbeeld"
            mark, fill, edge = ("D", "white", EXAMPLE) if fictional else ("o", own, own)
            ax.plot(row.waarde, y, mark, color=fill, markeredgecolor=edge, markersize=8)
            beside(ax, f"{row.tekst}{' (voorbeeld)' if fictional else ''}", row.waarde, y, away=9, size=10)
            ticks.append(y)
            y += 1
        y += 0.25
    ax.set_yticks(ticks, table["label"], size=9)
    ax.set_ylim(y - 0.5, -0.6)
    ax.set_xlim(0, float(table["waarde"].max()) * 1.25)
    ax.grid(visible=True, axis="x", color=MISSING_FILL)
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0), 0)
    return ax
