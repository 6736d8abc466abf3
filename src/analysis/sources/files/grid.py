"""What a delivered table is before any cell has a meaning: text, with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.errors import Problem


@dataclass(frozen=True)
class Row:
    """
    One row of a delivered table.

    Attributes
    ----------
    number : int
        Row as the maker of the file sees it; in a text file without preamble the header is row 1.
    cells : tuple of str
        One per column of the header; an empty cell is "".
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
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
    rows : tuple of Row
        The rows below the header, empty ones left out.
    sheet : str
        Sheet of a workbook; empty for a text file.
    notes : tuple of Problem
        Warnings of the reading itself.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...] = field(repr=False)
    sheet: str = ""
    notes: tuple[Problem, ...] = ()

    def cell(self, row: int, column: str) -> str:
        """Return the address of a cell in a workbook, such as "B7"; nothing for a text file."""
        if not self.sheet or column not in self.header:
            return ""
        letters, place = "", self.header.index(column) + 1
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{row}"
