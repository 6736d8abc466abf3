"""
A figure on pixels and as SVG, with private parts of one version of matplotlib: `pyproject.toml` says which.

A text is laid out once, by `LETTERS`, for both files and for the measures of both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from analysis.charts.drawing.letters import LETTERS, Measures, scaled
from analysis.charts.drawing.packing import PRINT_DPI, packed

SVG_DPI = 72  # what a unit of it is


class _Renderer(RendererBase):
    """Answers what matplotlib asks about texts from what `LETTERS` remembers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._text2path = LETTERS

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object) -> Measures:  # noqa: ARG002
        return scaled(LETTERS.get_text_width_height_descent(s, prop), self.points_to_pixels(1.0))


class _Print(_Renderer, RendererAgg):
    """Draws pixels: a text is one outline, which is drawn in a quarter of the time that its letters take."""

    @property
    def size(self) -> tuple[int, int, float]:
        """Width and height in pixels, and dots per inch."""
        return int(self.width), int(self.height), self.dpi

    def resized(self, width: int, height: int, dpi: float) -> _Print:
        """Return this renderer on as many pixels as that; the ones it had are given back first."""
        if (width, height, dpi) != self.size:
            vars(self).clear()
            self.__init__(width, height, dpi)  # type: ignore[misc]
        return self

    def draw_text(self, gc: Any, *text: Any, **more: Any) -> None:
        gc.set_snap(False)  # its letters are not moved to whole pixels
        self._draw_text_as_path(gc, *text, **more)  # type: ignore[attr-defined]


class _Web(_Renderer, RendererSVG):
    """Draws SVG."""


@cache
def _shared() -> _Print:
    # One for all figures: every text of a figure keeps what drew it, and that would be twelve megabytes of pixels each.
    return _Print(1, 1, PRINT_DPI)


@contextmanager
def at(figure: Figure, dpi: float) -> Iterator[None]:
    """Give a figure a resolution, for as long as it takes."""
    before = figure.dpi
    figure.dpi = dpi
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
            with at(figure, PRINT_DPI):
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


class Canvas(FigureCanvasAgg):
    """
    A canvas of a figure for print, on pixels that figures share.

    It may be looked at at any resolution, in the layout of the print: the one that counts, whoever comes first.
    """

    _own: _Print | None = None

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        figure.dpi = PRINT_DPI

    def get_renderer(self) -> _Print:
        """Return what measures and prints every figure, on pixels of the size and the resolution of this one."""
        if self._own is not None and self._own.size == self._size:
            return self._own
        return _shared().resized(*self._size)

    def draw(self) -> None:
        """Draw on pixels of its own: whoever asks for it looks at them later, when others have taken their turn."""
        settle(self.figure)
        self._own = _Print(*self._size)
        super().draw()  # type: ignore[no-untyped-call]

    def draw_idle(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    def print_figure(self, *arguments: Any, **options: Any) -> Any:
        """Write it at any resolution."""
        settle(self.figure)
        return super().print_figure(*arguments, **options)

    @property
    def _size(self) -> tuple[int, int, float]:
        return *self.get_width_height(physical=True), self.figure.dpi


def draw(figure: Figure) -> tuple[bytes, bytes]:
    """Return the PNG and the SVG of a figure with a `Canvas` whose layout is fixed."""
    with at(figure, PRINT_DPI):
        pixels: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        pixels.clear()
        figure.draw(pixels)
    text = io.StringIO()
    with at(figure, SVG_DPI):
        width, height = figure.get_size_inches() * SVG_DPI
        web: Any = _Web(width, height, text, image_dpi=PRINT_DPI, metadata={"Date": None, "Creator": None})
        figure.draw(web)
        web.finalize()
    return packed(np.asarray(pixels.buffer_rgba())), text.getvalue().encode("utf-8")  # nothing is transparent
