"""
A delivered workbook as a grid of text, with rows and addresses as Excel shows them.

Everything that Excel hides from view is either read and named (hidden rows, percentages, numbers kept as text) or refused
with its address (merged cells, formulas without a value, errors). Nothing is executed or followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem, refused
from analysis.sources.files import worksheet
from analysis.sources.files.container import FileContent, check_archive
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.spreadsheet_xml import open_document, open_excel
from analysis.sources.files.table import SEARCHED, GridRow, TextGrid, header_place, own_names
from analysis.sources.files.texts import clean, folded, shown
from analysis.sources.files.worksheet import Book, Cell, TooLargeError, Worksheet

# The sheets of a template: one to fill in, and those that come with it and are never read.
TO_FILL, LISTS, EXPLAINED = "invullen", "lijsten", "uitleg"
TEMPLATE_SHEETS = (LISTS, EXPLAINED)


def read_workbook(content: FileContent, definition: Definition) -> TextGrid:
    """
    Read the sheet of a workbook that the definition is about, every cell as text.

    `notes` has the warnings F302, F309, F310, F311, F315 and F316. Raises all of F301, F303 and F304 at once, or
    F133, F134, F305 to F308, F312 and F313, each alone.
    """
    name = content.name
    notes = list(check_archive(content))
    try:
        book = (open_document if content.kind == "ods" else open_excel)(content.path)
        title, others = _choose(book, definition, name)
        notes.extend(_other_sheets(book, definition, name, title, others))
        return _grid(_table(name, title, book.sheet(title), definition), notes)
    except InputError:
        raise
    except TooLargeError:
        most = worksheet.MOST_ROWS, worksheet.MOST_COLUMNS, worksheet.MOST_CELLS
        rows, columns, cells = map(dutch.number, most)
        raise refused("F308 blad", name, rows=rows, columns=columns, cells=cells) from None
    except Exception as error:
        # A damaged file raises a dozen kinds of exception; to the reader they are one.
        raise refused("F307", name) from error


def _choose(book: Book, definition: Definition, name: str) -> tuple[str, Sequence[str]]:
    """
    Return the sheet that holds the data, and the other sheets that could.

    The named one, that of a template, the only one with cells, or the only one with the header. The sheets
    that a template brings along are no choice, also when who filled it in gave its sheet another name.
    """
    wanted = (definition.blad or TO_FILL).casefold()
    if named := [title for title in book.titles if title.casefold() == wanted]:
        return named[0], ()
    ours = TEMPLATE_SHEETS if definition.eigen else ()
    there = [title for title in book.visible or book.titles if title.casefold() not in ours]
    filled = [title for title in there or book.titles if book.sheet(title).cells]
    if not filled:
        raise InputError(f"{name} is leeg.", [problem("F133 werkmap", name)])
    fitting = filled
    if len(filled) > 1:
        tops = {title: _top(book.sheet(title), definition) for title in filled}
        fitting = [title for title in filled if header_place(tops[title], definition)[0] >= 0]
    if definition.blad or len(fitting) != 1:
        there, key = fitting or filled, "F305 blad" if definition.blad else "F305 een"
        raise refused(key, name, there=_quoted(there), sheet=definition.blad)
    return fitting[0], [title for title in filled if title != fitting[0]]


def _other_sheets(
    book: Book, definition: Definition, name: str, chosen: str, others: Sequence[str]
) -> Iterator[Problem]:
    """Yield F302 for the sheets that were not read: hidden, or without the header of this file."""
    ours = TEMPLATE_SHEETS if definition.eigen or chosen == TO_FILL else ()
    hidden = [one for one in book.titles if one not in book.visible and one.casefold() not in ours]
    kinds = (("verborgen werkblad", hidden), ("nog een werkblad", others))
    if parts := [f"{kind} {_quoted(titles)}" for kind, titles in kinds if titles]:
        yield problem("F302 bladen", name, None, None, " en ".join(parts), chosen=chosen)


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(f'"{title}"' for title in titles)


@dataclass(frozen=True)
class SheetTable:
    """The sheet that holds the data: where its header is, and what belongs to which column."""

    name: str
    title: str
    sheet: Worksheet
    header_row: int
    columns: Sequence[tuple[int, str, Column | None]]  # place from 0, cleaned heading, its definition
    definition: Definition

    # Asked for by each column: looking for these rows every time takes minutes on a wide sheet.
    @cached_property
    def below(self) -> Sequence[tuple[int, Sequence[Cell]]]:
        """The rows below the header that hold something, with their numbers."""
        numbers = (number for number in sorted(self.sheet.cells) if number > self.header_row)
        return [(number, self.sheet.row(number)) for number in numbers]

    @cached_property
    def used(self) -> Sequence[tuple[int, str, Column]]:
        """The columns that are read."""
        return [(place, name, column) for place, name, column in self.columns if column is not None]

    def in_cell(
        self, code: str, row: int, place: int, column: str, found: str = "", **values: object
    ) -> Problem:
        """Point at a cell, in a column counted from 0."""
        spot = str(xl_rowcol_to_cell(row - 1, place))
        return problem(code, self.name, row, column or None, found, cell=spot, spot=spot, **values)


def _top(sheet: Worksheet, definition: Definition) -> list[list[str]]:
    numbers = range(1, min(sheet.rows, SEARCHED) + 1)
    return [[worksheet.text_of(cell, None, definition) for cell in sheet.row(number)] for number in numbers]


def _table(name: str, title: str, sheet: Worksheet, definition: Definition) -> SheetTable:
    if not sheet.cells:
        raise InputError(f"{name} is leeg.", [problem("F133 werkmap", name)])
    texts = _top(sheet, definition)
    place, _ = header_place(texts, definition)
    if place < 0:  # the columns will say what is missing
        place = next((number for number, row in enumerate(texts) if any(row)), 0)
    own = own_names(definition)
    columns = [
        (spot, heading, definition.column(own[folded(heading)]) if folded(heading) in own else None)
        for spot, heading in enumerate(map(clean, texts[place]))
    ]
    return SheetTable(name, title, sheet, place + 1, columns, definition)


def _grid(table: SheetTable, notes: Sequence[Problem]) -> TextGrid:
    found = [*notes, *_layout_problems(table), *_cell_problems(table)]
    if errors := [one for one in found if not one.warning]:
        count = dutch.counted(len(errors), "punt", "punten")
        raise InputError(f"{table.name} is niet te lezen ({count}).", found)
    rows = []
    for number, row in table.below:
        cells = [
            worksheet.text_of(row[place], column, table.definition) for place, _, column in table.columns
        ]
        if any(cell.strip() for cell in cells):
            rows.append(GridRow(number, tuple(cells)))
    if unfilled := _not_filled_in(table, rows):
        raise InputError(f"{table.name} bevat nog geen gegevens.", [*found, unfilled])
    header = tuple(text for _, text, _ in table.columns)
    return TextGrid(table.name, header, table.header_row, tuple(rows), table.title, tuple(found))


def _layout_problems(table: SheetTable) -> Iterator[Problem]:
    """Yield F301 for merged cells in the table, and F302 for hidden rows and columns, which are read."""
    sheet = table.sheet
    for area in sorted(sheet.merged):
        if _hurts(table, area):
            top, left, bottom, right = area
            spot = xl_range(top - 1, left - 1, bottom - 1, right - 1)
            column = next((name for place, name, _ in table.columns if name and place + 1 == left), None)
            yield problem("F301", table.name, top, column, cell=spot, spot=spot)
    rows = [str(row) for row in sorted(sheet.hidden_rows) if row >= table.header_row]
    columns = [
        xl_col_to_name(place - 1)
        for place in range(1, sheet.columns + 1)
        if any(first <= place <= last for first, last in sheet.hidden_columns)
    ]
    kinds = ("rij", "rijen", rows), ("kolom", "kolommen", columns)
    parts = [
        f"{dutch.counted(len(texts), one, more)} ({', '.join(texts[:10])}{', …' if len(texts) > 10 else ''})"
        for one, more, texts in kinds
        if texts
    ]
    if parts:
        yield problem("F302 rijen", table.name, None, None, f"verborgen {' en '.join(parts)}")


def _hurts(table: SheetTable, area: tuple[int, int, int, int]) -> bool:
    """Whether merging hides a value: in the header or the table, but not in a title above or a note below."""
    top, left, bottom, right = area
    if bottom < table.header_row or left > table.sheet.columns:
        return False
    if table.used and not any(left <= place + 1 <= right for place, _, _ in table.used):
        return False
    return top <= table.header_row or top != bottom or list(table.sheet.cells.get(top, {})) != [left]


def _cell_problems(table: SheetTable) -> Iterator[Problem]:
    """
    Yield F303 and F304 for each cell without a value, F263 for a percentage among counts, then one notice a column.

    Only of columns that are read: what a column that nobody asked for holds, stops nothing.
    """
    for number, row in table.below:
        for place, name, _ in table.used:
            if (number, place + 1) in table.sheet.uncalculated:
                yield table.in_cell("F303", number, place, name)
            elif worksheet.is_error(row[place]):
                yield table.in_cell("F304", number, place, name, f'"{str(row[place].value).strip()}"')
    for place, name, column in table.used:
        for code, told in _notices(column, table.definition).items():
            # F263 is an error, and of each cell; of the others the first is named, with how many more there are.
            found = [(number, row[place]) for number, row in table.below if told(row[place])]
            rest, once = len(found) - 1, code != "F263"
            more = (
                f" (en nog {dutch.counted(rest, 'cel', 'cellen')} in deze kolom)" if once and rest > 0 else ""
            )
            for number, cell in found[:1] if once else found:
                text = worksheet.text_of(cell, None, table.definition)
                values = {"text": text, "shown": shown(text), "value": shown(str(cell.value)), "more": more}
                values |= {"written": cell.written, "how": worksheet.otherwise_shown(cell)}
                yield table.in_cell(code, number, place, name, **values)


def _notices(column: Column, definition: Definition) -> Mapping[str, Callable[[Cell], object]]:
    """Return by code what recognises a cell of a column that its reader should hear about."""
    return {
        # 0.27 shown as 27% is not 27 people.
        "F263" if column.soort == "aantal" else "F310": worksheet.is_percent,
        "F311": lambda cell: worksheet.is_number_as_text(cell, column, definition),
        "F315": lambda cell: cell.struck and cell.value not in (None, ""),
        "F316": worksheet.otherwise_shown,
    }


def _not_filled_in(table: SheetTable, rows: Sequence[GridRow]) -> Problem | None:
    """Return F312 for a template that came back as it went, F134 for another sheet with only a header."""
    definition = table.definition
    if not definition.eigen:
        return None if rows else problem("F134 kop", table.name, table.header_row)
    # A sheet with other columns is judged by its columns, not by what is missing below them.
    others = [place for place, _, column in table.used if column.naam not in definition.sleutel]
    filled = {column.naam for _, _, column in table.used}
    lacking = any(column.verplicht and column.naam not in filled for column in definition.kolommen)
    if rows and (lacking or not others or any(row.cells[place] for row in rows for place in others)):
        return None
    names = ", ".join(f'"{column.naam}"' for column in definition.kolommen if column.verplicht)
    return problem("F312", table.name, names=names, sheet=table.title)
