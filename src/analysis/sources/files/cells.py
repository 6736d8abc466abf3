"""
Convert the text of each cell to its value, by the kind of its column, and say what did not convert.

The same text in the same column is read once. Every row stays, also one with a cell that did not convert, so that the
rules can still say what they see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import Message, and_more, problem
from analysis.sources.files import values
from analysis.sources.files.areas import AreaBook
from analysis.sources.files.definitions import NUMBERS, Column, Context, Definition
from analysis.sources.files.table import HIGH, LOW, STATUS, TEXT, Delivered, TextGrid
from analysis.sources.files.texts import clean, shown

PROVISIONAL = "voorlopig"

Reader = Callable[[str], values.CellReading]


@dataclass(frozen=True)
class _Read:
    """A column, with the text of each row and what it means."""

    column: Column
    texts: Sequence[str]
    readings: Sequence[values.CellReading]


def convert(grid: TextGrid, definition: Definition, context: Context) -> Delivered:
    """
    Give every cell its meaning, by the own names of the columns that `match_columns` gave the grid.

    A period with an asterisk makes each number of its row provisional.
    """
    read = []
    for column in definition.kolommen:
        if column.naam in grid.header:
            place, reader = grid.header.index(column.naam), cache(_reader(column, definition, context))
            texts = [row.cells[place] for row in grid.rows]
            read.append(_Read(column, texts, list(map(reader, texts))))
    nameless = _nameless(grid, definition)
    numbers = {grid.rows[position].number for position in nameless}
    problems = [one for one in _cell_problems(grid, read) if one.row not in numbers]
    problems.extend(_without_name(grid, definition, position) for position in nameless)
    keep = [
        position
        for position in range(len(grid.rows))
        if position not in nameless and not any(one.readings[position].skip for one in read)
    ]
    if grid.rows and not (keep and _about_own(read, keep, context)):
        problems.append(problem("F134 elders", grid.name, count=len(grid.rows)))
    order = {one.column.naam: number for number, one in enumerate(read)}
    problems.sort(key=lambda problem: (problem.row or 0, order.get(problem.column or "", 0)))
    return Delivered(grid, definition, _table(grid, read, keep), tuple(problems))


def _about_own(read: Sequence[_Read], keep: Sequence[int], context: Context) -> bool:
    """Whether any row is about the gemeente or a wider area: a file of another gemeente has areas that are known too."""
    areas = {
        str(one.readings[position].value) for one in read if one.column.soort == "gebied" for position in keep
    } & set(context.areas)
    elsewhere = {
        code
        for code in areas
        if context.areas[code].niveau == "gemeente" and code != context.gemeente and context.gemeente
    }
    return not areas or areas != elsewhere


def _reader(column: Column, definition: Definition, context: Context) -> Reader:
    if column.soort in NUMBERS:
        return lambda text: values.read_number(text, column, definition)
    key, today = column.naam in definition.sleutel, context.today
    readers: dict[str, Reader] = {
        "keuze": lambda text: values.read_choice(text, column),
        "indicator": lambda text: values.read_choice(text, column),
        "tekst": lambda text: values.read_words(text, column, key=key),
        "datum": lambda text: values.read_day(text) if clean(text) else values.blank(column),
        "periode": lambda text: values.read_period(text, today) if clean(text) else values.blank(column),
    }
    # Only a column of areas needs their book: that of the whole country takes time to make.
    area = column.soort == "gebied"
    read = AreaBook(context, column, ruim=definition.ruim).read if area else readers[column.soort]
    if key:
        return read  # what names the row has no mark for being unknown
    # A source writes its marks in every column: StatLine has "." where Nederland has no change of boundary.
    marks = set(definition.ontbreekt) - {*column.keuzes, *column.keuzes.values()}
    return lambda text: values.blank(column) if clean(text) in marks else read(text)


def _nameless(grid: TextGrid, definition: Definition) -> list[int]:
    """Return the rows with nothing in the key, a stray cell or a total without a word; none where all are so."""
    keys = [grid.header.index(name) for name in definition.sleutel if name in grid.header]
    found = [
        position
        for position, row in enumerate(grid.rows)
        if any(map(clean, row.cells)) and not any(clean(row.cells[place]) for place in keys)
    ]
    return found if keys and len(found) < len(grid.rows) else []


def _without_name(grid: TextGrid, definition: Definition, position: int) -> Problem:
    row = grid.rows[position]
    place = next(place for place, cell in enumerate(row.cells) if clean(cell))
    column, cells = grid.header[place], dict(zip(grid.header, row.cells, strict=True))
    lacking = [name for name in definition.sleutel if name in cells and not clean(cells[name])]
    cell = grid.cell(row.number, column)
    words = {"names": dutch.enumeration(lacking), "keys": dutch.enumeration(list(definition.sleutel))}
    words |= {"shown": shown(row.cells[place]), "spot": f"cel {cell}" if cell else "deze rij"}
    return problem("F314", grid.name, row.number, column or None, cell=cell, **words)


def _table(grid: TextGrid, read: Sequence[_Read], keep: Sequence[int]) -> pd.DataFrame:
    periods = [one.readings for one in read if one.column.soort == "periode"]
    flagged = [any(readings[position].provisional for readings in periods) for position in keep]
    data = {"rij": pd.Series([grid.rows[position].number for position in keep], dtype="int64")}
    for one in read:
        name, readings = one.column.naam, [one.readings[position] for position in keep]
        if one.column.soort not in NUMBERS:
            data[name] = pd.Series([reading.value for reading in readings], dtype="str")
            continue
        for suffix, part in (("", "value"), (LOW, "low"), (HIGH, "high")):
            data[f"{name}{suffix}"] = pd.Series(
                [getattr(reading, part) for reading in readings], dtype="float64"
            )
        doubtful = [one.provisional or also for one, also in zip(readings, flagged, strict=True)]
        status = pd.Series([reading.status for reading in readings], dtype="str")
        data[f"{name}{STATUS}"] = status.mask(
            data[name].notna() & pd.Series(doubtful, dtype="bool"), PROVISIONAL
        )
        data[f"{name}{TEXT}"] = pd.Series([one.texts[position] for position in keep], dtype="str")
    return pd.DataFrame(data)


def _cell_problems(grid: TextGrid, read: Sequence[_Read]) -> Iterator[Problem]:
    """Yield what did not convert, cell by cell, and the warnings, column by column."""
    for one in read:
        for position, reading in enumerate(one.readings):
            if reading.trouble is not None:
                yield _problem(grid, position, one, reading.trouble)
        yield from _warnings(grid, one)


def _problem(grid: TextGrid, position: int, read: _Read, told: Message) -> Problem:
    row, text, name = grid.rows[position].number, read.texts[position], read.column.naam
    found = told.found or (shown(text) if text.strip() else "een lege cel")
    return told.at(grid.name, row, name, found, cell=grid.cell(row, name))


def _warnings(grid: TextGrid, read: _Read) -> Iterator[Problem]:
    """Yield each kind of warning once a column, at its first row, with the number of rows."""
    first: dict[str, tuple[int, Message]] = {}
    count: Counter[str] = Counter()
    for position, reading in enumerate(read.readings):
        if reading.warning is not None and not reading.skip:
            first.setdefault(reading.warning.code, (position, reading.warning))
            count[reading.warning.code] += 1
    for code, (position, told) in first.items():
        yield _problem(grid, position, read, told.also(and_more(count[code], "rij", "rijen")))
