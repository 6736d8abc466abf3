"""The orange list, the list that just missed it, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.cards.make import make_card
from analysis.charts.table import written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.tidy import STATUS_TEXT, STATUSES
from analysis.release.release import Release
from analysis.topics.agenda_items import Agenda, lacking, make_agenda, other_name, worse_than
from analysis.topics.priorities_ranking import CHANCE, MARGIN, MISSED, SMALL, behind

REASONS = {
    CHANCE: "Na correctie voor het aantal vergelijkingen kan dit toeval zijn.",
    SMALL: "Het verschil is zeker, maar klein.",
    MARGIN: "Het verschil is groot genoeg, maar valt net binnen de marge.",
}


def compared_indicators(release: Release) -> tuple[str, ...]:
    """Return every indicator with a direction: the rule looks at all of these."""
    entries = release.catalogue.indicators.values()
    there = {indicator for indicator, _ in release.pairs()}
    return tuple(entry.id for entry in entries if entry.richting != "neutraal" and entry.id in there)


def priority_sentences(release: Release) -> tuple[str, ...]:
    """Say how many comparisons were made, how many numbers are orange, and what is not known."""
    if lacking(release):
        return ()
    agenda = make_agenda(release)
    made, not_made = agenda.comparisons.made, agenda.comparisons.not_made
    numbers = dutch.counted(len(agenda.topics), "cijfer staat", "cijfers staan")
    sentences = [
        f"Wij maakten {dutch.counted(len(made), 'vergelijking', 'vergelijkingen')}. {numbers} op de oranje lijst.",
        f"{dutch.number(len(not_made))} cijfers kregen geen oordeel; daar kan ook iets aan de hand zijn.",
    ]
    fictional = sum(topic.is_example for topic in agenda.topics)
    if fictional:
        sentences.append(f"{EXAMPLE}: {fictional} van de {len(agenda.topics)} rusten op verzonnen cijfers.")
    return tuple(sentences)


def difference(row: object, entry: Indicator) -> str:
    """Write a difference with its bounds: `−4,6 (−8,1 tot −0,6)`."""
    decimals = max(1, entry.decimalen)
    numbers = [getattr(row, name) for name in ("verschil", "ondergrens", "bovengrens")]
    gap, low, high = (dutch.number(number, decimals).replace("-", "−") for number in numbers)
    return f"{gap} ({low} tot {high})"


def orange_list(release: Release) -> Card | Gap:
    """Draw every number on the orange list with each comparison that put it there, and what is named beside it."""
    title, identity = "Wat staat er op de oranje lijst?", "oranje_lijst"
    if lack := lacking(release):
        return Gap(identity, title, *lack)
    agenda = make_agenda(release)
    if not agenda.topics:
        reason = f"Bij geen van de {len(agenda.comparisons.made)} vergelijkingen is het aantoonbaar slechter."
        return Gap(identity, title, reason, "Kijk ook wat niet te vergelijken was.")
    lines = pd.concat([topic.lines for topic in agenda.topics], ignore_index=True)
    first = agenda.topics[0]
    names = dutch.enumeration([release.catalogue[topic.indicator].kort for topic in agenda.topics])
    return make_card(
        release,
        behind(release, lines),
        None,
        (identity, title, f"Cijfers waarop {release.naam} of een kern slechter scoort, met de reden"),
        (
            f"Tabel met {dutch.counted(len(agenda.topics), 'cijfer', 'cijfers')}: {names}. Het duidelijkst is "
            f"{release.catalogue[first.indicator].kort}, slechter dan {worse_than(release, first)}."
        ),
        also=(agenda.tree.bron,),
        numbers=_numbers(release, lines),
        table=_shown(release, lines),
        notes=(
            *rule_notes(agenda),
            *_more_reasons(release, agenda),
        ),
    )


def _more_reasons(release: Release, agenda: Agenda) -> Iterator[str]:
    """Yield why else a number is on the list, and what the policy names without an orange number."""
    for topic in agenda.topics:
        if topic.extra:
            yield f"{release.catalogue[topic.indicator].kort} staat er ook om: {'; '.join(topic.extra)}."
    for word, why in agenda.named:
        name = f"{why.knoop} {agenda.tree.nodes[why.knoop].naam}"
        yield f"Geen oranje cijfer, wel genoemd in het beleid: {name}. {dutch.sentence(word)[:-1]}: {why.waarom} (r. {why.regel})."


def rule_notes(agenda: Agenda) -> tuple[str, ...]:
    """Say by which rule a number is orange, and how many comparisons that took."""
    limit = dutch.percentage(100 * agenda.comparisons.limit, 0)
    return (
        "Oranje: slechter dan de regio, de klasse of Nederland, groot genoeg om ertoe te doen, en aantoonbaar.",
        f"Er zijn {len(agenda.comparisons.made)} vergelijkingen. Daarvoor is gecorrigeerd volgens "
        f"Benjamini en Hochberg: hooguit {limit} van de lijst is naar verwachting toeval.",
        "Een kern is vergeleken met de rest van de gemeente.",
        "Een verschil tussen percentages staat in procentpunt.",
    )


def just_missed(release: Release) -> Card | Gap:
    """Draw the comparisons that just missed the list, by reason."""
    title, identity = "Wat haalde de oranje lijst net niet?", "net_niet_oranje"
    if lack := lacking(release):
        return Gap(identity, title, *lack)
    agenda = make_agenda(release)
    lines = agenda.comparisons.lines(*MISSED)
    if lines.empty:
        reason = "Geen enkele vergelijking haalde de lijst net niet."
        return Gap(identity, title, reason, "Er is niets nodig.")
    already = {(topic.indicator, topic.area) for topic in agenda.topics}
    double = [row.indicator for row in lines.itertuples() if (row.indicator, row.gebied) in already]
    names = dutch.enumeration(list(dict.fromkeys(release.catalogue[name].kort for name in double)))
    return make_card(
        release,
        behind(release, lines),
        None,
        (identity, title, "Vergelijkingen die slechter uitvallen, maar niet zeker of niet groot genoeg"),
        (
            f"Tabel met {dutch.counted(len(lines), 'vergelijking', 'vergelijkingen')}: "
            f"{dutch.enumeration([release.catalogue[row.indicator].kort for row in lines.itertuples()])}."
        ),
        numbers=_numbers(release, lines),
        table=_shown(release, lines),
        notes=(
            *([f"Door een andere vergelijking al op de oranje lijst: {names}."] if names else []),
            *(f"{dutch.sentence(one)} {REASONS[one]}" for one in MISSED if one in set(lines["uitkomst"])),
            "Net niet betekent niet: geen probleem.",
        ),
    )


def not_compared(release: Release) -> Card | Gap:
    """Draw per area how many numbers could not be compared, and why."""
    title, identity = "Wat was niet te vergelijken?", "niet_vergeleken"
    if lack := lacking(release):
        return Gap(identity, title, *lack)
    agenda = make_agenda(release)
    table = agenda.comparisons.not_made
    if table.empty:
        return Gap(identity, title, "Alle cijfers waren te vergelijken.", "Er is niets nodig.")
    # What rests on numbers without a comparison has no rows to draw: the release itself is what is counted.
    pairs = set(zip(table["indicator"], table["gebied"], strict=True))
    counted_rows = release.every_source(sorted(set(table["indicator"])))
    inside = [pair in pairs for pair in zip(counted_rows["indicator"], counted_rows["gebied"], strict=True)]
    counted = table.groupby(["gebied", "reden"], sort=False).size().reset_index(name="aantal")
    shown = counted.assign(gebied=[release.catalogue.name(area) for area in counted["gebied"]])
    most = counted[counted["aantal"] == counted["aantal"].max()]
    over = [f"{release.catalogue.name(str(row.gebied))}, {row.reden}" for row in most.itertuples()]
    table = table.assign(
        status=[_own_status(release, *pair) for pair in zip(table["indicator"], table["gebied"], strict=True)]
    )
    fictional = table[table["status"] == EXAMPLE].groupby(["gebied", "reden"]).size()
    shown["status"] = [
        f"waarvan {found} {EXAMPLE}" if (found := fictional.get((row.gebied, row.reden), 0)) else "echt"
        for row in counted.itertuples()
    ]
    whole = table.assign(
        onderwerp=[release.catalogue[name].naam for name in table["indicator"]],
        naam=[release.catalogue.name(area) for area in table["gebied"]],
    )
    return make_card(
        release,
        counted_rows[inside],
        None,
        (identity, title, f"Aantal cijfers over {release.naam} en de kernen zonder oordeel, met de reden"),
        (
            f"Tabel: {dutch.number(len(table))} cijfers zijn niet vergeleken. De meeste: "
            f"{'steeds ' if len(over) > 1 else ''}{most['aantal'].iloc[0]} over {dutch.few(over, 3)}."
        ),
        numbers=whole[["onderwerp", "naam", "reden", "status"]].set_axis(
            ["Onderwerp", "Gebied", "Reden", "Status"], axis=1
        ),
        table=shown.set_axis(["Gebied", "Reden", "Cijfers", "Status"], axis=1),
        notes=(
            "Niet te vergelijken betekent niet: geen probleem.",
            "Hoger of lager is hier niet beter: voor deze cijfers is geen gunstige richting vastgesteld.",
        ),
    )


def _own_status(release: Release, indicator: str, area: str) -> str:
    own = release.last(indicator, area)
    return "" if own is None else STATUS_TEXT[own["status"]]


def _numbers(release: Release, lines: pd.DataFrame) -> pd.DataFrame:
    catalogue = release.catalogue
    return pd.DataFrame(
        {
            "Onderwerp": [catalogue[name].naam for name in lines["indicator"]],
            "Gebied": [catalogue.name(area) for area in lines["gebied"]],
            "Periode": lines["periode"],
            "Waarde": lines["waarde"],
            "Eenheid": [catalogue[name].eenheid for name in lines["indicator"]],
            "Vergeleken met": [other_name(release, code) for code in lines["vergelijking"]],
            "Waarde daar": lines["vergelijk_waarde"],
            "Verschil": lines["verschil"],
            "Ondergrens": lines["ondergrens"],
            "Bovengrens": lines["bovengrens"],
            "Relevant verschil": [catalogue[name].relevant_verschil for name in lines["indicator"]],
            "Kans op toeval": lines["kans"],
            "Kans na correctie": lines["kans_aangepast"],
            "Uitkomst": lines["uitkomst"],
            "Status": _statuses(release, lines),
        }
    )


def _shown(release: Release, lines: pd.DataFrame) -> pd.DataFrame:
    catalogue = release.catalogue
    rows = [(row, catalogue[row.indicator]) for row in lines.itertuples()]
    return pd.DataFrame(
        {
            "Onderwerp": [entry.kort for _, entry in rows],
            "Gebied": [catalogue.name(row.gebied) for row, _ in rows],
            "Jaar": [row.periode[:4] for row, _ in rows],
            "Hier": [written(row.waarde, entry) for row, entry in rows],
            "Vergeleken met": [other_name(release, row.vergelijking) for row, _ in rows],
            "Daar": [written(row.vergelijk_waarde, entry) for row, entry in rows],
            "Verschil (95%-marge)": [difference(row, entry) for row, entry in rows],
            "Uitkomst": [row.uitkomst for row, _ in rows],
            "Status": _statuses(release, lines),
        }
    )


def _statuses(release: Release, lines: pd.DataFrame) -> list[str]:
    """Return per comparison the weakest status of the numbers it rests on."""
    found = [behind(release, lines.iloc[[number]])["status"] for number in range(len(lines))]
    return [STATUS_TEXT[max(statuses, key=STATUSES.index)] for statuses in found]
