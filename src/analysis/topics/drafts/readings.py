"""
A number of a sentence held against every value that it can be about: indicator by area by year by source.

A reading is *first* when the words fit it: the same people, the area and the year that are named. Only such a reading
confirms, and only when nothing else in the same area denies it. The others are there to be careful: a number that fits
one of them is never called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.charts.table import has_value, written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.topics.claims_check import CONTRADICTED, HOLDS, ONLY_FICTIONAL
from analysis.topics.drafts.people import base_of, same_people
from analysis.topics.drafts.quantities import COUNT, RATE, Quantity
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.said import Part, UnderstoodSentence
from analysis.topics.drafts.tied import is_aside, is_tied
from analysis.topics.drafts.verdict import UNTESTED, Verdict
from analysis.topics.profile import real

FITS, CLOSE, OUT = "past", "scheelt weinig", "past niet"
_FEW = 2  # words that are not understood; with more, nothing is confirmed or called wrong
_FAR = 4  # times as many

Row = Mapping[str, Any]


class FigureReading(NamedTuple):
    """One value that a number can be about."""

    entry: Indicator
    row: Row
    first: bool  # the people, the area and the year are those of the sentence
    here: bool  # the area is
    in_time: bool  # the year is
    match: str  # FITS, CLOSE or OUT


def judge_number(part: Part, said: UnderstoodSentence, reader: DraftReader) -> Verdict:
    """Return what the numbers say of one number in a sentence."""
    quantity = part.quantity
    if part.unknown:
        return Verdict(UNTESTED, f"{quantity.written}: het gebied “{part.unknown}” kennen wij niet.")
    if not part.topics:
        return Verdict(UNTESTED, f"{quantity.written}: waar dit getal over gaat, herkennen wij niet.")
    found = list(readings(part, said, reader))
    if not found:
        return Verdict(UNTESTED, f"{quantity.written}: {_why_none(part, reader)}")
    fitting = [one for one in found if one.match == FITS]
    sure = [one for one in fitting if one.first]
    for one in sure:
        against = [other for other in found if other.first and other.match == OUT and _beside(other, one)]
        if not against:
            return Verdict(HOLDS, f"{quantity.written}: {_shown(one, reader)}")
    if sure:
        return Verdict(UNTESTED, f"{quantity.written}: de cijfers verschillen. {_several(found, reader)}")
    if fitting:
        return Verdict(
            UNTESTED,
            f"{quantity.written}: {_other(fitting[0], part, reader)} {_beside_it(found, reader)}".strip(),
        )
    first = [one for one in found if one.first]
    if not first:
        return Verdict(
            UNTESTED, f"{quantity.written}: {_why_not_first(part, found, reader)} {_several(found, reader)}"
        )
    surely = not part.guessed and not quantity.in_range and not is_aside(part, said)
    surely = surely and part.loose <= _most(quantity)
    if surely and all(one.match == OUT and _within_reach(quantity, one) for one in first):
        return Verdict(CONTRADICTED, f"{quantity.written}: {_several(first, reader)}")
    close = any(one.match == CLOSE for one in first)
    why = (
        "het verschil is te klein om het fout te noemen." if close else "de zin zegt meer dan wij begrijpen."
    )
    return Verdict(UNTESTED, f"{quantity.written}: {why} {_several(first, reader)}")


def readings(part: Part, said: UnderstoodSentence, reader: DraftReader) -> Iterator[FigureReading]:
    """Yield every value that a number can be about, in its unit."""
    tied = is_tied(part, said, reader)
    for indicator in dict.fromkeys(one for topic in part.topics for one in topic.indicators):
        entry = reader.entry(indicator)
        fits = (
            tied
            and not part.narrowed
            and part.loose <= _most(part.quantity)
            and same_people(part.people, entry, reader.words)
        )
        for area in (*part.areas, *part.other_areas):
            here = area in part.areas
            for row, in_time in _in_time(values(reader, indicator, area), part.years):
                yield FigureReading(
                    entry,
                    row,
                    fits and here and in_time,
                    here,
                    in_time,
                    held_against(part.quantity, row, entry),
                )


def _most(quantity: Quantity) -> int:
    """Return how many words may be not understood: of a count none, "29.683 inwoners hebben een rollator"."""
    return 0 if quantity.kind in (COUNT, RATE) else _FEW


def values(reader: DraftReader, indicator: str, area: str) -> list[Row]:
    """Return the real values of an indicator in an area, of every source, by period."""
    rows = real(reader.release.every_source([indicator], [area])).sort_values("periode")
    found: list[Row] = rows.to_dict("records")
    return found


def held_against(quantity: Quantity, row: Row, entry: Indicator) -> str:
    """Say whether a value is what a number says, close to it, or out of reach."""
    value = float(row["waarde"])
    low, high = bounds(row)
    if quantity.fits.low <= value <= quantity.fits.high and (
        not quantity.one_sided or (quantity.fits.low <= low and high <= quantity.fits.high)
    ):
        return FITS
    # A margin is room already.
    half, near = (0.5 * 10**-entry.decimalen, quantity.near) if low == high else (0, quantity.near / 2)
    return CLOSE if quantity.fits.widened(near).meets(low - half, high + half) else OUT


def bounds(row: Row) -> tuple[float, float]:
    """Return the margin of a row, or its value twice."""
    low, high = row["ondergrens"], row["bovengrens"]
    value = float(row["waarde"])
    return (value, value) if pd.isna(low) or pd.isna(high) else (float(low), float(high))


def _within_reach(quantity: Quantity, one: FigureReading) -> bool:
    """Whether a count is of the size of the known one; one that is far off is about something else."""
    return quantity.kind != COUNT or 1 / _FAR <= quantity.value / (float(one.row["waarde"]) or 1) <= _FAR


def _in_time(rows: Sequence[Row], years: Sequence[str]) -> Iterator[tuple[Row, bool]]:
    """Yield each row, and whether it is of the year that is meant: the one named, or else the last."""
    last = rows[-1]["periode"] if rows else ""
    for row in rows:
        period = str(row["periode"])
        # A month or half a year says nothing of the whole.
        whole = len(period) in (4, 10)
        named = len(years) == 1 and period[:4] == years[0]
        yield row, (named and whole) if years else period == last


def _beside(other: FigureReading, one: FigureReading) -> bool:
    return (other.row["gebied"], other.row["periode"]) == (one.row["gebied"], one.row["periode"])


def _shown(one: FigureReading, reader: DraftReader) -> str:
    catalogue = reader.release.catalogue
    low, high = bounds(one.row)
    value = written(float(one.row["waarde"]), one.entry)
    margin = f", marge {written(low, one.entry)} tot {written(high, one.entry)}" if low < high else ""
    source = catalogue.sources.get(str(one.row["bron"]))
    name = source.naam_kort if source else str(one.row["bron"])
    when, where = dutch.period(str(one.row["periode"])), catalogue.name(str(one.row["gebied"]))
    return f"{one.entry.naam}, {where}: {value} ({when}{margin}). Bron: {name}."


def _several(found: Sequence[FigureReading], reader: DraftReader, most: int = 3) -> str:
    ordered = sorted(found, key=lambda one: (not one.first, not one.here))
    shown = list(dict.fromkeys(_shown(one, reader) for one in ordered))
    rest = len(shown) - most
    return " ".join(shown[:most]) + (
        f" En nog {dutch.counted(rest, 'cijfer', 'cijfers')}." if rest > 0 else ""
    )


def _other(one: FigureReading, part: Part, reader: DraftReader) -> str:
    return f"dit getal past, maar niet bij deze zin: {_why_not(one, part, reader)} {_shown(one, reader)}"


def _beside_it(found: Sequence[FigureReading], reader: DraftReader) -> str:
    first = [one for one in found if one.first]
    return f"Wat de zin noemt: {_several(first, reader, 2)}" if first else ""


def _why_not_first(part: Part, found: Sequence[FigureReading], reader: DraftReader) -> str:
    return _why_not(next((one for one in found if one.here), found[0]), part, reader)


def _why_not(one: FigureReading, part: Part, reader: DraftReader) -> str:
    """Say why a reading is not what the words of a sentence say."""
    period = str(one.row["periode"])
    if not same_people(part.people, one.entry, reader.words):
        named = dutch.enumeration([base.words for base in part.people]) or "niemand in het bijzonder"
        return f"de zin gaat over {named}, dit cijfer over {base_of(one.entry, reader.words).words}."
    if not one.here:
        return "het is van een ander gebied."
    if not one.in_time and not part.years:
        return f"het is van {dutch.period(period)}, en er is een later cijfer."
    if part.years and period[:4] not in part.years:
        return f"het is van {dutch.period(period)}."
    if len(part.years) > 1:
        return "bij welk jaar het getal hoort, is niet duidelijk."
    if part.narrowed:
        return f"door “{part.narrowed}” gaat de zin over iets anders."
    return "de zin zegt meer dan wij begrijpen."


def _why_none(part: Part, reader: DraftReader) -> str:
    names = [one for topic in part.topics for one in topic.indicators]
    rows = reader.release.every_source(names, part.areas or [reader.release.gemeente])
    if has_value(rows).any() and real(rows).empty:
        return ONLY_FICTIONAL
    subject = dutch.few(list(dict.fromkeys(reader.entry(one).naam for one in names)), 2)
    return f"over “{subject}” is er hier geen cijfer in deze eenheid."
