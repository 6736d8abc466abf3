"""
What the annex holds, read from the files of the runs: chapters, figures, gaps, changes, sources, definitions.

This is the one model that every format is written from.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.annex.changes import (
    Change,
    EarlierEdition,
    Old,
    compare,
    grown_old,
    previous_edition,
    read_earlier,
    read_table,
)
from analysis.annex.plan import AnnexPlan, ChapterPlan, assign, read_plan
from analysis.ground import dutch
from analysis.ground.errors import AnalysisError
from analysis.ground.notebook_names import INDEX
from analysis.model.catalogue import Catalogue, Indicator, Source, read_catalogue
from analysis.model.params import Params
from analysis.model.params_values import ChapterRun

NOTEBOOK = "notebook.ipynb"
IndexEntry = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One run of one notebook; its texts are from the first cell: title, Vraag, Voor wie, Wat hier niet uit volgt."""

    id: str  # folder of the run, beside the annex
    title: str
    question: str
    audience: str
    not_shown: str
    area: str  # name of the area when the run is about one
    # What it showed, in order: `tekst`, `figuur`, `blad` or `leemte`. A figure also has `nummer` and `map`, its folder.
    parts: tuple[IndexEntry, ...] = field(repr=False)


@dataclass(frozen=True)
class AnnexChapter:
    """A question, and the runs that answer it; its texts are from `params/bijlage.yml`, or else from the notebook."""

    id: str
    number: int  # from 1
    title: str
    goal: str
    question: str
    sections: tuple[Section, ...]
    changes: tuple[Change, ...] | None = None  # since the previous edition; None when there is none
    old: tuple[Old, ...] = ()  # subjects whose last year lies well before the edition
    summarised: bool = True  # the summary says something of it

    @property
    def parts(self) -> tuple[IndexEntry, ...]:
        """All that the runs showed."""
        return tuple(part for section in self.sections for part in section.parts)

    @property
    def figures(self) -> tuple[IndexEntry, ...]:
        """The figures of the chapter."""
        return tuple(part for part in self.parts if part["soort"] == "figuur")

    @property
    def gaps(self) -> tuple[IndexEntry, ...]:
        """What could not be shown, and why."""
        return tuple(part for part in self.parts if part["soort"] == "leemte")

    @property
    def audience(self) -> str:
        """For whom the chapter is; said once, also when several runs say it."""
        return " ".join(dict.fromkeys(section.audience for section in self.sections if section.audience))

    @property
    def not_shown(self) -> str:
        """What does not follow from the chapter."""
        return " ".join(dict.fromkeys(section.not_shown for section in self.sections if section.not_shown))


@dataclass(frozen=True)
class Contents:
    """Everything the annex prints, whatever the format."""

    params: Params
    chapters: tuple[AnnexChapter, ...]
    sources: tuple[Source, ...]
    indicators: tuple[Indicator, ...]
    provenance: Mapping[str, Any]
    earlier: EarlierEdition | None = None  # the edition that this one is compared with

    @property
    def previous(self) -> str:
        """The year of the edition before; empty when there is none."""
        return self.earlier.edition if self.earlier else ""

    @property
    def figures(self) -> tuple[IndexEntry, ...]:
        """All figures, in order."""
        return tuple(figure for chapter in self.chapters for figure in chapter.figures)

    @property
    def examples(self) -> tuple[IndexEntry, ...]:
        """The figures that rest on fictional numbers."""
        return tuple(figure for figure in self.figures if figure["voorbeeldcijfers"])

    @property
    def gaps(self) -> tuple[IndexEntry, ...]:
        """All that could not be shown."""
        return tuple(gap for chapter in self.chapters for gap in chapter.gaps)


@dataclass(frozen=True)
class _Tables:
    """What the chapters are compared with, read once."""

    catalogue: Catalogue
    now: pd.DataFrame | None
    before: pd.DataFrame | None
    last_good: int


