"""`samenvatting`: one page in plain language, from the sentences that the notebooks said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from analysis.annex.blocks import AnnexDocument, Block, Bullets, Heading, Paragraph
from analysis.annex.contents import AnnexChapter, Contents
from analysis.cards.card import Sentences
from analysis.cards.facts import EXAMPLE
from analysis.ground import dutch

LONGEST = 220  # letters: a longer sentence belongs in the annex
PER_CHAPTER = 3  # sentences at most
LETTERS, LINES = 100, 46  # on a line, and lines for all chapters: what one page holds
HEADING, BETWEEN = 2.1, 0.35  # lines that a heading takes, and the white under a paragraph
WITHOUT_GOAL = "Wat valt op?"
FICTIONAL = "(Voorbeeldcijfers: verzonnen.)"


class Point(NamedTuple):
    """What a chapter has to say in a few sentences; `example` when its numbers are fictional."""

    title: str
    sentences: tuple[str, ...]
    example: bool


Told = Sequence[
    tuple[str, Point]
]  # the goal of each chapter, in the words of `params/bijlage.yml`, and its point


def goals(contents: Contents) -> dict[str, list[Point]]:
    """
    Return what stands out per goal: sentences on real numbers where there are any, on one page.

    Every chapter has one sentence; where the page has room left, chapters get more in turn.
    """
    full = [
        (chapter.goal or WITHOUT_GOAL, point)
        for chapter in contents.chapters
        if chapter.summarised and (point := _point(chapter))
    ]
    told = [(goal, point._replace(sentences=point.sentences[:1])) for goal, point in full]
    for most in range(2, PER_CHAPTER + 1):
        for place, (goal, point) in enumerate(full):
            longer = goal, point._replace(sentences=point.sentences[:most])
            wider = [*told[:place], longer, *told[place + 1 :]]
            if _lines(wider) <= LINES:
                told = wider
    order = list(dict.fromkeys(goal for goal, _ in told))
    told.sort(key=lambda one: order.index(one[0]))
    while _lines(told) > LINES:  # the page holds the rest
        told.pop()
    return {goal: [point for one, point in told if one == goal] for goal, _ in told}


def _lines(told: Told) -> float:
    """Estimate how many lines goals take."""
    points = [point for _, point in told]
    letters = [len(" ".join((one.title, *one.sentences))) + len(FICTIONAL) * one.example for one in points]
    return HEADING * len({goal for goal, _ in told}) + sum(1 + BETWEEN + one // LETTERS for one in letters)


def _point(chapter: AnnexChapter) -> Point | None:
    """Return all that a chapter could say; None when it says nothing."""
    areas = [section.area for section in chapter.sections if section.area]
    if len(areas) > 1:  # what differs in each is too much for one page
        named = f"De bijlage vergelijkt {len(areas)} gebieden met hun omgeving: {dutch.enumeration(areas)}."
        return Point(chapter.title, (named,), example=False)
    told = [part.texts for part in chapter.parts if isinstance(part, Sentences) and part.summary]
    real = [sentences for sentences in told if not any(EXAMPLE in sentence for sentence in sentences)]
    chosen = [sentence for sentences in real or told for sentence in _opening(sentences)]
    return Point(chapter.title, tuple(chosen), example=not real) if chosen else None


def _opening(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the first sentences of a text: one that follows a sentence left out would not be understood."""
    said = (sentence for sentence in sentences if EXAMPLE not in sentence)
    return takewhile(lambda sentence: len(sentence) <= LONGEST, said)


def missing(contents: Contents) -> tuple[str, ...]:
    """Return what the reader must know about these numbers."""
    examples, figures, gaps = (len(one) for one in (contents.examples, contents.figures, contents.gaps))
    lines = []
    if examples:
        lines.append(
            f"{examples} van de {figures} figuren tonen verzonnen cijfers. Gebruik die niet voor beleid."
        )
    if gaps:
        count = "Eén figuur kon" if gaps == 1 else f"{gaps} figuren konden"
        lines.append(f"{count} niet worden gemaakt, omdat de gegevens er niet zijn.")
    if contents.earlier:
        changed = sum(bool(chapter.changes) for chapter in contents.chapters)
        lines.append(
            f"In {changed} van de {len(contents.chapters)} hoofdstukken veranderden cijfers "
            f"sinds de editie {contents.earlier.edition}."
        )
    else:
        lines.append("Dit is de eerste editie. Er is nog geen eerdere om mee te vergelijken.")
    last = "Een verschil zegt niet waardoor het komt. Geen verschil wil niet zeggen dat er geen probleem is."
    return (*lines, last)


def summary_document(contents: Contents) -> AnnexDocument:
    """Return the summary."""
    params = contents.params
    title = f"Samenvatting {params.titel[:1].lower()}{params.titel[1:]}"
    stamp = str(contents.provenance["run"])
    return AnnexDocument(title, params, tuple(summary_blocks(contents)), stamp, short=True)


def summary_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the page."""
    params = contents.params
    yield Paragraph(
        f"De gemeente {params.naam} volgt hoe het met haar inwoners gaat. "
        f"Deze bladzijde vertelt kort wat de cijfers van de editie {params.editie} zeggen. "
        "Alle cijfers en figuren staan in de bijlage."
    )
    for goal, points in goals(contents).items():
        yield Heading(1, goal)
        for point in points:
            mark = FICTIONAL if point.example else ""
            yield Paragraph(" ".join(point.sentences), lead=f"{point.title}.", mark=mark)
    yield Heading(1, "Wat moet u weten?")
    yield Bullets(missing(contents))
    yield Paragraph(
        "Wilt u meer weten? Lees dan de bijlage. Daar staan bij elke figuur de bron en de cijfers."
    )
