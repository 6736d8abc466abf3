"""What looks like a number and says no amount: years, dates, ages, durations, and numbers of chapters and laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
YEAR = re.compile(
    r"(?<![\d.,€])(?<!€ )(?:19[5-9]\d|20[0-4]\d)(?![\d.,]\d|\d|\s*(?:%|procent|inwoners|mensen|euro|woningen))"
)
_SPAN_OF_YEARS = re.compile(rf"{YEAR.pattern}\s*[-–/]\s*(?:{YEAR.pattern}|\d\d\b)")
_DATE = re.compile(
    rf"\b\d{{1,2}}\s+(?:{_MONTHS})(?:\s+\d{{4}})?\b|\b\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}\b|\b\d{{1,2}}[.:]\d{{2}}\s*uur\b",
    re.I,
)
_REFERENCE = re.compile(
    r"\b(?:hoofdstuk|paragraaf|par\.|figuur|fig\.|tabel|bijlage|artikel|art\.|lid|pagina|blz\.|p\.|fase|stap|punt|doel"
    r"|prestatieveld|maatregel|nr\.|nummer|kolom|noot|versie|scenario|top|week|kwartaal|regel|NEN|ISO)\s+\d+(?:[.,-]\d+)*"
    r"|\b\d+(?:e|de|ste)\b|\b\d{4}\s?[A-Z]{2}\b|\b0\d{2,3}[- ]?\d{6,7}\b|\b24[/ ]7\b|\b112\b|\b113\b|\b(?:één|1) persoon\b|\bper (?:1\.?000|duizend)\b",
    re.I,
)
_DURATION = re.compile(
    r"\b(?:\d+(?:,\d+)?|twee|drie|vier|vijf|zes|zeven|acht|tien|twaalf)\s+(?:\w+\s+)?"
    r"(?:dagen|uur|uren|weken|maanden|minuten|keer|maal|avonden|dagdelen)\b",
    re.I,
)
_UPPER = r"(?:tot\s+en\s+met|t/m|tot|en|-|–)"
_AGES = (
    re.compile(rf"\b(?:tussen\s+(?:de\s+)?)?(?P<low>\d{{1,2}})(?:\s+jaar)?\s*{_UPPER}\s*(?:de\s+)?(?P<high>\d{{1,2}})[\s-]*(?:jaar\b|jarige\w*)", re.I),
    re.compile(r"\btussen\s+de\s+(?P<low>\d{1,2})\s+en\s+(?:de\s+)?(?P<high>\d{1,2})\b(?!\s*(?:%|procent|,))", re.I),
    re.compile(r"\b(?P<low>\d{1,3})\s*(?:-?\s*plus(?:sers?)?|\+(?:'?ers)?)(?!\w)", re.I),
    re.compile(r"\b(?P<low>\d{1,3})\s+jaar\s+(?:en|of)\s+ouder\b|\b(?:vanaf|ouder\s+dan|boven\s+de)\s+(?P<low2>\d{1,3})\b(?:\s+jaar)?(?!\s*(?:%|procent|[.,]\d))", re.I),
    re.compile(r"\b(?:jonger\s+dan|onder\s+de|tot)\s+(?P<high>\d{1,3})\s+jaar\b|\b(?:jonger\s+dan|onder\s+de)\s+(?P<high2>\d{1,2})\b(?!\s*(?:%|procent|[.,]\d))|\b(?P<high3>\d{1,2})-?\s*minners?\b", re.I),
    re.compile(r"\b(?P<low>\d{1,3})-jarige\w*", re.I),
)  # fmt: skip


class Age(NamedTuple):
    """A group of ages as a sentence names it; no upper end for "65 jaar en ouder"."""

    low: int
    high: int | None
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int | None]:
        """The ages themselves, to compare with those of an indicator."""
        return self.low, self.high


def ages(text: str) -> list[Age]:
    """Return the groups of ages that a sentence names, in order; "tot" and "tot en met" count as the same."""
    found: list[Age] = []
    for pattern in _AGES:
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                said = {key.rstrip("23"): int(number) for key, number in match.groupdict().items() if number}
                found.append(Age(said.get("low", 0), said.get("high"), *match.span()))
    return sorted(found, key=lambda one: one.start)


def years(text: str) -> list[tuple[str, int]]:
    """Return the years of a sentence with their places; those of a span such as 2022-2025 name a plan, and are left out."""
    spans = [match.span() for match in _SPAN_OF_YEARS.finditer(text)]
    return [
        (match[0], match.start())
        for match in YEAR.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]


def passed_over(text: str) -> list[tuple[int, int]]:
    """Return where a sentence has digits or numerals that are no amounts."""
    return [*_spans(text), *((age.start, age.end) for age in ages(text))]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (YEAR, _SPAN_OF_YEARS, _DATE, _REFERENCE, _DURATION):
        yield from (match.span() for match in pattern.finditer(text))
