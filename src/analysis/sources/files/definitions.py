"""
The definitions of delivered files: `data/bronnen.yml`, one entry a source.

A new source is text there, not code here. A cell is read as text and converted
by its definition; nothing is guessed per cell. `Context` is what it is held against.
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
    "ja_nee",
    "keuze",  # a word of `keuzes`
    "tekst",
]
Role = Literal["waarde", "teller", "noemer", "n", "ondergrens", "bovengrens"]
NUMBERS = ("aantal", "getal", "percentage")


class Column(Closed):
    """One column of a delivered table."""

    naam: str = Field(description="Kop van de kolom")
    ook: tuple[str, ...] = Field(default=(), description="Andere koppen voor dezelfde kolom")
    soort: Kind
    hulp: str = Field(default="", description="Uitleg in het sjabloon en bij een fout")
    verplicht: bool = True
    leeg: str = Field(
        default="", description="Status van een lege cel; zonder status is een lege cel een fout"
    )
    rol: Role | None = Field(default=None, description="Wat het getal is in de tabelafspraak")
    indicator: str = Field(
        default="", description="Indicator van de kolom; leeg als een andere kolom hem noemt"
    )
    keuzes: dict[str, str] = Field(
        default_factory=dict,
        description="Woord in het bestand -> indicator of betekenis; bij een gebied: andere code -> onze code",
    )
    niveaus: tuple[str, ...] = Field(
        default=(), description="Bij een gebied: welke niveaus mogen; leeg is elk niveau"
    )
    factor: float = Field(default=1, gt=0, description="Getal in het bestand maal dit is de eenheid")


class Total(Closed):
    """Columns whose sum is known: shares that make 100, or parts that make another column."""

    delen: tuple[str, ...] = Field(min_length=2)
    kolom: str = Field(default="", description="Kolom met het totaal; leeg: de delen zijn samen 100%")
    speling: float = Field(default=1, ge=0)


class Definition(Closed):
    """
    How one kind of file looks.

    `bron` is the id in `data/bronnen.csv` that its rows carry; `eigen` marks a file of
    the municipality itself: it has a template, and columns about a person are refused.
    """

    titel: str
    hulp: str = ""
    bron: str
    vorm: Literal["tabel", "kaart"] = "tabel"
    eigen: bool = False
    codering: Literal["utf-8", "cp1252"] = "utf-8"
    scheiding: Literal[";", ",", "\t"] = ";"
    decimaal: Literal[",", "."] = ","
    duizendtal: Literal[".", ",", " ", ""] = ""
    ontbreekt: dict[str, str] = Field(
        default_factory=dict, description="Teken in een cel -> status van een getal dat er niet is"
    )
    blad: str = Field(default="", description="Werkblad; leeg als er maar een is")
    kolommen: tuple[Column, ...] = Field(min_length=1)
    sleutel: tuple[str, ...] = Field(min_length=1, description="Kolommen die een rij aanwijzen")
    status: str = "definitief"
    meting: Literal["telling", "enquete", "model"] = "telling"
    periode: str = Field(default="", description="Periode van het hele bestand, als geen kolom hem noemt")
    ruim: bool = Field(
        default=False,
        description="Het bestand bevat meer dan wij gebruiken: andere kolommen, en rijen over een gebied met een "
        "geldige code die wij niet kennen, worden zonder melding overgeslagen",
    )
    minimum_n: int = Field(
        default=0,
        ge=0,
        description="Minder waarnemingen worden niet getoond; zonder kolom met rol n telt bij een enquete de noemer",
    )
    volledig: bool = Field(default=False, description="Elke kern van de gemeente hoort erin te staan")
    sommen: tuple[Total, ...] = ()
    speling_delen: float = Field(
        default=0, ge=0, description="Hoeveel delen van een totaal mogen afwijken, per deel"
    )
    sprong: float = Field(
        default=0, ge=0, description="Een waarde die zoveel keer de vorige is, is verdacht; 0 is niet toetsen"
    )

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
    kinds: Mapping[str, Definition] = field(default_factory=dict, repr=False)  # one may be taken for another


def read_definitions(path: Path) -> Mapping[str, Definition]:
    """Read `data/bronnen.yml` and check each definition against itself; raises `InputError` with every problem."""
    definitions = load(path, dict[str, Definition])
    problems = [
        problem for name, entry in definitions.items() for problem in _inner_problems(path.name, name, entry)
    ]
    if problems:
        raise InputError(f"{path.name} klopt niet.", problems)
    return definitions


def _inner_problems(file: str, name: str, entry: Definition) -> Iterator[Problem]:
    where, known = f'bron "{name}"', [column.naam for column in entry.kolommen]
    for key in (*entry.sleutel, *(part for total in entry.sommen for part in total.delen)):
        if key not in known:
            yield Problem(file, where, f'"{key}"', "een kolom van deze bron", "Noem een kolom die er is.")
    marks = {*entry.ontbreekt.values(), *(column.leeg for column in entry.kolommen if column.leeg)}
    for status, allowed in [*((mark, WITHOUT_VALUE) for mark in sorted(marks)), (entry.status, STATUSES)]:
        if status not in allowed:
            yield Problem(file, where, f'"{status}"', f"een van: {', '.join(allowed)}", "Kies een status.")
    for kind in ("gebied", "tekst") if entry.vorm == "kaart" else ():
        if not entry.of_kind(kind):
            yield Problem(
                file,
                where,
                f"geen kolom van de soort {kind}",
                "die voor de code en de naam",
                "Voeg haar toe.",
            )
