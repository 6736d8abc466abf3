"""
What a policy analyst may change, typed: `params/<gemeente>.yml`.

Closed and frozen; read whole, with every problem at once; `kernmonitor schema`
writes the JSON schema that lets an editor complete the keys.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from analysis import codes, paths
from analysis.boundaries import read_successions, successor, written
from analysis.chapters import Chapter, ChapterRun, named
from analysis.errors import InputError, Problem
from analysis.protection import GateRule
from analysis.strict_yaml import Closed, load

# Codes of what is wrong with a params file, beside those of `strict_yaml`.
OUTSIDE, NOT_THERE, SAME_FOLDER, ENDED = "F602", "F605", "F607", "F211"

FIRST_EDITION = 2007  # the Wmo-visie, the oldest document the annex looks back to


class HouseStyle(Closed):
    """Colours of the municipality; checked for contrast and colour vision by a test."""

    hoofdkleur: str = Field(
        default="#1b5e7b", pattern=r"^#[0-9a-fA-F]{6}$", description="Eigen gebied, koppen"
    )
    accentkleur: str = Field(default="#b5540f", pattern=r"^#[0-9a-fA-F]{6}$", description="Nadruk")


class Areas(Closed):
    """Where the geometry lies; leave a key out when the municipality does not have it yet."""

    buurten: str = Field(description="GeoJSON met de buurten, in RD New")
    kernindeling: str = Field(description="CSV die elke buurt bij een kern zet")
    woonkernen: str = Field(
        default="", description="CSV met de delen van een gemeentelijke telling per woonkern"
    )


class Params(Closed):
    """One municipality, one edition of the annex."""

    gemeente: str = Field(description="Code van de gemeente, bijvoorbeeld GM0148")
    naam: str = Field(min_length=1, description="Naam zoals hij in de bijlage staat")
    editie: int = Field(strict=True, ge=FIRST_EDITION, description="Jaar van de bijlage")
    titel: str = Field(default="Monitoringsbijlage preventiebeleid", description="Titel op de voorkant")
    regio: str = Field(default="", description="Code van de regio waarmee vergeleken wordt, als die er is")
    vergelijk: tuple[str, ...] = Field(
        default=("NL00",), description="Codes van andere gebieden om mee te vergelijken"
    )
    regiokaart: str = Field(
        default="data/geo/gemeenten_regio_2025.geojson", description="GeoJSON met de gemeenten"
    )
    gebieden: Areas | None = Field(default=None, description="Buurten en kernen van de gemeente")
    notebooks: tuple[Annotated[Chapter, BeforeValidator(named, str | Chapter)], ...] = Field(
        min_length=1, description="Hoofdstukken van de bijlage, in deze volgorde"
    )
    uitvoer: str = Field(default="", description="Map voor de uitvoer; leeg is outputs/<naam>")
    tijdslimiet_cel: int = Field(
        strict=True, default=300, ge=1, le=3600, description="Seconden die een cel mag duren"
    )
    tijdslimiet_notebook: int = Field(
        strict=True, default=1800, ge=1, le=36000, description="Seconden die een heel notebook mag duren"
    )
    geheugenlimiet_mb: int = Field(
        strict=True, default=2048, ge=256, le=1_000_000, description="MB geheugen voor één notebook"
    )
    poort: GateRule = Field(default=GateRule(), description="Bescherming van kleine aantallen")
    huisstijl: HouseStyle = Field(default=HouseStyle(), description="Kleuren")

    @field_validator("gemeente")
    @classmethod
    def _is_a_gemeente_code(cls, value: str) -> str:
        if not re.fullmatch(r"GM[0-9]{4}", value):
            digits = re.sub(r"[^0-9]", "", value)
            hint = f"Bedoelt u GM{digits:0>4}?" if 0 < len(digits) <= 4 else "Zoek de code op bij CBS."
            if {"/", "\\"} & set(value):
                raise ValueError(f"GM met vier cijfers, zoals GM0148|Een code is geen pad. {hint}|{OUTSIDE}")
            raise ValueError(f"GM met vier cijfers, zoals GM0148|{hint}")
        return value

    @field_validator("gemeente", mode="before")
    @classmethod
    def _number_lost_its_zero(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @field_validator("editie")
    @classmethod
    def _is_not_in_the_future(cls, value: int) -> int:
        this_year = dt.date.today().year  # noqa: DTZ011  the analyst's own calendar
        if value > this_year:
            raise ValueError(f"een jaar tot en met {this_year}|Een editie kan niet in de toekomst liggen.")
        return value

    @field_validator("regiokaart", "uitvoer")
    @classmethod
    def _stays_inside(cls, value: str) -> str:
        return _inside_project(value)

    @field_validator("gebieden")
    @classmethod
    def _areas_stay_inside(cls, value: Areas | None) -> Areas | None:
        if value:
            for path in (value.buurten, value.kernindeling, value.woonkernen):
                _inside_project(path)
        return value

    @property
    def chapters(self) -> tuple[ChapterRun, ...]:
        """The notebooks, each with its parameters; a list of values is one chapter per value."""
        return tuple(run for chapter in self.notebooks for run in chapter.runs())

    @property
    def slug(self) -> str:
        """Name of the municipality as a folder."""
        return codes.slug(self.naam)

    def for_runs(self) -> Params:
        """Return what the release and a notebook may see: not which chapters there are, nor how long they may take."""
        chosen = {"notebooks": (), "tijdslimiet_cel": 1, "tijdslimiet_notebook": 1}
        return self.model_copy(update=chosen)

    def folder(self) -> Path:
        """Return where this edition is written by default."""
        return paths.root() / (self.uitvoer or f"outputs/{self.slug}") / str(self.editie)


def _inside_project(value: str) -> str:
    if value and not (paths.root() / value).resolve().is_relative_to(paths.root()):
        raise ValueError(f"een pad binnen de projectmap|Haal .. of de schijfnaam uit het pad.|{OUTSIDE}")
    return value


def read_params(path: Path) -> Params:
    """
    Read one params file and check that the files it names are there.

    Raises
    ------
    InputError
        All problems at once, each with line, key, value found and what to do.
    """
    name = paths.relative(path)
    if not path.resolve().is_relative_to(paths.root()):
        found, expected = "een pad buiten het project", "een bestand in params/"
        problem = Problem(str(path), "", found, expected, "Zet het in params/.", OUTSIDE)
        raise InputError(f"{name} ligt buiten het project.", [problem])
    params = load(path, Params)
    problems = []
    if ended := successor(params.gemeente, read_successions()):
        found, expected = f'"{params.gemeente}"', "de code van een gemeente die er nog is"
        action = f"{written(ended)}. Neem de nieuwe code over."
        problems.append(Problem(name, 'sleutel "gemeente"', found, expected, action, ENDED))
    files = {"regiokaart": params.regiokaart}
    if params.gebieden:
        files |= {f"gebieden.{key}": value for key, value in params.gebieden.model_dump().items()}
    for key, value in files.items():
        if value and not _is_there(paths.root() / value):
            place, action = f'sleutel "{key}"', "Controleer het pad."
            problems.append(Problem(name, place, f'"{value}"', "een bestaand bestand", action, NOT_THERE))
    # The name is looked up in the list, never made into a path: it could lead out of the folder.
    known = sorted(path.stem for path in paths.notebooks().glob("[0-9]*.ipynb"))
    for notebook in (chapter.notebook for chapter in params.chapters if chapter.notebook not in known):
        expected = f"een van: {', '.join(known)}"
        place = 'sleutel "notebooks"'
        problems.append(Problem(name, place, f'"{notebook}"', expected, "Kies daaruit.", NOT_THERE))
    if problems:
        raise InputError(f"{name} noemt wat er niet is of niet meer is.", problems)
    return params


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long for any file
        return False


def read_all(files: Sequence[Path]) -> dict[Path, Params]:
    """
    Read several params files; two that write to the same folder are refused.

    Raises
    ------
    InputError
        The problems of all files together.
    """
    found: dict[Path, Params] = {}
    problems: list[Problem] = []
    # `params/*.yml` also names the order of the annex and the file for the whole country; nobody means those.
    passed = {paths.chapters().resolve(), paths.national().resolve()}
    for path in (path for path in files if len(files) == 1 or path.resolve() not in passed):
        try:
            found[path] = read_params(path)
        except InputError as error:
            problems.extend(error.problems)
    folders: dict[Path, Path] = {}
    for path, params in found.items():
        other = folders.setdefault(params.folder().resolve(), path)
        if other is not path:
            found_text = f"dezelfde uitvoermap als {paths.relative(other)}"
            action = "Geef een van beide een andere naam, editie of uitvoer."
            name, place = paths.relative(path), 'sleutel "uitvoer"'
            problems.append(Problem(name, place, found_text, "een eigen map", action, SAME_FOLDER))
    if problems:
        raise InputError("De parameters kloppen niet; er is niets geschreven.", problems)
    return found


def schema_text() -> str:
    """Return the JSON schema of a params file, as `params/schema/gemeente.json` holds it."""
    return json.dumps(Params.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
