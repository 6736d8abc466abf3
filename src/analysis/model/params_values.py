"""Values of a params file that are more than a text: a name, a path inside the project, colours, chapters."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from analysis.ground import characters, codes, dutch, folders, palette, paths
from analysis.ground.messages import WrongValueError, wrong
from analysis.ground.strict_yaml import Closed, one_line


def _is_a_name(value: str) -> str:
    """Return the name of a gemeente: it is shown everywhere, and a folder is named after it."""
    one_line(value)
    name = unicodedata.normalize("NFC", value)
    if not name.strip() or name != name.strip():
        raise wrong("F610 spaties")
    if why := characters.foreign_letter(name):
        raise wrong("F610 schrift", why=why)
    slug = codes.slug(name)
    if not slug:
        raise wrong("F610 naam")
    if why := folders.name_problem(slug):
        raise wrong("F615 gemeente", why=why)
    return name


def inside_project(value: str) -> str:
    """Return a path; raises `ValueError` for one that leads out of the project."""
    if value and not (paths.root() / value).resolve().is_relative_to(paths.root()):
        raise wrong("F602 pad")
    return value


def for_outputs(value: str) -> str:
    """Return a folder to write to; raises `ValueError` for one of the project, or one that Windows cannot make."""
    if inside_project(value) and (told := folders.choice_problem(value)):
        raise WrongValueError(told)
    return value


Name = Annotated[str, AfterValidator(_is_a_name)]
Inside = Annotated[str, AfterValidator(inside_project)]
Outputs = Annotated[str, AfterValidator(for_outputs)]


class HouseStyle(Closed):
    """Colours of the municipality, which every eye can read and tell apart."""

    hoofdkleur: str = Field(
        default=palette.OWN, pattern=r"^#[0-9a-fA-F]{6}$", description="Eigen gebied, koppen"
    )
    accentkleur: str = Field(default=palette.ACCENT, pattern=r"^#[0-9a-fA-F]{6}$", description="Nadruk")
    word: Inside = Field(
        default="", description="Eigen sjabloon voor Word (.docx); leeg: dat van het programma, in uw kleuren"
    )

    @field_validator("hoofdkleur", "accentkleur")
    @classmethod
    def _reads_on_paper(cls, value: str) -> str:
        if why := palette.pale_problem(value):
            raise wrong("F621 wit", why=why)
        return value

    @model_validator(mode="after")
    def _are_told_apart(self) -> HouseStyle:
        if why := palette.pair_problem(self.hoofdkleur, self.accentkleur):
            raise wrong("F621 apart", why=why)
        return self


class Areas(Closed):
    """Where the geometry lies; leave a key out when the municipality does not have it yet."""

    buurten: Inside = Field(description="GeoJSON met de buurten, in RD New")
    kernindeling: Inside = Field(description="CSV die elke buurt bij een kern zet")
    woonkernen: Inside = Field(
        default="", description="CSV met de delen van een gemeentelijke telling per woonkern"
    )


# A chapter takes seconds; the gemeente with most kernen has a tenth of this.
MOST_RUNS = 1000
LONGEST_VALUE = 200  # characters: it becomes the name of a folder

Scalar = str | int | float | bool


def _is_plain(value: object) -> object:
    if isinstance(value, list | tuple) and not value:
        raise wrong("F618")
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, str):
            one_line(one)
            if len(one) > LONGEST_VALUE:
                raise wrong("F604 lange waarde", most=LONGEST_VALUE)
            if not codes.slug(one):
                raise wrong("F610 waarde")
        elif not isinstance(one, int | float):
            raise wrong("F604 parameter")
    return tuple(value) if isinstance(value, list) else value


def _is_a_parameter(value: str) -> str:
    # papermill writes a parameter as a line of Python: a name that is more than a name would run.
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", value):
        raise wrong("F606")
    return value


class Chapter(Closed):
    """One notebook with its own parameters."""

    notebook: str
    parameters: dict[
        Annotated[str, AfterValidator(_is_a_parameter)],
        Annotated[Scalar | tuple[Scalar, ...], BeforeValidator(_is_plain)],
    ] = Field(default_factory=dict, description="Een lijst geeft een hoofdstuk per waarde")

    @property
    def count(self) -> int:
        """How many runs there are, without making them."""
        return math.prod(len(value) for value in self.parameters.values() if isinstance(value, tuple))

    def runs(self) -> list[ChapterRun]:
        """Return one run for every combination of listed values."""
        choices = [value if isinstance(value, tuple) else (value,) for value in self.parameters.values()]
        return [
            ChapterRun(self.notebook, dict(zip(self.parameters, values, strict=True)))
            for values in itertools.product(*choices)
        ]


@dataclass(frozen=True)
class ChapterRun:
    """One notebook with one value for each of its parameters."""

    notebook: str
    parameters: dict[str, Scalar]

    @property
    def id(self) -> str:
        """Name of the run and of its folder."""
        return "-".join([self.notebook, *(codes.slug(str(value)) for value in self.parameters.values())])


def few_enough(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Return the chapters of an annex; raises `ValueError` when lists of values combine to more than can be made."""
    if (count := sum(chapter.count for chapter in chapters)) > MOST_RUNS:
        raise wrong("F617", most=dutch.number(MOST_RUNS), count=dutch.number(count))
    return chapters


def named(value: object) -> object:
    """Return a chapter for the name of a notebook: one without parameters."""
    return {"notebook": value} if isinstance(value, str) else value
