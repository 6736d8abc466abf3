"""The chapter on claims: what holds, where sources do not agree, and one concept by several sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

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
from analysis.topics.claims_check import ONLY_ITSELF, JudgedClaim, judge_all
from analysis.topics.claims_conflicts import GONE, STATES, find_all
from analysis.topics.claims_policy import read_claims
from analysis.topics.claims_rules import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, WORDS
from analysis.topics.profile import real
from analysis.topics.with_policy import Head, with_policy


def indicators(release: Release) -> tuple[str, ...]:
    """Return what the sentences of a gemeente are about; nothing where none were written down."""
    return read_claims(release.gemeente).indicators if has_policy(release.gemeente, CLAIMS) else ()


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
    alone = sum(one.reason == ONLY_ITSELF for one in judged.values())
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
    rows = pd.concat(found, ignore_index=True)
    if rows.empty:
        return Gap(*head, "Over deze begrippen zijn er geen cijfers.", "Voeg een bron toe.")
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
    return {word: [claim for claim, one in judged.items() if one.word == word] for word in WORDS}


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
