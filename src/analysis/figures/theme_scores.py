"""A judgement of a document per gemeente and part: what is known of it, and what was lost."""

from __future__ import annotations

import re
import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts
from analysis.cards.frame import Card, Gap, canvas
from analysis.policy.themes import Scores
from analysis.release.release import Release

ROW = 0.62  # inch per gemeente that is known
LOST = 1.1  # inch for all that are not
# Drawn and not written: the house letter lacks the signs, and which letter steps in differs per machine.
MARKERS = {"▲": "^", "▼": "v", "●": "o", "■": "s", "◆": "D"}


def scores(
    release: Release, judgement: Scores, *, title: str, identity: str, notes: tuple[str, ...] = ()
) -> Card | Gap:
    """
    Draw a cell per gemeente and part, with the colour, the form and the word of the document's own legend.

    Parameters
    ----------
    release : Release
        For names and the source.
    judgement : Scores
        What the document says.
    title, identity : str
        Of the card.
    notes : tuple of str
        Sentences for below the figure.

    Returns
    -------
    Card or Gap
        A gap when nothing of it is known.
    """
    if not judgement.bekend:
        action = "Vraag het oorspronkelijke beeld op bij wie het maakte."
        return Gap(identity, title, judgement.verloren, action)
    source = release.catalogue.source(judgement.bron)
    facts = Facts(
        indicators=(),
        areas=tuple(judgement.bekend),
        periods=(judgement.periode,),
        statuses=("definitief",),
        sources=(judgement.bron,),
        source_line=f"Bron: {source.naam_kort}.",
        caveats=release.catalogue.caveats_of((), (judgement.bron,)),
    )
    lost = judgement.gemeenten - len(judgement.bekend)
    subtitle = f"Beoordeling per onderdeel, {judgement.gemeenten} gemeenten; van {lost} is zij niet bekend"
    figure = canvas(title, subtitle, facts, height=1.0 + ROW * len(judgement.bekend) + (LOST if lost else 0))
    _draw(figure.subplots(), release, judgement, lost)
    table = _table(release, judgement)
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=table,
        shown=table,
        alt=_alt(release, judgement, lost),
        level="gemeente",
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


def _draw(ax: Axes, release: Release, judgement: Scores, lost: int) -> None:
    looks = {one.naam: one for one in judgement.legenda}
    for y, parts in enumerate(judgement.bekend.values()):
        for x, part in enumerate(judgement.onderdelen):
            if part in parts:
                look = looks[parts[part]]
                star = "*" if part in judgement.afgeleid else ""
                _cell(ax, x, y, 1, facecolor=look.kleur)
                ink = style.text_on(look.kleur)
                ax.plot(x, y - 0.24, MARKERS[look.teken], color=ink, markersize=9)
                ax.text(x, y + 0.2, _short(look.naam) + star, ha="center", va="center", size=9, color=ink)
            else:
                _cell(ax, x, y, 1, facecolor=style.MISSING_FILL, hatch=style.MISSING_HATCH)
    known, tall = len(judgement.bekend), LOST / ROW if lost else 0.0
    places: list[float] = list(range(known))
    names = [release.catalogue.name(code) for code in judgement.bekend]
    if lost:
        middle = known - 0.5 + tall / 2
        for x in range(len(judgement.onderdelen)):
            _cell(ax, x, middle, tall, facecolor=style.MISSING_FILL, hatch=style.MISSING_HATCH)
        ax.annotate(
            "niet bekend: met de afbeelding verloren",
            ((len(judgement.onderdelen) - 1) / 2, middle),
            ha="center",
            va="center",
            size=10.5,
            bbox={"facecolor": "white", "edgecolor": style.LINE, "boxstyle": "square,pad=0.35"},
        )
        places.append(middle)
        names.append(f"de andere\n{lost} gemeenten")
    ax.set_yticks(places, names)
    parts_names = [
        "\n".join(textwrap.wrap(name, 12, break_long_words=False)) for name in judgement.onderdelen
    ]
    ax.set_xticks(range(len(judgement.onderdelen)), parts_names, size=9)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xlim(-0.5, len(judgement.onderdelen) - 0.5)
    ax.set_ylim(known - 0.5 + tall, -0.5)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)


def _short(name: str) -> str:
    """Break a long word where Dutch breaks it, so that it fits its cell."""
    return re.sub(r"^(boven|onder)(?=gemiddeld)", "\\1-\n", name)


def _cell(ax: Axes, x: float, y: float, height: float, **look: object) -> None:
    place = (x - 0.5, y - height / 2)
    ax.add_patch(Rectangle(place, 1, height, edgecolor="white", linewidth=2.5, **look))  # type: ignore[arg-type]


def _table(release: Release, judgement: Scores) -> pd.DataFrame:
    rows = [
        {"Gemeente": release.catalogue.name(code)}
        | {part: parts.get(part, "geen gegevens") for part in judgement.onderdelen}
        for code, parts in judgement.bekend.items()
    ]
    lost = judgement.gemeenten - len(judgement.bekend)
    if lost:
        rows.append(
            {"Gemeente": f"de andere {lost} gemeenten"} | dict.fromkeys(judgement.onderdelen, "geen gegevens")
        )
    return pd.DataFrame(rows)


def _alt(release: Release, judgement: Scores, lost: int) -> str:
    sentences = []
    for code, parts in judgement.bekend.items():
        said = [f"{part.lower()} {parts.get(part, 'geen gegevens')}" for part in judgement.onderdelen]
        sentences.append(f"{release.catalogue.name(code)}: {dutch.enumeration(said)}.")
    if lost:
        sentences.append(f"Van de andere {lost} gemeenten is geen beoordeling bekend.")
    return f"Tabel met gekleurde vakken. {' '.join(sentences)}"
