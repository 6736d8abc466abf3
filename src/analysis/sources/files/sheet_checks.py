"""What there is to say about a sheet of a delivered workbook: errors with their address, and warnings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.messages import problem
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.grid import GridRow, letters
from analysis.sources.files.sheet_text import (
    ERRORS,
    is_crossed_out,
    is_number_as_text,
    is_percent,
    otherwise_shown,
    text_of,
)
from analysis.sources.files.texts import shown
from analysis.sources.files.worksheet import Cell, Worksheet

_ERROR = re.compile(r"(ERR|FOUT):[0-9]{3}")


@dataclass(frozen=True)
class SheetTable:
    """The sheet that holds the data: where its header is, and what belongs to which column."""

    name: str
    title: str
    sheet: Worksheet
    header_row: int
    columns: tuple[tuple[int, str, Column | None], ...]  # place from 0, cleaned heading, its definition
    definition: Definition

    # Asked for by each column: looking for these rows every time takes minutes on a wide sheet.
    @cached_property
    def below(self) -> Sequence[tuple[int, Sequence[Cell]]]:
        """The rows below the header that hold something, with their numbers."""
        return [
            (number, self.sheet.row(number))
            for number in sorted(self.sheet.cells)
            if number > self.header_row
        ]


def layout_problems(table: SheetTable) -> Iterator[Problem]:
    """Yield F301 for merged cells in the table, and F302 for hidden rows and columns, which are read."""
    sheet = table.sheet
    for area in sorted(sheet.merged):
        if _hurts(table, area):
            top, left, bottom, right = area
            spot = f"{letters(left)}{top}:{letters(right)}{bottom}"
            column = next((name for place, name, _ in table.columns if name and place + 1 == left), None)
            yield problem("F301", table.name, top, column, cell=spot, spot=spot)
    rows = [row for row in sheet.hidden_rows if row >= table.header_row]
    columns = [
        letters(place)
        for place in range(1, sheet.columns + 1)
        if any(first <= place <= last for first, last in sheet.hidden_columns)
    ]
    parts = [_several("rij", "rijen", rows)] if rows else []
    parts += [_several("kolom", "kolommen", columns)] if columns else []
    if parts:
        yield problem("F302 rijen", table.name, None, None, f"verborgen {' en '.join(parts)}")


def cell_problems(table: SheetTable) -> Iterator[Problem]:
    """
    Yield F303 and F304 for each cell without a value, F263 for a percentage among counts, then one notice a column.

    Only of columns that are read: what a column that nobody asked for holds, stops nothing.
    """
    used = [(place, name, column) for place, name, column in table.columns if column is not None]
    for number, row in table.below:
        for place, name, _ in used:
            spot, value = f"{letters(place + 1)}{number}", row[place].value
            if (number, place + 1) in table.sheet.uncalculated:
                yield problem("F303", table.name, number, name or None, cell=spot)
            elif isinstance(value, str) and _is_error(value):
                found = f'"{value.strip()}"'
                yield problem("F304", table.name, number, name or None, found, cell=spot, spot=spot)
    for place, name, column in used:
        for code, told in _warnings(table, column).items():
            yield from _told(table, place, name, code, told, once=code != "F263")


def _is_error(value: str) -> bool:
    text = value.strip().upper()
    return text in ERRORS or bool(_ERROR.fullmatch(text))


Told = Callable[[Cell], Mapping[str, str] | None]


def _warnings(table: SheetTable, column: Column) -> Mapping[str, Told]:
    """Return by code what recognises a cell of a column, and what its message says."""
    definition = table.definition

    def text(cell: Cell) -> str:
        return text_of(cell, None, definition)

    def percentage(cell: Cell) -> Mapping[str, str] | None:
        values = {"value": shown(str(cell.value)), "written": cell.look.written, "text": text(cell)}
        return values if is_percent(cell) else None

    def otherwise(cell: Cell) -> Mapping[str, str] | None:
        how = otherwise_shown(cell)
        return {"text": text(cell), "written": cell.look.written, "how": how} if how else None

    return {
        # 0.27 shown as 27% is not 27 people.
        "F263" if column.soort == "aantal" else "F310": percentage,
        "F311": lambda cell: (
            {"value": shown(str(cell.value))} if is_number_as_text(cell, column, definition) else None
        ),
        "F315": lambda cell: {"shown": shown(text(cell))} if is_crossed_out(cell) else None,
        "F316": otherwise,
    }


def _told(
    table: SheetTable, place: int, name: str, code: str, told: Told, *, once: bool
) -> Iterator[Problem]:
    """Yield each cell that `told` has words for, or the first with how many more the column has."""
    found = [(number, values) for number, row in table.below if (values := told(row[place])) is not None]
    rest = len(found) - 1
    more = f" (en nog {dutch.counted(rest, 'cel', 'cellen')} in deze kolom)" if once and rest > 0 else ""
    for number, values in found[:1] if once else found:
        spot = f"{letters(place + 1)}{number}"
        yield problem(code, table.name, number, name or None, cell=spot, more=more, **values)


def not_filled_in(table: SheetTable, rows: Sequence[GridRow]) -> Problem | None:
    """Return F312 for a template that came back as it went, F134 for another sheet with only a header."""
    definition = table.definition
    if not definition.eigen:
        return None if rows else problem("F134 kop", table.name, table.header_row)
    # A sheet with other columns is judged by its columns, not by what is missing below them.
    known = [(place, column) for place, (_, _, column) in enumerate(table.columns) if column is not None]
    others = [place for place, column in known if column.naam not in definition.sleutel]
    filled = {column.naam for _, column in known}
    lacking = any(column.verplicht and column.naam not in filled for column in definition.kolommen)
    if rows and (lacking or not others or any(row.cells[place] for row in rows for place in others)):
        return None
    names = ", ".join(f'"{column.naam}"' for column in definition.kolommen if column.verplicht)
    return problem("F312", table.name, names=names, sheet=table.title)


def _hurts(table: SheetTable, area: tuple[int, int, int, int]) -> bool:
    """Whether merging hides a value: in the header or the table, but not in a title above or a note below."""
    top, left, bottom, right = area
    if bottom < table.header_row or left > table.sheet.columns:
        return False
    used = [place + 1 for place, _, column in table.columns if column is not None]
    if used and not any(left <= place <= right for place in used):
        return False
    if top <= table.header_row or top != bottom:
        return True
    return list(table.sheet.cells.get(top, {})) != [left]


def _several(one: str, more: str, items: Iterable[object]) -> str:
    texts = [str(item) for item in items]
    listed = texts if len(texts) <= 10 else [*texts[:10], f"en nog {len(texts) - 10}"]
    return f"{one if len(texts) == 1 else more} {', '.join(listed)}"
