"""`samenvatting`: one page in plain language, from the sentences that the notebooks said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from analysis.annex.blocks import AnnexDocument, Block, Bullets, Heading, Paragraph
from analysis.annex.contents import AnnexChapter, Contents
from analysis.cards.facts import EXAMPLE
from analysis.ground import dutch

LONGEST = 220  # letters: a longer sentence belongs in the annex
PER_CHAPTER = 3  # sentences at most
LETTERS, LINES = 100, 46  # on a line, and lines for all chapters: what one page holds
HEADING, BETWEEN = 2.1, 0.35  # lines that a heading takes, and the white under a paragraph
WITHOUT_GOAL = "Wat valt op?"


@dataclass(frozen=True)
class ChapterSentences:
    """What a chapter has to say in a few sentences; `example` when its numbers are fictional."""

    title: str
    sentences: tuple[str, ...]
    example: bool


@dataclass(frozen=True)
class Goal:
    """A goal of the policy, in the words of `params/bijlage.yml`, and what its chapters have to say."""

    title: str
    points: tuple[ChapterSentences, ...]


def goals(contents: Contents) -> tuple[Goal, ...]:
    """
    Return what stands out per goal: sentences on real numbers where there are any, on one page.

    Every chapter has one sentence; where the page has room left, chapters get more in turn.
    """
    told = [
        (chapter.goal or WITHOUT_GOAL, point)
        for chapter in contents.chapters
        if chapter.summarised and (point := _sentences(chapter))
    ]
    room = [1] * len(told)
    for most in range(2, PER_CHAPTER + 1):
        for place in range(len(told)):
            wider = [*room[:place], most, *room[place + 1 :]]
            if _lines(_grouped(told, wider)) <= LINES:
                room = wider
    return _first(_grouped(told, room))


def _grouped(told: Sequence[tuple[str, ChapterSentences]], room: Sequence[int]) -> tuple[Goal, ...]:
    grouped: dict[str, list[ChapterSentences]] = {}
    for (title, point), most in zip(told, room, strict=True):
        grouped.setdefault(title, []).append(replace(point, sentences=point.sentences[:most]))
    return tuple(Goal(title, tuple(points)) for title, points in grouped.items())


def _lines(found: Sequence[Goal]) -> float:
    """Estimate how many lines goals take."""
    return sum(HEADING + sum(_height(point) for point in goal.points) for goal in found)


def _height(point: ChapterSentences) -> float:
    letters = len(point.title) + sum(len(sentence) + 1 for sentence in point.sentences)
    return 1 + BETWEEN + (letters + (len(FICTIONAL) if point.example else 0)) // LETTERS


def _first(found: Sequence[Goal]) -> tuple[Goal, ...]:
    """Leave out the last chapters, until the page holds the rest."""
    kept = list(found)
    while kept and _lines(kept) > LINES:
        last = kept.pop()
        if len(last.points) > 1:
            kept.append(Goal(last.title, last.points[:-1]))
    return tuple(kept)


def _sentences(chapter: AnnexChapter) -> ChapterSentences | None:
    """Return all that a chapter could say; None when it says nothing."""
    areas = [section.area for section in chapter.sections if section.area]
    if len(areas) > 1:  # what differs in each is too much for one page
        named = f"De bijlage vergelijkt {len(areas)} gebieden met hun omgeving: {dutch.enumeration(areas)}."
        return ChapterSentences(chapter.title, (named,), example=False)
    told = [
        part["zinnen"]
        for part in chapter.parts
        if part["soort"] == "tekst" and part.get("samenvatting", True)
    ]
    real = [sentences for sentences in told if not any(EXAMPLE in sentence for sentence in sentences)]
    chosen = [sentence for sentences in real or told for sentence in _opening(sentences)]
    return ChapterSentences(chapter.title, tuple(chosen), example=not real) if chosen else None


def _opening(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the first sentences of a text: one that follows a sentence left out would not be understood."""
    said = (sentence for sentence in sentences if EXAMPLE not in sentence)
    return takewhile(lambda sentence: len(sentence) <= LONGEST, said)


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


FICTIONAL = "(Voorbeeldcijfers: verzonnen.)"
MUST_KNOW = "Wat moet u weten?"
MORE = "Wilt u meer weten? Lees dan de bijlage. Daar staan bij elke figuur de bron en de cijfers."


def summary_document(contents: Contents) -> AnnexDocument:
    """Return the summary."""
    params = contents.params
    title = f"Samenvatting {params.titel[:1].lower()}{params.titel[1:]}"
    stamp = str(contents.provenance["run"])
    return AnnexDocument(title, params, tuple(summary_blocks(contents)), stamp, short=True)


def summary_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the page."""
    yield Paragraph(opening(contents))
    for goal in goals(contents):
        yield Heading(1, goal.title)
        for point in goal.points:
            mark = FICTIONAL if point.example else ""
            yield Paragraph(" ".join(point.sentences), lead=f"{point.title}.", mark=mark)
    yield Heading(1, MUST_KNOW)
    yield Bullets(missing(contents))
    yield Paragraph(MORE)
