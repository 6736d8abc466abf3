"""The chapter on claims: what holds, where sources do not agree (looked for at each build), one concept by several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import numbers_of
from analysis.cards.make import make_card
from analysis.charts.dots import sources
from analysis.charts.table import has_value, named, written
from analysis.ground import dutch
from analysis.model.policy_files import CLAIMS, has_policy
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.topics import claims_check as check
from analysis.topics.claims_check import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, JudgedClaim, judge_all
from analysis.topics.claims_policy import Claims, Conflict, read_claims
from analysis.topics.policy import Head, budget_of, with_policy
from analysis.topics.profile import real

FOUND, WRITTEN = "gevonden door een regel", "vastgelegd met reden"
WAITING, GONE = "wacht op cijfers", "niet meer gevonden"
STATES = (FOUND, WRITTEN, WAITING, GONE)
YEARS = (2021, 2022)  # the taakstelling starts in 2022
Judgements = Mapping[str, JudgedClaim]


def indicators(release: Release) -> tuple[str, ...]:
    """Return what the sentences of a gemeente are about; nothing where none were written down."""
    claims = read_claims(release.gemeente).beweringen if has_policy(release.gemeente, CLAIMS) else ()
    return tuple(dict.fromkeys(one for claim in claims for one in claim.toets.indicator))


@with_policy("beweringen", "Kloppen de zinnen in de beleidsdocumenten?", CLAIMS)
def overview(release: Release, head: Head) -> Card | Gap:
    """Show of every sentence with a number or comparison what came out, with the real numbers beside it."""
    claims = read_claims(release.gemeente)
    judged = judge_all(claims, release)
    groups = _by_word(judged)
    wrong = f" In strijd: {dutch.enumeration(groups[CONTRADICTED])}." if groups[CONTRADICTED] else ""
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, f"{len(judged)} beweringen met een getal of een vergelijking"),
        f"Tabel. Van {len(judged)} beweringen: {_counted(groups)}.{wrong}",
        notes=(
            f"Van deze beweringen: {_counted(groups)}.",
            "Een document bewijst zichzelf niet. Voorbeeldcijfers bewijzen niets.",
            "Klopt bij een opsomming of begroting: het document klopt met zichzelf.",
        ),
        table=pd.DataFrame([_line(one, release) for one in judged.values()]),
        also=claims.documents,
    )


def summary(release: Release) -> tuple[str, ...]:
    """Say how many sentences hold, how many do not, and why most cannot be told."""
    if not has_policy(release.gemeente, CLAIMS):
        return ()
    judged = judge_all(read_claims(release.gemeente), release)
    groups = _by_word(judged)
    count = {word: len(ids) for word, ids in groups.items()}
    alone = sum(one.reason == check.ONLY_ITSELF for one in judged.values())
    return (
        f"Wij toetsten {dutch.counted(len(judged), 'zin', 'zinnen')}.",
        f"{count[HOLDS]} {'klopt' if count[HOLDS] == 1 else 'kloppen'}, "
        f"{count[UNCLEAR]} {'is' if count[UNCLEAR] == 1 else 'zijn'} niet aantoonbaar, "
        f"en bij {count[UNSOURCED]} is er geen bron.",
        f"In strijd met de cijfers: {dutch.enumeration(groups[CONTRADICTED])}."
        if groups[CONTRADICTED]
        else "Geen zin is in strijd met de cijfers.",
        f"Bij {alone} zinnen noemt alleen het document zelf het cijfer.",
    )


@with_policy("tegenstrijdigheden", "Waar spreken documenten en bronnen elkaar tegen?", CLAIMS)
def conflicts(release: Release, head: Head) -> Card | Gap:
    """Show the places where documents and sources do not agree: found again by a rule, or written down."""
    claims = read_claims(release.gemeente)
    found = find_all(claims, judge_all(claims, release), release)
    groups = {state: [f"{one.conflict.id}" for one in found if one.state == state] for state in STATES}
    groups = {state: ids for state, ids in groups.items() if ids or state != GONE}
    lines = [(f"{one.id}", one.naam, f"r. {one.regel}", state, seen, one.reden) for one, state, seen in found]
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, dutch.counted(len(found), "tegenstrijdigheid", "tegenstrijdigheden")),
        f"Tabel. Van {len(found)} tegenstrijdigheden: {_counted(groups)}.",
        notes=(
            f"Van deze tegenstrijdigheden: {_counted(groups)}.",
            "Wij lossen geen tegenstrijdigheid stil op. De tabel zegt wat wij ermee doen.",
        ),
        table=pd.DataFrame(
            lines, columns=["Nr.", "Wat", "Waar", "Hoe gevonden", "Wat wij zien", "Wat wij ermee doen"]
        ),
        also=claims.documents,
    )


@with_policy("begrippen_naast_elkaar", "Wat zeggen verschillende bronnen over hetzelfde?", CLAIMS)
def side_by_side(release: Release, head: Head) -> Card | Gap:
    """Draw one concept by several sources, each with its own number: never averaged, never overwritten."""
    claims = read_claims(release.gemeente)
    found = []
    for concept in claims.begrippen:
        for line in concept.cijfers:
            # The newest number of every source.
            rows = release.every_source([line.indicator], [line.gebied])
            rows = rows[has_value(rows)].sort_values("periode", kind="stable")
            found.append(rows.drop_duplicates("bron", keep="last").assign(begrip=concept.naam))
    if not any(map(len, found)):
        return Gap(*head, "Over deze begrippen zijn er geen cijfers.", "Voeg een bron toe.")
    rows = pd.concat(found, ignore_index=True)
    ranges = [
        f"{name}: van {dutch.percentage(part['waarde'].min())} tot {dutch.percentage(part['waarde'].max())}"
        for name, part in rows.groupby("begrip", sort=False)
    ]
    drawn = named(rows, release.catalogue)
    table = numbers_of(rows, release.catalogue)
    table.insert(0, "Begrip", rows["begrip"].to_numpy())
    shown = table[["Begrip", "Onderwerp", "Gebied", "Periode", "Status", "Bron"]].copy()
    shown.insert(4, "Waarde", drawn["tekst"].to_numpy())
    return make_card(
        release,
        rows,
        sources(drawn.assign(label=[_label(row, release) for row in rows.itertuples()])),
        (*head, "Per begrip elk cijfer dat er is, met gebied, jaar en bron"),
        f"Puntdiagram. {'; '.join(ranges)}.",
        notes=(
            "Deze cijfers zijn niet met elkaar te verrekenen.",
            *(f"{one.naam}: {one.les}" for one in claims.begrippen),
        ),
        numbers=table,
        table=shown,
    )


def _by_word(judged: Mapping[str, JudgedClaim]) -> dict[str, list[str]]:
    return {word: [claim for claim, one in judged.items() if one.word == word] for word in check.WORDS}


def _counted(groups: Mapping[str, Sequence[str]]) -> str:
    return dutch.enumeration([f"{len(ids) or 'geen'} {word}" for word, ids in groups.items()])


def _line(one: JudgedClaim, release: Release) -> dict[str, str]:
    """Return a sentence with what came out, and the real numbers beside it: each with where, when, status and source."""
    catalogue, known = release.catalogue, []
    for row in real(one.beside).itertuples():
        entry = catalogue[row.indicator]
        weak = "" if row.status == "definitief" else f", {STATUS_TEXT[row.status]}"
        where = f"{dutch.period(row.periode)}, {catalogue.source(row.bron).naam_kort}{weak}"
        known.append(f"{entry.kort}, {catalogue.name(row.gebied)}: {written(row.waarde, entry)} ({where})")
    return {
        "Nr.": one.claim.id,
        "Bewering": one.claim.zin,
        "Waar": f"{catalogue.source(one.claim.bron).naam_kort}, r. {one.claim.regel}",
        "Oordeel": one.word,
        "Waarom": one.reason,
        "Cijfers ernaast": "; ".join(known) or "geen",
    }


def _label(row: Any, release: Release) -> str:
    """Say what a number is about, where and when, and who gives it."""
    entry = release.catalogue[row.indicator]
    # Two indicators may have one short name; who is asked then tells them apart.
    who = f" ({entry.leeftijd})" if row.indicator.startswith("jv_") else ""
    publisher = release.catalogue.source(row.bron).uitgever
    # "Centraal Bureau voor de Statistiek (CBS)": the short name in brackets says it.
    short = re.search(r"\(([^()]+)\)$", publisher)
    by = "verzonnen" if row.status == "voorbeeld" else short[1] if short else publisher
    return f"{entry.kort}{who}\n{release.catalogue.name(row.gebied)}, {dutch.period(row.periode)} ({by})"


# --- where documents and sources do not agree


class FoundConflict(NamedTuple):
    """One conflict, how it was found, and what was seen."""

    conflict: Conflict
    state: str
    seen: str


def find_all(claims: Claims, judged: Judgements, release: Release) -> list[FoundConflict]:
    """Return what became of every conflict, in the order of the file."""
    return [
        FoundConflict(one, *_FINDERS[one.vinder](one, judged, release)) for one in claims.tegenstrijdigheden
    ]


def _by_claim(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    found = [judged[one] for one in conflict.bewering]
    if all(one.word == UNSOURCED for one in found):
        return WAITING, " ".join(dict.fromkeys(one.reason for one in found))
    wrong = [one for one in found if one.word != HOLDS]
    return (FOUND, f"{wrong[0].word}: {wrong[0].reason}") if wrong else (GONE, found[0].reason)


def _without_level(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    claims = [one.claim for one in judged.values() if one.claim.niveau == "niet genoemd"]
    found = [one.id for one in claims if re.search(r"\d", one.citaat)]
    return (
        FOUND if {*conflict.bewering} <= {*found} else GONE
    ), f"Zonder gebied: {dutch.enumeration(found)}."


def _without_number(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    found = [judged[one] for one in conflict.bewering if judged[one].word == UNSOURCED]
    bare = [one for one in found if not re.search(r"\d", one.claim.zin)]
    return (FOUND if bare else GONE), f"{len(bare)} beweringen zonder getal."


def _definitions(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    entries = [release.catalogue[one] for one in conflict.indicator]
    counted = {(entry.teller, entry.noemer, entry.leeftijd) for entry in entries}
    seen = "; ".join(f"{one.kort}: {one.noemer or one.leeftijd or 'noemer niet genoemd'}" for one in entries)
    return (FOUND if len(counted) > 1 else GONE), f"{seen}."


def _sources(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    rows = release.every_source(conflict.indicator, [conflict.gebied])
    names = sorted({release.catalogue.source(one).naam_kort for one in rows.loc[has_value(rows), "bron"]})
    return (FOUND if len(names) > 1 else WAITING), f"{len(names)} bronnen: {'; '.join(names)}."


def _more_answers(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    people, *answers = conflict.indicator
    rows = release.rows(list(conflict.indicator), [conflict.gebied])
    value = rows[has_value(rows)].set_index("indicator")["waarde"]
    if people not in value.index:
        return WAITING, "Er zijn geen aantallen."
    total = sum(float(value[one]) for one in answers if one in value.index)
    seen = f"{dutch.number(total)} antwoorden van {dutch.number(value[people])} mensen."
    return (FOUND if total > value[people] else GONE), seen


def _class(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    members = [one for one in release.catalogue.areas.values() if one.hoort_bij == conflict.gebied]
    return (GONE if members else FOUND), f"{len(members)} gemeenten van deze klasse zijn bekend."


def _kernen(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    own = len(release.kernen())
    return (FOUND if own != conflict.aantal else GONE), f"{conflict.aantal} gebieden, {own} kernen."


def _budget(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    budget = budget_of(release.gemeente)
    if budget is None:
        return WAITING, check.NO_BUDGET
    changes = {}
    for posts in conflict.posten:
        old, new = (sum(budget.amount(post, year) for post in posts) for year in YEARS)
        changes[posts[0]] = dutch.percentage(100 * (new - old) / old if old else 0.0)
    seen = "; ".join(f"{name}: {change}" for name, change in changes.items())
    return (FOUND if len(set(changes.values())) > 1 else GONE), f"{seen}."


_FINDERS: Mapping[str, Callable[[Conflict, Judgements, Release], tuple[str, str]]] = {
    "bewering": _by_claim,
    "zonder niveau": _without_level,
    "zonder getal": _without_number,
    "definities": _definitions,
    "bronnen": _sources,
    "meer antwoorden": _more_answers,
    "klasse": _class,
    "kernen": _kernen,
    "begroting": _budget,
    "vastgelegd": lambda *_: (WRITTEN, "Geen cijfer kan dit laten zien."),
}
