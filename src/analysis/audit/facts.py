"""Which published words and numbers say something about a number of the municipality's own registrations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.audit.page_text import Content, Grid, Passage, one_line
from analysis.ground import codes, dutch
from analysis.model.catalogue import Catalogue
from analysis.release.cells import NOEMER, TELLER, Row, keys_of

VALUE, MARGIN = "waarde", "marge"
MONTHS = [dutch.period(f"2000-{month:02d}").split()[0] for month in range(1, 13)]
# The 95 of "95%-marge" is part of a word.
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:[.,](\d+))?\s?(%)?(?!\w|%?-[a-z])")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) ([12][0-9]{{3}})\b")
# A cell with a number and nothing else, but perhaps its unit; a margin has two.
_NUMBER_ONLY = re.compile(r"[<>≤≥±ca. ]*[0-9][0-9.,]*\s?(%|[a-zé]+)?\s*(\(.*\))?")
_PEOPLE = re.compile(
    r"\s(jeugdigen|jongeren|kinderen|personen|mensen|inwoners|cliënten|huishoudens|volwassenen)\b"
)
_YEAR = re.compile(r"\b[12][0-9]{3}\b")
# What a column with this heading holds; a heading that is no name of anything is not read beside these.
_PERIODS = ("periode", "jaar", "peiljaar", "maand")
_ROLES = {
    **dict.fromkeys(("waarde", "hier", "etiket", "aantal", "bereik", "aandeel", "percentage"), VALUE),
    **dict.fromkeys(("ondergrens", "bovengrens", "marge", "95%-marge"), MARGIN),
    "teller": TELLER,
    "noemer": NOEMER,
}
Named = tuple[set[str], set[str], set[str]]  # indicators, areas, periods


class Fact(NamedTuple):
    """A number that was published about a row; with more than one row it is not certain which."""

    rows: tuple[Row, ...]
    what: str
    number: float
    decimals: int
    percent: bool
    text: str
    file: str


class PublishedCard(NamedTuple):
    """What the note beside a figure says it is about."""

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


class Reader:
    """
    Finds the numbers of own registrations, the rows of `table`, back in what was published.

    `area_names` has the name by code of the areas of the release.
    """

    def __init__(self, table: pd.DataFrame, catalogue: Catalogue, area_names: Mapping[str, str]) -> None:
        self.read_before: dict[str, Named] = {}
        self.rows = keys_of(table)
        self.by_key: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            self.by_key[row.indicator, row.gebied, row.periode].append(row)
        self.periods = {row.periode for row in self.rows}
        self.indicators: dict[str, set[str]] = defaultdict(set)
        for one in {row.indicator for row in self.rows}:
            for name in (one, catalogue[one].naam, catalogue[one].kort):
                self.indicators[_plain(name)].add(one)
        self.areas: dict[str, set[str]] = defaultdict(set)
        for code in {row.gebied for row in self.rows}:
            for name in (code, area_names.get(code, code), catalogue.name(code)):
                self.areas[_plain(name)].add(code)
        # Other topics have names too: a longer one that holds a shorter one is not about the shorter one.
        self.other = {
            _plain(name)
            for entry in catalogue.indicators.values()
            for name in (entry.naam, entry.kort)
            if _plain(name) not in self.indicators
        }

    def facts(self, content: Content, card: PublishedCard) -> Iterator[Fact]:
        """Yield the facts in what one file holds."""
        for grid in content.grids:
            yield from self._of_grid(grid, card)
        for passage in content.passages:
            yield from self._of_passage(passage, card)

    def _of_grid(self, grid: Grid, card: PublishedCard) -> Iterator[Fact]:
        roles = [_ROLES.get(_plain(name)) for name in grid.header]
        headed = [self._named(name) for name in grid.header]
        known = any(roles) or any(any(name) for name in headed)
        # The title of a page names the year of its edition, the caption of a table that of its figures.
        around = _first(*(self._in_text(line) for line in grid.context.split("\n")))
        for line in grid.rows:
            cells = [self._named(cell) for cell in line]
            other_topic = any(_plain(cell) in self.other for cell in line)
            if other_topic or self._is_of_other_period(grid.header, line):
                continue
            named = [set().union(*(cell[part] for cell in cells)) for part in range(3)]
            if not any(grid.header) and not any(named[1:]):
                continue  # labels of a drawing without an area or a period among them: its axis
            here = _first(_narrowed(named, card), around, _about(card))
            for place, text in enumerate(line):
                head = headed[place] if place < len(headed) else (set(), set(), set())
                role = roles[place] if place < len(roles) else None
                if any(cells[place]) or (known and not role and not any(head)):
                    continue
                if role == MARGIN or _NUMBER_ONLY.fullmatch(text.strip().lower()):
                    own = _first(_narrowed(head, card), here)
                    yield from self._said(own, role or VALUE, text, grid.file)

    def _of_passage(self, passage: Passage, card: PublishedCard) -> Iterator[Fact]:
        whole = self._in_text(passage.text)
        for sentence in re.split(r"(?<=[.!?;])\s+", passage.text):
            about = _first(self._in_text(sentence), whole, _about(card))
            if not about[0]:
                continue
            plain = _plain(sentence)
            for name, areas in self.areas.items():
                if name not in plain:
                    continue
                for place in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", plain):
                    text, before = _number_after(plain[place.end() : place.end() + 60])
                    if text:
                        named = _narrowed((set(), areas, set()), card)
                        # A year between an area and its number is that of the number, known here or not.
                        years = set(_YEAR.findall(before))
                        periods = self._in_text(before)[2] if years else about[2]
                        yield from self._said((about[0], named[1], periods), VALUE, text, passage.file)

    def _said(self, about: Sequence[Iterable[str]], role: str, text: str, file: str) -> Iterator[Fact]:
        indicators, areas, periods = (sorted(part) for part in about)
        rows = [
            row
            for indicator in indicators
            for area in areas
            for period in periods
            for row in self.by_key.get((indicator, area, period), ())
        ]
        if not rows:
            return
        for found in _NUMBER.finditer(text):
            whole, decimals = found.group(1).replace(".", ""), found.group(2) or ""
            number = float(f"{whole}.{decimals or 0}")
            if found.group(3) and number > 100:
                continue  # a year with the unit of the next column behind it
            if decimals or found.group(3) or not _YEAR.fullmatch(found.group(1)):
                yield Fact(tuple(rows), role, number, len(decimals), bool(found.group(3)), text.strip(), file)

    def _named(self, text: str) -> Named:
        """Return what a cell is the name of: indicators, areas, periods."""
        plain = _plain(text)
        period = _period(plain)
        return (
            set(self.indicators.get(plain, ())),
            set(self.areas.get(plain, ())),
            {period} if period in self.periods else set(),
        )

    def _is_of_other_period(self, header: Sequence[str], line: Sequence[str]) -> bool:
        """Whether a line of a table names a period that no own registration has: two topics may share a name."""
        cells = [cell for head, cell in zip(header, line, strict=False) if _plain(head) in _PERIODS]
        named = {_period(_plain(cell)) for cell in cells} - {""}
        return bool(named) and not named & self.periods

    def _in_text(self, text: str) -> Named:
        """Return what a text names; the files of an edition hold the same texts again and again."""
        if text not in self.read_before:
            self.read_before[text] = self._read_text(_plain(text))
        return self.read_before[text]

    def _read_text(self, plain: str) -> Named:
        names = [name for name in self.indicators if name in plain]
        # A name that is part of the name of another topic that stands there is not meant.
        others = [*names, *(name for name in self.other if name in plain)]
        meant = [name for name in names if not any(name != one and name in one for one in others)]
        periods = {f"{year}-{MONTHS.index(month) + 1:02d}" for month, year in _MONTH.findall(plain)}
        periods = periods or set(_YEAR.findall(plain))
        return (
            set().union(*(self.indicators[name] for name in meant)),
            set(),
            periods & self.periods if len(periods) == 1 else set(),
        )


def _about(card: PublishedCard) -> tuple[set[str], set[str], set[str]]:
    """Return what a figure is about, where its note leaves no doubt which topic is meant."""
    topics = set(card.indicators) if len(card.indicators) == 1 else set()
    return topics, set(card.areas), set(card.periods)


def _narrowed(named: Sequence[set[str]], card: PublishedCard) -> list[set[str]]:
    """Return the names without those that the note of the figure rules out: a gemeente and a kern may share one."""
    return [names & set(meant) or names for names, meant in zip(named, card, strict=True)]


def _number_after(text: str) -> tuple[str, str]:
    """Return the number that is said of an area, a percentage or a number of people, and what stands before it."""
    if text.startswith(" en buitengebied"):
        return "", ""  # the longer name is another area
    for number in _NUMBER.finditer(text):
        before = text[: number.start()]
        if re.search(r"[.;:] |\)", before):
            break
        if number.group(3) or _PEOPLE.match(text[number.end() :]):
            return number.group(0), before
    return "", ""


def _first(*choices: Sequence[set[str]]) -> list[set[str]]:
    """Return per kind of name the first choice that has any."""
    return [next((choice[part] for choice in choices if choice[part]), set()) for part in range(3)]


def _plain(text: str) -> str:
    return one_line(text).lower()


def _period(plain: str) -> str:
    month = _MONTH.fullmatch(plain)
    if month:
        return f"{month.group(2)}-{MONTHS.index(month.group(1)) + 1:02d}"
    return plain.upper() if codes.is_period(plain.upper()) else ""
