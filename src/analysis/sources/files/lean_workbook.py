"""
A workbook with nothing in it but its cells, for a file that openpyxl cannot open as it came.

Programs that make workbooks leave out what Excel does not miss (a `<fill/>` with nothing in it), write a
colour or a name that openpyxl refuses, or use the strict names of ISO 29500. None of that is about
a number: the copy keeps the sheets and the shared texts as they are, of the looks only number
formats and crossed-out letters, and of the rest nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

STYLES, WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
STRICT = b"http://purl.oclc.org/ooxml/"
_LEFT_OUT = re.compile(
    r"docProps/|customXml/|xl/(theme|drawings|charts|pivot|media|tables|comments|externalLinks|printerSettings"
    r"|ctrlProps|activeX|embeddings|richData|persons|threadedComments|metadata|calcChain|vbaProject)"
)
# Strict name -> the one that openpyxl knows.
_NAMES = (
    (STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_NAMED = re.compile(rb"<(\w+:)?definedNames\b.*?</(\w+:)?definedNames>", re.S)


def is_strict(path: Path) -> bool:
    """Whether a workbook has the names of ISO 29500 strict, of which openpyxl finds no cell and says nothing."""
    with zipfile.ZipFile(path) as archive:
        return STRICT in archive.read(WORKBOOK)


def lean(path: Path) -> io.BytesIO:
    """
    Return the copy.

    Raises
    ------
    Exception
        Whatever zipfile and expat raise on a file that is damaged.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            if name == STYLES:
                target.writestr(name, _styles(archive.read(name)))
            elif not _LEFT_OUT.match(name):
                content = archive.read(name)
                for strict, usual in _NAMES:
                    content = content.replace(strict, usual)
                target.writestr(name, _NAMED.sub(b"", content) if name == WORKBOOK else content)
    copy.seek(0)
    return copy


def _styles(content: bytes) -> str:
    looks = _Looks()
    parser = expat.ParserCreate()
    parser.StartElementHandler = looks.start
    parser.EndElementHandler = looks.end
    parser.Parse(content, True)
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(number)} formatCode={quoteattr(code)}/>"
        for number, code in looks.formats.items()
    )
    fonts = "".join("<font><strike/></font>" if struck else "<font/>" for struck in looks.fonts or [False])
    last = max(len(looks.fonts) - 1, 0)
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{min(font, last)}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number, font in looks.cells or [(0, 0)]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<numFmts>{formats}</numFmts><fonts>{fonts}</fonts>"
        '<fills><fill><patternFill patternType="none"/></fill></fills>'
        "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )


class _Looks:
    """Follows a style sheet: its number formats, which fonts are crossed out, and both of each kind of cell."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.fonts: list[bool] = []
        self.cells: list[tuple[int, int]] = []
        self._within: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag, parent = name.rpartition(":")[2], self._within[-1] if self._within else ""
        self._within.append(tag)
        if tag == "numFmt" and parent == "numFmts" and attributes.get("numFmtId", "").isdecimal():
            self.formats[attributes["numFmtId"]] = attributes.get("formatCode") or "General"
        elif tag == "font" and parent == "fonts":
            self.fonts.append(False)
        elif tag == "strike" and parent == "font" and self.fonts and "fonts" in self._within:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif tag == "xf" and parent == "cellXfs":
            self.cells.append((_number(attributes.get("numFmtId")), _number(attributes.get("fontId"))))

    def end(self, _: str) -> None:
        self._within.pop()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
