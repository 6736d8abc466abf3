"""Maps for print: classes, direct labels, scale bar, north arrow, missing hatched and in the legend."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from analysis import dutch
from analysis.cards.facts import Facts, example_mark, facts_of, numbers, shown
from analysis.cards.frame import Card, Gap
from analysis.geo import READINGS
from analysis.maps.classes import Classes, shared_classes
from analysis.maps.draw import MapLayer, draw, joined
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
    codes = [code for reading in READINGS for code in own_kernen(release, reading)["gebied"]]
    values = release.rows(indicator, codes, period)["waarde"]
    return shared_classes(values, unit=release.catalogue[indicator].eenheid)


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
    kernen = own_kernen(release, reading)
    if kernen.empty:
        return Gap(
            identity,
            title,
            f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn.",
            "Voeg de buurten en een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe.",
        )
    rows = release.rows(indicator, kernen["gebied"], period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(
            identity,
            title,
            f"Er zijn geen cijfers per kern voor {dutch.period(period)}.",
            "Voeg de bron toe.",
        )
    entry = release.catalogue[indicator]
    layer = MapLayer(
        joined(kernen, rows, release), kern_classes(release, indicator, period), READINGS[reading]
    )
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    subtitle = f"{entry.naam}, per {READINGS[reading]}, {dutch.period(period)}"
    figure = draw(layer, title, subtitle, facts, legend_title=entry.eenheid)
    notes = [f"Deze kaart toont de {READINGS[reading]}.", *_certainty(rows)]
    if kernen["onzeker"].any():
        unsure = dutch.enumeration(sorted(kernen.loc[kernen["onzeker"], "naam"]))
        notes.append(f"De indeling van buurten is nog niet zeker bij: {unsure}.")
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
    codes = own_kernen(release, reading)["gebied"].tolist()
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
    region = release.areas[release.areas["laag"] == "regio"].reset_index(drop=True)
    period = period or release.newest(indicator, region["gebied"])
    rows = release.rows(indicator, region["gebied"], period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(identity, title, "Er zijn geen cijfers per gemeente van de regio.", "Voeg de bron toe.")
    entry = release.catalogue[indicator]
    classes = shared_classes(rows["waarde"], unit=entry.eenheid)
    layer = MapLayer(joined(region, rows, release), classes, "gemeente")
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


def own_kernen(release: Release, reading: str) -> gpd.GeoDataFrame:
    """Return the kernen of one reading."""
    return release.own_areas("kern", prefix=f"{reading.upper()}-")


def _alt(layer: MapLayer, unit: str, decimals: int, subtitle: str, facts: Facts) -> str:
    known = layer.areas.dropna(subset="waarde").sort_values("waarde")
    high, low = known.iloc[-1], known.iloc[0]
    text = f"Kaart. {subtitle}. Het hoogst is {high['naam']} met {dutch.quantity(high['waarde'], unit, decimals)}"
    if high["waarde"] > low["waarde"]:
        text += f", het laagst {low['naam']} met {dutch.quantity(low['waarde'], unit, decimals)}"
    text += "."
    missing = layer.areas.loc[layer.areas["waarde"].isna(), "naam"]
    if len(missing):
        text += f" Geen gegevens: {dutch.enumeration(sorted(missing))}."
    return text + example_mark(facts)
