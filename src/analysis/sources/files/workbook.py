"""
A delivered workbook as a grid of text, with rows and addresses as Excel shows them.

Everything that Excel hides from view is either read and named (hidden rows,
percentages, numbers kept as text) or refused with its address (merged cells,
formulas without a value, errors). Nothing is executed or followed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import openpyxl

from analysis import dutch
from analysis.errors import InputError, Problem
from analysis.sources.files import sheet_notes
from analysis.sources.files.archive import broken, check_archive, too_much
from analysis.sources.files.cell_text import clean
from analysis.sources.files.content import Content
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.grid import Grid, Row
from analysis.sources.files.headers import SEARCHED, folded, header_place, own_names
from analysis.sources.files.sheet_layout import Layout, TooLargeError, read_layout
from analysis.sources.files.sheet_text import SheetCell, text_of

# The sheets of a template: one to fill in, one hidden with its lists.
TO_FILL, LISTS = "invullen", "lijsten"


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its cells by row, and what belongs to which column."""

    name: str
    title: str
    rows: Sequence[Sequence[SheetCell]]
    layout: Layout
    header_row: int
    columns: tuple[tuple[int, str, Column | None], ...]  # place from 0, cleaned heading, its definition
    definition: Definition

    # Asked for by each column: looking for these rows every time takes minutes on a wide sheet.
    @cached_property
    def below(self) -> Sequence[tuple[int, Sequence[SheetCell]]]:
        """The rows below the header that hold something, with their numbers."""
        rows = enumerate(self.rows[self.header_row :], start=self.header_row + 1)
        return [(number, row) for number, row in rows if any(cell.value not in (None, "") for cell in row)]


def read_workbook(content: Content, definition: Definition) -> Grid:
    """
    Read the sheet of a workbook that the definition is about.

    Parameters
    ----------
    content : Content
        A file of kind `xlsx`; it is read from `content.path`.
    definition : Definition
        Names the sheet and the columns, and the decimal sign that numbers get.

    Returns
    -------
    Grid
        Every cell as text; the warnings F302, F309, F310 and F311 in `notes`.

    Raises
    ------
    InputError
        All of F301, F303 and F304 at once; or F133, F134, F305 to F308 and F312, each alone.
    """
    name = content.name
    notes = list(check_archive(content.path, name))
    try:
        with warnings.catch_warnings(), content.path.open("rb") as stream:
            # What openpyxl cannot write back (drawings, extensions) does not matter to who only reads.
            warnings.simplefilter("ignore")
            with closing(
                openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            ) as book:
                title, layout = _choose(book, definition, name)
                notes += sheet_notes.hidden_sheets(name, book, title, (LISTS,) if title == TO_FILL else ())
                rows = _rows(book[title], layout)
    except InputError:
        raise
    except TooLargeError:
        found = "een blad met honderdduizenden rijen of duizenden kolommen"
        raise InputError(f"{name} is te groot.", [too_much(name, found)]) from None
    except Exception as error:
        # openpyxl raises a dozen kinds of exception on a damaged file; to the reader they are one.
        raise InputError(f"{name} is niet te lezen.", [broken(name)]) from error
    return _grid(_sheet(name, title, rows, layout, definition), notes)


def _choose(book: Any, definition: Definition, name: str) -> tuple[str, Layout]:
    """Return the sheet that holds the data: the named one, that of a template, or the only one with cells."""
    titles = [sheet.title for sheet in book.worksheets]
    wanted = definition.blad or TO_FILL
    if wanted in titles:
        return wanted, _layout(book, wanted)
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = {title: layout for title in visible or titles if (layout := _layout(book, title)).cells}
    if definition.blad or len(filled) > 1:
        raise InputError(
            f"{name} is niet te lezen.", [sheet_notes.which_sheet(name, definition.blad, titles)]
        )
    if not filled:
        raise InputError(f"{name} is leeg.", [sheet_notes.empty(name)])
    return next(iter(filled.items()))


def _layout(book: Any, title: str) -> Layout:
    # openpyxl keeps the archive open; its own reader of sizes trusts what the sheet claims.
    with book._archive.open(book[title]._worksheet_path) as part:
        return read_layout(part)


def _rows(sheet: Any, layout: Layout) -> list[Sequence[SheetCell]]:
    if not layout.cells:
        return []
    return list(sheet.iter_rows(min_row=1, min_col=1, max_row=layout.rows, max_col=layout.columns))


def _sheet(
    name: str, title: str, rows: Sequence[Sequence[SheetCell]], layout: Layout, definition: Definition
) -> Sheet:
    if not rows:
        raise InputError(f"{name} is leeg.", [sheet_notes.empty(name)])
    texts = [[text_of(cell, None, definition) for cell in row] for row in rows[:SEARCHED]]
    place, _ = header_place(texts, definition)
    if place < 0:  # the columns will say what is missing
        place = next((number for number, row in enumerate(texts) if any(row)), 0)
    own = own_names(definition)
    headings = [clean(text) for text in texts[place]]
    columns = tuple(
        (spot, heading, definition.column(own[folded(heading)]) if folded(heading) in own else None)
        for spot, heading in enumerate(headings)
    )
    return Sheet(name, title, rows, layout, place + 1, columns, definition)


def _grid(sheet: Sheet, notes: Sequence[Problem]) -> Grid:
    found = [*notes, *sheet_notes.of_layout(sheet), *sheet_notes.of_cells(sheet)]
    errors = [problem for problem in found if not problem.warning]
    if errors:
        raise InputError(
            f"{sheet.name} is niet te lezen ({dutch.counted(len(errors), 'punt', 'punten')}).", found
        )
    rows = []
    for number, row in sheet.below:
        cells = tuple(text_of(row[place], column, sheet.definition) for place, _, column in sheet.columns)
        if any(cell.strip() for cell in cells):
            rows.append(Row(number, cells))
    unfilled = sheet_notes.not_filled_in(sheet, rows)
    if unfilled is not None:
        raise InputError(f"{sheet.name} bevat nog geen gegevens.", [*found, unfilled])
    return Grid(
        name=sheet.name,
        header=tuple(text for _, text, _ in sheet.columns),
        header_row=sheet.header_row,
        rows=tuple(rows),
        sheet=sheet.title,
        notes=tuple(found),
    )
