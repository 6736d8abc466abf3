"""The layout of a figure, and its files by matplotlib's public functions alone: for a version that `fast` does not know."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path
from PIL import Image

from analysis.charts.drawing.packing import PRINT_DPI, packed

measure = text_to_path.get_text_width_height_descent


@contextmanager
def in_print(figure: Figure) -> Iterator[None]:
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
            with in_print(figure):
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
    """A canvas of a figure for print, that may be looked at at any resolution; all is measured at that of the print."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        figure.dpi = PRINT_DPI

    def draw(self) -> None:
        """Draw in the layout of the print."""
        settle(self.figure)
        super().draw()  # type: ignore[no-untyped-call]

    def print_figure(self, *arguments: Any, **options: Any) -> Any:
        """Write it at any resolution, in the layout of the print: the one that counts, whoever comes first."""
        settle(self.figure)
        return super().print_figure(*arguments, **options)


def draw(figure: Figure) -> tuple[bytes, bytes]:
    """Return the PNG and the SVG of a figure whose layout is fixed."""
    pixels, text = io.BytesIO(), io.BytesIO()
    figure.savefig(pixels, format="png", dpi=PRINT_DPI)
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    with Image.open(pixels) as picture:
        return packed(np.asarray(picture.convert("RGBX"))), text.getvalue()
