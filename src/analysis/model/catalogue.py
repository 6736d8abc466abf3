"""The indicator catalogue: what every number is, in the words the annex prints, with its sources and areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.errors import InputError, Problem
from analysis.ground.strict_yaml import Closed, load
from analysis.model.areas import Area, Level, loose_areas, read_areas
from analysis.model.policy_files import Reference, unknown
from analysis.model.registers import read_rows

Direction = Literal["hoger is gunstig", "lager is gunstig", "neutraal"]
Kind = Literal["feitelijk", "beleving", "model"]
# What makes a number uncertain: nothing but rounding, the chance of one year, who was asked, or a model; "" when unknown.
Margin = Literal["telling", "registratie", "steekproef", "model", ""]
# Units that say how much there is for each person or place: larger areas have no more of it.
INTENSITIES = ("%", "euro", "jaar", "rapportcijfer", "kilometer", "uren per week")


class Break(Closed):
    """A year in which an indicator began to mean something else."""

    jaar: int = Field(description="Eerste jaar volgens de nieuwe definitie of indeling")
    waarom: str
    gebieden: tuple[str, ...] = Field(default=(), description="Leeg: de breuk geldt overal")


class Indicator(Closed):
    """One entry of the catalogue; `docs/nieuwe_indicator.md` explains each key."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    naam: str
    kort: str = Field(description="Korte naam voor bij een staaf, hooguit 45 tekens", max_length=45)
    thema: str = ""
    definitie: str
    eenheid: str = Field(description="% of een zelfstandig naamwoord in het meervoud")
    decimalen: int = Field(default=0, ge=0, le=3)
    teller: str = ""
    noemer: str = ""
    leeftijd: str = ""
    bron: tuple[str, ...] = Field(
        min_length=1, description="Ids uit data/bronnen.csv; de eerste wordt getekend"
    )
    niveaus: tuple[Level, ...] = Field(min_length=1)
    richting: Direction = "neutraal"
    soort: Kind = "feitelijk"
    relevant_verschil: float = Field(
        default=0, ge=0, description="Kleinste verschil dat ertoe doet, in de eenheid"
    )
    minimum_n: int = Field(default=0, ge=0)
    eigen_registratie: bool = Field(
        default=False, description="Eigen telling over zorg: de poort rondt en verbergt"
    )
    eigen_onderzoek: bool = Field(
        default=False, description="Vraag uit eigen onderzoek: de poort rondt en verbergt de antwoorden"
    )
    optelbaar: bool = Field(default=False, description="Aantal: delen tellen op tot het geheel")
    afgeleid: tuple[str, str] | None = Field(
        default=None, description="Ids van teller en noemer: het aandeel per kern wordt daaruit herrekend"
    )
    onderdelen: tuple[str, ...] = Field(
        default=(), description="Ids van aantallen die samen dit aantal zijn; de poort rekent ermee"
    )
    vervolg_op: str = Field(
        default="", description="Id van de vraag ervoor: wie daar is geteld, is hier de noemer"
    )
    antwoord_op: str = Field(
        default="", description="Vraag met één antwoord: wat hetzelfde noemt, is samen de noemer"
    )
    hooguit: tuple[str, ...] = Field(
        default=(), description="Ids van aantallen waar dit aantal nooit boven komt"
    )
    noemer_is: tuple[str, ...] = Field(
        default=(), description="Ids van gepubliceerde aantallen die samen de noemer zijn"
    )
    doel: str = Field(default="", description="Knoop van de doelenboom")
    aannemelijk: tuple[float, float] | None = Field(
        default=None, description="Laagste en hoogste waarde die dit cijfer in Nederland heeft, in de eenheid"
    )
    breuken: tuple[Break, ...] = ()
    beperkingen: tuple[str, ...] = Field(default=(), description="Sleutels uit beperkingen.yml")
    uitleg_b1: str

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage."""
        return self.eenheid == "%"

    @property
    def is_comparable(self) -> bool:
        """Whether areas may be held against each other: a number of people is no larger for being of a larger area."""
        per_head = self.eenheid in INTENSITIES or " per " in self.eenheid
        return per_head or self.id.startswith("gemiddelde_")


class Source(Closed):
    """One row of `data/bronnen.csv`: where numbers come from and what may be done with them."""

    bron: str
    titel: str
    uitgever: str
    tabel: str = ""
    versie: str = ""
    url: str = Field(default="", pattern=r"^(https?://\S+)?$", description="Begint met https://")
    licentie: str
    peildatum: str = ""
    opgehaald: str = ""
    opmerking: str = ""
    naam_kort: str = Field(description="Zo staat de bron onder een figuur")
    beperkingen: tuple[str, ...] = Field(default=(), description="Sleutels uit beperkingen.yml, met spaties")
    marge: Margin = Field(default="", description="Waar de onzekerheid vandaan komt")
    ontwerpeffect: float = Field(
        default=1.5, ge=1, description="Hoeveel groter de variantie van een steekproef is dan bij loting"
    )

    @field_validator("ontwerpeffect", mode="before")
    @classmethod
    def _usual(cls, value: object) -> object:
        return 1.5 if value == "" else value

    @property
    def design_effect(self) -> float:
        """Return by what respondents are divided for the effective n; 1 where nobody was drawn."""
        return self.ontwerpeffect if self.marge in ("steekproef", "") else 1.0

    @field_validator("beperkingen", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value


@dataclass(frozen=True)
class Catalogue:
    """What is known about numbers before the numbers themselves, by id; caveats are the sentences of `beperkingen.yml`."""

    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    areas: Mapping[str, Area]
    caveats: Mapping[str, str]

    def __getitem__(self, indicator: str) -> Indicator:
        """Return one indicator, or raise an error that names the nearest one."""
        what = "een indicator uit de catalogus"
        if wrong := unknown(
            "data/catalogus", [("", indicator, self.indicators, what)], "Zie data/catalogus/."
        ):
            raise InputError("Deze indicator bestaat niet.", wrong)
        return self.indicators[indicator]

    def source(self, name: str) -> Source:
        """Return one source, or raise an error that names the nearest one."""
        what = "een bron uit het register"
        if wrong := unknown("data/bronnen.csv", [("", name, self.sources, what)], "Zet haar daar neer."):
            raise InputError("Deze bron bestaat niet.", wrong)
        return self.sources[name]

    def name(self, area: str) -> str:
        """Return the name of an area; an unknown code is its own name."""
        return self.areas[area].naam if area in self.areas else area

    def caveats_of(self, indicators: Iterable[str], sources: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the caveats of these indicators and sources as sentences, each once."""
        entries: list[Indicator | Source] = [self[one] for one in indicators]
        entries += [self.sources[one] for one in sources if one in self.sources]
        keys = [key for entry in entries for key in entry.beperkingen]
        return tuple(self.caveats[key] for key in dict.fromkeys(keys))


