"""Maps for print: classes, direct labels, scale bar, north arrow, missing hatched and in the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.geo import READINGS
from analysis.release.release import Release
from analysis.topics.maps.classes import Classes, shared_classes
from analysis.topics.maps.draw import MapLayer, draw, layer_of
from analysis.topics.maps.outlines import every_kern, kernen, region
from analysis.topics.maps.web import page

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
    # Model estimates of RIVM, once they are fetched.
    "gm_goed_ervaren_gezondheid",
    "gm_eenzaam",
    "gm_mantelzorger",
    "gm_vrijwilligerswerk",
    "gm_moeite_met_rondkomen",
)


def kern_classes(release: Release, indicator: str, period: str) -> Classes:
    """Return class limits that the maps of both readings of the kernen share."""
    values = release.rows(indicator, every_kern(release), period)["waarde"]
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
    return _map_card(release, rows, layer, READINGS[reading], (identity, title), level="kern", notes=notes)


def _map_card(
    release: Release,
    rows: pd.DataFrame,
    layer: MapLayer,
    per: str,
    head: tuple[str, str],
    own: str = "",
    **more: Any,
) -> Card:
    """Return the card of a map with its page; `per` says what an area is."""
    entry = release.catalogue[str(rows["indicator"].iloc[0])]
    subtitle = f"{entry.naam}, per {per}, {dutch.period(str(rows['periode'].iloc[0]))}"
    chart = draw(layer, legend_title=entry.eenheid, own=own)
    alt = f"Kaart. {subtitle}. {_in_words(layer, entry.eenheid, entry.decimalen)}"
    return page(make_card(release, rows, chart, (*head, subtitle), alt, also=(BOUNDARIES,), **more), layer)


def _certainty(rows: pd.DataFrame) -> list[str]:
    """Say so when the margins of all areas overlap: the colours then promise more than the numbers hold."""
    known = rows[rows["ondergrens"].notna() & rows["bovengrens"].notna()]
    if len(known) < 2 or known["ondergrens"].max() > known["bovengrens"].min():
        return []
    return ["De marges van deze gebieden overlappen elkaar: de kleuren zijn geen aangetoond verschil."]


def every_kernkaart(release: Release, indicators: Sequence[str], reading: str) -> list[Card | Gap]:
    """Draw a map per indicator with a value for any kern, in its last period with one; the others are left out."""
    codes = kernen(release, reading).codes
    found: list[Card | Gap] = []
    for indicator in indicators:
        period = release.latest_period(indicator, codes)
        if period is not None:
            title = f"{release.catalogue[indicator].kort}: hoe verschilt het per kern?"
            found.append(kernkaart(release, indicator, period, reading, title=title))
    return found


def gemeentekaart(release: Release, indicator: str, period: str = "", *, title: str) -> Card | Gap:
    """Draw one indicator per gemeente of the region, newest by default, the own one with a heavy border."""
    identity = f"kaart_{indicator}_regio"
    ground = region(release)
    period = period or release.newest(indicator, ground.codes)
    rows = release.rows(indicator, ground.codes, period)
    if not has_value(rows).any():
        return Gap(identity, title, "Er zijn geen cijfers per gemeente van de regio.", "Voeg de bron toe.")
    entry = release.catalogue[indicator]
    classes = shared_classes(rows["waarde"], unit=entry.eenheid, shown=entry.decimalen)
    layer = layer_of(ground, rows, classes, release)
    notes = [f"De dikke lijn is de grens van {release.naam}."]
    return _map_card(release, rows, layer, "gemeente", (identity, title), own=release.gemeente, notes=notes)


def _in_words(layer: MapLayer, unit: str, decimals: int) -> str:
    pairs = list(zip(layer.values, layer.ground.names, strict=True))
    known = [
        (value, name, dutch.quantity(value, unit, decimals)) for value, name in pairs if not math.isnan(value)
    ]
    text = f"{dutch.highest_and_lowest(known)}."
    missing = sorted(name for value, name in pairs if math.isnan(value))
    return f"{text} Geen gegevens: {dutch.enumeration(missing)}." if missing else text
