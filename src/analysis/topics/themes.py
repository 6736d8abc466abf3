"""The figures of the annex: which indicators, which areas and which question, over the kinds of card beside this."""

from __future__ import annotations

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import bars
from analysis.charts.table import has_value, named
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics.area_cards import dots, ranking
from analysis.topics.part_cards import base_check, composition

AGES = ("aandeel_0_15", "aandeel_15_25", "aandeel_25_45", "aandeel_45_65", "aandeel_65plus")
WORKING_AGES = ("aandeel_15_25", "aandeel_25_45", "aandeel_45_65")
HOUSEHOLDS = (
    "aandeel_eenpersoonshuishoudens",
    "aandeel_huishoudens_zonder_kinderen",
    "aandeel_huishoudens_met_kinderen",
)
COUNTRY_LITERACY = ("lage_taalvaardigheid_16_65", "lage_taalvaardigheid_66_75")
YOUNG = "Deel van de inwoners van 16 tot en met 25 jaar"
# The youth monitor has 37 figures; these are the ones that the policy's themes ask for.
YOUNG_ADULTS = (
    "jv_goed_ervaren_gezondheid",
    "jv_goed_ervaren_mentale_gezondheid",
    "jv_heel_vaak_gestrest",
    "jv_sterk_eenzaam",
    "jv_moeite_met_rondkomen",
    "jv_heeft_schulden",
    "jv_zware_drinker",
    "jv_rookt_tabak",
    "jv_overgewicht",
    "jv_sport_wekelijks",
    "jv_mantelzorger",
    "jv_kan_bij_iemand_terecht",
)


def kernen(release: Release, indicator: str, period: str, *, title: str) -> Card | Gap:
    """Draw a count per kern with its buitengebied."""
    codes, identity = release.kernen(), f"ranglijst_{indicator}_kernen"
    if not codes:
        reason = f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn."
        return Gap(identity, title, reason, "Voeg een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe.")
    return ranking(release, indicator, codes, period, title=title, identity=identity, own=codes)


def regions(release: Release) -> list[str]:
    """Return the GGD region and the country, as far as the gemeente is compared with them."""
    return [code for code in release.compare if code.startswith(("GG", "NL"))]


def ages(release: Release, period: str = "", area: str = "") -> Card | Gap:
    """Draw the inhabitants of an area by age; the gemeente, and the newest period, by default."""
    area = area or release.gemeente
    period = period or release.newest(AGES[0], [area])
    subtitle = f"Inwoners van {release.catalogue.name(area)} naar leeftijd"
    return composition(
        release, AGES, area, period, ("verdeling_leeftijd", "Hoe oud zijn de inwoners?", subtitle)
    )


def households(release: Release) -> Card | Gap:
    """Draw the households by kind, in the newest period."""
    area, title = release.gemeente, "Met wie wonen de inwoners?"
    head = ("verdeling_huishoudens", title, f"Huishoudens in {release.naam} naar soort")
    return composition(release, HOUSEHOLDS, area, release.newest(HOUSEHOLDS[0], [area]), head)


def young_adults(release: Release) -> Card | Gap:
    """Draw the youth monitor: the gemeente between its GGD region and the country, in the newest period."""
    head = ("stippen_jongvolwassenen", "Hoe gaat het met jongvolwassenen?", YOUNG)
    return dots(release, YOUNG_ADULTS, [release.gemeente, *regions(release)], "", head)


def literacy(release: Release) -> Card | Gap:
    """Draw the share of people with low literacy here, in the region and in the country."""
    areas, title = [release.gemeente, *release.compare], "Hoeveel inwoners zijn laaggeletterd?"
    return ranking(release, "laaggeletterden", areas, "", title=title, sort=False)


def literacy_country(release: Release) -> Card | Gap:
    """Draw what the test of the OESO found in the country, a bar per round and age: rounds with a break are no line."""
    identity, title = "lage_taalvaardigheid", "Hoeveel mensen in Nederland lezen op het laagste niveau?"
    rows = release.rows(COUNTRY_LITERACY, ["NL00"])
    rows = rows[has_value(rows)].reset_index(drop=True)
    if rows.empty:
        return Gap(identity, title, "Er zijn geen cijfers van Nederland.", "Voeg de bron toe.")
    table = named(rows, release.catalogue)
    labels = [f"{release.catalogue[row.indicator].leeftijd}, {row.periode}" for row in rows.itertuples()]
    head = (identity, title, "Nederland, per ronde van de toets PIAAC")
    listed = [f"{label} {text}" for label, text in zip(labels, table["tekst"], strict=True)]
    alt = f"Staafdiagram. {head[2]}. {dutch.enumeration(listed)}."
    breaks = [one.waarom for name in COUNTRY_LITERACY for one in release.breaks_of(name, "NL00")]
    notes = (*breaks, "Deze cijfers en die van de gemeente hebben elk een eigen definitie.")
    return make_card(
        release, rows, bars(table.assign(label=labels), []), head, alt, level="land", notes=notes
    )


def literacy_base(release: Release) -> Card | Gap:
    """Compare the published number of people with the published share, for the bases it may have."""
    return base_check(
        release,
        count="laaggeletterden_aantal",
        share="laaggeletterden",
        inhabitants="inwoners",
        parts=WORKING_AGES,
        part_name="inwoners van 15 tot 65 jaar",
        period=release.newest("laaggeletterden_aantal", [release.gemeente, *release.compare]),
        title="Bij welke groep hoort het aantal laaggeletterden?",
    )
