"""Small tables of the project read as rows of a model: every cell checked, no key twice, all problems at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError

from analysis.ground import dutch, paths, text_files
from analysis.ground.codes import is_area
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import Closed, explained

Row = TypeVar("Row", bound=Closed)


def must(good: Callable[[str], object], key: str, **values: object) -> BeforeValidator:
    """Return the check of a cell, before it becomes a number or a code, and the message of one that fails."""

    def checked(cell: object) -> object:
        if not good(str(cell)):
            raise wrong(key, **values)
        return cell

    return BeforeValidator(checked)


def code_that_starts_with(*starts: str) -> BeforeValidator:
    """Return the check that a cell is the code of an area of some kinds."""
    named = dutch.enumeration(list(starts), "of")
    return must(lambda cell: is_area(cell) and cell.startswith(starts), "F604 soort gebied", starts=named)


Year = Annotated[int, must(re.compile("(19|20)[0-9]{2}").fullmatch, "F604 jaar")]
Filled = Annotated[str, must(str.strip, "F604 cel")]


def read_rows(path: Path, kind: type[Row], key: Sequence[str]) -> list[Row]:
    """Read a CSV as rows of `kind`; no two have the same `key`. Raises `InputError` with every cell that is wrong."""
    # Without pandas: every notebook reads the successions of the country when it starts.
    name = paths.relative(path)
    needed = [column for column, field in kind.model_fields.items() if field.is_required()]
    empty = dict.fromkeys(kind.model_fields, "")
    problems: list[Problem] = []
    rows: dict[tuple[str, ...], Row] = {}
    for number, cells in enumerate(
        text_files.read_rows(path, required=needed, allowed=list(kind.model_fields)), start=2
    ):
        own = tuple(cells[column] for column in key)
        if own in rows:
            found, expected = f'"{" ".join(own)}" nog een keer', f"elke {'/'.join(key)} een keer"
            action = "Haal een van beide rijen weg."
            problems.append(Problem.at("", name, number, None, found, expected, action))
            continue
        try:
            rows[own] = kind.model_validate(empty | cells)  # a column that is not there is checked as empty
        except ValidationError as error:
            for detail in error.errors():
                column, found = str(detail["loc"][0]), f'"{detail["input"]}"'
                problems.append(explained(detail).at(name, number, column, found))
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return list(rows.values())
