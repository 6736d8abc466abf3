"""
What each column of a table on the network means: `data/tabellen.yml`, one entry a source.

A new table or column is text there, not code here. Columns are known by their
stem: the name without the number at its end, which changes with every issue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.ground import codes, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.strict_yaml import Closed, load

MapLevel = Literal["buurten", "wijken", "gemeenten"]


class TableTopic(Closed):
    """One column of a table, and the indicator it is."""

    stam: str = Field(description="Naam van de kolom zonder volgnummer")
    indicator: str
    ook: tuple[str, ...] = Field(
        default=(), description="Namen van dezelfde kolom in een andere jaargang of tabel"
    )
    som: tuple[str, ...] = Field(
        default=(), description="Kolommen die samen hetzelfde zijn, waar de tabel het onderwerp splitst"
    )
    groep: str = Field(default="", description="Groep van de kolom, als haar naam twee keer voorkomt")
    factor: float = Field(default=1, gt=0, description="Getal in de tabel maal dit is de eenheid")
    telling: bool = Field(default=False, description="Een aantal, geen percentage of gemiddelde")
    sinds: int | None = Field(default=None, description="Eerste jaar waarin de kolom dit betekent")
    tot: int | None = Field(default=None, description="Laatste jaar waarin de kolom dit betekent")
    gezien: bool = Field(default=True, description="false: niet gezien in een antwoord van de dienst")

    @property
    def same(self) -> tuple[str, ...]:
        """The columns that are this topic each by itself, with their group where that is needed."""
        return self._grouped(self.stam, *self.ook)

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that are this topic together."""
        return self._grouped(*self.som)

    def _grouped(self, *stems: str) -> tuple[str, ...]:
        return tuple(f"{self.groep}/{stem}" if self.groep else stem for stem in stems)

    def holds_in(self, year: int) -> bool:
        """Whether the column means this in a year."""
        return (self.sinds is None or year >= self.sinds) and (self.tot is None or year <= self.tot)


class Margins(Closed):
    """A dimension whose codes are the value and its 95% bounds."""

    dimensie: str
    waarde: str
    ondergrens: str
    bovengrens: str


class NetworkTable(Closed):
    """
    One table, or one series of tables with an id per period.

    `bron` is the id in `data/bronnen.csv` that its rows carry.
    """

    bron: str
    dienst: Literal["cbs", "rivm"]
    gebied: str = Field(description="Dimensie met de gebieden")
    tabel: str = Field(default="", description="Nummer van een tabel die zelf perioden heeft")
    per_periode: dict[str, str] = Field(
        default_factory=dict, description="Periode -> nummer van een tabel zonder perioden"
    )
    kies: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Dimensie -> codes die worden opgehaald"
    )
    marges: Margins | None = None
    anderen: tuple[str, ...] = Field(
        default=(), description="Gebieden naast die van de gemeente, zoals de tabel ze schrijft"
    )
    gebieden_als: dict[str, str] = Field(
        default_factory=dict, description="Code in de tabel -> code in kernmonitor"
    )
    niveaus: tuple[Literal["buurt", "wijk", "gemeente", "regio", "provincie", "land"], ...] = Field(
        min_length=1
    )
    status: Literal["definitief", "modelschatting"] = "definitief"
    voorlopig: tuple[str, ...] = Field(default=(), description="Perioden waarvan de cijfers voorlopig zijn")
    gezien: bool = Field(
        default=True, description="false: nummer of dimensies niet gezien in een antwoord van de dienst"
    )
    onderwerpen: tuple[TableTopic, ...] = Field(min_length=1)

    def editions(self) -> tuple[tuple[str, str], ...]:
        """Return the period and id of each table; the period is empty where the table has its own periods."""
        return (("", self.tabel),) if self.tabel else tuple(self.per_periode.items())

    def number(self, period: str) -> str:
        """Return the id of the table of a period, as messages name it."""
        return self.tabel or self.per_periode.get(period, self.bron)

    def topics(self, year: int | None = None) -> tuple[TableTopic, ...]:
        """Return the topics that are read, of one year or of all."""
        return tuple(topic for topic in self.onderwerpen if year is None or topic.holds_in(year))

    def stems(self, year: int | None = None) -> tuple[str, ...]:
        """Return every column that may be read, in the order of the file, each once; a table has some of them."""
        return tuple(
            dict.fromkeys(stem for topic in self.topics(year) for stem in (*topic.same, *topic.parts))
        )

    def readable(self, there: Collection[str]) -> tuple[str, ...]:
        """Return the columns to read of a table that has these stems."""
        return tuple(name for name in self.stems() if name.rpartition("/")[2] in there)

    def absent(self, there: Collection[str], year: int | None = None) -> tuple[TableTopic, ...]:
        """Return the topics that a table with these stems should have and has not."""
        readable = set(self.readable(there))
        return tuple(
            topic
            for topic in self.topics(year)
            if readable.isdisjoint(topic.same) and not (topic.parts and readable.issuperset(topic.parts))
        )


