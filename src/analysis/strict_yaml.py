"""
YAML that means what it says, checked against a model, all problems at once.

YAML 1.1 turns `0177` into 127 and `no` into False; here a scalar is a number
or a truth value only where YAML 1.2 says so, and a key that stands twice is an
error. Messages are in Dutch and name the line: an analyst edits these files.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from analysis import paths
from analysis.errors import InputError, Problem

Place = tuple[str | int, ...]
T = TypeVar("T")


class Closed(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _CoreLoader(yaml.SafeLoader):
    """The safe loader, with the scalars of YAML 1.2 and without double keys."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's protocol

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f'de sleutel "{key}" staat er twee keer', problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    ("null", r"null|~|", ["n", "~", ""]),
):
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read(path: Path) -> object:
    """
    Read a YAML file.

    Raises
    ------
    InputError
        The file is missing, is no UTF-8 or no YAML, or has a key twice; names the line.
    """
    name = paths.relative(path)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_CoreLoader)  # noqa: S506  a safe loader
    except FileNotFoundError:
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*.y*ml")], n=1)
        action = f'Bedoelt u "{near[0]}"?' if near else "Controleer de naam en de map."
        problem = Problem(name, "", "geen bestand", "een bestand met deze naam", action)
    except OSError as error:
        problem = Problem(
            name, "", error.strerror or "", "een leesbaar bestand", "Controleer de naam en uw rechten."
        )
    except UnicodeDecodeError as error:
        place = f"regel {error.object[: error.start].count(bytes([10])) + 1}"
        problem = Problem(
            name, place, f"byte {error.object[error.start]}", "tekst in UTF-8", "Bewaar het als UTF-8."
        )
    except yaml.MarkedYAMLError as error:
        place = f"regel {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = Problem(name, place, error.problem or "", "geldige YAML", "Herstel deze regel.")
    except yaml.YAMLError as error:
        problem = Problem(name, "", str(error).splitlines()[0], "geldige YAML", "Herstel het bestand.")
    raise InputError(f"{name} is niet te lezen.", [problem])


def load(path: Path, kind: type[T]) -> T:
    """
    Read a YAML file as `kind`, a pydantic model or a type built of models.

    Raises
    ------
    InputError
        With every problem: line, key, value found, what was expected, what to do.
    """
    content = read(path)
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        name = paths.relative(path)
        lines = _lines(path)
        problems = [_problem(name, lines, detail, kind) for detail in error.errors()]
        raise InputError(
            f"{name} klopt niet ({len(problems)} {'punt' if len(problems) == 1 else 'punten'}).", problems
        ) from None


def _lines(path: Path) -> Mapping[Place, int]:
    """Return the line of each key and list item, by its place in the document."""
    found: dict[Place, int] = {}

    def walk(node: yaml.Node | None, place: Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                found[(*place, key.value)] = key.start_mark.line + 1
                walk(value, (*place, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for position, item in enumerate(node.value):
                found[(*place, position)] = item.start_mark.line + 1
                walk(item, (*place, position))

    walk(yaml.compose(path.read_text(encoding="utf-8"), Loader=_CoreLoader), ())
    return found


def _problem(name: str, lines: Mapping[Place, int], detail: Mapping[str, object], kind: type) -> Problem:
    place: Place = tuple(detail["loc"])  # type: ignore[arg-type]
    kind_of_error = str(detail["type"])
    context = detail.get("ctx") or {}
    assert isinstance(context, Mapping)  # noqa: S101  pydantic's own shape
    line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
    where = ", ".join(
        filter(None, [f"regel {line}" if line else "", f'sleutel "{_dotted(place)}"' if place else ""])
    )
    found = detail.get("input")
    if kind_of_error == "extra_forbidden":
        known = sorted(_keys_at(kind, place[:-1]))
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        expected = "een bekende sleutel"
        action = f'Bedoelt u "{near[0]}"?' if near else f"Bekend zijn: {', '.join(known)}."
        return Problem(name, where, f'"{place[-1]}"', expected, action)
    if kind_of_error == "missing":
        return Problem(name, where, "niets", "deze sleutel", "Voeg de sleutel toe.")
    expected, action = _explained(kind_of_error, context, str(detail["msg"]), found)
    return Problem(name, where, f'"{found}"', expected, action)


def _explained(kind: str, context: Mapping[str, object], message: str, found: object) -> tuple[str, str]:
    """Return what was expected and what to do, in Dutch, for one pydantic error."""
    if kind == "value_error":  # our own validators write "expected|action"
        expected, _, action = str(context.get("error", message)).partition("|")
        return expected, action or "Verander de waarde."
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context["expected"]))
        near = difflib.get_close_matches(str(found), options, n=1)
        return f"een van: {', '.join(options)}", f'Bedoelt u "{near[0]}"?' if near else "Kies een van deze."
    known = {
        "string_pattern_mismatch": (f"tekst volgens {context.get('pattern')}", "Verander de schrijfwijze."),
        "string_type": ("tekst", "Zet de waarde tussen aanhalingstekens."),
        "int_type": ("een heel getal", "Schrijf alleen cijfers."),
        "int_parsing": ("een heel getal", "Schrijf alleen cijfers."),
        "int_from_float": ("een heel getal", "Laat de decimalen weg."),
        "float_type": ("een getal", "Schrijf een getal met een punt."),
        "float_parsing": ("een getal", "Schrijf een getal met een punt."),
        "bool_type": ("true of false", "Schrijf true of false."),
        "bool_parsing": ("true of false", "Schrijf true of false."),
        "tuple_type": ("een lijst", "Zet voor elk onderdeel een streepje."),
        "list_type": ("een lijst", "Zet voor elk onderdeel een streepje."),
        "model_type": ("een blok met sleutels", "Zet de sleutels hieronder, ingesprongen."),
        "too_short": ("een lijst die niet leeg is", "Vul ten minste een onderdeel in."),
        "greater_than_equal": (f"{context.get('ge')} of meer", "Verander de waarde."),
        "less_than_equal": (f"{context.get('le')} of minder", "Verander de waarde."),
        "string_too_long": (f"hooguit {context.get('max_length')} tekens", "Maak de tekst korter."),
    }
    return known.get(kind, (message, "Verander de waarde."))


def _dotted(place: Place) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _keys_at(kind: type, place: Place) -> Iterator[str]:
    """Yield the keys that a model knows at a place; nothing where the place is no model."""
    model: object = kind
    for part in place:
        fields = getattr(model, "model_fields", {})
        model = fields[part].annotation if part in fields else _inner(model)
    model = model if hasattr(model, "model_fields") else _inner(model)
    yield from getattr(model, "model_fields", {})


def _inner(annotation: object) -> object:
    """Return the model inside `tuple[Model, ...]`, `dict[str, Model]` or `Model | None`."""
    for argument in getattr(annotation, "__args__", ()):
        if hasattr(argument, "model_fields"):
            return argument
    return annotation
