"""
The words by which a subject is recognised: names of the catalogue, and those of `data/beleid/herkennen.yml`.

Words are compared by their stem, so that "rookt", "roken" and "rookte" are one; a phrase is found when all its words
stand close together, in any order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pydantic import Field

from analysis.ground import paths
from analysis.ground.strict_yaml import Closed, load
from analysis.model.catalogue import Catalogue
from analysis.model.policy_files import FOLDER

FILE = "herkennen.yml"
TOKEN = re.compile(r"\w[\w'’-]*")
_ENDINGS = re.compile(r"(?:en|e|s|te?|ten|de|den)$")
_NEAR = 14  # words from the first to the last of a phrase
_SKIPPED_IN_NAMES = frozenset({"de", "het", "een", "en", "of", "van", "voor", "met", "op", "in", "aan", "tot", "te", "uit", "over", "door", "per", "naar", "bij", "jaar", "ouder", "jonger", "dan"})  # fmt: skip
# A name of no more than these words says too little to be a subject by itself.
_TOO_GENERAL = (
    "inwoners",
    "mannen",
    "vrouwen",
    "mensen",
    "gemiddeld",
    "aantal",
    "aandeel",
    "huishouden",
    "personen",
)


class Synonyms(Closed):
    """Other words for what an indicator is about."""

    indicatoren: tuple[str, ...]
    woorden: tuple[str, ...]


class PeopleGroup(Closed):
    """A part of the people: its words in a sentence, and how the catalogue names it."""

    naam: str
    woorden: tuple[str, ...]
    basis: tuple[str, ...] = ()
    moet_genoemd: bool = Field(strict=True, default=False)


class DraftWords(Closed):
    """The file as a whole."""

    synoniemen: tuple[Synonyms, ...]
    groepen: tuple[PeopleGroup, ...]
    iedereen: tuple[str, ...]
    nauwer: tuple[str, ...]
    vulwoorden: tuple[str, ...]
    werkwoorden: tuple[str, ...]


class Token(NamedTuple):
    """A word of a sentence, with its stem and its place."""

    stem: str
    start: int
    end: int
    word: str  # in lower case


class Subject(NamedTuple):
    """An indicator that a sentence seems to be about, and the words that say so, by their number in the sentence."""

    indicator: str
    tokens: frozenset[int]


def read_words() -> DraftWords:
    """Read the words by which a subject is recognised; raises `InputError` with every problem."""
    return load(paths.data() / FOLDER / FILE, DraftWords)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending: crude, but the same for every form of a regular verb or noun."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    while len(plain) > 3 and (shorter := _ENDINGS.sub("", plain)) != plain and len(shorter) > 2:
        plain = shorter
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return plain[:-1] + {"v": "f", "z": "s"}.get(plain[-1:], plain[-1:])


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text in order."""
    return [Token(stem(match[0]), *match.span(), match[0].lower()) for match in TOKEN.finditer(text)]


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of single words."""
    return frozenset(stem(word) for word in words)


def phrases(words: DraftWords, catalogue: Catalogue) -> dict[frozenset[str], list[str]]:
    """Return the indicators by the stems of a phrase that names them: their names in the catalogue, and the synonyms."""
    found: dict[frozenset[str], list[str]] = {}
    general = stems_of(_TOO_GENERAL)
    for entry in catalogue.indicators.values():
        for name in (entry.naam, entry.kort if entry.is_share else ""):
            key = _key(name)
            # A short name such as "Familie" or "Vervoer" is too common a word to be one.
            if key and not key <= general and (name == entry.naam or len(key) > 1):
                found.setdefault(key, []).append(entry.id)
        if stem(entry.naam) == stem(entry.eenheid):
            found.setdefault(frozenset({stem(entry.naam)}), []).append(entry.id)
    for group in words.synoniemen:
        for phrase in group.woorden:
            known = found.setdefault(frozenset(one.stem for one in tokens_of(phrase)), [])
            known += [one for one in group.indicatoren if one in catalogue.indicators]
    return {key: list(dict.fromkeys(ids)) for key, ids in found.items() if ids}


def _key(name: str) -> frozenset[str]:
    """Return the stems of a name that count, without ages, whom it is of, and what may be left out, such as "(heel)"."""
    plain = re.sub(r"^\([^)]*\)\s*|\(volwassenen\)", "", name)
    words = (match[0].lower() for match in TOKEN.finditer(plain))
    return frozenset(
        stem(word) for word in words if word not in _SKIPPED_IN_NAMES and not word[0].isdecimal()
    )


def subjects(tokens: Sequence[Token], known: Mapping[frozenset[str], list[str]]) -> list[Subject]:
    """Return what a sentence is about, each time that it is named."""
    places: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        places.setdefault(token.stem, []).append(number)
    found = {
        Subject(indicator, chosen)
        for key, indicators in known.items()
        if all(one in places for one in key)
        for chosen in _closest(key, places)
        for indicator in indicators
    }
    return sorted(found, key=lambda one: (min(one.tokens), one.indicator))


def _closest(key: frozenset[str], places: Mapping[str, list[int]]) -> Iterator[frozenset[int]]:
    """Yield, for each time that the rarest word stands there, the nearest of the others."""
    rarest = min(key, key=lambda one: (len(places[one]), one))
    for anchor in places[rarest]:
        chosen = frozenset(min(places[one], key=lambda at: abs(at - anchor)) for one in key)
        if max(chosen) - min(chosen) <= _NEAR:
            yield chosen


def phrase_spans(tokens: Sequence[Token], phrase: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a phrase stand one after the other: the numbers of the first and the last."""
    wanted = [one.word for one in tokens_of(phrase)]
    for start in range(len(tokens) - len(wanted) + 1):
        run = tokens[start : start + len(wanted)]
        if [one.word for one in run] == wanted and all(b.start - a.end < 3 for a, b in pairwise(run)):
            yield start, start + len(wanted) - 1
