"""
What a worksheet is to a reader, of Excel or LibreOffice: its cells, what is merged or hidden, and how large it may be.

A cell is the text that a Dutch reader of the definition would type, and what he sees otherwise.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Names
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import IO, Final
from xml.etree import ElementTree

from analysis.sources.files.definitions import NUMBERS, Column, Definition

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 2_000, 3_000_000
MOST_AREA = 10_000_000  # cells within the last row and column: far more than hold something is one stray cell

# What Excel and LibreOffice show instead of a value, in Dutch and in English.
_ERROR = re.compile(
    r"#(DEEL/0!|N/B|VERW!|WAARDE!|NAAM\?|LEEG!|GETAL!|OVERLOOP!|BEREKENEN!|DIV/0!|N/A|REF!|VALUE!|NAME\?|NULL!|NUM!|SPILL!"
    r"|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!)|(ERR|FOUT):[0-9]{3}"
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # text, escapes and colours inside a number format


class TooLargeError(Exception):
    """The sheet has more rows, columns or cells than a table can have."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, text, truth or date, as it was last calculated, with its number format as Excel writes it."""

    value: object = None
    written: str = "General"
    struck: bool = False  # a line through it


EMPTY: Final = Cell()


@dataclass
class Worksheet:
    """One sheet; rows and columns are numbered from 1."""

    # Those with content, by row and column; spaces are none.
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict, repr=False)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    hidden_rows: set[int] = field(default_factory=set)  # those that hold something
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first, last
    uncalculated: set[tuple[int, int]] = field(default_factory=set)  # formulas without a value
    _count: int = 0

    def add(self, row: int, column: int, cell: Cell, *, formula: bool = False, hidden: bool = False) -> None:
        """Add a cell, unless it is empty and no formula; raises TooLargeError where there are too many."""
        empty = cell.value is None or not str(cell.value).strip()
        if empty and not formula:
            return
        self._count += 1
        self.cells.setdefault(row, {})[column] = cell
        if hidden:
            self.hidden_rows.add(row)
        if len(self.cells) > MOST_ROWS or self._count > MOST_CELLS:
            raise TooLargeError

    @cached_property
    def rows(self) -> int:
        """The last row with content; asked for when all cells are there."""
        return max(self.cells, default=0)

    @cached_property
    def columns(self) -> int:
        """The last column with content."""
        return max(map(max, self.cells.values()), default=0)

    def row(self, number: int) -> list[Cell]:
        """Return the cells of a row up to the last column of the sheet."""
        row = self.cells.get(number, {})
        return [row.get(place, EMPTY) for place in range(1, self.columns + 1)]

    def check_size(self) -> None:
        """Raise TooLargeError for a cell too far down, or more cells within the last row and column than can be read."""
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_AREA:
            raise TooLargeError


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
    Yield elements of XML, which lose their namespaces; a document costs the memory of one of them.

    Those of `whole` are complete, and not within another one; of those of `starts` only the attributes are there.
    """
    path: list[ElementTree.Element] = []
    inside = 0
    for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314
        if event == "start":
            element.tag = element.tag.rpartition("}")[2]
            if any(key[0] == "{" for key in element.attrib):
                element.attrib = {key.rpartition("}")[2]: value for key, value in element.items()}
            path.append(element)
            inside += element.tag in whole
            if element.tag in starts and not inside:
                yield element.tag, element
            continue
        path.pop()
        if element.tag in whole:
            inside -= 1
            if not inside:
                yield element.tag, element
        if path and not inside:
            path[-1].clear()


def text_of(cell: Cell, column: Column | None, definition: Definition) -> str:
    """
    Return the text of a cell, in the writing of the definition.

    That is "12,5" for 12.5 and for 0.125 shown as a percentage, WAAR or ONWAAR, 31-12-2024, or 2024-03 for a period.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float):
        return _number(value, definition.decimaal, percent=is_percent(cell))
    if isinstance(value, dt.date):
        return _date(value, cell.written, period=column is not None and column.soort == "periode")
    return _unescaped(str(value))


def _unescaped(text: str) -> str:
    """Return the characters that Excel writes as _x000D_ because XML cannot hold them; what is none is U+FFFD."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\x00", "\ufffd")
    # One character may be written as two halves; a half alone cannot be kept, shown or saved.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_percent(cell: Cell) -> bool:
    """Whether the reader of the workbook sees a percentage: 0.125 shown as 12,5%."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and "%" in _QUOTED.sub("", cell.written)


def is_error(cell: Cell) -> bool:
    """Whether the reader of the workbook sees what went wrong in place of a value."""
    text = cell.value.strip().upper() if isinstance(cell.value, str) else ""
    return bool(_ERROR.fullmatch(text))


def otherwise_shown(cell: Cell) -> str:
    """
    Return how the reader of a workbook sees another number than the cell holds; "" when he does not.

    That is a number shown in thousands or millions (`#,##0,`), with a word that says so, or not at all (`;;;`).
    """
    value, written = cell.value, cell.written
    if isinstance(value, bool) or not isinstance(value, int | float) or written == "General":
        return ""
    # A format may have parts for a positive, negative and zero value, in that order.
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', written)
    place = 0 if value > 0 else 1 if value < 0 else 2
    section = parts[place] if place < len(parts) else parts[0]
    plain = _QUOTED.sub("", section)
    if not re.search(r"[0#?@]|general|standaard|[dmyjhs]", plain, re.IGNORECASE):
        return "de cel laat het getal niet zien"
    if re.search(r"[0#?],+(?![0-9#?,])", plain):
        return "de cel toont het in duizenden of miljoenen"
    if re.search(r"duizend|miljoen|mln|dzd|x ?1[.]?000", section, re.IGNORECASE):
        return "de cel zegt dat het duizenden of miljoenen zijn"
    return ""


def is_number_as_text(cell: Cell, column: Column, definition: Definition) -> bool:
    """Whether a cell holds digits as text in a column of numbers, written as the definition writes them."""
    if column.soort not in NUMBERS or not isinstance(cell.value, str):
        return False
    thousands, decimal = re.escape(definition.duizendtal), re.escape(definition.decimaal)
    grouped = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    return bool(re.fullmatch(rf"-?(?:{grouped}[0-9]+)(?:{decimal}[0-9]+)?", cell.value.strip()))


def _number(value: float, decimal: str, *, percent: bool) -> str:
    if isinstance(value, float) and value - value != 0:  # inf and nan have no digits
        return str(value)
    # Fifteen digits is what Excel itself keeps and shows: 0.1 + 0.2 is 0,3 there.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    text = f"{exact * 100 if percent else exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", decimal)


def _date(value: dt.date, number_format: str, *, period: bool) -> str:
    shown = _QUOTED.sub("", number_format).lower()
    # Excel makes a date of a month that is typed: who typed 2025-03 sees mrt-25, and meant the month.
    if period and "d" not in shown:
        return f"{value.year:04}-{value.month:02}" if "m" in shown else f"{value.year:04}"
    return f"{value.day}-{value.month}-{value.year}"
