"""
The records of a separated text, and which sign separates the cells.

That is the sign of the definition, or the only other one that makes the header fit. When the header says one
thing and the rows another, nothing is guessed: the two readings of the first row are shown.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import problem, refused
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import GridRow, header_place
from analysis.sources.files.persons import is_personal_heading
from analysis.sources.files.texts import shown

HEAD_CHARACTERS, HEAD_RECORDS = 200_000, 200
SEPARATORS = (";", ",", "\t", "|")
WORDS = {";": "een puntkomma", ",": "een komma", "\t": "een tab", "|": "een verticale streep"}
KEYS = {";": '";"', ",": '","', "\t": '"\\t"', "|": '"|"'}


@dataclass(frozen=True)
class Records:
    """The records up to the first that cannot be read; `broken` is the row where that one begins."""

    all: tuple[GridRow, ...]
    broken: int | None = None
    too_long: bool = False


def records(text: str, delimiter: str, *, most: int | None = None) -> Records:
    """
    Split a text; stops at a quote that does not close, because nothing after it can be trusted.

    Parameters
    ----------
    text : str
        The whole file.
    delimiter : str
        One character.
    most : int, optional
        Stop after so many records.
    """
    # newline="" leaves a line break inside quotes as it is.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[GridRow] = []
    try:
        for number, cells in enumerate(itertools.islice(reader, most), start=1):
            found.append(GridRow(number, tuple(cells)))
    except csv.Error as error:
        return Records(tuple(found), len(found) + 1, "field limit" in str(error))
    return Records(tuple(found))


def head(text: str, delimiter: str) -> Records:
    """Return the first records, to recognise a header by; `broken` only where the text itself is."""
    start = text[:HEAD_CHARACTERS]
    found = records(start, delimiter, most=HEAD_RECORDS)
    if len(start) == len(text):
        return found
    # The cut may go through the last one, also through its quotes.
    whole = found.all if found.broken is not None or len(found.all) < 2 else found.all[:-1]
    return Records(whole, None if whole else found.broken)


def widths_fit(rows: Sequence[GridRow], width: int) -> float:
    """Return which part of the filled rows is as wide as the header, apart from empty cells at the end."""
    filled = [row for row in rows if row.filled > 1]
    if not filled:
        return 1.0
    return sum(fits(row, width) for row in filled) / len(filled)


def fits(row: GridRow, width: int) -> bool:
    """Whether a row has a cell for each column, and holds nothing beyond them."""
    return len(row.cells) >= width and not any(cell.strip() for cell in row.cells[width:])


@dataclass(frozen=True)
class Separator:
    """The sign that was chosen, the position of the header among the records, and a warning if it was another."""

    delimiter: str
    header: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """The first records by one separator."""

    delimiter: str
    rows: tuple[GridRow, ...]
    header: int
    score: int
    broken: int | None

    @property
    def below(self) -> tuple[GridRow, ...]:
        return self.rows[self.header + 1 :]

    @property
    def width(self) -> int:
        cells = [cell.strip() for cell in self.rows[self.header].cells]
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        return len(cells)

    @property
    def even(self) -> float:
        return widths_fit(self.below, self.width)


def choose_separator(name: str, text: str, definition: Definition) -> Separator:
    """
    Return the separator that makes the header fit.

    Raises
    ------
    InputError
        F101: two readings are possible; F131: a quote opens above the header; F135: no reading has the header.
    """
    readings = [_read(text, sign, definition) for sign in dict.fromkeys((definition.scheiding, *SEPARATORS))]
    best = max(reading.score for reading in readings)
    fitting = [reading for reading in readings if reading.header >= 0 and reading.score == best]
    own = readings[0]
    if not fitting:
        _no_header(name, own, definition)
    if own in fitting:
        rival = next((r for r in readings[1:] if r.rows and _splits_better(own, r)), None)
        if rival is not None:
            _ambiguous(name, own, rival, definition)
        return Separator(own.delimiter, own.header)
    other = fitting[0]
    if len(fitting) > 1:
        _ambiguous(name, other, fitting[1], definition)
    if other.below and other.even < 0.5:
        _ambiguous(name, own, other, definition, header=other.header)
    return Separator(other.delimiter, other.header, (_another(name, other, definition),))


def _read(text: str, sign: str, definition: Definition) -> _Reading:
    start = head(text, sign)
    place, score = header_place([row.cells for row in start.all], definition)
    return _Reading(sign, start.all, place, score, start.broken)


def _splits_better(own: _Reading, rival: _Reading) -> bool:
    """Whether the rows do not fit the header by our own sign, and all do by another."""
    if own.even >= 0.5 and any(row.filled > 1 for row in own.below):
        return False
    rows = [row for row in rival.rows if row.number > own.rows[own.header].number and row.filled > 1]
    return len(rows) > 0 and own.width > 1 and all(len(row.cells) == own.width for row in rows)


def _another(name: str, other: _Reading, definition: Definition) -> Problem:
    row, read = other.rows[other.header].number, WORDS[other.delimiter]
    ours, key = WORDS[definition.scheiding], KEYS[other.delimiter]
    return problem("F101 ander", name, row, read=read, ours=ours, key=key)


def _ambiguous(
    name: str, one: _Reading, two: _Reading, definition: Definition, header: int | None = None
) -> NoReturn:
    place = header if header is not None else max(one.header, 0)
    row = _first_below(two, place) or _first_below(one, place)
    number = row.number if row is not None else place + 1
    headings = (cell for reading in (one, two) for row in reading.rows[: place + 1] for cell in row.cells)
    private = definition.eigen and any(map(is_personal_heading, headings))
    found = " of ".join(_cells(reading, number, private=private) for reading in (one, two))
    raise refused("F101 twee", name, number, None, found, ours=WORDS[definition.scheiding])


def _first_below(reading: _Reading, place: int) -> GridRow | None:
    return next((row for row in reading.rows[place + 1 :] if row.filled), None)


def _cells(reading: _Reading, number: int, *, private: bool) -> str:
    """Write one reading of a row: how many cells, and which, unless they may be about a person."""
    cells: Sequence[str] = next((row.cells for row in reading.rows if row.number == number), ())
    count = f"{dutch.counted(len(cells), 'cel', 'cellen')} met {WORDS[reading.delimiter]}"
    return count if private else f"{count} ({' | '.join(shown(cell)[1:-1] for cell in cells)})"


def _no_header(name: str, own: _Reading, definition: Definition) -> NoReturn:
    if own.broken is not None:
        raise refused("F131 open", name, own.broken)
    row = next((row for row in own.rows if row.filled), None)
    cells = [cell for cell in row.cells if cell.strip()] if row is not None else []
    # Without a header the first row may be a person.
    found = (
        f"{len(cells)} cellen die geen bekende kop zijn"
        if definition.eigen
        else ", ".join(shown(cell) for cell in cells[:8]) or "lege regels"
    )
    names = ", ".join(column.naam for column in definition.kolommen if column.verplicht)
    raise refused("F135", name, row.number if row is not None else 1, None, found, names=names)
