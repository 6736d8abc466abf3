"""Small labelled tiles in groups: which of a list got which word? Place and form carry the word, not colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.base import axes
from analysis.ground.palette import INK, MISSING_FILL

PER_ROW = 12
ROW, GAP = 0.27, 0.34  # inch per row of tiles, and above each group for its name

# Fill, edge and line of a tile per group, from "all is well" to "nothing to hold it against".
FORMS = ("filled", "dashed", "heavy", "light")


def tiles(groups: Mapping[str, Sequence[str]], forms: Sequence[str] = FORMS) -> Axes:
    """
    Draw one tile per item under the name of its group; an empty group is shown as empty.

    At most four groups in a fixed order; `forms` are `filled`, `dashed`, `heavy` or `light` per group.
    """
    ax = axes(ROW * sum(_lines(items) for items in groups.values()) + GAP * len(groups))
    y = 0.0
    for form, (name, items) in zip(forms, groups.items(), strict=False):
        y += GAP
        label = f"{name}: {len(items) or 'geen'}"
        ax.text(0, y - 0.07, label, size=11, weight="bold", color=INK, va="baseline")
        for place, item in enumerate(items):
            _tile(ax, place % PER_ROW, y + ROW * (place // PER_ROW), item, form)
        y += ROW * _lines(items)
    ax.set_xlim(0, PER_ROW)
    ax.set_ylim(y, 0)
    ax.set_axis_off()
    return ax


def _lines(items: Sequence[str]) -> int:
    return -(-len(items) // PER_ROW)


def _tile(ax: Axes, x: float, y: float, label: str, form: str) -> None:
    accent, own = style.house().accent, style.house().own
    fill = {"filled": own, "dashed": "white", "heavy": "white", "light": MISSING_FILL}[form]
    edge = {"filled": own, "dashed": own, "heavy": accent, "light": MISSING_FILL}[form]
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
        color=style.text_on(own) if form == "filled" else INK,
    )
