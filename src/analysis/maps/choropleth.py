"""Maps for print: classes, direct labels, scale bar, north arrow, missing hatched and in the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis import dutch
from analysis.cards.facts import Facts, example_mark, facts_of, numbers, shown
from analysis.cards.frame import Card, Gap
from analysis.geo import READINGS
from analysis.maps.classes import Classes, shared_classes
from analysis.maps.draw import MapLayer, draw, layer_of
from analysis.maps.ground import every_kern, kernen, region
from analysis.maps.web import page
from analysis.release.release import Release
from analysis.tidy import WITH_VALUE

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

    Parameters
    ----------
    release : Release
        Numbers and areas.
    indicator, period : str
        What and when.
    reading : str
        `kern` for the built-up kern, `kerngebied` for the kern with its buitengebied.
    title : str
        The question that the map answers.

    Returns
    -------
    Card or Gap
        A gap when the municipality has no kernen yet or no value for any of them.
    """
    identity = f"kaart_{indicator}_{reading}"
    ground = kernen(release, reading)
    if not ground.codes:
        return Gap(
            identity,
            title,
            f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn.",
            "Voeg de buurten en een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe.",
        )
    rows = release.rows(indicator, ground.codes, period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(
            identity,
            title,
            f"Er zijn geen cijfers per kern{dutch.with_period('voor', period)}.",
            "Voeg de bron toe.",
        )
    entry = release.catalogue[indicator]
    layer = layer_of(ground, rows, kern_classes(release, indicator, period), release)
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    subtitle = f"{entry.naam}, per {READINGS[reading]}, {dutch.period(period)}"
    figure = draw(layer, title, subtitle, facts, legend_title=entry.eenheid)
    notes = [f"Deze kaart toont de {READINGS[reading]}.", *_certainty(rows)]
    if ground.unsure:
        notes.append(f"De indeling van buurten is nog niet zeker bij: {dutch.enumeration(ground.unsure)}.")
    card = Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue),
        alt=_alt(layer, entry.eenheid, entry.decimalen, subtitle, facts),
        level="kern",
        notes=tuple(notes),
    )
    return page(card, layer)


def _certainty(rows: pd.DataFrame) -> list[str]:
    """Say so when the margins of all areas overlap: the colours then promise more than the numbers hold."""
    known = rows[rows["ondergrens"].notna() & rows["bovengrens"].notna()]
    if len(known) < 2 or known["ondergrens"].max() > known["bovengrens"].min():
        return []
    return ["De marges van deze gebieden overlappen elkaar: de kleuren zijn geen aangetoond verschil."]


def every_kernkaart(release: Release, indicators: Sequence[str], reading: str) -> list[Card | Gap]:
    """
    Draw one map per indicator that has a value for any kern, in its last period with a value.

    Parameters
    ----------
    release : Release
        Numbers and areas.
    indicators : sequence of str
        Ids in the catalogue; one without values per kern is left out.
    reading : str
        `kern` or `kerngebied`.
    """
    codes = kernen(release, reading).codes
    found: list[Card | Gap] = []
    for indicator in indicators:
        period = release.latest_period(indicator, codes)
        if period is not None:
            entry = release.catalogue[indicator]
            found.append(
                kernkaart(
                    release, indicator, period, reading, title=f"{entry.kort}: hoe verschilt het per kern?"
                )
            )
    return found


def gemeentekaart(release: Release, indicator: str, period: str = "", *, title: str) -> Card | Gap:
    """
    Draw one indicator per gemeente of the region, the own gemeente with a heavy border.

    Parameters are those of `kernkaart`, without a reading; without a period the newest is drawn.
    """
    identity = f"kaart_{indicator}_regio"
    ground = region(release)
    period = period or release.newest(indicator, ground.codes)
    rows = release.rows(indicator, ground.codes, period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(identity, title, "Er zijn geen cijfers per gemeente van de regio.", "Voeg de bron toe.")
    entry = release.catalogue[indicator]
    classes = shared_classes(rows["waarde"], unit=entry.eenheid, shown=entry.decimalen)
    layer = layer_of(ground, rows, classes, release)
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    subtitle = f"{entry.naam}, per gemeente, {dutch.period(period)}"
    figure = draw(layer, title, subtitle, facts, legend_title=entry.eenheid, own=release.gemeente)
    card = Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue),
        alt=_alt(layer, entry.eenheid, entry.decimalen, subtitle, facts),
        level="gemeente",
        notes=(f"De dikke lijn is de grens van {release.naam}.",),
    )
    return page(card, layer)


def _alt(layer: MapLayer, unit: str, decimals: int, subtitle: str, facts: Facts) -> str:
    pairs = list(zip(layer.values, layer.ground.names, strict=True))
    known = [pair for pair in pairs if not math.isnan(pair[0])]
    points = [(value, name, dutch.quantity(value, unit, decimals)) for value, name in known]
    text = f"Kaart. {subtitle}. {dutch.highest_and_lowest(points)}."
    missing = [name for value, name in pairs if math.isnan(value)]
    if missing:
        text += f" Geen gegevens: {dutch.enumeration(sorted(missing))}."
    return text + example_mark(facts)
