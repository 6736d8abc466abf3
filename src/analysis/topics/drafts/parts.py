"""Each number of a sentence with its subject, area, years and people; what a part leaves out it takes from the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from analysis.model.catalogue import Indicator
from analysis.topics.drafts.people import EVERYBODY, Base
from analysis.topics.drafts.places import Place
from analysis.topics.drafts.quantities import COUNT, EURO, PER_THOUSAND, RATE, SHARE, YEARS, Quantity, part_of
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.said import (
    Part,
    Topic,
    UnderstoodSentence,
    groups_beside,
    loose_words,
    narrowed_by,
)
from analysis.topics.drafts.segments import Segment, nearest, shared_out

T = TypeVar("T")

_NOW = re.compile(r"\b(?:nu|inmiddels|tegenwoordig|momenteel|op dit moment|vandaag)\b", re.I)


class Around(NamedTuple):
    """What the heading and the sentence before speak of: another area than the gemeente, a part of the people."""

    places: tuple[Place, ...] = ()
    people: tuple[Base, ...] = ()


def parts_of(
    said: UnderstoodSentence,
    cut: Sequence[Segment],
    number: int,
    segment: Segment,
    dated: Sequence[tuple[str, int]],
    around: Around,
    reader: DraftReader,
) -> list[Part]:
    """Return the numbers of one part of a sentence, each with what belongs to it."""
    loose = loose_words(said, segment, reader)
    # "Het aantal inwoners van 65 jaar en ouder steeg van … naar …": both numbers are of all that stands before them.
    whole = [list(said.topics)] * len(cut) if any(_goes_on(said, one) for one in cut) else []
    topics, own = _first(whole or shared_out(said.topics, cut, lambda one: one.place), number)
    if said.topics and all(topic.place < 0 for topic in said.topics):
        topics, own = list(said.topics), False
    if not own and loose:
        topics = []
    areas, others, unknown = _areas(said, cut, number, reader)
    if around.places and not said.places:
        areas, others = around.places[0].areas, _unique([*others, *areas], around.places[0].areas)
    when = _years(said, cut, number, dated)
    groups, _ = _first(shared_out(said.people, cut, lambda one: one.start)[: number + 1], number)
    guessed = bool(
        (around.places and not said.places)
        or (around.people and not said.people)
        or any(not place.areas for place in said.places)
        or _is_fragment(said, reader)
    )
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
                tuple(_people_of(groups if said.people else around.people, mine, said, quantity)), guessed, loose, narrowed_by(said, segment, mine, reader),
            )
        )  # fmt: skip
    return found


def _goes_on(said: UnderstoodSentence, segment: Segment) -> bool:
    return bool(re.match(r"\s*naar\b", said.text[segment.start :]))


def _is_fragment(said: UnderstoodSentence, reader: DraftReader) -> bool:
    """Whether a line names no area and nobody and has no verb: what it is about stands somewhere else."""
    return not (said.places or said.people or any(token.stem in reader.verbs for token in said.tokens))


def same_unit(quantity: Quantity, entry: Indicator) -> bool:
    """Whether a number can be one of this indicator, by its unit."""
    if quantity.kind == SHARE:
        return entry.is_share
    if quantity.kind == EURO:
        return entry.eenheid == "euro"
    if quantity.kind == YEARS:
        return entry.eenheid == "jaar"
    if PER_THOUSAND.search(entry.eenheid):
        return quantity.kind == RATE
    return quantity.kind == COUNT and not entry.is_share and entry.eenheid != "euro"


def _in_unit(topics: Sequence[Topic], quantity: Quantity, reader: DraftReader) -> list[Topic]:
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


def _first(lists: Sequence[Sequence[T]], number: int) -> tuple[list[T], bool]:
    """Return what stands in a part, or else nearest to it, and whether it is its own."""
    return next(((list(found), own) for found, own in nearest(lists, number) if found), ([], True))


def _areas(
    said: UnderstoodSentence, cut: Sequence[Segment], number: int, reader: DraftReader
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    gemeente = reader.release.gemeente
    lists = shared_out(said.places, cut, lambda one: one.start)
    mine = lists[number]
    everywhere = [area for place in said.places for area in (*place.areas, *place.others)]
    if not mine and number and _goes_on(said, cut[number]):
        return _areas(said, cut, number - 1, reader)
    if not mine:
        earlier = [place for one in lists[:number] for place in one]
        known = all(place.areas == (gemeente,) for place in earlier)
        elsewhere = () if said.places else (*reader.release.compare, *reader.own_areas)
        first: tuple[str, ...] = (gemeente,) if known else ()
        unknown = next((place.name for place in earlier if not place.areas), "")
        return first, _unique([*everywhere, gemeente, *elsewhere], first), unknown
    unknown = next((place.name for place in mine if not place.areas), "")
    distinct = {place.areas for place in mine}
    # "In de gemeente Dalfsen telt Nieuwleusen …": the smaller area is meant.
    inner = [areas for areas in distinct if areas != (gemeente,)]
    chosen = (
        inner
        if len(inner) == 1 and len(distinct) > 1 and any("KERN" in area for area in inner[0])
        else list(distinct)
    )
    meant = chosen[0] if len(chosen) == 1 else ()
    return meant, _unique([*everywhere, gemeente], meant), unknown


def _unique(areas: Iterable[str], without: Sequence[str]) -> tuple[str, ...]:
    return tuple(area for area in dict.fromkeys(areas) if area not in without)


def _years(
    said: UnderstoodSentence, cut: Sequence[Segment], number: int, dated: Sequence[tuple[str, int]]
) -> tuple[str, ...]:
    segment = cut[number]
    mine = shared_out(dated, cut, lambda one: one[1])[number]
    if mine:
        return tuple(dict.fromkeys(year for year, _ in mine))
    if _NOW.search(said.text[segment.start : segment.end]):
        return ()
    return tuple(dict.fromkeys(said.years))


def _people_of(
    people: Sequence[Base], topics: Sequence[Topic], said: UnderstoodSentence, quantity: Quantity
) -> list[Base]:
    # Of a count the people are often what another number counts: "van de 360 deelnemers noemden er 190 …".
    left = groups_beside(people, said.topics if quantity.kind == COUNT else topics, said.tokens)
    return [] if quantity.kind == COUNT and all(base.names == {EVERYBODY} for base in left) else left
