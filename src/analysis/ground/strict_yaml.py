"""
YAML that means what it says, checked against a model, all problems at once.

Messages are in Dutch and name the line: an analyst edits these files.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from analysis.ground import characters, paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import Message, WrongValueError, message, problem_at, wrong
from analysis.ground.yaml_document import Document, KeyPlace, read_document

T = TypeVar("T")
_GONE = object()
MENDED = 3  # so many times what is left is tried again: without one thing another may not be able to stand

# What YAML 1.1 makes something else of: truth values, octal numbers, times, numbers in other notations.
_OTHER_IN_YAML_11 = re.compile(
    r"(?i:yes|no|on|off|y|n)|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-f_]+|[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?"
    r"|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?[0-9.]+e[-+]?[0-9]+"
)


# What is said of each error of pydantic.
_SAID = {
    "missing": "F604 sleutel",
    "string_pattern_mismatch": "F604 schrijfwijze",
    "string_too_short": "F604 leeg",
    "string_too_long": "F604 lange tekst",
    "string_type": "F604 tekst",
    "dict_type": "F604 blok",
    "model_type": "F604 blok",
    "int_type": "F604 heel getal",
    "int_parsing": "F604 heel getal",
    "int_from_float": "F604 decimalen",
    "float_type": "F604 getal",
    "float_parsing": "F604 getal",
    "finite_number": "F604 getal",
    "bool_type": "F604 waar",
    "bool_parsing": "F604 waar",
    "tuple_type": "F604 lijst",
    "list_type": "F604 lijst",
    "invalid_key": "F604 sleutel tekst",
    "too_short": "F604 lege lijst",
    "too_long": "F604 lange lijst",
    "greater_than_equal": "F604 laag",
    "less_than_equal": "F604 hoog",
}
_NO_TEXT = ("F604 heel getal", "F604 getal", "F604 waar")
# What would be no text without its quotes, and what a text must look like in words.
_PLAIN = re.compile(r"true|false|[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_PATTERNS = {
    "^#[0-9a-fA-F]{6}$": "een kleur als #1f4e79",
    "^[a-z][a-z0-9_]*$": "een naam van kleine letters, cijfers en _, zoals cijfers_2025",
    "^[a-z0-9][a-z0-9_-]*$": "een naam van kleine letters, cijfers, - en _, zoals wijk-1",
    r"^(19|20)\d\d$": "een jaar van vier cijfers, tussen aanhalingstekens",
    r"^(https?://\S+)?$": "een adres dat begint met https://",
    r"^F\d+[a-z]?$": "een nummer als F12",
    r"^P?[0-9](\.[0-9])*$": "een nummer als 1.2 of P3",
}


class Closed(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_line(value: str) -> str:
    """Return a text that may stand on a line of its own; raises `ValueError` for a line break or what nobody sees."""
    if found := characters.hidden(value):
        raise wrong("F611 regel", found=found)
    return value


# What is printed on a line of its own: a title, a name of a function.
Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]


def load(path: Path, kind: type[T]) -> T:
    """Read a YAML file as `kind`, a pydantic model or a type built of models; raises `InputError` with every problem."""
    found, problems = load_rest(path, kind)
    if found is None or problems:
        count = "1 punt" if len(problems) == 1 else f"{len(problems)} punten"
        raise InputError(f"{paths.relative(path)} klopt niet ({count}).", problems, found)
    return found


def load_rest(
    path: Path, kind: type[T], instead: Mapping[str, object] = MappingProxyType({})
) -> tuple[T | None, list[Problem]]:
    """
    Read a YAML file as `kind` and say what is wrong with it, so that what it names can be looked at all the same.

    The content comes without the keys and list items that are wrong where it can do without them, and with `instead`
    for those that it cannot do without; else it is None. Raises `InputError` when the file is no plain YAML.
    """
    document = read_document(path)
    content, adapter = document.content, _adapter(kind)  # type: ignore[arg-type]
    try:
        return adapter.validate_python(content), _unseen(path, document, [])
    except ValidationError as error:
        # A list of which every item is wrong is empty to pydantic, but not to who wrote it.
        details = [d for d in error.errors() if not (d["type"] == "too_short" and d["input"])]
    problems = [_problem(paths.relative(path), document.lines, detail, kind) for detail in details]
    problems += _unseen(path, document, problems)
    for _ in range(MENDED):
        content = _mended(content, details)
        if isinstance(content, dict):
            content = {**instead, **content}
        try:
            return adapter.validate_python(content), problems
        except ValidationError as error:
            details = [*error.errors()]
    return None, problems


def _mended(content: object, details: Sequence[Mapping[str, Any]]) -> object:
    """Return a copy without what is wrong; where one of a few words is asked, with the first of them."""
    content = copy.deepcopy(content)
    for detail in details:
        inside: list[tuple[Any, Any]] = []
        node: Any = content
        for key in detail["loc"]:
            if (isinstance(node, dict) and key in node) or (
                isinstance(node, list) and key in range(len(node))
            ):
                inside.append((node, key))
                node = node[key]
        if inside:
            parent, key = inside[-1]
            words = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected")))
            parent[key] = words[0] if detail["type"] == "literal_error" else _GONE
    return _without(content)


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without(one) for key, one in value.items() if one is not _GONE}
    return [_without(one) for one in value if one is not _GONE] if isinstance(value, list) else value


def _unseen(path: Path, document: Document, problems: Sequence[Problem]) -> list[Problem]:
    """Return the texts with characters that nobody sees, as far as nothing was said of their line."""
    said = {problem.place.split(",")[0] for problem in problems if problem.code == text_files.HIDDEN}
    name = paths.relative(path)
    places = [(f"regel {line}", found) for line, found in document.unseen]
    return [problem_at("F611 tekst", name, place, found) for place, found in places if place not in said]


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(name: str, lines: Mapping[KeyPlace, int], detail: Mapping[str, Any], kind: type) -> Problem:
    place: KeyPlace = detail["loc"]
    line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
    where = ", ".join(
        filter(None, [f"regel {line}" if line else "", f'sleutel "{_dotted(place)}"' if place else ""])
    )
    if detail["type"] == "extra_forbidden":
        known = sorted(_keys_at(kind, place[:-1]))
        action = did_you_mean(str(place[-1]), known, f"Bekend zijn: {', '.join(known)}.")
        return problem_at("F601", name, where, f'"{place[-1]}"', action=action)
    found = "" if detail["type"] == "missing" else _shown(detail["input"])
    return explained(detail).at(name, found=found, place=where)


def _shown(found: object) -> str:
    """Write a value as the file has it, and of a list or block only what it is."""
    if isinstance(found, list | tuple):
        return f"een lijst van {len(found)}" if found else "een lege lijst"
    if isinstance(found, dict):
        inside = [f"{key}: {_word(one)}" for key, one in found.items() if not isinstance(one, list | dict)]
        text = characters.shortened(", ".join(inside) or "sleutels", 200)
        return f"een blok met {text}" if found else "een leeg blok"
    word = _word(found)
    return f'"{characters.shortened(word, 200)}"' if word == str(found) else word


def _word(value: object) -> str:
    """Write a value that is no list or block as YAML has it."""
    return "niets" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def explained(detail: Mapping[str, Any]) -> Message:
    """Return what is said of one error of pydantic about a value; our own checks say it themselves."""
    found, context = detail.get("input"), detail.get("ctx", {})
    own = context.get("error")
    told = own.message if isinstance(own, WrongValueError) else _in_words(detail["type"], found, context)
    is_other = isinstance(found, str) and _OTHER_IN_YAML_11.fullmatch(found)
    return replace(told, code="F603") if is_other and told.code == "F604" else told


def _in_words(kind: str, found: object, context: Mapping[str, Any]) -> Message:
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", context["expected"])
        return message("F604 keuze", options=", ".join(options), action=did_you_mean(str(found), options))
    key = _SAID.get(kind, "F604 anders")
    if key == "F604 tekst" and isinstance(found, dict | list):
        key = "F604 geen tekst"
    pattern = _PATTERNS.get(context.get("pattern", ""), "een andere schrijfwijze")
    told = message(key, **{**context, "pattern": pattern})
    if key in _NO_TEXT and isinstance(found, str) and _PLAIN.fullmatch(found):
        return message("F604 aanhalingstekens", expected=told.expected)
    return told


def _dotted(place: KeyPlace) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _keys_at(kind: type, place: KeyPlace) -> Iterator[str]:
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
