"""
The sheets of a delivered workbook, of Excel (.xlsx) or LibreOffice (.ods), with what a reader sees: formats, crossed-out
cells, what is merged or hidden. Each part is read by streaming. What no number depends on (colours, drawings) is not
looked at, so that nothing in it can stop the reading; the strict names of ISO 29500 are read as the usual ones. openpyxl
says what a format of Excel and the number of a day mean. Of an ods, what is repeated or empty is never made.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from analysis.sources.files.container import EXCEL, OPEN_DOCUMENT
from analysis.sources.files.worksheet import MOST_ROWS, Book, Cell, TooLargeError, Worksheet, elements

_LINKS, _TEXTS, _STYLES = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_SHOWN_PARTS: Final = {"day": "d", "month": "m", "year": "yyyy"}
_FORMATS: Final = ("date-style", "number-style", "percentage-style", "currency-style")
_CELLS: Final = ("table-cell", "covered-table-cell")

Look = tuple[str, bool]  # a number format as Excel writes it, and whether there is a line through the cell
PLAIN: Final = ("General", False)


def open_excel(path: Path) -> Book:
    """
    Open a workbook of Excel that `check_archive` let through.

    Its `sheet` raises TooLargeError, and, as this does, whatever a library raises on a file that is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        links = list(_whole(archive, _LINKS, "Relationship"))
        mac = any(_true(one.get("date1904")) for one in _whole(archive, EXCEL, "workbookPr"))
        listed = [one.attrib for one in _whole(archive, EXCEL, "sheet")]
        texts = [_text(one) for one in _whole(archive, _TEXTS, "si")] if _TEXTS in parts else []
        looks = _looks(archive) if _STYLES in parts else [PLAIN]
    targets = {
        one.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", one.attrib["Target"])).lstrip("/")
        for one in links
        if one.get("Type", "").endswith("/worksheet")
    }
    found = [one for one in listed if targets.get(one.get("id", "")) in parts]
    sheets = {one["name"]: targets[one["id"]] for one in reversed(found)}

    @cache
    def read(title: str) -> Worksheet:
        with zipfile.ZipFile(path) as archive, archive.open(sheets[title]) as stream:
            return _excel_sheet(stream, texts, looks, MAC_EPOCH if mac else WINDOWS_EPOCH)

    titles = list(dict.fromkeys(one["name"] for one in found))
    hidden = {one["name"] for one in found if one.get("state", "visible") != "visible"}
    return Book(titles, [title for title in titles if title not in hidden], read)


