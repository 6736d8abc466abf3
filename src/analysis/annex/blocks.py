"""
What a document consists of: headings, paragraphs, lists, tables, pictures. Every writer walks through a row of them.

Text stays plain text until a writer prints it, so nothing in it can run or break the layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a chapter. One that every chapter has is not listed in the table of contents."""

    level: int
    text: str
    number: str = ""
    id: str = ""
    listed: bool = True
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `kind` is one of `KINDS`, `lead` stands bold in front."""

    text: str
    kind: str = "gewoon"
    lead: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, with a lead line when there is one."""

    items: tuple[str, ...]
    kind: str = "gewoon"
    lead: str = ""


NARROWEST, WIDEST, LINE = 10, 48, 110  # letters in a column, and on a line of a table


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares, or nothing for what the text needs."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    widths: tuple[float, ...] = ()

    def longest(self) -> list[int]:
        """Return the length of the longest text of each column."""
        places = range(len(self.columns))
        return [3 + max(len(cells[place]) for cells in (self.columns, *self.rows)) for place in places]

    def shares(self) -> tuple[float, ...]:
        """Return the part of the width of each column: by its longest text, and more where all texts are long."""
        if self.widths:
            return self.widths
        room = [min(WIDEST, max(NARROWEST, length)) for length in self.longest()]
        # What is left goes to the first column, that of the names.
        room[0] += max(0, LINE - sum(room))
        room = [letters + extra for letters, extra in zip(room, self._extra(), strict=True)]
        return tuple(round(letters / sum(room), 4) for letters in room)

    def _extra(self) -> list[int]:
        """Return what a column needs above the widest, from the usual length of its texts."""
        if not self.rows:
            return [0] * len(self.columns)
        usual = [
            sum(len(cells[place]) for cells in self.rows) // len(self.rows)
            for place in range(len(self.columns))
        ]
        return [min(2 * WIDEST, max(0, letters - WIDEST)) for letters in usual]


@dataclass(frozen=True)
class Terms:
    """Terms with their explanation."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """One figure: where its files lie, its caption and alt text, its size in inches and all that belongs to it."""

    chapter: str
    id: str
    name: str
    caption: str
    alt: str
    size: tuple[float, float]
    table: Table
    source: str
    notes: tuple[str, ...]
    example: bool


Block = Heading | Paragraph | Bullets | Table | Terms | Picture
KINDS = ("gewoon", "vraag", "doel", "opvallend", "leemte", "voorbeeld", "letop", "bron", "kop")


def pictures(blocks: Sequence[Block]) -> tuple[Picture, ...]:
    """Return the figures among blocks."""
    return tuple(block for block in blocks if isinstance(block, Picture))
