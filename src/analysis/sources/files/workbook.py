"""
A delivered workbook as a grid of text, with rows and addresses as Excel shows them.

Everything that Excel hides from view is either read and named (hidden rows,
percentages, numbers kept as text) or refused with its address (merged cells,
formulas without a value, errors). Nothing is executed or followed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis import dutch
from analysis.errors import InputError, Problem
from analysis.sources.files import sheet_notes
from analysis.sources.files.archive import EXCEL, OPEN_DOCUMENT, broken, check_archive, too_much
from analysis.sources.files.books import Book, ExcelBook, OpenDocument
from analysis.sources.files.cell_text import clean
from analysis.sources.files.content import Content
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.grid import Grid, Row
from analysis.sources.files.headers import SEARCHED, folded, header_place, own_names
from analysis.sources.files.lean_workbook import is_strict, lean
from analysis.sources.files.sheet_layout import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Layout,
    StrayCellError,
    TooLargeError,
)
from analysis.sources.files.sheet_text import SheetCell, text_of

# The sheets of a template: one to fill in, and those that come with it and are never read.
TO_FILL, LISTS, EXPLAINED, EXAMPLE = "invullen", "lijsten", "uitleg", "voorbeeld"
TEMPLATE_SHEETS = (LISTS, EXPLAINED, EXAMPLE)

log = logging.getLogger(__name__)


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
        A file of kind `xlsx` or `ods`; it is read from `content.path`.
    definition : Definition
        Names the sheet and the columns, and the decimal sign that numbers get.

    Returns
    -------
    Grid
        Every cell as text; the warnings F302, F309, F310, F311, F315 and F316 in `notes`.

    Raises
    ------
    InputError
        All of F301, F303 and F304 at once; or F133, F134, F305 to F308, F312 to F314 and F317, each alone.
    """
    name = content.name
    notes = list(check_archive(content.path, name, OPEN_DOCUMENT if content.kind == "ods" else EXCEL))
    try:
        return _read(content, definition, notes)
    except InputError:
        raise
    except StrayCellError as error:
        raise InputError(f"{name} is te groot.", [sheet_notes.stray(name, str(error))]) from None
    except TooLargeError:
        found = "een blad met honderdduizenden rijen of duizenden kolommen"
        expected = (
            f"hooguit {dutch.number(MOST_ROWS)} rijen, {dutch.number(MOST_COLUMNS)} kolommen en "
            f"{dutch.number(MOST_CELLS)} gevulde cellen"
        )
        raise InputError(f"{name} is te groot.", [too_much(name, found, expected)]) from None
    except Exception as error:
        # The libraries raise a dozen kinds of exception on a damaged file; to the reader they are one.
        raise InputError(f"{name} is niet te lezen.", [broken(name)]) from error


def _read(content: Content, definition: Definition, notes: Sequence[Problem]) -> Grid:
    if content.kind == "ods":
        return _grid_of(OpenDocument(content.path), content.name, definition, notes)
    if not is_strict(content.path):
        try:
            with content.path.open("rb") as stream, ExcelBook(stream) as book:
                return _grid_of(book, content.name, definition, notes)
        except (InputError, TooLargeError, StrayCellError):
            raise
        except Exception as error:  # often of looks that no number depends on
            log.debug("%s is read without its looks: %s", content.name, error)
    with ExcelBook(lean(content.path)) as book:
        return _grid_of(book, content.name, definition, notes)


def _grid_of(book: Book, name: str, definition: Definition, notes: Sequence[Problem]) -> Grid:
    title, layout, others = _choose(book, definition, name)
    ours = TEMPLATE_SHEETS if definition.eigen or title == TO_FILL else ()
    hidden = [one for one in book.titles if one not in book.visible and one.casefold() not in ours]
    found = [*notes, *sheet_notes.other_sheets(name, hidden, others, title)]
    return _grid(
        _sheet(name, title, book.rows(title, layout) if layout.cells else [], layout, definition), found
    )


def _choose(book: Book, definition: Definition, name: str) -> tuple[str, Layout, Sequence[str]]:
    """
    Return the sheet that holds the data, and the other sheets that could.

    The named one, that of a template, the only one with cells, or the only one with the header. The sheets
    that a template brings along are no choice, also when who filled it in gave its sheet another name.
    """
    wanted = (definition.blad or TO_FILL).casefold()
    for title in book.titles:
        if title.casefold() == wanted:
            return title, book.layout(title), ()
    ours = TEMPLATE_SHEETS if definition.eigen else ()
    there = [title for title in book.visible or book.titles if title.casefold() not in ours]
    filled = {title: layout for title in there or book.titles if (layout := book.layout(title)).cells}
    if not filled:
        raise InputError(f"{name} is leeg.", [sheet_notes.empty(name)])
    fitting = list(filled)
    if len(filled) > 1:
        fitting = [title for title, layout in filled.items() if _has_header(book, title, layout, definition)]
    if definition.blad or len(fitting) != 1:
        problem = sheet_notes.which_sheet(name, definition, fitting or list(filled))
        raise InputError(f"{name} is niet te lezen.", [problem])
    return fitting[0], filled[fitting[0]], [title for title in filled if title != fitting[0]]


def _has_header(book: Book, title: str, layout: Layout, definition: Definition) -> bool:
    top = book.rows(title, replace(layout, rows=min(layout.rows, SEARCHED)))[:SEARCHED]
    return (
        header_place([[text_of(cell, None, definition) for cell in row] for row in top], definition)[0] >= 0
    )


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