def read_catalogue(folder: Path | None = None, *, gemeente: str = "") -> Catalogue:
    """
    Read catalogue, sources and areas in a data folder, and check that they know each other.

    `gemeente` says whose own list of areas to read beside the shared one; those of all by default, which with the
    whole country in the data folder is slow.
    """
    folder = folder or paths.data()
    shared = read_shared(folder)
    # A gemeente that was added has its own list; what the shared one says goes first.
    own: dict[str, Area] = {}
    for path in sorted((folder / "geo").glob(f"{gemeente or 'GM*'}/gebieden.csv")):
        own = read_areas(path) | own
    return replace(shared, areas=own | dict(shared.areas)) if own else shared


def read_shared(folder: Path | None = None) -> Catalogue:
    """Read what is of no gemeente alone; see `read_catalogue`."""
    folder = folder or paths.data()
    files = [folder / "bronnen.csv", folder / "geo" / "gebieden.csv"]
    files += sorted((folder / "catalogus").glob("*.yml"))
    return cached(("catalogus", folder), lambda: _read_shared(folder), files)


def _read_shared(folder: Path) -> Catalogue:
    sources = {one.bron: one for one in read_rows(folder / "bronnen.csv", Source, ["bron"])}
    areas = read_areas(folder / "geo" / "gebieden.csv")
    problems = list(loose_areas(paths.relative(folder / "geo" / "gebieden.csv"), areas))
    caveats = load(folder / "catalogus" / "beperkingen.yml", dict[str, str])
    indicators: dict[str, Indicator] = {}
    for path in sorted((folder / "catalogus").glob("*.yml")):
        if path.name == "beperkingen.yml":
            continue
        name = paths.relative(path)
        for entry in load(path, tuple[Indicator, ...]):
            where = f'indicator "{entry.id}"'
            if entry.id in indicators:
                expected = "een id dat nog niet bestaat"
                problems.append(Problem(name, where, f'"{entry.id}"', expected, "Geef een andere naam."))
            sources_of = [
                (f"{where}, bron", one, sources, "een bron uit data/bronnen.csv") for one in entry.bron
            ]
            problems += unknown(
                name, [*sources_of, *_caveats(where, entry, caveats)], "Voeg toe wat ontbreekt."
            )
            indicators[entry.id] = entry.model_copy(update={"thema": entry.thema or path.stem})
    problems += unknown("data/catalogus", _links(indicators), "Kies een id.")
    for source in sources.values():
        problems += unknown("data/bronnen.csv", _caveats(f'bron "{source.bron}"', source, caveats))
    if problems:
        raise InputError("De catalogus klopt niet.", problems)
    return Catalogue(indicators, sources, areas, caveats)


def _links(indicators: Mapping[str, Indicator]) -> Iterator[Reference]:
    """Yield what an entry says of another one, which has to be a count, or a share where it follows on a question."""
    shares = {name for name, entry in indicators.items() if entry.is_share}
    counts = indicators.keys() - shares
    for entry in indicators.values():
        where = f'indicator "{entry.id}"'
        for key in ("onderdelen", "hooguit", "noemer_is"):
            for one in getattr(entry, key):
                yield f"{where}, {key}", one, counts, "een aantal uit de catalogus"
        if entry.vervolg_op:
            yield f"{where}, vervolg_op", entry.vervolg_op, shares, "een aandeel uit de catalogus"


def _caveats(where: str, entry: Indicator | Source, known: Mapping[str, str]) -> Iterator[Reference]:
    for key in entry.beperkingen:
        yield f"{where}, beperkingen", key, known, "een sleutel uit beperkingen.yml"
