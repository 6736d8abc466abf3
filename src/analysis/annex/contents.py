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

from analysis.annex.blocks import Picture, SheetLink, pictured
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
from analysis.cards.card import AreaSheet, Card, Gap, Sentences, read_part
from analysis.ground import dutch
from analysis.ground.errors import AnalysisError
from analysis.ground.notebook_names import INDEX
from analysis.model.catalogue import Catalogue, Indicator, Source, read_catalogue
from analysis.model.params import Params
from analysis.model.params_values import ChapterRun

NOTEBOOK = "notebook.ipynb"
Shown = Picture | SheetLink | Gap | Sentences  # what a run showed


@dataclass(frozen=True)
class Section:
    """One run of one notebook; its texts are from the first cell: title, Vraag, Voor wie, Wat hier niet uit volgt."""

    id: str  # folder of the run, beside the annex
    title: str
    question: str
    audience: str
    not_shown: str
    area: str  # name of the area when the run is about one
    parts: tuple[Shown, ...] = field(repr=False)  # in order


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
    def parts(self) -> tuple[Shown, ...]:
        """All that the runs showed."""
        return tuple(part for section in self.sections for part in section.parts)

    @property
    def figures(self) -> tuple[Picture, ...]:
        """The figures of the chapter."""
        return tuple(part for part in self.parts if isinstance(part, Picture))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be shown, and why."""
        return tuple(part for part in self.parts if isinstance(part, Gap))

    @property
    def audience(self) -> str:
        """For whom the chapter is; said once, also when several runs say it."""
        return _once(section.audience for section in self.sections)

    @property
    def not_shown(self) -> str:
        """What does not follow from the chapter."""
        return _once(section.not_shown for section in self.sections)


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
    def figures(self) -> tuple[Picture, ...]:
        """All figures, in order."""
        return tuple(figure for chapter in self.chapters for figure in chapter.figures)

    @property
    def examples(self) -> tuple[Picture, ...]:
        """The figures that rest on fictional numbers."""
        return tuple(figure for figure in self.figures if figure.card.facts.is_example)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """All that could not be shown."""
        return tuple(gap for chapter in self.chapters for gap in chapter.gaps)


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
    now, before = read_table(folder), read_table(earlier) if earlier else None
    chapters = []
    for number, (one, runs) in enumerate(assign(plan, params.chapters), start=1):
        chapter = _chapter(folder, number, one, runs, catalogue)
        if now is not None:
            shown = _named(chapter.figures, "indicators"), _named(chapter.figures, "areas")
            last_good = params.editie - plan.ouder_dan_jaren + 1
            chapter = replace(
                chapter,
                changes=None if before is None else compare(now, before, catalogue, *shown),
                old=grown_old(now, catalogue, *shown, last_good=last_good),
            )
        chapters.append(chapter)
    figures = [figure for chapter in chapters for figure in chapter.figures]
    fetched = provenance.get("opgehaald", {})
    sources = [catalogue.sources[one] for one in _named(figures, "sources") if one in catalogue.sources]
    return Contents(
        params=params,
        chapters=tuple(chapters),
        sources=tuple(_as_fetched(one, fetched.get(one.bron)) for one in sources),
        indicators=tuple(catalogue[one] for one in _named(figures, "indicators")),
        provenance=provenance,
        earlier=read_earlier(earlier) if earlier else None,
    )


def _named(figures: Sequence[Picture], what: str) -> list[str]:
    """Return what the facts of figures name, each once."""
    return list(dict.fromkeys(one for figure in figures for one in getattr(figure.card.facts, what)))


def _once(texts: Iterator[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, texts)))


def _as_fetched(source: Source, fetched: Mapping[str, str] | None) -> Source:
    """Return a source with the day on which its numbers were fetched, and a word when they are not the newest."""
    if fetched is None:
        return source
    remark = " ".join(filter(None, (source.opmerking, fetched["melding"])))
    days = {name: fetched[name] for name in ("opgehaald", "versie")}
    return source.model_copy(update=days | {"opmerking": remark})


def _chapter(
    folder: Path, number: int, plan: ChapterPlan, runs: Sequence[ChapterRun], catalogue: Catalogue
) -> AnnexChapter:
    count = itertools.count(1)
    sections = tuple(_section(folder / run.id, catalogue, number, count) for run in runs)
    first = sections[0]
    title = plan.titel or first.title + (f": {first.area}" if first.area else "")
    question = plan.vraag or _once(section.question for section in sections)
    return AnnexChapter(plan.id, number, title, plan.doel, question, sections, summarised=plan.samenvatting)


def _section(folder: Path, catalogue: Catalogue, chapter: int, count: Iterator[int]) -> Section:
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    book = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
    opening = "".join(book["cells"][0]["source"])
    title = re.search(r"^# (.+)$", opening, re.M)
    parts: list[Shown] = []
    for part in map(read_part, index["onderdelen"]):
        if isinstance(part, Card):
            parts.append(pictured(folder.name, f"{chapter}.{next(count)}", part))
        elif isinstance(part, AreaSheet):
            parts.append(SheetLink(part.title, part.alt, f"{folder.name}/{part.file}"))
        else:
            parts.append(part)
    return Section(
        id=folder.name,
        title=title[1].strip() if title else folder.name,
        question=_said(opening, "Vraag"),
        audience=_said(opening, "Voor wie"),
        not_shown=_said(opening, "Wat hier niet uit volgt"),
        area=catalogue.name(index["gebied"]) if index.get("gebied") else "",
        parts=tuple(parts),
    )


def _said(opening: str, label: str) -> str:
    found = re.search(rf"\*\*{label}\.\*\*\s*(.+)", opening)
    return found[1].strip() if found else ""
