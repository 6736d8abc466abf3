"""
What can be wrong with a service or its answer; the words of each code stand in `ground/messages.yml`.

F240 gone, F241 not all rows, F242 empty, F243 a code it does not have, F244 it points
elsewhere, F245 an address that is not safe, F246 more than is taken, F247 not in the form of data,
F501 a web page, F502 no complete answer, F503 a message instead of data, F505 offline.
"""

from __future__ import annotations

from typing import Final

from analysis.ground import messages
from analysis.ground.errors import InputError, Problem

NOT_ASKED: Final = frozenset({"F244", "F246"})  # nothing more of this table is asked after these


class SourceDown(InputError):  # noqa: N818  the name others know it by
    """A service that did not answer, or not with data; what was fetched before is still good."""


def problem(key: str, url: str, found: str = "", **values: object) -> Problem:
    """Return the problem with a code of `messages.yml`; its place is the address without its question."""
    return messages.message(key, **values).at(url.partition("?")[0], found=found)


def down(key: str, url: str, found: str = "", **values: object) -> SourceDown:
    """Return the error for a code of `messages.yml` that is wrong at an address."""
    return SourceDown("De bron gaf niet wat er is gevraagd.", [problem(key, url, found, **values)])


def odd(url: str, found: str, expected: str) -> SourceDown:
    """Return F247: an answer that came whole, and is not what a service of this kind gives."""
    return down("F247", url, found, expected=expected)


def shown(text: str, most: int = 100) -> str:
    """Write text of a service on one line, without signs that a terminal obeys or that turn letters around."""
    line = " ".join(text[: 10 * most].split())
    return "".join(letter for letter in line if letter.isprintable())[:most]
