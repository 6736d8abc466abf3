"""Bars: one per area or subject, stacked counts, the parts of a whole in one bar, and a population by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator

from analysis.charts import style
from analysis.charts.base import Look, axes, beside, draw_bounds, label_ticks, name_rows
from analysis.charts.table import axis_unit, unit_of, write
from analysis.ground import dutch
from analysis.ground.palette import INK, LINE, MISSING_FILL, OPEN, PUBLISHED, SEQUENTIAL

HATCHES = ("", "////", "....")
LABEL, BAR = 0.2, 0.6  # inch for a line of names under a bar in parts, and for that bar
NARROW = 5.0  # per cent: below it the value stands with the name
CHARACTER = 1.12  # per cent of the bar that a character of a name takes
PYRAMID = 3.3  # inch
OLDEST = 100  # the oldest group has no upper age; it is drawn up to this one, and hatched


def bars(table: pd.DataFrame, own: Sequence[str], *, full_scale: bool = False) -> Axes:
    """Draw a bar per row of one unit, named by its `label`, with its 95% bounds; one without a value says why."""
    ax = axes(0.45 + 0.36 * len(table))
    colours = [style.house().own if area in own else style.house().other for area in table["gebied"]]
    ax.barh(range(len(table)), table["waarde"].fillna(0), color=colours)
    name_rows(ax, table["label"])
    _values(ax, table)
    unit, decimals = unit_of(table)
    reach = max(table[["waarde", "bovengrens"]].max().max(), 1e-9)
    ax.set_xlabel(axis_unit(unit))
    ax.set_xlim(0, 100 if full_scale else reach * 1.16)
    coarse = 0 if reach >= 4 else decimals
    label_ticks(ax.xaxis, lambda value: write(value, unit, coarse), coarse)
    return ax


def answers(table: pd.DataFrame) -> Axes:
    """Draw a bar per answer, in the order of the rows, each with its 95% bounds; seaborn draws them."""
    import seaborn as sns  # here: half a second that only these bars need

    ax = axes(0.35 + 0.34 * len(table))
    values = table["waarde"].fillna(0).to_numpy()
    names = table["onderwerp"].tolist()
    sns.barplot(x=values, y=names, color=style.house().own, saturation=1, errorbar=None, ax=ax)
    _values(ax, table)
    ax.set(xlabel="", ylabel="")
    ax.set_xlim(0, min(110, table[["waarde", "bovengrens"]].max().max() * 1.15))
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0), 0)
    return ax


def _values(ax: Axes, table: pd.DataFrame) -> None:
    """Draw the bounds of each bar, and its text behind whatever ends last."""
    draw_bounds(ax, table, range(len(table)))
    ends = table[["waarde", "bovengrens"]].max(axis=1).clip(lower=0).where(table["waarde"].notna(), 0)
    for place, (text, end) in enumerate(zip(table["tekst"], ends, strict=True)):
        beside(ax, text, end, place, size=10)


def single_bars(table: pd.DataFrame) -> Axes:
    """Draw a bar per row, each about a group of its own, in the order of the rows."""
    ax = axes(0.45 + 0.36 * len(table))
    ax.barh(range(len(table)), table["waarde"], height=0.7, color=style.house().own)
    draw_bounds(ax, table, range(len(table)))
    for place, (text, value) in enumerate(zip(table["tekst"], table["waarde"], strict=True)):
        beside(ax, text, value, place)
    name_rows(ax, table["onderwerp"])
    ax.set_xlim(0, table["waarde"].max() * 1.16)
    unit, _ = unit_of(table)
    label_ticks(ax.xaxis, lambda value: write(value, unit, 0), 0)
    ax.set_xlabel(axis_unit(unit))
    return ax


def stacked(table: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Axes:
    """Draw counts, a bar per row of the index, stacked over at most three columns, with its label or else its sum."""
    several = len(table.columns) > 1
    ax = axes(0.25 + (0.3 if several else 0.0) + 0.36 * len(table))
    own = style.house().own
    left = pd.Series(0.0, index=table.index)
    looks = list(zip((own, "white", MISSING_FILL), HATCHES, table.columns, strict=False))
    for fill, hatch, column in looks:
        part = table[column].fillna(0)
        look: Look = {"color": fill, "edgecolor": own, "hatch": hatch, "height": 0.62}
        ax.barh(list(table.index), part.to_numpy(dtype=float), left=left.to_numpy(), **look)
        left += part
    for place, name in enumerate(table.index):
        beside(ax, (labels or {}).get(str(name), dutch.number(left[name])), left[name], place, size=10)
    ax.invert_yaxis()
    ax.set_xlim(0, max(float(left.max()), 1) * 1.45)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "top", "right"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if several:
        keys = [Patch(facecolor=fill, edgecolor=own, hatch=hatch, label=name) for fill, hatch, name in looks]
        ax.legend(handles=keys, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    return ax


def whole(table: pd.DataFrame) -> Axes:
    """Draw the rows, shares of one whole in their natural order and at most five, as one bar with their names."""
    placed = place_names(table)
    total = float(table["waarde"].sum())
    depth = 1 + max(line for *_, line in placed)
    ax = axes(BAR + 0.1 + LABEL * depth)
    ax.axis("off")
    unit = LABEL / BAR  # a line of text, in heights of the bar
    for (left, share, text, value, line), colour in zip(placed, SEQUENTIAL[len(table)], strict=True):
        ax.barh(0, share, left=left, height=1, color=colour, edgecolor="white", linewidth=1.5)
        middle, down = left + share / 2, -0.5 - unit * (line + 0.55)
        if value:
            look: Look = {"size": 12, "weight": "bold", "color": style.text_on(colour)}
            ax.text(middle, 0, value, ha="center", va="center", **look)
        if line:
            ax.plot([middle, middle], [-0.52, down + 0.4 * unit], color=LINE, linewidth=0.8)
        align = "left" if middle < 6 else "right" if middle > total - 6 else "center"
        at = {"left": left, "right": left + share}.get(align, middle)
        ax.text(at, down, text, ha=align, va="center", size=9.5)
    ax.set_xlim(0, total)
    ax.set_ylim(-0.55 - unit * depth, 0.5)
    return ax


def place_names(table: pd.DataFrame) -> list[tuple[float, float, str, str, int]]:
    """Return left edge, width, name, value and line of each part, names moved down where they would overlap."""
    placed: list[tuple[float, float, str, str, int]] = []
    ends: list[float] = []  # per line, how far to the right it is taken
    left, total = 0.0, float(table["waarde"].sum())
    for share, name, value in table[["waarde", "onderwerp", "tekst"]].itertuples(index=False):
        narrow = share < NARROW
        text = f"{name} {value}" if narrow else name
        width = CHARACTER * len(text)
        middle = left + share / 2
        start = left if middle < 6 else left + share - width if middle > total - 6 else middle - width / 2
        line = next((number for number, end in enumerate(ends) if end <= start), len(ends))
        ends[line : line + 1] = [start + width + 1]
        placed.append((left, float(share), text, "" if narrow else value, line))
        left += share
    return placed


def bases(table: pd.DataFrame, published: float) -> Axes:
    """
    Draw a share per base it may have, with what rounding leaves open, around the share that was published.

    The table has `Noemer, Aandeel, Laagste, Hoogste` in per cent; `published` is in whole per cents.
    """
    import seaborn as sns  # here: half a second that only these bars need

    ax = axes(0.85 + 0.5 * len(table))
    own, accent = style.house().own, style.house().accent
    ax.axvspan(published - 0.5, published + 0.5, color=PUBLISHED, zorder=0, linewidth=0)
    ax.axvline(published, color=accent, linewidth=2, zorder=2)
    look: Look = {"color": own, "errorbar": None, "width": 0.55, "saturation": 1, "zorder": 1}
    sns.barplot(x=table["Aandeel"], y=table["Noemer"], ax=ax, **look)
    for place, row in enumerate(table.itertuples()):
        ax.hlines(place, row.Laagste, row.Hoogste, color=INK, linewidth=1.4, zorder=4)
        text = dutch.percentage(row.Aandeel)
        beside(ax, text, 0, place, away=8, size=11, weight="bold", color=style.text_on(own))
    look = {"xytext": (0, 3), "textcoords": "offset points", "annotation_clip": False, "ha": "center"}
    look |= {"va": "bottom", "size": 10, "weight": "bold", "color": accent}
    ax.annotate(f"gepubliceerd: {dutch.percentage(published, 0)}", (published, -0.5), **look)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set(xlabel="", ylabel="")
    ax.set_xlim(0, max(table["Hoogste"].max(), published) * 1.15)
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0), 0)
    return ax


def amounts(table: pd.DataFrame, loose: float, write_amount: Mapping[str, str]) -> Axes:
    """
    Draw per goal the money for it alone and, hatched, that for others as well; below them what has no goal.

    The table has the goals as index, `alleen` and `samen` in euro, the second with the first in it. `write_amount`
    gives the text behind each bar by name, `Geen doel` for the last.
    """
    ax = axes(2.3)
    own, other = style.house().own, style.house().other
    count, names = len(table), [*table.index, "Geen doel"]
    alone, linked = table["alleen"].tolist(), table["samen"].tolist()
    ax.barh(range(count), alone, color=own, height=0.5, label="alleen dit doel")
    shared = [both - one for one, both in zip(alone, linked, strict=True)]
    look: Look = {"color": "white", "edgecolor": own, "hatch": "///", "label": "ook voor een ander doel"}
    ax.barh(range(count), shared, left=alone, height=0.5, **look)
    ax.barh([count], [loose], color=other, edgecolor=INK, height=0.5, label="geen doel genoemd")
    for place, (name, end) in enumerate(zip(names, [*linked, loose], strict=True)):
        beside(ax, write_amount[name], end, place, size=9)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, max(linked) * 1.48)
    label_ticks(ax.xaxis, lambda value: f"€ {dutch.number(value / 1e6, 1)} mln")
    look = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.14), "frameon": False}
    ax.legend(**look, ncols=3, fontsize=9, handlelength=1.6)
    return ax


def pyramid(table: pd.DataFrame, edges: Sequence[int]) -> Axes:
    """
    Draw shares of all inhabitants, young to old, as bars as high as the group is wide.

    Long is many people per year of age. `edges` are the first ages of the groups; the last group is open.
    """
    ax = axes(PYRAMID)
    own = style.house().own
    low, wide = np.asarray(edges, dtype=float), np.diff([*edges, OLDEST])
    per_year = table["waarde"].to_numpy() / wide
    drawn = ax.barh(low, per_year, height=wide, align="edge", color=own, edgecolor="white", linewidth=1.2)
    drawn[-1].set(hatch="///", facecolor=OPEN, edgecolor=own)
    middle = low + wide / 2
    for place, (name, text) in enumerate(zip(table["onderwerp"], table["tekst"], strict=True)):
        beside(ax, f"{name}: {text}", per_year[place], middle[place], away=6, size=10)
    ax.set_yticks([*edges, OLDEST])
    ax.set_ylim(0, OLDEST)
    ax.set_xlim(0, per_year.max() * 1.5)
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_locator(MultipleLocator(0.5))
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 1))
    ax.set(xlabel="deel van de inwoners per jaar leeftijd", ylabel="leeftijd")
    return ax
