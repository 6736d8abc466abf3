"""A sentence cut into parts with a number each, and which of the names in it belongs to which part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from analysis.topics.drafts.quantities import Quantity

T = TypeVar("T")

# Where a part ends, the surest first.
_JOINTS = (
    re.compile(r"[;:()]"),
    re.compile(r",?\s(?=(?:terwijl|maar|tegen|tegenover|versus|waarvan|waar|naar)\s)", re.I),
    re.compile(r",\s(?=en\s)", re.I),
    re.compile(r",(?!\d)"),
    re.compile(r"\s(?=(?:en|of)\s)", re.I),
)


class Segment(NamedTuple):
    """A part of a sentence, from and to, with its numbers."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]

    def holds(self, place: int) -> bool:
        """Whether a place in the sentence lies in it."""
        return self.start <= place < self.end


def segments(text: str, quantities: Sequence[Quantity]) -> list[Segment]:
    """Cut a sentence between its numbers; what stands before the first belongs to it, a range stays whole."""
    found: list[Segment] = []
    start, held = 0, list(quantities[:1])
    for one in quantities[1:]:
        cut = None if one.in_range and held[-1].in_range else _cut(text, held[-1].end, one.start)
        if cut is None:
            held.append(one)
        else:
            found.append(Segment(start, cut, tuple(held)))
            start, held = cut, [one]
    return [*found, Segment(start, len(text), tuple(held))] if held else []


def _cut(text: str, start: int, end: int) -> int | None:
    for joint in _JOINTS:
        if match := joint.search(text, start, end):
            return match.start()
    return None


def shared_out(mentions: Sequence[T], parts: Sequence[Segment], place: Callable[[T], int]) -> list[list[T]]:
    """
    Return which mentions belong to which part.

    Those in the part itself. Where as many stand before the first number as there are parts ("mannen dan vrouwen:
    14.992 tegen 14.691"), each part gets one in turn.
    """
    own = [[one for one in mentions if part.holds(place(one))] for part in parts]
    first = parts[0].quantities[0].start if parts else 0
    ahead = [one for one in mentions if place(one) < first]
    if 1 < len(parts) == len(ahead) == len(mentions):
        return [[one] for one in sorted(ahead, key=place)]
    return own


def nearest(lists: Sequence[Sequence[T]], number: int) -> Iterator[tuple[Sequence[T], bool]]:
    """Yield what stands in a part, then in those before it, then in those behind it; with whether it is its own."""
    yield lists[number], True
    for other in (*range(number - 1, -1, -1), *range(number + 1, len(lists))):
        yield lists[other], False
