"""The three words for a sentence of a draft, and how those of its parts make one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.topics.claims_check import CONTRADICTED, HOLDS

UNTESTED = "niet te toetsen"
WORDS = (HOLDS, CONTRADICTED, UNTESTED)


class Verdict(NamedTuple):
    """One of the words, and why, with the numbers that were held against it."""

    word: str
    reason: str


def together(found: Sequence[Verdict]) -> Verdict:
    """Return one word for all parts of a sentence: it holds when all do, and is contradicted when one part is."""
    words = [one.word for one in found]
    word = CONTRADICTED if CONTRADICTED in words else HOLDS if set(words) == {HOLDS} else UNTESTED
    telling = [one.reason for one in found if one.word == word]
    telling += [one.reason for one in found if one.word != word and word != CONTRADICTED]
    return Verdict(word, " ".join(dict.fromkeys(telling)))
