"""The figures of the chapter on claims: what holds, where sources do not agree, and one concept by several sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import numbers_of
from analysis.cards.make import make_card
from analysis.charts.dots import sources
from analysis.charts.table import named, written
from analysis.ground import dutch
from analysis.model.policy_files import CLAIMS, lack
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.topics.claims_check import ONLY_ITSELF, Outcome, judge_all
from analysis.topics.claims_conflicts import STATES, Finding, find_all
from analysis.topics.claims_policy import Claims, read_claims
from analysis.topics.claims_rules import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, WORDS

OVERVIEW, CONFLICTS, SIDE_BY_SIDE = "beweringen", "tegenstrijdigheden", "begrippen_naast_elkaar"


def indicators(release: Release) -> tuple[str, ...]:
    """Return what the sentences of a gemeente are about; nothing where none were written down."""
    return () if _lack(release) else read_claims(release.gemeente).indicators


def overview(release: Release) -> Card | Gap:
    """Show of every sentence with a number or comparison what came out, with the real numbers beside it."""
    title = "Kloppen de zinnen in de beleidsdocumenten?"
    if missing := _lack(release):
        return Gap(OVERVIEW, title, *missing)
    claims = read_claims(release.gemeente)
    outcomes = judge_all(claims, release)
    groups = {word: [one.claim.id for one in outcomes if one.word == word] for word in WORDS}
    named = f" In strijd: {dutch.enumeration(groups[CONTRADICTED])}." if groups[CONTRADICTED] else ""
    return make_card(
        release,
        release.no_rows,
        None,
        (OVERVIEW, title, f"{len(outcomes)} beweringen met een getal of een vergelijking"),
        f"Tabel. Van {len(outcomes)} beweringen: {_counted(groups)}.{named}",
        notes=(
            f"Van deze beweringen: {_counted(groups)}.",
            "Een document bewijst zichzelf niet. Voorbeeldcijfers bewijzen niets.",
            "Klopt bij een opsomming of begroting: het document klopt met zichzelf.",
        ),
        table=pd.DataFrame([_line(one, release) for one in outcomes]),
        also=claims.documents,
    )


def summary(release: Release) -> tuple[str, ...]:
    """Say how many sentences hold, how many do not, and why most cannot be told."""
    if _lack(release):
        return ()
    claims = read_claims(release.gemeente)
    outcomes = judge_all(claims, release)
    count = {word: sum(one.word == word for one in outcomes) for word in WORDS}
    alone = sum(one.reason == ONLY_ITSELF for one in outcomes)
    wrong = [one.claim.id for one in outcomes if one.word == CONTRADICTED]
    return (
        f"Wij toetsten {dutch.counted(len(outcomes), 'zin', 'zinnen')}.",
        f"{_are(count[HOLDS], 'klopt', 'kloppen')}, {_are(count[UNCLEAR], 'is', 'zijn')} niet aantoonbaar, "
        f"en bij {count[UNSOURCED]} is er geen bron.",
        f"In strijd met de cijfers: {dutch.enumeration(wrong)}."
        if wrong
        else "Geen zin is in strijd met de cijfers.",
        f"Bij {alone} zinnen noemt alleen het document zelf het cijfer.",
    )


def conflicts(release: Release) -> Card | Gap:
    """Show the places where documents and sources do not agree: found again by a rule, or written down."""
    title = "Waar spreken documenten en bronnen elkaar tegen?"
    if missing := _lack(release):
        return Gap(CONFLICTS, title, *missing)
    claims = read_claims(release.gemeente)
    found = find_all(claims, judge_all(claims, release), release)
    groups = {state: [f"{one.conflict.id}" for one in found if one.state == state] for state in STATES}
    groups = {state: ids for state, ids in groups.items() if ids or state != STATES[-1]}
    return make_card(
        release,
        release.no_rows,
        None,
        (CONFLICTS, title, dutch.counted(len(found), "tegenstrijdigheid", "tegenstrijdigheden")),
        f"Tabel. Van {len(found)} tegenstrijdigheden: {_counted(groups)}.",
        notes=(
            f"Van deze tegenstrijdigheden: {_counted(groups)}.",
            "Wij lossen geen tegenstrijdigheid stil op. De tabel zegt wat wij ermee doen.",
        ),
        table=pd.DataFrame([_conflict(one) for one in found]),
        also=claims.documents,
    )


def side_by_side(release: Release) -> Card | Gap:
    """Draw one concept by several sources, each with its own number: never averaged, never overwritten."""
    title = "Wat zeggen verschillende bronnen over hetzelfde?"
    if missing := _lack(release):
        return Gap(SIDE_BY_SIDE, title, *missing)
    claims = read_claims(release.gemeente)
    rows = pd.concat(list(_of_concepts(claims, release)), ignore_index=True)
    if rows.empty:
        return Gap(SIDE_BY_SIDE, title, "Over deze begrippen zijn er geen cijfers.", "Voeg een bron toe.")
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
        (SIDE_BY_SIDE, title, "Per begrip elk cijfer dat er is, met gebied, jaar en bron"),
        f"Puntdiagram. {'; '.join(ranges)}.",
        notes=(
            "Deze cijfers zijn niet met elkaar te verrekenen.",
            *(f"{one.naam}: {one.les}" for one in claims.begrippen),
        ),
        numbers=table,
        table=shown,
    )


def _counted(groups: Mapping[str, Sequence[str]]) -> str:
    return dutch.enumeration([f"{len(ids) or 'geen'} {word}" for word, ids in groups.items()])


def _are(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _lack(release: Release) -> tuple[str, str] | None:
    return lack(release.gemeente, release.naam, CLAIMS)


def _line(one: Outcome, release: Release) -> dict[str, str]:
    name = release.catalogue.source(one.claim.bron).naam_kort
    return {
        "Nr.": one.claim.id,
        "Bewering": one.claim.zin,
        "Waar": f"{name}, r. {one.claim.regel}",
        "Oordeel": one.word,
        "Waarom": one.reason,
        "Cijfers ernaast": "; ".join(_known(one, release)) or "geen",
    }


def _known(one: Outcome, release: Release) -> Iterator[str]:
    """Write the real numbers beside a sentence, each with where, when, status and source."""
    for row in one.beside[one.beside["status"] != "voorbeeld"].itertuples():
        entry = release.catalogue[row.indicator]
        weak = "" if row.status == "definitief" else f", {STATUS_TEXT[row.status]}"
        yield (
            f"{entry.kort}, {release.catalogue.name(row.gebied)}: {written(row.waarde, entry)} "
            f"({dutch.period(row.periode)}, {release.catalogue.source(row.bron).naam_kort}{weak})"
        )


def _conflict(one: Finding) -> dict[str, str]:
    return {
        "Nr.": f"{one.conflict.id}",
        "Wat": one.conflict.naam,
        "Waar": f"r. {one.conflict.regel}",
        "Hoe gevonden": one.state,
        "Wat wij zien": one.seen,
        "Wat wij ermee doen": one.conflict.reden,
    }


def _of_concepts(claims: Claims, release: Release) -> Iterator[pd.DataFrame]:
    """Yield per concept the newest number of every source, in the order of the file."""
    for concept in claims.begrippen:
        for line in concept.cijfers:
            rows = release.every_source([line.indicator], [line.gebied])
            rows = rows[rows["status"].isin(WITH_VALUE)].sort_values("periode", kind="stable")
            yield rows.drop_duplicates("bron", keep="last").assign(begrip=concept.naam)


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
