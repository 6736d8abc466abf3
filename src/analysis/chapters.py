"""The chapters of an annex, as a params file names them: notebooks, each with a value for its parameters."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from analysis import codes
from analysis.strict_yaml import Closed

PARAMETER_NAME = "F606"  # the code of a parameter that is no name, beside those of `params`

Scalar = str | int | float | bool


def _is_plain(value: object) -> object:
    for one in value if isinstance(value, list | tuple) else [value]:
        if not isinstance(one, str | int | float):
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


def named(value: object) -> object:
    """Return a chapter for the name of a notebook: one without parameters."""
    return {"notebook": value} if isinstance(value, str) else value
