"""
Of whom a number is a part: the base, in a sentence and in the catalogue.

"22% van de 65-plussers woont alleen" and "22% is 65-plusser" hold the same words. Only where the two bases are the same
can a number of the catalogue confirm a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.model.catalogue import Indicator
from analysis.topics.drafts.passed_over import Age, ages
from analysis.topics.drafts.words import DraftWords, Token, phrase_spans, stem, stems_of

EVERYBODY = ""
UNKNOWN = "een groep die wij niet kennen"
# What makes "inwoners" a part of them.
_NARROWED = re.compile(
    r"^\s*(?:met|die|zonder|waarvan|zoals|boven|onder(?!\s+de\s+\d)|in een|op een)\b", re.I
)
_OF = re.compile(
    r"\s*(?:van|onder|bij)\s+(?:(?:de|het|alle|al|onze|deze|die|elke)\s+)*+(?:\d[\d.]*\s+)?(?P<noun>[^\W\d][\w'’-]*)(?:\s+(?P<next>[^\W\d][\w'’-]*))?",
    re.I,
)
# "Het aandeel van 65 jaar en ouder" and "1.766 inwoners van 80 jaar en ouder" are what is counted.
_COUNTED = re.compile(
    r"\b(?:aandeel|percentage|deel|aantal)\s+(?:\w+\s+)?(?:van\s+)?$"
    r"|(?<!\bvan )(?<!\bde )(?<!\bonder )(?<![\d.,])\d[\d.]*\s+(?:inwoners|mensen|personen)\s+(?:van|vanaf)\s+$",
    re.I,
)
_OUT_OF = re.compile(r"^\s*(?P<noun>[^\W\d][\w'’-]*)(?:\s+(?P<next>[^\W\d][\w'’-]*))?")
_VERBS = stems_of(
    [
        "is",
        "zijn",
        "was",
        "waren",
        "heeft",
        "hebben",
        "had",
        "hadden",
        "doet",
        "doen",
        "deed",
        "krijgt",
        "krijgen",
        "kreeg",
        "geeft",
        "geven",
        "gaf",
        "komt",
        "kan",
        "kent",
        "kennen",
        "haalt",
        "halen",
        "in",
        "van",
        "die",
        "dat",
        "met",
    ]
)
_ADJECTIVES = stems_of(
    ["totale", "hele", "gehele", "nederlandse", "dalfser", "dalfsense", "overijsselse", "lokale"]
)


class Base(NamedTuple):
    """Whom a number is a share of, as a sentence says it, and where."""

    names: frozenset[str]  # groups; EVERYBODY for inwoners
    span: tuple[int, int | None] | None  # of ages
    start: int
    end: int

    @property
    def words(self) -> str:
        """What it is called in a message."""
        if self.span:
            low, high = self.span
            return f"{low} jaar en ouder" if high is None else f"{low} tot {high} jaar"
        return " of ".join(sorted(self.names)) or "alle inwoners"


@lru_cache(maxsize=4096)
def base_of(entry: Indicator, words: DraftWords) -> Base:
    """Return whom an indicator is about, by its denominator and ages in the catalogue."""
    text = f"{entry.noemer}; {entry.leeftijd}".lower()
    counted = not entry.is_share and entry.naam.lower().startswith(("inwoners van", "aantal inwoners van"))
    if counted or entry.noemer.lower().startswith("alle inwoners"):
        return Base(frozenset({EVERYBODY}), None, 0, 0)
    names = frozenset(group.naam for group in words.groepen if any(one in text for one in group.basis))
    found = ages(text)
    return Base(names or frozenset({EVERYBODY}), found[0].span if found else None, 0, 0)


def must_be_named(entry: Indicator, words: DraftWords) -> bool:
    """Whether a sentence that names nobody is not about this indicator."""
    names = base_of(entry, words).names
    return any(group.moet_genoemd and group.naam in names for group in words.groepen)


def same_people(said: Sequence[Base], entry: Indicator, words: DraftWords) -> bool:
    """Whether a sentence is about the people of an indicator; who names nobody is about everybody, or those in its name."""
    own = base_of(entry, words)
    of_age = own.span is not None and EVERYBODY in own.names  # only the age tells whom it is about
    if not said:
        return not must_be_named(entry, words) and not of_age
    spans = {base.span for base in said if base.span}
    if spans and spans != {own.span}:
        return False
    named = [base.names for base in said if not base.span and base.names != {EVERYBODY}]
    if any(not names & own.names for names in named):
        return False
    return bool(spans or named) or (EVERYBODY in own.names and not of_age)


def bases(
    text: str,
    tokens: Sequence[Token],
    shares: list[tuple[int, int]],
    words: DraftWords,
    *,
    ages_are_bases: bool,
) -> list[Base]:
    """
    Return the groups that a sentence takes a part of, in order.

    `shares` is where its percentages stand. With another subject every age is a base; "22% is 65 jaar en ouder" has none.
    """
    found = list(_groups(tokens, words))
    found += [
        Base(frozenset(), age.span, age.start, age.end)
        for age in ages(text)
        if ages_are_bases or _taken_of(text, age)
    ]
    aged = ages(text)
    # "Kinderen jonger dan 15 jaar" are those of that age, and no other group.
    found = [
        one for one in found
        if one.span or not any(age.start <= (one.end + 1 if "kinderen" in one.names else one.start) < age.end for age in aged)
    ]  # fmt: skip
    found += [
        Base(frozenset({UNKNOWN}), None, one.start, one.end)
        for one in found
        if _NARROWED.match(text[one.end :])
    ]
    known = stems_of(words.iedereen)
    for noun, start, end in _nouns(text, shares):
        within = [one for one in found if one.start < end and start < one.end]
        if noun in known:
            narrowed = _NARROWED.match(text[end:])
            found.append(Base(frozenset({UNKNOWN if narrowed else EVERYBODY}), None, start, end))
        elif not within:
            found.append(Base(frozenset({UNKNOWN}), None, start, end))
    return sorted(found, key=lambda one: one.start)


def _groups(tokens: Sequence[Token], words: DraftWords) -> Iterator[Base]:
    places: dict[tuple[int, int], set[str]] = {}
    for group in words.groepen:
        for word in group.woorden:
            for first, last in phrase_spans(tokens, word):
                places.setdefault((tokens[first].start, tokens[last].end), set()).add(group.naam)
    for (start, end), names in places.items():
        yield Base(frozenset(names), None, start, end)


def _taken_of(text: str, age: Age) -> bool:
    """Whether a part is taken of an age: "van de 65-plussers", "van de inwoners van 60 jaar en ouder"."""
    before = text[: age.start]
    if _COUNTED.search(before):
        return False
    direct = r"\b(?:van|onder|bij|op\s+(?:de|elke)\s+\w+)\s+(?:(?:de|alle|onze|het)\s+)?"
    return bool(re.search(rf"{direct}(?:\w+\s+(?:van|vanaf|in de leeftijd van)\s+)?$", before, re.I))


def _nouns(text: str, shares: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the noun behind "6% van de …", "een op de vijf …" and "Van de … is 6%", with its place."""
    places = [(end, _OF) for _, end in shares]
    places += [
        (end, _OUT_OF)
        for start, end in shares
        if re.search(r"\bop\s+(?:de|elke|iedere)\b", text[start:end], re.I)
    ]
    places += [(match.start(), _OF) for match in re.finditer(r"(?:^|[,;:]\s*)(?=van\s)", text, re.I)]
    for place, pattern in places:
        if not (match := pattern.match(text, place) if pattern is _OF else pattern.match(text[place:])):
            continue
        shift = 0 if pattern is _OF else place
        noun, key = match["noun"], "noun"
        if stem(noun) in _ADJECTIVES and match["next"]:
            noun, key = match["next"], "next"
        if pattern is _OUT_OF and stem(noun) in _VERBS:
            continue
        yield stem(noun), match.start(key) + shift, match.end(key) + shift
