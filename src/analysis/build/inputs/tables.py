"""The rows that come with the project: each is about an indicator and an area that somebody knows, or is said to be about none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.ground import dutch, paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model.areas import gemeente_of, level_of
from analysis.model.boundaries import read_recode, read_successions
from analysis.model.catalogue import Catalogue
from analysis.sources.embedded import embedded_files, unread_problems

AREA, INDICATOR = "F280", "F281"
_KEY = ("indicator", "gebied")


def table_problems(catalogue: Catalogue, files: Sequence[Path] | None = None) -> Iterator[Problem]:
    """
    Yield the indicators and areas of the embedded tables that would vanish, since nothing asks for them.

    A gemeente that ended is known: a row of an earlier year may be about it. A kern of a former kernindeling is
    a warning.

    Parameters
    ----------
    catalogue : Catalogue
        Indicators, and the areas of every gemeente.
    files : sequence of Path, optional
        The embedded tables by default.
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
        yield from _unknown(name, table["indicator"], catalogue.indicators, INDICATOR)
        yield from _unknown(name, table["gebied"], areas | former, AREA, catalogue.areas)
        if former:
            count = dutch.counted(int(table["gebied"].isin(former).sum()), "rij", "rijen")
            about = f"{count} over een kern die er nu niet is, zoals {min(former)}; die staat nergens"
            action = "Hoort de rij bij een vorige kernindeling, dan hoeft u niets te doen."
            expected = "een code uit gebieden.csv"
            yield Problem(name, 'kolom "gebied"', about, expected, action, AREA, warning=True)


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
    file: str,
    cells: pd.Series,
    known: Collection[str],
    code: str,
    near: Collection[str] = (),
) -> Iterator[Problem]:
    """Yield each unknown value once, at its first row, with how often it stands there; `near` may be meant."""
    column = str(cells.name)
    where = {"indicator": "een id uit data/catalogus", "gebied": "een code uit data/geo/gebieden.csv"}[column]
    unknown = cells[~cells.isin(list(known))]
    for seen, (cell, rows) in enumerate(unknown.groupby(unknown, sort=False)):
        count = dutch.counted(len(rows), "rij", "rijen")
        otherwise = "Herstel de code, of voeg haar daar toe."
        # Looking for the nearest takes a while, and more are not shown.
        action = did_you_mean(cell, near or known, otherwise) if seen < InputError.SHOWN else otherwise
        yield Problem.at(
            code,
            file,
            int(rows.index[0]) + 2,
            column,
            f'"{cell}" ({count}, die nergens zou staan)',
            where,
            action,
        )
