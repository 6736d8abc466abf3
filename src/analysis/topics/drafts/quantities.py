"""
The numbers in a sentence, each as what a writer can have meant by it: an interval that follows from how it is written.

"6%" is all that rounds to 6, "ruim een derde" lies just above it, "bijna 30%" just below. A second, wider interval
says how far off a known value must be before the sentence is called wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from analysis.topics.drafts.numerals import FRACTION, NUMERAL, fraction_of, numeral_of
from analysis.topics.drafts.passed_over import passed_over

SHARE, EURO, YEARS, COUNT, POINTS, RATE = "aandeel", "euro", "jaar", "aantal", "procentpunt", "per 1.000"

_HEDGES = (
    ("ruim", r"(?:ruim|iets meer dan|iets boven|net boven|net iets meer dan|een kleine \d+ meer dan)"),
    ("bijna", r"(?:bijna|krap|iets minder dan|net geen|net onder)"),
    ("meer", r"(?:meer dan|boven|hoger dan|groter dan|ouder dan|over)"),
    ("minder", r"(?:minder dan|nog geen|onder|lager dan|kleiner dan|hooguit|hoogstens|maximaal|ten hoogste)"),
    ("minstens", r"(?:minstens|ten minste|tenminste|minimaal|op zijn minst)"),
    ("ongeveer", r"(?:ongeveer|circa|ca\.|rond|rondom|zo'n|zo’n|naar schatting|grofweg|±|om en nabij)"),
)
_HEDGE_BEFORE = tuple(
    (name, re.compile(rf"(?<!\w){words}\s+(?:de\s+|het\s+|€\s*)?$", re.I)) for name, words in _HEDGES
)
_UNIT = re.compile(
    r"\s*(?:(?P<points>procentpunt(?:en)?|%-punt)|(?P<share>%|procent\b|pct\b)"
    r"|(?P<much>miljoen|mln\.?|duizend|miljard)?\s*(?:(?P<euro>euro\b)|(?P<years>jaar\b))?)",
    re.I,
)
# A rate: "56 cliënten per 1.000 inwoners" is no number of clients.
PER_THOUSAND = re.compile(r"\bper\s+(?:1\.?000|duizend)\b", re.I)
_EURO_BEFORE = re.compile(r"(?:€|EUR)\s*$")
_TIMES = {"duizend": 1e3, "miljoen": 1e6, "mln": 1e6, "miljard": 1e9}
# Of "5,6 tot 11,4 procent" the first number is a share too.
_SHARED_UNIT = re.compile(r"\s*(?:en|tot|of|naar|tegen|à|-|–)\s*(?:de\s+)?$", re.I)
_RANGE = re.compile(r"\s*(?:tot|à|-|–)\s*(?:wel\s+)?(?:€\s*)?$", re.I)
_BETWEEN = re.compile(r"\b(?:tussen|variërend van|uiteen van)\s+(?:de\s+|het\s+)?$", re.I)
_MORE_OR_LESS = re.compile(
    r"\s+(?:(?:procent|inwoners|mensen|woningen|euro|jaar)\s+)?(?:meer|minder|hoger|lager|groter|kleiner|vaker|(?:ouder|jonger)(?!\s+dan\s+\d)|extra|erbij)\b"
    r"|(?:\s+\w+){0,2}\s+(?:er)?bij(?:gekomen|\s+gekomen|\s+in\b)?\s*(?:[.,;]|$|in\b)",
    re.I,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:toename|stijging|daling|afname|groei|krimp|verschil|bezuiniging)\s+van\s+", re.I
)
_WITH_BEFORE = re.compile(r"\bmet\s+(?:\S+\s+){0,3}$", re.I)
CHANGED = re.compile(
    r"\b(?:(?P<up>groei\w*(?!\w|\s+op\b|[^.;,]*\sop\s+(?:in|met|zonder)\b)|gegroeid|stijg\w*|steeg|stegen|gestegen|toegenomen|toeneemt|toenam|opgelopen|verdubbel\w*|verhoogd\w*|verhogen|uitgebreid)"
    r"|(?P<down>daal\w*|daling\w*|gedaald|afgenomen|afneemt|afnam|teruggelopen|kr[io]mp\w*|gekrompen|gehalveerd|verlaagd\w*|verlagen|gekort|bezuinigd|verminder\w*))\b"
    r"|\b(?:neemt|nemen|nam|namen)\b[^;]*?\b(?:(?P<up2>toe)|(?P<down2>af))\b"
    r"|\b(?:kwamen|komen|kwam|komt)\b[^;]*?\b(?P<up3>bij|erbij)\s*(?:[.,;]|$)",
    re.I,
)


class Interval(NamedTuple):
    """From and to, both counted in."""

    low: float
    high: float

    def meets(self, low: float, high: float) -> bool:
        """Whether it has a value in common with another interval."""
        return self.low <= high and low <= self.high

    def widened(self, by: float) -> Interval:
        """Return it with so much more on both sides."""
        return Interval(self.low - by, self.high + by)


class Quantity(NamedTuple):
    """One number of a sentence: what it says, in which unit, and how much of it is meant."""

    written: str
    start: int
    end: int
    kind: str
    value: float
    fits: Interval  # a value in here is what the sentence says
    near: float  # so far outside of it a value is still too close to call the sentence wrong
    one_sided: bool = False  # "meer dan": all of a margin must be on that side
    is_change: bool = False  # so much more, less, older: no level
    in_range: str = ""  # `van` or `tot`: an end of "5,6% tot 11,4%"
    is_fraction: bool = False  # in words, such as "de helft"


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a sentence in order: without years, dates, ages, durations and numbers of chapters."""
    skipped = passed_over(text)
    found = list(_fractions(text, skipped))
    taken = [*skipped, *((one.start, one.end) for one in found)]
    found += _numbers(text, taken)
    return _ends_of_ranges(text, sorted(found, key=lambda one: one.start))


