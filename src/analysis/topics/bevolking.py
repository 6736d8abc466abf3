"""The figures of the chapter on the population: how many, where, how old, and what was foreseen."""

from __future__ import annotations

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import bars
from analysis.charts.table import has_value, named
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.release.verdicts import held
from analysis.topics.area_cards import ranking
from analysis.topics.expectation import EDGES, INHABITANTS, OLD, YOUNG, expected_in_2007
from analysis.topics.part_cards import pyramid
from analysis.topics.themes import AGES
from analysis.topics.trend_cards import trend_lines
from analysis.topics.verdict_words import change_word

__all__ = ["expected_in_2007"]
OLDER, OLDEST = "inwoners_65plus", "inwoners_80plus"
FORESEEN, HOUSEHOLDS = "prognose_inwoners", "prognose_huishoudens"
BEVOLKING = (INHABITANTS, YOUNG, *AGES, OLDER, OLDEST, FORESEEN, HOUSEHOLDS, "huishoudens")

SINGLE_AGES = (
    "Haal bij CBS de tabel Bevolking op 1 januari naar geslacht, leeftijd en regio op (03759ned), "
    "met elk jaar leeftijd apart."
)
NO_AGES = "Haal de leeftijdsgroepen en het inwonertal uit hetzelfde jaar op bij CBS."


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


def aged(release: Release) -> Card | Gap:
    """List per kern how many people of 65 and over there were in the first and the last year of one source, and their share."""
    head = ("vergrijzing_kernen", "Hoe vergrijsden de kernen?")
    codes = release.kernen()
    rows = release.rows(OLD, codes)
    known = rows[has_value(rows) & (rows["status"] != "voorbeeld")]
    years = sorted(known["periode"].unique())
    if len(years) < 2:
        return Gap(*head, "Per kern zijn er geen twee jaren met leeftijden.", NO_AGES)
    first, last = years[0], years[-1]
    both = [known[known["periode"] == year].set_index("gebied") for year in (first, last)]
    lines = []
    for code in (code for code in codes if all(code in year.index for year in both)):
        then, now = (year.loc[[code]].reset_index().iloc[0] for year in both)
        lines.append(
            (
                release.catalogue.name(code),
                *(dutch.number(round(one["teller"])) for one in (then, now)),
                *(dutch.percentage(one["waarde"], 1) for one in (then, now)),
                change_word(held(release, now, then)),
            )
        )
    columns = [
        "Gebied",
        f"Inwoners van 65+, {first}",
        f"In {last}",
        f"Deel, {first}",
        f"Deel, {last}",
        "Deel",
    ]
    table = pd.DataFrame(lines, columns=columns)
    told = [f"{line[0]} van {line[3]} naar {line[4]}, {line[5]}" for line in lines]
    return make_card(
        release,
        known[known["periode"].isin([first, last])],
        None,
        (*head, f"Inwoners van 65 jaar en ouder per kern met buitengebied, {first} en {last}"),
        f"Tabel. Deel van 65 jaar en ouder: {dutch.few(told, 2)}.",
        level="kern",
        table=table,
        notes=("CBS rondt af per buurt. Wat daardoor kan, is van het verschil afgetrokken.",),
    )


def ageing(release: Release) -> Card | Gap:
    """Draw the share of people of 65 and over in the gemeente, in every year that CBS gives it."""
    subtitle = f"Deel van de inwoners van {release.naam} van 65 jaar en ouder"
    head = ("vergrijzing", "Hoe vergrijst de gemeente?", subtitle)
    return trend_lines(release, [OLD], release.gemeente, head)


def forecast(release: Release) -> Card | Gap:
    """Draw the households that were foreseen in 2020 beside those that came: what a forecast is worth."""
    subtitle = f"Huishoudens in {release.naam}: de prognose van 2020, en wat er kwam"
    head = ("prognose", "Kwam de prognose uit?", subtitle)
    notes = ("Een prognose zegt wat er gebeurt als alles gaat zoals toen is aangenomen.",)
    return trend_lines(release, ["huishoudens", HOUSEHOLDS], release.gemeente, head, notes=notes)


def forecast_in_words(release: Release) -> tuple[str, ...]:
    """Say how many inhabitants were foreseen for a year that has come, and how many there were."""
    foreseen = release.last(FORESEEN, release.gemeente)
    if foreseen is None:
        return ()
    year = str(foreseen["periode"])
    came = release.rows(INHABITANTS, [release.gemeente], year)
    came = came[has_value(came)]
    if came.empty:
        return ()
    return (
        f"Voor {year} verwachtten CBS en PBL in 2020 ongeveer {dutch.number(foreseen['waarde'])} inwoners.",
        f"Het werden er {dutch.number(came['waarde'].iloc[0])}.",
    )


def later(release: Release) -> Gap:
    """Say what is missing to tell how the gemeente ages from now on, by age."""
    head = ("vergrijzing_straks", "Zijn er straks genoeg mensen om te zorgen?")
    reason = (
        f"Voor {release.naam} is er geen prognose naar leeftijd. Hoeveel 85-plussers er straks zijn, en "
        "hoeveel mensen die voor hen kunnen zorgen, is daarom niet te zeggen."
    )
    action = "Haal bij CBS en PBL de regionale prognose naar leeftijd op en neem haar op als eigen tabel."
    return Gap(*head, reason, action)


def older_in_words(release: Release) -> tuple[str, ...]:
    """Say how many people of 65 and over there are, of those of 80 and over, and what nobody knows yet."""
    rows = release.rows(OLDER, [release.gemeente])
    counted = rows[has_value(rows) & (rows["status"] != "voorbeeld")]
    if len(counted) < 2:
        return ("Zonder leeftijden is niet te zeggen hoe de gemeente vergrijst.",)
    first, last = counted.iloc[0], counted.iloc[-1]
    oldest = release.rows(OLDEST, [release.gemeente], str(last["periode"]))
    oldest = oldest[has_value(oldest)]
    return (
        f"In {first['periode']} telde {release.naam} {dutch.number(first['waarde'])} inwoners van 65 jaar en ouder, "
        f"in {last['periode']} {dutch.number(last['waarde'])}.",
        *(f"Van hen is {dutch.number(one)} 80 jaar of ouder." for one in oldest["waarde"]),
        "Hoeveel mensen mantelzorg kunnen of willen geven, zegt een leeftijd niet.",
    )
