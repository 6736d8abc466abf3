"""The layout of a figure, worked out once: at the resolution of the print, at which both files are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.axes import Axes
from matplotlib.figure import Figure

PRINT_DPI = 300


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
