"""
What a notebook shows and the annex prints, in memory and on disk: the one contract between the two.

`content` gives what the JSON holds, `read_card` and `read_part` make the same objects of it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.cards.facts import EXAMPLE, Facts
from analysis.charts.drawing import Files, render, screen

Content = dict[str, Any]  # what JSON holds

# Attributes by their key in JSON: of a card and a sheet, and of `Facts`.
TEXTS = {"id": "id", "titel": "title", "ondertitel": "subtitle", "alt": "alt", "vrijgave": "digest"}
FACTS = {
    "indicatoren": "indicators",
    "gebieden": "areas",
    "perioden": "periods",
    "status": "statuses",
    "bronnen": "sources",
    "bron": "source_line",
    "beperkingen": "caveats",
}


@dataclass(frozen=True)
class Card:
    """One figure, ready for use; files, size and digest once it was saved."""

    id: str  # file name without extension
    title: str  # the question
    subtitle: str  # unit, areas and period
    facts: Facts = field(repr=False)
    shown: pd.DataFrame = field(repr=False)  # the short table beside it
    alt: str  # what somebody who cannot see it must know, with the numbers that matter
    level: str = "gemeente"  # or kern: the areas it is about
    notes: tuple[str, ...] = ()  # sentences below it, beside the caveats of the catalogue
    figure: Figure | None = field(default=None, repr=False)  # in its frame; none of a table or read from disk
    numbers: pd.DataFrame | None = field(default=None, repr=False)  # all that is drawn
    page: str = field(default="", repr=False)  # a complete interactive page, or nothing
    files: Mapping[str, str] = field(default_factory=dict)  # name by kind
    size: tuple[float, float] = (0.0, 0.0)  # inches
    digest: str = ""  # sha256 of the rows of the release that the numbers come from

    @property
    def caption(self) -> str:
        """The line under the figure in a report."""
        mark = f" {EXAMPLE}: deze cijfers zijn verzonnen." if self.facts.is_example else ""
        return f"{self.title} {self.subtitle}.{mark}"

    @property
    def drawn(self) -> Figure:
        """The figure; raises `ValueError` for a table, and for a card that was read from disk."""
        if self.figure is None:
            raise ValueError(f"{self.id} has no picture, or has it in its files.")
        return self.figure

    def picture(self) -> Files:
        """Return the figure as PNG for print and as SVG."""
        return render(self.drawn)

    def _repr_png_(self) -> bytes | None:
        """Return what Jupyter shows of a card that is the last line of a cell."""
        return screen(self.figure) if self.figure else None

    def content(self) -> Content:
        """Return what its JSON holds."""
        return {
            "soort": "figuur",
            "bijschrift": self.caption,
            "niveau": self.level,
            "opmerkingen": self.notes,
            "voorbeeldcijfers": self.facts.is_example,
            "tabel": {"kolommen": list(self.shown.columns), "rijen": self.cells()},
            "bestanden": self.files,
            "maat_inch": self.size,
        } | _shared(self)

    def cells(self) -> list[list[str]]:
        """Return the cells of the table beside it as text, row by row."""
        cells: list[list[str]] = self.shown.astype(str).to_numpy().tolist()
        return cells


@dataclass(frozen=True)
class Gap:
    """A figure that cannot be made: why not, and what would be needed."""

    id: str
    title: str
    reason: str
    action: str

    def content(self) -> Content:
        """Return what its JSON holds."""
        about = {"titel": self.title, "reden": self.reason, "actie": self.action}
        return {"soort": "leemte", "id": self.id} | about


@dataclass(frozen=True)
class AreaSheet:
    """One page about an area, ready for the printer, and a note of what is on it."""

    id: str
    title: str
    subtitle: str
    area: str
    page: str = field(repr=False)  # of HTML that asks nobody for anything; "" when it was read from disk
    facts: Facts = field(repr=False)
    documents: tuple[str, ...]  # ids in `data/bronnen.csv` of what it quotes beside the numbers
    alt: str  # what stands on it, for who cannot see it and for who has not opened it
    digest: str  # sha256 of the rows of the release that it shows

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the numbers and the documents quoted, each once."""
        return tuple(dict.fromkeys([*self.facts.sources, *self.documents]))

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.id}.html"

    def content(self) -> Content:
        """Return what its JSON holds."""
        return _shared(self) | {
            "soort": "blad",
            "bronnen": self.sources,
            "gebieden": (self.area,),
            "voorbeeldcijfers": self.facts.is_example,
            "bestanden": {"html": self.file},
        }


@dataclass(frozen=True)
class Sentences:
    """Sentences made from the numbers; `summary` tells whether the summary may say them too."""

    texts: tuple[str, ...]
    summary: bool = True

    def content(self) -> Content:
        """Return what the index of a run holds of it."""
        return {"soort": "tekst", "zinnen": self.texts} | ({} if self.summary else {"samenvatting": False})


Part = Card | Gap | AreaSheet | Sentences


def read_card(path: Path) -> Part:
    """Return the card, gap or sheet that was saved as this JSON."""
    return read_part(json.loads(path.read_text(encoding="utf-8")))


def read_part(content: Mapping[str, Any]) -> Part:
    """Return what a notebook showed, from what JSON holds of it."""
    kind = content["soort"]
    if kind == "tekst":
        return Sentences(tuple(content["zinnen"]), content.get("samenvatting", True))
    if kind == "leemte":
        return Gap(content["id"], content["titel"], content["reden"], content["actie"])
    told: Content = {name: content[key] for key, name in FACTS.items()}
    facts = Facts(**(told | {name: tuple(one) for name, one in told.items() if isinstance(one, list)}))
    shared: Content = {name: content[key] for key, name in TEXTS.items()} | {"facts": facts}
    if kind == "blad":
        return AreaSheet(**shared, area=content["gebieden"][0], page="", documents=())
    width, height = content["maat_inch"]
    return Card(
        **shared,
        level=content["niveau"],
        notes=tuple(content["opmerkingen"]),
        shown=pd.DataFrame(content["tabel"]["rijen"], columns=content["tabel"]["kolommen"], dtype="str"),
        files=content["bestanden"],
        size=(width, height),
    )


def _shared(made: Card | AreaSheet) -> Content:
    texts = {key: getattr(made, name) for key, name in TEXTS.items()}
    return texts | {key: getattr(made.facts, name) for key, name in FACTS.items()}
