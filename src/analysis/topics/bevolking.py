"""The figures of the chapter on the population: how many, where, how old, and what was expected of it."""

from __future__ import annotations

from analysis.cards.card import Card, Gap
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics.ageing import EDGES
from analysis.topics.ageing_cards import enough_support, scenario, scenario_kernen
from analysis.topics.area_cards import ranking
from analysis.topics.expectation import INHABITANTS, OLD, YOUNG, expected_in_2007
from analysis.topics.part_cards import pyramid
from analysis.topics.themes import AGES
from analysis.topics.themes import kernen as per_kern
from analysis.topics.trend_cards import trend_lines

__all__ = ["enough_support", "expected_in_2007", "scenario", "scenario_kernen"]
BEVOLKING = (INHABITANTS, YOUNG, *AGES)

SINGLE_AGES = (
    "Haal bij CBS de tabel Bevolking op 1 januari naar geslacht, leeftijd en regio op (03759ned), "
    "met elk jaar leeftijd apart."
)


def growth(release: Release) -> Card | Gap:
    """Draw the real counts of inhabitants on 1 January; fictional years between them would only blur the line."""
    subtitle = f"Inwoners van {release.naam}, per jaar waarvan een telling bekend is"
    head = ("bevolking_groei", "Hoeveel inwoners zijn er?", subtitle)
    notes = ("Een punt zonder lijn is een telling uit een bron die maar één jaar noemt.",)
    return trend_lines(_real_counts(release), [INHABITANTS], release.gemeente, head, notes=notes)


def growth_in_words(release: Release) -> tuple[str, ...]:
    """Say how the number of inhabitants changed between the first and the last real count on 1 January."""
    real = _real_counts(release).rows(INHABITANTS, [release.gemeente])
    if len(real) < 2:
        return (f"Van {release.naam} zijn er geen twee echte tellingen om te vergelijken.",)
    first, last = real.iloc[0], real.iloc[-1]
    change = 100 * (last["waarde"] / first["waarde"] - 1)
    word = "meer" if change >= 0 else "minder"
    return (
        f"Op 1 januari {first['periode']} had {release.naam} {dutch.number(first['waarde'])} inwoners.",
        f"Op 1 januari {last['periode']} waren het er {dutch.number(last['waarde'])}.",
        f"Dat is {dutch.percentage(abs(change), 1)} {word}.",
    )


def _real_counts(release: Release) -> Release:
    """Return the release with, of the inhabitants, only what was really counted on 1 January."""
    table = release.every_source([INHABITANTS])
    counted = has_value(table) & (table["status"] != "voorbeeld") & table["periode"].str.fullmatch(r"\d{4}")
    return release.with_table(table[counted])


def kernen(release: Release) -> Card | Gap:
    """Draw the inhabitants per kern with its buitengebied, in the newest year with real counts."""
    period = release.newest(INHABITANTS, release.kernen())
    title = f"Hoeveel inwoners had elke kern{dutch.with_period('in', period)}?"
    return per_kern(release, INHABITANTS, period, title=title)


def age_groups(release: Release) -> Card | Gap:
    """Draw the age groups of the gemeente as a coarse pyramid."""
    title = "Hoe is de bevolking opgebouwd?"
    return pyramid(release, AGES, EDGES, title=title, identity="bevolking_opbouw")


def single_ages(release: Release) -> Gap:
    """Say why there is no pyramid of men and women by single year of age."""
    known = "alleen vijf brede leeftijdsgroepen bekend, zonder mannen en vrouwen apart"
    head = ("bevolking_piramide", "Hoe oud zijn mannen en vrouwen, per jaar leeftijd?")
    return Gap(*head, f"Voor {release.naam} zijn {known}.", SINGLE_AGES)


def old_by_kern(release: Release) -> Card | Gap:
    """Draw the share of people of 65 and over per kern."""
    title, identity, kernen = "Waar wonen ouderen?", "bevolking_65plus_kernen", release.kernen()
    period = release.newest(OLD, kernen)
    if not period:
        return Gap(identity, title, "Per kern zijn er geen cijfers naar leeftijd.", SINGLE_AGES)
    return ranking(release, OLD, [release.gemeente, *kernen], period, title=title, identity=identity)
