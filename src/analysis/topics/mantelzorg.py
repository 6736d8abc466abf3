"""The figures of the chapter on mantelzorg: care that is given; care received never stands on the same axis."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.cards.card import Card, Gap
from analysis.release.release import Release
from analysis.topics.area_cards import dots, ranking
from analysis.topics.part_cards import answers, composition
from analysis.topics.themes import YOUNG, regions

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
# The monitor of CBS and GGD, with margins; and the model of RIVM for the kernen, without.
MEASURED, HEAVY, PER_KERN = "vol_mantelzorger", "vol_mantelzorger_zwaar_belast", "gm_mantelzorger"
MANTELZORG = (MEASURED, HEAVY, PER_KERN, "mantelzorg_geeft", *UNKNOWN_TEAM, *TASKS, *LOAD, *SUPPORT)

SEVERAL = "Mantelzorgers konden meer antwoorden geven; de delen tellen niet op tot 100%."

SOME_HIDDEN = (
    "De antwoorden zijn samen iedereen; een groep die te klein is om te tonen, staat er zonder getal."
)


def measured(release: Release) -> Card | Gap:
    """Draw the share of adults who give care beside the region, the province and the country, with margins."""
    return _beside(release, MEASURED, "Hoeveel volwassenen geven mantelzorg?")


def heavily_burdened(release: Release) -> Card | Gap:
    """Draw the share of adult carers who feel heavily burdened, beside the same areas."""
    return _beside(release, HEAVY, "Hoeveel mantelzorgers voelen zich zwaar belast?")


def _beside(release: Release, indicator: str, title: str) -> Card | Gap:
    areas = [release.gemeente, *release.compare]
    return ranking(release, indicator, areas, release.newest(indicator, [release.gemeente]), title=title)


def estimated_by_kern(release: Release) -> Card | Gap:
    """Draw what the model of RIVM expects per kern: no measurement, so that nothing is called a difference."""
    areas, title = (
        [release.gemeente, *release.kernen()],
        "Hoeveel mantelzorgers zijn er naar schatting per kern?",
    )
    return ranking(release, PER_KERN, areas, release.newest(PER_KERN, areas), title=title)


def carers(release: Release) -> Card | Gap:
    """Draw the share of inhabitants who give care, per kern and for the gemeente, with respondents."""
    indicator, areas = "mantelzorg_geeft", [release.gemeente, *release.kernen()]
    period = release.newest(indicator, [release.gemeente])
    return ranking(release, indicator, areas, period, title="Hoeveel inwoners geven mantelzorg?", with_n=True)


def tasks(release: Release) -> Card | Gap:
    """Draw what carers do."""
    return _of_carers(release, TASKS, "mantelzorg_taken", "Wat doen mantelzorgers?")


def support(release: Release) -> Card | Gap:
    """Draw by whom carers are supported."""
    return _of_carers(release, SUPPORT, "mantelzorg_steun", "Wie steunt mantelzorgers?")


def _of_carers(release: Release, indicators: Sequence[str], identity: str, title: str) -> Card | Gap:
    head = (identity, title, f"Deel van de mantelzorgers in {release.naam}")
    return answers(release, indicators, release.gemeente, "", head, notes=(SEVERAL,))


def load(release: Release) -> Card | Gap:
    """Draw how heavy carers say it is: one bar, or bars of their own where an answer is hidden."""
    own, subtitle = release.gemeente, f"Mantelzorgers in {release.naam} naar ervaren belasting"
    period = release.newest(LOAD, [own])
    head = ("mantelzorg_belasting", "Hoe zwaar is het voor mantelzorgers?", subtitle)
    if (release.rows(LOAD, [own], period)["status"] == "onderdrukt").any():
        return answers(release, LOAD, own, period, head, notes=(SOME_HIDDEN,), ordinal=True)
    return composition(release, LOAD, own, period, head)


def unknown_team(release: Release) -> Card | Gap:
    """Draw the share of carers that does not know the mantelzorgteam: as published, or by a newer survey of its own."""
    own, identity = [release.gemeente], "ranglijst_kent_mantelzorgteam_niet"
    indicator, period = release.newest_of(UNKNOWN_TEAM, own)
    title = "Hoeveel mantelzorgers kennen het mantelzorgteam niet?"
    return ranking(release, indicator, own, period, title=title, identity=identity, full_scale=True)


def young_carers(release: Release) -> Card | Gap:
    """Draw young adults who give care, against the GGD region and the country."""
    head = ("mantelzorg_jongvolwassenen", "Hoeveel jongvolwassenen geven mantelzorg?", YOUNG)
    return dots(release, YOUNG_CARERS, [release.gemeente, *regions(release)], "", head)
