"""What a reader sees of a figure, as pixels: the same picture, whatever its size, with nothing cut off."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from analysis.charts.drawing import render

WIDTH = 600  # pixels at which pictures are held against each other
INK = 200  # darker than this is drawn
PAPER = 238  # and lighter than this is paper: a thin grey line on a small picture is still a line
# Mean difference of 256 levels that smoothing, a palette and other letters of the same size may give.
ALIKE = 6.0


def png(figure: Figure) -> bytes:
    """Return a figure as it is printed."""
    return render(figure).png


def svg(figure: Figure) -> bytes:
    """Return a figure as the web has it."""
    return render(figure).svg


def grey(content: bytes | np.ndarray) -> np.ndarray:
    """Return a picture, a file or its pixels, as levels of grey."""
    opened = (
        Image.fromarray(np.asarray(content))
        if isinstance(content, np.ndarray)
        else Image.open(io.BytesIO(content))
    )
    return np.asarray(opened.convert("RGB").convert("L"))


def touches_an_edge(picture: np.ndarray) -> bool:
    """Whether anything is drawn on the outermost pixels: a text that is too large runs out of its figure."""
    return bool(min(edge.min() for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1])) < INK)


def drawn(picture: np.ndarray) -> np.ndarray:
    """Return what is drawn, without the paper around it, at the width of comparing."""
    rows, columns = (np.flatnonzero((picture < PAPER).any(axis=side)) for side in (1, 0))
    inside = Image.fromarray(picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    height = round(inside.height * WIDTH / inside.width)
    return np.asarray(inside.resize((WIDTH, height), Image.Resampling.BOX), dtype=float)


def difference(one: bytes | np.ndarray, other: bytes | np.ndarray) -> float:
    """Return how far two pictures are apart, in levels of 256 on average; 255 when their shapes differ."""
    first, second = drawn(grey(one)), drawn(grey(other))
    if abs(first.shape[0] - second.shape[0]) > 0.01 * WIDTH:
        return 255.0
    height = min(first.shape[0], second.shape[0])
    # A line may lie a pixel lower: what is seen is the same.
    blurred = [_blurred(one[:height]) for one in (first, second)]
    return float(np.abs(blurred[0] - blurred[1]).mean())


def _blurred(picture: np.ndarray) -> np.ndarray:
    return np.mean(
        [np.roll(picture, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)], axis=0
    )


def title_height(content: bytes | np.ndarray) -> float:
    """Return how high the first line of text is, as a share of the width of what is drawn."""
    picture = drawn(grey(content))
    lines = (picture < INK).any(axis=1)
    first = int(np.argmax(lines))
    return float(np.argmin(lines[first:])) / WIDTH
