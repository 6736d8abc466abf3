"""The register of organisations and facilities per kern ("sociale kaart"): organisations only, never residents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.ground import paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.model.policy_files import REGISTER, policy_file

FILE = REGISTER
COLUMNS = ("gemeente", "kern", "organisatie", "soort", "opmerking", "bron", "regel")
EVERYWHERE = "Alle"
MAY_BE_EMPTY = ("opmerking",)
# What points at one person: an address to write to, a telephone number, a form of address.
_PERSON = re.compile(r"@|\b0\d[\d -]{7,}\d\b|\b(?:mevrouw|meneer|dhr\.|mevr\.|mw\.)", re.I)


def read_register(gemeente: str, path: Path | None = None) -> pd.DataFrame:
    """
    Read the register of a gemeente.

    Returns
    -------
    DataFrame
        One row per organisation and kern; `Alle` is the whole gemeente.

    Raises
    ------
    InputError
        A cell that is empty, an organisation twice in a kern, one of another gemeente, or a cell
        that points at a person.
    """
    path = path or policy_file(gemeente, FILE)
    table = text_files.read_csv(path, required=COLUMNS, allowed=COLUMNS)
    name = paths.relative(path)
    if problems := list(_problems(name, table, gemeente)):
        raise InputError(f"{name} klopt niet.", problems)
    return table


def _problems(name: str, table: pd.DataFrame, gemeente: str) -> Iterator[Problem]:
    for number, row in enumerate(table.to_dict("records"), start=2):
        for column, cell in row.items():
            where = f'rij {number}, kolom "{column}"'
            if not cell.strip() and column not in MAY_BE_EMPTY:
                yield Problem(name, where, "niets", "een tekst", "Vul de cel in.")
            elif _PERSON.search(cell):
                # What was found is not repeated: it may be somebody's number.
                yield Problem(
                    name, where, "iets over een persoon", "alleen organisaties", "Haal het uit deze cel."
                )
        if row["gemeente"] not in (gemeente, ""):
            where = f'rij {number}, kolom "gemeente"'
            yield Problem(name, where, f'"{row["gemeente"]}"', gemeente, "Haal de rij weg.")
    twice = table.duplicated(["gemeente", "kern", "organisatie"])
    for number in table.index[twice]:
        found = f'"{table.loc[number, "organisatie"]}" nog een keer'
        yield Problem(
            name, f"rij {number + 2}", found, "elke organisatie een keer per kern", "Haal een rij weg."
        )
