"""
What a sentence of a draft says: which numbers, about what, where, and compared with whom.

Read by the words of `data/beleid/herkennen.yml`, which every gemeente shares, and the names of the catalogue. What is
not recognised is said to be so; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from pydantic import Field

from analysis.ground import paths
from analysis.ground.strict_yaml import Closed, load
from analysis.model.policy_files import FOLDER
from analysis.release.release import Release

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
GAP = "…"  # between words of which others may stand
_BETWEEN = r"(?:\s+[^.;]{0,60}?)?\s+"  # what may stand in a gap
Span = tuple[int, int]
_COUNTRY = ("landelijk", "landelijke", "nederland", "nederlandse")
_REGION = ("regionaal", "regionale", "regio", "regiogemeenten")


class Word(Closed):
    """Words that stand for an indicator; `…` leaves room for others between them."""

    woorden: tuple[str, ...]
    indicator: str


class PeopleGroup(Closed):
    """A part of the people, and the indicators that are about it."""

    naam: str  # as it stands in a sentence about what came out
    woorden: tuple[str, ...]
    indicatoren: tuple[str, ...]  # ids of the catalogue, or how they begin with a *
    moet_genoemd: bool = Field(strict=True, default=False)  # a sentence that does not name it is not about it

    def holds(self, indicator: str) -> bool:
        """Whether an indicator is about this group."""
        return any(fnmatchcase(indicator, one) for one in self.indicatoren)


class DraftWords(Closed):
    """The file as a whole."""

    herkennen: tuple[Word, ...]
    groepen: tuple[PeopleGroup, ...] = ()


def read_words() -> DraftWords:
    """Read the words by which a subject is recognised; raises `InputError` with every problem."""
    return load(paths.data() / FOLDER / "herkennen.yml", DraftWords)


class Said(NamedTuple):
    """One number in a sentence."""

    value: float
    is_share: bool
    measure: str
    place: int
    written: str


class DraftSentence(NamedTuple):
    """One sentence of a draft, with what was recognised in it."""

    numbers: tuple[Said, ...]
    indicators: tuple[str, ...]
    areas: tuple[tuple[str, int], ...]  # each with the place where it is named
    year: str
    direction: str
    moved: bool
    others: Mapping[str, str]  # by indicator the part of the people that is named, and that it is not about


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text with the line they start on; marks of lists and headings are left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        clean = re.sub(r"^[\s#>*•-]+|[*_`]{1,2}", "", line).strip()
        for part in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý‘“\"'])", clean):
            if part:
                yield number, part


def understand(text: str, words: DraftWords, release: Release) -> DraftSentence:
    """Recognise what a sentence says."""
    years, low = _YEAR.findall(text), text.lower()
    named = [
        (match.span(), group)
        for group in words.groepen
        for one in group.woorden
        for match in _pattern(one.lower()).finditer(low)
    ]
    found = _indicators(low, words, release)
    kept = {one: span for one, span in found.items() if not _is_about_others(one, named, words)}
    others = {one: other for one, span in kept.items() if (other := _other_group(one, span, named))}
    if any(one not in others for one in kept):
        # A subject of just this part of the people goes before the same subject of everybody.
        ours = {kept[one] for one in kept if one not in others}
        kept = {one: span for one, span in kept.items() if one not in others or span not in ours}
    return DraftSentence(
        numbers=tuple(_numbers(text)),
        indicators=tuple(kept),
        areas=tuple(
            (area, found.start())
            for word, area in _names(release).items()
            for found in _pattern(word).finditer(low)
        ),
        year=years[0] if len(set(years)) == 1 else "",
        direction=_direction(text),
        moved=bool(_MOVED.search(text)),
        others={one: other for one, other in others.items() if one in kept},
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


def _indicators(text: str, words: DraftWords, release: Release) -> dict[str, Span]:
    """Return the indicators a sentence is about, each with the words; a longer word goes before one inside it."""
    known: dict[str, list[str]] = {}
    for word in words.herkennen:
        for one in word.woorden:
            known.setdefault(one.lower(), []).append(word.indicator)
    # The short name of a count is too often a common word, such as "wonen".
    for entry in (one for one in release.catalogue.indicators.values() if one.is_share):
        known.setdefault(entry.kort.lower(), []).append(entry.id)
    spans: list[Span] = []
    found: dict[str, Span] = {}
    for one in sorted(known, key=len, reverse=True):
        for match in _pattern(one).finditer(text):
            if any(start <= match.start() and match.end() <= end for start, end in spans):
                continue
            spans.append(match.span())
            for indicator in known[one]:
                found.setdefault(indicator, match.span())
    # "Er wonen 12 mensen met zorg" is no sentence about the number of inhabitants.
    if not found and (people := _PEOPLE.search(text)):
        return {"inwoners": people.span()}
    return found


def _pattern(words: str) -> re.Pattern[str]:
    """Return what finds whole words, with others between them where a gap is left."""
    parts = [re.escape(part.strip()) for part in words.split(GAP)]
    return re.compile(rf"(?<!\w){_BETWEEN.join(parts)}(?!\w)")


def _is_about_others(indicator: str, named: list[tuple[Span, PeopleGroup]], words: DraftWords) -> bool:
    """Whether an indicator is about a group that a sentence would have to name, and does not."""
    needed = [group for group in words.groepen if group.moet_genoemd and group.holds(indicator)]
    return bool(needed) and not any(group in needed for _, group in named)


def _other_group(indicator: str, span: Span, named: list[tuple[Span, PeopleGroup]]) -> str:
    """Return the group that a sentence names and that an indicator is not about; empty when there is none."""
    places = {place for place, group in named if group.holds(indicator)}
    for place, group in named:
        inside = span[0] <= place[0] and place[1] <= span[1]
        if not inside and place not in places:
            return group.naam
    return ""


def _names(release: Release) -> Mapping[str, str]:
    """Return the words that name an area; the gemeente goes before a kern of the same name."""
    own, areas = release.own_areas("kern", prefix="KERN-"), release.catalogue.areas
    region = areas[release.gemeente].hoort_bij
    provinces = [code for code in release.compare if code.startswith("PV")]
    return {
        **dict(zip(own["naam"].str.lower(), own["gebied"], strict=True)),
        **dict.fromkeys(_COUNTRY, "NL00"),
        **(dict.fromkeys(_REGION, region) if region else {}),
        **{area.naam.lower(): code for code, area in areas.items() if code.startswith("PV")},
        **({"provincie": provinces[0]} if provinces else {}),
        release.naam.lower(): release.gemeente,
    }


def _direction(text: str) -> str:
    found = _COMPARED.search(text)
    if not found or re.match(r"\s*(?:de\s+)?\d", text[found.end() :]):
        return ""
    word = found[1].lower()
    return "hoger" if word in _UP else "lager" if word in _DOWN else word
