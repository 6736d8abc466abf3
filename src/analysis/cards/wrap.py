"""To break a text into lines that fit, measured with the letter that is drawn."""

from __future__ import annotations

from functools import lru_cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

_KNOWN_WORDS = 4096


def wrap(text: str, room: float, *, size: float, weight: str = "regular") -> list[str]:
    """
    Break a text into lines.

    Parameters
    ----------
    text : str
        Words with white space between; a word that is longer than a line is not broken.
    room : float
        The width of a line, inches.
    size : float
        Of the letters, points.
    weight : str
        `regular` or `bold`.
    """
    family = tuple(mpl.rcParams["font.family"])
    space = _width("i i", family, weight) - _width("ii", family, weight)
    lines: list[list[str]] = []
    left = 0.0
    for word in text.split():
        wide = _width(word, family, weight) * size / 72
        if lines and (needed := space * size / 72 + wide) <= left:
            lines[-1].append(word)
            left -= needed
        else:
            lines.append([word])
            left = room - wide
    return [" ".join(words) for words in lines]


@lru_cache(_KNOWN_WORDS)
def _width(word: str, family: tuple[str, ...], weight: str) -> float:
    """Return the width of a word in letters of one point, in points; measured once, figures share their words."""
    letter = FontProperties(family=list(family), weight=weight, size=1)
    width, _, _ = text_to_path.get_text_width_height_descent(word, letter, ismath=False)
    return float(width)
