"""
Give the columns of a delivered table their own names, and say which are strange, missing or about persons.

A column that is left out keeps its place without a name and without content, so
that the addresses of the other cells stay right.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from analysis.errors import Problem
from analysis.sources.files.cell_text import shown
from analysis.sources.files.definitions import Definition
from analysis.sources.files.footers import footer_start
from analysis.sources.files.grid import Grid, Row
from analysis.sources.files.headers import folded, own_names
from analysis.sources.files.persons import is_personal_heading, is_personal_value

_LAST_OF_EXCEL = 16_384  # columns


def match_columns(grid: Grid, definition: Definition) -> tuple[Grid, list[Problem]]:
    """
    Name the columns as the definition does, and take the footer off.

    Parameters
    ----------
    grid : Grid
        As it was read.
    definition : Definition
        How it should look.

    Returns
    -------
    grid : Grid
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


def _kept(grid: Grid, header: Sequence[str]) -> Grid:
    keep = [bool(name) for name in header]
    rows = tuple(
        Row(row.number, tuple(cell if use else "" for cell, use in zip(row.cells, keep, strict=True)))
        for row in grid.rows
    )
    return dataclasses.replace(grid, header=tuple(header), rows=rows)


def _without_footer(grid: Grid) -> tuple[Grid, list[Problem]]:
    start = footer_start([row.cells for row in grid.rows])
    problems = []
    for row in grid.rows[start:]:
        position = next(place for place, cell in enumerate(row.cells) if cell.strip())
        column = grid.header[position]
        problems.append(
            Problem.at(
                "F136",
                grid.name,
                row.number,
                column,
                shown(row.cells[position]),
                "een gebied, of niets meer onder de tabel",
                "De regel is overgeslagen. Laat hem weg als u het bestand opnieuw maakt.",
                warning=True,
                cell=grid.cell(row.number, column),
            )
        )
    if grid.rows and not start:
        problems.append(no_rows(grid.name, grid.header_row))
    return dataclasses.replace(grid, rows=grid.rows[:start]), problems


def no_rows(name: str, header_row: int) -> Problem:
    """Say that there is nothing below the header."""
    return Problem.at(
        "F134",
        name,
        header_row,
        None,
        "alleen een kopregel",
        "ten minste een rij met cijfers",
        "Controleer de selectie van de export, of vul de tabel in.",
    )


def _missing(grid: Grid, header: Sequence[str], definition: Definition) -> Iterator[Problem]:
    there = ", ".join(shown(heading) for heading in grid.header if heading)
    for column in definition.kolommen:
        if column.verplicht and column.naam not in header:
            also = f" (of {', '.join(column.ook)})" if column.ook else ""
            yield Problem.at(
                "F142",
                grid.name,
                grid.header_row,
                column.naam,
                f"de kolommen {there}",
                f'een kolom "{column.naam}"{also}',
                "Voeg de kolom toe, of zet de kop die dit bestand ervoor gebruikt bij ook: in data/bronnen.yml.",
            )


def _twice(grid: Grid, header: Sequence[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        places = [place for place, other in enumerate(header) if other == name]
        found = " en ".join(f"{shown(grid.header[place])} op plaats {place + 1}" for place in places)
        yield Problem.at(
            "F140",
            grid.name,
            grid.header_row,
            name,
            found,
            "elke kolom een keer",
            "Haal een van beide weg, of geef hem een andere kop.",
        )


def _unknown(
    grid: Grid, header: Sequence[str], definition: Definition, personal: Mapping[int, Problem]
) -> Iterator[Problem]:
    names = [column.naam for column in definition.kolommen]
    by_folded = {folded(name): name for name in names}
    for place, (heading, name) in enumerate(zip(grid.header, header, strict=True)):
        if name or place in personal or (not heading and _is_empty(grid, place)):
            continue
        near = difflib.get_close_matches(folded(heading), list(by_folded), n=1)
        hint = f'Bedoelt u "{by_folded[near[0]]}"?' if near else f"Bekend zijn: {', '.join(names)}."
        yield Problem.at(
            "F141",
            grid.name,
            grid.header_row,
            heading or None,
            shown(heading) if heading else f"kolom {place + 1} ({_letters(place)} in Excel) zonder kop",
            "een kolom van deze bron",
            f"De kolom is overgeslagen. {hint}",
            warning=True,
            cell=grid.cell(grid.header_row, heading) if heading else "",
        )


def _letters(place: int) -> str:
    """Return a column as Excel calls it; a place beyond its last one stays a number."""
    return get_column_letter(place + 1) if place < _LAST_OF_EXCEL else str(place + 1)


def _is_empty(grid: Grid, place: int) -> bool:
    return not any(row.cells[place].strip() for row in grid.rows)


def _personal(grid: Grid, names: Mapping[str, str]) -> dict[int, Problem]:
    """Return the columns that say something about one person, by their place; a value is never named."""
    found: dict[int, Problem] = {}
    for place, heading in enumerate(grid.header):
        rows = [row.number for row in grid.rows if is_personal_value(row.cells[place])]
        by_heading = folded(heading) not in names and is_personal_heading(heading)
        if not rows and not by_heading:
            continue
        what = "een kolom over personen" if by_heading else "gegevens die bij een persoon kunnen horen"
        count = f", in {len(rows)} {'rij' if len(rows) == 1 else 'rijen'}" if rows and not by_heading else ""
        found[place] = Problem.at(
            "F170",
            grid.name,
            grid.header_row if by_heading else rows[0],
            shown(heading)[1:-1],
            f"{what}{count}",
            "aantallen per gebied, niets over een persoon",
            "Verwijder dit bestand van deze plek en lever aantallen per gebied. De inhoud is niet bewaard en wordt "
            "hier niet getoond.",
        )
    return found
