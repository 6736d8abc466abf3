"""A finished figure as files: the only folder that may use private parts of matplotlib."""

from __future__ import annotations

import io
from typing import NamedTuple
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from analysis.charts.drawing.canvas import Canvas, draw, settle
from analysis.charts.drawing.letters import LETTERS
from analysis.charts.drawing.packing import PRINT_DPI, encoded, packed

__all__ = ["PRINT_DPI", "Canvas", "Files", "encoded", "packed", "render", "screen", "settle", "wrap"]

SCREEN_DPI = 110


class Files(NamedTuple):
    """One figure for print and for the web."""

    png: bytes
    svg: bytes


_drawn: WeakKeyDictionary[Figure, Files] = WeakKeyDictionary()


def render(figure: Figure) -> Files:
    """Return the PNG and the SVG of a figure with a `Canvas`; drawn once, as a web map shows the printed one as well."""
    if figure not in _drawn:
        _drawn[figure] = Files(*draw(settle(figure)))
    return _drawn[figure]


def screen(figure: Figure) -> bytes:
    """Return a figure as PNG for a screen: the same picture, with fewer pixels."""
    settle(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=SCREEN_DPI, metadata={"Software": None})
    return buffer.getvalue()


def wrap(text: str, room: float, *, size: float, weight: str = "regular") -> list[str]:
    """Break a text into lines of so many inches, in letters of so many points; a longer word is not broken."""
    letter = FontProperties(family=mpl.rcParams["font.family"], weight=weight, size=size)

    def width(word: str) -> float:
        return LETTERS.get_text_width_height_descent(word, letter)[0] / 72

    space = width("i i") - width("ii")
    lines: list[list[str]] = []
    left = 0.0
    for word in text.split():
        wide = width(word)
        if lines and (needed := space + wide) <= left:
            lines[-1].append(word)
            left -= needed
        else:
            lines.append([word])
            left = room - wide
    return [" ".join(words) for words in lines]
