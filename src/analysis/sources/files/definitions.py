"""
The definitions of delivered files: `data/bronnen.yml`, one entry a source.

A new source is text there, not code here. A cell is read as text and converted by its definition; nothing is guessed
per cell. `Context` is what it is held against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.ground.errors import InputError, Problem
from analysis.ground.strict_yaml import Closed, load
from analysis.model.areas import Area
from analysis.model.boundaries import Succession
from analysis.model.tidy import STATUSES, WITHOUT_VALUE

Kind = Literal[
    "gebied",  # a code or a name of an area
    "periode",  # 2024, 2024-Q1, 2024-03
    "datum",  # 31-12-2024, 3 maart 2024
    "indicator",  # a word of `keuzes`, which names the indicator of the row
    "aantal",  # a whole number, 0 or more
    "getal",
    "percentage",  # 0 to 100
    "keuze",  # a word of `keuzes`
    "tekst",
]
Role = Literal["waarde", "teller", "noemer", "n", "ondergrens", "bovengrens"]
NUMBERS = ("aantal", "getal", "percentage")


class Column(Closed):
    """One column of a delivered table."""

    naam: str  # its heading
    ook: tuple[str, ...] = ()  # other headings of the same column
    soort: Kind
    hulp: str = ""  # what the template says of it
    verplicht: bool = True
    leeg: str = ""  # status of an empty cell, which is an error without one
    rol: Role | None = None  # what the number is in the table contract
    indicator: str = ""  # of the column; "" where another column names it
    keuzes: dict[str, str] = Field(
        default_factory=dict
    )  # word -> indicator or meaning; other code -> our area
    niveaus: tuple[str, ...] = ()  # that an area may have; none is any
    factor: float = Field(default=1, gt=0)  # number in the file times this is the unit


class Total(Closed):
    """Columns whose sum is known: shares that make 100, or parts that make another column."""

    delen: tuple[str, ...] = Field(min_length=2)
    kolom: str = ""  # with the total; "" where the parts make 100%
    speling: float = Field(default=1, ge=0)


class Definition(Closed):
    """How one kind of file looks."""

    titel: str
    hulp: str = ""
    bron: str  # id in `data/bronnen.csv` that its rows carry
    vorm: Literal["tabel", "kaart"] = "tabel"
    eigen: bool = False  # of the municipality itself: has a template, and no columns about a person
    codering: Literal["utf-8", "cp1252"] = "utf-8"
    scheiding: Literal[";", ",", "\t"] = ";"
    decimaal: Literal[",", "."] = ","
    duizendtal: Literal[".", ",", " ", ""] = ""
    ontbreekt: dict[str, str] = Field(default_factory=dict)  # mark in a cell -> status of a missing number
    blad: str = ""  # worksheet; "" where there is but one
    kolommen: tuple[Column, ...] = Field(min_length=1)
    sleutel: tuple[str, ...] = Field(min_length=1)  # columns that point a row out
    status: str = "definitief"
    meting: Literal["telling", "enquete", "model"] = "telling"
    periode: str = ""  # of the whole file, where no column names it
    ruim: bool = False  # holds more than is used: other columns and areas are passed over without a word
    minimum_n: int = Field(default=0, ge=0)  # fewer observations are not shown; a survey may count its noemer
    volledig: bool = False  # every kern of the gemeente belongs in it
    sommen: tuple[Total, ...] = ()
    speling_delen: float = Field(default=0, ge=0)  # how much the parts of a total may differ, per part
    sprong: float = Field(default=0, ge=0)  # so many times the value before is suspect; 0 is not looked at

    def column(self, name: str) -> Column:
        """Return a column by its own name."""
        return next(column for column in self.kolommen if column.naam == name)

    def of_kind(self, *kinds: str) -> list[Column]:
        """Return the columns of these kinds, in order."""
        return [column for column in self.kolommen if column.soort in kinds]


@dataclass(frozen=True)
class Context:
    """Everything a check may look up."""

    gemeente: str = ""  # whose file it is; empty when the file is about the whole country
    areas: Mapping[str, Area] = field(default_factory=dict, repr=False)
    today: dt.date = field(default_factory=dt.date.today)  # no year may lie after it
    successions: tuple[Succession, ...] = field(default=(), repr=False)  # codes that ended
    kernen: tuple[str, ...] = ()  # that a complete file names; empty when the gemeente has none yet
    inhabitants: float = 0  # by figures that come with the project; 0 where that is not known


def read_definitions(path: Path) -> Mapping[str, Definition]:
    """Read `data/bronnen.yml` and check each definition against itself; raises `InputError` with every problem."""
    definitions = load(path, dict[str, Definition])
    problems = [
        Problem(path.name, f'bron "{name}"', *words)
        for name, entry in definitions.items()
        for words in _inner_problems(entry)
    ]
    if problems:
        raise InputError(f"{path.name} klopt niet.", problems)
    return definitions


def _inner_problems(entry: Definition) -> Iterator[tuple[str, str, str]]:
    """Yield what was found in a definition, what was expected, and what to do."""
    known = [column.naam for column in entry.kolommen]
    for key in (*entry.sleutel, *(part for total in entry.sommen for part in total.delen)):
        if key not in known:
            yield f'"{key}"', "een kolom van deze bron", "Noem een kolom die er is."
    marks = {*entry.ontbreekt.values(), *(column.leeg for column in entry.kolommen if column.leeg)}
    for status, allowed in [*((mark, WITHOUT_VALUE) for mark in sorted(marks)), (entry.status, STATUSES)]:
        if status not in allowed:
            yield f'"{status}"', f"een van: {', '.join(allowed)}", "Kies een status."
    for kind in ("gebied", "tekst") if entry.vorm == "kaart" else ():
        if not entry.of_kind(kind):
            yield f"geen kolom van de soort {kind}", "die voor de code en de naam", "Voeg haar toe."
