"""
How a worksheet lies: its size, merged and hidden parts, and formulas without a value.

Read by streaming, so that a sheet that claims a million rows costs no memory;
openpyxl reads the cells afterwards, within the size found here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 2_000, 3_000_000
MOST_AREA = 10_000_000  # cells within the last row and column, empty ones too: one stray cell makes them all

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class TooLargeError(Exception):
    """The sheet has more rows, columns or cells than a delivered table can have."""


@dataclass
class Layout:
    """
    What one pass over a sheet found; rows and columns are numbered from 1.

    Attributes
    ----------
    rows, columns : int
        Last row and column that hold a cell with content.
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


def read_layout(stream: IO[bytes]) -> Layout:
    """
    Read the layout of one sheet.

    Parameters
    ----------
    stream : binary file
        The XML of the sheet.

    Raises
    ------
    TooLargeError
        Before anything of that size is kept.
    expat.ExpatError, ValueError, KeyError
        The XML is broken, or no sheet.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ParseFile(stream)
    return reader.layout


class _Reader:
    """Follows the elements of a sheet; keeps counts, never the tree."""

    def __init__(self) -> None:
        self.layout = Layout()
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
        elif tag == "col" and _true(attributes.get("hidden")):
            self.layout.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self.within and len(self.value) < 8:
            self.value += text

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
        self.column, self.hidden, self.filled = 0, _true(attributes.get("hidden")), False

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        _, named = position(attributes.get("r", ""))
        self.column = named or self.column + 1
        self.kind, self.value, self.formula = attributes.get("t", ""), "", False

    def _end_cell(self) -> None:
        if not self.value and not self.formula:
            return  # only a style
        self.filled = True
        layout = self.layout
        layout.cells += 1
        layout.rows, layout.columns = max(layout.rows, self.row), max(layout.columns, self.column)
        if layout.rows > MOST_ROWS or layout.columns > MOST_COLUMNS or layout.cells > MOST_CELLS:
            raise TooLargeError
        if layout.rows * layout.columns > MOST_AREA:
            raise TooLargeError
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


def _true(value: str | None) -> bool:
    return value in ("1", "true")
