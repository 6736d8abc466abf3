"""The figures of the chapter on mantelzorg: care that is given; care received never stands on the same axis."""

from __future__ import annotations

from analysis.cards.frame import Card, Gap
from analysis.figures.answers import answers
from analysis.figures.composition import composition
from analysis.figures.dots import dots
from analysis.figures.ranking import ranking
from analysis.release.release import Release

TASKS = (
    "mantelzorg_taak_huishouden",
    "mantelzorg_taak_begeleiding",
    "mantelzorg_taak_administratie",
    "mantelzorg_taak_vervoer",
    "mantelzorg_taak_persoonlijke_verzorging",
    "mantelzorg_taak_gezelschap",
)
LOAD = (
    "mantelzorg_belasting_niet",
    "mantelzorg_belasting_enigszins",
    "mantelzorg_belasting_tamelijk_zwaar",
    "mantelzorg_belasting_zeer_zwaar",
    "mantelzorg_belasting_overbelast",
)
SUPPORT = (
    "mantelzorg_steun_familie",
    "mantelzorg_steun_vrienden_buren",
    "mantelzorg_steun_mantelzorgteam",
    "mantelzorg_steun_huisarts",
    "mantelzorg_steun_thuiszorg",
    "mantelzorg_steun_niemand",
)
YOUNG_CARERS = ("jv_mantelzorg_gegeven_12_maanden", "jv_mantelzorger")
# The number that the policy document gives, and what the gemeente itself asks since.
UNKNOWN_TEAM = ("kent_mantelzorgteam_niet", "mantelzorg_kent_team_niet")
MANTELZORG = (
    "mantelzorg_geeft",
    *UNKNOWN_TEAM,
    *TASKS,
    *LOAD,
    *SUPPORT,
)

SEVERAL = "Mantelzorgers konden meer antwoorden geven; de delen tellen niet op tot 100%."

SOME_HIDDEN = (
    "De antwoorden zijn samen iedereen; een groep die te klein is om te tonen, staat er zonder getal."
)


def carers(release: Release, period: str = "") -> Card | Gap:
    """Draw the share of inhabitants who give care, per kern and for the gemeente, with respondents."""
    period = period or release.newest("mantelzorg_geeft", [release.gemeente])
    return ranking(
        release,
        "mantelzorg_geeft",
        [release.gemeente, *release.kernen()],
        period,
        title="Hoeveel inwoners geven mantelzorg?",
        with_n=True,
    )


def tasks(release: Release, period: str = "") -> Card | Gap:
    """Draw what carers do."""
    period = period or release.newest(TASKS, [release.gemeente])
    return answers(
        release,
        TASKS,
        release.gemeente,
        period,
        title="Wat doen mantelzorgers?",
        subtitle=f"Deel van de mantelzorgers in {release.naam}, {period}",
        identity="mantelzorg_taken",
        notes=(SEVERAL,),
    )


def load(release: Release, period: str = "") -> Card | Gap:
    """Draw how heavy carers say it is: one bar, or bars of their own where an answer is hidden."""
    period = period or release.newest(LOAD, [release.gemeente])
    title, identity = "Hoe zwaar is het voor mantelzorgers?", "mantelzorg_belasting"
    subtitle = f"Mantelzorgers in {release.naam} naar ervaren belasting, {period}"
    if (release.rows(LOAD, [release.gemeente], period)["status"] == "onderdrukt").any():
        return answers(
            release,
            LOAD,
            release.gemeente,
            period,
            title=title,
            subtitle=subtitle,
            identity=identity,
            notes=(SOME_HIDDEN,),
        )
    return composition(
        release, LOAD, release.gemeente, period, title=title, subtitle=subtitle, identity=identity
    )


def support(release: Release, period: str = "") -> Card | Gap:
    """Draw by whom carers are supported."""
    period = period or release.newest(SUPPORT, [release.gemeente])
    return answers(
        release,
        SUPPORT,
        release.gemeente,
        period,
        title="Wie steunt mantelzorgers?",
        subtitle=f"Deel van de mantelzorgers in {release.naam}, {period}",
        identity="mantelzorg_steun",
        notes=(SEVERAL,),
    )


def unknown_team(release: Release) -> Card | Gap:
    """Draw the share of carers that does not know the mantelzorgteam: as published, or by a newer survey of its own."""
    indicator, period = release.newest_of(UNKNOWN_TEAM, [release.gemeente])
    return ranking(
        release,
        indicator,
        [release.gemeente],
        period,
        title="Hoeveel mantelzorgers kennen het mantelzorgteam niet?",
        identity="ranglijst_kent_mantelzorgteam_niet",
        full_scale=True,
    )


def young_carers(release: Release, period: str = "") -> Card | Gap:
    """Draw young adults who give care, against the GGD region and the country."""
    regions = [code for code in release.compare if code.startswith(("GG", "NL"))]
    period = period or release.newest(YOUNG_CARERS, [release.gemeente, *regions])
    return dots(
        release,
        YOUNG_CARERS,
        [release.gemeente, *regions],
        period,
        title="Hoeveel jongvolwassenen geven mantelzorg?",
        subtitle=f"Deel van de inwoners van 16 tot en met 25 jaar, {period}",
        identity="mantelzorg_jongvolwassenen",
    )
