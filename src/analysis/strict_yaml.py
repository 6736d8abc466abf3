"""
YAML that means what it says, checked against a model, all problems at once.

YAML 1.1 turns `0177` into 127 and `no` into False; here a scalar is a number
or a truth value only where YAML 1.2 says so. A key that stands twice is an
error, and so is what makes a value mean something else than it says: tags
(`!!int`) and references (`*name`). Messages are in Dutch and name the line: an
analyst edits these files.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from analysis import paths, text_files
from analysis.errors import InputError, Problem
from analysis.printable import unprintable

Place = tuple[str | int, ...]
T = TypeVar("T")

# Codes of the problems in a file that an analyst edits: a key nobody knows, YAML that means something
# else than it says, a value that does not fit.
UNKNOWN_KEY, YAML, VALUE = "F601", "F603", "F604"
LETTERS = "F106"  # as in a table
# What YAML 1.1 makes something else of: truth values, octal numbers, times, numbers in other notations.
_OTHER_IN_YAML_11 = re.compile(
    r"(?i:yes|no|on|off|y|n)|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-f_]+|[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?"
    r"|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?[0-9.]+e[-+]?[0-9]+"
)

DEEPEST = 20  # blocks within blocks; the files of this project need five


class Closed(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Where PyYAML brings libyaml, that splits the text: ten times as fast, and what follows is the same.
_Parser = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

# What a scalar without quotes is, where it is no text. More digits than a computer counts exactly are text.
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]+")
_NUMBER_STARTS = frozenset("-+0123456789")


class _Document:
    """
    A document of plain YAML, built straight from what the parser says: without the nodes between, which
    take longer than all the rest.

    Attributes
    ----------
    content : object
        Lists, mappings, texts, numbers, truth values and None.
    lines : dict
        The line of each key and list item, by its place in the document.
    odd : list of (line, letters)
        The texts with letters that cannot be printed.
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {}
        self.odd: list[tuple[int, str]] = []
        self.content: object = None
        # All of it, also what follows the document: that it cannot be read has to be said.
        self._events: Iterator[Any] = iter(list(yaml.parse(text, Loader=_Parser)))
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.DocumentStartEvent):
            self.content = self._built(next(self._events), (), 0)
            next(self._events)  # the document ends
            if isinstance(more := next(self._events), yaml.DocumentStartEvent):
                _refuse("een tweede document na ---", more)

    def _built(self, event: Any, place: Place, depth: int) -> object:
        if isinstance(event, yaml.AliasEvent):
            _refuse(f'de verwijzing "*{event.anchor}", die hier niet mag', event)
        if event.tag is not None:
            _refuse(f'het label "{event.tag.replace("tag:yaml.org,2002:", "!!")}", dat hier niet mag', event)
        if depth == DEEPEST:
            _refuse(f"meer dan {DEEPEST} blokken in elkaar", event)
        if isinstance(event, yaml.ScalarEvent):
            if odd := unprintable(event.value):
                mark: Any = event.start_mark
                self.odd.append((mark.line + 1, odd))
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth + 1)
        return self._sequence(place, depth + 1)

    def _mapping(self, place: Place, depth: int) -> dict[object, object]:
        found: dict[object, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if isinstance(event, yaml.CollectionStartEvent):
                _refuse("een lijst of blok als sleutel", event)
            key = self._built(event, place, depth)
            if key in found:
                _refuse(f'de sleutel "{key}" staat er twee keer', event)
            inside = (*place, event.value)
            self.lines[inside] = event.start_mark.line + 1
            found[key] = self._built(next(self._events), inside, depth)
        return found

    def _sequence(self, place: Place, depth: int) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            inside = (*place, len(found))
            self.lines[inside] = event.start_mark.line + 1
            found.append(self._built(event, inside, depth))
        return found


def _scalar(text: str) -> object:
    """Return what a scalar without quotes means in YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


def _refuse(found: str, where: Any) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=found, problem_mark=where.start_mark)


def read(path: Path) -> object:
    """
    Read a YAML file.

    Raises
    ------
    InputError
        The file is missing, is no UTF-8 or no plain YAML, has a key twice, or letters that another program
        read wrongly; names the line.
    """
    return _document(path).content


def _document(path: Path) -> _Document:
    name = paths.relative(path)
    text = text_files.read_text(path)
    if garbled := tuple(_garbled(name, text)):
        raise InputError(f"{name} is niet goed te lezen.", garbled)
    try:
        document = _Document(text)
        if document.odd:
            odd = [text_files.odd_letters(name, f"regel {line}", found) for line, found in document.odd]
            raise InputError(f"{name} is niet te drukken.", odd)
        return document
    except yaml.MarkedYAMLError as error:
        place = f"regel {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = Problem(name, place, error.problem or "", "geldige YAML", "Herstel deze regel.", YAML)
    except yaml.YAMLError as error:
        found = str(error).splitlines()[0]
        problem = Problem(name, "", found, "geldige YAML", "Herstel het bestand.", YAML)
    raise InputError(f"{name} is niet te lezen.", [problem])


def _garbled(name: str, text: str) -> Iterator[Problem]:
    """Yield each line with letters that went through a wrong encoding: they would stand so on every page."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := text_files.MOJIBAKE.search(line):
            expected = "letters zoals ze bedoeld zijn, zoals é"
            action = "Een programma las UTF-8 als cp1252. Typ deze letters opnieuw en bewaar het bestand als UTF-8."
            yield Problem(name, f"regel {number}", f'"{found.group()}"', expected, action, LETTERS)


def load(path: Path, kind: type[T]) -> T:
    """
    Read a YAML file as `kind`, a pydantic model or a type built of models.

    Raises
    ------
    InputError
        With every problem: line, key, value found, what was expected, what to do.
    """
    document = _document(path)
    try:
        found: T = _adapter(kind).validate_python(document.content)  # type: ignore[arg-type]
        return found
    except ValidationError as error:
        name = paths.relative(path)
        # A list of which every item is wrong is empty to pydantic, but not to who wrote it.
        details = [d for d in error.errors() if not (d["type"] == "too_short" and d["input"])]
        problems = [_problem(name, document.lines, detail, kind) for detail in details]
        raise InputError(
            f"{name} klopt niet ({len(problems)} {'punt' if len(problems) == 1 else 'punten'}).", problems
        ) from None


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(name: str, lines: Mapping[Place, int], detail: Mapping[str, object], kind: type) -> Problem:
    place: Place = tuple(detail["loc"])  # type: ignore[arg-type]
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
    return Problem(name, where, f'"{found}"', *explained(detail), _code(detail))


def _code(detail: Mapping[str, object]) -> str:
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
    kind, message = str(detail["type"]), str(detail["msg"])
    context = detail.get("ctx") or {}
    assert isinstance(context, Mapping)  # noqa: S101  pydantic's own shape
    if own := _own_words(detail):
        return own[0], own[1] if len(own) > 1 else "Verander de waarde."
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context["expected"]))
        near = difflib.get_close_matches(str(detail["input"]), options, n=1)
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
        "invalid_key": ("een sleutel die tekst is", "Zet de sleutel tussen aanhalingstekens."),
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
