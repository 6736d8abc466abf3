"""The pictures of the cards, as a document that is mailed or projected has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from analysis.charts.base import WIDTH
from analysis.charts.drawing import encoded, packed

HEAD_LOOKED_AT = 1.6  # inch: the title of a figure ends well before this
TITLE_DARKEST = 60  # the title is drawn in ink, all below it in grey: see palette.INK and QUIET


def resized(path: Path, width: int) -> bytes:
    """Return a figure as a PNG of a width in pixels."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    height = round(picture.height * width / picture.width)
    return packed(np.asarray(picture.resize((width, height), Image.Resampling.LANCZOS).convert("RGBX")))


def without_title(path: Path) -> bytes:
    """
    Return a figure without the title drawn in it, for a slide that has the title as text.

    The title is the only text above the subtitle that is drawn in ink; when no grey
    line follows within the head of the figure, nothing is cut off.
    """
    with Image.open(path) as picture:
        picture.load()
    head = round(picture.width / WIDTH * HEAD_LOOKED_AT)
    grey = np.asarray(picture.crop((0, 0, picture.width, min(head, picture.height))).convert("L"))
    top = _first_grey_line([int(value) for value in grey.min(axis=1)])
    return encoded(picture.crop((0, top, picture.width, picture.height)))


def _first_grey_line(darkest: list[int]) -> int:
    """Return the row where the first text after the title begins; 0 when there is none."""
    lines: list[tuple[int, int]] = []  # where each line of text begins, and its darkest point
    inside = False
    for row, value in enumerate(darkest):
        if value < 200 and not inside:
            lines.append((row, value))
        elif value < 200:
            lines[-1] = (lines[-1][0], min(lines[-1][1], value))
        inside = value < 200
    for place, (row, value) in enumerate(lines):
        if value > TITLE_DARKEST:
            return max(row - 6, 0) if place else 0
    return 0
