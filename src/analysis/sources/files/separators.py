"""
Which sign separates the cells: that of the definition, or the only other one that makes the header fit.

When the header says one thing and the rows another, nothing is guessed: the two
readings of the first row are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from analysis.errors import InputError, Problem
from analysis.sources.files.cell_text import shown
from analysis.sources.files.definitions import Definition
from analysis.sources.files.headers import header_place
from analysis.sources.files.persons import any_personal_heading
from analysis.sources.files.records import Record, head, unclosed_quote, widths_fit

SEPARATORS = (";", ",", "\t", "|")
WORDS = {";": "een puntkomma", ",": "een komma", "\t": "een tab", "|": "een verticale streep"}
KEYS = {";": '";"', ",": '","', "\t": '"\\t"', "|": '"|"'}


@dataclass(frozen=True)
class Separator:
    """The sign that was chosen, the position of the header among the records, and a warning if it was another."""

    delimiter: str
    header: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """The first records by one separator."""

    delimiter: str
    rows: tuple[Record, ...]
    header: int
    score: int
    broken: int | None

    @property
    def below(self) -> tuple[Record, ...]:
        return self.rows[self.header + 1 :]

    @property
    def width(self) -> int:
        cells = [cell.strip() for cell in self.rows[self.header].cells]
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        return len(cells)

    @property
    def even(self) -> float:
        return widths_fit(self.below, self.width)


def choose_separator(name: str, text: str, definition: Definition) -> Separator:
    """
    Return the separator that makes the header fit.

    Raises
    ------
    InputError
        F101: two readings are possible; F131: a quote opens above the header; F135: no reading has the header.
    """
    readings = [_read(text, sign, definition) for sign in dict.fromkeys((definition.scheiding, *SEPARATORS))]
    best = max(reading.score for reading in readings)
    fitting = [reading for reading in readings if reading.header >= 0 and reading.score == best]
    own = readings[0]
    if not fitting:
        _no_header(name, own, definition)
    if own in fitting:
        rival = next((r for r in readings[1:] if r.rows and _splits_better(own, r)), None)
        if rival is not None:
            _ambiguous(name, own, rival, definition)
        return Separator(own.delimiter, own.header)
    other = fitting[0]
    if len(fitting) > 1:
        _ambiguous(name, other, fitting[1], definition)
    if other.below and other.even < 0.5:
        _ambiguous(name, own, other, definition, header=other.header)
    return Separator(other.delimiter, other.header, (_another(name, other, definition),))


def _read(text: str, sign: str, definition: Definition) -> _Reading:
    start = head(text, sign)
    place, score = header_place([row.cells for row in start.all], definition)
    return _Reading(sign, start.all, place, score, start.broken)


def _splits_better(own: _Reading, rival: _Reading) -> bool:
    """Whether the rows do not fit the header by our own sign, and all do by another."""
    if own.even >= 0.5 and any(row.filled > 1 for row in own.below):
        return False
    rows = [row for row in rival.rows if row.number > own.rows[own.header].number and row.filled > 1]
    return len(rows) > 0 and own.width > 1 and all(len(row.cells) == own.width for row in rows)


def _another(name: str, other: _Reading, definition: Definition) -> Problem:
    return Problem.at(
        "F101",
        name,
        other.rows[other.header].number,
        None,
        WORDS[other.delimiter],
        f"{WORDS[definition.scheiding]} tussen de cellen",
        f"Het bestand is gelezen met {WORDS[other.delimiter]}. Klopt dat altijd, zet dan "
        f"scheiding: {KEYS[other.delimiter]} in data/bronnen.yml bij deze bron.",
        warning=True,
    )


def _ambiguous(
    name: str, one: _Reading, two: _Reading, definition: Definition, header: int | None = None
) -> NoReturn:
    place = header if header is not None else max(one.header, 0)
    row = _first_below(two, place) or _first_below(one, place)
    number = row.number if row is not None else place + 1
    private = definition.eigen and any(
        any_personal_heading(r.cells) for reading in (one, two) for r in reading.rows[: place + 1]
    )
    found = " of ".join(_cells(reading, number, private=private) for reading in (one, two))
    problem = Problem.at(
        "F101",
        name,
        number,
        None,
        found,
        f"{WORDS[definition.scheiding]} tussen de cellen, in de kop en in elke rij",
        "Bewaar het bestand met een en hetzelfde scheidingsteken; zet een cel waarin dat teken voorkomt tussen "
        "aanhalingstekens.",
    )
    raise InputError(f"{name} is niet te lezen.", [problem])


def _first_below(reading: _Reading, place: int) -> Record | None:
    return next((row for row in reading.rows[place + 1 :] if row.filled), None)


def _cells(reading: _Reading, number: int, *, private: bool) -> str:
    """Write one reading of a row: how many cells, and which, unless they may be about a person."""
    row = next((row for row in reading.rows if row.number == number), None)
    cells: Sequence[str] = row.cells if row is not None else ()
    count = f"{len(cells)} {'cel' if len(cells) == 1 else 'cellen'} met {WORDS[reading.delimiter]}"
    return count if private else f"{count} ({' | '.join(shown(cell)[1:-1] for cell in cells)})"


def _no_header(name: str, own: _Reading, definition: Definition) -> NoReturn:
    if own.broken is not None:
        raise InputError(f"{name} is niet te lezen.", [unclosed_quote(name, own.broken)])
    row = next((row for row in own.rows if row.filled), None)
    number = row.number if row is not None else 1
    cells = [cell for cell in row.cells if cell.strip()] if row is not None else []
    # Without a header the first row may be a person.
    found = (
        f"{len(cells)} cellen die geen bekende kop zijn"
        if definition.eigen
        else ", ".join(shown(cell) for cell in cells[:8]) or "lege regels"
    )
    names = ", ".join(column.naam for column in definition.kolommen if column.verplicht)
    problem = Problem.at(
        "F135",
        name,
        number,
        None,
        found,
        f"een kopregel met de kolommen {names}",
        "Zet de kopregel boven de cijfers, met deze namen, of zet de namen van dit bestand bij ook: in "
        "data/bronnen.yml.",
    )
    raise InputError(f"{name} is niet te lezen.", [problem])
