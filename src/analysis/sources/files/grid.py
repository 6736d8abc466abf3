"""A delivered table: as text with its places, after conversion, and as rules look at it; its header and footer."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.ground.errors import Problem
from analysis.ground.messages import message
from analysis.sources.files.definitions import Column, Definition, Kind
from analysis.sources.files.texts import fold

# Suffixes of the columns that stand beside a number.
STATUS, TEXT, LOW, HIGH = "__status", "__tekst", "__onder", "__boven"
SEARCHED = 50  # rows; a longer preamble is no preamble
_FOOTER = re.compile(
    r"\s*(bron(nen)?|toelichting|noot|opmerking|voetnoot|copyright)\b|\s*©|\s*\(c\)", re.IGNORECASE
)


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

    Attributes
    ----------
    number : int
        Row as a spreadsheet counts them, empty lines too; without preamble the header is row 1.
    cells : tuple of str
        One per column of the header; an empty cell is "".
    """

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True)
class TextGrid:
    """
    The cells of one table, all text.

    Attributes
    ----------
    name : str
        The file as the reader knows it.
    header : tuple of str
        Column names, cleaned: NFC, no-break spaces and spaces at the ends gone.
    header_row : int
        Row of the header as in the file.
    rows : tuple of GridRow
        The rows below the header, empty ones left out.
    sheet : str
        Sheet of a workbook; empty for a text file.
    notes : tuple of Problem
        Warnings of the reading itself.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[GridRow, ...] = field(repr=False)
    sheet: str = ""
    notes: tuple[Problem, ...] = ()

    def cell(self, row: int, column: str) -> str:
        """Return the address of a cell in a workbook, such as "B7"; nothing for a text file."""
        if not self.sheet or column not in self.header:
            return ""
        return f"{letters(self.header.index(column) + 1)}{row}"


@dataclass(frozen=True)
class Delivered:
    """
    The rows of one delivered file.

    Attributes
    ----------
    grid : TextGrid
        The text it was read from; names the places.
    definition : Definition
        How it was read.
    table : DataFrame
        `rij` (int, as in the file) and per column of the definition that is there, by its
        own name: an area code, a period, an ISO date, an indicator id, a bool or a text; NaN
        or "" where the cell did not convert. A number `x` is a float with beside it
        `x__status` (a status of `tidy`; "" for an ordinary number), `x__tekst` (as it
        stood), `x__onder` and `x__boven` (what "<5" leaves open, else NaN).
    problems : tuple of Problem
        What did not convert, and the warnings.
    """

    grid: TextGrid
    definition: Definition
    table: pd.DataFrame = field(repr=False)
    problems: tuple[Problem, ...] = ()


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


def score(cells: Sequence[str], names: Mapping[str, str]) -> int:
    """Return how many different columns of the definition a row names."""
    return len({names[folded(cell)] for cell in cells if folded(cell) in names})


def header_place(rows: Sequence[Sequence[str]], definition: Definition) -> tuple[int, int]:
    """
    Return the position of the header among rows, -1 without one, and its score.

    The first row that names most columns; it must name half of the required ones.
    """
    names = own_names(definition)
    required = sum(column.verplicht for column in definition.kolommen)
    best, place = 0, -1
    for position, cells in enumerate(rows[:SEARCHED]):
        found = score(cells, names)
        if found > best:
            best, place = found, position
    return (place, best) if best >= max(1, (required + 1) // 2) else (-1, best)


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a row has one filled cell that begins as a footer: `Bron: CBS`."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(_FOOTER.match(filled[0]))


def footer_start(rows: Sequence[Sequence[str]]) -> int:
    """Return the position from which all rows are footers; the number of rows when there is none."""
    start = len(rows)
    while start and is_footer(rows[start - 1]):
        start -= 1
    return start


def with_role(delivered: Delivered, role: str) -> list[str]:
    """Return the names of the number columns that have a role and are in the table."""
    return [
        column.naam
        for column in delivered.definition.kolommen
        if column.rol == role and column.naam in delivered.table
    ]


def partners(delivered: Delivered, role: str, other: str) -> Iterator[tuple[str, str]]:
    """
    Yield each column of a role with the column of another role that goes with it.

    The only one of that role goes with all; of several, the one of the same indicator.
    """
    names = with_role(delivered, other)
    for name in with_role(delivered, role):
        indicator = delivered.definition.column(name).indicator
        same = [one for one in names if delivered.definition.column(one).indicator == indicator]
        chosen = names if len(names) == 1 else same
        if len(chosen) == 1:
            yield name, chosen[0]


class TableView:
    """
    A delivered table, with the words to point at its cells.

    Parameters
    ----------
    delivered : Delivered
        After conversion.
    """

    def __init__(self, delivered: Delivered) -> None:
        self.delivered = delivered
        self.table: pd.DataFrame = delivered.table
        self.definition: Definition = delivered.definition

    @cached_property
    def _cells(self) -> dict[int, tuple[str, ...]]:
        return {row.number: row.cells for row in self.delivered.grid.rows}

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

    def groups(self, *columns: str) -> Iterator[tuple[tuple[Hashable, ...], pd.DataFrame]]:
        """Yield the rows that have these columns in common; all rows when no column is named."""
        names = [name for name in columns if name]
        if not names:
            yield (), self.table
            return
        yield from self.table.groupby(names, sort=True, dropna=True)

    def scaled(self, column: str) -> pd.Series:
        """Return a column of numbers in its unit; the table holds them as the file does."""
        return self.table[column] * self.definition.column(column).factor

    def text(self, row: int, column: str) -> str:
        """Return a cell as it stands in the file."""
        header = self.delivered.grid.header
        cells = self._cells.get(row, ())
        if column in header and header.index(column) < len(cells):
            return cells[header.index(column)]
        found = self.table.loc[self.table["rij"] == row]
        beside = f"{column}{TEXT}" if f"{column}{TEXT}" in self.table else column
        return str(found[beside].iloc[0]) if len(found) and beside in found else ""

    def problem(
        self, key: str, row: float | None, column: str | None, found: str = "", /, **values: object
    ) -> Problem:
        """Point at a cell; what was found is the cell itself unless it or its message says otherwise."""
        told, grid = message(key, **values), self.delivered.grid
        number, cell = None if row is None else int(row), ""
        if number is not None and column is not None:
            cell = grid.cell(number, column)
            found = found or told.found or f'"{self.text(number, column)}"'
        return told.at(grid.name, number, column, found=found, cell=cell)
