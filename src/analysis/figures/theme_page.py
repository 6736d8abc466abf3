"""
The figures and sentences of one theme, in the order of its params file.

Nothing here knows a theme: which indicators, which form and which words stand in
`params/themas/<thema>.yml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from analysis import dutch
from analysis.cards.frame import Card, Gap
from analysis.errors import InputError
from analysis.figures._build import has_value, written
from analysis.figures.dots import dots
from analysis.figures.ranking import ranking
from analysis.figures.theme_facts import single_facts
from analysis.figures.theme_kernen import kern_grid
from analysis.figures.theme_scores import scores
from analysis.figures.theme_target import target_gap
from analysis.policy.themes import Block, Kind, Theme, block_problems, read_theme
from analysis.release.profile import profile
from analysis.release.release import Release
from analysis.statistics.comparison import HIGHER, LOWER, NO_DIFFERENCE

LARGEST = 2  # differences named in a sentence
MOST = 4  # areas that a chart of dots keeps apart


def open_theme(release: Release, name: str, edition: int) -> Theme:
    """
    Return a theme whose indicators the catalogue knows, each in a block of its own kind.

    Raises
    ------
    InputError
        With every indicator that does not exist or stands among numbers of another kind.
    """
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
    made = FORMS[block.vorm](release, block) if block.vorm in FORMS else _scores(release, theme, block)
    return made if isinstance(made, Gap) else replace(made, notes=(*block.toelichting, *made.notes))


def reading(release: Release, theme: Theme, *kinds: Kind) -> tuple[str, ...]:
    """Say which subjects of these kinds differ clearly, and which cannot be judged for want of bounds."""
    chosen = tuple(one for block in theme.blokken if block.soort in kinds for one in block.indicatoren)
    lines = profile(release, release.gemeente, chosen) if chosen else pd.DataFrame()
    held = set(lines["vergelijking"]) if len(lines) else set()
    yardstick = next((code for code in reversed(release.compare) if code in held), "")
    if not yardstick:
        return ()
    lines = lines[lines["vergelijking"] == yardstick]
    beside = release.catalogue.name(yardstick)
    sentences = [
        f"Duidelijk {word} dan in {beside}: {_named(release, ids)}."
        for word in (HIGHER, LOWER)
        if len(ids := lines.loc[lines["woord"] == word, "indicator"])
    ]
    sentences += _without_bounds(release, lines, beside)
    if not sentences:
        sentences.append(f"Geen onderwerp verschilt duidelijk van {beside}.")
    if "voorbeeld" in set(lines["status"]):
        sentences.append("Voorbeeldcijfers: een deel van deze cijfers is verzonnen.")
    return tuple(sentences)


def _without_bounds(release: Release, lines: pd.DataFrame, beside: str) -> list[str]:
    """Name the largest of the differences that matter but of which nobody knows how certain they are."""
    lines = lines[~lines["woord"].isin([HIGHER, LOWER, NO_DIFFERENCE])]
    gap = (lines["waarde"] - lines["vergelijk_waarde"]).abs()
    matters = [release.catalogue[str(one)].relevant_verschil for one in lines["indicator"]]
    far = lines.assign(afstand=gap)[gap >= matters].sort_values("afstand", ascending=False, kind="stable")
    if far.empty:
        return []
    named = []
    for row in far.head(LARGEST).itertuples():
        entry = release.catalogue[str(row.indicator)]
        here, there = written(float(row.waarde), entry), written(float(row.vergelijk_waarde), entry)
        named.append(f"{_lower(entry.kort)} ({here}, tegen {there} daar)")
    # One string: where there is room for one finding only, its doubt goes along.
    return [
        f"Het verschil met {beside} is het grootst bij {dutch.enumeration(named)}. "
        "Of dat duidelijk is of toeval, weten wij niet.",
        f"Bij {dutch.counted(len(lines), 'onderwerp', 'onderwerpen')} geeft de bron geen marge. "
        f"Het verschil met {beside} is daar groot genoeg om ertoe te doen bij {dutch.number(len(far))}.",
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


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _named(release: Release, ids: Iterable[str]) -> str:
    return dutch.enumeration([_lower(release.catalogue[one].kort) for one in ids])


def _areas(release: Release, block: Block) -> list[str]:
    """Return the own gemeente and those to compare with that have a number, at most as many as can be drawn."""
    rows = release.rows(list(block.indicatoren))
    there = set(rows.loc[has_value(rows), "gebied"])
    others = [code for code in (block.gebieden or release.compare) if code in there]
    return [release.gemeente, *others][:MOST]


def _period(release: Release, block: Block) -> str:
    return release.newest(block.indicatoren, [release.gemeente])


def _dots(release: Release, block: Block) -> Card | Gap:
    period = _period(release, block)
    if not period:
        return _no_numbers(release, block)
    return dots(
        release,
        block.indicatoren,
        _areas(release, block),
        period,
        title=block.titel,
        subtitle=_subtitle(block, period),
        identity=block.id,
    )


def _bars(release: Release, block: Block) -> Card | Gap:
    period = _period(release, block)
    if not period:
        return _no_numbers(release, block)
    areas = _areas(release, block)
    return ranking(
        release, block.indicatoren[0], areas, period, title=block.titel, identity=block.id, sort=False
    )


def _facts(release: Release, block: Block) -> Card | Gap:
    return single_facts(
        release, block.indicatoren, title=block.titel, subtitle=block.ondertitel, identity=block.id
    )


def _target(release: Release, block: Block) -> Card | Gap:
    return target_gap(release, block.indicatoren, block.streefgebied, title=block.titel, identity=block.id)


def _kernen(release: Release, block: Block) -> Card | Gap:
    return kern_grid(release, block.indicatoren, title=block.titel, identity=block.id)


def _scores(release: Release, theme: Theme, block: Block) -> Card | Gap:
    if theme.beoordeling is None:
        return _no_numbers(release, block)
    return scores(release, theme.beoordeling, title=block.titel, identity=block.id)


def _subtitle(block: Block, period: str) -> str:
    return f"{block.ondertitel}, {dutch.period(period)}" if block.ondertitel else dutch.period(period)


def _no_numbers(release: Release, block: Block) -> Gap:
    reason = f"Voor {release.naam} zijn deze cijfers er niet."
    return Gap(block.id, block.titel, reason, "Haal de cijfers op of lever ze aan.")


# A judgement of a document is drawn from the theme itself, all else from the release.
FORMS: dict[str, Callable[[Release, Block], Card | Gap]] = {
    "stippen": _dots,
    "staven": _bars,
    "feiten": _facts,
    "streefniveau": _target,
    "kernen": _kernen,
}