def _fractions(text: str, skipped: list[tuple[int, int]]) -> Iterator[Quantity]:
    for match in FRACTION.finditer(text):
        value = fraction_of(match)
        if value is not None and not _inside(match.span(), skipped):
            yield _quantity(
                text, match.start(), match.end(), SHARE, value, min(0.08 * value, 4), fraction=True
            )


def _numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Quantity]:
    for match in NUMERAL.finditer(text):
        if _inside(match.span(), taken):
            continue
        unit = _UNIT.match(text, match.end())
        assert unit is not None  # noqa: S101  every part of it may be absent
        value, digit = numeral_of(match[0])
        times = _TIMES.get((unit["much"] or "").lower().rstrip("."), 1)
        kind = (
            POINTS if unit["points"] else SHARE if unit["share"] or _borrows(text, match.end())
            else EURO if unit["euro"] or _EURO_BEFORE.search(text[: match.start()])
            else YEARS if unit["years"] else RATE if PER_THOUSAND.search(text) else COUNT
        )  # fmt: skip
        # "26.000" is seldom to the thousand, and never off by more than some hundreds.
        half = min(digit, 1) / 2 if kind in (SHARE, POINTS) else min(digit, max(1, 0.05 * value)) * times / 2
        end = unit.end() if unit[0].strip() else match.end()
        yield _quantity(text, match.start(), end, kind, value * times, half)


def _borrows(text: str, end: int) -> bool:
    """Whether the next number is a share that lends this one its unit."""
    following = NUMERAL.search(text, end)
    if not following or not _SHARED_UNIT.fullmatch(text[end : following.start()]):
        return False
    return bool(re.match(r"\s*(?:%|procent\b)", text[following.end() :]))


def _quantity(
    text: str, start: int, end: int, kind: str, value: float, half: float, *, fraction: bool = False
) -> Quantity:
    before, after = text[:start], text[end:]
    hedge = next((name for name, pattern in _HEDGE_BEFORE if pattern.search(before)), "")
    fits = _meant(value, half, hedge, share=kind == SHARE)
    one_sided = hedge in ("meer", "minder", "minstens")
    share = kind in (SHARE, POINTS)
    unit = (1 if one_sided else 2 * half) if share else half
    near = max(unit, (0.1 if share else 0.01) * value / (1 + one_sided))
    change = bool(
        kind == POINTS or _MORE_OR_LESS.match(after) or _CHANGE_BEFORE.search(before[-40:])
        or (_WITH_BEFORE.search(before) and CHANGED.search(text))
    )  # fmt: skip
    return Quantity(
        text[start:end].strip(), start, end, kind, value, fits, near,
        one_sided, change, is_fraction=fraction,
    )  # fmt: skip


def _meant(value: float, half: float, hedge: str, *, share: bool) -> Interval:
    """Return what is meant by a number with the word before it."""
    above = min(0.15 * value, 6) if share else 0.15 * value
    below = min(0.08 * value, 4) if share else 0.07 * value
    hair = 1e-9 * max(1, abs(value))
    return {
        "ruim": Interval(value + hair, value + above),
        "bijna": Interval(value - below, value - hair),
        "meer": Interval(value + hair, math.inf),
        "minder": Interval(-math.inf, value - hair),
        "minstens": Interval(value - hair, math.inf),
        "ongeveer": Interval(value, value).widened(max(half, 0.1 * value)),
    }.get(hedge, Interval(value - half, value + half).widened(hair))


def _ends_of_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    ends: dict[int, str] = {}
    for first, second in pairwise(found):
        between = text[first.end : second.start]
        if _RANGE.fullmatch(between) or (
            re.fullmatch(r"\s*(?:en|tot)\s*(?:de\s+)?", between) and _BETWEEN.search(text[: first.start])
        ):
            ends |= {first.start: "van", second.start: "tot"}
    return [one._replace(in_range=ends.get(one.start, "")) for one in found]


def part_of(fraction: Quantity, whole: Quantity) -> Quantity:
    """Return what "landelijk 12%, in Dalfsen de helft" says of Dalfsen: 6%, or half of everybody, so never surely wrong."""
    value = whole.value * fraction.value / 100
    return fraction._replace(value=value, fits=Interval(value, value).widened(0.08 * value), near=100)


def _inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
