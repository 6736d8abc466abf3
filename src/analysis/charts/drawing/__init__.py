"""
A finished figure as files: the only folder that may use private parts of matplotlib.

`fast` draws print and web in one go, eight times as fast, and knows the inside of one version of matplotlib;
with any other version `plain` draws the same with its public functions.
"""

from __future__ import annotations

import io
from typing import NamedTuple
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from analysis.charts.drawing.packing import PRINT_DPI, encoded, packed
from analysis.charts.drawing.plain import in_print, settle

TESTED = "3.11"  # of matplotlib: the version whose inside `fast` knows
SCREEN_DPI = 110

if mpl.__version__.startswith(f"{TESTED}."):
    from analysis.charts.drawing.fast import Canvas, draw, measure
else:
    from analysis.charts.drawing.plain import Canvas, draw, measure  # type: ignore[assignment]

__all__ = [
    "PRINT_DPI",
    "Canvas",
    "Files",
    "encoded",
    "measure",
    "packed",
    "render",
    "screen",
    "settle",
    "wrap",
]


class Files(NamedTuple):
    """One figure for print and for the web."""

    png: bytes
    svg: bytes


_drawn: WeakKeyDictionary[Figure, Files] = WeakKeyDictionary()


def render(figure: Figure) -> Files:
    """Return the PNG and the SVG of a figure with a `Canvas`; drawn once, as a web map shows the printed one as well."""
    if figure not in _drawn:
        settle(figure)
        with in_print(figure):
            _drawn[figure] = Files(*draw(figure))
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
        return measure(word, letter, False)[0] / 72

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
