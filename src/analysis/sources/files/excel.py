"""
A delivered workbook of Excel (.xlsx), with what a reader sees: formats, crossed-out cells, what is hidden.

Each part is read by streaming and once. What no number depends on (colours, drawings, properties, names) is not
looked at, so that nothing in it can stop the reading; the strict names of ISO 29500 are read as the usual ones.
openpyxl says what a format and the number of a day mean.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from analysis.sources.files.container import EXCEL
from analysis.sources.files.worksheet import MOST_ROWS, Book, Cell, Look, TooLargeError, Worksheet, elements

_LINKS, _TEXTS, _STYLES = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def open_excel(path: Path) -> Book:
    """
    Open a workbook that `check_archive` let through.

    Its `sheet` raises TooLargeError, and, as this does, whatever zipfile, ElementTree
    and openpyxl raise on a file that is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        links = list(_whole(archive, _LINKS, "Relationship"))
        mac = any(_true(one.get("date1904")) for one in _whole(archive, EXCEL, "workbookPr"))
        listed = [one.attrib for one in _whole(archive, EXCEL, "sheet")]
        texts = [_text(one) for one in _whole(archive, _TEXTS, "si")] if _TEXTS in parts else []
        looks = _looks(archive) if _STYLES in parts else [Look()]
    targets = {
        one.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", one.attrib["Target"])).lstrip("/")
        for one in links
        if one.get("Type", "").endswith("/worksheet")
    }
    found = [one for one in listed if targets.get(one.get("id", "")) in parts]
    sheets = {one["name"]: targets[one["id"]] for one in reversed(found)}

    @cache
    def read(title: str) -> Worksheet:
        reader = _ExcelSheet(texts, looks, MAC_EPOCH if mac else WINDOWS_EPOCH)
        with zipfile.ZipFile(path) as archive, archive.open(sheets[title]) as stream:
            for name, element in elements(stream, ("c", "col", "mergeCell"), ("row",)):
                reader.take[name](element)
        reader.sheet.check_size()
        return reader.sheet

    titles = list(dict.fromkeys(one["name"] for one in found))
    hidden = {one["name"] for one in found if one.get("state", "visible") != "visible"}
    return Book(titles, [title for title in titles if title not in hidden], read)


def _whole(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[Element]:
    """Yield the elements of some names."""
    with archive.open(part) as stream:
        yield from (element for _, element in elements(stream, names))


def _text(element: Element) -> str:
    """Return a text that may be in parts with a look of their own; not how it is pronounced."""
    parts = [child for child in element if child.tag in ("t", "r")]
    pieces = (piece for part in parts for piece in ([part] if part.tag == "t" else part))
    return "".join(piece.text or "" for piece in pieces if piece.tag == "t")


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
    return [
        Look(
            formats.get(_number(style.get("numFmtId")), "General"),
            struck[min(_number(style.get("fontId")), len(struck) - 1)],
        )
        for style in found.get("cellXfs", ())
    ] or [Look()]


class _ExcelSheet:
    """Makes a sheet of its elements."""

    def __init__(self, texts: Sequence[str], looks: Sequence[Look], epoch: dt.datetime) -> None:
        self.texts, self.looks, self.epoch = texts, looks, epoch
        self.sheet = Worksheet()
        self.row = self.column = 0
        self.hidden = False  # of this row
        self.take = {"row": self._row, "c": self._cell, "col": self._columns, "mergeCell": self._merge}

    def _row(self, element: Element) -> None:
        number = int(element.get("r", self.row + 1))
        if number <= self.row:  # whoever reads on would lose a row
            raise ValueError("rows out of order")
        self.row, self.column = number, 0
        self.hidden = _true(element.get("hidden")) or _nought(element.get("ht"))

    def _cell(self, element: Element) -> None:
        _, named = _position(element.get("r", ""))
        self.column = named or self.column + 1
        children = {child.tag: child for child in element}
        kind, formula = element.get("t", "n"), "f" in children
        written = (children["v"].text or "").strip() and children["v"].text if "v" in children else ""
        look = self.looks[int(element.get("s", 0))]
        if kind == "inlineStr":
            value: object = _text(children["is"]) if "is" in children else None
        else:
            value = self._value(kind, written, look) if written else None
        self.sheet.add(self.row, self.column, Cell(value, look), formula=formula, hidden=self.hidden)
        # A formula may have the empty text as its value; then the cell says that it is text.
        if formula and value is None and kind != "str":
            self.sheet.uncalculated.add((self.row, self.column))

    def _value(self, kind: str, written: str, look: Look) -> object:
        if kind == "s":
            return self.texts[int(written)]
        if kind == "b":
            return bool(int(written))
        if kind == "d":
            return from_ISO8601(written)
        if kind != "n":
            return written
        number = float(written) if {".", "e", "E"} & set(written) else int(written)
        if not _is_date(look.written):
            return number
        try:
            return from_excel(number, self.epoch, timedelta=is_timedelta_format(look.written))
        except (OverflowError, ValueError):
            return "#VALUE!"

    def _columns(self, element: Element) -> None:
        if _true(element.get("hidden")) or _nought(element.get("width")):
            self.sheet.hidden_columns.append((int(element.attrib["min"]), int(element.attrib["max"])))

    def _merge(self, element: Element) -> None:
        first, _, last = element.get("ref", "").partition(":")
        (top, left), (bottom, right) = _position(first), _position(last or first)
        if top and bottom and (top, left) != (bottom, right):
            self.sheet.merged.append((top, left, bottom, right))
            if len(self.sheet.merged) > MOST_ROWS:
                raise TooLargeError


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
