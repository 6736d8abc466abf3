"""The pictures of the cards, made small enough for a document that is mailed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

COLOURS = 128
PALETTE_SHARE = 4  # colours are chosen on a picture so many times smaller, which costs a tenth of the time
EXACT = 10  # of the colours are kept exactly as they are, white among them
HEAD_LOOKED_AT = 1.6  # inch: the title of a figure ends well before this
TITLE_DARKEST = 60  # the title is drawn in ink, all below it in grey: see cards.style.INK and QUIET
CARD_WIDTH = 6.7


def small(path: Path, width: int = 0) -> bytes:
    """Return a figure as a PNG of few colours: a quarter of the file; resized when a width in pixels is given."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    if width:
        height = round(picture.height * width / picture.width)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return _packed(picture)


def without_title(path: Path) -> bytes:
    """
    Return a figure without the title drawn in it, for a slide that has the title as text.

    The title is the only text above the subtitle that is drawn in ink; when no grey
    line follows within the head of the figure, nothing is cut off.
    """
    with Image.open(path) as image:
        picture = image.convert("RGB")
    head = round(picture.width / CARD_WIDTH * HEAD_LOOKED_AT)
    grey = np.asarray(picture.convert("L").crop((0, 0, picture.width, min(head, picture.height))))
    top = _first_grey_line([int(value) for value in grey.min(axis=1)])
    return _packed(picture.crop((0, top, picture.width, picture.height)))


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


def _packed(picture: Image.Image) -> bytes:
    """Return a PNG with a palette; its colours are chosen by Pillow, those that fill most of it are kept as they are."""
    size = (picture.width // PALETTE_SHARE, picture.height // PALETTE_SHARE)
    reduced = picture.resize(size, Image.Resampling.NEAREST)
    palette = reduced.quantize(COLOURS, dither=Image.Dither.NONE)
    packed = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    entries = (packed.getpalette() or [])[: 3 * COLOURS]
    entries += [0] * (3 * COLOURS - len(entries))
    places, pixels = np.array(packed), _numbers(picture)
    for place, colour in enumerate(_most_common(_numbers(reduced)), start=COLOURS):
        places[pixels == colour] = place
        entries += [colour >> 16, colour >> 8 & 255, colour & 255]
    finished = Image.fromarray(places)
    finished.putpalette(entries)
    buffer = io.BytesIO()
    finished.save(buffer, "png")
    return buffer.getvalue()


def _numbers(picture: Image.Image) -> np.ndarray:
    """Return each pixel as one number."""
    red, green, blue = (np.asarray(band, dtype=np.uint32) for band in picture.split())
    return red << 16 | green << 8 | blue


def _most_common(pixels: np.ndarray) -> list[int]:
    colours, counts = np.unique(pixels, return_counts=True)
    return [int(colour) for colour in colours[np.argsort(-counts.astype(int), kind="stable")[:EXACT]]]
