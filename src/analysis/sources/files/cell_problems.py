"""
What is wrong with the cells of a column, told as a reader would: by cell, or once for the column.

Two decimal signs in one column, and codes as text and as number, are seen only
when the cells are held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.ground.errors import Problem
from analysis.ground.messages import Message, and_more, message
from analysis.sources.files.areas import TOTALS
from analysis.sources.files.definitions import NUMBERS, Column
from analysis.sources.files.grid import TextGrid
from analysis.sources.files.texts import CellReading, clean, fold, shown
from analysis.sources.files.values import decimal_sign


def cell_problems(
    grid: TextGrid,
    columns: Sequence[Column],
    texts: Mapping[str, Sequence[str]],
    readings: Mapping[str, Sequence[CellReading]],
) -> Iterator[Problem]:
    """
    Yield what did not convert, and the warnings, column by column.

    Parameters
    ----------
    grid : TextGrid
        Names the places.
    columns : sequence of Column
        The columns that are there.
    texts, readings : mapping
        Per column, one for each row: the cell, and what it was read as.
    """
    alone = _alone(grid, columns, readings)
    totals = _totals(columns, texts)
    for column in columns:
        name = column.naam
        mixed = _mixed_signs(texts[name]) if column.soort in NUMBERS else {}
        yield from _mixed_problem(grid, name, texts[name], readings[name], mixed)
        whole = _code_rows(texts[name], readings[name]) if column.soort == "gebied" else []
        yield from _mixed_codes(grid, name, texts[name], readings[name], whole)
        for position, reading in enumerate(readings[name]):
            trouble = reading.trouble
            if trouble is None or (trouble.code == "F155" and position in alone):
                continue
            if trouble.code == "F112" and decimal_sign(texts[name][position]) and mixed:
                continue  # F113 says it for the whole column
            if trouble.code == "F120" and whole:
                continue  # F143 does
            if trouble.code == "F155" and position in totals:
                trouble = message("F155 totaal", word=totals[position])
            yield _problem(grid, position, name, texts[name][position], trouble)
        yield from _warnings(grid, name, texts[name], readings[name])


def _problem(grid: TextGrid, position: int, name: str, text: str, told: Message, found: str = "") -> Problem:
    row = grid.rows[position].number
    found = found or told.found or (shown(text) if text.strip() else "een lege cel")
    return told.at(grid.name, row, name, found=found, cell=grid.cell(row, name))


def _totals(columns: Sequence[Column], texts: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Return the rows that a maker added as a total, with the word for it."""
    areas = [column.naam for column in columns if column.soort == "gebied"]
    return {
        position: shown(text)
        for name in areas
        for position, text in enumerate(texts[name])
        if TOTALS & set(fold(text).strip(" :").split())
    }


def _alone(
    grid: TextGrid, columns: Sequence[Column], readings: Mapping[str, Sequence[CellReading]]
) -> set[int]:
    """Return the rows with one filled cell that is wrong itself: the empty ones beside it say nothing more."""
    found: set[int] = set()
    for position, row in enumerate(grid.rows):
        troubles = [readings[column.naam][position].trouble for column in columns]
        if sum(1 for cell in row.cells if cell.strip()) == 1 and any(
            t and t.code != "F155" for t in troubles
        ):
            found.add(position)
    return found


def _warnings(
    grid: TextGrid, name: str, texts: Sequence[str], readings: Sequence[CellReading]
) -> Iterator[Problem]:
    """Yield each kind of warning once a column, at its first row, with the number of rows."""
    found = [
        (position, reading.warning)
        for position, reading in enumerate(readings)
        if reading.warning is not None and not reading.skip
    ]
    count = Counter(told.code for _, told in found)
    first = {told.code: (position, told) for position, told in reversed(found)}
    for code in count:
        position, told = first[code]
        yield _problem(
            grid, position, name, texts[position], told.also(and_more(count[code], "rij", "rijen"))
        )


def _mixed_signs(texts: Sequence[str]) -> dict[str, int]:
    """Return the first row of each decimal sign that is there beyond doubt; nothing unless there are two."""
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        sign = decimal_sign(text) if "." in text or "," in text else ""
        if sign:
            first.setdefault(sign, position)
    return first if len(first) > 1 else {}


def _mixed_problem(
    grid: TextGrid, name: str, texts: Sequence[str], readings: Sequence[CellReading], mixed: Mapping[str, int]
) -> Iterator[Problem]:
    if not mixed:
        return
    one, two = sorted(mixed.values())
    rows = grid.rows
    found = f"{shown(texts[one])} in rij {rows[one].number} en {shown(texts[two])} in rij {rows[two].number}"
    # The place is that of the cell which the definition cannot read.
    wrong = one if readings[one].trouble else two
    yield _problem(grid, wrong, name, texts[wrong], message("F113"), found)


def _code_rows(texts: Sequence[str], readings: Sequence[CellReading]) -> list[int]:
    """Return the rows that hold a code with its letters."""
    return [
        position
        for position, (text, reading) in enumerate(zip(texts, readings, strict=True))
        if reading.value and clean(text).casefold() == str(reading.value).casefold()
    ]


def _mixed_codes(
    grid: TextGrid, name: str, texts: Sequence[str], readings: Sequence[CellReading], whole: Sequence[int]
) -> Iterator[Problem]:
    """Yield a problem for each code as a number in a column that also has codes as text, in rows `whole`."""
    for position, reading in enumerate(readings if whole else ()):
        trouble = reading.trouble
        if trouble is not None and trouble.code == "F120":
            row = grid.rows[whole[0]].number
            found = f"{shown(texts[position])}, en in rij {row} {shown(texts[whole[0]])}"
            told = replace(message("F143"), action=trouble.action)
            yield _problem(grid, position, name, texts[position], told, found)
