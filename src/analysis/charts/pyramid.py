"""The build-up of a population by age, drawn from age groups: the surface of a bar is the number of people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from analysis.charts import style
from analysis.charts.base import axes, beside, label_ticks
from analysis.ground import dutch
from analysis.ground.palette import OPEN

HEIGHT = 3.3  # inch
OLDEST = 100  # the oldest group has no upper age; it is drawn up to this one, and hatched


def pyramid(table: pd.DataFrame, edges: Sequence[int]) -> Axes:
    """
    Draw shares of all inhabitants, young to old, as bars as high as the group is wide.

    Long is many people per year of age. `edges` are the first ages of the groups; the last group is open.
    """
    ax = axes(HEIGHT)
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
