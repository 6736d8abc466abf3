"""
Convert the text of each cell to its value, by the kind of its column.

The same text in the same column is read once. Every row stays, also one with a
cell that did not convert, so that the rules can still say what they see.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import problem
from analysis.sources.files.areas import AreaBook
from analysis.sources.files.cell_problems import cell_problems
from analysis.sources.files.definitions import NUMBERS, Column, Context, Definition
from analysis.sources.files.grid import HIGH, LOW, STATUS, TEXT, Delivered, TextGrid
from analysis.sources.files.texts import CellReading, blank, clean, read_choice, read_truth, read_words, shown
from analysis.sources.files.values import read_day, read_number, read_period

REASON = "__reden"  # the source's own reason for a missing number
PROVISIONAL = "voorlopig"

Reader = Callable[[str], CellReading]


def convert(grid: TextGrid, definition: Definition, context: Context) -> Delivered:
    """
    Give every cell its meaning.

    Parameters
    ----------
    grid : TextGrid
        With the own names of the columns, as `match_columns` returns it.
    definition : Definition
        Says per column what a cell is.
    context : Context
        The areas, and today.

    Returns
    -------
    Delivered
        A number is in the unit of the file. A period with an asterisk makes
        each number of its row provisional. Beside the suffixes of `delivered`, a number has
        `x__reden`. Problems in the order of the rows.
    """
    columns = [column for column in definition.kolommen if column.naam in grid.header]
    readings: dict[str, list[CellReading]] = {}
    texts: dict[str, list[str]] = {}
    for column in columns:
        place = grid.header.index(column.naam)
        texts[column.naam] = [row.cells[place] for row in grid.rows]
        readings[column.naam] = _readings(texts[column.naam], _reader(column, definition, context))
    nameless = _nameless(grid, definition)
    numbers = {grid.rows[position].number for position in nameless}
    problems = [one for one in cell_problems(grid, columns, texts, readings) if one.row not in numbers]
    problems.extend(_without_name(grid, definition, position) for position in nameless)
    keep = [
        position
        for position in range(len(grid.rows))
        if position not in nameless and not any(readings[column.naam][position].skip for column in columns)
    ]
    if grid.rows and not keep:
        problems.append(problem("F134 elders", grid.name, count=len(grid.rows)))
    table = _table(grid, columns, texts, readings, keep)
    order = {column.naam: number for number, column in enumerate(columns)}
    problems.sort(key=lambda problem: (problem.row or 0, order.get(problem.column or "", 0)))
    return Delivered(grid, definition, table, tuple(problems))


def _nameless(grid: TextGrid, definition: Definition) -> list[int]:
    """
    Return the rows that are no rows: nothing in the key, or one cell alone where the key has more.

    Such a row is a stray cell, or a total without a word. Where one cell is the key, only a cell alone in a
    row of several is taken for one.
    """
    keys = {grid.header.index(name) for name in definition.sleutel if name in grid.header}
    width = len(grid.header)
    found = []
    for position, row in enumerate(grid.rows):
        filled = {place for place, cell in enumerate(row.cells) if clean(cell)}
        alone = len(filled) == 1 and width > 2
        if filled and ((not filled & keys and (alone or len(keys) > 1)) or (alone and len(keys) > 1)):
            found.append(position)
    return found if keys and len(found) < len(grid.rows) else []


def _without_name(grid: TextGrid, definition: Definition, position: int) -> Problem:
    row = grid.rows[position]
    place = next(place for place, cell in enumerate(row.cells) if clean(cell))
    column = grid.header[place]
    lacking = [
        name
        for name in definition.sleutel
        if name in grid.header and not clean(row.cells[grid.header.index(name)])
    ]
    spot = grid.cell(row.number, column)
    return problem(
        "F314 rij",
        grid.name,
        row.number,
        column or None,
        cell=spot,
        shown=shown(row.cells[place]),
        names=dutch.enumeration(lacking),
        keys=dutch.enumeration(list(definition.sleutel)),
        spot=f"cel {spot}" if spot else "deze rij",
    )


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


def _readings(texts: Sequence[str], read: Reader) -> list[CellReading]:
    known: dict[str, CellReading] = {}
    for text in texts:
        if text not in known:
            known[text] = read(text)
    return [known[text] for text in texts]


def _table(
    grid: TextGrid,
    columns: Sequence[Column],
    texts: Mapping[str, Sequence[str]],
    readings: Mapping[str, Sequence[CellReading]],
    keep: Sequence[int],
) -> pd.DataFrame:
    periods = [column.naam for column in columns if column.soort == "periode"]
    flagged = [any(readings[name][position].provisional for name in periods) for position in keep]
    data: dict[str, pd.Series] = {
        "rij": pd.Series([grid.rows[position].number for position in keep], dtype="int64")
    }
    for column in columns:
        name = column.naam
        read = [readings[name][position] for position in keep]
        if column.soort not in NUMBERS:
            kind = "object" if column.soort == "ja_nee" else "str"
            data[name] = pd.Series([reading.value for reading in read], dtype=kind)
            continue
        for suffix, values in (("", "value"), (LOW, "low"), (HIGH, "high")):
            numbers = pd.Series([getattr(reading, values) for reading in read], dtype="float64")
            data[f"{name}{suffix}"] = numbers
        status = [_status(reading, also=flag) for reading, flag in zip(read, flagged, strict=True)]
        data[f"{name}{STATUS}"] = pd.Series(status, dtype="str")
        data[f"{name}{TEXT}"] = pd.Series([texts[name][position] for position in keep], dtype="str")
        data[f"{name}{REASON}"] = pd.Series([reading.reason for reading in read], dtype="str")
    return pd.DataFrame(data)


def _status(reading: CellReading, *, also: bool) -> str:
    there = isinstance(reading.value, float) and not math.isnan(reading.value)
    return PROVISIONAL if there and (reading.provisional or also) else reading.status
