"""The same files by matplotlib's public functions alone: for a version that `fast` was not tested with."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path
from PIL import Image

from analysis.charts.drawing.layout import PRINT_DPI, settle
from analysis.charts.drawing.packing import packed

measure = text_to_path.get_text_width_height_descent


class Canvas(FigureCanvasAgg):
    """A canvas of a figure for print, that may be looked at at any resolution, in the layout of the print."""

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
