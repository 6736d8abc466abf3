"""
A delivered workbook of LibreOffice (.ods), as sheets of cells that look like those of Excel.

No library of the project reads one with what a reader sees: percentages, dates without a day,
crossed-out and scaled numbers. It is one XML file; it is read by streaming, and what is repeated or
empty is never made.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Final
from xml.parsers import expat

from analysis.sources.files.archive import OPEN_DOCUMENT
from analysis.sources.files.sheet_layout import Layout

STYLES: Final = "styles.xml"
_SHOWN_PARTS: Final = {"day": "d", "month": "m", "year": "yyyy"}


@dataclass(frozen=True)
class Cell:
    """A cell as `sheet_text.SheetCell` asks for it."""

    value: object = None
    number_format: str | None = "General"
    font: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(strike=False))


EMPTY: Final = Cell()


@dataclass
class OpenSheet:
    """One sheet: its cells by row and column, from 1, and how it lies."""

    title: str
    visible: bool = True
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict, repr=False)
    layout: Layout = field(default_factory=Layout)

    def rows(self) -> list[Sequence[Cell]]:
        """Return all cells up to the last row and column that hold something."""
        width = range(1, self.layout.columns + 1)
        found = (self.cells.get(number, {}) for number in range(1, self.layout.rows + 1))
        return [tuple(row.get(place, EMPTY) for place in width) for row in found]


def read_sheets(path: Path) -> list[OpenSheet]:
    """
    Read every sheet of a workbook that `archive.check_archive` let through.

    Raises
    ------
    TooLargeError
        More cells than a delivered table can have.
    Exception
        Whatever zipfile and expat raise on a file that is damaged.
    """
    reader = _Reader()
    with zipfile.ZipFile(path) as archive:
        for part in (STYLES, OPEN_DOCUMENT):  # the looks that have a name, then those of this file
            if part in archive.namelist():
                with archive.open(part) as stream:
                    reader.read(stream)
    return reader.sheets


class _Reader:
    """Follows the elements; `_path` is where it is, by local names."""

    def __init__(self) -> None:
        self.sheets: list[OpenSheet] = []
        self.looks: dict[str, tuple[str, bool]] = {}  # style of a cell -> name of its format, crossed out
        self.formats: dict[str, str] = {}  # name -> as Excel writes it
        self.hidden_tables: set[str] = set()
        self._path: list[str] = []
        self._style = self._format = ""
        self._row = self._column = self._rows = self._at = 0
        self._columns: list[tuple[int, str]] = []  # last column, the style of its cells
        self._row_hidden, self._row_style = False, ""
        self._cell: Mapping[str, str] = {}
        self._text: list[str] = []

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._letters
        parser.ParseFile(stream)

    def _start(self, name: str, raw: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2]
        attributes = {key.rpartition(":")[2]: value for key, value in raw.items()}
        self._path.append(tag)
        if tag in ("style", "date-style", "number-style", "percentage-style", "currency-style"):
            self._start_style(tag, attributes)
        elif tag == "table":
            sheet = OpenSheet(attributes.get("name", ""))
            sheet.visible = attributes.get("style-name", "") not in self.hidden_tables
            self.sheets.append(sheet)
            self._row = self._at = 0
            self._columns = []
        elif "p" in self._path:
            self._start_text(tag, attributes)
        elif tag in ("table-column", "table-row", "table-cell", "covered-table-cell"):
            self._start_part(tag, attributes)
        elif self._path[-2:-1] and self._path[-2].endswith("-style"):
            self._look(tag, attributes)
        elif tag in ("text-properties", "table-properties") and self._style:
            self._properties(tag, attributes)

    def _start_style(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name", "")
        if tag == "style":
            self._style = name
            parent = self.looks.get(attributes.get("parent-style-name", ""), ("", False))
            self.looks[name] = (attributes.get("data-style-name", "") or parent[0], parent[1])
        else:
            self._format = name
            self.formats[name] = "0%" if tag == "percentage-style" else ""

    def _look(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Follow what a format shows: parts of a date, or a number divided by a thousand."""
        if tag in _SHOWN_PARTS:
            self.formats[self._format] = self.formats.get(self._format, "") + _SHOWN_PARTS[tag]
        elif tag == "number" and (factor := float(attributes.get("display-factor", 1))) > 1:
            self.formats[self._format] = "0" + "," * (len(f"{factor:.0f}") // 3)

    def _properties(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table-properties" and attributes.get("display") == "false":
            self.hidden_tables.add(self._style)
        elif attributes.get("text-line-through-style", "none") != "none":
            self.looks[self._style] = (self.looks[self._style][0], True)

    def _start_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        layout, hidden = self.sheets[-1].layout, attributes.get("visibility", "visible") != "visible"
        if tag == "table-column":
            first, self._at = self._at + 1, self._at + _times(attributes, "number-columns-repeated")
            self._columns.append((self._at, attributes.get("default-cell-style-name", "")))
            if hidden:
                layout.hidden_columns.append((first, self._at))
        elif tag == "table-row":
            self._rows, self._column = _times(attributes, "number-rows-repeated"), 0
            self._row_hidden, self._row_style = hidden, attributes.get("default-cell-style-name", "")
        else:
            self._cell, self._text = attributes, []

    def _start_text(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "p" and self._text:
            self._letters("\n")
        elif tag in ("line-break", "tab"):
            self._letters("\n" if tag == "line-break" else "\t")
        elif tag == "s":
            self._letters(" " * min(_times(attributes, "c"), 1000))

    def _letters(self, text: str) -> None:
        # A remark at a cell, or a drawing in it, has paragraphs too.
        if "p" in self._path and self._path[self._path.index("p") - 1].endswith("table-cell"):
            self._text.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("table-cell", "covered-table-cell"):
            self._end_cell(covered=tag != "table-cell")
        elif tag == "table-row":
            if self._row_hidden:
                numbers = range(self._row + 1, self._row + self._rows + 1)
                self.sheets[-1].layout.hidden_rows += [n for n in numbers if n in self.sheets[-1].cells]
            self._row += self._rows
        elif tag == "style":
            self._style = ""
        self._path.pop()

    def _end_cell(self, *, covered: bool) -> None:
        about, sheet = self._cell, self.sheets[-1]
        first, times = self._column + 1, _times(about, "number-columns-repeated")
        self._column += times
        down, right = _times(about, "number-rows-spanned"), _times(about, "number-columns-spanned")
        row = self._row + 1
        if down > 1 or right > 1:
            sheet.layout.merged.append((row, first, row + down - 1, first + right - 1))
        text = "".join(self._text)
        written, crossed = self.looks.get(self._style_of(first), ("", False))
        cell = Cell(_value(about, text), self._shown(about, written), SimpleNamespace(strike=crossed))
        formula = "formula" in about
        if covered or not (formula or (cell.value is not None and str(cell.value).strip())):
            return
        for number in range(row, row + self._rows):
            for place in range(first, first + times):
                sheet.layout.add(number, place)
                sheet.cells.setdefault(number, {})[place] = cell
                if formula and cell.value is None and "value-type" not in about:
                    sheet.layout.uncalculated.append((number, place))

    def _style_of(self, place: int) -> str:
        column = next((style for last, style in self._columns if place <= last), "")
        return self._cell.get("style-name", "") or self._row_style or column

    def _shown(self, about: Mapping[str, str], name: str) -> str:
        usual = {"percentage": "0%", "date": "d-m-yyyy"}.get(about.get("value-type", ""), "General")
        return usual if usual == "0%" else self.formats.get(name, "") or usual


def _times(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isdecimal() else 1


def _value(about: Mapping[str, str], text: str) -> object:
    kind = about.get("value-type", "")
    if kind in ("float", "percentage", "currency") and "value" in about:
        number = float(about["value"])
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "date" and "date-value" in about:
        try:
            return dt.date.fromisoformat(about["date-value"][:10])
        except ValueError:
            return text or about["date-value"]
    if kind == "boolean":
        return about.get("boolean-value") == "true"
    return text or about.get("string-value") or None
