"""`params/bijlage.yml`: the chapters of the annex, in order, and which runs each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.strict_yaml import Closed, load
from analysis.model.params_values import ChapterRun


class ChapterPlan(Closed):
    """One chapter: what it asks, the goal it belongs to and the runs it takes."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="Naam van het hoofdstuk in koppelingen")
    titel: str = Field(default="", description="Leeg: de titel van de notebook")
    doel: str = Field(default="", description="Doel of thema van het beleid waar het hoofdstuk bij hoort")
    vraag: str = Field(default="", description="Leeg: de vraag van de notebook")
    samenvatting: bool = Field(
        strict=True, default=True, description="Of de samenvatting van één bladzijde er iets van zegt"
    )
    neem: tuple[str, ...] = Field(min_length=1, description="Notebooks, of runs daarvan, in deze volgorde")


class AnnexPlan(Closed):
    """The whole annex."""

    ouder_dan_jaren: int = Field(
        strict=True, default=3, ge=1, le=20, description="Vanaf zoveel jaar noemt de bijlage een cijfer oud"
    )
    hoofdstukken: tuple[ChapterPlan, ...] = ()


def read_plan(path: Path | None = None) -> AnnexPlan:
    """
    Read the plan of the annex, of `params/bijlage.yml` by default; without a file every run is a chapter of its own.

    Raises `InputError`: every key and name that does not fit, with its place.
    """
    path = path or paths.chapters()
    if not path.is_file():
        return AnnexPlan()
    plan = load(path, AnnexPlan)
    problems = list(_problems(paths.relative(path), plan))
    if problems:
        raise InputError("De indeling van de bijlage klopt niet.", problems)
    return plan


def assign(plan: AnnexPlan, runs: Sequence[ChapterRun]) -> list[tuple[ChapterPlan, tuple[ChapterRun, ...]]]:
    """
    Return the chapters that have runs, in order; runs that no chapter takes follow, each as its own chapter.

    A run that is named itself goes before a whole notebook that is named elsewhere.
    """
    named = {name for chapter in plan.hoofdstukken for name in chapter.neem}
    taken: set[str] = set()
    chapters = []
    for chapter in plan.hoofdstukken:
        chosen = [
            run
            for name in chapter.neem
            for run in runs
            if run.id == name or (run.notebook == name and run.id not in named)
        ]
        taken.update(run.id for run in chosen)
        if chosen:
            chapters.append((chapter, tuple(chosen)))
    rest = [run for run in runs if run.id not in taken]
    return chapters + [(ChapterPlan(id=run.id, neem=(run.id,)), (run,)) for run in rest]


def _problems(name: str, plan: AnnexPlan) -> Iterator[Problem]:
    known = sorted(path.stem for path in paths.notebooks().glob("[0-9]*.ipynb"))
    seen: dict[str, str] = {}
    ids = [chapter.id for chapter in plan.hoofdstukken]
    for double in dict.fromkeys(one for one in ids if ids.count(one) > 1):
        found, expected = f'"{double}" twee keer', "elk id één keer"
        yield Problem(name, 'sleutel "id"', found, expected, "Geef een andere naam.")
    for chapter in plan.hoofdstukken:
        place = f'hoofdstuk "{chapter.id}", sleutel "neem"'
        for taken in chapter.neem:
            if not any(taken == notebook or taken.startswith(f"{notebook}-") for notebook in known):
                expected = f"een van: {', '.join(known)}, of een run"
                yield Problem(name, place, f'"{taken}"', expected, "Kies daaruit.")
            elif taken in seen:
                found = f'"{taken}", ook in hoofdstuk "{seen[taken]}"'
                expected, action = "elke run in één hoofdstuk", "Haal het bij een van beide weg."
                yield Problem(name, place, found, expected, action)
            seen[taken] = chapter.id
