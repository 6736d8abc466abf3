"""Rows of the table contract that still know where they stand: file, row and column."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import message
from analysis.model import tidy
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import Known

Found = tuple[object, Problem]  # the label of the row, and what is wrong with it

PROJECT, FETCHED, DELIVERED = "project", "opgehaald", "aangeleverd"
# The file, the row in it (0 where it has none), the column of the value ("" where it is the contract's own).
WHERE: Final = ("bestand", "rij", "kolom", "herkomst")
COLUMNS: Final = (*tidy.COLUMNS, *WHERE)


def placed(table: pd.DataFrame, *, name: str, origin: str, numbered: bool = False) -> pd.DataFrame:
    """
    Add to each row of the table contract, in the order of the file, where it stands.

    `origin` is `PROJECT`, `FETCHED` or `DELIVERED`. The table may have `rij` and `kolom` already; where its rows are
    `numbered`, label 0 is row 2 of the file.
    """
    number = table.get("rij", table.index + 2 if numbered else 0)
    found = table.assign(bestand=name, rij=number, kolom=table.get("kolom", ""), herkomst=origin)
    return found[list(COLUMNS)]


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Put placed tables under each other."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return tidy.empty().assign(bestand="", rij=0, kolom="", herkomst="")
    return pd.concat(filled, ignore_index=True)


def with_facts(rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    """
    Add what the catalogue says of each row, and leave out rows about what it does not know.

    Returns
    -------
    DataFrame
        With `eenheid`, `laagste`, `hoogste`, `per`, `telling` (a count), `optelbaar`, `niveau`, `geheel` (the gemeente
        that an area lies in, else ""), `jaar`, `decimalen`, `fictief` and `gemeten` (there is a value).
    """
    # Others say of an indicator or an area that nobody knows.
    rows = rows[rows["indicator"].isin(list(known.indicators))]
    about = {name: known.indicators[name] for name in rows["indicator"].unique()}
    areas = {code: known.areas.get(code) for code in rows["gebied"].unique()}
    facts = {
        column: rows["indicator"].map({name: getattr(one, fact) for name, one in about.items()}).astype(kind)
        for column, fact, kind in (
            ("eenheid", "unit", "object"),
            ("laagste", "low", "float64"),
            ("hoogste", "high", "float64"),
            ("per", "per", "float64"),
            ("telling", "count", "bool"),
            ("optelbaar", "adds_up", "bool"),
        )
    }
    return rows.assign(
        **facts,
        niveau=rows["gebied"].map({code: one.niveau if one else "" for code, one in areas.items()}),
        geheel=rows["gebied"].map({code: known.gemeente_of(code) for code in areas}),
        jaar=pd.to_numeric(rows["periode"].str[:4], errors="coerce"),
        decimalen=pd.Series(arithmetic.decimals(rows["waarde"]), rows.index, dtype="int64"),
        fictief=rows["status"] == "voorbeeld",
        gemeten=rows["waarde"].notna(),
    )


def amount(value: float) -> str:
    """Write a number in Dutch, with no more than four decimals and no more than it has."""
    decimals = next((some for some in range(4) if abs(value - round(value, some)) < arithmetic.DUST), 4)
    return dutch.number(value, decimals)


def number(value: float, row: Any) -> str:
    """Write a number as it would stand in the file of a row: the tables of the project have points."""
    return f"{value:.15g}" if row.herkomst == PROJECT else amount(value)


def cell(row: Any, column: str = "waarde") -> str:
    """Say what stands in a cell; of a share that was made of two delivered counts, those: `"3 van 324"`."""
    value = getattr(row, column)
    if row.herkomst == PROJECT or not isinstance(value, float) or math.isnan(value):
        return tidy.cell(value)
    if column == "waarde" and row.herkomst == DELIVERED and 100 * row.teller == value * row.noemer:
        return f'"{amount(row.teller)} van {amount(row.noemer)}"'
    return f'"{amount(value)}"'


def problem(
    row: Any, key: str, column: str, /, *, found: str = "", warning: bool | None = None, **values: Any
) -> Problem:
    """
    Point at a cell of a placed row; a delivered one names the column of its own file.

    `key`, `warning` and `values` as of `Message.at` and `message`; what was found is the cell itself by default.
    """
    place = f"{row.indicator}, {row.gebied}, {row.periode}"
    found = found or f"{cell(row, column)} bij {place}"
    where = row.bestand, int(row.rij) or None, row.kolom or column, found
    return message(key, **values).at(*where, place="" if row.rij else place, warning=warning)
