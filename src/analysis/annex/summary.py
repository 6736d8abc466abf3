"""`samenvatting`: one page in plain language, from the sentences that the notebooks said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import dutch
from analysis.annex.blocks import Block, Bullets, Heading, Paragraph
from analysis.annex.contents import Chapter, Contents
from analysis.cards.facts import EXAMPLE

MOST_CHAPTERS = 12  # with two sentences each this is what a page holds
LONGEST = 160  # letters: a longer sentence belongs in the annex
PER_CHAPTER = 2  # sentences


@dataclass(frozen=True)
class Point:
    """What a chapter has to say in a few sentences; `example` when its numbers are fictional."""

    title: str
    sentences: tuple[str, ...]
    example: bool


def points(contents: Contents) -> tuple[Point, ...]:
    """Return what stands out per chapter: sentences on real numbers where there are any."""
    found = [point for chapter in contents.chapters if (point := _point(chapter))]
    return tuple(found[:MOST_CHAPTERS])


def _point(chapter: Chapter) -> Point | None:
    areas = [section.area for section in chapter.sections if section.area]
    if len(areas) > 1:
        return Point(chapter.title, (_profiles(areas),), example=False)
    told = [part["zinnen"] for part in chapter.parts if part["soort"] == "tekst"]
    real = [sentences for sentences in told if not any(EXAMPLE in sentence for sentence in sentences)]
    chosen = [
        sentence
        for sentences in real or told
        for sentence in sentences
        if EXAMPLE not in sentence and len(sentence) <= LONGEST
    ]
    return Point(chapter.title, tuple(chosen[:PER_CHAPTER]), example=not real) if chosen else None


def _profiles(areas: Sequence[str]) -> str:
    """Name the areas of a chapter about several: what differs in each is too much for one page."""
    return f"De bijlage vergelijkt {len(areas)} gebieden met hun omgeving: {dutch.enumeration(areas)}."


def summary_title(contents: Contents) -> str:
    """Return the title of the summary."""
    return f"Samenvatting {contents.params.titel[:1].lower()}{contents.params.titel[1:]}"


def opening(contents: Contents) -> str:
    """Return what this page is."""
    params = contents.params
    return (
        f"De gemeente {params.naam} volgt hoe het met haar inwoners gaat. "
        f"Deze bladzijde vertelt kort wat de cijfers van de editie {params.editie} zeggen. "
        "Alle cijfers en figuren staan in de bijlage."
    )


def missing(contents: Contents) -> tuple[str, ...]:
    """Return what the reader must know about these numbers."""
    lines = []
    if contents.examples:
        lines.append(
            f"{len(contents.examples)} van de {len(contents.figures)} figuren tonen verzonnen cijfers. "
            "Gebruik die niet voor beleid."
        )
    if len(contents.gaps) == 1:
        lines.append("Eén figuur kon niet worden gemaakt, omdat de gegevens er niet zijn.")
    elif contents.gaps:
        lines.append(
            f"{len(contents.gaps)} figuren konden niet worden gemaakt, omdat de gegevens er niet zijn."
        )
    if contents.previous:
        changed = sum(bool(chapter.changes) for chapter in contents.chapters)
        lines.append(
            f"In {changed} van de {len(contents.chapters)} hoofdstukken veranderden cijfers "
            f"sinds de editie {contents.previous}."
        )
    else:
        lines.append("Dit is de eerste editie. Er is nog geen eerdere om mee te vergelijken.")
    lines.append(
        "Een verschil zegt niet waardoor het komt. Geen verschil wil niet zeggen dat er geen probleem is."
    )
    return tuple(lines)


STANDS_OUT = "Wat valt op?"
MUST_KNOW = "Wat moet u weten?"
MORE = "Wilt u meer weten? Lees dan de bijlage. Daar staan bij elke figuur de bron en de cijfers."


def summary_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the page."""
    yield Paragraph(opening(contents))
    yield Heading(1, STANDS_OUT)
    for point in points(contents):
        mark = " (Voorbeeldcijfers: verzonnen.)" if point.example else ""
        yield Paragraph(" ".join(point.sentences) + mark, lead=f"{point.title}.")
    yield Heading(1, MUST_KNOW)
    yield Bullets(missing(contents))
    yield Paragraph(MORE)


def files_beside(folder: Path) -> tuple[str, ...]:
    """Return the annexes that lie beside the summary."""
    return tuple(
        name
        for name in ("bijlage.html", "bijlage.pdf", "bijlage.docx", "figurenpakket.zip", "figuren.pptx")
        if (folder / name).is_file()
    )
