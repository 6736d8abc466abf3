"""What a policy analyst may change, typed: `params/<gemeente>.yml`, read whole with every problem at once."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from analysis.ground import codes, dutch, folders, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at, wrong
from analysis.ground.strict_yaml import Closed, Line, load_rest
from analysis.model.boundaries import read_successions, successor, written
from analysis.model.params_values import (
    Areas,
    Chapter,
    ChapterRun,
    HouseStyle,
    Inside,
    Name,
    Outputs,
    few_enough,
    named,
)
from analysis.model.protection import GateRule

FIRST_EDITION = 2007  # the Wmo-visie, the oldest document the annex looks back to


class Params(Closed):
    """One municipality, one edition of the annex."""

    gemeente: str = Field(description="Code van de gemeente, bijvoorbeeld GM0148")
    naam: Name = Field(min_length=1, max_length=100, description="Naam zoals hij in de bijlage staat")
    editie: int = Field(strict=True, ge=FIRST_EDITION, description="Jaar van de bijlage")
    titel: Line = Field(
        min_length=1, default="Monitoringsbijlage preventiebeleid", description="Titel op de voorkant"
    )
    regio: str = Field(default="", description="Code van de regio waarmee vergeleken wordt, als die er is")
    vergelijk: tuple[str, ...] = Field(
        default=("NL00",), description="Codes van andere gebieden om mee te vergelijken"
    )
    regiokaart: Inside = Field(
        default="data/geo/gemeenten_regio_2025.geojson", description="GeoJSON met de gemeenten"
    )
    gebieden: Areas | None = Field(default=None, description="Buurten en kernen van de gemeente")
    notebooks: Annotated[
        tuple[Annotated[Chapter, BeforeValidator(named, str | Chapter)], ...], AfterValidator(few_enough)
    ] = Field(min_length=1, description="Hoofdstukken van de bijlage, in deze volgorde")
    uitvoer: Outputs = Field(default="", description="Map voor de uitvoer; leeg is outputs/<naam>")
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
            raise wrong("F602 code" if {"/", "\\"} & set(value) else "F604 gemeente", hint=hint)
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
            raise wrong("F604 toekomst", year=this_year)
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
        return self.model_copy(update={"notebooks": (), "tijdslimiet_cel": 1, "tijdslimiet_notebook": 1})

    def folder(self) -> Path:
        """Return where this edition is written by default."""
        return paths.root() / (self.uitvoer or f"outputs/{self.slug}") / str(self.editie)


@dataclass(frozen=True)
class Read:
    """What came of reading one params file: its content without what is wrong, or nothing, and what is wrong."""

    path: Path
    params: Params | None
    problems: tuple[Problem, ...] = ()


def read_params(path: Path) -> Params:
    """Read one params file and check that the files it names are there; all problems at once in an `InputError`."""
    found = read_rest(path)
    if found.params is None or found.problems:
        count = dutch.counted(len(found.problems), "punt", "punten")
        raise InputError(f"{paths.relative(path)} klopt niet ({count}).", found.problems)
    return found.params


def read_rest(path: Path) -> Read:
    """Read one params file and say what is wrong with it."""
    if not path.resolve().is_relative_to(paths.root()):
        return Read(path, None, (problem("F602 params", str(path)),))
    try:
        params, problems = load_rest(path, Params, {"editie": FIRST_EDITION})
    except InputError as error:
        return Read(path, None, error.problems)
    if params is None:
        return Read(path, None, tuple(problems))
    problems += [
        *_ended(paths.relative(path), params),
        *_not_there(paths.relative(path), params, whole=not problems),
    ]
    return Read(path, _with_what_is_there(params), tuple(problems))


def _ended(name: str, params: Params) -> Iterator[Problem]:
    if ended := successor(params.gemeente, read_successions()):
        found, became = f'"{params.gemeente}"', written(ended)
        yield problem_at("F211 params", name, 'sleutel "gemeente"', found, became=became)


def _not_there(name: str, params: Params, *, whole: bool) -> Iterator[Problem]:
    # What was put in the place of a wrong value stands in no file.
    named = whole or "regiokaart" in params.model_fields_set
    files = {"regiokaart": params.regiokaart} if named else {}
    files |= {"huisstijl.word": params.huisstijl.word}
    if params.gebieden:
        files |= {f"gebieden.{key}": value for key, value in params.gebieden.model_dump().items()}
    for key, value in files.items():
        if value and not _is_there(value):
            yield problem_at("F605 bestand", name, f'sleutel "{key}"', f'"{value}"')
    known = _notebooks()
    expected = f"een van: {', '.join(known)}"
    for notebook in dict.fromkeys(chapter.notebook for chapter in params.notebooks):
        if notebook not in known:
            action = did_you_mean(notebook, known, "Kies daaruit.")
            said = {"expected": expected, "action": action}
            yield problem_at("F605 notebook", name, 'sleutel "notebooks"', f'"{notebook}"', **said)
            expected = "een notebook dat er is"  # the list stands there once


def _with_what_is_there(params: Params) -> Params:
    areas = params.gebieden
    there = areas is not None and all(_is_there(value) for value in areas.model_dump().values() if value)
    known = _notebooks()
    notebooks = tuple(chapter for chapter in params.notebooks if chapter.notebook in known)
    return params.model_copy(update={"gebieden": areas if there else None, "notebooks": notebooks})


def _notebooks() -> list[str]:
    # A name is looked up in this list, never made into a path: it could lead out of the folder.
    return sorted(path.stem for path in paths.notebooks().glob("[0-9]*.ipynb") if path.is_file())


def _is_there(value: str) -> bool:
    try:
        return (paths.root() / value).is_file()
    except OSError:  # a name that is too long for any file
        return False


def read_each(files: Sequence[Path], folder: Callable[[Params], Path] | None = None) -> list[Read]:
    """
    Read several params files, and say what is wrong with each and with where they write, by default or by `folder`.

    `params/*.yml` also names the order of the annex and the file for the whole country, which nobody means then.
    """
    passed = {paths.chapters().resolve(), paths.national().resolve()}
    read = [read_rest(path) for path in files if len(files) == 1 or path.resolve() not in passed]
    at = folder or Params.folder
    places = {one.path: at(one.params) for one in read if one.params is not None}
    shared = list(folders.shared_problems(places))
    found = []
    for one in read:
        name = paths.relative(one.path)
        wrong = [problem for problem in shared if problem.file == name]
        if one.path in places:
            wrong += folders.folder_problems(places[one.path], name, 'sleutel "uitvoer"')
        found.append(Read(one.path, one.params, (*one.problems, *wrong)))
    return found


def read_all(files: Sequence[Path]) -> dict[Path, Params]:
    """Read several params files; two that write to one folder are refused. All problems at once in an `InputError`."""
    read = read_each(files)
    if problems := [problem for one in read for problem in one.problems]:
        raise InputError("De parameters kloppen niet; er is niets geschreven.", problems)
    return {one.path: one.params for one in read if one.params is not None}


def schema_text() -> str:
    """Return the JSON schema of a params file, as `params/schema/gemeente.json` holds it."""
    return json.dumps(Params.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
