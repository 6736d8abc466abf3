"""
The table contract: one row = one indicator, one area, one period, from one source.

It says how a row is written; what its numbers can be is for `analysis.model.rules`. Metadata lives in the
catalogue and is looked up there, never attached to a DataFrame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ground import codes, dutch, text_files
from analysis.ground.errors import ContractError, InputError, Problem
from analysis.ground.messages import problem

TEXT_COLUMNS = ("indicator", "gebied", "periode", "status", "methode", "bron")
NUMBER_COLUMNS = ("waarde", "ondergrens", "bovengrens", "teller", "noemer", "n")
COLUMNS = (*TEXT_COLUMNS[:3], *NUMBER_COLUMNS, *TEXT_COLUMNS[3:])
CONTRACT = "F268"  # code of a row that does not keep to the contract
KEY = ("indicator", "gebied", "periode", "bron")

# Statuses of a number that is there, from strong to weak: an aggregate is as weak as its weakest part.
WITH_VALUE = ("definitief", "voorlopig", "modelschatting", "voorbeeld")
# Statuses of a number that is not there; each says why.
WITHOUT_VALUE = ("onderdrukt", "ontbreekt", "niet van toepassing", "te weinig waarnemingen")
STATUSES = (*WITH_VALUE, *WITHOUT_VALUE)

# Dutch words for a reader, where the status itself is too short.
STATUS_TEXT = {
    "definitief": "definitief",
    "voorlopig": "voorlopig cijfer",
    "modelschatting": "modelschatting, geen meting",
    "voorbeeld": "Voorbeeldcijfers",
    "onderdrukt": "niet getoond (te kleine aantallen)",
    "ontbreekt": "geen gegevens",
    "niet van toepassing": "niet van toepassing",
    "te weinig waarnemingen": "te weinig waarnemingen",
}

METHODS = ("bron", "telling", "aggregatie", "wilson", "poisson", "byar", "dobson", "berekend", "geen")


def empty() -> pd.DataFrame:
    """Return a table of the contract without rows."""
    return conform(pd.DataFrame(columns=list(COLUMNS)))


def conform(table: pd.DataFrame) -> pd.DataFrame:
    """
    Give a table, with at least the text columns and `waarde`, the columns, order and types of the contract.

    Missing optional numbers become NaN; text columns become `str`. Rows are sorted by key, so that equal tables are
    equal bytes.
    """
    return typed(table).sort_values(list(KEY), kind="stable", ignore_index=True)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table the columns and types of the contract, its rows in the order they have."""
    result = table.reindex(columns=list(COLUMNS))
    for column in NUMBER_COLUMNS:
        result[column] = pd.to_numeric(result[column]).astype("float64")
    for column in TEXT_COLUMNS:
        result[column] = result[column].astype("str")
    return result


def read_csv(path: Path, *, name: str) -> pd.DataFrame:
    """
    Read one embedded file in the columns of the contract, its rows in the order of the file; label n is row n + 2.

    `name` is how messages name it. Raises `InputError` for what is no such table, and `ContractError` that names each
    cell that is no number; its `rest` are the rows that can be read.
    """
    problems: list[Problem] = []
    try:
        text = text_files.read_csv(path, required=COLUMNS, allowed=COLUMNS)
    except InputError as error:
        if error.rest is None:
            raise
        text, problems = error.rest, [*error.problems]
    problems += [one for column in NUMBER_COLUMNS for one in _number_problems(text[column], name)]
    text = text.drop(
        index=[row - 2 for row in {one.row for one in problems} if row and row - 2 in text.index]
    )
    numbers = {column: pd.to_numeric(text[column].where(text[column] != "")) for column in NUMBER_COLUMNS}
    table = typed(text.assign(**numbers))
    if problems:
        raise ContractError(f"{name} is niet helemaal te lezen.", problems, table)
    return table


