"""
"Since 2007 a quarter more", "fell between 2018 and 2024": two years of one subject beside each other.

What changed by so much is worked out from the two values; that something changed at all is asked of `differences`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.charts.table import written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.statistics.comparison import HIGHER, LOWER
from analysis.topics.claims_check import CONTRADICTED, HOLDS, REGISTERS
from analysis.topics.drafts.differences import NONE, UNKNOWN, difference
from analysis.topics.drafts.people import same_people
from analysis.topics.drafts.quantities import CHANGED, COUNT, EURO, POINTS, SHARE, Quantity
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.readings import Row, values
from analysis.topics.drafts.said import UnderstoodSentence, loose_words, narrowed_by, people_beside
from analysis.topics.drafts.segments import Segment
from analysis.topics.drafts.verdict import UNTESTED, Verdict

_SINCE = re.compile(r"\b(?:sinds|sedert|vanaf|ten opzichte van|vergeleken met)\b", re.I)
_BETWEEN_YEARS = "Of iets stijgt of daalt, toetsen wij alleen tussen twee jaren die in de zin staan."


class SaidChange(NamedTuple):
    """The first and the last value of a period."""

    entry: Indicator
    first: Row
    last: Row

    @property
    def by(self) -> float:
        """How much more the last is."""
        return float(self.last["waarde"]) - float(self.first["waarde"])


def judge_changes(said: UnderstoodSentence, reader: DraftReader) -> Iterator[Verdict]:
    """Yield what comes of a rise or a fall in a sentence, and of every number that says how much."""
    verb = CHANGED.search(said.text)
    compared = re.search(r"\bdan\b", said.text)
    if verb is None:
        for part in () if compared else said.changes:
            yield Verdict(UNTESTED, f"{part.quantity.written}: een verschil als dit toetsen wij niet.")
        return
    up = any(verb[key] for key in ("up", "up2", "up3"))
    levels = [part for part in said.parts if part.years]
    if not said.changes and len({part.years for part in levels}) > 1:
        yield from _between_numbers([part.quantity for part in levels], up, said, reader)
        return
    found = list(_known(said, reader))
    known = {one.entry.id for one in found}
    # "Het aantal inwoners dat zich eenzaam voelt" is not the number of inhabitants.
    if not found or any(known.isdisjoint(topic.indicators) for topic in said.topics):
        yield Verdict(UNTESTED, _BETWEEN_YEARS)
        return
    amounts: list[Quantity | None] = [part.quantity for part in said.changes]
    for amount in amounts or [None]:
        yield _judge(found, amount, up, said, reader)


def _between_numbers(
    levels: Sequence[Quantity], up: bool, said: UnderstoodSentence, reader: DraftReader
) -> Iterator[Verdict]:
    """Yield what is wrong with a direction between numbers that the sentence gives itself; each is tested by itself."""
    if (levels[-1].value > levels[0].value) != up:
        yield Verdict(UNTESTED, "De getallen gaan de andere kant op dan de zin zegt.")
    elif levels[0].kind != EURO and not _of_a_register(said, reader):
        yield Verdict(
            UNTESTED, "Of het verschil tussen de jaren meer is dan toeval, zeggen deze cijfers niet."
        )


def _of_a_register(said: UnderstoodSentence, reader: DraftReader) -> bool:
    return all(reader.entry(one).thema in REGISTERS for topic in said.topics for one in topic.indicators)


def _known(said: UnderstoodSentence, reader: DraftReader) -> Iterator[SaidChange]:
    years = sorted(set(said.years))
    since = len(years) == 1 and _SINCE.search(said.text)
    areas = {place.areas for place in said.places} or {(reader.release.gemeente,)}
    if (len(years) != 2 and not since) or len(areas) != 1:
        return
    people = [base for base in people_beside(said, said.topics) if base.names != {""} or base.span]
    for indicator in dict.fromkeys(one for topic in said.topics for one in topic.indicators):
        entry = reader.entry(indicator)
        if entry.is_share and not same_people(people, entry, reader.words):
            continue
        for area in next(iter(areas)):
            rows = values(reader, indicator, area)
            first = [row for row in rows if row["periode"] == years[0]]
            last = [row for row in rows if row["periode"] == years[-1]] if not since else rows[-1:]
            yield from (
                SaidChange(entry, one, two)
                for one in first
                for two in last
                if one["periode"] < two["periode"]
            )


def _judge(
    found: Sequence[SaidChange],
    amount: Quantity | None,
    up: bool,
    said: UnderstoodSentence,
    reader: DraftReader,
) -> Verdict:
    shown = " ".join(dict.fromkeys(_shown(one, reader) for one in found))
    whole = Segment(0, len(said.text), tuple(part.quantity for part in said.changes))
    if narrowed_by(said, whole, said.topics, reader) or loose_words(said, whole, reader):
        return Verdict(UNTESTED, f"De zin zegt meer dan wij begrijpen. {shown}")
    words = {_word(one, amount, up, reader) for one in found}
    if len(words) == 1 and words <= {HOLDS, CONTRADICTED}:
        return Verdict(words.pop(), shown)
    return Verdict(UNTESTED, f"De cijfers beslissen dit niet. {shown}")


def _word(one: SaidChange, amount: Quantity | None, up: bool, reader: DraftReader) -> str:
    way = difference(reader.release, one.last, one.first)
    if way in (UNKNOWN, NONE):
        return UNTESTED
    if way != (HIGHER if up else LOWER):
        return CONTRADICTED
    if amount is None:
        return HOLDS
    sizes = [abs(size) for size in _sizes(one, amount)]
    if any(amount.fits.low <= size <= amount.fits.high for size in sizes):
        return HOLDS
    reach = amount.fits.widened(amount.near)
    return CONTRADICTED if sizes and not any(reach.low <= size <= reach.high for size in sizes) else UNTESTED


def _sizes(one: SaidChange, amount: Quantity) -> list[float]:
    """Return how large a change is, in what it may be written in: of a share points, or a part of what it was."""
    relative = 100 * one.by / float(one.first["waarde"]) if one.first["waarde"] else float("inf")
    if amount.kind == SHARE:
        return [one.by, relative] if one.entry.is_share else [relative]
    return [one.by] if amount.kind == POINTS or (amount.kind == COUNT and not one.entry.is_share) else []


def _shown(one: SaidChange, reader: DraftReader) -> str:
    name = reader.release.catalogue.name(str(one.first["gebied"]))
    first, last = (written(float(row["waarde"]), one.entry) for row in (one.first, one.last))
    relative = (
        ""
        if one.entry.is_share or not one.first["waarde"]
        else f", {dutch.signed(100 * one.by / float(one.first['waarde']))}%"
    )
    return (
        f"{one.entry.naam}, {name}: {first} ({dutch.period(str(one.first['periode']))}) en {last} "
        f"({dutch.period(str(one.last['periode']))}{relative})."
    )
