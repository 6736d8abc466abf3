"""A sentence as it was understood: its numbers, and with each what it is about, where, when and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.topics.drafts.passed_over import passed_over
from analysis.topics.drafts.people import Base
from analysis.topics.drafts.places import Place
from analysis.topics.drafts.quantities import Quantity
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.segments import Segment
from analysis.topics.drafts.words import Token


class Topic(NamedTuple):
    """What a part is about: indicators that share the words that name them."""

    indicators: tuple[str, ...]
    tokens: frozenset[int]
    place: int


class Part(NamedTuple):
    """One number of a sentence with what belongs to it."""

    quantity: Quantity
    topics: tuple[Topic, ...]  # of which the number can be
    areas: tuple[str, ...]  # where it is, first of all
    other_areas: tuple[str, ...]  # where it can be as well
    unknown: str  # the name of an area that we do not know
    years: tuple[str, ...]  # none: now
    people: tuple[Base, ...]
    guessed: bool  # the area or the people are those of the heading or the sentence before
    loose: int  # words that we do not understand
    narrowed: str  # a word that makes the subject narrower than its indicator


class UnderstoodSentence(NamedTuple):
    """A sentence as it was understood."""

    text: str
    tokens: tuple[Token, ...]
    topics: tuple[Topic, ...]
    places: tuple[Place, ...]
    years: tuple[str, ...]
    people: tuple[Base, ...]
    parts: tuple[Part, ...]
    changes: tuple[Part, ...]  # numbers that are a difference
    guessed: bool = False  # another area, or a part of the people, stands around it and not in it


def people_beside(said: UnderstoodSentence, topics: Sequence[Topic]) -> list[Base]:
    """Return the groups of a sentence that are not words of its subject, such as "vrouwen" in a life expectancy."""
    return groups_beside(said.people, topics, said.tokens)


def groups_beside(people: Sequence[Base], topics: Sequence[Topic], tokens: Sequence[Token]) -> list[Base]:
    """Return groups without those that are words of these subjects."""
    inside = [tokens[number] for topic in topics for number in topic.tokens]
    return [
        base for base in people
        if base.start < 0 or not any(base.start <= token.start and token.end <= base.end for token in inside)
    ]  # fmt: skip


def loose_tokens(said: UnderstoodSentence, segment: Segment, reader: DraftReader) -> list[Token]:
    """Return the words of a part that are neither understood nor known to say nothing."""
    understood = {number for topic in said.topics for number in topic.tokens}
    spans = [(one.start, one.end) for one in said.places] + passed_over(said.text)
    spans += [(one.start, one.end) for one in said.people]
    spans += [(one.start, one.end) for one in segment.quantities]
    return [
        token for number, token in enumerate(said.tokens)
        if segment.holds(token.start) and number not in understood and token.stem not in reader.filling
        and not token.word[0].isdecimal() and not any(a <= token.start < b for a, b in spans)
    ]  # fmt: skip


def loose_words(said: UnderstoodSentence, segment: Segment, reader: DraftReader) -> int:
    """Count them."""
    return len(loose_tokens(said, segment, reader))


def narrowed_by(
    said: UnderstoodSentence, segment: Segment, topics: Sequence[Topic], reader: DraftReader
) -> str:
    """Return a word that makes the subject of a part narrower than what we know, such as "dagelijks"; or nothing."""
    inside = {number for topic in topics for number in topic.tokens}
    hedges = [
        one.start - 5 for one in segment.quantities if said.text[: one.start].lower().endswith("nog geen ")
    ]
    for number, token in enumerate(said.tokens):
        narrow = segment.holds(token.start) and token.word in reader.words.nauwer
        if narrow and number not in inside and token.start not in hedges:
            return said.text[token.start : token.end]
    return _joined(said, inside, reader)


def _joined(said: UnderstoodSentence, inside: set[int], reader: DraftReader) -> str:
    """Return what a subject must be as well: "laaggeletterd en werkloos"."""
    understood = {number for topic in said.topics for number in topic.tokens}
    spans = [(place.start, place.end) for place in said.places]
    spans += [(base.start, base.end) for base in said.people]
    for number in sorted(inside):
        for joint, other in ((number + 1, number + 2), (number - 1, number - 2)):
            if min(joint, other) < 0 or max(joint, other) >= len(said.tokens):
                continue
            token = said.tokens[other]
            known = other in understood or token.stem in reader.filling or token.word[0].isdecimal()
            known = known or any(start <= token.start < end for start, end in spans)
            if said.tokens[joint].word in ("en", "of") and not known:
                return said.text[token.start : token.end]
    return ""
