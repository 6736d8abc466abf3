"""
The figures and sentences of one theme, in the order of its params file.

Nothing here knows a theme: indicators, form and words stand in `params/themas/<thema>.yml`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import Facts
from analysis.cards.make import make_card
from analysis.charts.grids import judgements
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.ground.errors import InputError
from analysis.release.release import Release
from analysis.release.verdicts import verdicts
from analysis.statistics.comparison import NOT_COMPARABLE
from analysis.topics.area_cards import dots, kern_grid, ranking
from analysis.topics.part_cards import single_facts
from analysis.topics.theme_target import target_gap
from analysis.topics.themes_policy import Block, Kind, Scores, Theme, block_problems, read_theme
from analysis.topics.verdict_words import clearly, large_but_untested

LARGEST = 2  # differences named in a sentence
MOST = 4  # areas that a chart of dots keeps apart
UNKNOWN = "geen gegevens"
# Drawn and not written: the house letter lacks the signs, and which letter steps in differs per machine.
MARKERS = {"▲": "^", "▼": "v", "●": "o", "■": "s", "◆": "D"}


def open_theme(release: Release, name: str, edition: int) -> Theme:
    """Return a theme; raises with each indicator that is unknown or stands among numbers of another kind."""
    theme = read_theme(name, release.gemeente, edition)
    problems = list(block_problems(name, theme, release.catalogue.indicators))
    if problems:
        raise InputError("Het thema past niet bij de catalogus.", problems)
    return theme


def indicators(theme: Theme) -> tuple[str, ...]:
    """Return the indicators of a theme, each once: what its check table is about."""
    return tuple(dict.fromkeys(one for block in theme.blokken for one in block.indicatoren))


def opening(release: Release, theme: Theme) -> tuple[str, ...]:
    """Say what the theme is about and what the policy document says of it, with the place."""
    said = theme.document if theme.gemeente == release.gemeente else ()
    return (
        f"Thema: {theme.titel}.",
        theme.vraag,
        theme.voor_wie,
        *(f"{dutch.sentence(one.tekst)[:-1]} ({one.verwijzing})." for one in said),
    )


def blocks(release: Release, theme: Theme, *kinds: Kind) -> list[Card | Gap]:
    """Draw the blocks of some kinds; a theme that has none says so."""
    chosen = [block for block in theme.blokken if block.soort in kinds]
    if not chosen:
        title = "Wat vinden inwoners?" if "beleving" in kinds else "Wat zeggen de feiten?"
        reason = f"Bij het thema {theme.titel.lower()} zijn hierover geen cijfers gevonden."
        action = "Voeg een blok toe aan het bestand van het thema zodra de cijfers er zijn."
        return [Gap(f"leeg_{kinds[0]}", title, reason, action)]
    return [_drawn(release, theme, block) for block in chosen]


def _drawn(release: Release, theme: Theme, block: Block) -> Card | Gap:
    if block.van_document and theme.gemeente != release.gemeente:
        reason = f"Het beleid van {release.naam} is bij dit thema niet vastgelegd."
        action = "Maak een eigen bestand in params/themas; docs/nieuwe_gemeente.md zegt hoe."
        return Gap(block.id, block.titel, reason, action)
    made = _made(release, theme, block)
    return made if isinstance(made, Gap) else replace(made, notes=(*block.toelichting, *made.notes))


def reading(release: Release, theme: Theme, *kinds: Kind) -> tuple[str, ...]:
    """Say which subjects of these kinds differ clearly, and which cannot be judged for want of bounds."""
    chosen = tuple(one for block in theme.blokken if block.soort in kinds for one in block.indicatoren)
    lines = verdicts(release, release.gemeente, chosen) if chosen else pd.DataFrame()
    held = set(lines["vergelijking"]) if len(lines) else set()
    yardstick = next((code for code in reversed(release.compare) if code in held), "")
    if not yardstick:
        return ()
    lines = lines[lines["vergelijking"] == yardstick]
    beside = release.catalogue.name(yardstick)
    sentences = clearly(lines, f"in {beside}", [_short(release, one) for one in lines["indicator"]])
    sentences += _without_bounds(release, lines, beside)
    if not sentences:
        sentences.append(f"Geen onderwerp verschilt duidelijk van {beside}.")
    if "voorbeeld" in set(lines["status"]):
        sentences.append("Voorbeeldcijfers: een deel van deze cijfers is verzonnen.")
    return tuple(sentences)


def _without_bounds(release: Release, lines: pd.DataFrame, beside: str) -> list[str]:
    """Name the largest of the differences that matter but of which nobody knows how certain they are."""
    named = large_but_untested(release, lines, LARGEST)
    if not named:
        return []
    without = lines[lines["woord"] == NOT_COMPARABLE]
    far = int((lines["zeker_vanaf"].notna() & lines["relevant"].astype(bool)).sum())
    # One string: where there is room for one finding only, its doubt goes along.
    return [
        f"Een groot verschil met {beside}, niet te toetsen: {dutch.enumeration(named)}. "
        "Hoeveel mensen meededen, meldt de bron niet.",
        f"Bij {dutch.counted(len(without), 'onderwerp', 'onderwerpen')} is een verschil niet te toetsen. "
        f"Het verschil met {beside} is groot genoeg om ertoe te doen bij {dutch.number(far)}.",
    ]


def closing(release: Release, theme: Theme) -> tuple[str, ...]:
    """Return what people made of it, or the sentence that nobody did yet for this gemeente."""
    if theme.duiding.gemeente != release.gemeente:
        return (f"Voor {release.naam} heeft nog niemand opgeschreven wat dit betekent.",)
    edition = theme.duiding.geldig_voor
    if not theme.duiding.zinnen:  # of another edition: see `read_theme`
        return (f"De duiding bij dit thema is van editie {edition} en is weggelaten.",)
    return (f"Duiding voor de editie {edition}.", *theme.duiding.zinnen)


def absent(release: Release, theme: Theme) -> list[Card | Gap]:
    """Return what the document asks for and nobody has, as gaps."""
    if theme.gemeente != release.gemeente:
        return []
    return [Gap(f"ontbreekt_{one.id}", one.titel, one.reden, one.actie) for one in theme.ontbreekt]


def _short(release: Release, indicator: str) -> str:
    name = release.catalogue[indicator].kort
    return name[:1].lower() + name[1:]


def _areas(release: Release, block: Block) -> list[str]:
    """Return the own gemeente and those to compare with that have a number, at most as many as can be drawn."""
    rows = release.rows(list(block.indicatoren))
    there = set(rows.loc[has_value(rows), "gebied"])
    others = [code for code in (block.gebieden or release.compare) if code in there]
    return [release.gemeente, *others][:MOST]


def _made(release: Release, theme: Theme, block: Block) -> Card | Gap:
    """Draw a block in its form; a judgement of a document is drawn from the theme itself, all else from the release."""
    about: dict[str, Any] = {"title": block.titel, "identity": block.id}
    head = (block.id, block.titel, block.ondertitel)
    numbers, period = block.indicatoren, release.newest(block.indicatoren, [release.gemeente])
    # What only the region and the country publish is drawn too, with the gemeente named as missing.
    period = period or (release.newest(numbers, block.gebieden) if block.vorm == "staven" else "")
    if block.vorm == "feiten":
        return single_facts(release, numbers, head)
    if block.vorm == "streefniveau":
        return target_gap(release, numbers, block.streefgebied, **about)
    if block.vorm == "kernen":
        return kern_grid(release, numbers, **about)
    if block.vorm == "stippen" and period:
        return dots(release, numbers, _areas(release, block), period, head)
    if block.vorm == "staven" and period:
        return ranking(release, numbers[0], _areas(release, block), period, sort=False, **about)
    if block.vorm not in ("stippen", "staven") and theme.beoordeling is not None:
        return scores(release, theme.beoordeling, **about)
    reason = f"Voor {release.naam} zijn deze cijfers er niet."
    return Gap(block.id, block.titel, reason, "Haal de cijfers op of lever ze aan.")


def scores(release: Release, judgement: Scores, *, title: str, identity: str) -> Card | Gap:
    """Draw a cell per gemeente and part, with the colour, the form and the word of the document's own legend."""
    if not judgement.bekend:
        action = "Vraag het oorspronkelijke beeld op bij wie het maakte."
        return Gap(identity, title, judgement.verloren, action)
    used = tuple(filter(None, (judgement.bron, judgement.namen_uit)))
    short = [release.catalogue.source(one).naam_kort for one in used]
    facts = Facts(
        indicators=(),
        areas=tuple(judgement.bekend),
        periods=(judgement.periode,),
        statuses=("definitief",),
        sources=used,
        source_line=f"{'Bron' if len(used) == 1 else 'Bronnen'}: {'; '.join(short)}.",
        caveats=release.catalogue.caveats_of((), used),
    )
    others = [release.catalogue.name(code) for code in judgement.gemeenten if code not in judgement.bekend]
    lost, parts = len(others), list(judgement.onderdelen)
    names = [release.catalogue.name(code) for code in judgement.bekend]
    known = pd.DataFrame(list(judgement.bekend.values()), index=names).reindex(columns=parts)
    table = known.fillna(UNKNOWN)
    said = [
        f"{name}: {dutch.enumeration([f'{part.lower()} {row[part]}' for part in parts])}."
        for name, row in zip(names, table.to_dict("records"), strict=True)
    ]
    if lost:
        table = pd.concat([table, pd.DataFrame(UNKNOWN, index=others, columns=parts)])
        said.append(f"Geen beoordeling bekend van: {dutch.enumeration(others)}.")
    subtitle = f"Beoordeling per onderdeel, {lost + len(known)} gemeenten; van {lost} is zij niet bekend"
    looks = {one.naam: (one.kleur, MARKERS[one.teken]) for one in judgement.legenda}
    chart = judgements(known.fillna(""), looks, lost=lost, starred=judgement.afgeleid)
    notes = [
        judgement.verloren,
        *([f"De andere gemeenten zijn: {dutch.enumeration(others)}."] if others else []),
    ]
    if judgement.afgeleid:
        derived = dutch.enumeration([name.lower() for name in judgement.afgeleid])
        star = "In de figuur staat er een sterretje bij."
        notes.append(f"Uit de tekst afgeleid, niet zo genoemd: {derived}. {star}")
    legend = [f"{one.kleurnaam} ({one.teken}) is {one.naam}" for one in judgement.legenda]
    notes.append(dutch.sentence(f"De legenda van het document: {dutch.enumeration(legend)}"))
    head, alt = (identity, title, subtitle), f"Tabel met gekleurde vakken. {' '.join(said)}"
    table = table.reset_index(names="Gemeente")
    return make_card(release, release.no_rows, chart, head, alt, facts=facts, table=table, notes=notes)
