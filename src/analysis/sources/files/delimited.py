"""
Read a delivered text table: letters, separator, header, quotes, widths, and whether it is whole.

Everything that is wrong is reported at once: a row that does not fit is left out
and the reading goes on. The rows carry the numbers that a spreadsheet shows.

A file without a line break at its end may be cut off. When its last row is too
narrow it is (F160); when that row is complete nobody can tell whether its last
cell is, so it is a warning (F164), unless that cell ends with its quote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import and_more, message, problem, refused
from analysis.sources.files.container import FileContent
from analysis.sources.files.decoding import (
    LetterFault,
    decode,
    is_plainly_cp1252,
    is_suspect,
    letter_message,
    letters,
    repaired,
)
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import GridRow, TextGrid, folded, footer_start, own_names
from analysis.sources.files.separators import WORDS, Records, choose_separator, fits, records
from analysis.sources.files.texts import HARD_SPACE, clean, shown


@dataclass(frozen=True)
class _SplitText:
    """A text that is split: where its header is, and what lies below."""

    name: str
    header: tuple[str, ...]
    header_row: int
    below: tuple[GridRow, ...]
    delimiter: str


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
        before the header ends, F133 nothing, F134 no rows,
        F135 no header.
    """
    text = decode(content, definition) if content.kind == "text" else ""
    if not text.strip():
        raise refused("F133 regels" if content.kind == "text" else "F163 kaart", content.name)
    chosen = choose_separator(content.name, repaired(text), definition)
    split = records(text, chosen.delimiter)
    if chosen.header >= len(split.all):  # a quote opens in or above the header
        problems = list(_broken(content.name, split, ()))
        raise InputError(f"{content.name} is niet te lezen.", problems)
    top = split.all[chosen.header]
    header = _header(top.cells)
    table = _SplitText(content.name, header, top.number, split.all[chosen.header + 1 :], chosen.delimiter)
    problems = [*chosen.problems, *_broken(content.name, split, header)]
    if is_suspect(text):
        plain = definition.codering == "utf-8" and is_plainly_cp1252(text)
        problems.extend(_letter_problems(content, definition, split.all, table, plain=plain))
    problems.extend(_spaces(table, top))
    rows, more = _rows(table, cut=not text.endswith(("\n", "\r", '"')), whole=split.broken is None)
    problems.extend(more)
    if not rows and not any(not problem.warning for problem in problems):
        problems.append(problem("F134 kop", content.name, top.number))
    if not rows:
        raise InputError(f"{content.name} heeft geen rijen.", problems)
    return TextGrid(content.name, header, top.number, rows, notes=tuple(problems))


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = [clean(repaired(cell)) for cell in cells]
    while len(names) > 1 and not names[-1]:  # a separator at the end of each line makes no column
        names.pop()
    return tuple(names)


def _broken(name: str, split: Records, header: Sequence[str]) -> Iterator[Problem]:
    if split.broken is not None:
        told = message("F131 lang" if split.too_long else "F131 open")
        yield told.also(" Vanaf deze rij is niets gelezen." if header else "").at(name, split.broken)


def _rows(table: _SplitText, *, cut: bool, whole: bool) -> tuple[tuple[GridRow, ...], list[Problem]]:
    """Return the rows that fit, and what is wrong with the others."""
    width = len(table.header)
    filled = [record for record in table.below if record.filled]
    footer = footer_start([record.cells for record in filled])
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for position, record in enumerate(filled):
        last = cut and whole and position == len(filled) - 1
        if fits(record, width) or position >= footer:
            cells = (*record.cells, *[""] * width)[:width]
            rows.append(GridRow(record.number, tuple(repaired(cell) for cell in cells)))
            if last and position < footer:
                problems.append(problem("F164", table.name, record.number, table.header[-1]))
        else:
            problems.append(_ragged(table, record, last=last))
    return tuple(rows), problems


def _ragged(table: _SplitText, record: GridRow, *, last: bool) -> Problem:
    width, there = len(table.header), len(record.cells)
    if there < width and any("\n" in cell and table.delimiter in cell for cell in record.cells):
        return problem("F131 laat", table.name, record.number)
    key = "F160 rij" if last and there < width else "F130 weinig" if there < width else "F130 veel"
    sign = WORDS.get(table.delimiter, "")
    cells = dutch.counted(there, "cel", "cellen")
    return problem(key, table.name, record.number, cells=cells, width=width, sign=sign)


def _spaces(table: _SplitText, top: GridRow) -> Iterator[Problem]:
    for cell, heading in zip(top.cells, table.header, strict=False):
        if HARD_SPACE.search(cell):
            yield problem("F108 kop", table.name, table.header_row, heading, shown(cell))


def _letter_problems(
    content: FileContent, definition: Definition, rows: Sequence[GridRow], table: _SplitText, *, plain: bool
) -> Iterator[Problem]:
    """
    Yield each kind of trouble with letters once, at its first cell, with how many cells more have it.

    What a column that nobody asked for holds, stops nothing; its heading is looked at, as one that is asked for
    may be in it.
    """
    known = own_names(definition)
    first: dict[str, tuple[int, str | None, LetterFault]] = {}
    count: Counter[str] = Counter()
    for record in rows:
        below = record.number > table.header_row
        for position, cell in enumerate(record.cells):
            # Above the header a cell has no column.
            inside = record.number >= table.header_row and position < len(table.header)
            column = table.header[position] if inside else None
            if not is_suspect(cell) or (below and column is not None and folded(column) not in known):
                continue
            # Outside the table it may be about a person, and is not shown.
            secret = definition.eigen and below and column is None
            for letter in letters(cell):
                first.setdefault(letter.code, (record.number, column, letter.secret() if secret else letter))
                count[letter.code] += 1
    offset = content.data.find(b"\x00")
    for code, (row, column, letter) in first.items():
        told = letter_message(letter, definition.codering, offset, plain=plain)
        told = told.also(and_more(count[code], "cel", "cellen"))
        yield told.at(table.name, row, column, found=letter.found)
