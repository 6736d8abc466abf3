"""Small labelled tiles in groups: which of a list got which word? Place and form carry the word, not colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.cards import style
from analysis.cards.facts import Facts
from analysis.cards.frame import Card, canvas

PER_ROW = 12
ROW, GAP = 0.27, 0.34  # inch per row of tiles, and above each group for its name

# Fill, edge and line of a tile per group, from "all is well" to "nothing to hold it against".
FORMS = ("filled", "dashed", "heavy", "light")


def tiles(
    groups: Mapping[str, Sequence[str]],
    facts: Facts,
    table: pd.DataFrame,
    *,
    identity: str,
    title: str,
    subtitle: str,
    alt: str,
    notes: Sequence[str] = (),
    forms: Sequence[str] = FORMS,
) -> Card:
    """
    Draw one tile per item under the name of its group.

    Parameters
    ----------
    groups : mapping of str to sequence of str
        At most four groups in a fixed order, each with short labels; an empty group is shown as empty.
    facts : Facts
        What the words rest on.
    table : DataFrame
        One row per item, in words: stands beside the figure.
    identity, title, subtitle, alt : str
        Of the card.
    notes : sequence of str
        Sentences below it.
    forms : sequence of str
        `filled`, `dashed`, `heavy` or `light` per group.
    """
    rows = sum(_lines(items) for items in groups.values())
    figure = canvas(title, subtitle, facts, height=ROW * rows + GAP * len(groups))
    _draw(figure.subplots(), groups, forms)
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=_without_axes(figure),
        facts=facts,
        numbers=table,
        shown=table,
        alt=alt,
        notes=tuple(notes),
    )


def _lines(items: Sequence[str]) -> int:
    return -(-len(items) // PER_ROW)


def _draw(ax: Axes, groups: Mapping[str, Sequence[str]], forms: Sequence[str]) -> None:
    y = 0.0
    for form, (name, items) in zip(forms, groups.items(), strict=False):
        y += GAP
        label = f"{name}: {len(items) or 'geen'}"
        ax.text(0, y - 0.07, label, size=11, weight="bold", color=style.INK, va="baseline")
        for place, item in enumerate(items):
            _tile(ax, place % PER_ROW, y + ROW * (place // PER_ROW), item, form)
        y += ROW * _lines(items)
    ax.set_xlim(0, PER_ROW)
    ax.set_ylim(y, 0)


def _tile(ax: Axes, x: float, y: float, label: str, form: str) -> None:
    accent, own = style.house().accent, style.house().own
    fill = {"filled": own, "dashed": "white", "heavy": "white", "light": style.MISSING_FILL}[form]
    edge = {"filled": own, "dashed": own, "heavy": accent, "light": style.MISSING_FILL}[form]
    box = Rectangle(
        (x + 0.04, y + 0.02),
        0.92,
        ROW - 0.045,
        facecolor=fill,
        edgecolor=edge,
        linewidth=2.4 if form == "heavy" else 1.1,
        linestyle="--" if form == "dashed" else "-",
    )
    ax.add_patch(box)
    ax.text(
        x + 0.5,
        y + ROW / 2,
        label,
        size=9.5,
        ha="center",
        va="center_baseline",
        weight="bold" if form == "heavy" else "regular",
        color=style.text_on(own) if form == "filled" else style.INK,
    )


def _without_axes(figure: Figure) -> Figure:
    for ax in figure.axes:
        ax.set_axis_off()
    return figure
