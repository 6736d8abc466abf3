"""
The areas that a sentence names, each with all that a name can mean.

"Nieuwleusen" is the kern, the kern with its buitengebied, or the wijk; "Dalfsen" is the gemeente before it is a kern.
A name that we do not know is an area too: what is said of it is not held against ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.release.release import Release

_COUNTRY = r"landelijk[e]?|heel nederland|nederland(?:se)?|ons land"
_HERE = r"hier|bij ons|onze gemeente|de gemeente|deze gemeente|lokaal|onze inwoners|gemeentelijk[e]?"
_REGION = r"regionaal|regionale|(?:de |onze )?regio(?!\w)|regiogemeenten"
_HEALTH_REGION = r"(?:de )?ggd-?\s?regio"
_PROVINCE = r"(?:de |onze )?provincie|provinciaal|provinciale"
_ELSEWHERE = r"(?:vergelijkbare|andere|omliggende|overige|sommige|kleine|grote) (?:gemeenten|kernen|dorpen)|buurgemeenten|elders|daar|per kern|alle kernen"
_OUTSIDE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:en|met|inclusief|plus)\s+(?:het\s+|de\s+|zijn\s+)?(?:\w+\s+)?(?:buitengebied|omgeving|ommelanden)\b",
    re.I,
)
# After these a capital begins the name of a place, or of something else that is not our gemeente.
_UNKNOWN = re.compile(
    r"\b(?i:in|te|uit|gemeente|provincie|stad|dorp|wijk|buurt|inwoners van|kern|regio)\s+(?P<name>[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*)"
)
_FIRST = re.compile(
    r"^(?P<name>[A-ZÀ-Ý][\w'’-]+(?:\s[A-ZÀ-Ý][\w'’-]+)?)\s+(?:telt|telde|heeft|had|kent|kende|scoort|scoorde|groeide)\b"
)
_NO_PLACE = re.compile(
    r"^(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|totaal|dat|dit|die|er|het|de"
    r"|wie|men|iedereen|niemand|ruim|bijna|circa|ongeveer|slechts|meer|minder|geen|elk|ieder|een|wmo|covid|corona)\b",
    re.I,
)


class Place(NamedTuple):
    """A name in a sentence: what it means first, what it can mean as well; neither when we do not know it."""

    start: int
    end: int
    name: str
    areas: tuple[str, ...]
    others: tuple[str, ...] = ()


class PlaceName(NamedTuple):
    """Words for an area, and what they mean."""

    words: re.Pattern[str]
    areas: tuple[str, ...]
    others: tuple[str, ...] = ()


def names_of(release: Release) -> list[PlaceName]:
    """Return the words for every area of a release, the longest first."""
    areas, gemeente = release.catalogue.areas, release.gemeente
    region = areas[gemeente].hoort_bij if gemeente in areas else ""
    health = tuple(code for code in release.compare if code.startswith("GG"))
    province = tuple(code for code in release.compare if code.startswith("PV"))
    kernen = list(_own_kernen(release))
    own = [one for one in kernen if not one.words.search(release.naam)]
    same = [area for one in kernen if one.words.search(release.naam) for area in one.areas]
    others = [
        PlaceName(_whole(area.naam), (code,))
        for code, area in sorted(areas.items(), key=lambda item: -len(item[1].naam))
        if area.niveau not in ("kern", "klasse") and code not in (gemeente, "NL00")
    ]
    return [
        PlaceName(_whole(_ELSEWHERE, plain=False), ()),
        PlaceName(_whole(_HEALTH_REGION, plain=False), health),
        *(PlaceName(_whole(rf"(?:kern|dorp|dorpskern)\s+{re.escape(release.naam)}", plain=False), (same[0],), (*same[1:], gemeente)) for _ in same[:1]),
        *own,
        *others,
        PlaceName(_whole(rf"(?:gemeente\s+)?{re.escape(release.naam)}(?:se|enaren|s|er)?", plain=False), (gemeente,), tuple(same)),
        PlaceName(_whole(_COUNTRY, plain=False), ("NL00",)),
        PlaceName(_whole(_REGION, plain=False), (*((region,) if region else ()), *health)),
        PlaceName(_whole(_PROVINCE, plain=False), province),
        PlaceName(_whole(_HERE, plain=False), (gemeente,)),
        PlaceName(_whole(r"(?:het )?buitengebied", plain=False), tuple(release.own_areas("kern", prefix="KERN-").query("naam == 'Buitengebied'")["gebied"])),
    ]  # fmt: skip


def _own_kernen(release: Release) -> Iterator[PlaceName]:
    table = release.own_areas("kern", prefix="KERN-")
    wijken = dict(zip(release.own_areas("wijk")["naam"], release.own_areas("wijk")["gebied"], strict=True))
    around = set(release.kernen())
    for code, name in zip(table["gebied"], table["naam"], strict=True):
        if name == "Buitengebied":
            continue
        wide = code.replace("KERN-", "KERNGEBIED-", 1)
        readings = (code, *([wide] if wide in around else []), *filter(None, [wijken.get(f"Wijk {name}")]))
        yield PlaceName(_whole(name), readings)


def _whole(words: str, *, plain: bool = True) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{re.escape(words) if plain else words})(?![\w-])", re.I)


def places(text: str, names: list[PlaceName]) -> list[Place]:
    """Return the areas that a sentence names, in order; a longer name goes before one inside it."""
    found: list[Place] = []
    for name in names:
        for match in name.words.finditer(text):
            if not _taken(found, *match.span()):
                found.append(_place(text, match, name))
    for pattern in (_UNKNOWN, _FIRST):
        for match in pattern.finditer(text):
            if not _taken(found, *match.span("name")) and not _NO_PLACE.match(match["name"]):
                found.append(Place(*match.span("name"), match["name"], ()))
    found += _other_regions(text, found)
    if any(one.areas and one.areas[0].startswith("KERNGEBIED-") for one in found):
        found = [one for one in found if not re.fullmatch(r"(?:het )?buitengebied", one.name, re.I)]
    return sorted(found, key=lambda one: one.start)


def _place(text: str, match: re.Match[str], name: PlaceName) -> Place:
    wide = tuple(area for area in name.areas if area.startswith("KERNGEBIED-"))
    before, after = text[: match.start()], text[match.end() :]
    if wide and (_OUTSIDE.match(after) or re.search(r"buitengebied\b[^.;]*\berbij", text)):
        return Place(*match.span(), match[0], wide, tuple(set(name.areas) - set(wide)))
    if wide and re.search(r"\bkern(?:en)?\s+$", before, re.I):
        return Place(*match.span(), match[0], name.areas[:1], name.areas[1:])
    if wide and (wijk := re.search(r"\bwijk\s+$", before, re.I)):
        return Place(wijk.start(), match.end(), match[0], name.areas[2:], name.areas[:2])
    if wide and re.search(r"\bbuitengebied\s+(?:van|rond|bij)\s+$", before, re.I):
        return Place(*match.span(), match[0], ())
    return Place(*match.span(), match[0], name.areas, name.others)


def _other_regions(text: str, found: list[Place]) -> Iterator[Place]:
    """Yield what follows on "regio": "de GGD-regio Twente" is another one than ours."""
    for place in found:
        following = re.match(r"\s+(?P<name>[A-ZÀ-Ý][\w-]+)", text[place.end :])
        if following and re.search(r"regio$", place.name, re.I):
            start = place.end + following.start("name")
            if not _taken(found, start, place.end + following.end()):
                yield Place(start, place.end + following.end(), f"{place.name} {following['name']}", ())


def _taken(found: list[Place], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)
