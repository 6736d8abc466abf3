"""
Plain YAML as a document with the line of every key: lists, mappings, texts, numbers, truth values.

YAML 1.1 turns `0177` into 127 and `no` into False; here a scalar is a number or a truth value only where YAML 1.2
says so. A key that stands twice is an error, and so are tags (`!!int`) and references (`*name`). What is read is
bounded before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from analysis.ground import characters, paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem_at
from analysis.ground.printable import unprintable

KeyPlace = tuple[str | int, ...]

DEEPEST = 20  # blocks within blocks; the files of this project need five
LARGEST = 5_000_000  # bytes; the largest file of this project has a hundredth of it

# Where PyYAML brings libyaml, that splits the text: ten times as fast, and what follows is the same.
_Parser = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

# What a scalar without quotes is, where it is no text. More digits than a computer counts exactly are text.
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]+")
_NUMBER_STARTS = frozenset("-+0123456789")


# What the parsers say, with or without libyaml: what is said of that, and whether it is where it began.
_SAID = (
    (r"\btab\b|'\\t'", "F603 tab", False),
    ("cannot start any token", "F603 begin", False),
    ("quoted scalar found unexpected end", "F603 aanhalingsteken", True),
    ("escape", "F603 schuine streep", False),
    ("mapping values", "F603 dubbelepunt", False),
    ("expected ':'", "F603 zonder dubbelepunt", True),
    ("flow", "F603 haak", True),
    ("sequence entries", "F603 streepje", False),
    ("anchor|alias", "F603 verwijzing", False),
    ("block scalar", "F603 tekstblok", False),
    ("block (mapping|collection)", "F603 blok", False),
)


class Document:
    """A document, built straight from what the parser says: the nodes between would take longer than all the rest."""

    def __init__(self, text: str) -> None:
        self.content: object = None  # lists, mappings, texts, numbers, truth values and None
        self.lines: dict[KeyPlace, int] = {}  # of each key and list item, by its place in the document
        # Per line, what it says of characters that nobody sees, also written as an escape, and letters of no print.
        self.unseen: list[tuple[int, str]] = []
        self.odd: list[tuple[int, str]] = []
        # All of it, also what follows the document: that it cannot be read has to be said.
        self._events: Iterator[Any] = iter(list(_events(text)))
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.DocumentStartEvent):
            self.content = self._built(next(self._events), ())
            next(self._events)  # the document ends
            if isinstance(more := next(self._events), yaml.DocumentStartEvent):
                _refuse("een tweede document na ---", more)

    def _built(self, event: Any, place: KeyPlace) -> object:
        if isinstance(event, yaml.AliasEvent):
            _refuse(f'de verwijzing "*{event.anchor}", die hier niet mag', event)
        if event.tag is not None:
            _refuse(f'het label "{event.tag.replace("tag:yaml.org,2002:", "!!")}", dat hier niet mag', event)
        if isinstance(event, yaml.ScalarEvent):
            if found := characters.hidden(event.value, lines=True):
                self.unseen.append((_line(event), found))
            if odd := unprintable(event.value):
                self.odd.append((_line(event), odd))
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        return self._sequence(place)

    def _mapping(self, place: KeyPlace) -> dict[object, object]:
        found: dict[object, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if isinstance(event, yaml.CollectionStartEvent):
                _refuse("een lijst of blok als sleutel", event)
            key = self._built(event, place)
            if key in found:
                _refuse(f'de sleutel "{key}" staat er twee keer', event)
            inside = (*place, event.value)
            self.lines[inside] = _line(event)
            found[key] = self._built(next(self._events), inside)
        return found

    def _sequence(self, place: KeyPlace) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            inside = (*place, len(found))
            self.lines[inside] = _line(event)
            found.append(self._built(event, inside))
        return found


def _events(text: str) -> Iterator[Any]:
    """Yield what the parser says; too many blocks in each other stop it there, for each costs it more than the one before."""
    depth = 0
    for event in yaml.parse(text, Loader=_Parser):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            _refuse(f"meer dan {DEEPEST} blokken in elkaar", event)
        yield event


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


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class _RefusedError(yaml.MarkedYAMLError):
    """What YAML allows and these files do not, said in Dutch."""


def _refuse(found: str, where: Any) -> NoReturn:
    raise _RefusedError(problem=found, problem_mark=where.start_mark)


def read_document(path: Path) -> Document:
    """Read a YAML file; raises `InputError` that names the line. Texts with characters nobody sees are in `unseen`."""
    name = paths.relative(path)
    if problems := list(text_files.place_problems(path, LARGEST)):
        raise InputError(f"{name} is niet te lezen.", problems)
    text = text_files.read_text(path)
    if garbled := tuple(_garbled(name, text)):
        raise InputError(f"{name} is niet goed te lezen.", garbled)
    try:
        document = Document(text)
    except yaml.MarkedYAMLError as error:
        problem = _in_dutch(name, text, error)
    except yaml.YAMLError:  # a character, before there are lines
        problem = problem_at("F603 onzichtbaar", name, "")
    else:
        if odd := [text_files.odd_letters(name, f"regel {line}", found) for line, found in document.odd]:
            raise InputError(f"{name} is niet te drukken.", odd)
        return document
    raise InputError(f"{name} is niet te lezen.", [problem])


def _in_dutch(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """Say in Dutch what the parser says in English, at the line where it begins."""
    said = f"{error.context} {error.problem}"
    rest = ("", "F603 onbekend", False)
    _, key, from_context = next((one for one in _SAID if re.search(one[0], said)), rest)
    found = ""
    if isinstance(error, _RefusedError):
        found, key, from_context = error.problem or "", "F603 geweigerd", False
    mark = error.context_mark if from_context and error.context_mark else error.problem_mark
    if mark is None:
        return problem_at(key, name, "", found)
    sign = text[mark.index : mark.index + 1]
    key = "F603 tab" if sign == "\t" and key == "F603 begin" else key
    return problem_at(key, name, f"regel {mark.line + 1}", found, sign=sign)


def _garbled(name: str, text: str) -> Iterator[Problem]:
    """Yield each line with letters that went through a wrong encoding: they would stand so on every page."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := text_files.MOJIBAKE.search(line):
            yield problem_at("F106 tekst", name, f"regel {number}", f'"{found.group()}"')