def check_tidy(
    table: pd.DataFrame,
    *,
    name: str,
    sources: Sequence[str] | None = None,
    statuses: Sequence[str] = STATUSES,
) -> pd.DataFrame:
    """
    Return the table unchanged, or raise one `ContractError` that lists every problem with its row in the file.

    Every `bron` must be one of `sources`, when given.
    """
    problems = list(text_files.column_problems(name, table.columns, COLUMNS, COLUMNS))
    if not problems:
        problems.extend(_text_problems(table, name, sources, statuses))
        problems.extend(_value_problems(table, name))
        problems.extend(_key_problems(table, name))
    if problems:
        summary = (
            f"{name} voldoet niet aan de tabelafspraak ({dutch.counted(len(problems), 'punt', 'punten')})."
        )
        wrong = [one.row - 2 for one in problems if one.row]
        raise ContractError(summary, problems, table.drop(index=wrong, errors="ignore") if wrong else None)
    return table


def cell(value: object) -> str:
    """Say what stands in a cell of a table of the project: `"94"`, `"0.5"` or `een lege cel`."""
    text = "" if pd.isna(value) else f"{value:.15g}" if isinstance(value, float) else str(value)
    return f'"{text}"' if text else "een lege cel"


def _number_problems(column: pd.Series, name: str) -> Iterator[Problem]:
    number = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")  # more digits are not exact in a float
    for place, text in column.items():
        if text and not number.fullmatch(text):
            yield problem("F267", name, int(place) + 2, str(column.name), f'"{text}"')


def _text_problems(
    table: pd.DataFrame, name: str, sources: Sequence[str] | None, statuses: Sequence[str]
) -> Iterator[Problem]:
    no_area = ~table["gebied"].astype(str).map(codes.is_area).astype(bool)
    no_period = ~table["periode"].astype(str).map(codes.is_period).astype(bool)
    yield from _each(table, name, no_area, "F268 gebied", "gebied")
    yield from _each(table, name, no_period, "F268 periode", "periode")
    for column, known in (("status", statuses), ("methode", METHODS)):
        other = ~table[column].isin(known)
        yield from _each(table, name, other, "F268 keuze", column, known=", ".join(known))
    if sources is not None:
        yield from _each(table, name, ~table["bron"].isin(list(sources)), "F268 bron", "bron")


def _value_problems(table: pd.DataFrame, name: str) -> Iterator[Problem]:
    value, low, high = table["waarde"], table["ondergrens"], table["bovengrens"]
    too_much = value.notna() & table["status"].isin(WITHOUT_VALUE)
    missing = value.isna() & table["status"].isin(WITH_VALUE)
    outside = (value < low) | (value > high) | (low > high)
    yield from _each(table, name, too_much, "F268 te veel", "waarde")
    yield from _each(table, name, missing, "F268 geen", "waarde")
    yield from _each(table, name, value.abs() == np.inf, "F268 oneindig", "waarde")
    yield from _each(table, name, outside, "F268 buiten", "waarde")


def _key_problems(table: pd.DataFrame, name: str) -> Iterator[Problem]:
    double = table.duplicated(list(KEY), keep="first")
    for position in np.flatnonzero(double.to_numpy()):
        row = table.iloc[int(position)]
        same = (table[list(KEY)] == row[list(KEY)]).all(axis=1).to_numpy()
        first = int(table.index[same][0]) + 2
        yield _at(table, name, int(position), "F268 twee", "indicator", first=first)


def _each(
    table: pd.DataFrame, name: str, wrong: pd.Series, key: str, column: str, **values: Any
) -> Iterator[Problem]:
    for position in np.flatnonzero(wrong.fillna(False).to_numpy()):
        yield _at(table, name, int(position), key, column, **values)


def _at(table: pd.DataFrame, name: str, position: int, key: str, column: str, **values: Any) -> Problem:
    row = table.iloc[position]
    about = f"{row['indicator']}, {row['gebied']}, {row['periode']}, status {row['status']}"
    found = f"{cell(row[column])} bij {about}"
    return problem(key, name, int(table.index[position]) + 2, column, found, **values)
