"""
Print and web drawn in one go, with private parts of matplotlib: see `TESTED` for the version that this was tested with.

Half of drawing is going through all parts of a figure to find out what there is to draw. That is done once, at
the resolution of the print; the SVG gets the same lines in its own unit.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any, ClassVar

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
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

    def _get_font_height_metrics(self, prop: FontProperties) -> Measures:
        # matplotlib looks the letter up by its name, for every text, if a renderer does not know it.
        return scaled(LETTERS.line(prop), self.points_to_pixels(1.0))


class PrintRenderer(_Renderer, RendererAgg):
    """Draws pixels: a text is one outline, which is drawn in a quarter of the time that its letters take."""

    @property
    def size(self) -> tuple[int, int, float]:
        """Width and height in pixels, and dots per inch."""
        return int(self.width), int(self.height), self.dpi

    def resized(self, width: int, height: int, dpi: float) -> PrintRenderer:
        """Return this renderer on as many pixels as that; the ones it had are given back first."""
        if (width, height, dpi) != self.size:
            vars(self).clear()
            self.__init__(width, height, dpi)  # type: ignore[misc]
        return self

    def draw_text(self, gc: Any, x: float, y: float, s: str, *rest: Any, **more: Any) -> None:
        """Draw a text whose letters are not moved to whole pixels."""
        gc.set_snap(False)
        self._draw_text_as_path(gc, x, y, s, *rest, **more)  # type: ignore[attr-defined]


class WebRenderer(_Renderer, RendererSVG):
    """Draws SVG; a letter, which every figure has anew, is written out once for all."""

    _letters: ClassVar[dict[tuple[bytes, bytes], str]] = {}

    def _convert_path(self, path: Any, transform: Any = None, *how: Any, **named: Any) -> Any:
        written: Any = super()._convert_path  # not typed in matplotlib
        if transform is not None or path.codes is None:
            return written(path, transform, *how, **named)
        letter = path.vertices.tobytes(), path.codes.tobytes()
        if letter not in self._letters:
            self._letters[letter] = written(path, transform, *how, **named)
        return self._letters[letter]


class BothRenderer(_Renderer):
    """Draws on a print, which gives all measures, and into an SVG of the same figure, in points."""

    def __init__(self, pixels: PrintRenderer, web: WebRenderer) -> None:
        super().__init__()
        # Hardly typed in matplotlib itself.
        self._pixels: Any = pixels
        self._web: Any = web
        self.width, self.height = (
            pixels.width,
            pixels.height,
        )  # the outlines of a text with a halo ask for them
        self._points = Affine2D().scale(1 / self.points_to_pixels(1.0))

    def points_to_pixels(self, points: Any) -> float:
        """Return how many pixels of the print that is."""
        scaled: float = self._pixels.points_to_pixels(points)
        return scaled

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the print, pixels."""
        size: tuple[float, float] = self._pixels.get_canvas_width_height()
        return size

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a group, which only the SVG has."""
        self._web.open_group(s, gid)

    def close_group(self, s: str) -> None:
        """End it."""
        self._web.close_group(s)

    def draw_path(self, gc: Any, path: Path, transform: Any, *fill: Any, **named: Any) -> None:
        """Draw a line or a surface."""
        self._pixels.draw_path(gc, path, transform, *fill, **named)
        self._web.draw_path(self._pen(gc), path, self._in_points(transform), *fill, **named)

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Any, path: Path, trans: Any, *fill: Any, **named: Any
    ) -> None:
        """Draw the same mark in many places."""
        self._pixels.draw_markers(gc, marker_path, marker_trans, path, trans, *fill, **named)
        mark, places = self._in_points(marker_trans), self._in_points(trans)
        self._web.draw_markers(self._pen(gc), marker_path, mark, path, places, *fill, **named)

    def draw_path_collection(  # type: ignore[override]
        self,
        gc: Any,
        master: Any,
        paths: Any,
        transforms: Any,
        offsets: Any,
        trans: Any,
        *looks: Any,
        **more: Any,
    ) -> None:
        """Draw many lines or surfaces that look alike."""
        drawn = paths, transforms, offsets
        self._pixels.draw_path_collection(gc, master, *drawn, trans, *looks, **more)
        pen, places = self._pen(gc), self._in_points(trans)
        self._web.draw_path_collection(pen, self._in_points(master), *drawn, places, *looks, **more)

    def draw_image(self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None) -> None:
        """Draw pixels that are pixels already."""
        self._pixels.draw_image(gc, x, y, im, transform)
        in_points = None if transform is None else self._in_points(transform)
        left, low = self._points.transform((x, y))
        self._web.draw_image(self._pen(gc), left, low, im, in_points)

    def draw_text(self, gc: Any, x: float, y: float, s: str, *rest: Any, **more: Any) -> None:
        """Draw a text."""
        left, top = self._points.transform((x, y))
        self._web.draw_text(self._pen(gc), left, top, s, *rest, **more)
        self._pixels.draw_text(gc, x, y, s, *rest, **more)

    def _in_points(self, transform: Any) -> Affine2D:
        """Return a transform to pixels, which for a renderer is always affine, as one to points."""
        return Affine2D(self._points.get_matrix() @ transform.get_affine().get_matrix())

    def _pen(self, gc: GraphicsContextBase) -> GraphicsContextBase:
        """Return the same pen, with what it may not draw outside of in points."""
        pen: GraphicsContextBase = self._web.new_gc()
        pen.copy_properties(gc)
        rectangle = gc.get_clip_rectangle()
        if rectangle is not None:
            pen.set_clip_rectangle(rectangle.transformed(self._points))
        path, transform = gc.get_clip_path()  # a plain path and its affine part, whatever the types say
        if path is not None:
            pen.set_clip_path(TransformedPath(path, self._in_points(transform)))  # type: ignore[arg-type]
        return pen


class Canvas(plain.Canvas):
    """That of `plain`, on pixels that figures share."""

    _own: PrintRenderer | None = None

    def get_renderer(self) -> PrintRenderer:
        """Return what measures and prints every figure, on pixels of the size and the resolution of this one."""
        size = self._pixels
        if self._own is not None and self._own.size == size:
            return self._own
        return _shared().resized(*size)

    def draw(self) -> None:
        """Draw on pixels of its own: whoever asks for it looks at them later, when others have taken their turn."""
        plain.settle(self.figure)
        self._own = PrintRenderer(*self._pixels)
        super().draw()

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
