"""The figures of a wijkprofiel: one area beside those it is compared with."""

from __future__ import annotations

from analysis.cards.frame import Card, Gap
from analysis.figures.spider import spider
from analysis.figures.spine import spine
from analysis.figures.themes import AGES, ages
from analysis.release.profile import REST
from analysis.release.release import Release
from analysis.tidy import WITH_VALUE

# One question of the youth monitor per dimension: the only measurement of these that was found.
DIMENSIONS = {
    "Lichaamsfuncties": "jv_goed_ervaren_gezondheid",
    "Mentaal welbevinden": "jv_goed_ervaren_mentale_gezondheid",
    "Zingeving": "jv_veel_vertrouwen_in_eigen_toekomst",
    "Kwaliteit van leven": "jv_tevreden_met_eigen_leven",
    "Meedoen": "jv_kan_bij_iemand_terecht",
    "Dagelijks functioneren": "jv_voldoende_weerbaar",
}
SPIDER_PERIOD = "2024"


YOUTH = "jongvolwassenen"


def area_profile(release: Release, area: str) -> list[Card | Gap]:
    """
    Draw every share of the area as distance to the rest of the gemeente, or of the gemeente to the country.

    The youth monitor exists for the gemeente only and has a figure of its own.
    """
    name = release.catalogue.name(area)
    if area != release.gemeente:
        title = f"Hoe staat {name} ervoor naast de rest van {release.naam}?"
        return [spine(release, area, centre=REST, title=title)]
    themes = {entry.thema for entry in release.catalogue.indicators.values()}
    title = f"Hoe staat {name} ervoor naast Nederland?"
    youth = f"Hoe staan jongvolwassenen in {name} ervoor naast Nederland?"
    return [
        spine(release, area, centre="NL00", title=title, themes=themes - {YOUTH}),
        spine(
            release, area, centre="NL00", title=youth, themes={YOUTH}, identity="wijkprofiel_jongvolwassenen"
        ),
    ]


def area_ages(release: Release, area: str) -> Card | Gap:
    """Draw the ages in the last year in which all are known, a real year before a fictional one."""
    rows = release.rows(AGES, [area])
    known = rows[rows["status"].isin(WITH_VALUE)]
    whole = known.groupby("periode").filter(lambda year: len(year) == len(AGES))
    real = whole[whole["status"] != "voorbeeld"]
    best = real if len(real) else whole
    return ages(release, str(best["periode"].max()) if len(best) else SPIDER_PERIOD, area)


def positive_health(release: Release, area: str) -> Card | Gap:
    """Draw the spider web of Positieve Gezondheid."""
    regions = [code for code in release.compare if code.startswith(("GG", "NL"))]
    return spider(
        release,
        DIMENSIONS,
        [area, *regions],
        SPIDER_PERIOD,
        title="Hoe staat het met Positieve Gezondheid?",
        subtitle=f"Deel van de inwoners van 16 tot en met 25 jaar, {SPIDER_PERIOD}",
        identity="positieve_gezondheid",
    )
