"""A draft, plain or Markdown, cut into sentences; tables and code are passed over, and said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TABLE, CODE = "Staat in een tabel; die lezen wij niet.", "Staat in een codeblok; dat lezen wij niet."

HEADING, ITEM = "kop", "punt"

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
    """One sentence, the line it begins on, what stands before it, its heading, and why it is not read, if so.

    Before it stands the sentence before it in its paragraph, or what leads a list in.
    """

    line: int
    text: str
    before: str = ""
    heading: str = ""
    skipped: str = ""


class _Line(NamedTuple):
    number: int
    text: str


def sentences(text: str) -> Iterator[DraftSentence]:
    """Yield the sentences of a text in order; a table or a block of code as one, with why it is not read."""
    heading, lead = "", ""
    for kind, lines in _blocks(text):
        if kind in (TABLE, CODE):
            yield DraftSentence(lines[0].number, lines[0].text.strip(), skipped=kind)
            continue
        found = list(_of_paragraph(lines, lead if kind == ITEM else "", heading))
        yield from found
        if kind == HEADING:
            heading, lead = " ".join(one.text for one in found), ""
        elif kind != ITEM:
            lead = found[-1].text if found and found[-1].text.endswith(":") else ""


def _blocks(text: str) -> Iterator[tuple[str, list[_Line]]]:
    """Yield paragraphs, headings and items of lists, each as its lines, and what is no text with why."""
    lines: list[_Line] = []
    kind, fenced = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        opens = bool(_FENCE.match(line))
        now = CODE if fenced or opens else TABLE if _TABLE.match(line) else ""
        fenced ^= opens
        mark = None if now else _HEADING.match(line) or _ITEM.match(line)
        if mark:
            now = HEADING if _HEADING.match(line) else ITEM
        # What follows on an item without a mark of its own belongs to it.
        ends = mark or not line.strip() or kind == HEADING or (now != kind and not (kind == ITEM and not now))
        if lines and ends:
            yield kind, lines
            lines = []
        if not line.strip():
            kind = ""
        elif not opens:
            kind = now or (kind if lines else "")
            lines.append(_Line(number, line[mark.end() :] if mark else line))
    if lines:
        yield kind, lines


def _of_paragraph(lines: list[_Line], before: str, heading: str) -> Iterator[DraftSentence]:
    text = ""
    starts: list[tuple[int, int]] = []
    for number, line in lines:
        clean = _MARKS.sub("", _LINK.sub(r"\1", line)).strip()
        starts.append((len(text), number))
        text += clean + " "
    place = 0
    for part in _parts(text):
        place = text.index(part, place)
        first = max(number for start, number in starts if start <= place)
        yield DraftSentence(first, part, before, heading)
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
