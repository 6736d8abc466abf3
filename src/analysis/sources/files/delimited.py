"""
Read a delivered text table: which sign separates the cells, where its header is, and which rows are whole.

The sign is that of the definition, or another that fits the header better. A row that does not fit is told and
left out, and the reading goes on; rows carry the numbers that a spreadsheet shows.

A file without a line break at its end may be cut off. When its last row is too narrow it is (F160); when that row
is complete nobody can tell whether its last cell is, so it is a warning (F164), unless that cell ends with its quote.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import and_more, message, problem, refused
from analysis.sources.files import texts
from analysis.sources.files.container import FileContent
from analysis.sources.files.definitions import Definition
from analysis.sources.files.table import GridRow, TextGrid, footer_start, header_place, own_names
from analysis.sources.files.texts import clean, folded, repaired, shown

HEAD_CHARACTERS, HEAD_RECORDS = 200_000, 200
WORDS = {";": "een puntkomma", ",": "een komma", "\t": "een tab", "|": "een verticale streep"}


@dataclass(frozen=True)
class Records:
    """
    The records by one separator, up to the first that cannot be read; `broken` is the row where that one begins.

    `header` says where the header is among them, -1 without one, and `score` how many columns it names.
    """

    delimiter: str
    rows: Sequence[GridRow]
    broken: int | None = None
    header: int = -1
    score: int = 0


def read_delimited(content: FileContent, definition: Definition) -> TextGrid:
    """
    Read the cells of a delivered text table, all as text.

    `notes` has the warnings, and the errors that leave the other rows readable. Raises F107 UTF-16
    without mark, F131 a quote that opens before the header ends, F133 nothing, F134 no rows, F135 no header.
    """
    name, data = content.name, content.data
    if texts.looks_like_utf16(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raise refused("F107", name, encoding=definition.codering)
    text = texts.decode(data, definition.codering)
    if not text.strip():
        raise refused("F133 regels" if content.kind == "text" else "F163 kaart", name)
    chosen, problems = _choose_separator(name, repaired(text), definition)
    split = _records(text, chosen.delimiter)
    if chosen.header >= len(split.rows):  # a quote opens in or above the header
        raise refused("F131 open", name, "", split.broken)
    top = split.rows[chosen.header]
    header = _header([repaired(cell) for cell in top.cells])
    if split.broken is not None:
        problems.append(message("F131 open").also(" Vanaf deze rij is niets gelezen.").at(name, split.broken))
    problems.extend(_letter_problems(content, text, definition, split.rows, header, top.number))
    for cell, heading in zip(top.cells, header, strict=False):
        if texts.HARD_SPACE.search(cell):
            problems.append(problem("F108 kop", name, top.number, heading, shown(cell)))
    cut = split.broken is None and not text.endswith(("\n", "\r", '"'))
    rows, more = _rows(name, header, split, chosen.header + 1, cut=cut)
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
    except csv.Error:
        return Records(delimiter, found, len(found) + 1)
    return Records(delimiter, found)


def _fits(row: GridRow, width: int) -> bool:
    """Whether a row has a cell for each column, and holds nothing beyond them."""
    return len(row.cells) >= width and not any(cell.strip() for cell in row.cells[width:])


def _rows(
    name: str, header: Sequence[str], split: Records, start: int, *, cut: bool
) -> tuple[tuple[GridRow, ...], list[Problem]]:
    """Return the rows that fit, and what is wrong with the others; of a text that may be `cut` the last is in doubt."""
    width = len(header)
    filled = [record for record in split.rows[start:] if record.filled]
    footer = footer_start(filled)
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for position, record in enumerate(filled):
        last = cut and position == len(filled) - 1
        if _fits(record, width) or position >= footer:
            cells = (*record.cells, *[""] * width)[:width]
            rows.append(GridRow(record.number, tuple(map(repaired, cells))))
            if last and position < footer:
                problems.append(problem("F164", name, record.number, header[-1]))
        else:
            problems.append(_ragged(name, record, width, split.delimiter, last=last))
    return tuple(rows), problems


def _ragged(name: str, record: GridRow, width: int, delimiter: str, *, last: bool) -> Problem:
    there = len(record.cells)
    if there < width and any("\n" in cell and delimiter in cell for cell in record.cells):
        return problem("F131 laat", name, record.number)
    key = "F160 rij" if last and there < width else "F130 weinig" if there < width else "F130 veel"
    cells = dutch.counted(there, "cel", "cellen")
    return problem(key, name, record.number, cells=cells, width=width, sign=WORDS[delimiter])


def _letter_problems(
    content: FileContent,
    text: str,
    definition: Definition,
    rows: Sequence[GridRow],
    header: Sequence[str],
    header_row: int,
) -> Iterator[Problem]:
    """
    Yield each kind of trouble with letters once, at its first cell, with how many cells more have it.

    What a column that nobody asked for holds, stops nothing; its heading is looked at, as one that is asked for
    may be in it.
    """
    if not texts.SUSPECT.search(text):
        return
    known = own_names(definition)
    first: dict[str, tuple[int, str | None, str]] = {}
    count: Counter[str] = Counter()
    for row, position, cell in ((one, *cell) for one in rows for cell in enumerate(one.cells)):
        below = row.number > header_row
        # Above the header a cell has no column.
        column = header[position] if row.number >= header_row and position < len(header) else None
        if not texts.SUSPECT.search(cell) or (below and column is not None and folded(column) not in known):
            continue
        # Outside the table it may be about a person, and is not shown.
        secret = definition.eigen and below and column is None
        for code, found in texts.letter_faults(cell):
            words = "een cel die hier niet wordt getoond" if secret else found
            first.setdefault(code, (row.number, column, words))
            count[code] += 1
    plain = definition.codering == "utf-8" and texts.is_plainly_cp1252(text)
    cases = {"F104": "F104 gelezen" if plain else "F104 anders", "F106": "F106 tabel"}
    for code, (number, column, found) in first.items():
        told = message(cases.get(code, code), encoding=definition.codering, offset=content.data.find(b"\x00"))
        yield told.also(and_more(count[code], "cel", "cellen")).at(content.name, number, column, found)


def _choose_separator(name: str, text: str, definition: Definition) -> tuple[Records, list[Problem]]:
    """
    Return the reading by the separator that names most columns, and F101, a warning, if that is another sign than ours.

    Rows that do not fit the header by that sign are told one by one. Raises F131: a quote opens above the header; F135: no
    reading has the header.
    """
    readings = [_read(text, sign, definition) for sign in dict.fromkeys((definition.scheiding, *WORDS))]
    own, best = readings[0], max(readings, key=lambda one: one.score)  # our own where another is no better
    if best.header < 0:
        raise _no_header(name, own, definition)
    if best is own:
        return own, []
    sign, row = best.delimiter, best.rows[best.header].number
    key = '"\\t"' if sign == "\t" else f'"{sign}"'
    return best, [problem("F101", name, row, read=WORDS[sign], ours=WORDS[definition.scheiding], key=key)]


def _read(text: str, sign: str, definition: Definition) -> Records:
    """Read the first records by one sign; `broken` only where the text itself is, and not its cut."""
    start = text[:HEAD_CHARACTERS]
    found = _records(start, sign, most=HEAD_RECORDS)
    if len(start) < len(text):
        # The cut may go through the last one, also through its quotes.
        rows = found.rows if found.broken is not None or len(found.rows) < 2 else found.rows[:-1]
        found = Records(sign, rows, None if rows else found.broken)
    place, score = header_place([row.cells for row in found.rows], definition)
    return replace(found, header=place, score=score)


def _no_header(name: str, own: Records, definition: Definition) -> InputError:
    if own.broken is not None:
        return refused("F131 open", name, "", own.broken)
    row = next((row for row in own.rows if row.filled), GridRow(1, ()))
    cells = [cell for cell in row.cells if cell.strip()]
    # Without a header the first row may be a person.
    found = (
        f"{len(cells)} cellen die geen bekende kop zijn"
        if definition.eigen
        else ", ".join(shown(cell) for cell in cells[:8]) or "lege regels"
    )
    names = ", ".join(column.naam for column in definition.kolommen if column.verplicht)
    return refused("F135", name, found, row.number, names=names)
