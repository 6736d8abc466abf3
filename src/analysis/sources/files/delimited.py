"""
Read a delivered text table: which sign separates the cells, where its header is, and which rows are whole.

The sign is that of the definition, or the only other one that makes the header fit. When the header says one
thing and the rows another, nothing is guessed: the two readings of the first row are shown. A row that does not
fit is left out and the reading goes on; rows carry the numbers that a spreadsheet shows.

A file without a line break at its end may be cut off. When its last row is too narrow it is (F160); when that row
is complete nobody can tell whether its last cell is, so it is a warning (F164), unless that cell ends with its quote.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import message, problem, refused
from analysis.sources.files.container import FileContent
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import GridRow, TextGrid, footer_start, header_place
from analysis.sources.files.letters import decode, letter_problems, repaired
from analysis.sources.files.texts import HARD_SPACE, clean, is_personal_heading, shown

HEAD_CHARACTERS, HEAD_RECORDS = 200_000, 200
SEPARATORS = (";", ",", "\t", "|")
WORDS = {";": "een puntkomma", ",": "een komma", "\t": "een tab", "|": "een verticale streep"}
KEYS = {";": '";"', ",": '","', "\t": '"\\t"', "|": '"|"'}


@dataclass(frozen=True)
class Records:
    """The records up to the first that cannot be read; `broken` is the row where that one begins."""

    rows: tuple[GridRow, ...]
    broken: int | None = None
    too_long: bool = False


@dataclass(frozen=True)
class TextHead:
    """The first records by one separator: where the header is among them, and how many columns it names."""

    delimiter: str
    rows: tuple[GridRow, ...]
    header: int
    score: int
    broken: int | None

    @property
    def below(self) -> tuple[GridRow, ...]:
        """The rows below the header."""
        return self.rows[self.header + 1 :]

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(_header(self.rows[self.header].cells))

    @property
    def even(self) -> float:
        """Which part of the filled rows is as wide as the header, apart from empty cells at the end."""
        filled = [row for row in self.below if row.filled > 1]
        return sum(_fits(row, self.width) for row in filled) / len(filled) if filled else 1.0


def read_delimited(content: FileContent, definition: Definition) -> TextGrid:
    """
    Read the cells of a delivered text table.

    Returns
    -------
    TextGrid
        All cells as text; `notes` has the warnings, and the errors that leave the other rows readable.

    Raises
    ------
    InputError
        Nothing can be read: F101 ambiguous separator, F107 UTF-16 without mark, F131 a quote that opens
        before the header ends, F133 nothing, F134 no rows, F135 no header.
    """
    name = content.name
    text = decode(content, definition) if content.kind == "text" else ""
    if not text.strip():
        raise refused("F133 regels" if content.kind == "text" else "F163 kaart", name)
    chosen, problems = _choose_separator(name, repaired(text), definition)
    split = _records(text, chosen.delimiter)
    if chosen.header >= len(split.rows):  # a quote opens in or above the header
        raise InputError(f"{name} is niet te lezen.", list(_broken(name, split, "")))
    top, below = split.rows[chosen.header], split.rows[chosen.header + 1 :]
    header = _header([repaired(cell) for cell in top.cells])
    problems.extend(_broken(name, split, " Vanaf deze rij is niets gelezen."))
    problems.extend(letter_problems(content, text, definition, split.rows, header, top.number))
    for cell, heading in zip(top.cells, header, strict=False):
        if HARD_SPACE.search(cell):
            problems.append(problem("F108 kop", name, top.number, heading, shown(cell)))
    cut = split.broken is None and not text.endswith(("\n", "\r", '"'))
    rows, more = _rows(name, header, below, chosen.delimiter, cut=cut)
    problems.extend(more)
    if not rows and all(one.warning for one in problems):
        problems.append(problem("F134 kop", name, top.number))
    if not rows:
        raise InputError(f"{name} heeft geen rijen.", problems)
    return TextGrid(name, header, top.number, rows, notes=tuple(problems))


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = [clean(cell) for cell in cells]
    while len(names) > 1 and not names[-1]:  # a separator at the end of each line makes no column
        names.pop()
    return tuple(names)


def _records(text: str, delimiter: str, *, most: int | None = None) -> Records:
    """Split a text, or its first `most` records; stops at a quote that does not close, as nothing after it can be trusted."""
    # newline="" leaves a line break inside quotes as it is.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[GridRow] = []
    try:
        for number, cells in enumerate(itertools.islice(reader, most), start=1):
            found.append(GridRow(number, tuple(cells)))
    except csv.Error as error:
        return Records(tuple(found), len(found) + 1, "field limit" in str(error))
    return Records(tuple(found))


def _broken(name: str, split: Records, also: str) -> Iterator[Problem]:
    if split.broken is not None:
        yield message("F131 lang" if split.too_long else "F131 open").also(also).at(name, split.broken)


def _fits(row: GridRow, width: int) -> bool:
    """Whether a row has a cell for each column, and holds nothing beyond them."""
    return len(row.cells) >= width and not any(cell.strip() for cell in row.cells[width:])


def _rows(
    name: str, header: Sequence[str], below: Sequence[GridRow], delimiter: str, *, cut: bool
) -> tuple[tuple[GridRow, ...], list[Problem]]:
    """Return the rows that fit, and what is wrong with the others; of a text that may be `cut` the last is in doubt."""
    width = len(header)
    filled = [record for record in below if record.filled]
    footer = footer_start([record.cells for record in filled])
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for position, record in enumerate(filled):
        last = cut and position == len(filled) - 1
        if _fits(record, width) or position >= footer:
            cells = (*record.cells, *[""] * width)[:width]
            rows.append(GridRow(record.number, tuple(repaired(cell) for cell in cells)))
            if last and position < footer:
                problems.append(problem("F164", name, record.number, header[-1]))
        else:
            problems.append(_ragged(name, record, width, delimiter, last=last))
    return tuple(rows), problems


def _ragged(name: str, record: GridRow, width: int, delimiter: str, *, last: bool) -> Problem:
    there = len(record.cells)
    if there < width and any("\n" in cell and delimiter in cell for cell in record.cells):
        return problem("F131 laat", name, record.number)
    key = "F160 rij" if last and there < width else "F130 weinig" if there < width else "F130 veel"
    cells = dutch.counted(there, "cel", "cellen")
    return problem(key, name, record.number, cells=cells, width=width, sign=WORDS[delimiter])


def _choose_separator(name: str, text: str, definition: Definition) -> tuple[TextHead, list[Problem]]:
    """
    Return the reading by the separator that makes the header fit, and F101, a warning, if that is another sign.

    Raises F101: two readings are possible; F131: a quote opens above the header; F135: no reading has the header.
    """
    readings = [_read(text, sign, definition) for sign in dict.fromkeys((definition.scheiding, *SEPARATORS))]
    best = max(reading.score for reading in readings)
    fitting = [reading for reading in readings if reading.header >= 0 and reading.score == best]
    own = readings[0]
    if not fitting:
        _no_header(name, own, definition)
    if own in fitting:
        rival = next((one for one in readings[1:] if one.rows and _splits_better(own, one)), None)
        if rival is not None:
            _ambiguous(name, own, rival, own.header, definition)
        return own, []
    other = fitting[0]
    if len(fitting) > 1:
        _ambiguous(name, other, fitting[1], other.header, definition)
    if other.below and other.even < 0.5:
        _ambiguous(name, own, other, other.header, definition)
    row, read = other.rows[other.header].number, WORDS[other.delimiter]
    ours, key = WORDS[definition.scheiding], KEYS[other.delimiter]
    return other, [problem("F101 ander", name, row, read=read, ours=ours, key=key)]


def _read(text: str, sign: str, definition: Definition) -> TextHead:
    """Read the first records by one sign; `broken` only where the text itself is, and not its cut."""
    start = text[:HEAD_CHARACTERS]
    found = _records(start, sign, most=HEAD_RECORDS)
    rows, broken = found.rows, found.broken
    if len(start) < len(text):
        # The cut may go through the last one, also through its quotes.
        rows = rows if broken is not None or len(rows) < 2 else rows[:-1]
        broken = None if rows else broken
    place, score = header_place([row.cells for row in rows], definition)
    return TextHead(sign, rows, place, score, broken)


def _splits_better(own: TextHead, rival: TextHead) -> bool:
    """Whether the rows do not fit the header by our own sign, and all do by another."""
    if own.even >= 0.5 and any(row.filled > 1 for row in own.below):
        return False
    rows = [row for row in rival.rows if row.number > own.rows[own.header].number and row.filled > 1]
    return len(rows) > 0 and own.width > 1 and all(len(row.cells) == own.width for row in rows)


def _ambiguous(name: str, one: TextHead, two: TextHead, place: int, definition: Definition) -> NoReturn:
    """Raise F101 with both readings of the first row below the header, which is at `place`."""
    rows = [row for reading in (two, one) for row in reading.rows[place + 1 :] if row.filled]
    number = rows[0].number if rows else place + 1
    headings = (cell for reading in (one, two) for row in reading.rows[: place + 1] for cell in row.cells)
    private = definition.eigen and any(map(is_personal_heading, headings))
    found = " of ".join(_cells(reading, number, private=private) for reading in (one, two))
    raise refused("F101 twee", name, found, number, ours=WORDS[definition.scheiding])


def _cells(reading: TextHead, number: int, *, private: bool) -> str:
    """Write one reading of a row: how many cells, and which, unless they may be about a person."""
    cells: Sequence[str] = next((row.cells for row in reading.rows if row.number == number), ())
    count = f"{dutch.counted(len(cells), 'cel', 'cellen')} met {WORDS[reading.delimiter]}"
    return count if private else f"{count} ({' | '.join(shown(cell)[1:-1] for cell in cells)})"


def _no_header(name: str, own: TextHead, definition: Definition) -> NoReturn:
    if own.broken is not None:
        raise refused("F131 open", name, "", own.broken)
    row = next((row for row in own.rows if row.filled), None)
    cells = [cell for cell in row.cells if cell.strip()] if row is not None else []
    # Without a header the first row may be a person.
    found = (
        f"{len(cells)} cellen die geen bekende kop zijn"
        if definition.eigen
        else ", ".join(shown(cell) for cell in cells[:8]) or "lege regels"
    )
    names = ", ".join(column.naam for column in definition.kolommen if column.verplicht)
    raise refused("F135", name, found, row.number if row is not None else 1, names=names)
