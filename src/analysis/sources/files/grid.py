"""
A delivered table as text with its places: its header and footer, and its columns by their own names.

A column that is left out keeps its place without a name and without content, so
that the addresses of the other cells stay right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import message, problem
from analysis.sources.files.definitions import Definition
from analysis.sources.files.texts import fold, is_personal_heading, is_personal_value, shown

SEARCHED = 50  # rows; a longer preamble is no preamble
_FOOTER = re.compile(
    r"\s*(bron(nen)?|toelichting|noot|opmerking|voetnoot|copyright)\b|\s*©|\s*\(c\)", re.IGNORECASE
)
_LAST_OF_EXCEL = 16_384  # columns


def letters(column: int) -> str:
    """Return the letters of a column as Excel calls it: 1 is A, 28 is AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@dataclass(frozen=True)
class GridRow:
    """
    One row of a delivered table.

    `number` is the row as a spreadsheet counts them, empty lines too: without preamble the header is row 1. There is a
    cell for each column of the header; an empty one is "".
    """

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True)
class TextGrid:
    """The cells of one table, all text."""

    name: str  # the file as the reader knows it
    header: tuple[str, ...]  # cleaned: NFC, no-break spaces and spaces at the ends gone
    header_row: int  # as in the file
    rows: tuple[GridRow, ...] = field(repr=False)  # below the header, empty ones left out
    sheet: str = ""  # of a workbook
    notes: tuple[Problem, ...] = ()  # warnings of the reading itself

    def cell(self, row: int, column: str) -> str:
        """Return the address of a cell in a workbook, such as "B7"; nothing for a text file."""
        if not self.sheet or column not in self.header:
            return ""
        return f"{letters(self.header.index(column) + 1)}{row}"


def folded(heading: str) -> str:
    """Return a heading for comparing: `Aantal_inwoners` is `aantal inwoners`."""
    return re.sub(r"[_\s]+", " ", fold(heading)).strip()


def own_names(definition: Definition) -> Mapping[str, str]:
    """Return the own name of a column by each of its folded headings."""
    return {
        folded(heading): column.naam
        for column in definition.kolommen
        for heading in (column.naam, *column.ook)
    }


def header_place(rows: Sequence[Sequence[str]], definition: Definition) -> tuple[int, int]:
    """
    Return the position of the header among rows, -1 without one, and how many columns it names.

    The first row that names most columns; it must name half of the required ones.
    """
    names = own_names(definition)
    required = sum(column.verplicht for column in definition.kolommen)
    best, place = 0, -1
    for position, cells in enumerate(rows[:SEARCHED]):
        found = len({names[heading] for heading in map(folded, cells) if heading in names})
        if found > best:
            best, place = found, position
    return (place, best) if best >= max(1, (required + 1) // 2) else (-1, best)


def footer_start(rows: Sequence[Sequence[str]]) -> int:
    """Return the position from which all rows are footers, one cell such as `Bron: CBS`; else the number of rows."""
    start = len(rows)
    while start:
        filled = [cell for cell in rows[start - 1] if cell.strip()]
        if len(filled) != 1 or not _FOOTER.match(filled[0]):
            break
        start -= 1
    return start


def match_columns(grid: TextGrid, definition: Definition) -> tuple[TextGrid, list[Problem]]:
    """
    Name the columns as the definition does, and take the footer off.

    Returns
    -------
    grid : TextGrid
        Each column by its own name; "" and no content where the definition does not know it, where it
        stands there twice, or where it says something about a person.
    problems : list of Problem
        F136 footer, F140 twice, F141 unknown (warning), F142 missing, F170 about a person.
    """
    names = own_names(definition)
    grid, problems = _without_footer(grid)
    header = [names.get(folded(heading), "") for heading in grid.header]
    problems.extend(_missing(grid, header, definition))
    problems.extend(_twice(grid, header))
    personal = _personal(grid, names) if definition.eigen else {}
    problems.extend(personal.values())
    if not definition.ruim:
        problems.extend(_unknown(grid, header, definition, personal))
    for position, name in enumerate(header):
        if position in personal or name in header[:position]:
            header[position] = ""
    rows = tuple(
        GridRow(row.number, tuple(cell if name else "" for cell, name in zip(row.cells, header, strict=True)))
        for row in grid.rows
    )
    return replace(grid, header=tuple(header), rows=rows), problems


def _without_footer(grid: TextGrid) -> tuple[TextGrid, list[Problem]]:
    start = footer_start([row.cells for row in grid.rows])
    problems = []
    for row in grid.rows[start:]:
        place = next(place for place, cell in enumerate(row.cells) if cell.strip())
        column = grid.header[place]
        spot = grid.cell(row.number, column)
        problems.append(problem("F136", grid.name, row.number, column, shown(row.cells[place]), cell=spot))
    if grid.rows and not start:
        problems.append(problem("F134 kop", grid.name, grid.header_row))
    return replace(grid, rows=grid.rows[:start]), problems


def _missing(grid: TextGrid, header: Sequence[str], definition: Definition) -> Iterator[Problem]:
    there = ", ".join(shown(heading) for heading in grid.header if heading)
    for column in definition.kolommen:
        if column.verplicht and column.naam not in header:
            also = f" (of {', '.join(column.ook)})" if column.ook else ""
            name = column.naam
            yield problem("F142", grid.name, grid.header_row, name, there=there, name=name, also=also)


def _twice(grid: TextGrid, header: Sequence[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        places = [place for place, other in enumerate(header) if other == name]
        found = " en ".join(f"{shown(grid.header[place])} op plaats {place + 1}" for place in places)
        yield problem("F140", grid.name, grid.header_row, name, found)


def _unknown(
    grid: TextGrid, header: Sequence[str], definition: Definition, personal: Collection[int]
) -> Iterator[Problem]:
    names = {folded(column.naam): column.naam for column in definition.kolommen}
    row, known = grid.header_row, ", ".join(column.naam for column in definition.kolommen)
    for place, (heading, name) in enumerate(zip(grid.header, header, strict=True)):
        empty = not heading and not any(row.cells[place].strip() for row in grid.rows)
        if name or place in personal or empty:
            continue
        near = difflib.get_close_matches(folded(heading), list(names), n=1)
        spot = letters(place + 1) if place < _LAST_OF_EXCEL else str(place + 1)
        found = shown(heading) if heading else f"kolom {place + 1} ({spot} in Excel) zonder kop"
        cell = grid.cell(row, heading) if heading else ""
        told = message("F141 bijna", near=names[near[0]]) if near else message("F141 ander", names=known)
        yield told.at(grid.name, row, heading or None, found, cell=cell)


def _personal(grid: TextGrid, names: Mapping[str, str]) -> dict[int, Problem]:
    """Return the columns that say something about one person, by their place; a value is never named."""
    found: dict[int, Problem] = {}
    for place, heading in enumerate(grid.header):
        rows = [row.number for row in grid.rows if is_personal_value(row.cells[place])]
        column = shown(heading)[1:-1]
        if folded(heading) not in names and is_personal_heading(heading):
            found[place] = problem("F170", grid.name, grid.header_row, column, "een kolom over personen")
        elif rows:
            what = f"gegevens die bij een persoon kunnen horen, in {dutch.counted(len(rows), 'rij', 'rijen')}"
            found[place] = problem("F170", grid.name, rows[0], column, what)
    return found
