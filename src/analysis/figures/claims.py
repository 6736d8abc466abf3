"""The figures of the chapter on claims: what holds, where sources do not agree, and one concept by several sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts, example_mark, facts_of, numbers
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import label_ticks
from analysis.figures.tiles import tiles
from analysis.policy.claims import Claims, read_claims
from analysis.policy.files import CLAIMS, lack
from analysis.release.claim_rules import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, WORDS
from analysis.release.claims import ONLY_ITSELF, Outcome, judge_all
from analysis.release.conflicts import STATES, Finding, find_all
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT, WITH_VALUE, empty

ROW = 0.36  # inch per number
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
    counted = dutch.enumeration([f"{len(ids) or 'geen'} {word}" for word, ids in groups.items()])
    facts = facts_of(empty(), release.catalogue, also=claims.documents)
    named = f" In strijd: {dutch.enumeration(groups[CONTRADICTED])}." if groups[CONTRADICTED] else ""
    return tiles(
        groups,
        facts,
        pd.DataFrame([_line(one, release) for one in outcomes]),
        identity=OVERVIEW,
        title=title,
        subtitle=f"{len(outcomes)} beweringen met een getal of een vergelijking; elk vakje is een bewering",
        alt=f"Vakjes in vier groepen. Van {len(outcomes)} beweringen: {counted}.{named}",
        notes=(
            "Een document bewijst zichzelf niet. Voorbeeldcijfers bewijzen niets.",
            "Klopt bij een opsomming of begroting: het document klopt met zichzelf.",
        ),
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
    counted = dutch.enumeration([f"{len(ids) or 'geen'} {state}" for state, ids in groups.items()])
    facts = facts_of(empty(), release.catalogue, also=claims.documents)
    return tiles(
        groups,
        facts,
        pd.DataFrame([_conflict(one) for one in found]),
        identity=CONFLICTS,
        title=title,
        subtitle=f"{len(found)} tegenstrijdigheden; het nummer staat in de tabel",
        alt=f"Vakjes in groepen. Van {len(found)} tegenstrijdigheden: {counted}.",
        forms=("filled", "dashed", "light", "heavy"),
        notes=("Wij lossen geen tegenstrijdigheid stil op. De tabel zegt wat wij ermee doen.",),
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
    facts = facts_of(rows, release.catalogue)
    subtitle = "Per begrip elk cijfer dat er is, met gebied, jaar en bron"
    lessons = [f"{one.naam}: {one.les}" for one in claims.begrippen]
    ranges = [
        f"{name}: van {dutch.percentage(part['waarde'].min())} tot {dutch.percentage(part['waarde'].max())}"
        for name, part in rows.groupby("begrip", sort=False)
    ]
    table = numbers(rows, release.catalogue)
    table.insert(0, "Begrip", rows["begrip"].to_numpy())
    written = table[["Begrip", "Onderwerp", "Gebied", "Periode", "Status", "Bron"]].copy()
    written.insert(4, "Waarde", [_value(row, release) for row in rows.itertuples()])
    return Card(
        id=SIDE_BY_SIDE,
        title=title,
        subtitle=subtitle,
        figure=_dots(rows, release, title, subtitle, facts),
        facts=facts,
        numbers=table,
        shown=written,
        alt=f"Puntdiagram. {'; '.join(ranges)}.{example_mark(facts)}",
        notes=("Deze cijfers zijn niet met elkaar te verrekenen.", *lessons),
    )


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
            f"{entry.kort}, {release.catalogue.name(row.gebied)}: {_value(row, release)} "
            f"({dutch.period(row.periode)}, {release.catalogue.source(row.bron).naam_kort}{weak})"
        )


def _value(row: object, release: Release) -> str:
    entry = release.catalogue[str(getattr(row, "indicator"))]  # noqa: B009  a row of itertuples has no type
    value = float(getattr(row, "waarde"))  # noqa: B009
    return dutch.quantity(value, "%" if entry.is_share else "", entry.decimalen)


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


def _dots(rows: pd.DataFrame, release: Release, title: str, subtitle: str, facts: Facts) -> Figure:
    concepts = list(dict.fromkeys(rows["begrip"]))
    height = ROW * (len(rows) + 1.25 * len(concepts)) + 0.4
    figure = canvas(title, subtitle, facts, height=height)
    ax = figure.subplots()
    y, ticks, labels = 0.0, [], []
    for concept in concepts:
        ax.text(0, y, concept, size=11, weight="bold", va="center", transform=ax.get_yaxis_transform())
        y += 1
        for row in rows[rows["begrip"] == concept].itertuples():
            fictional = row.status == "voorbeeld"
            fill = "white" if fictional else style.house().own
            edge = style.EXAMPLE if fictional else style.house().own
            ax.plot(row.waarde, y, "D" if fictional else "o", color=fill, markeredgecolor=edge, markersize=8)
            mark = " (voorbeeld)" if fictional else ""
            ax.annotate(
                f"{_value(row, release)}{mark}",
                (row.waarde, y),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                size=10,
            )
            entry = release.catalogue[row.indicator]
            ticks.append(y)
            # Two indicators may have one short name; who is asked then tells them apart.
            who = f" ({entry.leeftijd})" if row.indicator.startswith("jv_") else ""
            where = f"{release.catalogue.name(row.gebied)}, {dutch.period(row.periode)}"
            publisher = release.catalogue.source(row.bron).uitgever
            # "Centraal Bureau voor de Statistiek (CBS)": the short name in brackets says it.
            short = re.search(r"\(([^()]+)\)$", publisher)
            by = "verzonnen" if fictional else short[1] if short else publisher
            labels.append(f"{entry.kort}{who}\n{where} ({by})")
            y += 1
        y += 0.25
    ax.set_yticks(ticks, labels, size=9)
    ax.set_ylim(y - 0.5, -0.6)
    ax.set_xlim(0, float(rows["waarde"].max()) * 1.25)
    ax.grid(visible=True, axis="x", color=style.MISSING_FILL)
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0))
    return figure
