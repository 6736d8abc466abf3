"""A table drawn as a figure, for what is words rather than bars: wrapped cells, a line between rows, a mark in front."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.charts.base import MARGIN, WIDTH, Mark, axes, mark
from analysis.ground.palette import INK, PALE_LINE

LETTER, PITCH, PAD = 9, 0.152, 0.06  # points; inches a line; inches above and below a row
LETTERS = 15.6  # letters to an inch, on the safe side
MARK = 0.2  # inch
ROOM = WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class TextColumn:
    """Head and width in inches; numbers stand to the right."""

    head: str
    width: float
    right: bool = False


@dataclass(frozen=True)
class TextRow:
    """The cells of a row, with a mark in front where it has one; a heading spans the width."""

    cells: tuple[str, ...]
    mark: Mark | None = None
    heading: bool = False
    bold: bool = False


def text_table(
    columns: Sequence[TextColumn], rows: Sequence[TextRow], *, legend: Sequence[tuple[Mark, str]] = ()
) -> Axes:
    """Draw a table no wider than a page, with what the marks mean below it."""
    head = TextRow(tuple(column.head for column in columns), bold=True)
    heights = [_height(row, columns) for row in (head, *rows)]
    height = sum(heights) + (0.3 if legend else 0.05)
    ax = axes(height)
    ax.set(xlim=(0, ROOM), ylim=(height, 0))
    ax.axis("off")
    left = MARK if any(row.mark or row.heading for row in rows) else 0.0
    top = 0.0
    for number, (row, tall) in enumerate(zip((head, *rows), heights, strict=True)):
        _draw(ax, row, columns, left, top)
        top += tall
        strong = number == 0
        colour = INK if strong else PALE_LINE
        ax.plot([0, ROOM], [top, top], color=colour, linewidth=1 if strong else 0.6)
    x = 0.07
    for look, text in legend:
        mark(ax, x, top + 0.17, look)
        ax.text(x + 0.12, top + 0.17, text, size=LETTER, va="center_baseline")
        x += 0.4 + len(text) / LETTERS
    return ax


def _wrapped(cell: str, column: TextColumn) -> list[str]:
    return textwrap.wrap(cell, max(int((column.width - 0.08) * LETTERS), 4)) or [""]


def _height(row: TextRow, columns: Sequence[TextColumn]) -> float:
    lines = 1 if row.heading else max(len(_wrapped(*pair)) for pair in zip(row.cells, columns, strict=True))
    return lines * PITCH + 2 * PAD


def _draw(ax: Axes, row: TextRow, columns: Sequence[TextColumn], left: float, top: float) -> None:
    weight = "bold" if row.heading or row.bold else "regular"
    if row.mark:
        mark(ax, 0.07, top + PAD + PITCH / 2, row.mark)
    if row.heading:
        ax.text(0, top + PAD + PITCH / 2, row.cells[0], size=LETTER, va="center_baseline", weight="bold")
        return
    for cell, column in zip(row.cells, columns, strict=True):
        place, align = (left + column.width - 0.08, "right") if column.right else (left, "left")
        for number, line in enumerate(_wrapped(cell, column)):
            y = top + PAD + (number + 0.5) * PITCH
            ax.text(place, y, line, size=LETTER, va="center_baseline", ha=align, weight=weight)
        left += column.width
