"""Bars of plain counts that are no rows of the release table, such as organisations per kern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts
from analysis.cards.frame import Card, canvas

BAR = 0.36  # inch per bar
HATCHES = ("", "////", "....")


def counts(
    table: pd.DataFrame,
    shown: pd.DataFrame,
    facts: Facts,
    *,
    identity: str,
    title: str,
    subtitle: str,
    alt: str,
    notes: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    level: str = "gemeente",
) -> Card:
    """
    Draw one bar per row of a table, stacked over its columns.

    Parameters
    ----------
    table : DataFrame
        Index: what a bar is about. Columns: at most three parts of it, as counts.
    shown : DataFrame
        The table beside the figure, in words.
    facts : Facts
        Source line.
    identity, title, subtitle, alt : str
        Of the card.
    notes : sequence of str
        Sentences below it.
    labels : mapping of str to str
        Text at the end of a bar instead of its sum.
    level : str
        The areas it is about.
    """
    legend = 0.3 if len(table.columns) > 1 else 0.0
    figure = canvas(title, subtitle, facts, height=0.25 + legend + BAR * len(table))
    ax = figure.subplots()
    left = pd.Series(0.0, index=table.index)
    fills = (style.house().own, "white", style.MISSING_FILL)
    for place, column in enumerate(table.columns):
        ax.barh(
            list(table.index),
            table[column].fillna(0).to_numpy(dtype=float),
            left=left.to_numpy(),
            color=fills[place],
            edgecolor=style.house().own if place else fills[0],
            hatch=HATCHES[place],
            height=0.62,
        )
        left += table[column].fillna(0)
    for place, name in enumerate(table.index):
        text = (labels or {}).get(str(name), dutch.number(left[name]))
        ax.annotate(
            text, (left[name], place), xytext=(5, 0), textcoords="offset points", va="center", size=10
        )
    _finish(ax, table, float(left.max()), fills)
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=table.reset_index(names=subtitle.split(",")[0]),
        shown=shown,
        alt=alt,
        notes=tuple(notes),
        level=level,
    )


def _finish(ax: Axes, table: pd.DataFrame, most: float, fills: Sequence[str]) -> None:
    ax.invert_yaxis()
    ax.set(xlabel="", ylabel="")
    ax.set_xlim(0, max(most, 1) * 1.45)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "top", "right"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if len(table.columns) > 1:
        keys = [
            Patch(facecolor=fill, edgecolor=style.house().own, hatch=hatch, label=str(column))
            for fill, hatch, column in zip(fills, HATCHES, table.columns, strict=False)
        ]
        ax.legend(handles=keys, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
