"""A draft, plain or Markdown, cut into sentences; tables and code are passed over, and said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TABLE, CODE = "Staat in een tabel; die lezen wij niet.", "Staat in een codeblok; dat lezen wij niet."

_HEADING = re.compile(r"\s*#+\s*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,2}[.)]|[a-z][.)])\s+")
_TABLE = re.compile(r"\s*\||.*\|.*\|")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+|<!--.*?-->|\[\^[^\]]*\]:?")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|^\s*>+\s*")
# A sentence ends before a capital, a quote or a number, unless a word stands there that is written shorter.
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[A-ZÀ-Ý0-9€‘“\"'(])")
_SHORTENED = re.compile(
    r"\b(?:ca|circa|nr|nrs|art|blz|bijv|bv|o\.a|m\.n|incl|excl|resp|max|min|gem|jan|feb|mrt|apr|jun|jul|aug|sept?"
    r"|okt|nov|dec|p|pp|par|hfst|fig|mln|mld|st|drs|dr|mr|i\.v\.m|t\.o\.v|d\.w\.z|[A-Z])\.$",
    re.I,
)


class DraftSentence(NamedTuple):
    """One sentence, the line it begins on, the one before it in its paragraph, and why it is not read, if so."""

    line: int
    text: str
    before: str = ""
    skipped: str = ""


class _Line(NamedTuple):
    number: int
    text: str


def sentences(text: str) -> Iterator[DraftSentence]:
    """Yield the sentences of a text in order; a table or a block of code as one, with why it is not read."""
    for kind, lines in _blocks(text):
        if kind:
            yield DraftSentence(lines[0].number, lines[0].text.strip(), skipped=kind)
        else:
            yield from _of_paragraph(lines)


def _blocks(text: str) -> Iterator[tuple[str, list[_Line]]]:
    """Yield paragraphs, headings and items of lists, each as its lines, and what is no text with why."""
    lines: list[_Line] = []
    kind, fenced = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        opens = bool(_FENCE.match(line))
        now = CODE if fenced or opens else TABLE if _TABLE.match(line) else ""
        fenced ^= opens
        heading, item = _HEADING.match(line), _ITEM.match(line)
        begins = not now and bool(heading or item)
        if lines and (now != kind or begins or not line.strip()):
            yield kind, lines
            lines = []
        kind = now
        if (opens and now == CODE) or not line.strip():
            continue
        start = heading or (item if begins else None)
        lines.append(_Line(number, line[start.end() :] if start and not now else line))
        if heading and not now:
            yield kind, lines
            lines = []
    if lines:
        yield kind, lines


def _of_paragraph(lines: list[_Line]) -> Iterator[DraftSentence]:
    text, starts = "", []
    for number, line in lines:
        clean = _MARKS.sub("", _LINK.sub(r"\1", line)).strip()
        starts.append((len(text), number))
        text += clean + " "
    before, place = "", 0
    for part in _parts(text):
        place = text.index(part, place)
        line = max(number for start, number in starts if start <= place)
        yield DraftSentence(line, part, before)
        before, place = part, place + len(part)


def _parts(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        if not _SHORTENED.search(text[: end.start()]):
            if part := text[start : end.start()].strip():
                yield part
            start = end.end()
    if part := text[start:].strip():
        yield part
