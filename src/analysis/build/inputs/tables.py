"""The rows that come with the project: each is about an indicator and an area that somebody knows, or is said to be about none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ground import dutch, paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at
from analysis.model.areas import gemeente_of, level_of
from analysis.model.boundaries import read_recode, read_successions
from analysis.model.catalogue import Catalogue
from analysis.sources.embedded import embedded_files, unread_problems

AREA = "F280"
_KEY = ("indicator", "gebied")


def table_problems(catalogue: Catalogue, files: Sequence[Path] | None = None) -> Iterator[Problem]:
    """
    Yield the indicators and areas of the embedded tables, or of some files, that would vanish: nothing asks for them.

    A gemeente that ended is known: a row of an earlier year may be about it. A kern of a former kernindeling is
    a warning.
    """
    areas = {*catalogue.areas, *(code for one in read_successions() for code in (one.oud, one.nieuw))}
    areas |= {code for folder in (paths.data() / "geo").glob("GM*") for code in _renumbered(folder)}
    if files is None:
        yield from unread_problems(paths.data())
    for path in embedded_files() if files is None else files:
        name = paths.relative(path)
        try:
            table = text_files.read_csv(path, required=_KEY)
        except InputError as error:
            yield from error.problems
            if (table := error.rest) is None:
                continue
        former = {cell for cell in table["gebied"].unique() if cell not in areas and _is_former(cell)}
        yield from _unknown("F281", name, table["indicator"], catalogue.indicators, catalogue.indicators)
        yield from _unknown("F280 onbekend", name, table["gebied"], areas | former, catalogue.areas)
        if former:
            count = dutch.counted(int(table["gebied"].isin(former).sum()), "rij", "rijen")
            yield problem_at("F280 vorige", name, 'kolom "gebied"', count=count, first=min(former))


def _renumbered(folder: Path) -> Collection[str]:
    """Return the buurten of before that a gemeente knows what became of."""
    try:
        return set(read_recode(folder)["oud"])
    except InputError:  # said where its areas are looked at
        return ()


def _is_former(code: str) -> bool:
    """Whether a kern may be one of before: its gemeente made its list of areas anew from another kernindeling."""
    own = paths.data() / "geo" / gemeente_of(code) / "gebieden.csv"
    return level_of(code) == "kern" and own.is_file()


def _unknown(
    key: str, file: str, cells: pd.Series, known: Collection[str], near: Collection[str]
) -> Iterator[Problem]:
    """Yield each unknown value once, at its first row, with how often it stands there; one of `near` may be meant."""
    unknown = cells[~cells.isin(list(known))]
    for seen, (cell, rows) in enumerate(unknown.groupby(unknown, sort=False)):
        values: dict[str, Any] = {"value": cell, "count": dutch.counted(len(rows), "rij", "rijen")}
        action = "Herstel de code, of voeg haar daar toe."
        # Looking for the nearest takes a while, and more are not shown.
        action = did_you_mean(cell, near, action) if seen < InputError.SHOWN else action
        yield problem(key, file, int(rows.index[0]) + 2, str(cells.name), action=action, **values)
