"""Shares as a spider web, all on one scale from 0 to 100 per cent: further out is more favourable."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.base import Look, paper
from analysis.charts.table import has_value
from analysis.ground.palette import GRID, QUIET

HEIGHT = 4.3  # inch
LINES = (("-", "o"), ("--", "s"), (":", "D"))


def spider(table: pd.DataFrame, dimensions: Mapping[str, str], areas: Sequence[str]) -> Axes:
    """Draw a ring for each of at most three areas over the dimensions (indicator by name), the first, complete, on top."""
    ax = paper(HEIGHT).add_subplot(projection="polar")
    known = table[has_value(table)]
    indicators = list(dimensions.values())
    own = known[known["gebied"] == areas[0]].set_index("indicator").loc[indicators]
    angles = np.linspace(0, 2 * math.pi, len(dimensions), endpoint=False)
    ax.set_theta_offset(math.pi / 2)  # type: ignore[attr-defined]
    ax.set_theta_direction(-1)  # type: ignore[attr-defined]
    present = [area for area in areas if (known["gebied"] == area).any()]
    colours = style.series()
    # The own area last, so that it lies on top.
    for position in reversed(range(len(present))):
        here = known[known["gebied"] == present[position]]
        ring = here.set_index("indicator")["waarde"].reindex(indicators).tolist()
        dash, marker = LINES[position]
        look: Look = {"label": here["naam"].iloc[0], "linewidth": 1.5 if position else 2.2, "markersize": 5}
        ax.plot([*angles, angles[0]], [*ring, ring[0]], dash, marker=marker, color=colours[position], **look)
    ax.fill(angles, own["waarde"].to_numpy(dtype=float), color=mpl.colors.to_rgba(colours[0], 0.12))
    labels = [
        f"{name}\n{textwrap.fill(own.loc[indicator, 'onderwerp'], 22)}\n{own.loc[indicator, 'tekst']}"
        for name, indicator in dimensions.items()
    ]
    ax.set_xticks(angles, labels, size=9)
    ax.tick_params(axis="x", pad=11)
    # Names point away from the web, so that none lies on it.
    for angle, tick in zip(angles, ax.get_xticklabels(), strict=True):
        side = math.sin(angle)
        tick.set_horizontalalignment("center" if abs(side) < 0.1 else "left" if side > 0 else "right")
    ax.set_ylim(0, 100)
    ax.set_yticks([25, 50, 75, 100], ["25%", "50%", "75%", "100%"], size=9, color=QUIET)
    ax.set_rlabel_position(30)  # type: ignore[attr-defined]
    ax.grid(visible=True, axis="both", color=GRID)
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="upper left", bbox_to_anchor=(-0.55, 1.12), borderaxespad=0)
    return ax
