"""
"Higher than in the country", "fewer than in Oudleusen", "more men than women": two values beside each other.

Confirmed and contradicted only by values whose margins, or a register, show the difference; see `differences`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.charts.table import written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.statistics.comparison import HIGHER, LOWER
from analysis.topics.claims_check import CONTRADICTED, HOLDS
from analysis.topics.drafts.differences import NONE, UNKNOWN, difference
from analysis.topics.drafts.people import same_people
from analysis.topics.drafts.places import Place
from analysis.topics.drafts.quantities import Quantity
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.readings import Row, values
from analysis.topics.drafts.said import Topic, UnderstoodSentence, loose_words, narrowed_by, people_beside
from analysis.topics.drafts.segments import Segment
from analysis.topics.drafts.verdict import UNTESTED, Verdict

_COMPARED = re.compile(
    r"\b(?P<word>hoger|hogere|meer|groter|groter deel|vaker|dichter|ouder|lager|lagere|minder|kleiner|dunner|jonger|beter|betere|slechter|slechtere)\b"
    r"(?P<between>(?:[^.;]|\.(?=\d)){0,70}?)\bdan\b(?!\s+(?:de\s+helft|een\s+(?:kwart|derde|op)|€?\s*\d))"
    r"|\b(?P<side>boven|onder)\s+(?P<average>het\s+(?:landelijke?|regionale?|provinciale?|nederlandse?)?\s*gemiddelde)\b",
    re.I,
)
_TIMES = re.compile(
    r"\b(?:half|dubbel|twee keer|twee maal|anderhalf keer|drie keer|vier keer)\s+zo(?:'n)?\s*\w+", re.I
)
# What is said of each person: a count, which is larger where more people live, is no answer.
_OF_EACH = re.compile(
    r"\b(?:vaker|vaak|naar verhouding|relatief|aandeel|percentage|deel|per 1\.?000|per duizend)\b", re.I
)
_UP = frozenset({"hoger", "hogere", "meer", "groter", "vaker", "dichter", "ouder", "boven"})
_BETTER = {"beter": True, "betere": True, "slechter": False, "slechtere": False}
_NOT_RECOGNISED = "Waarmee de zin vergelijkt, herkennen wij niet."


class Pair(NamedTuple):
    """Two values that a sentence compares; `word` is how the first stands to the second."""

    entry: Indicator
    here: Row
    there: Row
    word: str
    wanted: str


def judge_comparison(said: UnderstoodSentence, reader: DraftReader) -> Iterator[Verdict]:
    """Yield what comes of a comparison in a sentence; nothing when there is none."""
    if found := _COMPARED.search(said.text):
        yield _judge(said, found, reader)
    elif times := _TIMES.search(said.text):
        both = [
            pair for topic in said.topics for pair in _between_areas(said, topic, times.end(), HIGHER, reader)
        ]
        yield Verdict(UNTESTED, f"“{times[0]}” toetsen wij niet. {_shown(both, reader)}".strip())


def _judge(said: UnderstoodSentence, found: re.Match[str], reader: DraftReader) -> Verdict:
    # "Meer inwoners hebben schulden dan in Ommen" does not compare how many people live there.
    special = tuple(topic for topic in said.topics if topic.indicators != ("inwoners",))
    said = said._replace(topics=special or said.topics)
    if not said.topics:
        return Verdict(UNTESTED, "Waar de vergelijking over gaat, herkennen wij niet.")
    word = (found["word"] or found["side"]).lower()
    cut = found.start("average") if found["side"] else found.end()
    sides = _two_topics(said, cut)
    if sides and not _named(said.places, cut, len(said.text)):
        pairs = list(_between_topics(said, *sides, _wanted(word, ""), reader))
    else:
        pairs = [
            pair for topic in said.topics
            for pair in _between_areas(said, topic, cut, word, reader)
        ]  # fmt: skip
    if not pairs:
        return Verdict(UNTESTED, _why_none(said, cut, reader))
    if (
        not sides
        and sum(bool({pair.entry.id for pair in pairs} & {*topic.indicators}) for topic in said.topics) > 1
    ):
        return Verdict(
            UNTESTED, f"Welk onderwerp de zin vergelijkt, is niet duidelijk. {_shown(pairs, reader)}"
        )
    amount = next(
        (part.quantity for part in said.changes if found.start() - 25 < part.quantity.start < found.start()),
        None,
    )
    return _of(pairs, amount, said, reader)


def _of(
    pairs: Sequence[Pair], amount: Quantity | None, said: UnderstoodSentence, reader: DraftReader
) -> Verdict:
    shown = _shown(pairs, reader)
    # Beside values of that time with a margin, those without one decide nothing.
    known = [pair for pair in pairs if pair.word != UNKNOWN]
    if max(map(_period, known), default="") == max(map(_period, pairs)):
        pairs = known
    words = {_word(pair) for pair in pairs}
    whole = Segment(0, len(said.text), ())
    narrowed = narrowed_by(said, whole, said.topics, reader)
    # "meer inwoners met een uitkering" are not all inhabitants; in a share one word more does no harm.
    most = 1 if all(pair.entry.is_share for pair in pairs) else 0
    if narrowed or loose_words(said, whole, reader) > most:
        return Verdict(UNTESTED, f"De zin zegt meer dan wij begrijpen. {shown}")
    if words == {HOLDS} and (amount is None or all(_so_much(pair, amount) for pair in pairs)):
        return Verdict(HOLDS, shown)
    if words == {CONTRADICTED}:
        return Verdict(CONTRADICTED, shown)
    if any(pair.word == UNKNOWN for pair in pairs):
        return Verdict(UNTESTED, f"Zonder marge is een verschil niet te toetsen. {shown}")
    if any(pair.word == NONE for pair in pairs):
        return Verdict(UNTESTED, f"Er is geen duidelijk verschil. {shown}")
    return Verdict(UNTESTED, f"Het hangt ervan af welk cijfer is bedoeld. {shown}")


def _period(pair: Pair) -> str:
    return str(pair.here["periode"])


def _word(pair: Pair) -> str:
    if pair.word in (UNKNOWN, NONE) or not pair.wanted:
        return UNTESTED
    return HOLDS if pair.word == pair.wanted else CONTRADICTED


def _so_much(pair: Pair, amount: Quantity) -> bool:
    gap = abs(float(pair.here["waarde"]) - float(pair.there["waarde"]))
    return amount.fits.low <= gap <= amount.fits.high


def _wanted(word: str, direction: str) -> str:
    """Return which way a word points; better and worse by what the catalogue calls favourable."""
    if word not in _BETTER:
        return HIGHER if word in _UP else LOWER
    if direction not in ("hoger is gunstig", "lager is gunstig"):
        return ""
    return HIGHER if _BETTER[word] == (direction == "hoger is gunstig") else LOWER


def _two_topics(said: UnderstoodSentence, cut: int) -> tuple[Topic, Topic] | None:
    """Return the subjects on both sides of "dan", when that is what is compared: "meer mannen dan vrouwen"."""
    before = [one for one in said.topics if one.place < cut]
    behind = [one for one in said.topics if one.place >= cut]
    return (before[-1], behind[0]) if before and behind else None


def _between_topics(
    said: UnderstoodSentence, own: Topic, other: Topic, wanted: str, reader: DraftReader
) -> Iterator[Pair]:
    area = _here(said, len(said.text), reader)
    for first in own.indicators:
        for second in other.indicators:
            one, two = reader.entry(first), reader.entry(second)
            if (one.eenheid, one.thema, one.leeftijd) != (
                two.eenheid,
                two.thema,
                two.leeftijd,
            ) and not _same_kind(one, two):
                continue
            for here, there in _pairs_in_time(
                said, values(reader, first, area), values(reader, second, area)
            ):
                yield Pair(one, here, there, difference(reader.release, here, there), wanted)


def _same_kind(one: Indicator, two: Indicator) -> bool:
    return one.optelbaar and two.optelbaar and one.thema == two.thema


def _between_areas(
    said: UnderstoodSentence, topic: Topic, cut: int, word: str, reader: DraftReader
) -> Iterator[Pair]:
    others = _named(said.places, cut, len(said.text))
    own = _named(said.places, 0, cut)
    if not others or len({place.areas for place in own}) > 1 or len({place.areas for place in others}) > 1:
        return
    here = own[0].areas if own else (reader.release.gemeente,)
    people = people_beside(said, [topic])
    for indicator in _compared(said, topic, others[0], word, reader):
        entry = reader.entry(indicator)
        if not same_people(people, entry, reader.words):
            continue
        for area in here:
            for other in others[0].areas:
                if _alike(area, other):
                    for one, two in _pairs_in_time(
                        said, values(reader, indicator, area), values(reader, indicator, other)
                    ):
                        wanted = _wanted(word, entry.richting)
                        yield Pair(entry, one, two, difference(reader.release, one, two), wanted)


def _compared(
    said: UnderstoodSentence, topic: Topic, other: Place, word: str, reader: DraftReader
) -> Sequence[str]:
    """Return the shares of a subject, else its counts; of "meer 65-plussers dan in Zwolle" both, if there are any counts."""
    area = next(iter(other.areas), "")
    shares = [one for one in topic.indicators if reader.entry(one).is_share]
    counts = [one for one in topic.indicators if one not in shares and values(reader, one, area)]
    if _OF_EACH.search(said.text) or word in ("ouder", "jonger"):
        return shares
    if word in ("meer", "minder") and area.startswith(("GM", "K", "W")):
        return [*shares, *counts] if counts else ()
    return shares or counts


def _alike(area: str, other: str) -> bool:
    """Whether two areas are of one sort: a kern beside a kern, and not one with its buitengebied beside one without."""
    kinds = [re.match("[A-Z]*", code)[0] for code in (area, other)]  # type: ignore[index]
    small = {"KERN", "KERNGEBIED", "WK"}
    return kinds[0] == kinds[1] or not small & set(kinds)


def _pairs_in_time(
    said: UnderstoodSentence, here: Sequence[Row], there: Sequence[Row]
) -> Iterator[tuple[Row, Row]]:
    """Yield the values of one period: the year that is named, or else the last that both have."""
    shared = {str(row["periode"]) for row in here} & {str(row["periode"]) for row in there}
    wanted = [one for one in shared if one[:4] in said.years] if said.years else sorted(shared)[-1:]
    for period in wanted:
        for one in here:
            for two in there:
                if one["periode"] == two["periode"] == period:
                    yield one, two


def _named(places: Sequence[Place], start: int, end: int) -> list[Place]:
    return [place for place in places if start <= place.start < end]


def _here(said: UnderstoodSentence, end: int, reader: DraftReader) -> str:
    own = _named(said.places, 0, end)
    return own[0].areas[0] if len(own) == 1 and own[0].areas else reader.release.gemeente


def _why_none(said: UnderstoodSentence, cut: int, reader: DraftReader) -> str:
    others = _named(said.places, cut, len(said.text))
    if not others or not others[0].areas:
        return _NOT_RECOGNISED
    names = list(dict.fromkeys(reader.entry(one).naam for topic in said.topics for one in topic.indicators))
    return f"Er zijn geen twee cijfers om naast elkaar te leggen over “{dutch.few(names, 2)}”."


def _shown(pairs: Sequence[Pair], reader: DraftReader, most: int = 3) -> str:
    catalogue = reader.release.catalogue
    lines = [
        f"{pair.entry.naam}: {catalogue.name(str(pair.here['gebied']))} {written(float(pair.here['waarde']), pair.entry)}, "
        f"{catalogue.name(str(pair.there['gebied']))} {written(float(pair.there['waarde']), pair.entry)} "
        f"({dutch.period(str(pair.here['periode']))})."
        if pair.here["indicator"] == pair.there["indicator"]
        else f"{pair.entry.naam} {written(float(pair.here['waarde']), pair.entry)}, "
        f"{reader.entry(str(pair.there['indicator'])).naam.lower()} {written(float(pair.there['waarde']), pair.entry)} "
        f"({dutch.period(str(pair.here['periode']))})."
        for pair in pairs
    ]
    return " ".join(list(dict.fromkeys(lines))[:most])
