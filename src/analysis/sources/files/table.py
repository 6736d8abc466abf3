"""
A delivered table: as text with its places, its columns by their own names, and once each cell has its meaning.

A column that is left out keeps its place without a name and without content, so that the addresses of the other
cells stay right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import message, problem
from analysis.sources.files.definitions import Column, Definition, Kind
from analysis.sources.files.texts import folded, is_personal_heading, is_personal_value, shown

SEARCHED = 50  # rows; a longer preamble is no preamble
# Suffixes of the columns that stand beside a number.
STATUS, TEXT, LOW, HIGH = "__status", "__tekst", "__onder", "__boven"
_FOOTER = re.compile(
    r"\s*(bron(nen)?|toelichting|noot|opmerking|voetnoot|copyright)\b|\s*©|\s*\(c\)", re.IGNORECASE
)
_LAST_OF_EXCEL = 16_384  # columns


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
    notes: tuple[Problem, ...] = ()  # of the reading itself

    def cell(self, row: int, column: str) -> str:
        """Return the address of a cell in a workbook, such as "B7"; nothing for a text file."""
        there = self.sheet and column in self.header
        return str(xl_rowcol_to_cell(row - 1, self.header.index(column))) if there else ""


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
    scores = [len({names.get(folded(cell)) for cell in cells} - {None}) for cells in rows[:SEARCHED]]
    best = max(scores, default=0)
    return (scores.index(best), best) if best >= max(1, (required + 1) // 2) else (-1, best)


def footer_start(rows: Sequence[GridRow]) -> int:
    """Return the position from which all rows are footers, one cell such as `Bron: CBS`; else the number of rows."""
    start = len(rows)
    while start:
        filled = [cell for cell in rows[start - 1].cells if cell.strip()]
        if len(filled) != 1 or not _FOOTER.match(filled[0]):
            break
        start -= 1
    return start


def match_columns(grid: TextGrid, definition: Definition) -> tuple[TextGrid, list[Problem]]:
    """
    Name the columns as the definition does, and take the footer off.

    A column has no name and no content where the definition does not know it, where it stands there twice, or
    where it says something about a person. The problems are F136 footer, F140 twice, F141 unknown (a warning),
    F142 missing and F170 about a person.
    """
    start = footer_start(grid.rows)
    problems = [_footer(grid, row) for row in grid.rows[start:]]
    if grid.rows and not start:
        problems.append(problem("F134 kop", grid.name, grid.header_row))
    grid = replace(grid, rows=grid.rows[:start])
    names = own_names(definition)
    header = [names.get(folded(heading), "") for heading in grid.header]
    problems.extend(_missing_and_twice(grid, header, definition))
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


def _footer(grid: TextGrid, row: GridRow) -> Problem:
    place = next(place for place, cell in enumerate(row.cells) if cell.strip())
    column = grid.header[place]
    spot = grid.cell(row.number, column)
    return problem("F136", grid.name, row.number, column, shown(row.cells[place]), cell=spot)


def _missing_and_twice(grid: TextGrid, header: Sequence[str], definition: Definition) -> Iterator[Problem]:
    there = ", ".join(shown(heading) for heading in grid.header if heading)
    for column in definition.kolommen:
        name = column.naam
        if column.verplicht and name not in header:
            also = f" (of {', '.join(column.ook)})" if column.ook else ""
            yield problem("F142", grid.name, grid.header_row, name, there=there, name=name, also=also)
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        places = [place for place, other in enumerate(header) if other == name]
        found = " en ".join(f"{shown(grid.header[place])} op plaats {place + 1}" for place in places)
        yield problem("F140", grid.name, grid.header_row, name, found)


def _unknown(
    grid: TextGrid, header: Sequence[str], definition: Definition, personal: Collection[int]
) -> Iterator[Problem]:
    names = {folded(column.naam): column.naam for column in definition.kolommen}
    row, known = grid.header_row, ", ".join(names.values())
    for place, (heading, name) in enumerate(zip(grid.header, header, strict=True)):
        empty = not heading and not any(row.cells[place].strip() for row in grid.rows)
        if name or place in personal or empty:
            continue
        near = difflib.get_close_matches(folded(heading), list(names), n=1)
        spot = xl_col_to_name(place) if place < _LAST_OF_EXCEL else place + 1
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


@dataclass(frozen=True)
class Delivered:
    """
    The rows of one delivered file.

    Attributes
    ----------
    table : DataFrame
        `rij` (int, as in the file) and per column of the definition that is there, by its
        own name: an area code, a period, an ISO date, an indicator id, a bool or a text; NaN
        or "" where the cell did not convert. A number `x` is a float in the unit of the file, with
        beside it `x__status` (a status of `tidy`; "" for an ordinary number), `x__tekst` (as it
        stood), `x__onder` and `x__boven` (what "<5" leaves open, else NaN).
    problems : tuple of Problem
        What did not convert, and the warnings, in the order of the rows.
    """

    grid: TextGrid
    definition: Definition
    table: pd.DataFrame = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _cells(self) -> dict[int, tuple[str, ...]]:
        return {row.number: row.cells for row in self.grid.rows}

    def columns(self, *kinds: Kind) -> list[Column]:
        """Return the columns of these kinds that are in the table."""
        return [column for column in self.definition.of_kind(*kinds) if column.naam in self.table]

    def first(self, kind: Kind) -> str:
        """Return the column of a kind that points a row out, else the first of that kind; "" when there is none."""
        names = [column.naam for column in self.columns(kind)]
        return next((name for name in names if name in self.definition.sleutel), next(iter(names), ""))

    def keys(self, *without: str) -> list[str]:
        """Return the columns that point a row out and are in the table, some left out."""
        return [name for name in self.definition.sleutel if name in self.table and name not in without]

    def with_role(self, role: str) -> list[str]:
        """Return the names of the number columns that have a role and are in the table."""
        return [one.naam for one in self.definition.kolommen if one.rol == role and one.naam in self.table]

    def partners(self, role: str, other: str) -> Iterator[tuple[str, str]]:
        """Yield each column of a role with the one of another role: the only one, or that of the same indicator."""
        names = self.with_role(other)
        for name in self.with_role(role):
            indicator = self.definition.column(name).indicator
            same = [one for one in names if self.definition.column(one).indicator == indicator]
            chosen = names if len(names) == 1 else same
            if len(chosen) == 1:
                yield name, chosen[0]

    def groups(self, *columns: str) -> Iterator[tuple[tuple[Hashable, ...], pd.DataFrame]]:
        """Yield the rows that have these columns in common; all rows when no column is named."""
        if names := [name for name in columns if name]:
            yield from self.table.groupby(names, sort=True, dropna=True)
        else:
            yield (), self.table

    def scaled(self, column: str) -> pd.Series:
        """Return a column of numbers in its unit; the table holds them as the file does."""
        return self.table[column] * self.definition.column(column).factor

    def text(self, row: int, column: str) -> str:
        """Return a cell as it stands in the file."""
        return self._cells[row][self.grid.header.index(column)] if column in self.grid.header else ""

    def problem(
        self, key: str, row: float | None, column: str | None, found: str = "", /, **values: object
    ) -> Problem:
        """Point at a cell; what was found is the cell itself unless it or its message says otherwise."""
        told, name = message(key, **values), self.grid.name
        if row is None or column is None:
            return told.at(name, None if row is None else int(row), column, found)
        found = found or told.found or f'"{self.text(int(row), column)}"'
        return told.at(name, int(row), column, found, cell=self.grid.cell(int(row), column))