class MapLayers(Closed):
    """The boundaries that are fetched: which years, and which level each layer is."""

    bron: str
    jaren: tuple[int, ...] = Field(min_length=1)
    lagen: dict[MapLevel, Literal["buurt", "wijk", "gemeente"]]


class NetworkTables(Closed):
    """Everything that is fetched over the network."""

    tabellen: dict[str, NetworkTable]
    pdok: MapLayers


def read_tables(
    path: Path | None = None,
    *,
    sources: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> NetworkTables:
    """
    Read `data/tabellen.yml` and check it against itself, and against what is known when that is given.

    Each `bron` is one of the sources of `data/bronnen.csv`, each `indicator` one of the catalogue.

    Raises
    ------
    InputError
        With every problem: line or entry, value found, what was expected, what to do.
    """
    path = path or paths.data() / "tabellen.yml"
    tables = load(path, NetworkTables)
    name = paths.relative(path)
    problems = list(_unknown(name, tables, sources, indicators))
    for key, table in tables.tabellen.items():
        problems.extend(Problem(name, f'tabel "{key}"', *found) for found in _contradictions(table))
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return tables


def _unknown(
    name: str, tables: NetworkTables, sources: Collection[str] | None, indicators: Collection[str] | None
) -> Iterator[Problem]:
    entries: Mapping[str, NetworkTable | MapLayers] = {**tables.tabellen, "pdok": tables.pdok}
    for key, entry in entries.items():
        if sources is not None and entry.bron not in sources:
            found, expected = f'"{entry.bron}"', "een bron uit data/bronnen.csv"
            action = did_you_mean(entry.bron, sources, "Voeg haar toe.")
            yield Problem(name, f'tabel "{key}", bron', found, expected, action)
    for key, table in tables.tabellen.items():
        for topic in table.onderwerpen:
            if indicators is not None and topic.indicator not in indicators:
                action = did_you_mean(topic.indicator, indicators, "Voeg hem toe aan data/catalogus/.")
                found, expected = f'"{topic.indicator}"', "een indicator uit de catalogus"
                yield Problem(name, f'tabel "{key}", stam "{topic.stam}"', found, expected, action)


def _contradictions(table: NetworkTable) -> Iterator[tuple[str, str, str]]:
    """Yield what a table says that cannot be: found, expected, action."""
    if bool(table.tabel) == bool(table.per_periode):
        found = "beide" if table.tabel else "geen van beide"
        yield found, '"tabel" of "per_periode"', "Laat er precies één staan."
    for period in sorted({*table.per_periode, *table.voorlopig}):
        if not codes.is_period(period):
            yield f'periode "{period}"', "2024, 2024-Q1, 2023-H1 of 2024-03", "Schrijf de periode zo."
    if table.marges is not None:
        wanted = (table.marges.waarde, table.marges.ondergrens, table.marges.bovengrens)
        for code in [code for code in wanted if code not in table.kies.get(table.marges.dimensie, ())]:
            expected = f'de codes van "marges" ook bij "kies", {table.marges.dimensie}'
            yield f'"{code}" alleen bij "marges"', expected, "Voeg de code daar toe."
