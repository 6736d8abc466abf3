"""
What a document consists of: headings, paragraphs, lists, tables, figures. Every format prints the same row of them.

Text stays plain text until a writer prints it, so nothing in it can run or break the layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.cards.card import Card
from analysis.model.params import Params

PAGE, PAPER = "pagina", "papier"  # the page in a browser; PDF and Word


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a chapter, and has a number when it is one of the policy."""

    level: int
    text: str
    number: str = ""
    id: str = ""
    listed: bool = True  # in the table of contents; one that every chapter has is not
    new_page: bool = False
    goal: str = ""  # what the chapter is for
    only: str = ""


@dataclass(frozen=True)
class Paragraph:
    """
    A paragraph; `lead` stands bold in front, `mark` bold behind.

    `link` is a piece of the text and the id that it leads to, on a page. `only` is `PAGE`, `PAPER` or nothing.
    """

    text: str
    kind: str = "gewoon"  # or `vraag`, `leeswijzer`, `opvallend`, `leemte`, `voorbeeld`
    lead: str = ""
    mark: str = ""
    link: tuple[str, str] = ("", "")
    only: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, with a lead line when there is one; `folded` is the line to unfold it by, on a page."""

    items: tuple[str, ...]
    lead: str = ""
    folded: str = ""
    only: str = ""


NARROWEST, WIDEST, LINE = 10, 48, 110  # letters in a column, and on a line of a table
LEAST = 0.075  # of the width of a table, for any column


@dataclass(frozen=True)
class Table:
    """
    A table with a header row; `widths` are shares, or nothing for what the text needs.

    On a page the first cell of each row may lead to an address (`links`) and have a remark below it (`remarks`).
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    widths: tuple[float, ...] = ()
    links: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    only: str = ""

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
        for place in range(len(self.columns) if self.rows else 0):
            usual = sum(len(cells[place]) for cells in self.rows) // len(self.rows)
            room[place] += min(2 * WIDEST, max(0, usual - WIDEST))  # what it needs above the widest
        # A number in front of long texts keeps room for itself, or it would run into them.
        wide = [max(float(letters), LEAST * sum(room)) for letters in room]
        return tuple(round(letters / sum(wide), 4) for letters in wide)


@dataclass(frozen=True)
class Terms:
    """Terms with their explanation; `kind` is `begrippen` or `stempel`."""

    pairs: tuple[tuple[str, str], ...]
    kind: str = "begrippen"
    only: str = ""


@dataclass(frozen=True)
class Picture:
    """One figure, or a table that has a number like one, of which the files lie beside the document."""

    run: str  # the folder of its files
    number: str  # `2.1` is the first of chapter 2
    card: Card
    table: Table

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture; else the table is all of it, under the caption."""
        return bool(self.file("png"))

    @property
    def name(self) -> str:
        """What the text calls it."""
        return f"{'Figuur' if self.is_drawn else 'Tabel'} {self.number}"

    @property
    def caption(self) -> str:
        """The line under it: number, title and subtitle, and the mark of fictional numbers."""
        mark = f" {self.mark}" if self.mark else ""
        return f"{self.name}. {self.card.title} {self.card.subtitle}.{mark}"

    @property
    def mark(self) -> str:
        """What marks fictional numbers; nothing for real ones."""
        return "Voorbeeldcijfers: verzonnen." if self.card.facts.is_example else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What it says of itself, and what the catalogue says of its numbers."""
        return (*self.card.notes, *self.card.facts.caveats)

    def file(self, kind: str) -> str:
        """Return where a file of it lies, beside the document; nothing when there is none of that kind."""
        return f"{self.run}/{self.card.files[kind]}" if kind in self.card.files else ""


def pictured(run: str, number: str, card: Card) -> Picture:
    """Return a card of a run as a figure; the table below a drawing has a caption of its own."""
    caption = f"Cijfers bij figuur {number}: {card.subtitle}"
    table = Table(caption, tuple(card.shown), tuple(map(tuple, card.cells())))
    made = Picture(run, number, card, table)
    return made if made.is_drawn else replace(made, table=replace(table, caption=made.caption))


@dataclass(frozen=True)
class SheetLink:
    """A sheet of paper that lies beside the document; a page leads to it."""

    title: str
    text: str
    address: str
    only: str = PAGE


Block = Heading | Paragraph | Bullets | Table | Terms | Picture | SheetLink


@dataclass(frozen=True)
class AnnexDocument:
    """What a writer prints: all blocks in order; `stamp` is by which the edition is known."""

    title: str  # without the name of the gemeente
    params: Params
    blocks: tuple[Block, ...] = field(repr=False)
    stamp: str = ""
    short: bool = False  # one page, without cover and table of contents

    @property
    def full_title(self) -> str:
        """The title with gemeente and edition."""
        return f"{self.title}, gemeente {self.params.naam}, editie {self.params.editie}"

    def on(self, medium: str) -> list[Block]:
        """Return the blocks for `PAGE` or `PAPER`."""
        return [block for block in self.blocks if getattr(block, "only", "") in ("", medium)]

    def figures(self) -> Iterator[tuple[Heading, Picture]]:
        """Yield the figures in order, each with the heading of its chapter."""
        chapter = Heading(1, "")
        for block in self.blocks:
            if isinstance(block, Heading) and block.level == 1:
                chapter = block
            elif isinstance(block, Picture):
                yield chapter, block


# Takes a document, the folder that holds the folders of its runs, and a file name; writes that file there and returns it.
Writer = Callable[[AnnexDocument, Path, str], Path]
