"""The figures of a wijkprofiel: one area beside those it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import numbers_of
from analysis.cards.make import Head, level_note, level_of, make_card
from analysis.charts.spider import spider as draw_spider
from analysis.charts.spine import spine as draw_spine
from analysis.charts.table import has_value, named, points, written
from analysis.ground import dutch
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.release.verdicts import AN_ESTIMATE, REST, verdicts
from analysis.statistics.comparison import NO_DIFFERENCE, NOT_COMPARABLE, SMALL
from analysis.topics.area_cards import ESTIMATES, dots
from analysis.topics.themes import AGES, ages, regions
from analysis.topics.verdict_words import CLEAR, family_note, span, sure_from

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
# Estimates of RIVM per buurt of one year, of what the policy is about.
ESTIMATED = (
    "gm_beweegrichtlijn",
    "gm_overgewicht",
    "gm_rookt",
    "gm_zware_drinker",
    "gm_eenzaam",
    "gm_sterk_eenzaam",
    "gm_regie_over_eigen_leven",
    "gm_hoog_risico_angst_depressie",
    "gm_mantelzorger",
    "gm_vrijwilligerswerk",
    "gm_moeite_met_rondkomen",
    "gm_beperkt_in_bewegen",
)
YOUTH = "jongvolwassenen"
ONE_QUESTION = (
    "Elke dimensie is hier één vraag uit de monitor. Dat is maar een deel van wat de dimensie bedoelt."
)
NO_PROOF = (
    "Geen duidelijk verschil is geen bewijs dat het gelijk is. Ook zonder verschil kan er een probleem zijn."
)


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
    young = "wijkprofiel_jongvolwassenen"
    return [
        spine(release, area, centre="NL00", title=title, themes=themes - {YOUTH}),
        spine(release, area, centre="NL00", title=youth, themes={YOUTH}, identity=young),
    ]


def area_ages(release: Release, area: str) -> Card | Gap:
    """Draw the ages in the last year in which all are known, a real year before a fictional one."""
    rows = release.rows(AGES, [area])
    whole = rows[has_value(rows)].groupby("periode").filter(lambda year: len(year) == len(AGES))
    real = whole[whole["status"] != "voorbeeld"]
    best = real if len(real) else whole
    return ages(release, str(best["periode"].max()) if len(best) else SPIDER_PERIOD, area)


def estimated_health(release: Release, area: str) -> Card | Gap:
    """Draw what the model of RIVM expects of an area beside its gemeente and the country; no difference is judged."""
    subtitle = f"Schattingen voor inwoners van 18 jaar en ouder, {release.catalogue.name(area)}"
    head = ("gezondheid_geschat", "Hoe gezond zijn de inwoners, naar schatting?", subtitle)
    areas = list(dict.fromkeys([area, release.gemeente, *regions(release)[-1:]]))
    return dots(release, ESTIMATED, areas, "", head, notes=(ESTIMATES,))


def positive_health(release: Release, area: str) -> Card | Gap:
    """Draw the spider web of Positieve Gezondheid."""
    subtitle = f"Deel van de inwoners van 16 tot en met 25 jaar, {SPIDER_PERIOD}"
    head = ("positieve_gezondheid", "Hoe staat het met Positieve Gezondheid?", subtitle)
    return spider(release, DIMENSIONS, [area, *regions(release)], SPIDER_PERIOD, head)


def spider(
    release: Release, dimensions: Mapping[str, str], areas: Sequence[str], period: str, head: Head
) -> Card | Gap:
    """
    Draw one share per dimension, all on one scale from 0 to 100 per cent, further out is more favourable.

    A gap when the first of at most three areas, the own one, misses a dimension: a web with a hole suggests a zero.
    Raises `ValueError` for an indicator for which higher is not favourable: outward would mean two things.
    """
    wrong = [i for i in dimensions.values() if release.catalogue[i].richting != "hoger is gunstig"]
    if wrong:
        raise ValueError(f"A spider takes indicators with 'hoger is gunstig' only, not {wrong}.")
    identity, title, subtitle = head
    rows = release.rows(list(dimensions.values()), areas, period)
    table, name = named(rows, release.catalogue), release.catalogue.name(areas[0])
    own = table[(table["gebied"] == areas[0]) & has_value(table)]
    known = set(own["indicator"])
    if missing := [which for which, indicator in dimensions.items() if indicator not in known]:
        listed = dutch.enumeration([one.lower() for one in missing])
        about = "per dimensie" if len(missing) == len(dimensions) else f"over: {listed}"
        action = "Voeg een meting per kern toe, bijvoorbeeld met de leefplekmeter."
        return Gap(identity, title, f"Voor {name} zijn er geen cijfers {about}.", action)
    said = span(points(own, "onderwerp"))
    alt = f"Spinnenweb met zes dimensies. {subtitle}. {name}: {said[:1].lower()}{said[1:]}."
    chart, notes = draw_spider(table, dimensions, areas), [ONE_QUESTION, *level_note(release, rows)]
    return make_card(release, rows, chart, head, alt, level=level_of(areas[0]), notes=notes)


def spine(
    release: Release,
    area: str,
    *,
    centre: str,
    title: str,
    identity: str = "wijkprofiel",
    themes: Collection[str] = (),
) -> Card | Gap:
    """
    Draw the shares of an area as distance to `centre`, `rest` (of the gemeente) or an area code, in percentage points.

    Every share of the area has a line; one that is hidden or rests on too few people says so in words. `themes` of the
    catalogue to keep to; all when empty.
    """
    name, middle = release.catalogue.name(area), _named(centre, release)
    compared = verdicts(release, area)
    # What a model expects is held against nothing, and would stand beside what was measured under the same name.
    estimates = compared.loc[compared["reden"] == AN_ESTIMATE, "indicator"].nunique()
    compared = compared[compared["reden"] != AN_ESTIMATE]
    entries = [release.catalogue[i] for i in compared["indicator"]]
    shares = compared[[e.is_share and (not themes or e.thema in themes) for e in entries]]
    lines = shares[(shares["vergelijking"] == centre) | ~has_value(shares)].drop_duplicates("indicator")
    if not (lines["vergelijking"] == centre).any():
        reason = f"Voor {name} is er geen aandeel dat met {middle} te vergelijken is."
        return Gap(identity, title, reason, "Voeg cijfers toe met een teller en een noemer.")
    order = {i: (release.catalogue[i].thema, release.catalogue[i].kort) for i in lines["indicator"]}
    lines = lines.sort_values("indicator", key=lambda column: column.map(order), ignore_index=True)
    found = [release.rows(line.indicator, [area], line.periode) for line in lines.itertuples()]
    rows = pd.concat(found, ignore_index=True)
    held = lines["vergelijking"] == centre
    table = named(lines, release.catalogue).assign(
        thema=[order[i][0] for i in lines["indicator"]],
        vergelijk_waarde=lines["vergelijk_waarde"].astype(float).where(held),
        tekst=[
            written(line.waarde, release.catalogue[line.indicator]) if known else STATUS_TEXT[line.status]
            for line, known in zip(lines.itertuples(), held, strict=True)
        ],
    )
    others = shares[~shares["vergelijking"].isin([centre, REST, ""])]
    beside = dutch.enumeration([release.catalogue.name(code) for code in others["vergelijking"].unique()])
    table["daar"] = [
        written(value, release.catalogue[i]) if value == value else ""
        for i, value in zip(table["indicator"], table["vergelijk_waarde"], strict=True)
    ]
    notes = [
        NO_PROOF,
        family_note(release),
        *([f"Modelschattingen staan hier niet: {dutch.number(estimates)} onderwerpen."] if estimates else []),
        *([f"De streepjes zijn andere gebieden. Dat zijn: {beside}."] if beside else []),
    ]
    verdict = [
        f"{row.oordeel}; {sure_from(row)}" if row.zeker_vanaf == row.zeker_vanaf else row.oordeel
        for row in lines.itertuples()
    ]
    in_words = table[["onderwerp", "periode", "tekst", "daar", "oordeel"]].assign(
        periode=table["periode"].str[:4], oordeel=verdict
    )
    return make_card(
        release,
        rows,
        draw_spine(table, others),
        (identity, title, f"Verschil met {middle} in procentpunt, per onderwerp het laatste jaar"),
        f"Profiel van {name}: {_differences(table, middle)}",
        level=level_of(area),
        notes=notes,
        table=in_words.set_axis(["Onderwerp", "Jaar", "Hier", "Daar", "Oordeel"], axis=1),
        numbers=_with_compared(numbers_of(rows, release.catalogue), lines, shares, release),
    )


def _named(code: str, release: Release) -> str:
    return f"de rest van {release.naam}" if code == REST else release.catalogue.name(code)


def _with_compared(
    numbers: pd.DataFrame, lines: pd.DataFrame, shares: pd.DataFrame, release: Release
) -> pd.DataFrame:
    """Add what each line is compared with to the numbers behind the figure: it is drawn as well."""
    known = shares[shares["vergelijking"] != ""]
    beside = known.pivot_table(index="indicator", columns="vergelijking", values="vergelijk_waarde")
    beside = beside.reindex(index=lines["indicator"], columns=list(dict.fromkeys(known["vergelijking"])))
    beside.columns = [f"Daar: {_named(code, release)}" for code in beside.columns]
    return numbers.join(beside.reset_index(drop=True))


def _differences(table: pd.DataFrame, middle: str) -> str:
    """Say how many subjects were tested, how many of those differ clearly, and how many could not be."""
    words = table["woord"]
    tested = table[words.isin([*CLEAR, SMALL, NO_DIFFERENCE])]
    untested, clear = int((words == NOT_COMPARABLE).sum()), tested[tested["woord"].isin(CLEAR)]
    if tested.empty:
        subjects = dutch.counted(untested, "onderwerp", "onderwerpen")
        return f"bij {subjects} is een verschil met {middle} niet te toetsen."
    text = f"{dutch.counted(len(tested), 'onderwerp', 'onderwerpen')} vergeleken met {middle}. "
    text += f"Bij {untested} is een verschil niet te toetsen. " if untested else ""
    if clear.empty:
        return f"{text}Nergens is het verschil duidelijk."
    order = (clear["waarde"] - clear["vergelijk_waarde"]).abs().sort_values(ascending=False, kind="stable")
    named_ = [f"{row.onderwerp}, {row.tekst} tegen {row.daar}" for row in clear.loc[order.index].itertuples()]
    return f"{text}Duidelijk verschil bij {len(clear)}: {dutch.few(named_, 2)}."
