"""
Print and web drawn in one go, with private parts of matplotlib: see `TESTED` for the version that this was tested with.

The layout is worked out at the resolution of the print, at which both files are drawn.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.charts.drawing.layout import PRINT_DPI, settle
from analysis.charts.drawing.letters import LETTERS
from analysis.charts.drawing.packing import packed
from analysis.charts.drawing.renderers import BothRenderer, PrintRenderer, WebRenderer

SVG_DPI = 72  # what a unit of it is

measure = LETTERS.get_text_width_height_descent


class Canvas(FigureCanvasAgg):
    """A canvas of a figure for print, that may be looked at at any resolution; all is measured at that of the print."""

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


def draw(figure: Figure) -> tuple[bytes, bytes]:
    """Return the PNG and the SVG of a figure whose layout is fixed."""
    canvas = figure.canvas
    assert isinstance(canvas, Canvas)  # noqa: S101  every figure gets one from `charts.base`
    pixels = canvas.get_renderer()
    pixels.clear()  # type: ignore[no-untyped-call]
    text = io.StringIO()
    width, height = figure.get_size_inches() * SVG_DPI
    web = WebRenderer(width, height, text, image_dpi=PRINT_DPI, metadata={"Date": None, "Creator": None})
    figure.draw(BothRenderer(pixels, web))
    web.finalize()  # type: ignore[no-untyped-call]
    # Nothing in it is transparent.
    return packed(np.asarray(pixels.buffer_rgba())), text.getvalue().encode("utf-8")  # type: ignore[no-untyped-call]
