"""The rows that come with the project: each is about an indicator and an area that somebody knows, or is said to be about none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from analysis import dutch, paths, text_files
from analysis.boundaries import read_successions
from analysis.catalogue import Catalogue
from analysis.errors import InputError, Problem, did_you_mean
from analysis.sources.embedded import embedded_files

AREA, INDICATOR = "F280", "F281"
_KEY = ("indicator", "gebied")


def table_problems(catalogue: Catalogue, files: Sequence[Path] | None = None) -> Iterator[Problem]:
    """
    Yield the indicators and areas of the embedded tables that would vanish, since nothing asks for them.

    A gemeente that ended is known: a row of an earlier year may be about it.

    Parameters
    ----------
    catalogue : Catalogue
        Indicators, and the areas of every gemeente.
    files : sequence of Path, optional
        The embedded tables by default.
    """
    areas = {*catalogue.areas, *(code for one in read_successions() for code in (one.oud, one.nieuw))}
    for path in embedded_files() if files is None else files:
        name = paths.relative(path)
        try:
            rows = text_files.read_rows(path, required=_KEY)
        except InputError as error:
            yield from error.problems
            continue
        found = {column: [row[column] for row in rows] for column in _KEY}
        yield from _unknown(name, "indicator", found["indicator"], catalogue.indicators, INDICATOR)
        yield from _unknown(name, "gebied", found["gebied"], areas, AREA, catalogue.areas)


def _unknown(
    file: str,
    column: str,
    cells: Sequence[str],
    known: Collection[str],
    code: str,
    near: Collection[str] = (),
) -> Iterator[Problem]:
    """Yield each unknown value once, at its first row, with how often it stands there; `near` may be meant."""
    where = {"indicator": "een id uit data/catalogus", "gebied": "een code uit data/geo/gebieden.csv"}[column]
    unknown = dict.fromkeys(cell for cell in cells if cell not in known)
    for seen, cell in enumerate(unknown):
        count = dutch.counted(cells.count(cell), "rij", "rijen")
        otherwise = "Herstel de code, of voeg haar daar toe."
        # Looking for the nearest takes a while, and more are not shown.
        action = did_you_mean(cell, near or known, otherwise) if seen < InputError.SHOWN else otherwise
        row = cells.index(cell) + 2
        yield Problem.at(code, file, row, column, f'"{cell}" ({count}, die nergens zou staan)', where, action)
