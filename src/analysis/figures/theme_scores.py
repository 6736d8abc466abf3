"""A judgement of a document per gemeente and part: what is known of it, and what was lost."""

from __future__ import annotations

import pandas as pd

from analysis import dutch
from analysis.cards.card import Card, Gap
from analysis.cards.facts import Facts
from analysis.cards.make import make_card
from analysis.charts.grids import verdicts
from analysis.policy.themes import Scores
from analysis.release.release import Release

UNKNOWN = "geen gegevens"
# Drawn and not written: the house letter lacks the signs, and which letter steps in differs per machine.
MARKERS = {"▲": "^", "▼": "v", "●": "o", "■": "s", "◆": "D"}


def scores(
    release: Release, judgement: Scores, *, title: str, identity: str, notes: tuple[str, ...] = ()
) -> Card | Gap:
    """Draw a cell per gemeente and part, with the colour, the form and the word of the document's own legend."""
    if not judgement.bekend:
        action = "Vraag het oorspronkelijke beeld op bij wie het maakte."
        return Gap(identity, title, judgement.verloren, action)
    facts = Facts(
        indicators=(),
        areas=tuple(judgement.bekend),
        periods=(judgement.periode,),
        statuses=("definitief",),
        sources=(judgement.bron,),
        source_line=f"Bron: {release.catalogue.source(judgement.bron).naam_kort}.",
        caveats=release.catalogue.caveats_of((), (judgement.bron,)),
    )
    lost, parts = judgement.gemeenten - len(judgement.bekend), list(judgement.onderdelen)
    names = [release.catalogue.name(code) for code in judgement.bekend]
    known = pd.DataFrame(list(judgement.bekend.values()), index=names).reindex(columns=parts)
    table = known.fillna(UNKNOWN)
    said = [
        f"{name}: {dutch.enumeration([f'{part.lower()} {row[part]}' for part in parts])}."
        for name, row in zip(names, table.to_dict("records"), strict=True)
    ]
    if lost:
        table.loc[f"de andere {lost} gemeenten"] = UNKNOWN
        said.append(f"Van de andere {lost} gemeenten is geen beoordeling bekend.")
    looks = {one.naam: (one.kleur, MARKERS[one.teken]) for one in judgement.legenda}
    return make_card(
        release,
        release.no_rows,
        verdicts(known.fillna(""), looks, lost=lost, starred=judgement.afgeleid),
        identity=identity,
        title=title,
        subtitle=f"Beoordeling per onderdeel, {judgement.gemeenten} gemeenten; van {lost} is zij niet bekend",
        facts=facts,
        table=table.reset_index(names="Gemeente"),
        alt=f"Tabel met gekleurde vakken. {' '.join(said)}",
        notes=(*notes, judgement.verloren, *_derived(judgement), _legend(judgement)),
    )


def _legend(judgement: Scores) -> str:
    parts = [f"{one.kleurnaam} ({one.teken}) is {one.naam}" for one in judgement.legenda]
    return dutch.sentence(f"De legenda van het document: {dutch.enumeration(parts)}")


def _derived(judgement: Scores) -> tuple[str, ...]:
    if not judgement.afgeleid:
        return ()
    names = dutch.enumeration([name.lower() for name in judgement.afgeleid])
    return (f"Uit de tekst afgeleid, niet zo genoemd: {names}. In de figuur staat er een sterretje bij.",)
