"""What a worksheet is to a reader, of Excel or LibreOffice: its cells, what is merged or hidden, and how large it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Collection as Names
from dataclasses import dataclass, field
from typing import IO, Final
from xml.etree import ElementTree

from analysis.sources.files.grid import letters

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 2_000, 3_000_000
MOST_AREA = 10_000_000  # cells within the last row and column: far more than hold something is one stray cell


class TooLargeError(Exception):
    """The sheet has more rows, columns or cells than a delivered table can have."""


class StrayCellError(Exception):
    """One cell far from the table makes the sheet too large; the message is its address."""


@dataclass(frozen=True)
class Look:
    """How a cell is shown: its number format as Excel writes it, such as `0%`, and a line through it."""

    written: str = "General"
    struck: bool = False


PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, text, truth or date, as it was last calculated, and how it is shown."""

    value: object = None
    look: Look = PLAIN


EMPTY: Final = Cell()


@dataclass
class Worksheet:
    """
    One sheet; rows and columns are numbered from 1.

    Attributes
    ----------
    cells : mapping of row to mapping of column to Cell
        Those with content; spaces are no content.
    rows, columns : int
        Last row and column with content.
    merged : list of (top, left, bottom, right)
    hidden_rows : list of int
        Hidden rows that hold something.
    hidden_columns : list of (first, last)
    uncalculated : set of (row, column)
        Formulas of which the workbook keeps no value.
    """

    cells: dict[int, dict[int, Cell]] = field(default_factory=dict, repr=False)
    rows: int = 0
    columns: int = 0
    count: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    first_of_column: dict[int, int] = field(default_factory=dict, repr=False)  # column -> its first row

    def add(self, row: int, column: int, cell: Cell, *, formula: bool = False, hidden: bool = False) -> None:
        """
        Add a cell, unless it is empty and no formula.

        Raises
        ------
        TooLargeError
            There are too many.
        """
        empty = cell.value is None or not str(cell.value).strip()
        if empty and not formula:
            return
        self.count += 1
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.first_of_column.setdefault(column, row)
        if hidden and row not in self.cells:
            self.hidden_rows.append(row)
        self.cells.setdefault(row, {})[column] = cell
        many = len(self.cells) > MOST_ROWS or len(self.first_of_column) > MOST_COLUMNS
        if many or self.count > MOST_CELLS:
            raise TooLargeError

    def row(self, number: int) -> list[Cell]:
        """Return the cells of a row up to the last column of the sheet."""
        row = self.cells.get(number, {})
        return [row.get(place, EMPTY) for place in range(1, self.columns + 1)]

    def check_size(self) -> None:
        """
        Check that there is no cell far from the others.

        Raises
        ------
        StrayCellError
            Without the last row or column the sheet would not be too large.
        TooLargeError
            It is, and no cell is to blame.
        """
        if self.rows <= MOST_ROWS and self.columns <= MOST_COLUMNS and self.rows * self.columns <= MOST_AREA:
            return
        filled_rows, filled_columns = len(self.cells), len(self.first_of_column)
        if filled_rows * filled_columns > MOST_AREA:
            raise TooLargeError
        if self.rows > MOST_ROWS or self.rows * filled_columns > self.columns * filled_rows:
            raise StrayCellError(f"{letters(next(iter(self.cells[self.rows])))}{self.rows}")
        raise StrayCellError(f"{letters(self.columns)}{self.first_of_column[self.columns]}")


@dataclass(frozen=True)
class Book:
    """A workbook: the names of its sheets, of those that are not hidden, and what reads one of them."""

    titles: Sequence[str]
    visible: Sequence[str]
    sheet: Callable[[str], Worksheet]


def elements(
    stream: IO[bytes], whole: Names[str], starts: Names[str] = ()
) -> Iterator[tuple[str, ElementTree.Element]]:
    """
    Yield elements of XML by their local name; a document costs the memory of one of them.

    Parameters
    ----------
    stream : binary file
        XML without entities of its own.
    whole : collection of str
        Yielded when they are complete; not those within another one.
    starts : collection of str
        Yielded when they begin: only their attributes are there.
    """
    path: list[ElementTree.Element] = []
    inside = 0
    for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314
        name = local_name(element)
        if event == "start":
            path.append(element)
            inside += name in whole
            if name in starts and not inside:
                yield name, element
            continue
        path.pop()
        if name in whole:
            inside -= 1
            if not inside:
                yield name, element
        if path and not inside:
            path[-1].clear()


def local_name(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def attributes(element: ElementTree.Element) -> Mapping[str, str]:
    """Return the attributes of an element by their local names."""
    return {key.rpartition("}")[2]: value for key, value in element.items()}
