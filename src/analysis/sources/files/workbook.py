"""
A delivered workbook as a grid of text, with rows and addresses as Excel shows them.

Everything that Excel hides from view is either read and named (hidden rows,
percentages, numbers kept as text) or refused with its address (merged cells,
formulas without a value, errors). Nothing is executed or followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem, refused
from analysis.sources.files.archive import EXCEL, OPEN_DOCUMENT, check_archive
from analysis.sources.files.container import FileContent
from analysis.sources.files.definitions import Definition
from analysis.sources.files.excel import open_excel
from analysis.sources.files.grid import SEARCHED, GridRow, TextGrid, folded, header_place, own_names
from analysis.sources.files.open_document import open_document
from analysis.sources.files.sheet_checks import SheetTable, cell_problems, layout_problems, not_filled_in
from analysis.sources.files.sheet_text import text_of
from analysis.sources.files.texts import clean
from analysis.sources.files.worksheet import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    StrayCellError,
    TooLargeError,
    Worksheet,
)

# The sheets of a template: one to fill in, and those that come with it and are never read.
TO_FILL, LISTS, EXPLAINED, EXAMPLE = "invullen", "lijsten", "uitleg", "voorbeeld"
TEMPLATE_SHEETS = (LISTS, EXPLAINED, EXAMPLE)


def read_workbook(content: FileContent, definition: Definition) -> TextGrid:
    """
    Read the sheet of a workbook that the definition is about.

    Parameters
    ----------
    content : FileContent
        A file of kind `xlsx` or `ods`; it is read from `content.path`.
    definition : Definition
        Names the sheet and the columns, and the decimal sign that numbers get.

    Returns
    -------
    TextGrid
        Every cell as text; the warnings F302, F309, F310, F311, F315 and F316 in `notes`.

    Raises
    ------
    InputError
        All of F301, F303 and F304 at once; or F133, F134, F305 to F308, F312 to F314 and F317, each alone.
    """
    name, is_ods = content.name, content.kind == "ods"
    notes = list(check_archive(content.path, name, OPEN_DOCUMENT if is_ods else EXCEL))
    try:
        book = (open_document if is_ods else open_excel)(content.path)
        title, others = _choose(book, definition, name)
        notes.extend(_other_sheets(book, definition, name, title, others))
        return _grid(_table(name, title, book.sheet(title), definition), notes)
    except InputError:
        raise
    except StrayCellError as error:
        told = problem("F314 cel", name, cell=str(error), spot=str(error))
        raise InputError(f"{name} is te groot.", [told]) from None
    except TooLargeError:
        most = {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS}
        told = problem("F308 blad", name, **{key: dutch.number(size) for key, size in most.items()})
        raise InputError(f"{name} is te groot.", [told]) from None
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
    filled = [title for title in there or book.titles if book.sheet(title).count]
    if not filled:
        raise _empty(name)
    fitting = filled
    if len(filled) > 1:
        fitting = [title for title in filled if _header_place(book.sheet(title), definition) >= 0]
    if definition.blad or len(fitting) != 1:
        sheets = _quoted(fitting or filled)
        raise refused(
            "F305 blad" if definition.blad else "F305 een", name, there=sheets, sheet=definition.blad
        )
    return fitting[0], [title for title in filled if title != fitting[0]]


def _other_sheets(
    book: Book, definition: Definition, name: str, chosen: str, others: Sequence[str]
) -> Iterator[Problem]:
    """Yield F302 for the sheets that were not read: hidden, or without the header of this file."""
    ours = TEMPLATE_SHEETS if definition.eigen or chosen == TO_FILL else ()
    hidden = [one for one in book.titles if one not in book.visible and one.casefold() not in ours]
    parts = [
        f"{kind} {_quoted(titles)}"
        for kind, titles in (("verborgen werkblad", hidden), ("nog een werkblad", others))
        if titles
    ]
    if parts:
        yield problem("F302 bladen", name, None, None, " en ".join(parts), chosen=chosen)


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(f'"{title}"' for title in titles)


def _empty(name: str) -> InputError:
    return InputError(f"{name} is leeg.", [problem("F133 werkmap", name)])


def _top(sheet: Worksheet, definition: Definition) -> list[list[str]]:
    numbers = range(1, min(sheet.rows, SEARCHED) + 1)
    return [[text_of(cell, None, definition) for cell in sheet.row(number)] for number in numbers]


def _header_place(sheet: Worksheet, definition: Definition) -> int:
    return header_place(_top(sheet, definition), definition)[0]


def _table(name: str, title: str, sheet: Worksheet, definition: Definition) -> SheetTable:
    if not sheet.count:
        raise _empty(name)
    texts = _top(sheet, definition)
    place, _ = header_place(texts, definition)
    if place < 0:  # the columns will say what is missing
        place = next((number for number, row in enumerate(texts) if any(row)), 0)
    own = own_names(definition)
    headings = [clean(text) for text in texts[place]]
    columns = tuple(
        (spot, heading, definition.column(own[folded(heading)]) if folded(heading) in own else None)
        for spot, heading in enumerate(headings)
    )
    return SheetTable(name, title, sheet, place + 1, columns, definition)


def _grid(table: SheetTable, notes: Sequence[Problem]) -> TextGrid:
    found = [*notes, *layout_problems(table), *cell_problems(table)]
    if errors := [one for one in found if not one.warning]:
        raise InputError(
            f"{table.name} is niet te lezen ({dutch.counted(len(errors), 'punt', 'punten')}).", found
        )
    rows = []
    for number, row in table.below:
        cells = tuple(text_of(row[place], column, table.definition) for place, _, column in table.columns)
        if any(cell.strip() for cell in cells):
            rows.append(GridRow(number, cells))
    if unfilled := not_filled_in(table, rows):
        raise InputError(f"{table.name} bevat nog geen gegevens.", [*found, unfilled])
    header = tuple(text for _, text, _ in table.columns)
    return TextGrid(table.name, header, table.header_row, tuple(rows), table.title, tuple(found))
