"""The same map for several years side by side, with one legend: what changed, and where?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import shown_of
from analysis.cards.make import make_card
from analysis.charts.base import MARGIN, WIDTH, paper
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.geo import READINGS
from analysis.release.release import Release
from analysis.topics.maps.choropleth import BOUNDARIES
from analysis.topics.maps.classes import shared_classes
from analysis.topics.maps.draw import LEGEND_WIDTH, layer_of, legend, paint
from analysis.topics.maps.outlines import kernen

ACROSS = 3


def small_multiples(
    release: Release, indicator: str, periods: Sequence[str], reading: str, *, title: str
) -> Card | Gap:
    """Draw a small map per period, all with the same classes; a period without any value is left out."""
    identity = f"kaarten_{indicator}_{reading}"
    ground = kernen(release, reading)
    rows = release.rows(indicator, ground.codes)
    known = rows[has_value(rows)]
    shown_periods = [period for period in periods if (known["periode"] == period).any()]
    if len(shown_periods) < 2:
        return Gap(identity, title, "Er zijn geen twee jaren met cijfers per kern.", "Voeg de bron toe.")
    rows = rows[rows["periode"].isin(shown_periods)].sort_values(["periode", "gebied"], ignore_index=True)
    entry = release.catalogue[indicator]
    classes = shared_classes(rows["waarde"], unit=entry.eenheid, shown=entry.decimalen)
    subtitle = f"{entry.naam}, per {READINGS[reading]}, {shown_periods[0]} tot en met {shown_periods[-1]}"
    west, south, east, north = ground.bounds
    down = math.ceil(len(shown_periods) / ACROSS)
    width = (WIDTH - 2 * MARGIN - LEGEND_WIDTH) / ACROSS
    figure = paper(down * (width * (north - south) / (east - west) + 0.3))
    grid = figure.add_gridspec(down, ACROSS + 1, width_ratios=[*[width] * ACROSS, LEGEND_WIDTH], wspace=0.04)
    for position, period in enumerate(shown_periods):
        ax = figure.add_subplot(grid[position // ACROSS, position % ACROSS])
        paint(ax, layer_of(ground, rows[rows["periode"] == period], classes, release))
        # Told how high, matplotlib does not measure ticks that are not drawn.
        ax.set_title(dutch.period(period), loc="center", y=1.0)
    side = figure.add_subplot(grid[:, ACROSS])
    side.axis("off")
    legend(side, classes.legend(rows["waarde"]), entry.eenheid, has_missing=bool(rows["waarde"].isna().any()))
    return make_card(
        release,
        rows,
        figure,
        (identity, title, subtitle),
        _alt(known[known["periode"].isin(shown_periods)], release, indicator, subtitle),
        also=(BOUNDARIES,),
        table=_per_period(rows, release),
        level="kern",
        notes=(f"Deze kaarten tonen de {READINGS[reading]}.",),
    )


def _per_period(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    table = shown_of(rows, release.catalogue)
    wide = table.pivot_table(index="Gebied", columns="Periode", values="Waarde", aggfunc="first")
    return wide.reset_index().rename_axis(columns=None).fillna("geen gegevens")


def _alt(known: pd.DataFrame, release: Release, indicator: str, subtitle: str) -> str:
    entry = release.catalogue[indicator]
    first, last = known["periode"].min(), known["periode"].max()
    both = known[known["periode"].isin([first, last])].pivot_table(
        index="gebied", columns="periode", values="waarde"
    )
    change = (both[last] - both[first]).dropna()
    if change.empty:
        return f"Kaarten per jaar. {subtitle}."
    if not change.any():
        return f"Kaarten per jaar. {subtitle}. Nergens is er verschil tussen {dutch.period(first)} en {dutch.period(last)}."
    most = change.index[np.isclose(change.abs(), change.abs().max())]
    named = [
        f"{release.catalogue.name(str(area))}: van "
        f"{dutch.quantity(both.loc[area, first], entry.eenheid, entry.decimalen)} naar "
        f"{dutch.quantity(both.loc[area, last], entry.eenheid, entry.decimalen)}"
        for area in most
    ]
    return f"Kaarten per jaar. {subtitle}. De grootste verandering is in {dutch.few(named, 3)}."
