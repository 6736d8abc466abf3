"""
How much of an edition is real: figures per chapter, and the rows behind them.

    python -m tools.fiction outputs/dalfsen/2025

A figure is mixed when real and fictional numbers stand in it. What is hidden or missing has no number and counts for neither.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ground.notebook_names import INDEX
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE

FICTIONAL = "voorbeeld"
REAL, MIXED, MADE_UP, WITHOUT = "echt", "gemengd", "verzonnen", "zonder cijfers"
KINDS = (REAL, MIXED, MADE_UP, WITHOUT)
ROWS = ("rijen echt", "rijen verzonnen")
WORDS = {STATUS_TEXT[status]: status for status in WITH_VALUE}
PROFILES = "02_wijkprofiel"


def kind_of(statuses: set[str]) -> str:
    """Return what a figure is made of, by the statuses of its numbers."""
    known = statuses & set(WITH_VALUE)
    if not known:
        return WITHOUT
    if FICTIONAL not in known:
        return REAL
    return MIXED if len(known) > 1 else MADE_UP


def counts(edition: Path) -> pd.DataFrame:
    """
    Count the figures of each chapter by what they are made of, and the rows in the files behind them.

    Returns
    -------
    DataFrame
        A row per chapter (the profiles are one), columns `KINDS` and `ROWS`, and the sum in the last row.
    """
    found: dict[str, dict[str, int]] = {}
    for index in sorted(edition.glob(f"*/{INDEX}")):
        name = index.parent.name
        chapter = found.setdefault(
            PROFILES if name.startswith(PROFILES) else name, dict.fromkeys((*KINDS, *ROWS), 0)
        )
        for part in json.loads(index.read_text(encoding="utf-8"))["onderdelen"]:
            if part["soort"] != "figuur":
                continue
            chapter[kind_of(set(part["status"]))] += 1
            for column, number in zip(ROWS, _rows(index.parent, part), strict=True):
                chapter[column] += number
    table = pd.DataFrame.from_dict(found, orient="index", columns=[*KINDS, *ROWS])
    table.loc["samen"] = table.sum()
    return table


def _rows(folder: Path, part: dict[str, Any]) -> tuple[int, int]:
    """Count the real and the fictional rows in the file of a figure."""
    file = folder / part["bestanden"]["csv"]
    table = pd.read_csv(file, sep=";", dtype="str", encoding="utf-8-sig")
    if "Status" not in table:
        return 0, 0
    statuses = table["Status"].map(WORDS)
    fictional = int((statuses == FICTIONAL).sum())
    return int(statuses.notna().sum()) - fictional, fictional


def markdown(table: pd.DataFrame) -> str:
    """Write the counts as a table of a document."""
    head = ["hoofdstuk", *table.columns]
    lines = [
        head,
        ["---"] * len(head),
        *([name, *map(str, row)] for name, row in zip(table.index, table.to_numpy(), strict=True)),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(markdown(counts(Path(sys.argv[1]))), end="")
