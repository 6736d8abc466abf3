"""Tables and texts in pages, drawings and Word documents: what stands there, seen or unseen."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_FIELDS = re.compile(r'"properties":\s*(\{[^{}]*\})')
_SVG_DATA = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_SVG_TEXT = re.compile(r"<!-- (.*?) -->|translate\(([-0-9.]+)[ ,]([-0-9.]+)\)|</g>", re.S)
_SAME_LINE = 4.0  # points; letters are 7 and higher


@dataclass(frozen=True)
class Grid:
    """A table as it was published, with the words around it that say what it is about: the nearest line first."""

    file: str
    context: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Passage:
    """A sentence, a label or an alternative text."""

    file: str
    text: str


@dataclass
class Content:
    """Everything that a file shows or holds."""

    grids: list[Grid] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def __iadd__(self, other: Content) -> Content:
        self.grids += other.grids
        self.passages += other.passages
        return self

    def say(self, file: str, text: str) -> None:
        """Keep a text, unless there is nothing in it."""
        if plain := one_line(text):
            self.passages.append(Passage(file, plain))


def one_line(text: str) -> str:
    """Return a text with one space for every white space in it."""
    return " ".join(text.split())


def grid_of(name: str, context: str, lines: list[list[str]]) -> Grid:
    """Return a table of which the first line is the header."""
    return Grid(name, context, tuple(lines[0]), tuple(tuple(line) for line in lines[1:]))


def properties_of(name: str, context: str, fields: Mapping[str, object]) -> Grid:
    """Return the properties of one area on a map as a table of one row: all of them, shown or not."""
    values = ["" if one is None else str(one) for one in fields.values()]
    return grid_of(name, context, [list(fields), values])


def html_content(name: str, data: bytes) -> Content:
    """Return the tables and texts of a page, of the data in its programs and of the drawings in it."""
    page = _Page(name)
    text = data.decode("utf-8", errors="replace")
    page.feed(text)
    page.close()
    page.end_block()
    for found in _FIELDS.finditer(text):
        try:
            fields = json.loads(found.group(1))
        except ValueError:
            continue  # no data, but a program that names properties
        read = {key: html.unescape(one) if isinstance(one, str) else one for key, one in fields.items()}
        page.content.grids.append(properties_of(name, page.title, read))
    for found in _SVG_DATA.finditer(text):
        try:
            page.content += svg_content(name, base64.b64decode(found.group(1), validate=True))
        except binascii.Error:
            continue
    return page.content


class _Page(HTMLParser):
    """Tables with their caption or the last heading, and every text of a page or of a Word document."""

    HEADINGS = {f"h{level}" for level in range(1, 7)} | {"caption", "figcaption", "title", "w:p", "a:p"}
    BLOCKS = HEADINGS | {"p", "li", "td", "th", "dt", "dd", "div", "section", "article", "text"}
    TABLES, ROWS, CELLS = {"table", "w:tbl", "a:tbl"}, {"tr", "w:tr", "a:tr"}, {"td", "th", "w:tc", "a:tc"}

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.content, self.title = name, Content(), ""
        self.words: list[str] = []
        self.heading = ""
        self.lines: list[list[str]] | None = None
        self.cell: list[str] | None = None
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        for key, value in attrs:
            if value and key in ("alt", "title", "aria-label", "descr", "data-waarde"):
                self.content.say(self.name, value)
        if tag in self.TABLES:
            self.lines = []
        elif tag in self.ROWS and self.lines is not None:
            self.lines.append([])
        elif tag in self.CELLS and self.lines:
            self.cell = []
        elif tag in self.BLOCKS and self.cell is None:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(self.silent - 1, 0)
        elif tag in self.CELLS and self.cell is not None and self.lines:
            self.lines[-1].append(one_line("".join(self.cell)))
            self.cell = None
        elif tag in self.TABLES and self.lines is not None:
            self._end_table()
        elif tag in self.BLOCKS and self.cell is None:
            text = self.end_block()
            if tag in self.HEADINGS and text:
                self.heading = text
            if tag == "title":
                self.title = text

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        (self.words if self.cell is None else self.cell).append(data)

    def end_block(self) -> str:
        """Close a paragraph; return its text."""
        text = one_line("".join(self.words))
        self.words = []
        self.content.say(self.name, text)
        return text

    def _end_table(self) -> None:
        lines = [line for line in self.lines or [] if line]
        self.lines, self.cell = None, None
        if lines:
            self.content.grids.append(grid_of(self.name, f"{self.heading}\n{self.title}", lines))
            self.content.passages += [Passage(self.name, " ".join(line)) for line in lines]


def svg_content(name: str, data: bytes) -> Content:
    """Return the texts of a drawing; a label and a number at one height are read as one line."""
    text = data.decode("utf-8", errors="replace")
    found = html_content(name, re.sub(r"<!--.*?-->", "", text, flags=re.S).encode())
    labels: list[tuple[float, float, str]] = []
    comment = ""
    for part in _SVG_TEXT.finditer(text):
        if part.group(1) is not None:
            comment = part.group(1).strip()
            found.say(name, comment)
        elif part.group(2) is not None and comment:
            labels.append((float(part.group(3)), float(part.group(2)), comment))
            comment = ""
    lines: list[list[tuple[float, float, str]]] = []
    for label in sorted(labels):
        if lines and label[0] - lines[-1][0][0] < _SAME_LINE:
            lines[-1].append(label)
        else:
            lines.append([label])
    whole = " ".join(word for _, _, word in labels)
    for line in lines:
        words = [word for _, _, word in sorted(line, key=lambda label: label[1])]
        if len(words) > 1:
            found.grids.append(grid_of(name, whole, [[""] * len(words), words]))
    return found
