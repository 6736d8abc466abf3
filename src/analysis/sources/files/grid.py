"""
A delivered table as text with its places, and after conversion; where its header is, and its footer.

Of no cell is anything known here but what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import Problem
from analysis.sources.files.definitions import Definition
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
        return f"{letters(self.header.index(column) + 1)}{row}"


@dataclass(frozen=True)
class Delivered:
    """
    The rows of one delivered file.

    Attributes
    ----------
    grid : Grid
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

    grid: Grid
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
