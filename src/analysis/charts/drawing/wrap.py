"""To break a text into lines that fit, measured with the letter that is drawn."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.font_manager import FontProperties

from analysis.charts.drawing import measure


def wrap(text: str, room: float, *, size: float, weight: str = "regular") -> list[str]:
    """
    Break a text into lines of so many inches, in letters of so many points, `regular` or `bold`.

    A word that is longer than a line is not broken.
    """
    letter = FontProperties(family=mpl.rcParams["font.family"], weight=weight, size=size)
    space = _width("i i", letter) - _width("ii", letter)
    lines: list[list[str]] = []
    left = 0.0
    for word in text.split():
        wide = _width(word, letter)
        if lines and (needed := space + wide) <= left:
            lines[-1].append(word)
            left -= needed
        else:
            lines.append([word])
            left = room - wide
    return [" ".join(words) for words in lines]


def _width(word: str, letter: FontProperties) -> float:
    """Return the width of a word, inches; measured once, figures share their words."""
    width, _, _ = measure(word, letter, False)
    return width / 72