def read_contents(
    folder: Path, params: Params, provenance: Mapping[str, Any], plan: AnnexPlan | None = None
) -> Contents:
    """
    Gather the contents from an output folder, in the chapters of `params/bijlage.yml` or of another plan.

    `provenance` has `run`, `versies`, `invoer`, `vrijgave` and, once the audit ran, `audit`.

    Raises `AnalysisError`: a chapter has not been made.
    """
    catalogue = read_catalogue(gemeente=params.gemeente)
    missing = [run.id for run in params.chapters if not (folder / run.id / INDEX).is_file()]
    if missing:
        raise AnalysisError(f"De bijlage mist hoofdstukken: {dutch.enumeration(missing)}.")
    plan = plan or read_plan()
    earlier = previous_edition(folder)
    before = read_table(earlier) if earlier else None
    tables = _Tables(catalogue, read_table(folder), before, params.editie - plan.ouder_dan_jaren + 1)
    chapters = tuple(
        _chapter(folder, number, chapter, runs, tables)
        for number, (chapter, runs) in enumerate(assign(plan, params.chapters), start=1)
    )
    parts = [part for chapter in chapters for part in chapter.figures]
    source_ids = dict.fromkeys(source for part in parts for source in part["bronnen"])
    indicator_ids = dict.fromkeys(indicator for part in parts for indicator in part["indicatoren"])
    return Contents(
        params=params,
        chapters=chapters,
        sources=tuple(
            _as_fetched(catalogue.sources[source], provenance.get("opgehaald", {}))
            for source in source_ids
            if source in catalogue.sources
        ),
        indicators=tuple(catalogue[indicator] for indicator in indicator_ids),
        provenance=provenance,
        earlier=read_earlier(earlier) if earlier else None,
    )


def _as_fetched(source: Source, origin: Mapping[str, Mapping[str, str]]) -> Source:
    """Return a source with the day on which its numbers were fetched, and a word when they are not the newest."""
    if source.bron not in origin:
        return source
    entry = origin[source.bron]
    remark = " ".join(text for text in (source.opmerking, entry["melding"]) if text)
    return source.model_copy(
        update={"opgehaald": entry["opgehaald"], "versie": entry["versie"], "opmerking": remark}
    )


def _chapter(
    folder: Path, number: int, plan: ChapterPlan, runs: Sequence[ChapterRun], tables: _Tables
) -> AnnexChapter:
    count = itertools.count(1)
    sections = tuple(_section(folder / run.id, tables.catalogue, number, count) for run in runs)
    first = sections[0]
    own_title = first.title + (f": {first.area}" if first.area else "")
    question = plan.vraag or " ".join(dict.fromkeys(section.question for section in sections))
    chapter = AnnexChapter(
        plan.id, number, plan.titel or own_title, plan.doel, question, sections, summarised=plan.samenvatting
    )
    if tables.now is None:
        return chapter
    shown = (
        {indicator for part in chapter.figures for indicator in part["indicatoren"]},
        {area for part in chapter.figures for area in part["gebieden"]},
    )
    old = grown_old(tables.now, tables.catalogue, *shown, last_good=tables.last_good)
    before = tables.before
    changes = None if before is None else compare(tables.now, before, tables.catalogue, *shown)
    return replace(chapter, changes=changes, old=old)


def _section(folder: Path, catalogue: Catalogue, chapter: int, count: Iterator[int]) -> Section:
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    book = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
    opening = "".join(book["cells"][0]["source"])
    title = re.search(r"^# (.+)$", opening, re.M)
    for part in index["onderdelen"]:
        if part["soort"] == "figuur":
            part["nummer"] = f"{chapter}.{next(count)}"
        part["map"] = folder.name
    return Section(
        id=folder.name,
        title=title[1].strip() if title else folder.name,
        question=_said(opening, "Vraag"),
        audience=_said(opening, "Voor wie"),
        not_shown=_said(opening, "Wat hier niet uit volgt"),
        area=catalogue.name(index["gebied"]) if index.get("gebied") else "",
        parts=tuple(index["onderdelen"]),
    )


def _said(opening: str, label: str) -> str:
    found = re.search(rf"\*\*{label}\.\*\*\s*(.+)", opening)
    return found[1].strip() if found else ""
