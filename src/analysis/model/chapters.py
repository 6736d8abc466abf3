"""The chapters of an annex, as a params file names them: notebooks, each with a value for its parameters."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from analysis.ground import codes, dutch
from analysis.ground.strict_yaml import Closed, one_line

# Codes beside those of `params`: a parameter that is no name, too many chapters, a list without values, a
# value that gives no name of a folder.
PARAMETER_NAME, TOO_MANY, NO_VALUES, NO_NAME = "F606", "F617", "F618", "F610"
# A chapter takes seconds; the gemeente with most kernen has a tenth of this.
MOST_RUNS = 1000
LONGEST_VALUE = 200  # characters: it becomes the name of a folder

Scalar = str | int | float | bool


def _is_plain(value: object) -> object:
    if isinstance(value, list | tuple) and not value:
        raise ValueError(
            f"een lijst met ten minste één waarde|Zonder waarde valt het hoofdstuk weg. Haal het notebook dan weg.|{NO_VALUES}"
        )
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, str):
            one_line(one)
            if len(one) > LONGEST_VALUE:
                raise ValueError(f"hooguit {LONGEST_VALUE} tekens|Maak de waarde korter.")
            if not codes.slug(one):
                action = "Van de waarde wordt de naam van een map gemaakt."
                raise ValueError(f"een waarde met letters of cijfers|{action}|{NO_NAME}")
        elif not isinstance(one, int | float):
            raise ValueError(
                "een tekst, een getal, true of false, of een lijst daarvan|Geef de parameter zo een waarde."
            )
    return tuple(value) if isinstance(value, list) else value


def _is_a_name(value: str) -> str:
    # papermill writes a parameter as a line of Python: a name that is more than a name would run.
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", value):
        raise ValueError(
            f"een naam van kleine letters, cijfers en _|Verander de naam van de parameter.|{PARAMETER_NAME}"
        )
    return value


class Chapter(Closed):
    """One notebook with its own parameters."""

    notebook: str
    parameters: dict[
        Annotated[str, AfterValidator(_is_a_name)],
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
        expected = f"samen hooguit {dutch.number(MOST_RUNS)} hoofdstukken; dit zijn er {dutch.number(count)}"
        action = (
            "Elke waarde van een lijst is een hoofdstuk, bij twee lijsten elk paar. Maak de lijsten korter."
        )
        raise ValueError(f"{expected}|{action}|{TOO_MANY}")
    return chapters


def named(value: object) -> object:
    """Return a chapter for the name of a notebook: one without parameters."""
    return {"notebook": value} if isinstance(value, str) else value
