"""
Convert the text of each cell to its value, by the kind of its column, and say what did not convert.

The same text in the same column is read once. Every row stays, also one with a
cell that did not convert, so that the rules can still say what they see. Two decimal signs in one
column, and codes as text and as number, are seen only when the cells are held against each other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import Message, and_more, message, problem
from analysis.sources.files.areas import TOTALS, AreaBook
from analysis.sources.files.definitions import NUMBERS, Column, Context, Definition
from analysis.sources.files.grid import TextGrid
from analysis.sources.files.table import HIGH, LOW, REASON, STATUS, TEXT, Delivered
from analysis.sources.files.texts import (
    CellReading,
    blank,
    clean,
    fold,
    read_choice,
    read_truth,
    read_words,
    shown,
)
from analysis.sources.files.values import decimal_sign, read_day, read_number, read_period

PROVISIONAL = "voorlopig"

Reader = Callable[[str], CellReading]
Texts = Mapping[str, Sequence[str]]  # by column, one for each row
Readings = Mapping[str, Sequence[CellReading]]


def convert(grid: TextGrid, definition: Definition, context: Context) -> Delivered:
    """
    Give every cell its meaning, by the own names of the columns that `match_columns` gave the grid.

    A period with an asterisk makes each number of its row provisional.
    """
    columns = [column for column in definition.kolommen if column.naam in grid.header]
    readings: dict[str, list[CellReading]] = {}
    texts: dict[str, list[str]] = {}
    for column in columns:
        place = grid.header.index(column.naam)
        texts[column.naam] = [row.cells[place] for row in grid.rows]
        read = cache(_reader(column, definition, context))
        readings[column.naam] = [read(text) for text in texts[column.naam]]
    nameless = _nameless(grid, definition)
    numbers = {grid.rows[position].number for position in nameless}
    problems = [one for one in _cell_problems(grid, columns, texts, readings) if one.row not in numbers]
    problems.extend(_without_name(grid, definition, position) for position in nameless)
    keep = [
        position
        for position in range(len(grid.rows))
        if position not in nameless and not any(readings[column.naam][position].skip for column in columns)
    ]
    if grid.rows and not keep:
        problems.append(problem("F134 elders", grid.name, count=len(grid.rows)))
    order = {column.naam: number for number, column in enumerate(columns)}
    problems.sort(key=lambda problem: (problem.row or 0, order.get(problem.column or "", 0)))
    return Delivered(grid, definition, _table(grid, columns, texts, readings, keep), tuple(problems))


def _reader(column: Column, definition: Definition, context: Context) -> Reader:
    if column.soort in NUMBERS:
        return lambda text: read_number(text, column, definition)
    read = _word_reader(column, definition, context)
    if column.naam in definition.sleutel:
        return read  # what names the row has no mark for being unknown
    # A source writes its marks in every column: StatLine has "." where Nederland has no change of boundary.
    marks = set(definition.ontbreekt) - {*column.keuzes, *column.keuzes.values()}
    return lambda text: blank(column) if clean(text) in marks else read(text)


def _word_reader(column: Column, definition: Definition, context: Context) -> Reader:
    kind = column.soort
    if kind == "gebied":
        return AreaBook(context, column, ruim=definition.ruim).read
    if kind == "ja_nee":
        return lambda text: read_truth(text, column)
    if kind in ("keuze", "indicator"):
        return lambda text: read_choice(text, column)
    if kind == "tekst":
        return lambda text: read_words(text, column, key=column.naam in definition.sleutel)
    read: Reader = read_day if kind == "datum" else lambda text: read_period(text, context.today)
    return lambda text: read(text) if clean(text) else blank(column)


def _nameless(grid: TextGrid, definition: Definition) -> list[int]:
    """
    Return the rows that are no rows: nothing in the key, or one cell alone where the key has more.

    Such a row is a stray cell, or a total without a word. Where one cell is the key, only a cell alone in a
    row of several is taken for one.
    """
    keys = {grid.header.index(name) for name in definition.sleutel if name in grid.header}
    found = []
    for position, row in enumerate(grid.rows):
        filled = {place for place, cell in enumerate(row.cells) if clean(cell)}
        alone = len(filled) == 1 and len(grid.header) > 2
        if filled and ((not filled & keys and (alone or len(keys) > 1)) or (alone and len(keys) > 1)):
            found.append(position)
    return found if keys and len(found) < len(grid.rows) else []


def _without_name(grid: TextGrid, definition: Definition, position: int) -> Problem:
    row = grid.rows[position]
    place = next(place for place, cell in enumerate(row.cells) if clean(cell))
    column, cells = grid.header[place], dict(zip(grid.header, row.cells, strict=True))
    lacking = [name for name in definition.sleutel if name in cells and not clean(cells[name])]
    cell, values = grid.cell(row.number, column), {"shown": shown(row.cells[place])}
    values |= {"names": dutch.enumeration(lacking), "keys": dutch.enumeration(list(definition.sleutel))}
    values["spot"] = f"cel {cell}" if cell else "deze rij"
    return problem("F314 rij", grid.name, row.number, column or None, cell=cell, **values)


def _table(
    grid: TextGrid, columns: Sequence[Column], texts: Texts, readings: Readings, keep: Sequence[int]
) -> pd.DataFrame:
    periods = [column.naam for column in columns if column.soort == "periode"]
    flagged = [any(readings[name][position].provisional for name in periods) for position in keep]
    numbers = [grid.rows[position].number for position in keep]
    data: dict[str, pd.Series] = {"rij": pd.Series(numbers, dtype="int64")}
    for column in columns:
        name = column.naam
        read = [readings[name][position] for position in keep]
        if column.soort not in NUMBERS:
            kind = "object" if column.soort == "ja_nee" else "str"
            data[name] = pd.Series([reading.value for reading in read], dtype=kind)
            continue
        for suffix, values in (("", "value"), (LOW, "low"), (HIGH, "high")):
            data[f"{name}{suffix}"] = pd.Series([getattr(one, values) for one in read], dtype="float64")
        status = [_status(reading, also=flag) for reading, flag in zip(read, flagged, strict=True)]
        data[f"{name}{STATUS}"] = pd.Series(status, dtype="str")
        data[f"{name}{TEXT}"] = pd.Series([texts[name][position] for position in keep], dtype="str")
        data[f"{name}{REASON}"] = pd.Series([reading.reason for reading in read], dtype="str")
    return pd.DataFrame(data)


def _status(reading: CellReading, *, also: bool) -> str:
    there = isinstance(reading.value, float) and not math.isnan(reading.value)
    return PROVISIONAL if there and (reading.provisional or also) else reading.status


def _cell_problems(
    grid: TextGrid, columns: Sequence[Column], texts: Texts, readings: Readings
) -> Iterator[Problem]:
    """Yield what did not convert, by cell or once for the column, and the warnings, column by column."""
    alone = _alone(grid, columns, readings)
    # The rows that a maker added as a total, with the word for it.
    totals = {
        position: shown(text)
        for column in columns
        if column.soort == "gebied"
        for position, text in enumerate(texts[column.naam])
        if TOTALS & set(fold(text).strip(" :").split())
    }
    for column in columns:
        name = column.naam
        cells, read = texts[name], readings[name]
        mixed = _mixed_signs(cells) if column.soort in NUMBERS else []
        if mixed:
            # The place is that of the cell which the definition cannot read.
            wrong = mixed[0] if read[mixed[0]].trouble else mixed[1]
            found = " en ".join(f"{shown(cells[one])} in rij {grid.rows[one].number}" for one in mixed)
            yield _problem(grid, wrong, name, cells[wrong], message("F113"), found)
        whole = _code_rows(cells, read) if column.soort == "gebied" else []
        for position, reading in enumerate(read):
            trouble, found = reading.trouble, ""
            if trouble is None or (trouble.code == "F155" and position in alone):
                continue
            if trouble.code == "F112" and decimal_sign(cells[position]) and mixed:
                continue  # F113 says it for the whole column
            if trouble.code == "F120" and whole:  # digits, where other rows have a code with its letters
                other = f"in rij {grid.rows[whole[0]].number} {shown(cells[whole[0]])}"
                found = f"{shown(cells[position])}, en {other}"
                trouble = replace(message("F143"), action=trouble.action)
            if trouble.code == "F155" and position in totals:
                trouble = message("F155 totaal", word=totals[position])
            yield _problem(grid, position, name, cells[position], trouble, found)
        yield from _warnings(grid, name, cells, read)


def _problem(grid: TextGrid, position: int, name: str, text: str, told: Message, found: str = "") -> Problem:
    row = grid.rows[position].number
    found = found or told.found or (shown(text) if text.strip() else "een lege cel")
    return told.at(grid.name, row, name, found, cell=grid.cell(row, name))


def _alone(grid: TextGrid, columns: Sequence[Column], readings: Readings) -> set[int]:
    """Return the rows with one filled cell that is wrong itself: the empty ones beside it say nothing more."""
    found: set[int] = set()
    for position, row in enumerate(grid.rows):
        troubles = [readings[column.naam][position].trouble for column in columns]
        if row.filled == 1 and any(one and one.code != "F155" for one in troubles):
            found.add(position)
    return found


def _mixed_signs(texts: Sequence[str]) -> list[int]:
    """Return the first row of each decimal sign that is there beyond doubt; nothing unless there are two."""
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        sign = decimal_sign(text) if "." in text or "," in text else ""
        if sign:
            first.setdefault(sign, position)
    return sorted(first.values()) if len(first) > 1 else []


def _code_rows(texts: Sequence[str], readings: Sequence[CellReading]) -> list[int]:
    """Return the rows that hold a code with its letters."""
    return [
        position
        for position, (text, reading) in enumerate(zip(texts, readings, strict=True))
        if reading.value and clean(text).casefold() == str(reading.value).casefold()
    ]


def _warnings(
    grid: TextGrid, name: str, texts: Sequence[str], readings: Sequence[CellReading]
) -> Iterator[Problem]:
    """Yield each kind of warning once a column, at its first row, with the number of rows."""
    first: dict[str, tuple[int, Message]] = {}
    count: Counter[str] = Counter()
    for position, reading in enumerate(readings):
        if reading.warning is not None and not reading.skip:
            first.setdefault(reading.warning.code, (position, reading.warning))
            count[reading.warning.code] += 1
    for code, (position, told) in first.items():
        more = and_more(count[code], "rij", "rijen")
        yield _problem(grid, position, name, texts[position], told.also(more))
