"""The rows that come with the project: each is about an indicator and an area that somebody knows, or is said to be about none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from analysis import dutch, paths, text_files
from analysis.areas import gemeente_of, level_of
from analysis.boundaries import read_recode, read_successions
from analysis.catalogue import Catalogue
from analysis.errors import InputError, Problem, did_you_mean
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
            rows = text_files.read_rows(path, required=_KEY)
        except InputError as error:
            yield from error.problems
            continue
        found = {column: [row[column] for row in rows] for column in _KEY}
        yield from _unknown(name, "indicator", found["indicator"], catalogue.indicators, INDICATOR)
        former = {cell for cell in found["gebied"] if cell not in areas and _is_former(cell)}
        yield from _unknown(name, "gebied", found["gebied"], areas | former, AREA, catalogue.areas)
        if former:
            count = dutch.counted(sum(cell in former for cell in found["gebied"]), "rij", "rijen")
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
