"""
Convert the text of each cell to its value, by the kind of its column, and say what did not convert.

The same text in the same column is read once. Every row stays, also one with a cell that did not convert, so that the
rules can still say what they see. Two decimal signs in one column, and codes as text and as number, are seen only when
the cells are held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import Message, and_more, message, problem
from analysis.sources.files import values
from analysis.sources.files.areas import TOTALS, AreaBook
from analysis.sources.files.definitions import NUMBERS, Column, Context, Definition
from analysis.sources.files.table import HIGH, LOW, REASON, STATUS, TEXT, Delivered, TextGrid
from analysis.sources.files.texts import clean, fold, shown

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
    if grid.rows and not keep:
        problems.append(problem("F134 elders", grid.name, count=len(grid.rows)))
    order = {one.column.naam: number for number, one in enumerate(read)}
    problems.sort(key=lambda problem: (problem.row or 0, order.get(problem.column or "", 0)))
    return Delivered(grid, definition, _table(grid, read, keep), tuple(problems))


def _reader(column: Column, definition: Definition, context: Context) -> Reader:
    if column.soort in NUMBERS:
        return lambda text: values.read_number(text, column, definition)
    key, today = column.naam in definition.sleutel, context.today
    readers: dict[str, Reader] = {
        "ja_nee": lambda text: values.read_truth(text, column),
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
    cell = grid.cell(row.number, column)
    words = {"names": dutch.enumeration(lacking), "keys": dutch.enumeration(list(definition.sleutel))}
    words |= {"shown": shown(row.cells[place]), "spot": f"cel {cell}" if cell else "deze rij"}
    return problem("F314 rij", grid.name, row.number, column or None, cell=cell, **words)


def _table(grid: TextGrid, read: Sequence[_Read], keep: Sequence[int]) -> pd.DataFrame:
    periods = [one.readings for one in read if one.column.soort == "periode"]
    flagged = [any(readings[position].provisional for readings in periods) for position in keep]
    data = {"rij": pd.Series([grid.rows[position].number for position in keep], dtype="int64")}
    for one in read:
        name, readings = one.column.naam, [one.readings[position] for position in keep]
        if one.column.soort not in NUMBERS:
            kind = "object" if one.column.soort == "ja_nee" else "str"
            data[name] = pd.Series([reading.value for reading in readings], dtype=kind)
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
        data[f"{name}{REASON}"] = pd.Series([reading.reason for reading in readings], dtype="str")
    return pd.DataFrame(data)


def _cell_problems(grid: TextGrid, read: Sequence[_Read]) -> Iterator[Problem]:
    """Yield what did not convert, by cell or once for the column, and the warnings, column by column."""
    # Rows with one filled cell that is wrong itself: the empty ones beside it say nothing more.
    alone = {
        position
        for position, row in enumerate(grid.rows)
        if row.filled == 1 and {_code(one.readings[position]) for one in read} - {"", "F155"}
    }
    # The rows that a maker added as a total, with the word for it.
    totals = {
        position: shown(text)
        for one in read
        if one.column.soort == "gebied"
        for position, text in enumerate(one.texts)
        if TOTALS & set(fold(text).strip(" :").split())
    }
    for one in read:
        cells = one.texts
        mixed = _mixed_signs(cells) if one.column.soort in NUMBERS else []
        if mixed:
            # The place is that of the cell which the definition cannot read.
            wrong = mixed[0] if one.readings[mixed[0]].trouble else mixed[1]
            found = " en ".join(f"{shown(cells[place])} in rij {grid.rows[place].number}" for place in mixed)
            yield _problem(grid, wrong, one, message("F113"), found)
        other = _code_row(grid, one) if one.column.soort == "gebied" else ""
        for position, reading in enumerate(one.readings):
            trouble, found = reading.trouble, ""
            if trouble is None or (trouble.code == "F155" and position in alone):
                continue
            if trouble.code == "F112" and mixed and values.decimal_sign(cells[position]):
                continue  # F113 says it for the whole column
            if trouble.code == "F120" and other:  # digits, where other rows have a code with its letters
                found = f"{shown(cells[position])}, en {other}"
                trouble = replace(message("F143"), action=trouble.action)
            if trouble.code == "F155" and position in totals:
                trouble = message("F155 totaal", word=totals[position])
            yield _problem(grid, position, one, trouble, found)
        yield from _warnings(grid, one)


def _code(reading: values.CellReading) -> str:
    return reading.trouble.code if reading.trouble else ""


def _problem(grid: TextGrid, position: int, read: _Read, told: Message, found: str = "") -> Problem:
    row, text, name = grid.rows[position].number, read.texts[position], read.column.naam
    found = found or told.found or (shown(text) if text.strip() else "een lege cel")
    return told.at(grid.name, row, name, found, cell=grid.cell(row, name))


def _mixed_signs(texts: Sequence[str]) -> list[int]:
    """Return the first row of each decimal sign that is there beyond doubt; nothing unless there are two."""
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        sign = values.decimal_sign(text) if "." in text or "," in text else ""
        if sign:
            first.setdefault(sign, position)
    return sorted(first.values()) if len(first) > 1 else []


def _code_row(grid: TextGrid, read: _Read) -> str:
    """Say where the first code with its letters stands; "" where there is none."""
    for row, text, reading in zip(grid.rows, read.texts, read.readings, strict=True):
        if reading.value and clean(text).casefold() == str(reading.value).casefold():
            return f"in rij {row.number} {shown(text)}"
    return ""


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
