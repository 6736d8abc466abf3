"""
YAML that means what it says, checked against a model, all problems at once.

Messages are in Dutch and name the line: an analyst edits these files.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from analysis.ground import characters, paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.ground.yaml_document import YAML, Document, KeyPlace, read_document, unseen_problem

T = TypeVar("T")
_GONE = object()
MENDED = 3  # so many times what is left is tried again: without one thing another may not be able to stand

# Codes of the problems in a file that an analyst edits: a key nobody knows, a value that does not fit.
UNKNOWN_KEY, VALUE = "F601", "F604"
# What YAML 1.1 makes something else of: truth values, octal numbers, times, numbers in other notations.
_OTHER_IN_YAML_11 = re.compile(
    r"(?i:yes|no|on|off|y|n)|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-f_]+|[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?"
    r"|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?[0-9.]+e[-+]?[0-9]+"
)


# Errors of pydantic that are told with the words of another one.
_ALIKE = {
    "int_parsing": "int_type", "float_parsing": "float_type", "finite_number": "float_type",
    "bool_parsing": "bool_type", "list_type": "tuple_type", "model_type": "dict_type",
}  # fmt: skip
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
        expected = "een tekst op één regel, zonder tekens die niemand ziet"
        raise ValueError(f"{expected}|Typ de tekst opnieuw: {found}.|{text_files.HIDDEN}")
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
    return [
        unseen_problem(name, line, found) for line, found in document.unseen if f"regel {line}" not in said
    ]


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(name: str, lines: Mapping[KeyPlace, int], detail: Mapping[str, object], kind: type) -> Problem:
    place: KeyPlace = tuple(detail["loc"])  # type: ignore[arg-type]
    kind_of_error = detail["type"]
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
        return Problem(name, where, f'"{place[-1]}"', expected, action, UNKNOWN_KEY)
    if kind_of_error == "missing":
        return Problem(name, where, "niets", "deze sleutel", "Voeg de sleutel toe.", VALUE)
    return Problem(name, where, _shown(found), *explained(detail), code_of(detail))


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


def code_of(detail: Mapping[str, object]) -> str:
    """Return the code of a value that does not fit; our own validators may name one."""
    own = _own_words(detail)
    if len(own) > 2:
        return own[2]
    found = detail.get("input")
    return YAML if isinstance(found, str) and _OTHER_IN_YAML_11.fullmatch(found) else VALUE


def _own_words(detail: Mapping[str, object]) -> list[str]:
    """Return what our own validators wrote, "expected|action" or "expected|action|code"; else nothing."""
    if detail["type"] != "value_error":
        return []
    context = detail.get("ctx") or {}
    assert isinstance(context, Mapping)  # noqa: S101  pydantic's own shape
    return str(context.get("error", detail["msg"])).split("|")


def explained(detail: Mapping[str, object]) -> tuple[str, str]:
    """Return what was expected and what to do, in Dutch, for one error of pydantic about a value."""
    kind = str(detail["type"])
    context = detail.get("ctx") or {}
    assert isinstance(context, Mapping)  # noqa: S101  pydantic's own shape
    if own := _own_words(detail):
        return own[0], own[1] if len(own) > 1 else "Verander de waarde."
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context["expected"]))
        near = difflib.get_close_matches(str(detail["input"]), options, n=1)
        return f"een van: {', '.join(options)}", f'Bedoelt u "{near[0]}"?' if near else "Kies een van deze."
    pattern = _PATTERNS.get(str(context.get("pattern")), "een andere schrijfwijze")
    known = {
        "string_pattern_mismatch": (pattern, "Verander de schrijfwijze."),
        "string_too_short": ("een tekst die niet leeg is", "Vul hem in."),
        "too_long": (f"hooguit {context.get('max_length')} onderdelen", "Haal er weg."),
        "dict_type": ("een blok met sleutels", "Zet de sleutels hieronder, ingesprongen."),
        "string_type": ("tekst", "Zet de waarde tussen aanhalingstekens."),
        "int_type": ("een heel getal", "Schrijf alleen cijfers."),
        "int_from_float": ("een heel getal", "Laat de decimalen weg."),
        "float_type": ("een getal", "Schrijf een getal met een punt."),
        "bool_type": ("true of false", "Schrijf true of false."),
        "tuple_type": ("een lijst", "Zet voor elk onderdeel een streepje."),
        "invalid_key": ("een sleutel die tekst is", "Zet de sleutel tussen aanhalingstekens."),
        "too_short": ("een lijst die niet leeg is", "Vul ten minste een onderdeel in."),
        "greater_than_equal": (f"{context.get('ge')} of meer", "Verander de waarde."),
        "less_than_equal": (f"{context.get('le')} of minder", "Verander de waarde."),
        "string_too_long": (f"hooguit {context.get('max_length')} tekens", "Maak de tekst korter."),
    }
    expected, action = known.get(
        _ALIKE.get(kind, kind), ("een andere waarde", "Zie de beschrijving van deze sleutel.")
    )
    if kind == "string_type" and isinstance(detail.get("input"), dict | list):
        action = "Schrijf hier één tekst."
    if kind in ("int_type", "float_type", "bool_type") and isinstance(detail.get("input"), str):
        action = "Haal de aanhalingstekens weg." if _PLAIN.fullmatch(str(detail["input"])) else action
    return expected, action


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
