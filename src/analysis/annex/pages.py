"""How large each figure is printed: a little smaller when that keeps it on one page with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.annex.blocks import Block, Bullets, Heading, Paragraph, Picture, Table, Terms

# Inches of text on a page of A4.
WIDTH, HEIGHT = 6.7, 9.85
SMALLEST = 0.8  # letters of 9 points stay above 7
ROW, CAPTIONS, NOTE = 0.2, 0.95, 0.15  # a row of a table, captions and white round it, a line of notes
LETTERS, SMALL_LETTERS = 105, 135  # on a line of text, on a line of notes


@dataclass(frozen=True)
class Fit:
    """The share of its own size that a figure gets, and whether it shares a page with its table and notes."""

    scale: float
    whole: bool


def fits(blocks: Sequence[Block], *, spacious: float = 1.0) -> list[Fit | None]:
    """
    Return a fit per block of a document, None for all but figures; `spacious` is how much more room text and tables
    take than in the PDF.

    The pages are only estimated: where an estimate is off, a figure moves to the next page as it would have done anyway.
    """
    found: list[Fit | None] = []
    used = 0.0  # of the page at hand
    opening = False  # only the opening of a chapter is on the page
    for block in blocks:
        if isinstance(block, Picture):
            fit, used = _fit(block, used, spacious, opening=opening)
            found.append(fit)
            opening = False
            continue
        found.append(None)
        if isinstance(block, Heading) and block.level == 1:
            used, opening = 0.0, True
        used += spacious * _height(block)
        if used > HEIGHT:
            used %= HEIGHT
    return found


def _fit(picture: Picture, used: float, spacious: float, *, opening: bool) -> tuple[Fit, float]:
    notes = 1 + sum(map(len, picture.notes)) / SMALL_LETTERS
    rest = spacious * (CAPTIONS + _rows(picture.table) + NOTE * notes)
    if not picture.is_drawn:
        return Fit(1.0, used + rest <= HEIGHT), (used + rest) % HEIGHT
    width, height = picture.card.size
    most = min(1.0, WIDTH / width)
    here = (HEIGHT - used - rest) / height
    if here >= SMALLEST:
        scale = min(most, here)
        return Fit(scale, True), used + height * scale + rest
    alone = (HEIGHT - used - 0.6) / height
    if opening and alone >= SMALLEST:  # a title alone on a page is worse than a table on the next
        scale = min(most, alone)
        return Fit(scale, False), min(rest, HEIGHT)
    fresh = (HEIGHT - rest) / height
    if fresh >= SMALLEST:
        scale = min(most, fresh)
        return Fit(scale, True), height * scale + rest
    scale = min(most, (HEIGHT - 0.6) / height)
    return Fit(scale, False), (height * scale + rest) % HEIGHT


def _height(block: Block) -> float:
    if isinstance(block, Heading):
        return 0.55 + (_height(Paragraph(block.goal)) if block.goal else 0.0)
    if isinstance(block, Table):
        return 0.6 + _rows(block)
    if isinstance(block, Bullets):
        return 0.22 * len(block.items)
    if isinstance(block, Terms):
        return 0.5 * len(block.pairs)
    if isinstance(block, Paragraph):
        lines = 1 + len(block.text) // LETTERS
        return 0.2 * lines + (0.5 if block.kind in ("opvallend", "voorbeeld", "leemte") else 0.18)
    return 0.0


def _rows(table: Table) -> float:
    """Return the height of a table: a row is as high as its longest cell needs."""
    columns = max(1, len(table.columns))
    letters = [share * LETTERS for share in table.widths] or [2 * LETTERS / columns] * columns
    lines = [
        max(1 + int(len(cell) / max(1.0, room)) for cell, room in zip(row, letters, strict=False))
        for row in table.rows
        if row
    ]
    return ROW * (1 + sum(lines))
