"""Maps as cards: one indicator per kern or per gemeente of the region, the same in several years, and where an area lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import shown_of
from analysis.cards.make import Head, make_card
from analysis.charts import style
from analysis.charts.base import MARGIN, WIDTH, axes, paper
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.ground.palette import INK, LAND
from analysis.model.geo import READINGS
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.maps.classes import Classes, shared_classes
from analysis.topics.maps.draw import (
    LEGEND_WIDTH,
    Ground,
    MapLayer,
    draw,
    every_kern,
    fill,
    kernen,
    layer_of,
    legend,
    own,
    paint,
    region,
)
from analysis.topics.maps.web import page
from analysis.topics.verdict_words import span

LOCATOR = 2.6  # inch, the height of a map of where an area lies
ACROSS = 3  # years beside each other
BOUNDARIES = "cbs_wijk_buurtkaart_2025"
PEOPLE = "inwoners"
# Shares that are known per kern, each worth a map.
PER_KERN = (
    "aandeel_0_15",
    "aandeel_65plus",
    "aandeel_eenpersoonshuishoudens",
    "aandeel_huishoudens_met_kinderen",
    "mantelzorg_geeft",
    "mantelzorg_kent_team_niet",
    "jeugdhulp_aandeel_tot_21_registratie",
    # Model estimates of RIVM.
    "gm_goed_ervaren_gezondheid",
    "gm_eenzaam",
    "gm_mantelzorger",
    "gm_vrijwilligerswerk",
    "gm_moeite_met_rondkomen",
)


def kern_classes(release: Release, indicator: str, period: str) -> Classes:
    """Return class limits that the maps of both readings of the kernen share."""
    return _classes(release.rows(indicator, every_kern(release), period)["waarde"], release, indicator)


def _classes(values: pd.Series, release: Release, indicator: str) -> Classes:
    entry = release.catalogue[indicator]
    return shared_classes(values, unit=entry.eenheid, shown=entry.decimalen)


def kernkaart(release: Release, indicator: str, period: str, reading: str, *, title: str) -> Card | Gap:
    """
    Draw one indicator per kern, for print and as a page.

    `reading` is `kern` for the built-up kern, `kerngebied` for the kern with its buitengebied.
    """
    identity = f"kaart_{indicator}_{reading}"
    ground = kernen(release, reading)
    if not ground.codes:
        reason = f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn."
        action = "Voeg de buurten en een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe."
        return Gap(identity, title, reason, action)
    rows = release.rows(indicator, ground.codes, period)
    if not has_value(rows).any():
        when = dutch.with_period("voor", period)
        return Gap(identity, title, f"Er zijn geen cijfers per kern{when}.", "Voeg de bron toe.")
    notes = [f"Deze kaart toont de {READINGS[reading]}.", *_certainty(rows)]
    if ground.unsure:
        notes.append(f"De indeling van buurten is nog niet zeker bij: {dutch.enumeration(ground.unsure)}.")
    layer = layer_of(ground, rows, kern_classes(release, indicator, period), release)
    subtitle = f"per {READINGS[reading]}, {dutch.period(period)}"
    return _map_card(release, rows, layer, (identity, title, subtitle), level="kern", notes=notes)


def _map_card(
    release: Release, rows: pd.DataFrame, layer: MapLayer, head: Head, border: str = "", **more: Any
) -> Card:
    """Return the card of a map with its page; the subtitle gets the name of the indicator in front."""
    entry, (identity, title, subtitle) = release.catalogue[str(rows["indicator"].iloc[0])], head
    subtitle = f"{entry.naam}, {subtitle}"
    chart = draw(layer, legend_title=entry.eenheid, own=border)
    alt = f"Kaart. {subtitle}. {_in_words(layer, entry.eenheid, entry.decimalen)}"
    head = (identity, title, subtitle)
    return page(make_card(release, rows, chart, head, alt, also=(BOUNDARIES,), **more), layer)


def _certainty(rows: pd.DataFrame) -> list[str]:
    """Say so when the margins of all areas overlap: the colours then promise more than the numbers hold."""
    known = rows[rows["ondergrens"].notna() & rows["bovengrens"].notna()]
    if len(known) < 2 or known["ondergrens"].max() > known["bovengrens"].min():
        return []
    return ["De marges van deze gebieden overlappen elkaar: de kleuren zijn geen aangetoond verschil."]


def every_kernkaart(release: Release, indicators: Sequence[str], reading: str) -> list[Card | Gap]:
    """
    Draw a map per indicator with a value for any kern, in its last period with one; the others are left out.

    What is made up is drawn only while nothing real is: beside real maps it would pass for one of them.
    """
    codes = kernen(release, reading).codes
    periods = {one: release.latest_period(one, codes) for one in indicators}
    there = {one: period for one, period in periods.items() if period is not None}
    real = [one for one in there if not (release.rows(one, codes, there[one])["status"] == "voorbeeld").any()]
    found: list[Card | Gap] = []
    for indicator in real or there:
        title = f"{release.catalogue[indicator].kort}: hoe verschilt het per kern?"
        found.append(kernkaart(release, indicator, there[indicator], reading, title=title))
    return found


def gemeentekaart(release: Release, indicator: str, period: str = "", *, title: str) -> Card | Gap:
    """Draw one indicator per gemeente of the region, newest by default, the own one with a heavy border."""
    identity = f"kaart_{indicator}_regio"
    ground = region(release)
    period = period or release.newest(indicator, ground.codes)
    rows = release.rows(indicator, ground.codes, period)
    if not has_value(rows).any():
        return Gap(identity, title, "Er zijn geen cijfers per gemeente van de regio.", "Voeg de bron toe.")
    layer = layer_of(ground, rows, _classes(rows["waarde"], release, indicator), release)
    notes = [f"De dikke lijn is de grens van {release.naam}."]
    head = (identity, title, f"per gemeente, {dutch.period(period)}")
    return _map_card(release, rows, layer, head, release.gemeente, notes=notes)


def _in_words(layer: MapLayer, unit: str, decimals: int) -> str:
    pairs = list(zip(layer.values, layer.ground.names, strict=True))
    there = [pair for pair in pairs if not math.isnan(pair[0])]
    known = [(value, name, dutch.quantity(value, unit, decimals)) for value, name in there]
    text = f"{span(known)}."
    missing = sorted(name for value, name in pairs if math.isnan(value))
    return f"{text} Geen gegevens: {dutch.enumeration(missing)}." if missing else text


def small_multiples(
    release: Release, indicator: str, periods: Sequence[str], reading: str, *, title: str
) -> Card | Gap:
    """Draw a small map per period, all with the same classes; a period without any value is left out."""
    identity = f"kaarten_{indicator}_{reading}"
    ground = kernen(release, reading)
    rows = release.rows(indicator, ground.codes)
    known = rows[has_value(rows) & rows["periode"].isin(periods)]
    # Two counts of the same name are not growth: only the years of the newest source stand beside each other.
    known = known[known["bron"].isin(known.loc[known["periode"] == known["periode"].max(), "bron"])]
    shown_periods = [period for period in periods if (known["periode"] == period).any()]
    if len(shown_periods) < 2:
        return Gap(identity, title, "Er zijn geen twee jaren met cijfers per kern.", "Voeg de bron toe.")
    rows = rows[rows["periode"].isin(shown_periods) & rows["bron"].isin(known["bron"])].sort_values(
        ["periode", "gebied"], ignore_index=True
    )
    entry, classes = release.catalogue[indicator], _classes(rows["waarde"], release, indicator)
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
    table = shown_of(rows, release.catalogue)
    wide = table.pivot_table(index="Gebied", columns="Periode", values="Waarde", aggfunc="first")
    wide = wide.reset_index().rename_axis(columns=None).fillna("geen gegevens")
    head, notes = (identity, title, subtitle), (f"Deze kaarten tonen de {READINGS[reading]}.",)
    alt = _change(known[known["periode"].isin(shown_periods)], release, indicator, subtitle)
    about: dict[str, Any] = {"also": (BOUNDARIES,), "table": wide, "level": "kern", "notes": notes}
    return make_card(release, rows, figure, head, alt, **about)


def _change(known: pd.DataFrame, release: Release, indicator: str, subtitle: str) -> str:
    entry = release.catalogue[indicator]
    first, last = known["periode"].min(), known["periode"].max()
    both = known[known["periode"].isin([first, last])]
    both = both.pivot_table(index="gebied", columns="periode", values="waarde")
    change = (both[last] - both[first]).dropna()
    if change.empty:
        return f"Kaarten per jaar. {subtitle}."
    if not change.any():
        return f"Kaarten per jaar. {subtitle}. Nergens is er verschil tussen {dutch.period(first)} en {dutch.period(last)}."
    order = change.abs().sort_values(ascending=False, kind="stable").index
    text = both.map(lambda value: dutch.quantity(value, entry.eenheid, entry.decimalen))
    named = [
        f"{release.catalogue.name(str(area))}: van {text.loc[area, first]} naar {text.loc[area, last]}"
        for area in order
    ]
    return f"Kaarten per jaar. {subtitle}. {dutch.few(named, 1)}."


def locator(release: Release, area: str) -> Card | Gap:
    """Draw where a kern or the gemeente lies, with its inhabitants and surface in words."""
    identity, name = "ligging", release.catalogue.name(area)
    title = f"Waar ligt {name}?"
    here = release.areas[(release.areas["gebied"] == area) & (release.areas["laag"] == "buurten")]
    people_row = release.last(PEOPLE, area)
    if here.empty or people_row is None or people_row["status"] not in WITH_VALUE:
        reason = f"Van {name} is de grens of het inwonertal niet bekend."
        return Gap(identity, title, reason, "Voeg de buurten toe.")
    rows = people_row.to_frame().T.astype(release.no_rows.dtypes)
    surface = dutch.number(float(here["km2"].iloc[0]), 1)
    people, year = dutch.number(float(rows["waarde"].iloc[0])), str(rows["periode"].iloc[0])
    subtitle = f"{people} inwoners ({year}), {surface} km² volgens de vereenvoudigde grens"
    ax = axes(LOCATOR)
    ax.axis("off")
    fill(ax, kernen(release, "kern").outlines, facecolor=LAND, edgecolor="white", linewidth=0.8)
    fill(ax, Ground(here).outlines, facecolor=style.house().own, edgecolor="none")
    fill(ax, own(release, "gemeente").outlines, facecolor="none", edgecolor=INK, linewidth=1)
    alt = f"Kaartje van {release.naam} met {name} gekleurd. {subtitle}."
    return make_card(release, rows, ax, (identity, title, subtitle), alt, level="kern", also=(BOUNDARIES,))
