"""
A delivered workbook of LibreOffice (.ods), with what a reader sees: percentages, dates without a day, crossed-out cells.

No library of the project reads one so. What is repeated or empty is never made.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element

from analysis.sources.files.container import OPEN_DOCUMENT
from analysis.sources.files.worksheet import PLAIN, Book, Cell, Look, Worksheet, elements

STYLES: Final = "styles.xml"
_SHOWN_PARTS: Final = {"day": "d", "month": "m", "year": "yyyy"}
_FORMATS: Final = ("date-style", "number-style", "percentage-style", "currency-style")
_CELLS: Final = ("table-cell", "covered-table-cell")


def open_document(path: Path) -> Book:
    """
    Read every sheet of a workbook that `check_archive` let through.

    Raises TooLargeError for more cells than a delivered table can have, and whatever zipfile and ElementTree
    raise on a file that is damaged.
    """
    reader = _OdsBook()
    with zipfile.ZipFile(path) as archive:
        for part in (STYLES, OPEN_DOCUMENT):  # the looks that have a name, then those of this file
            if part in archive.namelist():
                with archive.open(part) as stream:
                    reader.read(stream)

    def sheet(title: str) -> Worksheet:
        reader.sheets[title].check_size()
        return reader.sheets[title]

    return Book(list(reader.sheets), [title for title in reader.sheets if title not in reader.hidden], sheet)


class _OdsBook:
    """Makes sheets of the elements of both parts."""

    def __init__(self) -> None:
        self.sheets: dict[str, Worksheet] = {}
        self.hidden: set[str] = set()
        self._looks: dict[str, tuple[str, bool]] = {}  # style of a cell -> name of its format, crossed out
        self._formats: dict[str, str] = {}  # name -> as Excel writes it
        self._hidden_tables: set[str] = set()
        self._sheet = Worksheet()
        self._columns: list[tuple[int, str]] = []  # last column, the style of its cells
        self._next_row = 1
        self._row, self._rows, self._column = 0, 1, 0
        self._row_hidden, self._row_style = False, ""

    def read(self, stream: IO[bytes]) -> None:
        whole = ("style", *_FORMATS, "table-column", *_CELLS)
        for name, element in elements(stream, whole, ("table", "table-row")):
            about = element.attrib
            if name == "style":
                self._style(element, about)
            elif name in _FORMATS:
                self._formats[about.get("name", "")] = _format(name, element)
            elif name == "table":
                self._table(about)
            elif name == "table-column":
                self._column_style(about)
            elif name == "table-row":
                self._row, self._rows = self._next_row, _times(about, "number-rows-repeated")
                self._next_row, self._column = self._row + self._rows, 0
                self._row_hidden, self._row_style = (
                    _is_hidden(about),
                    about.get("default-cell-style-name", ""),
                )
            else:
                self._cell(element, about, covered=name != "table-cell")

    def _style(self, element: Element, about: Mapping[str, str]) -> None:
        name, struck = about.get("name", ""), False
        for child in element:
            tag, properties = child.tag, child.attrib
            if tag == "table-properties" and properties.get("display") == "false":
                self._hidden_tables.add(name)
            if tag == "text-properties":
                struck |= properties.get("text-line-through-style", "none") != "none"
        parent = self._looks.get(about.get("parent-style-name", ""), ("", False))
        self._looks[name] = (about.get("data-style-name", "") or parent[0], struck or parent[1])

    def _table(self, about: Mapping[str, str]) -> None:
        title = about.get("name", "")
        self.sheets[title] = self._sheet = Worksheet()
        if about.get("style-name", "") in self._hidden_tables:
            self.hidden.add(title)
        self._next_row, self._columns = 1, []

    def _column_style(self, about: Mapping[str, str]) -> None:
        first = self._columns[-1][0] + 1 if self._columns else 1
        last = first - 1 + _times(about, "number-columns-repeated")
        self._columns.append((last, about.get("default-cell-style-name", "")))
        if _is_hidden(about):
            self._sheet.hidden_columns.append((first, last))

    def _cell(self, element: Element, about: Mapping[str, str], *, covered: bool) -> None:
        row, first, times = self._row, self._column + 1, _times(about, "number-columns-repeated")
        self._column += times
        down, right = _times(about, "number-rows-spanned"), _times(about, "number-columns-spanned")
        if down > 1 or right > 1:
            self._sheet.merged.append((row, first, row + down - 1, first + right - 1))
        # A remark at a cell, or a drawing in it, has paragraphs too.
        text = "\n".join(_text(child) for child in element if child.tag == "p")
        formula, value = "formula" in about, _value(about, text)
        if covered or not (formula or (value is not None and str(value).strip())):
            return
        cell = Cell(value, self._look(about, first))
        for number in range(row, row + self._rows):
            for place in range(first, first + times):
                self._sheet.add(number, place, cell, formula=formula, hidden=self._row_hidden)
                if formula and value is None and "value-type" not in about:
                    self._sheet.uncalculated.add((number, place))

    def _look(self, about: Mapping[str, str], place: int) -> Look:
        column = next((style for last, style in self._columns if place <= last), "")
        name, struck = self._looks.get(about.get("style-name", "") or self._row_style or column, ("", False))
        usual = {"percentage": "0%", "date": "d-m-yyyy"}.get(about.get("value-type", ""), PLAIN.written)
        return Look(usual if usual == "0%" else self._formats.get(name, "") or usual, struck)


def _format(kind: str, element: Element) -> str:
    """Return what a format shows as Excel writes it: parts of a date, or a number divided by a thousand."""
    shown = "0%" if kind == "percentage-style" else ""
    for child in element:
        tag = child.tag
        shown += _SHOWN_PARTS.get(tag, "")
        if tag == "number" and (factor := float(child.attrib.get("display-factor", 1))) > 1:
            shown = "0" + "," * (len(f"{factor:.0f}") // 3)
    return shown


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        tag = child.tag
        spaces = " " * min(_times(child.attrib, "c"), 1000) if tag == "s" else None
        parts += [spaces or {"line-break": "\n", "tab": "\t"}.get(tag) or _text(child), child.tail or ""]
    return "".join(parts)


def _is_hidden(about: Mapping[str, str]) -> bool:
    return about.get("visibility", "visible") != "visible"


def _times(about: Mapping[str, str], name: str) -> int:
    text = about.get(name, "1")
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
