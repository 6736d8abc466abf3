"""What rules know of an indicator, an area and a period, and rows that still know where they stand: file, row, column."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from analysis.ground import codes, dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import message
from analysis.model import tidy
from analysis.model.areas import Area, gemeente_of
from analysis.model.catalogue import Indicator
from analysis.model.rules import arithmetic

# No more people than this live in the country, nor are there so many of anything that is counted here.
MOST: Final = 20_000_000
# What a value of this unit can be, lowest and highest. A noun in the plural is a count.
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "%": (0, 100),
    "rapportcijfer": (1, 10),
    "jaar": (0, 120),
    "euro": (0, 10_000_000),
    "km²": (0, 42_000),
    "inwoners per km²": (0, 100_000),
}
_RATE = re.compile(r"per ([0-9][0-9.]*) ")
PEOPLE: Final = "inwoners"  # the indicator that says how many people an area has
FIRST_YEAR: Final = 1900
_MONTH: Final = {"": 1, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}


# What rows get to know of their indicator: column and type.
FACTS: Final = {
    "eenheid": "object",
    "laagste": "float64",  # what a value can be, in the unit
    "hoogste": "float64",
    "per": "float64",  # 100 for a percentage, 1000 for a rate per thousand; NaN for what is no quotient
    "telling": "bool",  # of people or things: whole, unless a model made it
    "optelbaar": "bool",
}


def facts_of(entry: Indicator) -> dict[str, Any]:
    """Say what the unit of an indicator means, as `FACTS`."""
    rate = _RATE.search(f"{entry.eenheid} ")
    per = 100.0 if entry.is_share else float(rate[1].replace(".", "")) if rate else math.nan
    count = entry.eenheid not in BOUNDS and not rate and entry.decimalen == 0
    low, high = BOUNDS.get(entry.eenheid, (0, per if rate else MOST if count else math.inf))
    return dict(zip(FACTS, (entry.eenheid, low, high, per, count, entry.optelbaar), strict=True))


@dataclass(frozen=True)
class Known:
    """Everything a rule may look up: indicators by id, areas by code, today, and the year of the edition that is made."""

    indicators: Mapping[str, Indicator] = field(repr=False)
    areas: Mapping[str, Area] = field(repr=False)
    today: dt.date = field(default_factory=dt.date.today)
    edition: int | None = None


def has_begun(period: str, today: dt.date) -> bool:
    """Whether a text is a period of `FIRST_YEAR` or later that has begun: `2024`, `2024-Q1`, `2021-H1`, `2018-01-01`."""
    if not codes.is_period(period) or int(period[:4]) < FIRST_YEAR:
        return False
    rest = period[5:]
    month = _MONTH.get(rest) or int(rest[:2])
    return dt.date(int(period[:4]), month, int(rest[3:]) if len(rest) > 2 else 1) <= today


Found = tuple[int, Problem]  # the label of the row, and what is wrong with it

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

    `geheel` is the gemeente that an area lies in, else ""; `telling` a count; `gemeten` that there is a value.
    """
    # Others say of an indicator or an area that nobody knows.
    rows = rows[rows["indicator"].isin(list(known.indicators))]
    about = {name: facts_of(known.indicators[name]) for name in rows["indicator"].unique()}
    facts = {
        column: rows["indicator"].map({name: one[column] for name, one in about.items()}).astype(kind)
        for column, kind in FACTS.items()
    }
    areas = {code: known.areas.get(code) for code in rows["gebied"].unique()}
    return rows.assign(
        **facts,
        niveau=rows["gebied"].map({code: one.niveau if one else "" for code, one in areas.items()}),
        geheel=rows["gebied"].map({code: gemeente_of(code) for code in areas}),
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
    """Point at a cell of a placed row, see `message`; what was found is the cell itself by default."""
    place = f"{row.indicator}, {row.gebied}, {row.periode}"
    found = found or f"{cell(row, column)} bij {place}"
    where = row.bestand, int(row.rij) or None, row.kolom or column, found
    return message(key, **values).at(*where, place="" if row.rij else place, warning=warning)
