"""What the annex holds, read from the files of the runs: chapters, figures, gaps, sources, definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import dutch
from analysis.catalogue import Catalogue, Indicator, Source, read_catalogue
from analysis.errors import AnalysisError
from analysis.notebook_names import INDEX
from analysis.params import Params

NOTEBOOK = "notebook.ipynb"


@dataclass(frozen=True)
class Chapter:
    """
    One run of one notebook.

    Attributes
    ----------
    id : str
        Folder of the run, beside the annex.
    title, question, audience, not_shown : str
        From the notebook's first cell: title, Vraag, Voor wie, Wat hier niet uit volgt.
    parts : tuple of dict
        What the notebook showed, in order: `tekst`, `figuur` or `leemte`.
    """

    id: str
    title: str
    question: str
    audience: str
    not_shown: str
    parts: tuple[dict[str, Any], ...] = field(repr=False)

    @property
    def figures(self) -> tuple[dict[str, Any], ...]:
        """The figures of the chapter."""
        return tuple(part for part in self.parts if part["soort"] == "figuur")

    @property
    def gaps(self) -> tuple[dict[str, Any], ...]:
        """What could not be shown, and why."""
        return tuple(part for part in self.parts if part["soort"] == "leemte")


@dataclass(frozen=True)
class Contents:
    """Everything the annex prints, whatever the format."""

    params: Params
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    indicators: tuple[Indicator, ...]
    provenance: Mapping[str, Any]

    @property
    def figures(self) -> tuple[dict[str, Any], ...]:
        """All figures, in order."""
        return tuple(figure for chapter in self.chapters for figure in chapter.figures)

    @property
    def examples(self) -> tuple[dict[str, Any], ...]:
        """The figures that rest on fictional numbers."""
        return tuple(figure for figure in self.figures if figure["voorbeeldcijfers"])

    @property
    def gaps(self) -> tuple[dict[str, Any], ...]:
        """All that could not be shown."""
        return tuple(gap for chapter in self.chapters for gap in chapter.gaps)


def read_contents(folder: Path, params: Params, provenance: Mapping[str, Any]) -> Contents:
    """
    Gather the contents from an output folder.

    Parameters
    ----------
    folder : Path
        `outputs/<gemeente>/<editie>`.
    params : Params
        For title, order of chapters and house style.
    provenance : mapping
        `run`, `versies`, `invoer`, `vrijgave`: printed on the provenance page.

    Raises
    ------
    AnalysisError
        A chapter has not been made.
    """
    catalogue = read_catalogue()
    missing = [c.id for c in params.chapters if not (folder / c.id / INDEX).is_file()]
    if missing:
        raise AnalysisError(f"De bijlage mist hoofdstukken: {dutch.enumeration(missing)}.")
    chapters = tuple(_chapter(folder / chapter.id, catalogue) for chapter in params.chapters)
    parts = [part for chapter in chapters for part in chapter.figures]
    source_ids = dict.fromkeys(source for part in parts for source in part["bronnen"])
    indicator_ids = dict.fromkeys(indicator for part in parts for indicator in part["indicatoren"])
    return Contents(
        params=params,
        chapters=chapters,
        sources=tuple(
            _as_fetched(source, provenance.get("opgehaald", {})) for source in _known(catalogue, source_ids)
        ),
        indicators=tuple(catalogue[indicator] for indicator in indicator_ids),
        provenance=provenance,
    )


def _known(catalogue: Catalogue, ids: Mapping[str, object]) -> Iterator[Source]:
    for source in ids:
        if source in catalogue.sources:
            yield catalogue.sources[source]


def _as_fetched(source: Source, origin: Mapping[str, Mapping[str, str]]) -> Source:
    """Return a source with the day on which its numbers were fetched, and a word when they are not the newest."""
    if source.bron not in origin:
        return source
    entry = origin[source.bron]
    remark = " ".join(text for text in (source.opmerking, entry["melding"]) if text)
    return source.model_copy(
        update={"opgehaald": entry["opgehaald"], "versie": entry["versie"], "opmerking": remark}
    )


def _chapter(folder: Path, catalogue: Catalogue) -> Chapter:
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    book = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
    opening = "".join(book["cells"][0]["source"])
    area = catalogue.name(index["gebied"]) if index.get("gebied") else ""
    title = re.search(r"^# (.+)$", opening, re.M)
    return Chapter(
        id=folder.name,
        title=(title[1] if title else folder.name) + (f": {area}" if area else ""),
        question=_said(opening, "Vraag"),
        audience=_said(opening, "Voor wie"),
        not_shown=_said(opening, "Wat hier niet uit volgt"),
        parts=tuple(index["onderdelen"]),
    )


def _said(opening: str, label: str) -> str:
    found = re.search(rf"\*\*{label}\.\*\*\s*(.+)", opening)
    return found[1].strip() if found else ""
