"""
What a sentence says, from its words; nothing is looked up here.

A part that leaves its subject out ("landelijk is dat 43%") takes that of the part before it, but only when no other
words stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.topics.drafts.parts import Around, parts_of
from analysis.topics.drafts.passed_over import Age, ages, years
from analysis.topics.drafts.people import EVERYBODY, Base, bases
from analysis.topics.drafts.places import Place, places
from analysis.topics.drafts.quantities import SHARE, quantities
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.said import Topic, UnderstoodSentence
from analysis.topics.drafts.segments import Segment, segments
from analysis.topics.drafts.words import Subject, Token, subjects, tokens_of

_BACK = re.compile(r"\b(?:dat|dit|daarvan|hiervan|daar|ook)\b", re.I)


def understand(text: str, reader: DraftReader, before: str = "", heading: str = "") -> UnderstoodSentence:
    """
    Recognise what a sentence says.

    `before` is the sentence before it, to which "dat" points back; of it and of the heading the area and the people
    count where the sentence names none.
    """
    tokens, numbers = tuple(tokens_of(text)), quantities(text)
    cut, aged, dated = segments(text, numbers), ages(text), years(text)
    found = subjects(tokens, reader.phrases)
    shares = [(one.start, one.end) for one in numbers if one.kind == SHARE]
    specific = [one for one in found if one.indicator != "inwoners"]
    people = bases(text, tokens, shares, reader.words, ages_are_bases=bool(specific))
    groups = [base for base in people if not base.span] if shares else []
    topics = _topics(_longest(found, tokens, cut, reader), tokens, groups, reader)
    topics += [] if specific else _of_ages(aged, people, tokens, reader)
    if not topics and before and _BACK.search(text):
        topics = [Topic(one.indicators, frozenset(), -1) for one in understand(before, reader).topics]
    whole = UnderstoodSentence(
        text, tokens, tuple(topics), tuple(places(text, reader.names)),
        tuple(year for year, _ in dated), tuple(people), (), (),
    )  # fmt: skip
    around = _around([before, heading], reader) if cut or topics else Around()
    parts = [
        part
        for number, segment in enumerate(cut)
        for part in parts_of(whole, cut, number, segment, dated, around, reader)
    ]
    return whole._replace(
        parts=tuple(part for part in parts if not part.quantity.is_change),
        changes=tuple(part for part in parts if part.quantity.is_change),
        guessed=bool(around.places or (around.people and not people)),
    )


def _around(texts: Sequence[str], reader: DraftReader) -> Around:
    """Return which other areas and which part of the people the text around a sentence names."""
    named: list[Place] = []
    people: list[Base] = []
    for text in filter(None, texts):
        gemeente = (reader.release.gemeente,)
        named = named or [one for one in places(text, reader.names) if one.areas != gemeente]
        found = bases(text, tokens_of(text), [], reader.words, ages_are_bases=True)
        people = people or [one for one in found if one.names != {EVERYBODY}]
    return Around(tuple(named), tuple(one._replace(start=-1, end=-1) for one in people))


def _longest(
    found: Sequence[Subject], tokens: Sequence[Token], cut: Sequence[Segment], reader: DraftReader
) -> list[Subject]:
    """
    Leave out the shorter phrases inside a longer one in the same unit.

    But of "vapet 11% en rookt 28%" the longer "rookt of vapet" goes: a number stands between its words.
    """
    unit = {one: reader.entry(one.indicator).eenheid for one in found}
    parted = {
        one for one in found
        if len({number for number, part in enumerate(cut) for at in one.tokens if part.holds(tokens[at].start)}) > 1
        and any(other.tokens < one.tokens and unit[other] == unit[one] for other in found)
    }  # fmt: skip
    left = [one for one in found if one not in parted]
    return [one for one in left if not any(one.tokens < other.tokens for other in left)]


def _topics(
    found: Sequence[Subject], tokens: Sequence[Token], people: Sequence[Base], reader: DraftReader
) -> list[Topic]:
    """Return the subjects by their words, without those that only say whom a share is taken of."""
    grouped: dict[frozenset[int], list[str]] = {}
    for one in found:
        grouped.setdefault(one.tokens, []).append(one.indicator)
    shared = frozenset.intersection(*grouped) if len(grouped) > 1 else frozenset()
    return [
        Topic(tuple(indicators), numbers, tokens[min(numbers - shared or numbers)].start)
        for numbers, indicators in grouped.items()
        if not all(_within(tokens[number], people) for number in numbers)
        or not any(reader.entry(one).is_share for one in indicators)
    ]


def _of_ages(
    aged: Sequence[Age], people: Sequence[Base], tokens: Sequence[Token], reader: DraftReader
) -> list[Topic]:
    """Return the ages that a sentence is about: "22% is 65 jaar en ouder"."""
    taken = {base.start for base in people if base.span}
    return [
        Topic(
            tuple(reader.by_age[age.span]),
            frozenset(n for n, token in enumerate(tokens) if age.start <= token.start < age.end),
            age.start,
        )
        for age in aged
        if age.start not in taken and age.span in reader.by_age
    ]


def _within(token: Token, people: Sequence[Base]) -> bool:
    return any(base.start <= token.start and token.end <= base.end for base in people)
