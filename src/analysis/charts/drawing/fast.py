"""
Print and web drawn in one go, with private parts of matplotlib: see `TESTED` for the version that this was tested with.

Half of drawing is going through all parts of a figure to find out what there is to draw. That is done once, at
the resolution of the print; the SVG gets the same lines in its own unit.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Affine2D, TransformedPath

from analysis.charts.drawing import plain
from analysis.charts.drawing.letters import LETTERS, Measures, scaled
from analysis.charts.drawing.packing import PRINT_DPI, packed

SVG_DPI = 72  # what a unit of it is

measure = LETTERS.get_text_width_height_descent


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


class _Both(_Renderer):
    """Draws on a print, which gives all measures, and into an SVG of the same figure, in points."""

    def __init__(self, pixels: _Print, web: _Web) -> None:
        super().__init__()
        self._pixels: Any = pixels  # hardly typed in matplotlib itself
        self._web: Any = web
        self.width, self.height = (
            pixels.width,
            pixels.height,
        )  # the outlines of a text with a halo ask for them
        self.points_to_pixels = self._pixels.points_to_pixels  # type: ignore[method-assign]
        self.get_canvas_width_height = self._pixels.get_canvas_width_height  # type: ignore[method-assign]
        self.open_group, self.close_group = self._web.open_group, self._web.close_group  # type: ignore[method-assign]
        self._points = Affine2D().scale(1 / self._pixels.points_to_pixels(1.0))  # type: ignore[no-untyped-call]

    def draw_path(self, gc: Any, path: Any, transform: Any, *fill: Any, **named: Any) -> None:
        self._pixels.draw_path(gc, path, transform, *fill, **named)
        self._web.draw_path(self._pen(gc), path, self._in_points(transform), *fill, **named)

    def draw_markers(  # type: ignore[override]
        self, gc: Any, marker: Any, marker_trans: Any, path: Any, trans: Any, *fill: Any, **named: Any
    ) -> None:
        self._pixels.draw_markers(gc, marker, marker_trans, path, trans, *fill, **named)
        mark, places = self._in_points(marker_trans), self._in_points(trans)
        self._web.draw_markers(self._pen(gc), marker, mark, path, places, *fill, **named)

    def draw_path_collection(self, gc: Any, master: Any, *drawn: Any, **more: Any) -> None:  # type: ignore[override]
        paths, transforms, offsets, places, *looks = drawn
        self._pixels.draw_path_collection(gc, master, *drawn, **more)
        master, places = self._in_points(master), self._in_points(places)
        self._web.draw_path_collection(
            self._pen(gc), master, paths, transforms, offsets, places, *looks, **more
        )

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        self._pixels.draw_image(gc, x, y, im, transform)
        in_points = None if transform is None else self._in_points(transform)
        self._web.draw_image(self._pen(gc), *self._points.transform((x, y)), im, in_points)

    def draw_text(self, gc: Any, x: float, y: float, *text: Any, **more: Any) -> None:
        self._web.draw_text(self._pen(gc), *self._points.transform((x, y)), *text, **more)
        self._pixels.draw_text(gc, x, y, *text, **more)

    def _in_points(self, transform: Any) -> Affine2D:
        """Return a transform to pixels, which for a renderer is always affine, as one to points."""
        return Affine2D(self._points.get_matrix() @ transform.get_affine().get_matrix())

    def _pen(self, gc: Any) -> Any:
        """Return the same pen, with what it may not draw outside of in points."""
        pen = self._web.new_gc()
        pen.copy_properties(gc)
        rectangle = gc.get_clip_rectangle()
        if rectangle is not None:
            pen.set_clip_rectangle(rectangle.transformed(self._points))
        path, transform = gc.get_clip_path()
        if path is not None:
            pen.set_clip_path(TransformedPath(path, self._in_points(transform)))
        return pen


class Canvas(plain.Canvas):
    """That of `plain`, on pixels that figures share."""

    _own: _Print | None = None

    def get_renderer(self) -> _Print:
        """Return what measures and prints every figure, on pixels of the size and the resolution of this one."""
        if self._own is not None and self._own.size == self._size:
            return self._own
        return _shared().resized(*self._size)

    def draw(self) -> None:
        """Draw on pixels of its own: whoever asks for it looks at them later, when others have taken their turn."""
        plain.settle(self.figure)
        self._own = _Print(*self._size)
        super().draw()

    def draw_idle(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    @property
    def _size(self) -> tuple[int, int, float]:
        return *self.get_width_height(physical=True), self.figure.dpi


@cache
def _shared() -> _Print:
    # One for all figures: every text of a figure keeps what drew it, and that would be twelve megabytes of pixels each.
    return _Print(1, 1, PRINT_DPI)


def draw(figure: Figure) -> tuple[bytes, bytes]:
    """Return the PNG and the SVG of a figure whose layout is fixed."""
    pixels: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # every figure has a `Canvas`
    pixels.clear()
    text = io.StringIO()
    width, height = figure.get_size_inches() * SVG_DPI
    web: Any = _Web(width, height, text, image_dpi=PRINT_DPI, metadata={"Date": None, "Creator": None})
    figure.draw(_Both(pixels, web))
    web.finalize()
    return packed(np.asarray(pixels.buffer_rgba())), text.getvalue().encode("utf-8")  # nothing is transparent
