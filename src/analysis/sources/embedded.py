"""
The figures that come with the project, one file a source: `data/cijfers/*.csv`, and `*.parquet` of the whole country.

A table of the country is a copy of what a source published for every gemeente. It stands for what was not fetched yet,
and is read a gemeente at a time.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
from pyarrow.compute import field

from analysis.ground import dutch, paths
from analysis.ground.cache import cached
from analysis.ground.errors import ContractError, InputError, Problem
from analysis.ground.messages import problem
from analysis.model import rules, tidy
from analysis.model.rules.facts import PEOPLE, together

FOLDERS: Final = ("cijfers", "voorbeeld")
SUFFIX: Final = ".csv"
COUNTRY: Final = ".parquet"
# What may lie beside a table without being one.
BESIDE: Final = ("readme.md", "thumbs.db", "desktop.ini")
# How Explorer, Finder, LibreOffice and browsers call a copy, in Dutch and English.
_COPY = re.compile(r"\([0-9]+\)$|(?<![a-z])(kopie|copy|copie)(?![a-z])", re.IGNORECASE)

# A fictional number never passes for a real one, wherever a row of its folder ends up.
FICTIONAL = ("voorbeeld", *tidy.WITHOUT_VALUE)


def embedded_files(folder: Path | None = None) -> list[Path]:
    """Return the embedded tables in a fixed order: real figures first, fictional ones after them."""
    folder = folder or paths.data()
    return [path for name in FOLDERS for path in inside(folder / name) if _is_table(path)]


def inside(folder: Path) -> list[Path]:
    """Return what lies in a folder, in a fixed order; hidden and lock files are left out."""
    # By hand and not with glob, which takes .CSV as well on some systems.
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in there if not path.name.startswith((".", "~$"))]


def read_placed(sources: Sequence[str], folder: Path | None = None) -> pd.DataFrame:
    """
    Read all embedded tables, of sources in `data/bronnen.csv`, each row with its place as `rules.placed` gives it.

    Raises a ContractError with every problem of every file: what is not read or cannot be, what breaks the table
    contract, a number that two files give, and a number in `voorbeeld/` that does not say it is fictional. Its `rest`
    are the rows that have none of these.
    """
    files = embedded_files(folder)
    key = ("embedded", folder, tuple(sources))
    return cached(key, lambda: _read_files(files, sources, folder), files).copy()


def _read_files(files: Sequence[Path], sources: Sequence[str], folder: Path | None) -> pd.DataFrame:
    tables: list[pd.DataFrame] = []
    problems = list(unread_problems(folder or paths.data()))
    for path in files:
        name = paths.relative(path)
        statuses = FICTIONAL if path.parent.name == "voorbeeld" else tidy.STATUSES
        table = _kept(partial(tidy.read_csv, path, name=name), problems)
        if table is not None:
            check = partial(tidy.check_tidy, table, name=name, sources=sources, statuses=statuses)
            table = _kept(check, problems)
        if table is not None:
            tables.append(rules.placed(table, name=name, origin=rules.PROJECT, numbered=True))
    rows = together(*tables)
    problems.extend(_twice(rows))
    if problems:
        count = dutch.counted(len(problems), "punt", "punten")
        raise ContractError(f"De cijfers kloppen niet ({count}).", problems, rows)
    return rows


def _kept(read: Callable[[], pd.DataFrame], problems: list[Problem]) -> pd.DataFrame | None:
    """Return what can be read, and keep what is wrong with the rest."""
    try:
        return read()
    except InputError as error:
        problems.extend(error.problems)
        return error.rest


def country_files(folder: Path | None = None) -> list[Path]:
    """Return the embedded tables of the whole country in a fixed order."""
    folder = folder or paths.data()
    return [path for path in inside(folder / "cijfers") if path.suffix == COUNTRY and path.is_file()]


def read_country(gemeente: str, neighbours: Sequence[str], folder: Path | None = None) -> pd.DataFrame:
    """
    Read what the tables of the whole country hold of a gemeente, of its `neighbours`, and of all wider areas.

    Returns
    -------
    DataFrame
        Placed rows of the contract (`rules.placed`), of published tables as those of `fetch` are: of the gemeente its
        wijken and buurten too, of a neighbour the gemeente alone.
    """
    own, near = ["", gemeente], [gemeente, *neighbours]
    # The first says which parts of a file need not be read at all: its rows lie by gemeente.
    wanted = field("gemeente").isin(["", *near]) & (field("gemeente").isin(own) | field("gebied").isin(near))
    return together(
        *(
            rules.placed(
                tidy.typed(pd.read_parquet(path, filters=wanted)),
                name=paths.relative(path),
                origin=rules.FETCHED,
            )
            for path in country_files(folder)
        )
    )


def inhabitants(gemeente: str, folder: Path | None = None) -> float:
    """
    Return how many people a gemeente has by the real figures of the project: the median of all years, or 0.

    A quick look for whoever checks one file; what is wrong with these tables is for a build to say.
    """
    found: list[float] = []
    for path in embedded_files(folder):
        if path.parent.name != "cijfers":
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        cells = (line.split(",") for line in lines if line.startswith(f"{PEOPLE},{gemeente},"))
        found.extend(float(one[3]) for one in cells if len(one) > 3 and one[3].isdecimal())
    for path in country_files(folder):
        wanted = [("gemeente", "==", gemeente), ("indicator", "==", PEOPLE), ("gebied", "==", gemeente)]
        found.extend(pd.read_parquet(path, columns=["waarde"], filters=wanted)["waarde"])
    return statistics.median(found) if found else 0


def unread_problems(folder: Path) -> Iterator[Problem]:
    """Yield F256 for everything beside the embedded tables that would be passed over without a word."""
    country = country_files(folder)
    for path in (path for name in FOLDERS for path in inside(folder / name)):
        if path.name.lower() not in BESIDE and not _is_table(path) and path not in country:
            yield _unread(path)


def _is_table(path: Path) -> bool:
    return path.suffix == SUFFIX and path.is_file() and not _COPY.search(path.stem)


def _unread(path: Path) -> Problem:
    found = "een map" if path.is_dir() else "een kopie" if _COPY.search(path.stem) else "geen tabel op .csv"
    return problem("F256 tabel", paths.relative(path), None, None, found, table=f"data/{path.parent.name}")


def _twice(rows: pd.DataFrame) -> Iterator[Problem]:
    """Yield F231 once for each pair of files that give the same number."""
    key = list(tidy.KEY)
    first = rows.drop_duplicates(key)[[*key, "bestand", "rij"]]
    both = rows.merge(first, on=key, suffixes=("", "_eerder"))
    both = both[both["bestand"] != both["bestand_eerder"]]
    for (name, earlier), group in both.groupby(["bestand", "bestand_eerder"], sort=False):
        count = dutch.counted(len(group), "cijfer dat", "cijfers die")
        values = {"count": count, "earlier": earlier, "stand": "staat" if len(group) == 1 else "staan"}
        row = group.iloc[0]
        yield problem("F231 project", str(name), int(row["rij"]), **values, **row.to_dict())
