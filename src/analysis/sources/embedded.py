"""The figures that come with the project: `data/cijfers/*.csv`, one file a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import paths, tidy


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
        A file that breaks the table contract, with every problem in it.
    """
    tables = []
    for path in embedded_files(folder):
        name = paths.relative(path)
        tables.append(tidy.check_tidy(tidy.read_csv(path, name=name), name=name, sources=sources))
    return tidy.conform(pd.concat(tables, ignore_index=True)) if tables else tidy.empty()
