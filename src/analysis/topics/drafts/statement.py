"""
What a sentence says: each number with its subject, area, year and people, and what else it could belong to.

Nothing is looked up here. A part that leaves its subject out ("landelijk is dat 43%") takes that of the part before
it, but only when no other words stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.model.catalogue import Indicator
from analysis.topics.drafts.passed_over import Age, ages, passed_over, years
from analysis.topics.drafts.people import EVERYBODY, Base, bases
from analysis.topics.drafts.places import Place, places
from analysis.topics.drafts.quantities import COUNT, EURO, SHARE, YEARS, Quantity, part_of, quantities
from analysis.topics.drafts.reader import Reader
from analysis.topics.drafts.segments import Segment, nearest, segments, shared_out
from analysis.topics.drafts.words import Subject, Token, subjects, tokens_of

_NOW = re.compile(r"\b(?:nu|inmiddels|tegenwoordig|momenteel|op dit moment|vandaag)\b", re.I)
_BACK = re.compile(r"\b(?:dat|dit|daarvan|hiervan|daar|ook)\b", re.I)


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
    loose: int  # words that we do not understand
    narrowed: str  # a word that makes the subject narrower than its indicator


class Statement(NamedTuple):
    """A sentence as it was understood."""

    text: str
    tokens: tuple[Token, ...]
    topics: tuple[Topic, ...]
    places: tuple[Place, ...]
    years: tuple[str, ...]
    people: tuple[Base, ...]
    parts: tuple[Part, ...]
    changes: tuple[Part, ...]  # numbers that are a difference


def understand(text: str, reader: Reader, before: str = "") -> Statement:
    """Recognise what a sentence says; `before` is the sentence before it, to which "dat" points back."""
    tokens, numbers = tokens_of(text), quantities(text)
    found, aged = subjects(tokens, reader.phrases), ages(text)
    shares = [(one.start, one.end) for one in numbers if one.kind == SHARE]
    specific = [one for one in found if one.indicator != "inwoners"]
    people = bases(text, tokens, shares, reader.words, ages_are_bases=bool(specific))
    topics = _topics(found, tokens, [base for base in people if not base.span] if shares else [])
    topics += [] if specific else _of_ages(aged, people, tokens, reader)
    if not topics and before and _BACK.search(text):
        earlier = understand(before, reader)
        topics = [Topic(one.indicators, frozenset(), -1) for one in earlier.topics]
        people = people or [base._replace(start=-1, end=-1) for base in earlier.people]
    named, dated = places(text, reader.names), years(text)
    cut = segments(text, numbers)
    whole = Statement(
        text,
        tuple(tokens),
        tuple(topics),
        tuple(named),
        tuple(year for year, _ in dated),
        tuple(people),
        (),
        (),
    )
    parts = [
        part
        for number, segment in enumerate(cut)
        for part in _parts(whole, cut, number, segment, dated, reader)
    ]
    return whole._replace(
        parts=tuple(part for part in parts if not part.quantity.is_change),
        changes=tuple(part for part in parts if part.quantity.is_change),
    )


def _topics(found: Sequence[Subject], tokens: Sequence[Token], people: Sequence[Base]) -> list[Topic]:
    """Return the subjects by their words, without those that only say whom a share is taken of."""
    grouped: dict[frozenset[int], list[str]] = {}
    for one in found:
        grouped.setdefault(one.tokens, []).append(one.indicator)
    shared = frozenset.intersection(*grouped) if len(grouped) > 1 else frozenset()
    return [
        Topic(tuple(indicators), numbers, tokens[min(numbers - shared or numbers)].start)
        for numbers, indicators in grouped.items()
        if not all(_within(tokens[number], people) for number in numbers)
    ]


def _of_ages(
    aged: Sequence[Age], people: Sequence[Base], tokens: Sequence[Token], reader: Reader
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


def _parts(
    said: Statement,
    cut: Sequence[Segment],
    number: int,
    segment: Segment,
    dated: Sequence[tuple[str, int]],
    reader: Reader,
) -> list[Part]:
    loose = loose_words(said, segment, reader)
    topics, own = _first(shared_out(said.topics, cut, lambda one: one.place), number)
    if not own and loose:
        topics = []
    areas, others, unknown = _areas(said, cut, number, reader)
    when = _years(said, cut, number, dated)
    people = [
        base for base in _first(shared_out(said.people, cut, lambda one: one.start), number, most=number)[0]
    ]
    in_order = sorted(topics, key=lambda one: one.place)
    earlier = (
        next((one for one in reversed(cut[number - 1].quantities) if one.kind == SHARE), None)
        if number
        else None
    )
    found = []
    for place, quantity in enumerate(segment.quantities):
        if quantity.is_fraction and earlier and not own and " op " not in quantity.written.lower():
            quantity = part_of(quantity, earlier)
        one_each = 1 < len(segment.quantities) == len(in_order) and not quantity.in_range
        mine = _in_unit([in_order[place]] if one_each else in_order, quantity, reader)
        found.append(
            Part(
                quantity, tuple(mine), areas, others, unknown, when,
                tuple(_people_of(people, mine, said, quantity)), loose, narrowed_by(said, segment, mine, reader),
            )
        )  # fmt: skip
    return found


def same_unit(quantity: Quantity, entry: Indicator) -> bool:
    """Whether a number can be one of this indicator, by its unit."""
    if quantity.kind == SHARE:
        return entry.is_share
    if quantity.kind == EURO:
        return entry.eenheid == "euro"
    if quantity.kind == YEARS:
        return entry.eenheid == "jaar"
    return quantity.kind == COUNT and not entry.is_share and entry.eenheid != "euro"


def _in_unit(topics: Sequence[Topic], quantity: Quantity, reader: Reader) -> list[Topic]:
    """Leave out what has another unit, an end of a range that is not this one, and "inwoners" beside something special."""
    other_end = {"van": "_max", "tot": "_min"}.get(quantity.in_range, " ")
    found = []
    for topic in topics:
        names = [
            one for one in topic.indicators
            if (quantity.is_change or same_unit(quantity, reader.entry(one))) and not one.endswith(other_end)
        ]  # fmt: skip
        if names:
            found.append(topic._replace(indicators=tuple(names)))
    special = [topic for topic in found if topic.indicators != ("inwoners",)]
    return special or found


def _first(lists: Sequence[Sequence[object]], number: int, *, most: int | None = None) -> tuple[list, bool]:  # type: ignore[type-arg]
    for found, own in nearest(lists[: most + 1] if most is not None else lists, number):
        if found:
            return list(found), own
    return [], True


def _areas(
    said: Statement, cut: Sequence[Segment], number: int, reader: Reader
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    gemeente = reader.release.gemeente
    lists = shared_out(said.places, cut, lambda one: one.start)
    mine = lists[number]
    everywhere = [area for place in said.places for area in (*place.areas, *place.others)]
    if not mine:
        earlier = [place for one in lists[:number] for place in one]
        known = all(place.areas == (gemeente,) for place in earlier)
        elsewhere = reader.release.compare if not said.places else ()
        first = (gemeente,) if known else ()
        unknown = next((place.name for place in earlier if not place.areas), "")
        return first, _unique([*everywhere, gemeente, *elsewhere], first), unknown
    unknown = next((place.name for place in mine if not place.areas), "")
    distinct = {place.areas for place in mine}
    # "In de gemeente Dalfsen telt Nieuwleusen …": the smaller area is meant.
    inner = [areas for areas in distinct if areas != (gemeente,)]
    chosen = inner if len(inner) == 1 and len(distinct) == 2 and "KERN" in inner[0][0] else list(distinct)
    first = chosen[0] if len(chosen) == 1 else ()
    return first, _unique([*everywhere, gemeente], first), unknown


def _unique(areas: Iterable[str], without: Sequence[str]) -> tuple[str, ...]:
    return tuple(area for area in dict.fromkeys(areas) if area not in without)


def _years(
    said: Statement, cut: Sequence[Segment], number: int, dated: Sequence[tuple[str, int]]
) -> tuple[str, ...]:
    segment = cut[number]
    mine = shared_out(dated, cut, lambda one: one[1])[number]
    if mine:
        return tuple(dict.fromkeys(year for year, _ in mine))
    if _NOW.search(said.text[segment.start : segment.end]):
        return ()
    return tuple(dict.fromkeys(said.years))


def people_beside(said: Statement, topics: Sequence[Topic]) -> list[Base]:
    """Return the groups of a sentence that are not words of its subject, such as "vrouwen" in a life expectancy."""
    return _beside(said.people, topics, said.tokens)


def _beside(people: Sequence[Base], topics: Sequence[Topic], tokens: Sequence[Token]) -> list[Base]:
    inside = [tokens[number] for topic in topics for number in topic.tokens]
    return [
        base for base in people
        if base.start < 0 or not any(base.start <= token.start and token.end <= base.end for token in inside)
    ]  # fmt: skip


def _people_of(
    people: Sequence[Base], topics: Sequence[Topic], said: Statement, quantity: Quantity
) -> list[Base]:
    # Of a count the people are often what another number counts: "van de 360 deelnemers noemden er 190 …".
    left = _beside(people, said.topics if quantity.kind == COUNT else topics, said.tokens)
    return [] if quantity.kind == COUNT and all(base.names == {EVERYBODY} for base in left) else left


def _within(token: Token, people: Sequence[Base]) -> bool:
    return any(base.start <= token.start and token.end <= base.end for base in people)


def loose_words(said: Statement, segment: Segment, reader: Reader) -> int:
    """Count the words of a part that are neither understood nor known to say nothing."""
    understood = {number for topic in said.topics for number in topic.tokens}
    spans = [(one.start, one.end) for one in (*said.places, *said.people)] + passed_over(said.text)
    spans += [(one.start, one.end) for one in segment.quantities]
    return sum(
        1 for number, token in enumerate(said.tokens)
        if segment.holds(token.start) and number not in understood and token.stem not in reader.filling
        and not token.stem[0].isdecimal() and not any(a <= token.start < b for a, b in spans)
    )  # fmt: skip


def narrowed_by(said: Statement, segment: Segment, topics: Sequence[Topic], reader: Reader) -> str:
    """Return a word that makes the subject of a part narrower than what we know, such as "dagelijks"; or nothing."""
    inside = {number for topic in topics for number in topic.tokens}
    for number, token in enumerate(said.tokens):
        if number not in inside and segment.holds(token.start) and token.word in reader.words.nauwer:
            return said.text[token.start : token.end]
    return ""
