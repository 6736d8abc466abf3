"""Lists of areas: of each a code, a name, a level and where it belongs, which cannot contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ValidationInfo, field_validator

from analysis.ground import codes
from analysis.ground.errors import Problem, did_you_mean
from analysis.ground.messages import problem, wrong
from analysis.ground.strict_yaml import Closed
from analysis.model.registers import must, read_rows

Level = Literal["buurt", "wijk", "kern", "gemeente", "regio", "provincie", "klasse", "land"]
# The level that a code says itself, by its letters.
LEVELS: Mapping[str, Level] = {
    "BU": "buurt",
    "WK": "wijk",
    "GM": "gemeente",
    "PV": "provincie",
    "NL": "land",
    "KLASSE": "klasse",
    **dict.fromkeys(("GG", "CR", "LD", "RG"), "regio"),
    **dict.fromkeys(("KERN", "KERNGEBIED", "WOONKERN"), "kern"),
}


def level_of(code: str) -> str:
    """Return the level that the letters of an area code stand for, such as buurt for BU01480101."""
    letters = re.match("[A-Z]*", code)
    return LEVELS.get(letters[0] if letters else "", "")


def gemeente_of(code: str) -> str:
    """Return the gemeente that a code names itself, `GM0148` for BU01480101 and KERN-GM0148-dalfsen; else ""."""
    if found := re.match("[A-Z]+-(GM[0-9]{4})-", code):
        return found[1]
    return f"GM{code[2:6]}" if code.startswith(("BU", "WK", "GM")) else ""


class Area(Closed):
    """One row of `data/geo/gebieden.csv`: an area that has a code and a name."""

    gebied: Annotated[str, must(codes.is_area, "F437 code")]
    naam: str
    niveau: Level
    hoort_bij: str = ""

    @field_validator("naam")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        if not value or value != value.strip():
            raise wrong("F437 naam")
        return value

    @field_validator("niveau")
    @classmethod
    def _is_that_of_the_code(cls, value: Level, info: ValidationInfo) -> Level:
        code = info.data.get("gebied", "")
        if level_of(code) and value != level_of(code):
            raise wrong("F437 niveau", level=level_of(code), code=code)
        return value

    @field_validator("hoort_bij")
    @classmethod
    def _is_the_gemeente_of_the_code(cls, value: str, info: ValidationInfo) -> str:
        code = info.data.get("gebied", "")
        if level_of(code) in ("buurt", "wijk", "kern") and value != gemeente_of(code):
            action = "Herstel een van beide." if value else "Vul de gemeente in."
            raise wrong("F437 gemeente", gemeente=gemeente_of(code), code=code, action=action)
        return value


def read_areas(path: Path) -> dict[str, Area]:
    """Read a list of areas, by their code."""
    return {area.gebied: area for area in read_rows(path, Area, ["gebied"])}


def loose_areas(name: str, areas: Mapping[str, Area]) -> Iterator[Problem]:
    """Yield what a list of areas says belongs to an area that is not in it."""
    for number, area in enumerate(areas.values(), start=2):
        if area.hoort_bij and area.hoort_bij not in areas:
            action = did_you_mean(area.hoort_bij, areas, "Voeg dat gebied toe.")
            yield problem("F437 los", name, number, "hoort_bij", f'"{area.hoort_bij}"', action=action)
