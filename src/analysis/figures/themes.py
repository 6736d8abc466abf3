"""The figures of the annex: which indicators, which areas and which question, over the families beside this."""

from __future__ import annotations

from analysis import dutch
from analysis.cards.frame import Card, Gap
from analysis.figures.base_check import base_check
from analysis.figures.composition import composition
from analysis.figures.dots import dots
from analysis.figures.ranking import ranking
from analysis.release.release import Release

AGES = ("aandeel_0_15", "aandeel_15_25", "aandeel_25_45", "aandeel_45_65", "aandeel_65plus")
WORKING_AGES = ("aandeel_15_25", "aandeel_25_45", "aandeel_45_65")
HOUSEHOLDS = (
    "aandeel_eenpersoonshuishoudens",
    "aandeel_huishoudens_zonder_kinderen",
    "aandeel_huishoudens_met_kinderen",
)
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
    codes = release.kernen()
    identity = f"ranglijst_{indicator}_kernen"
    if not codes:
        reason = f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn."
        return Gap(identity, title, reason, "Voeg een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe.")
    return ranking(release, indicator, codes, period, title=title, identity=identity, own=codes)


def ages(release: Release, period: str = "", area: str = "") -> Card | Gap:
    """Draw the inhabitants of an area by age; the gemeente, and the newest period, by default."""
    area = area or release.gemeente
    period = period or release.newest(AGES[0], [area])
    return composition(
        release,
        AGES,
        area,
        period,
        title="Hoe oud zijn de inwoners?",
        subtitle=f"Inwoners van {release.catalogue.name(area)} naar leeftijd, {dutch.period(period)}",
        identity="verdeling_leeftijd",
    )


def households(release: Release, period: str = "") -> Card | Gap:
    """Draw the households by kind, in the newest period by default."""
    period = period or release.newest(HOUSEHOLDS[0], [release.gemeente])
    return composition(
        release,
        HOUSEHOLDS,
        release.gemeente,
        period,
        title="Met wie wonen de inwoners?",
        subtitle=f"Huishoudens in {release.naam} naar soort, {dutch.period(period)}",
        identity="verdeling_huishoudens",
    )


def young_adults(release: Release, period: str = "") -> Card | Gap:
    """Draw the youth monitor: the gemeente between its GGD region and the country, newest by default."""
    regions = [code for code in release.compare if code.startswith(("GG", "NL"))]
    period = period or release.newest(YOUNG_ADULTS, [release.gemeente, *regions])
    return dots(
        release,
        YOUNG_ADULTS,
        [release.gemeente, *regions],
        period,
        title="Hoe gaat het met jongvolwassenen?",
        subtitle=f"Deel van de inwoners van 16 tot en met 25 jaar, {dutch.period(period)}",
        identity="stippen_jongvolwassenen",
    )


def literacy(release: Release, period: str = "") -> Card | Gap:
    """Draw the share of people with low literacy here, in the region and in the country, newest by default."""
    period = period or release.newest("laaggeletterden", [release.gemeente, *release.compare])
    return ranking(
        release,
        "laaggeletterden",
        [release.gemeente, *release.compare],
        period,
        title="Hoeveel inwoners zijn laaggeletterd?",
        sort=False,
    )


def literacy_base(release: Release, period: str = "") -> Card | Gap:
    """Compare the published number of people with the published share, for the bases it may have."""
    period = period or release.newest("laaggeletterden_aantal", [release.gemeente, *release.compare])
    return base_check(
        release,
        count="laaggeletterden_aantal",
        share="laaggeletterden",
        inhabitants="inwoners",
        parts=WORKING_AGES,
        part_name="inwoners van 15 tot 65 jaar",
        period=period,
        title="Bij welke groep hoort het aantal laaggeletterden?",
    )
