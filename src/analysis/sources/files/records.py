"""The records of a separated text, with the row in which a quote opens that never closes."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.errors import Problem

HEAD_CHARACTERS = 200_000
HEAD_RECORDS = 200


@dataclass(frozen=True)
class Record:
    """One record; `number` counts records as a spreadsheet does, empty lines too."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True)
class Records:
    """The records up to the first that cannot be read; `broken` is the row where that one begins."""

    all: tuple[Record, ...]
    broken: int | None = None
    too_long: bool = False


def records(text: str, delimiter: str, *, most: int | None = None) -> Records:
    """
    Split a text; stops at a quote that does not close, because nothing after it can be trusted.

    Parameters
    ----------
    text : str
        The whole file.
    delimiter : str
        One character.
    most : int, optional
        Stop after so many records.
    """
    # newline="" leaves a line break inside quotes as it is.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Record] = []
    try:
        for number, cells in enumerate(itertools.islice(reader, most), start=1):
            found.append(Record(number, tuple(cells)))
    except csv.Error as error:
        return Records(tuple(found), len(found) + 1, "field limit" in str(error))
    return Records(tuple(found))


def head(text: str, delimiter: str) -> Records:
    """Return the first records, to recognise a header by; `broken` only where the text itself is."""
    start = text[:HEAD_CHARACTERS]
    found = records(start, delimiter, most=HEAD_RECORDS)
    if len(start) == len(text):
        return found
    # The cut may go through the last one, also through its quotes.
    whole = found.all if found.broken is not None or len(found.all) < 2 else found.all[:-1]
    return Records(whole, None if whole else found.broken)


def unclosed_quote(name: str, row: int, *, rest: str = "", found: str = "") -> Problem:
    """Say in which row a quote opens that does not close as it should."""
    return Problem.at(
        "F131",
        name,
        row,
        None,
        found or "een aanhalingsteken dat hier opent en niet goed sluit",
        "aanhalingstekens om een hele cel",
        f'Sluit de cel met een aanhalingsteken, of schrijf een aanhalingsteken in een cel twee keer: "".{rest}',
    )


def widths_fit(rows: Sequence[Record], width: int) -> float:
    """Return which part of the filled rows is as wide as the header, apart from empty cells at the end."""
    filled = [row for row in rows if row.filled > 1]
    if not filled:
        return 1.0
    return sum(fits(row, width) for row in filled) / len(filled)


def fits(row: Record, width: int) -> bool:
    """Whether a row has a cell for each column, and holds nothing beyond them."""
    return len(row.cells) >= width and not any(cell.strip() for cell in row.cells[width:])
