"""One way to make a card of a chart: its facts, frame, numbers, table, alternative text and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.cards.card import Card
from analysis.cards.facts import EXAMPLE, Facts, example_mark, facts_of, numbers_of, shown_of
from analysis.charts.base import MARGIN, SMALL, WIDTH, Look
from analysis.charts.drawing import wrap
from analysis.ground.palette import EXAMPLE as MARK
from analysis.ground.palette import INK, QUIET
from analysis.release.release import Release

ONLY_WHOLE = "alleen_gemeente"  # the caveat in the catalogue
Head = tuple[str, str, str]  # id, title and subtitle of a card
_LINE = 1.22 / 72  # inch a line takes, per point of letter size


def make_card(
    release: Release,
    rows: pd.DataFrame,
    chart: Axes | Figure | None,
    head: Head,
    alt: str,
    *,
    level: str = "gemeente",
    notes: Iterable[str] = (),
    table: pd.DataFrame | None = None,
    numbers: pd.DataFrame | None = None,
    also: Sequence[str] = (),
    facts: Facts | None = None,
) -> Card:
    """
    Return the card of a chart that has no frame yet, see `charts.base.paper`; without a chart its table is shown.

    `rows` of the release are what it rests on, none (`release.no_rows`) where it shows words of a document: then `facts`
    say it. `alt` goes without the mark of fictional numbers. `table` beside it and all its `numbers` are made of the
    rows by default; without rows, `numbers` is `table`. `also` are ids of sources beside those of the rows.
    """
    identity, title, subtitle = head
    facts = facts or facts_of(rows, release.catalogue, also=also)
    figure = chart.get_figure(root=True) if isinstance(chart, Axes) else chart
    assert figure is None or isinstance(figure, Figure)  # noqa: S101  axes of `paper` lie in a figure
    if numbers is None:
        numbers = numbers_of(rows, release.catalogue) if len(rows) else table
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure and framed(figure, title, subtitle, facts),
        facts=facts,
        numbers=numbers,
        shown=shown_of(rows, release.catalogue) if table is None else table,
        alt=alt + example_mark(facts),
        level=level,
        notes=tuple(notes),
    )


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


def level_of(area: str) -> str:
    """Return the level of an area that figures are made of: `gemeente` or `kern`."""
    return "gemeente" if area.startswith("GM") else "kern"


def level_note(release: Release, rows: pd.DataFrame) -> tuple[str, ...]:
    """
    Return the sentence that numbers are there for the whole gemeente only, where that is so.

    Not where the gemeente is not among the areas, or has no number itself, nor where a kern has one of these numbers too, shown here or
    elsewhere; what is hidden of a kern is there as well. Nor where the catalogue says it as a caveat.
    """
    is_own = (rows["gebied"] == release.gemeente) & rows["waarde"].notna()
    own = rows.loc[is_own, "indicator"].unique().tolist()
    if not own or any(ONLY_WHOLE in release.catalogue[one].beperkingen for one in own):
        return ()
    kernen = release.rows(own, release.own_areas("kern")["gebied"])
    if (kernen["status"] != "ontbreekt").any():
        return ()
    return (f"Deze cijfers zijn er alleen voor heel {release.naam}, niet per kern.",)
