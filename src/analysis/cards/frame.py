"""
The frame round every figure, and the files of a card.

A figure says what it shows, for when, from which source and with which status;
`save()` refuses one that cannot. The same card gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.cards import style
from analysis.cards.facts import EXAMPLE, Facts
from analysis.cards.picture import Canvas, png, screen, svg
from analysis.cards.wrap import wrap
from analysis.errors import CardError
from analysis.spreadsheet import write_csv, write_xlsx

WIDTH = 6.7  # inch: the text width of an A4 page with normal margins
MARGIN = 0.12  # inch
SMALL = 9  # points: the smallest letter in a figure
SHORTEST_ALT = 40

_LINE = 1.22 / 72  # inch a line takes, per point of letter size


@dataclass(frozen=True)
class Card:
    """
    One figure, ready for use.

    Attributes
    ----------
    id : str
        File name without extension.
    title, subtitle : str
        The question; unit, areas and period.
    figure : Figure
        Made by `canvas()`.
    facts : Facts
        What it rests on.
    numbers, shown : DataFrame
        All that is drawn as numbers, and the short table beside it.
    alt : str
        What somebody who cannot see it must know, with the numbers that matter.
    level : str
        `kern`, `gemeente`, …: the areas it is about.
    notes : tuple of str
        Sentences below it, beside the caveats of the catalogue.
    page : str
        A complete interactive page, or nothing.
    """

    id: str
    title: str
    subtitle: str
    figure: Figure = field(repr=False)
    facts: Facts = field(repr=False)
    numbers: pd.DataFrame = field(repr=False)
    shown: pd.DataFrame = field(repr=False)
    alt: str
    level: str = "gemeente"
    notes: tuple[str, ...] = ()
    page: str = field(default="", repr=False)

    @property
    def caption(self) -> str:
        """The line under the figure in a report."""
        mark = f" {EXAMPLE}: deze cijfers zijn verzonnen." if self.facts.is_example else ""
        return f"{self.title} {self.subtitle}.{mark}"

    def _repr_png_(self) -> bytes:
        """Return what Jupyter shows of a card that is the last line of a cell."""
        return screen(self.figure)


@dataclass(frozen=True)
class Gap:
    """A figure that cannot be made: why not, and what would be needed."""

    id: str
    title: str
    reason: str
    action: str


def canvas(title: str, subtitle: str, facts: Facts, *, height: float) -> Figure:
    """
    Return an empty figure with its title, subtitle, source line and, if need be, the mark of fictional numbers.

    Parameters
    ----------
    title, subtitle : str
        Wrapped to the width.
    facts : Facts
        Gives the source line and the status.
    height : float
        Inches for the drawing itself; the frame comes on top of it.

    Returns
    -------
    Figure
        With a constrained layout that keeps everything drawn inside the frame.
    """
    # First: the height of the frame depends on how the text wraps.
    room = WIDTH - 2 * MARGIN
    head = wrap(title, room, size=14, weight="bold")
    under = wrap(subtitle, room, size=10.5)
    source = wrap(facts.footnote, room, size=SMALL)
    mark = 0.3 if facts.is_example else 0.0
    top = MARGIN + len(head) * 14 * _LINE + 0.03 + len(under) * 10.5 * _LINE + 0.12 + mark
    bottom = MARGIN + len(source) * SMALL * _LINE + 0.1
    total = height + top + bottom

    figure = Figure(figsize=(WIDTH, total), layout="constrained")
    Canvas(figure)
    engine = figure.get_layout_engine()
    assert engine is not None  # noqa: S101  set one line above
    side = MARGIN / WIDTH
    engine.set(rect=(side, bottom / total, 1 - 2 * side, height / total), w_pad=0, h_pad=0)  # type: ignore[call-arg]
    y = total - MARGIN
    for lines, size, weight, colour in ((head, 14, "bold", style.INK), (under, 10.5, "regular", style.QUIET)):
        figure.text(
            side,
            y / total,
            "\n".join(lines),
            size=size,
            weight=weight,
            color=colour,
            va="top",
            linespacing=1.18,
        )
        y -= len(lines) * size * _LINE + 0.03
    if facts.is_example:
        box = {"boxstyle": "square,pad=0.3", "facecolor": style.EXAMPLE, "edgecolor": "none"}
        label = f"{EXAMPLE}: verzonnen, niet gebruiken voor beleid"
        figure.text(
            side + 0.01, (y - 0.04) / total, label, size=10, weight="bold", color="white", va="top", bbox=box
        )
    figure.text(
        side, MARGIN / total, "\n".join(source), size=SMALL, color=style.QUIET, va="bottom", linespacing=1.18
    )
    return figure


def save(card: Card, folder: Path, *, digest: str) -> dict[str, object]:
    """
    Write the files of a card: png, svg, csv, xlsx, json and, if there is one, the page.

    Parameters
    ----------
    card : Card
        The figure.
    folder : Path
        Where to; it exists.
    digest : str
        sha256 of the rows of the release that the numbers come from.

    Returns
    -------
    dict
        What the json holds; the annex is built from it.

    Raises
    ------
    CardError
        No alt text, no source, no numbers, or fictional numbers that do not say so.
    """
    _refuse_unfinished(card)
    base = folder / card.id
    base.with_suffix(".png").write_bytes(png(card.figure))
    base.with_suffix(".svg").write_bytes(svg(card.figure))
    about = {
        "titel": card.title,
        "ondertitel": card.subtitle,
        "bron": card.facts.source_line,
        "status": EXAMPLE if card.facts.is_example else ", ".join(card.facts.statuses),
        "let op": " ".join([*card.notes, *card.facts.caveats]),
        "alternatieve tekst": card.alt,
    }
    write_csv(card.numbers, base.with_suffix(".csv"))
    write_xlsx(card.numbers, base.with_suffix(".xlsx"), about=about)
    files = {kind: f"{card.id}.{kind}" for kind in ("png", "svg", "csv", "xlsx")}
    if card.page:
        base.with_suffix(".html").write_text(card.page, encoding="utf-8", newline="\n")
        files["html"] = f"{card.id}.html"
    width, height = card.figure.get_size_inches()
    content = {
        "soort": "figuur",
        "id": card.id,
        "titel": card.title,
        "ondertitel": card.subtitle,
        "bijschrift": card.caption,
        "bron": card.facts.source_line,
        "alt": card.alt,
        "niveau": card.level,
        "indicatoren": card.facts.indicators,
        "gebieden": card.facts.areas,
        "perioden": card.facts.periods,
        "status": card.facts.statuses,
        "bronnen": card.facts.sources,
        "opmerkingen": card.notes,
        "beperkingen": card.facts.caveats,
        "voorbeeldcijfers": card.facts.is_example,
        "tabel": {"kolommen": list(card.shown.columns), "rijen": card.shown.astype(str).to_numpy().tolist()},
        "bestanden": files,
        "maat_inch": [round(float(width), 3), round(float(height), 3)],
        "vrijgave": digest,
    }
    return write_json(base.with_suffix(".json"), content)


def save_gap(gap: Gap, folder: Path) -> dict[str, object]:
    """Write the json of a figure that cannot be made, so that the annex can say so."""
    content = {"soort": "leemte", "id": gap.id, "titel": gap.title, "reden": gap.reason, "actie": gap.action}
    return write_json(folder / f"{gap.id}.json", content)


def write_json(path: Path, content: Mapping[str, object]) -> dict[str, object]:
    """Write JSON with sorted keys, readable and the same every time; return what was written."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=list)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    loaded: dict[str, object] = json.loads(text)
    return loaded


def _refuse_unfinished(card: Card) -> None:
    wrong = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", card.id):
        wrong.append("de naam is geen veilige bestandsnaam: kleine letters, cijfers, _ en -")
    if len(card.alt.strip()) < SHORTEST_ALT:
        wrong.append(f"de alternatieve tekst is korter dan {SHORTEST_ALT} tekens")
    if not card.facts.source_line:
        wrong.append("er is geen bronregel")
    if card.numbers.empty:
        wrong.append("er zijn geen cijfers")
    if card.facts.is_example and EXAMPLE not in card.alt:
        wrong.append(f"de cijfers zijn verzonnen en de alternatieve tekst zegt niet {EXAMPLE}")
    if wrong:
        raise CardError(f'De figuur "{card.id}" wordt niet gepubliceerd: {"; ".join(wrong)}.')