def _whole(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[Element]:
    """Yield the elements of some names."""
    with archive.open(part) as stream:
        yield from (element for _, element in elements(stream, names))


def _text(element: Element) -> str:
    """Return a text that may be in parts with a look of their own; not how it is pronounced."""
    parts = (part for part in element if part.tag in ("t", "r"))
    return "".join(piece.text or "" for part in parts for piece in part.iter("t"))


def _looks(archive: zipfile.ZipFile) -> list[Look]:
    """Return how each style of cell is shown."""
    found = {one.tag: list(one) for one in _whole(archive, _STYLES, "numFmts", "fonts", "cellXfs")}
    formats = dict(BUILTIN_FORMATS)
    for about in found.get("numFmts", ()):
        formats[_number(about.get("numFmtId"))] = about.get("formatCode") or "General"
    struck = [
        any(one.tag == "strike" and one.get("val", "1") not in ("0", "false") for one in font)
        for font in found.get("fonts", ())
    ] or [False]
    styles = ((_number(one.get("numFmtId")), _number(one.get("fontId"))) for one in found.get("cellXfs", ()))
    looks = [(formats.get(about, "General"), struck[min(font, len(struck) - 1)]) for about, font in styles]
    return looks or [PLAIN]


def _excel_sheet(
    stream: IO[bytes], texts: Sequence[str], looks: Sequence[Look], epoch: dt.datetime
) -> Worksheet:
    sheet, row, column, hidden = Worksheet(), 0, 0, False
    for name, element in elements(stream, ("c", "col", "mergeCell"), ("row",)):
        about = element.attrib
        if name == "row":
            if (number := int(about.get("r", row + 1))) <= row:  # whoever reads on would lose a row
                raise ValueError("rows out of order")
            row, column, hidden = number, 0, _true(about.get("hidden")) or _nought(about.get("ht"))
        elif name == "c":
            column = _position(about.get("r", ""))[1] or column + 1
            look, formula = looks[int(about.get("s", 0))], element.find("f") is not None
            value = _excel_value(element, look[0], texts, epoch)
            sheet.add(row, column, Cell(value, *look), formula=formula, hidden=hidden)
            # A formula may have the empty text as its value; then the cell says that it is text.
            if formula and value is None and about.get("t") != "str":
                sheet.uncalculated.add((row, column))
        elif name == "col" and (_true(about.get("hidden")) or _nought(about.get("width"))):
            sheet.hidden_columns.append((int(about["min"]), int(about["max"])))
        elif name == "mergeCell":
            first, _, last = about.get("ref", "").partition(":")
            area = (*_position(first), *_position(last or first))
            if area[0] and area[2] and area[:2] != area[2:]:
                sheet.merged.append(area)
            if len(sheet.merged) > MOST_ROWS:
                raise TooLargeError
    sheet.check_size()
    return sheet


def _excel_value(cell: Element, number_format: str, texts: Sequence[str], epoch: dt.datetime) -> object:
    kind, inside, written = cell.get("t", "n"), cell.find("is"), cell.findtext("v", "")
    if kind == "inlineStr":
        return None if inside is None else _text(inside)
    if not written.strip():
        return None
    if kind == "s":
        return texts[int(written)]
    if kind == "b":
        return bool(int(written))
    if kind == "d":
        return from_ISO8601(written)
    if kind != "n":
        return written
    number = float(written) if {".", "e", "E"} & set(written) else int(written)
    if not _is_date(number_format):
        return number
    try:
        return from_excel(number, epoch, timedelta=is_timedelta_format(number_format))
    except (OverflowError, ValueError):
        return "#VALUE!"


_is_date = cache(is_date_format)


@lru_cache(maxsize=4096)
def _position(address: str) -> tuple[int, int]:
    """Return row and column of an address such as "B7"; (0, 0) for what is none."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]), column_index_from_string(match[1])) if match else (0, 0)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _nought(size: str | None) -> bool:
    """Whether a height or width leaves nothing to see."""
    return size is not None and not size.strip("0.")


def _true(value: str | None) -> bool:
    return value in ("1", "true")


def open_document(path: Path) -> Book:
    """Read every sheet of a workbook of LibreOffice that `check_archive` let through; raises as `open_excel` does."""
    reader = _OdsBook()
    with zipfile.ZipFile(path) as archive:
        for part in ("styles.xml", OPEN_DOCUMENT):  # the looks that have a name, then those of this file
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
        self._looks: dict[str, Look] = {}  # style of a cell -> name of its format, crossed out
        self._formats: dict[str, str] = {}  # name -> as Excel writes it
        self._hidden_tables: set[str] = set()
        self._sheet = Worksheet()
        self._columns: list[tuple[int, str]] = []  # last column, the style of its cells
        self._next_row, self._row, self._rows, self._column = 1, 0, 1, 0
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
                title = about.get("name", "")
                self.sheets[title] = self._sheet = Worksheet()
                if about.get("style-name", "") in self._hidden_tables:
                    self.hidden.add(title)
                self._next_row, self._columns = 1, []
            elif name == "table-column":
                first = self._columns[-1][0] + 1 if self._columns else 1
                last = first - 1 + _times(about, "number-columns-repeated")
                self._columns.append((last, about.get("default-cell-style-name", "")))
                if about.get("visibility", "visible") != "visible":
                    self._sheet.hidden_columns.append((first, last))
            elif name == "table-row":
                self._row, self._rows = self._next_row, _times(about, "number-rows-repeated")
                self._next_row, self._column = self._row + self._rows, 0
                self._row_hidden = about.get("visibility", "visible") != "visible"
                self._row_style = about.get("default-cell-style-name", "")
            else:
                self._cell(element, about, covered=name != "table-cell")

    def _style(self, element: Element, about: Mapping[str, str]) -> None:
        name, struck = about.get("name", ""), False
        for child in element:
            if child.tag == "table-properties" and child.get("display") == "false":
                self._hidden_tables.add(name)
            if child.tag == "text-properties":
                struck |= child.get("text-line-through-style", "none") != "none"
        parent = self._looks.get(about.get("parent-style-name", ""), ("", False))
        self._looks[name] = (about.get("data-style-name", "") or parent[0], struck or parent[1])

    def _cell(self, element: Element, about: Mapping[str, str], *, covered: bool) -> None:
        row, first, times = self._row, self._column + 1, _times(about, "number-columns-repeated")
        self._column += times
        down, right = _times(about, "number-rows-spanned"), _times(about, "number-columns-spanned")
        if down > 1 or right > 1:
            self._sheet.merged.append((row, first, row + down - 1, first + right - 1))
        # A remark at a cell, or a drawing in it, has paragraphs too.
        text = "\n".join(_paragraph(child) for child in element if child.tag == "p")
        formula, value = "formula" in about, _ods_value(about, text)
        if covered or not (formula or (value is not None and str(value).strip())):
            return
        cell = Cell(value, *self._look(about, first))
        for number in range(row, row + self._rows):
            for place in range(first, first + times):
                self._sheet.add(number, place, cell, formula=formula, hidden=self._row_hidden)
                if formula and value is None and "value-type" not in about:
                    self._sheet.uncalculated.add((number, place))

    def _look(self, about: Mapping[str, str], place: int) -> Look:
        column = next((style for last, style in self._columns if place <= last), "")
        name, struck = self._looks.get(about.get("style-name", "") or self._row_style or column, ("", False))
        usual = {"percentage": "0%", "date": "d-m-yyyy"}.get(about.get("value-type", ""), "General")
        return usual if usual == "0%" else self._formats.get(name, "") or usual, struck


def _format(kind: str, element: Element) -> str:
    """Return what a format shows as Excel writes it: parts of a date, or a number divided by a thousand."""
    shown = "0%" if kind == "percentage-style" else ""
    for child in element:
        shown += _SHOWN_PARTS.get(child.tag, "")
        if child.tag == "number" and (factor := float(child.get("display-factor", 1))) > 1:
            shown = "0" + "," * (len(f"{factor:.0f}") // 3)
    return shown


def _paragraph(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        spaces = " " * min(_times(child.attrib, "c"), 1000) if child.tag == "s" else None
        known = spaces or {"line-break": "\n", "tab": "\t"}.get(child.tag)
        parts += [known or _paragraph(child), child.tail or ""]
    return "".join(parts)


def _times(about: Mapping[str, str], name: str) -> int:
    return max(1, _number(about.get(name, "1")))


def _ods_value(about: Mapping[str, str], text: str) -> object:
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
