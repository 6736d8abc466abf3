"""The orange list, the list that just missed it, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE, facts_of
from analysis.cards.make import make_card
from analysis.charts.table import written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.policy_files import GOALS, PRIORITIES, lack
from analysis.model.tidy import STATUS_TEXT, STATUSES
from analysis.release.release import Release
from analysis.release.verdicts import A_COUNT, edition_verdicts
from analysis.statistics.comparison import COMPARISON_WORDS
from analysis.topics.agenda import Agenda, make_agenda, other_name
from analysis.topics.policy import Head, with_policy
from analysis.topics.priorities_ranking import CHANCE, MARGIN, MINOR, MISSED
from analysis.topics.profile import behind
from analysis.topics.verdict_words import family_note

REASONS = {
    CHANCE: "Na correctie voor het aantal vergelijkingen kan dit toeval zijn.",
    MINOR: "Het verschil is zeker, maar klein.",
    MARGIN: "Het verschil is groot genoeg, maar valt net binnen de marge.",
}


def compared_indicators(release: Release) -> tuple[str, ...]:
    """Return every indicator with a direction: the rule looks at all of these."""
    there = {indicator for indicator, _ in release.pairs()}
    entries = release.catalogue.indicators.values()
    return tuple(entry.id for entry in entries if entry.richting != "neutraal" and entry.id in there)


def priority_sentences(release: Release) -> tuple[str, ...]:
    """Say how many comparisons were made, how many numbers are orange, and what is not known."""
    if lack(release.gemeente, release.naam, GOALS, PRIORITIES):
        return ()
    agenda = make_agenda(release)
    made, not_made = agenda.comparisons.made, agenda.comparisons.not_made
    numbers = dutch.counted(len(agenda.topics), "cijfer staat", "cijfers staan")
    sentences = [
        f"Wij maakten {dutch.counted(len(made), 'vergelijking', 'vergelijkingen')}. {numbers} op de oranje lijst.",
        f"{dutch.number(len(not_made))} cijfers kregen geen oordeel; daar kan ook iets aan de hand zijn.",
    ]
    if fictional := sum(topic.is_example for topic in agenda.topics):
        sentences.append(f"{EXAMPLE}: {fictional} van de {len(agenda.topics)} rusten op verzonnen cijfers.")
    return tuple(sentences)


@with_policy("oranje_lijst", "Wat staat er op de oranje lijst?", GOALS, PRIORITIES)
def orange_list(release: Release, head: Head) -> Card | Gap:
    """Draw every number on the orange list with each comparison that put it there, and what is named beside it."""
    agenda, catalogue = make_agenda(release), release.catalogue
    if not agenda.topics:
        reason = f"Bij geen van de {len(agenda.comparisons.made)} vergelijkingen is het aantoonbaar slechter."
        return Gap(*head, reason, "Kijk ook wat niet te vergelijken was.")
    lines = pd.concat([topic.lines for topic in agenda.topics], ignore_index=True)
    first = agenda.topics[0]
    return make_card(
        release,
        behind(release, lines),
        None,
        (*head, f"Cijfers waarop {release.naam} of een kern slechter scoort, met de reden"),
        f"Tabel met {dutch.counted(len(agenda.topics), 'cijfer', 'cijfers')}: "
        f"{dutch.enumeration([catalogue[topic.indicator].kort for topic in agenda.topics])}. "
        f"Bovenaan staat {catalogue[first.indicator].kort}, slechter dan {first.worse_than}.",
        also=(agenda.tree.bron,),
        **_tables(release, lines),
        notes=(*_rule_notes(release, agenda), *_more_reasons(release, agenda)),
    )


def _more_reasons(release: Release, agenda: Agenda) -> Iterator[str]:
    """Yield why else a number is on the list, and what the policy names without an orange number."""
    for topic in agenda.topics:
        if topic.extra:
            yield f"{release.catalogue[topic.indicator].kort} staat er ook om: {'; '.join(topic.extra)}."
    for word, why in agenda.named:
        name = f"{why.knoop} {agenda.tree.nodes[why.knoop].naam}"
        yield f"Geen oranje cijfer, wel genoemd in het beleid: {name}. {dutch.sentence(word)[:-1]}: {why.waarom} (r. {why.regel})."


def _rule_notes(release: Release, agenda: Agenda) -> tuple[str, ...]:
    """Say by which rule a number is orange, and how many comparisons that took."""
    unsure = sum(
        not bool(line.zeker_relevant) for topic in agenda.topics for line in topic.lines.itertuples()
    )
    return (
        "Oranje: slechter dan de regio, de klasse of Nederland, groot genoeg om ertoe te doen, en aantoonbaar.",
        family_note(release),
        "Een kern is vergeleken met de rest van de gemeente, en met dezelfde gebieden als de gemeente.",
        "Een verschil tussen percentages staat in procentpunt.",
        *(
            [f"Bij {unsure} vergelijkingen kan het verschil ook te klein zijn om ertoe te doen."]
            if unsure
            else []
        ),
    )


def _difference(row: object, entry: Indicator) -> str:
    """Write a difference with its bounds: `−4,6 (−8,1 tot −0,6)`."""
    numbers = [getattr(row, name) for name in ("verschil", "verschil_onder", "verschil_boven")]
    gap, low, high = (dutch.number(one, max(1, entry.decimalen)).replace("-", "−") for one in numbers)
    return f"{gap} ({low} tot {high})"


@with_policy("net_niet_oranje", "Wat haalde de oranje lijst net niet?", GOALS, PRIORITIES)
def just_missed(release: Release, head: Head) -> Card | Gap:
    """Draw the comparisons that just missed the list, by reason."""
    agenda, catalogue = make_agenda(release), release.catalogue
    lines = agenda.comparisons.lines(*MISSED)
    if lines.empty:
        return Gap(*head, "Geen enkele vergelijking haalde de lijst net niet.", "Er is niets nodig.")
    already = {(topic.indicator, topic.area) for topic in agenda.topics}
    double = [pair[0] for pair in zip(lines["indicator"], lines["gebied"], strict=True) if pair in already]
    names = dutch.enumeration([catalogue[name].kort for name in dict.fromkeys(double)])
    return make_card(
        release,
        behind(release, lines),
        None,
        (*head, "Vergelijkingen die slechter uitvallen, maar niet zeker of niet groot genoeg"),
        f"Tabel met {dutch.counted(len(lines), 'vergelijking', 'vergelijkingen')}: "
        f"{dutch.enumeration([catalogue[name].kort for name in lines['indicator']])}.",
        **_tables(release, lines),
        notes=(
            *([f"Door een andere vergelijking al op de oranje lijst: {names}."] if names else []),
            *(f"{dutch.sentence(one)} {REASONS[one]}" for one in MISSED if one in set(lines["uitkomst"])),
            "Net niet betekent niet: geen probleem.",
        ),
    )


@with_policy("groot_niet_te_toetsen", "Welke grote verschillen zijn niet te toetsen?", GOALS, PRIORITIES)
def not_testable(release: Release, head: Head) -> Card | Gap:
    """List by size the differences that matter of numbers without margin, each with how many respondents would settle it."""
    lines, catalogue = make_agenda(release).comparisons.untested, release.catalogue
    if lines.empty:
        return Gap(*head, "Er is geen groot verschil zonder marge.", "Er is niets nodig.")
    entries = [catalogue[name] for name in lines["indicator"]]
    shown = pd.DataFrame(
        {
            "Onderwerp": [entry.kort for entry in entries],
            "Gebied": [catalogue.name(area) for area in lines["gebied"]],
            "Jaar": lines["periode"].str[:4],
            "Hier": list(map(written, lines["waarde"], entries)),
            "Vergeleken met": [other_name(release, code) for code in lines["vergelijking"]],
            "Daar": list(map(written, lines["vergelijk_waarde"], entries)),
            "Verschil": [dutch.signed(gap) for gap in lines["verschil"]],
            "Zeker vanaf": [f"{dutch.number(n)} deelnemers" for n in lines["zeker_vanaf"]],
        }
    )
    told = [f"{row.onderwerp}, {row.verschil}" for row in shown.rename(columns=str.lower).itertuples()]
    return make_card(
        release,
        behind(release, lines),
        None,
        (*head, f"Cijfers waarop {release.naam} ongunstig uitkomt, zonder marge van de bron, naar grootte"),
        f"Tabel met {dutch.counted(len(shown), 'verschil', 'verschillen')}: {dutch.enumeration(told)}.",
        table=shown,
        numbers=shown.assign(Onderwerp=[entry.naam for entry in entries]),
        notes=(
            "Zeker vanaf: met zoveel deelnemers is het verschil groter dan het toeval. De bron meldt het aantal niet.",
            "Een steekproef die niet puur geloot is heeft er meer nodig; daarvoor is met een factor gerekend.",
            "Van elk cijfer staat hier één vergelijking: die waarin de twee het verst uit elkaar liggen.",
        ),
    )


@with_policy("niet_vergeleken", "Wat was niet te vergelijken?", GOALS, PRIORITIES)
def not_compared(release: Release, head: Head) -> Card | Gap:
    """Draw per area how many numbers could not be compared, and why."""
    table, catalogue = make_agenda(release).comparisons.not_made, release.catalogue
    if table.empty:
        return Gap(*head, "Alle cijfers waren te vergelijken.", "Er is niets nodig.")
    # What rests on numbers without a comparison has no rows to draw: the release itself is what is counted.
    rows = release.every_source(sorted(set(table["indicator"])))
    rows = rows.merge(table[["indicator", "gebied"]])
    whole = pd.DataFrame(
        {
            "Onderwerp": [catalogue[name].naam for name in table["indicator"]],
            "Gebied": [catalogue.name(area) for area in table["gebied"]],
            "Reden": table["reden"],
            "Status": table["status"].map(STATUS_TEXT),
        }
    )
    # By code: a kern may have the name of its gemeente.
    groups = whole.groupby([table["gebied"], "Reden"], sort=False)["Status"]
    counted = groups.agg(Cijfers="size", Verzonnen=lambda found: int((found == EXAMPLE).sum())).reset_index()
    counted.insert(0, "Gebied", [catalogue.name(area) for area in counted["gebied"]])
    counted["Status"] = [f"waarvan {one} {EXAMPLE}" if one else "echt" for one in counted["Verzonnen"]]
    most = counted[counted["Cijfers"] == counted["Cijfers"].max()]
    over = [f"{row.Gebied}, {row.Reden}" for row in most.itertuples()]
    return make_card(
        release,
        rows,
        None,
        (*head, f"Aantal cijfers over {release.naam} en de kernen zonder oordeel, met de reden"),
        f"Tabel: {dutch.number(len(table))} cijfers zijn niet vergeleken. De meeste: "
        f"{'steeds ' if len(over) > 1 else ''}{most['Cijfers'].iloc[0]} over {dutch.few(over, 3)}.",
        numbers=whole,
        table=counted[["Gebied", "Reden", "Cijfers", "Status"]],
        notes=(
            "Niet te vergelijken betekent niet: geen probleem.",
            "Hoger of lager is hier niet beter: voor deze cijfers is geen gunstige richting vastgesteld.",
        ),
    )


@with_policy("alle_oordelen", "Wat is er vergeleken, en met welke uitkomst?", GOALS, PRIORITIES)
def every_verdict(release: Release, head: Head) -> Card | Gap:
    """Count the verdicts of the edition by word and reason, real and fictional apart; the download has each of them."""
    made = edition_verdicts(release)
    made = made[(made["vergelijking"] != "") & (made["reden"] != A_COUNT)].reset_index(drop=True)
    if made.empty:
        return Gap(*head, "Er is niets te vergelijken.", "Voeg cijfers van elders toe.")
    order = [word for word in COMPARISON_WORDS if word in set(made["woord"])]
    groups = made.groupby(["woord", "reden"])["voorbeeld"].agg(["size", "sum"]).reset_index()
    groups = groups.sort_values("woord", key=lambda words: words.map(order.index), kind="stable")
    shown = pd.DataFrame(
        {
            "Uitkomst": [dutch.sentence(word)[:-1] for word in groups["woord"]],
            "Waarom": groups["reden"].replace("", "groter dan het toeval of de afronding"),
            "Echt": [
                dutch.number(all_ - made_up)
                for all_, made_up in zip(groups["size"], groups["sum"], strict=True)
            ],
            "Verzonnen": [dutch.number(one) for one in groups["sum"]],
        }
    )
    catalogue = release.catalogue
    effects = {name: catalogue.source(name).design_effect for name in made["bron"].unique()}
    numbers = pd.DataFrame(
        {
            # By the short name: a long one may be that of a hidden answer as well, to who reads only its beginning.
            "Onderwerp": [catalogue[name].kort for name in made["indicator"]],
            "Gebied": [catalogue.name(area) for area in made["gebied"]],
            "Periode": made["periode"],
            "Waarde": made["waarde"],
            "Vergeleken met": [other_name(release, code) for code in made["vergelijking"]],
            "Waarde daar": made["vergelijk_waarde"],
            "Verschil": made["verschil"],
            "Ondergrens": made["verschil_onder"],
            "Bovengrens": made["verschil_boven"],
            "Uitkomst": made["woord"],
            "Waarom": made["reden"],
            "Kans op toeval": made["kans"],
            "Kans na correctie": made["kans_aangepast"],
            "Zeker vanaf (deelnemers)": made["zeker_vanaf"],
            "Ontwerpeffect": made["bron"].map(effects),
            "Status": made["status"].map(STATUS_TEXT),
        }
    )
    clear = [f"{word} {int((made['woord'] == word).sum())}" for word in order]
    rows = behind(release, made)
    return make_card(
        release,
        rows,
        None,
        (*head, f"Alle vergelijkingen van {release.naam} en de kernen, naar uitkomst"),
        f"Tabel: {dutch.number(len(made))} vergelijkingen. {dutch.sentence(dutch.enumeration(clear))}",
        table=shown,
        numbers=numbers,
        # What is the matter with each number is said where it is drawn: here that would be a page.
        facts=replace(facts_of(rows, release.catalogue), caveats=()),
        notes=(family_note(release), "De download heeft elke vergelijking, met verschil, marge en kans."),
    )


def _tables(release: Release, lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the numbers of comparisons, and the table that is shown, each with the weakest status they rest on."""
    entries = [release.catalogue[name] for name in lines["indicator"]]
    found = [behind(release, lines.iloc[[number]])["status"] for number in range(len(lines))]
    numbers = pd.DataFrame(
        {
            "Onderwerp": [entry.naam for entry in entries],
            "Gebied": [release.catalogue.name(area) for area in lines["gebied"]],
            "Periode": lines["periode"],
            "Waarde": lines["waarde"],
            "Eenheid": [entry.eenheid for entry in entries],
            "Vergeleken met": [other_name(release, code) for code in lines["vergelijking"]],
            "Waarde daar": lines["vergelijk_waarde"],
            "Verschil": lines["verschil"],
            "Ondergrens": lines["verschil_onder"],
            "Bovengrens": lines["verschil_boven"],
            "Relevant verschil": [entry.relevant_verschil for entry in entries],
            "Kans op toeval": lines["kans"],
            "Kans na correctie": lines["kans_aangepast"],
            "Zeker groot genoeg": ["ja" if one else "nee" for one in lines["zeker_relevant"]],
            "Uitkomst": lines["uitkomst"],
            "Status": [STATUS_TEXT[max(statuses, key=STATUSES.index)] for statuses in found],
        }
    )
    shown = pd.DataFrame(
        {
            "Onderwerp": [entry.kort for entry in entries],
            "Gebied": numbers["Gebied"],
            "Jaar": lines["periode"].str[:4],
            "Hier": list(map(written, lines["waarde"], entries)),
            "Vergeleken met": numbers["Vergeleken met"],
            "Daar": list(map(written, lines["vergelijk_waarde"], entries)),
            "Verschil (95%-marge)": list(map(_difference, lines.itertuples(), entries)),
            "Uitkomst": lines["uitkomst"],
            "Status": numbers["Status"],
        }
    )
    return {"numbers": numbers, "table": shown}
