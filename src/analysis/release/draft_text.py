"""
What a sentence of a draft says: which numbers, about what, where, and compared with whom.

Read by words from `data/beleid/herkennen.yml` and the names of the catalogue. What is not
recognised is said to be so; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.policy.claims import Word
from analysis.release.store import Release

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?!\w)(\s*(?:%|procent\b))?")
_AGE_AFTER = re.compile(
    r"\s*(?:jaar|-jarig|-plus|plus|\+|tot\s+(?:en met\s+)?\d+\s+jaar|en\s+\d+\s+jaar)", re.I
)
_AGE_BEFORE = re.compile(r"(?:ouder dan|jonger dan|tot|vanaf)\s*$", re.I)
_YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]\d|20[0-4]\d)(?![\d.,]\d|\s*(?:%|procent|inwoners|mensen|euro))")
_FRACTIONS = {"de helft": 50.0, "een kwart": 25.0, "driekwart": 75.0}
_MEASURES = (
    (re.compile(r"(?:meer dan|ruim|boven de|hoger dan)\s*(?:de\s+)?$", re.I), "meer dan"),
    (re.compile(r"(?:minder dan|bijna|onder de|lager dan|hooguit)\s*(?:de\s+)?$", re.I), "minder dan"),
    (re.compile(r"(?:ongeveer|circa|ca\.|rond(?: de)?|zo'n|naar schatting)\s*$", re.I), "ongeveer"),
)
_COMPARED = re.compile(
    r"\b(hoger|meer|groter|vaker|boven|lager|minder|kleiner|onder|beter|slechter)\b"
    r"(?P<between>[^.;]{0,60}?)\b(?:dan|het gemiddelde|gemiddelde|gemiddeld)\b",
    re.I,
)
_UP, _DOWN = {"hoger", "meer", "groter", "vaker", "boven"}, {"lager", "minder", "kleiner", "onder"}
_MOVED = re.compile(
    r"\b(stijgt|stijgen|gestegen|daalt|dalen|gedaald|groeit|gegroeid|neemt toe|neemt af)\b", re.I
)
_PEOPLE = re.compile(r"inwonertal|\b(?:telt|telde|wonen|woonden|had|heeft)\b.*\b(?:inwoners|mensen)\b")
_COUNTRY = ("landelijk", "landelijke", "nederland", "nederlandse")
_REGION = ("regionaal", "regionale", "regio", "regiogemeenten")


@dataclass(frozen=True)
class Said:
    """One number in a sentence."""

    value: float
    is_share: bool
    measure: str
    place: int
    written: str


@dataclass(frozen=True)
class Place:
    """An area that a sentence names, and where in it."""

    area: str
    place: int


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft, with what was recognised in it."""

    line: int
    text: str
    numbers: tuple[Said, ...]
    indicators: tuple[str, ...]
    places: tuple[Place, ...]
    year: str
    direction: str
    moved: bool


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text with the line they start on; marks of lists and headings are left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        clean = re.sub(r"^[\s#>*•-]+|[*_`]{1,2}", "", line).strip()
        for part in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý‘“\"'])", clean):
            if part:
                yield number, part


def understand(line: int, text: str, words: Sequence[Word], release: Release) -> Sentence:
    """Recognise what a sentence says."""
    years = _YEAR.findall(text)
    return Sentence(
        line=line,
        text=text,
        numbers=tuple(_numbers(text)),
        indicators=_indicators(text.lower(), words, release),
        places=tuple(_places(text.lower(), release)),
        year=years[0] if len(set(years)) == 1 else "",
        direction=_direction(text),
        moved=bool(_MOVED.search(text)),
    )


def _numbers(text: str) -> Iterator[Said]:
    taken = {found.start() for found in _YEAR.finditer(text)}
    for found in _NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        share = bool(found[3])
        is_age = not share and (_AGE_AFTER.match(after) or (_AGE_BEFORE.search(before) and not found[2]))
        if found.start() in taken or is_age:
            continue
        value = float(found[1].replace(".", "") + (f".{found[2]}" if found[2] else ""))
        yield Said(value, share, _measure(before), found.start(), found[0].strip())
    for words, value in _FRACTIONS.items():
        for found in re.finditer(rf"\b{words}\b", text, re.I):
            measure = _measure(text[: found.start()])
            yield Said(value, True, "ongeveer" if measure == "gelijk" else measure, found.start(), words)


def _measure(before: str) -> str:
    return next((measure for pattern, measure in _MEASURES if pattern.search(before)), "gelijk")


def _indicators(text: str, words: Sequence[Word], release: Release) -> tuple[str, ...]:
    """Return the indicators a sentence is about; a longer word goes before a shorter one inside it."""
    known: dict[str, list[str]] = {}
    for word in words:
        for one in word.woorden:
            known.setdefault(one.lower(), []).append(word.indicator)
    # The short name of a count is too often a common word, such as "wonen".
    for entry in (one for one in release.catalogue.indicators.values() if one.is_share):
        known.setdefault(entry.kort.lower(), []).append(entry.id)
    spans: list[tuple[int, int]] = []
    found: dict[str, None] = {}
    for one in sorted(known, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(one)}(?!\w)", text):
            if any(start <= match.start() and match.end() <= end for start, end in spans):
                continue
            spans.append(match.span())
            found |= dict.fromkeys(known[one])
    # "Er wonen 12 mensen met zorg" is no sentence about the number of inhabitants.
    if not found and _PEOPLE.search(text):
        return ("inwoners",)
    return tuple(found)


def _places(text: str, release: Release) -> Iterator[Place]:
    for word, area in _names(release).items():
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            yield Place(area, found.start())


def _names(release: Release) -> Mapping[str, str]:
    """Return the words that name an area; the gemeente goes before a kern of the same name."""
    own = release.own_areas("kern", prefix="KERN-")
    names = {str(row.naam).lower(): str(row.gebied) for row in own.itertuples()}
    region = release.catalogue.areas[release.gemeente].hoort_bij
    names |= dict.fromkeys(_COUNTRY, "NL00")
    names |= dict.fromkeys(_REGION, region) if region else {}
    names |= {
        area.naam.lower(): code for code, area in release.catalogue.areas.items() if code.startswith("PV")
    }
    provinces = [code for code in release.compare if code.startswith("PV")]
    names |= {"provincie": provinces[0]} if provinces else {}
    return names | {release.naam.lower(): release.gemeente}


def _direction(text: str) -> str:
    found = _COMPARED.search(text)
    if not found or re.match(r"\s*(?:de\s+)?\d", text[found.end() :]):
        return ""
    word = found[1].lower()
    return "hoger" if word in _UP else "lager" if word in _DOWN else word
