"""
How a worksheet lies: its size, merged and hidden parts, and formulas without a value.

Read by streaming, so that a sheet that claims a million rows costs no memory;
openpyxl reads the cells afterwards, within the size found here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 2_000, 3_000_000
MOST_AREA = 10_000_000  # cells within the last row and column, empty ones too: one stray cell makes them all

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class TooLargeError(Exception):
    """The sheet has more rows, columns or cells than a delivered table can have."""


class StrayCellError(Exception):
    """One cell far from the table makes the sheet too large; the message is its address."""


@dataclass
class Layout:
    """
    What one pass over a sheet found; rows and columns are numbered from 1.

    Attributes
    ----------
    rows, columns : int
        Last row and column that hold a cell with content; spaces are no content.
    merged : list of (top, left, bottom, right)
    hidden_rows : list of int
        Hidden rows that hold something.
    hidden_columns : list of (first, last)
    uncalculated : list of (row, column)
        Formulas of which the workbook keeps no value.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    first_of_row: dict[int, int] = field(default_factory=dict, repr=False)  # row -> its first column
    first_of_column: dict[int, int] = field(default_factory=dict, repr=False)

    def add(self, row: int, column: int) -> None:
        """
        Count a cell with content.

        Raises
        ------
        TooLargeError
            There are too many.
        """
        self.cells += 1
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.first_of_row.setdefault(row, column)
        self.first_of_column.setdefault(column, row)
        many = len(self.first_of_row) > MOST_ROWS or len(self.first_of_column) > MOST_COLUMNS
        if many or self.cells > MOST_CELLS:
            raise TooLargeError

    def check_size(self) -> None:
        """
        Check that the cells from A1 to the last ones are not too many to make.

        Raises
        ------
        StrayCellError
            Without the last row or column they would not be.
        TooLargeError
            There are too many, and no cell is to blame.
        """
        if self.rows <= MOST_ROWS and self.columns <= MOST_COLUMNS and self.rows * self.columns <= MOST_AREA:
            return
        filled_rows, filled_columns = len(self.first_of_row), len(self.first_of_column)
        if filled_rows * filled_columns > MOST_AREA:
            raise TooLargeError
        if self.rows > MOST_ROWS or self.rows * filled_columns > self.columns * filled_rows:
            raise StrayCellError(f"{letters(self.first_of_row[self.rows])}{self.rows}")
        raise StrayCellError(f"{letters(self.columns)}{self.first_of_column[self.columns]}")


def letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 28 is AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def position(address: str) -> tuple[int, int]:
    """Return row and column of an address such as "B7"; (0, 0) for what is none."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def address(area: tuple[int, int, int, int]) -> str:
    """Return a range as Excel writes it: "B1:C1"."""
    top, left, bottom, right = area
    return f"{letters(left)}{top}:{letters(right)}{bottom}"


def read_layout(stream: IO[bytes], blank: Collection[str] = ()) -> Layout:
    """
    Read the layout of one sheet.

    Parameters
    ----------
    stream : binary file
        The XML of the sheet.
    blank : collection of str
        Numbers of the shared texts that hold nothing but spaces, see `read_blank`.

    Raises
    ------
    TooLargeError, StrayCellError
        Before anything of that size is kept.
    expat.ExpatError, ValueError, KeyError
        The XML is broken, or no sheet.
    """
    reader = _Reader(frozenset(blank))
    _parse(reader, stream)
    reader.layout.check_size()
    return reader.layout


def read_blank(stream: IO[bytes]) -> list[str]:
    """Return the numbers of the shared texts of a workbook that hold nothing but spaces."""
    reader = _Texts()
    _parse(reader, stream)
    return reader.blank


def _parse(reader: _Reader | _Texts, stream: IO[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ParseFile(stream)


class _Texts:
    """Follows the shared texts; only those without a letter are kept, by their number."""

    def __init__(self) -> None:
        self.blank: list[str] = []
        self.number, self.within, self.filled = 0, False, False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        tag = name.rpartition(":")[2]
        if tag == "si":
            self.filled = False
        self.within = tag == "t"

    def text(self, text: str) -> None:
        if self.within and text.strip():
            self.filled = True

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self.within = False
        if tag == "si":
            if not self.filled:
                self.blank.append(str(self.number))
            self.number += 1


class _Reader:
    """Follows the elements of a sheet; keeps counts, never the tree."""

    def __init__(self, blank: frozenset[str]) -> None:
        self.layout, self.blank = Layout(), blank
        self.row = self.column = 0
        self.hidden = self.filled = False  # of this row
        self.kind = self.value = ""
        self.formula = self.within = False  # of this cell

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._start_row(attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.within = True
        elif tag == "col" and (_true(attributes.get("hidden")) or _nought(attributes.get("width"))):
            self.layout.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self.within and len(self.value) < 8:
            self.value += text.lstrip() if not self.value else text

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "t"):
            self.within = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row" and self.hidden and self.filled:
            self.layout.hidden_rows.append(self.row)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:  # whoever reads on would lose a row
            raise ValueError("rows out of order")
        self.row = number
        hidden = _true(attributes.get("hidden")) or _nought(attributes.get("ht"))
        self.column, self.hidden, self.filled = 0, hidden, False

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        _, named = position(attributes.get("r", ""))
        self.column = named or self.column + 1
        self.kind, self.value, self.formula = attributes.get("t", ""), "", False

    def _end_cell(self) -> None:
        blank = self.kind == "s" and self.value in self.blank
        if (not self.value or blank) and not self.formula:
            return  # only a style, or spaces
        self.filled = True
        layout = self.layout
        layout.add(self.row, self.column)
        # A formula may have the empty text as its value; then the cell says that it is text.
        if self.formula and not self.value and self.kind != "str":
            layout.uncalculated.append((self.row, self.column))

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        if top and bottom and (top, left) != (bottom, right):
            self.layout.merged.append((top, left, bottom, right))
            if len(self.layout.merged) > MOST_ROWS:
                raise TooLargeError


def _nought(size: str | None) -> bool:
    """Whether a height or width leaves nothing to see."""
    return size is not None and not size.strip("0.")


def _true(value: str | None) -> bool:
    return value in ("1", "true")
