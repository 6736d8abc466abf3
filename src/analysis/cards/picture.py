"""
A finished figure as files: its layout fixed once, a PNG of few colours for print, an SVG.

The layout is worked out at the resolution of the print, at which both files are drawn in one go.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis.cards.renderers import BothRenderer, PrintRenderer, WebRenderer

PRINT_DPI = 300
SCREEN_DPI = 110
SVG_DPI = 72  # what a unit of it is
COLOURS = 256
EXACT = 32  # of the colours are kept exactly as they are: all that fill more than an edge
SAMPLE = 7  # colours are chosen from one pixel in so many, across and down: as good as from all, in a tenth of the time
# Flat colours are runs of the same, and looking for more than those takes three times as long for a fifth of the size.
PNG_OPTIONS = {"compress_type": zlib.Z_RLE}
_CELL = 0b11  # Pillow looks up the nearest colour per cell of four values of red, green and blue

_drawn: WeakKeyDictionary[Figure, tuple[bytes, bytes]] = WeakKeyDictionary()


class Canvas(FigureCanvasAgg):
    """
    A canvas of a figure for print, that may be looked at at any resolution.

    Parameters
    ----------
    figure : Figure
        Gets the resolution of the print, at which all that is measured on the way is measured.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        figure.dpi = PRINT_DPI
        self._own: PrintRenderer | None = None

    def get_renderer(self) -> PrintRenderer:
        """Return what measures and prints every figure, on pixels of the size and the resolution of this one."""
        size = self._pixels
        if self._own is not None and self._own.size == size:
            return self._own
        return _shared().resized(*size)

    def draw(self) -> None:
        """Draw on pixels of its own: whoever asks for it looks at them later, when others have taken their turn."""
        settle(self.figure)
        self._own = PrintRenderer(*self._pixels)
        super().draw()  # type: ignore[no-untyped-call]

    def print_figure(self, *arguments: Any, **options: Any) -> Any:
        """Write it at any resolution, in the layout of the print: the one that counts, whoever comes first."""
        settle(self.figure)
        return super().print_figure(*arguments, **options)

    def draw_idle(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    @property
    def _pixels(self) -> tuple[int, int, float]:
        """Width, height and dots per inch."""
        return *self.get_width_height(physical=True), self.figure.dpi


@cache
def _shared() -> PrintRenderer:
    # One for all figures: every text of a figure keeps what drew it, and that would be twelve megabytes of pixels each.
    return PrintRenderer(1, 1, PRINT_DPI)


@contextmanager
def _in_print(figure: Figure) -> Iterator[None]:
    """Give a figure the resolution of the print, for as long as it takes."""
    before = figure.dpi
    figure.dpi = PRINT_DPI
    try:
        yield
    finally:
        figure.dpi = before


def settle(figure: Figure) -> Figure:
    """
    Work out the layout once, in print, and fix it, to a millionth of the figure.

    The solver of the constrained layout differs in its last digits from run to
    run; the SVG names its clip paths after them, and would differ as well.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        for ax in figure.axes:
            _leave_out_of_layout(ax)
        if figure.axes:
            with _in_print(figure):
                engine.execute(figure)
        figure.set_layout_engine(None)
        for ax in figure.axes:
            ax.set_position([round(edge, 6) for edge in ax.get_position(original=True).bounds])  # type: ignore[arg-type]
    return figure


def _leave_out_of_layout(ax: Axes) -> None:
    """Say what takes no room outside the drawing: the layout and what draws look for it again and again."""
    for spine in ax.spines.values():
        spine.set_in_layout(False)  # on the edge of the drawing itself
    for axis in (ax.xaxis, ax.yaxis):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)  # or a place is found for it from all labels of the ticks


def svg(figure: Figure) -> bytes:
    """Return a finished figure as SVG."""
    return _files(figure)[0]


def png(figure: Figure) -> bytes:
    """Return a finished figure as PNG for print."""
    return _files(figure)[1]


def screen(figure: Figure) -> bytes:
    """Return a finished figure as PNG for a screen: the same picture, with fewer pixels."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=SCREEN_DPI, metadata={"Software": None})
    return buffer.getvalue()


def _files(figure: Figure) -> tuple[bytes, bytes]:
    """Return the SVG and the PNG of a figure, drawn once: a web map shows the printed one as well."""
    if figure not in _drawn:
        settle(figure)
        with _in_print(figure):
            _drawn[figure] = _draw(figure)
    return _drawn[figure]


def _draw(figure: Figure) -> tuple[bytes, bytes]:
    canvas = figure.canvas
    assert isinstance(canvas, Canvas)  # noqa: S101  see frame.canvas
    pixels = canvas.get_renderer()
    pixels.clear()  # type: ignore[no-untyped-call]
    text = io.StringIO()
    width, height = figure.get_size_inches() * SVG_DPI
    web = WebRenderer(width, height, text, image_dpi=PRINT_DPI, metadata={"Date": None, "Creator": None})
    figure.draw(BothRenderer(pixels, web))
    web.finalize()  # type: ignore[no-untyped-call]
    # Nothing in it is transparent.
    return text.getvalue().encode("utf-8"), packed(np.asarray(pixels.buffer_rgba()))  # type: ignore[no-untyped-call]


def packed(pixels: np.ndarray) -> bytes:
    """
    Return pixels as a PNG with a palette: two fifths of the file, in half the time.

    The colours that fill most of it are kept as they are; the other ones, the soft edges of
    letters and lines, are chosen by Pillow and differ by two of 256 levels on average.

    Parameters
    ----------
    pixels : ndarray of uint8, (height, width, 4)
        Red, green, blue, and a fourth that is the same everywhere: nothing is transparent.
    """
    whole = pixels.view(np.uint32)[:, :, 0]
    exact, rest = _colours_of(whole[::SAMPLE, ::SAMPLE])
    others = _palette(rest, COLOURS - len(exact))
    # Every pixel of a cell gets the colour that is nearest to its corner: an exact one is looked for there.
    looked_up = Image.new("P", (1, 1))
    looked_up.putpalette([*(part & ~_CELL for colour in exact for part in colour), *others])
    # Most of a figure is the paper, which is looked up once.
    paper, flat = whole[0, 0], whole.ravel()
    (drawn,) = np.nonzero(flat != paper)
    strip = _strip(np.concatenate(([paper], flat[drawn])))
    chosen = np.asarray(strip.quantize(palette=looked_up, dither=Image.Dither.NONE))[0]
    numbers = np.full(flat.size, chosen[0], dtype=np.uint8)
    numbers[drawn] = chosen[1:]
    finished = Image.frombuffer("P", whole.shape[::-1], numbers, "raw", "P", 0, 1)
    finished.putpalette([*(part for colour in exact for part in colour), *others])
    return encoded(finished)


def encoded(picture: Image.Image) -> bytes:
    """Return the PNG of a picture as it is, for print."""
    buffer = io.BytesIO()
    picture.save(buffer, "png", dpi=(PRINT_DPI, PRINT_DPI), **PNG_OPTIONS)
    return buffer.getvalue()


def _colours_of(pixels: np.ndarray) -> tuple[list[tuple[int, int, int]], np.ndarray]:
    """Return the colours that most pixels have, no two of one cell, and all pixels that have another one."""
    found, counts = np.unique(pixels, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    common = found[order[:EXACT]].view(np.uint8).reshape(-1, 4)[:, :3]
    cells = {tuple(int(part) & ~_CELL for part in colour): colour for colour in reversed(common.tolist())}
    exact = [(red, green, blue) for red, green, blue in reversed(list(cells.values()))]
    return exact, np.repeat(found[order[EXACT:]], counts[order[EXACT:]])


def _palette(pixels: np.ndarray, size: int) -> list[int]:
    """Return at most `size` colours for pixels, red, green and blue one after another."""
    if not pixels.size:
        return []
    return (_strip(pixels).quantize(size, dither=Image.Dither.NONE).getpalette() or [])[: 3 * size]


def _strip(pixels: np.ndarray) -> Image.Image:
    return Image.frombytes("RGB", (pixels.size, 1), pixels.tobytes(), "raw", "RGBX")
