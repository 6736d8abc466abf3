"""
Parameters are compared with the notebook before any kernel starts.

papermill takes a misspelt parameter with a warning and runs the defaults; here
a name or a type that the parameters cell does not know stops the batch.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.errors import InputError, Problem, did_you_mean

Parameter = str | int | float | bool

UNKNOWN, OTHER_KIND = "F601", "F604"


def declared(notebook: Path) -> dict[str, Parameter]:
    """
    Return the parameters of a notebook with their defaults, read from its cell tagged `parameters`.

    The cell is parsed, not run, so that a default may hold any character.

    Raises
    ------
    InputError
        There is no such cell, or it holds more than names with plain values.
    """
    return cached(("parameters", notebook), lambda: _declared(notebook), [notebook])


def _declared(notebook: Path) -> dict[str, Parameter]:
    name = paths.relative(notebook)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        problem = Problem(
            name, "", f"{len(tagged)} cellen met de tag parameters", "één zo'n cel", "Zet de tag goed."
        )
        raise InputError(f"{name} heeft geen parametercel.", [problem])
    source = tagged[0]["source"]
    found: dict[str, Parameter] = {}
    for statement in ast.parse(source if isinstance(source, str) else "".join(source)).body:
        target = (
            statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        )
        value = getattr(statement, "value", None)
        if (
            not isinstance(target, ast.Name)
            or not isinstance(value, ast.Constant)
            or not isinstance(value.value, str | int | float)
        ):
            problem = Problem(
                name, "cel parameters", ast.unparse(statement), "naam = tekst of getal", "Haal de regel weg."
            )
            raise InputError(f"{name} heeft een parametercel die meer doet dan namen noemen.", [problem])
        found[target.id] = value.value
    return found


def parameter_problems(notebook: Path, given: Mapping[str, Parameter], *, file: str) -> Iterator[Problem]:
    """
    Yield what is wrong with parameters for a notebook.

    Parameters
    ----------
    notebook : Path
        The notebook.
    given : mapping
        Parameters as they will be injected.
    file : str
        Where they were written, for the message.
    """
    known = declared(notebook)
    for parameter, value in given.items():
        place = f'notebook {notebook.stem}, parameter "{parameter}"'
        if parameter not in known:
            action = did_you_mean(parameter, known, "Haal de parameter weg.")
            yield Problem(file, place, f'"{parameter}"', f"een van: {', '.join(known)}", action, UNKNOWN)
        elif not _fits(value, known[parameter]):
            kind = _kind(known[parameter])
            yield Problem(file, place, f'"{value}" ({_kind(value)})', kind, f"Schrijf {kind}.", OTHER_KIND)


def _fits(value: Parameter, default: Parameter) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, int | float)
    return isinstance(value, type(default))


def _kind(value: Parameter) -> str:
    return {bool: "true of false", str: "een tekst", int: "een heel getal", float: "een getal"}[type(value)]
