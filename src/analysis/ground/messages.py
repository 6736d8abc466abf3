"""The words of every message with a code, from `messages.yml`; docs/fouten.md is made from the same table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem

TABLE: Final = Path(__file__).with_name("messages.yml")
WARNING: Final = "waarschuwing"
ALSO: Final = " Hetzelfde geldt voor nog "  # as `and_more` begins


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Return what `messages.yml` says of each code."""
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # ten times as fast, where it is
    words: dict[str, dict[str, Any]] = yaml.load(TABLE.read_bytes(), loader)  # noqa: S506
    return words


def and_more(count: int, one: str, more: str) -> str:
    """Say that the same holds elsewhere: of `count` places the first is named already."""
    return f"{ALSO}{dutch.counted(count - 1, one, more)}." if count > 1 else ""


@dataclass(frozen=True)
class Message:
    """What is said of a code in one case, apart from where it stands; `found` where the cell does not say it."""

    code: str
    expected: str
    action: str
    found: str = ""
    warning: bool = False

    def also(self, sentence: str) -> Message:
        """Return the message with a sentence behind what to do."""
        return replace(self, action=self.action + sentence)

    def at(
        self,
        file: str,
        row: int | None = None,
        column: str | None = None,
        found: str = "",
        *,
        cell: str = "",
        place: str = "",
        warning: bool | None = None,
    ) -> Problem:
        """Return the problem at row and column, a cell of a workbook or a `place`; `warning` where it may be either."""
        found, warning = found or self.found, self.warning if warning is None else warning
        words = found, self.expected, self.action
        if place:
            return Problem(file, place, *words, self.code, row, column, warning)
        return Problem.at(self.code, file, row, column, *words, warning=warning, cell=cell)


class WrongValueError(ValueError):
    """A value that does not fit, as a check of a model says it; pydantic hands it on with the place."""

    def __init__(self, told: Message) -> None:
        self.message = told
        super().__init__(f"{told.code} {told.expected}. {told.action}")


def wrong(key: str, /, **values: object) -> WrongValueError:
    """Return the error of a value that does not fit; see `message`."""
    return WrongValueError(message(key, **values))


def message(key: str, /, **values: object) -> Message:
    """
    Fill in what the words of a code leave open: a warning where the table says so, else an error.

    `key` is the code, with the name of the case where the table has more than one: `F141 bijna`, `F104 gelezen`.
    """
    code, _, case = key.partition(" ")
    words = table()[code]
    words = {**words, **words["gevallen"][case]} if case else words
    found, expected, action = (
        str(words.get(part, "")).format(**values) for part in ("gevonden", "verwacht", "actie")
    )
    return Message(code, expected, action, found, words["soort"] == WARNING)


def problem(
    key: str,
    file: str,
    row: int | None = None,
    column: str | None = None,
    found: str = "",
    /,
    *,
    cell: str = "",
    **values: Any,
) -> Problem:
    """Return the problem with a code at a row and column, and the address of a cell of a workbook; see `message`."""
    return message(key, **values).at(file, row, column, found, cell=cell)


def problem_at(key: str, file: str, place: str, found: str = "", /, **values: Any) -> Problem:
    """Return the problem with a code at a place in words; see `message`."""
    return message(key, **values).at(file, found=found, place=place)


def refused(
    key: str, file: str, found: str = "", row: int | None = None, /, *, place: str = "", **values: Any
) -> InputError:
    """Return the error that a file cannot be read at all, for one reason; see `message`."""
    return InputError(
        f"{file} is niet te lezen.", [message(key, **values).at(file, row, None, found, place=place)]
    )
