"""The little of OData's `$filter` that is used: startswith, substringof, eq, and, or, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Test = Callable[[Mapping[str, Any]], bool]
TOKEN = re.compile(r"\s*(?:(startswith|substringof)|(and|or|eq)\b|([(),])|'((?:[^']|'')*)'|([A-Za-z_][\w]*))")
KINDS = ("function", "word", "sign", "text", "name")


class NotUnderstoodError(ValueError):
    """A filter that is no filter, or that is about something else than dimensions."""


class Filter:
    """Reads a filter from left to right."""

    def __init__(self, text: str, dimensions: set[str]) -> None:
        self.text, self.dimensions = text, dimensions
        self.tokens = list(_tokens(text))

    def compile(self) -> Test:
        result = self._any()
        if self.tokens:
            raise NotUnderstoodError(self.text)
        return result

    def _take(self, kind: str, value: str | None = None) -> str:
        if not self.tokens or self.tokens[0][0] != kind or (value and self.tokens[0][1] != value):
            raise NotUnderstoodError(self.text)
        return self.tokens.pop(0)[1]

    def _name(self) -> str:
        found = self._take("name")
        if found not in self.dimensions:
            raise NotUnderstoodError(f"{found} is no dimension")
        return found

    def _any(self) -> Test:
        tests = [self._every()]
        while self.tokens[:1] == [("word", "or")]:
            self._take("word")
            tests.append(self._every())
        return lambda row: any(test(row) for test in tests)

    def _every(self) -> Test:
        tests = [self._one()]
        while self.tokens[:1] == [("word", "and")]:
            self._take("word")
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self.tokens[:1] == [("sign", "(")]:
            self._take("sign")
            inner = self._any()
            self._take("sign", ")")
            return inner
        if self.tokens and self.tokens[0][0] == "function":
            return self._function()
        field = self._name()
        self._take("word", "eq")
        wanted = self._take("text")
        return lambda row: row[field] == wanted  # padding counts, as at CBS

    def _function(self) -> Test:
        kind = self._take("function")
        self._take("sign", "(")
        starts = kind == "startswith"
        first = self._name() if starts else self._take("text")
        self._take("sign", ",")
        second = self._take("text") if starts else self._name()
        self._take("sign", ")")
        return (lambda row: row[first].startswith(second)) if starts else (lambda row: first in row[second])


def compile_filter(text: str, dimensions: set[str]) -> Test:
    return Filter(text, dimensions).compile()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise NotUnderstoodError(text)
        place = match.end()
        kind, value = next((k, v) for k, v in zip(KINDS, match.groups(), strict=True) if v is not None)
        found.append((kind, value.replace("''", "'")))
    return found
