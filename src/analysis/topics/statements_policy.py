"""
What professionals said about an area, and what there is to ask: `data/beleid/uitspraken_kernen.csv` and `gespreksvragen.csv`.

Both files are public documents in our own words, each line with where it stands; every gemeente has rows in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.ground import paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.model.policy_files import FOLDER

EVERY, WHOLE = "Alle", "Gemeente"  # in the column `kern`: every sheet, and that of the gemeente
JUDGEMENT = "professioneel oordeel"
SAID_FILE, ASKED_FILE = "uitspraken_kernen.csv", "gespreksvragen.csv"
SAID = ("gemeente", "kern", "uitspraak", "soort", "bron", "regel", "jaar")
ASKED = ("gemeente", "kern", "vraag", "bron", "regel")
MAY_BE_EMPTY = ("gemeente", "regel")
OWN = "kernmonitor"  # a question of ours, that no document asks

Row = Mapping[str, str]


def read_uitspraken() -> list[Row]:
    """
    Read what professionals said per kern.

    Raises
    ------
    InputError
        Missing columns or cells, or a statement of another kind than `professioneel oordeel`.
    """
    rows = _read(SAID_FILE, SAID)
    action = "Een meting hoort in data/cijfers/."
    problems = [
        Problem.at("", f"data/beleid/{SAID_FILE}", number, "soort", f'"{row["soort"]}"', JUDGEMENT, action)
        for number, row in enumerate(rows, start=2)
        if row["soort"] != JUDGEMENT
    ]
    if problems:
        raise InputError("Op het gesprekspapier staan alleen oordelen van professionals.", problems)
    return rows


def read_gespreksvragen() -> list[Row]:
    """Read the questions per kern; one without a gemeente is asked everywhere. Raises as `read_uitspraken`."""
    return _read(ASKED_FILE, ASKED)


def _read(file: str, columns: Sequence[str]) -> list[Row]:
    path = paths.data() / FOLDER / file
    name = paths.relative(path)
    rows: list[Row] = [*text_files.read_rows(path, required=columns)]
    problems = [
        Problem.at("", name, number, column, "niets", "een tekst", "Vul de cel in.")
        for number, row in enumerate(rows, start=2)
        for column in columns
        if column not in MAY_BE_EMPTY and not row[column].strip()
    ]
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return rows
