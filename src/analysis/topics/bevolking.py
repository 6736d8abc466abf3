"""The figures of the chapter on the population: how many, where, how old, and how it may age."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.cards.card import Card, Gap
from analysis.cards.facts import facts_of
from analysis.cards.make import Head, make_card
from analysis.charts.bars import bars
from analysis.charts.lines import fans, ranges
from analysis.charts.table import has_value, named
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics import ageing
from analysis.topics.ageing import CARERS, EDGES, MEASURES, OVER_75, OVER_85, AgeMeasure, Outlook, Scenario
from analysis.topics.area_cards import ranking
from analysis.topics.expectation import INHABITANTS, OLD, YOUNG, expected_in_2007
from analysis.topics.part_cards import pyramid
from analysis.topics.themes import AGES
from analysis.topics.trend_cards import trend_lines

__all__ = ["expected_in_2007"]
BEVOLKING = (INHABITANTS, YOUNG, *AGES)

SINGLE_AGES = (
    "Haal bij CBS de tabel Bevolking op 1 januari naar geslacht, leeftijd en regio op (03759ned), "
    "met elk jaar leeftijd apart."
)
NO_AGES = "Haal de leeftijdsgroepen en het inwonertal uit hetzelfde jaar op bij CBS."
WIDER = "Per kern is de marge ruimer dan hier staat: verhuizingen van enkele gezinnen tellen er zwaar."


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


def woonkernen(release: Release) -> Card | Gap:
    """Draw what the gemeente itself counts in each kern and in the buitengebied of it, with its first count beside the last."""
    identity, title = "inwoners_woonkernen", "Hoeveel mensen wonen in de kern, en hoeveel erbuiten?"
    codes = [
        code
        for code, area in release.catalogue.areas.items()
        if code.startswith(f"WOONKERN-{release.gemeente}-")
    ]
    rows = release.rows(INHABITANTS, codes)
    rows = rows[has_value(rows)]
    years = sorted(set(rows["periode"]))
    if not years:
        reason = f"Van {release.naam} is er geen eigen telling per kern en buitengebied."
        return Gap(identity, title, reason, "Voeg de telling toe, met de delen in woonkernen.csv.")
    wide = rows.pivot(index="gebied", columns="periode", values="waarde")
    last = rows[rows["periode"] == years[-1]].sort_values("waarde", ascending=False, ignore_index=True)
    wide = wide.loc[last["gebied"]]
    table = wide.map(dutch.number).rename(columns=dutch.period, index=release.catalogue.name)
    if len(years) > 1:
        table["Erbij of eraf"] = [dutch.number(change) for change in wide[years[-1]] - wide[years[0]]]
    table = table.rename_axis(columns=None, index="Gebied").reset_index()
    drawn = named(last, release.catalogue)
    listed = [f"{name} {text}" for name, text in zip(drawn["naam"], drawn["tekst"], strict=True)]
    head = (identity, title, f"Inwoners volgens de telling van de gemeente, {dutch.period(years[-1])}")
    alt = f"Staafdiagram. {head[2]}. {dutch.enumeration(listed)}."
    notes = ("De gemeente deelt kern en buitengebied zelf in; dat zijn niet de buurten van CBS.",)
    drawn = bars(drawn.assign(label=drawn["naam"]), list(last["gebied"]))
    return make_card(release, rows, drawn, head, alt, level="kern", notes=notes, table=table)


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


def scenario(release: Release) -> Card | Gap:
    """Draw per measure the middle and the range of all assumptions, from the known year to the last."""
    assumed = ageing.read_scenario(release.gemeente)
    head = ("scenario_vergrijzing", "Hoe vergrijst de gemeente, als deze aannames uitkomen?")
    found = ageing.outlook(release, assumed, release.gemeente)
    if found is None:
        return Gap(*head, f"Van {release.naam} zijn niet alle leeftijdsgroepen bekend.", NO_AGES)
    first, last = found.years[0], found.years[-1]
    parts = [
        f"{one.name}: {first} {found.text(one, first)}, {last} {found.text(one, last)}" for one in MEASURES
    ]
    some = sorted({first, last, *(year for year in found.years if year % 10 == 0)})
    table = {str(year): [found.text(measure, year) for measure in MEASURES] for year in some}
    subtitle = f"Scenario voor {release.naam}, {first} tot {last}, met de marge van alle aannames samen"
    return _card(
        release,
        [found],
        fans(_followed(release, [found], MEASURES, found.years)),
        (*head, subtitle),
        f"Drie lijndiagrammen met een marge. {'. '.join(parts)}.",
        table=pd.DataFrame({"Onderwerp": [measure.name for measure in MEASURES]} | table),
        notes=(
            "Dit is een scenario en geen prognose: het zegt wat er gebeurt als de aannames uitkomen.",
            f"Het begint bij vijf brede leeftijdsgroepen van {first}. Hoeveel mensen daarvan 75 of 85 zijn, "
            "is geschat; daarom heeft ook het eerste jaar een marge.",
            "Mannen en vrouwen zijn niet apart gerekend. Verhuizen is gerekend tot 75 jaar.",
            "Met elk jaar leeftijd apart uit de tabel van CBS wordt de marge veel smaller.",
            *_assumptions(assumed),
        ),
    )


def scenario_kernen(release: Release) -> Card | Gap:
    """Draw per kern the range of people of 75 and over and of possible carers in the last year."""
    assumed = ageing.read_scenario(release.gemeente)
    last = assumed.tot_jaar
    head = ("scenario_kernen", f"Hoe vergrijzen de kernen tot {last}, als deze aannames uitkomen?")
    found = [one for code in release.kernen() if (one := ageing.outlook(release, assumed, code))]
    if not found:
        return Gap(*head, f"Van de kernen van {release.naam} zijn geen leeftijdsgroepen bekend.", NO_AGES)
    named = {release.catalogue.name(one.area): one for one in found}
    small = dutch.enumeration([name for name, one in named.items() if not one.middle])
    fewer = f"minder dan {dutch.number(assumed.kleinste_gebied)} inwoners: {small}."
    parts = [
        f"{name}: {OVER_75.short} {one.text(OVER_75, last)}, {CARERS.short} {one.text(CARERS, last)}"
        for name, one in named.items()
    ]
    table = {measure.name: [one.text(measure, last) for one in found] for measure in MEASURES}
    notes = (WIDER, *([f"Geen middelste schatting, want {fewer}"] if small else []), *_assumptions(assumed))
    return _card(
        release,
        found,
        ranges(_followed(release, found, (OVER_75, CARERS), [last])),
        (*head, f"Scenario per kern met buitengebied, {last}, met de marge van alle aannames samen"),
        f"Marges per kern. {'. '.join(parts)}.",
        table=pd.DataFrame({"Gebied": list(named)} | table),
        level="kern",
        notes=notes,
    )


def _card(
    release: Release, found: Sequence[Outlook], chart: Figure, head: Head, alt: str, **more: Any
) -> Card:
    """Make a card of a scenario: an estimate, whatever the status of the numbers it starts from."""
    rows = pd.concat([one.rows for one in found], ignore_index=True).assign(methode="berekend")
    facts = facts_of(rows, release.catalogue)
    facts = replace(facts, statuses=tuple(dict.fromkeys([*facts.statuses, "modelschatting"])))
    # The numbers of every year and measure, people in tens.
    lines = [
        (release.catalogue.name(one.area), of.name, year, *one.rounded(of, year))
        for one in found
        for of, year in itertools.product(MEASURES, one.years)
    ]
    numbers = pd.DataFrame(lines, columns=["Gebied", "Onderwerp", "Jaar", "Laag", "Midden", "Hoog"])
    return make_card(release, found[0].rows, chart, head, alt, facts=facts, numbers=numbers, **more)


def enough_support(release: Release) -> tuple[str, ...]:
    """Answer the question whether there will be enough support, as far as ages can answer it."""
    assumed = ageing.read_scenario(release.gemeente)
    found = ageing.outlook(release, assumed, release.gemeente)
    if found is None:
        return ("Of er straks genoeg mantelzorgers zijn, is zonder leeftijden niet te zeggen.",)
    first, last = found.years[0], found.years[-1]
    least, most = found.change[CARERS]
    if most < 0:
        change = f"In elke variant daalt dat, met {_percent(most)} tot {_percent(least)}."
    elif least > 0:
        change = f"In elke variant stijgt dat, met {_percent(least)} tot {_percent(most)}."
    else:
        change = "Of dat daalt of stijgt, hangt af van de aannames."
    return (
        assumed.vraag,
        f"Volgens het scenario heeft {release.naam} in {last} {found.text(OVER_85, last)} inwoners van 85 jaar "
        f"en ouder; in {first} waren dat er naar schatting {found.text(OVER_85, first)}.",
        f"Per 85-plusser zijn er in {last} {found.text(CARERS, last)} mensen van 50 tot en met 74 jaar, "
        f"tegen {found.text(CARERS, first)} in {first}.",
        change,
        "Hoeveel van hen mantelzorg kunnen of willen geven, zegt een leeftijd niet.",
    )


def _percent(change: float) -> str:
    return dutch.percentage(abs(100 * change), 0)


def _assumptions(assumed: Scenario) -> tuple[str, ...]:
    def short(value: float) -> str:
        return dutch.number(value, 3).rstrip("0").rstrip(",")

    return tuple(
        dutch.sentence(
            f"Aanname: {one.naam[:1].lower()}{one.naam[1:]}: {short(one.laag)} (laag), {short(one.midden)} "
            f"(midden) en {short(one.hoog)} (hoog). Bron: {one.bron}"
        )
        for one in assumed.assumptions
    )


def _followed(
    release: Release, found: Sequence[Outlook], measures: Sequence[AgeMeasure], years: Sequence[int]
) -> pd.DataFrame:
    """Return low, middle and high per measure, area and year, as the charts take them."""
    lines = [
        (of.short, release.catalogue.name(one.area), year, *one.bounds(of, year), one.text(of, year))
        for of in measures
        for one in found
        for year in years
    ]
    columns = ["maat", "naam", "jaar", "laag", "midden", "hoog", "tekst"]
    return pd.DataFrame(lines, columns=columns).astype({"midden": float})
