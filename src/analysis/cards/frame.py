"""The frame round every figure: its title, subtitle and source line, and the mark of fictional numbers."""

from __future__ import annotations

from matplotlib.figure import Figure

from analysis.cards.facts import EXAMPLE, Facts
from analysis.charts.base import MARGIN, SMALL, WIDTH, Look
from analysis.charts.drawing.wrap import wrap
from analysis.ground.palette import EXAMPLE as MARK
from analysis.ground.palette import INK, QUIET

_LINE = 1.22 / 72  # inch a line takes, per point of letter size


def framed(figure: Figure, title: str, subtitle: str, facts: Facts) -> Figure:
    """
    Put the frame round a figure of `charts.base.paper`, which becomes as much higher as that takes.

    Texts are wrapped to the width; a legend of the figure itself is put just above the source line, and a constrained
    layout keeps everything drawn inside the frame.
    """
    height = float(figure.get_size_inches()[1])
    room = WIDTH - 2 * MARGIN
    head = wrap(title, room, size=14, weight="bold")
    under = wrap(subtitle, room, size=10.5)
    source = wrap(facts.footnote, room, size=SMALL)
    mark = 0.3 if facts.is_example else 0.0
    top = MARGIN + len(head) * 14 * _LINE + 0.03 + len(under) * 10.5 * _LINE + 0.12 + mark
    bottom = MARGIN + len(source) * SMALL * _LINE + 0.1
    total = height + top + bottom
    figure.set_size_inches(WIDTH, total)
    engine = figure.get_layout_engine()
    assert engine is not None  # noqa: S101  see `paper`
    side = MARGIN / WIDTH
    engine.set(rect=(side, bottom / total, 1 - 2 * side, height / total), w_pad=0, h_pad=0)  # type: ignore[call-arg]
    for legend in figure.legends:
        legend.set_bbox_to_anchor((side, bottom / total))
    y = total - MARGIN
    for lines, size, weight, colour in ((head, 14, "bold", INK), (under, 10.5, "regular", QUIET)):
        look: Look = {"size": size, "weight": weight, "color": colour, "va": "top", "linespacing": 1.18}
        figure.text(side, y / total, "\n".join(lines), **look)
        y -= len(lines) * size * _LINE + 0.03
    if facts.is_example:
        box = {"boxstyle": "square,pad=0.3", "facecolor": MARK, "edgecolor": "none"}
        label = f"{EXAMPLE}: verzonnen, niet gebruiken voor beleid"
        look = {"size": 10, "weight": "bold", "color": "white", "bbox": box, "va": "top"}
        figure.text(side + 0.01, (y - 0.04) / total, label, **look)
    look = {"size": SMALL, "color": QUIET, "va": "bottom", "linespacing": 1.18}
    figure.text(side, MARGIN / total, "\n".join(source), **look)
    return figure
