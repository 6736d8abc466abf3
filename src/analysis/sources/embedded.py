"""The figures that come with the project: `data/cijfers/*.csv`, one file a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import dutch, paths, remembered, tidy
from analysis.errors import ContractError, InputError, Problem

# A fictional number never passes for a real one, wherever a row of its folder ends up.
FICTIONAL = ("voorbeeld", *tidy.WITHOUT_VALUE)


def embedded_files(folder: Path | None = None) -> list[Path]:
    """Return the embedded tables in a fixed order: real figures first, fictional ones after them."""
    folder = folder or paths.data()
    return [*sorted((folder / "cijfers").glob("*.csv")), *sorted((folder / "voorbeeld").glob("*.csv"))]


def read_embedded(sources: Sequence[str], folder: Path | None = None) -> pd.DataFrame:
    """
    Read all embedded tables into one table of the contract.

    Parameters
    ----------
    sources : sequence of str
        The ids in `data/bronnen.csv`.
    folder : Path, optional
        The data folder; the project's own by default.

    Raises
    ------
    ContractError
        Every problem of every file: what cannot be read, what breaks the table contract, and
        a number in `voorbeeld/` that does not say it is fictional.
    """
    files = embedded_files(folder)
    key = ("embedded", folder, tuple(sources))
    return remembered.once(key, lambda: _read_files(files, sources), files).copy()


def _read_files(files: Sequence[Path], sources: Sequence[str]) -> pd.DataFrame:
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for path in files:
        name = paths.relative(path)
        statuses = FICTIONAL if path.parent.name == "voorbeeld" else tidy.STATUSES
        try:
            table = tidy.read_csv(path, name=name)
            tables.append(tidy.check_tidy(table, name=name, sources=sources, statuses=statuses))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise ContractError(
            f"De cijfers kloppen niet ({dutch.counted(len(problems), 'punt', 'punten')}).", problems
        )
    return tidy.conform(pd.concat(tables, ignore_index=True)) if tables else tidy.empty()
