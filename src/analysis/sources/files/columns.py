"""
Give the columns of a delivered table their own names, and say which are strange, missing or about persons.

A column that is left out keeps its place without a name and without content, so
that the addresses of the other cells stay right.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import problem
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import GridRow, TextGrid, folded, footer_start, letters, own_names
from analysis.sources.files.persons import is_personal_heading, is_personal_value
from analysis.sources.files.texts import shown

_LAST_OF_EXCEL = 16_384  # columns


def match_columns(grid: TextGrid, definition: Definition) -> tuple[TextGrid, list[Problem]]:
    """
    Name the columns as the definition does, and take the footer off.

    Parameters
    ----------
    grid : TextGrid
        As it was read.
    definition : Definition
        How it should look.

    Returns
    -------
    grid : TextGrid
        Each column by its own name; "" and no content where the definition does not know it, where it
        stands there twice, or where it says something about a person.
    problems : list of Problem
        F136 footer, F140 twice, F141 unknown (warning), F142 missing, F170 about a person.
    """
    names = own_names(definition)
    grid, problems = _without_footer(grid)
    header = [names.get(folded(heading), "") for heading in grid.header]
    problems.extend(_missing(grid, header, definition))
    problems.extend(_twice(grid, header))
    personal = _personal(grid, names) if definition.eigen else {}
    problems.extend(personal.values())
    if not definition.ruim:
        problems.extend(_unknown(grid, header, definition, personal))
    for position, name in enumerate(header):
        if position in personal or name in header[:position]:
            header[position] = ""
    return _kept(grid, header), problems


def _kept(grid: TextGrid, header: Sequence[str]) -> TextGrid:
    keep = [bool(name) for name in header]
    rows = tuple(
        GridRow(row.number, tuple(cell if use else "" for cell, use in zip(row.cells, keep, strict=True)))
        for row in grid.rows
    )
    return replace(grid, header=tuple(header), rows=rows)


def _without_footer(grid: TextGrid) -> tuple[TextGrid, list[Problem]]:
    start = footer_start([row.cells for row in grid.rows])
    problems = []
    for row in grid.rows[start:]:
        place = next(place for place, cell in enumerate(row.cells) if cell.strip())
        column = grid.header[place]
        spot = grid.cell(row.number, column)
        problems.append(problem("F136", grid.name, row.number, column, shown(row.cells[place]), cell=spot))
    if grid.rows and not start:
        problems.append(problem("F134 kop", grid.name, grid.header_row))
    return replace(grid, rows=grid.rows[:start]), problems


def _missing(grid: TextGrid, header: Sequence[str], definition: Definition) -> Iterator[Problem]:
    there = ", ".join(shown(heading) for heading in grid.header if heading)
    for column in definition.kolommen:
        if column.verplicht and column.naam not in header:
            also = f" (of {', '.join(column.ook)})" if column.ook else ""
            name = column.naam
            yield problem("F142", grid.name, grid.header_row, name, there=there, name=name, also=also)


def _twice(grid: TextGrid, header: Sequence[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        places = [place for place, other in enumerate(header) if other == name]
        found = " en ".join(f"{shown(grid.header[place])} op plaats {place + 1}" for place in places)
        yield problem("F140", grid.name, grid.header_row, name, found)


def _unknown(
    grid: TextGrid, header: Sequence[str], definition: Definition, personal: Collection[int]
) -> Iterator[Problem]:
    names = {folded(column.naam): column.naam for column in definition.kolommen}
    row, known = grid.header_row, ", ".join(column.naam for column in definition.kolommen)
    for place, (heading, name) in enumerate(zip(grid.header, header, strict=True)):
        empty = not heading and not any(row.cells[place].strip() for row in grid.rows)
        if name or place in personal or empty:
            continue
        near = difflib.get_close_matches(folded(heading), list(names), n=1)
        spot = letters(place + 1) if place < _LAST_OF_EXCEL else str(place + 1)
        yield problem(
            "F141 bijna" if near else "F141 ander",
            grid.name,
            row,
            heading or None,
            shown(heading) if heading else f"kolom {place + 1} ({spot} in Excel) zonder kop",
            cell=grid.cell(row, heading) if heading else "",
            near=names[near[0]] if near else "",
            names=known,
        )


def _personal(grid: TextGrid, names: Mapping[str, str]) -> dict[int, Problem]:
    """Return the columns that say something about one person, by their place; a value is never named."""
    found: dict[int, Problem] = {}
    for place, heading in enumerate(grid.header):
        rows = [row.number for row in grid.rows if is_personal_value(row.cells[place])]
        column = shown(heading)[1:-1]
        if folded(heading) not in names and is_personal_heading(heading):
            found[place] = problem("F170", grid.name, grid.header_row, column, "een kolom over personen")
        elif rows:
            what = f"gegevens die bij een persoon kunnen horen, in {dutch.counted(len(rows), 'rij', 'rijen')}"
            found[place] = problem("F170", grid.name, rows[0], column, what)
    return found
