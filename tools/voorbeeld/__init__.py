"""
Fictional figures for what was found nowhere, so that every chart works on the first day.

`python -m tools.voorbeeld` writes `data/voorbeeld/*.csv` again, the
same bytes each time. Nothing here describes anybody: every value has status
`voorbeeld`, and `data/voorbeeld/README.md` says on what it is calibrated and
what replaces it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.ground import paths
from analysis.model import tidy
from tools.voorbeeld import burgerpeiling, jeugdhulp, mantelzorg
from tools.voorbeeld.rows import csv_text


def generate() -> dict[str, pd.DataFrame]:
    """Return the fictional tables by the name of their file, each checked against the table contract."""
    tables = {
        "jeugdhulp": jeugdhulp.table(),
        "mantelzorg": mantelzorg.table(),
        "burgerpeiling": burgerpeiling.table(),
    }
    return {name: tidy.check_tidy(table, name=f"voorbeeld/{name}") for name, table in tables.items()}


def write(folder: Path | None = None) -> list[Path]:
    """
    Write the fictional tables.

    Parameters
    ----------
    folder : Path, optional
        Where to; `data/voorbeeld` by default.

    Returns
    -------
    list of Path
        The files written.
    """
    folder = folder or paths.data() / "voorbeeld"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in generate().items():
        path = folder / f"{name}.csv"
        path.write_text(csv_text(table), encoding="utf-8", newline="\n")
        written.append(path)
    return written
