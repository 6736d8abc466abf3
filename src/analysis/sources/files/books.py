"""Workbooks of Excel and LibreOffice, behind one face: which sheets, how each lies, and its cells."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

import openpyxl

from analysis.sources.files.open_document import OpenSheet, read_sheets
from analysis.sources.files.sheet_layout import Layout, read_blank, read_layout
from analysis.sources.files.sheet_text import SheetCell

TEXTS = "xl/sharedStrings.xml"


class Book(Protocol):
    """What is asked of a workbook."""

    @property
    def titles(self) -> Sequence[str]:
        """The names of its sheets."""

    @property
    def visible(self) -> Sequence[str]:
        """The names of those that are not hidden."""

    def layout(self, title: str) -> Layout:
        """Return how a sheet lies; raises TooLargeError or StrayCellError before any cell is made."""

    def rows(self, title: str, layout: Layout) -> Sequence[Sequence[SheetCell]]:
        """Return the cells of a sheet, within its layout."""


class ExcelBook:
    """A workbook in xlsx; openpyxl reads it, within the size that was found by streaming."""

    def __init__(self, stream: IO[bytes]) -> None:
        with warnings.catch_warnings():
            # What openpyxl cannot write back (drawings, extensions) does not matter to who only reads.
            warnings.simplefilter("ignore")
            self._book: Any = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    @property
    def titles(self) -> Sequence[str]:
        """See `Book`."""
        return [sheet.title for sheet in self._book.worksheets]

    @property
    def visible(self) -> Sequence[str]:
        """See `Book`."""
        return [sheet.title for sheet in self._book.worksheets if sheet.sheet_state == "visible"]

    @cached_property
    def _blank(self) -> Sequence[str]:
        # openpyxl keeps the archive open.
        archive = self._book._archive
        if TEXTS not in archive.namelist():
            return ()
        with archive.open(TEXTS) as part:
            return read_blank(part)

    def layout(self, title: str) -> Layout:
        """See `Book`; openpyxl's own reader of sizes trusts what the sheet claims."""
        with self._book._archive.open(self._book[title]._worksheet_path) as part:
            return read_layout(part, self._blank)

    def rows(self, title: str, layout: Layout) -> Sequence[Sequence[SheetCell]]:
        """See `Book`."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = self._book[title]
            return list(sheet.iter_rows(min_row=1, min_col=1, max_row=layout.rows, max_col=layout.columns))


class OpenDocument:
    """A workbook in ods."""

    def __init__(self, path: Path) -> None:
        self._sheets: dict[str, OpenSheet] = {sheet.title: sheet for sheet in read_sheets(path)}

    @property
    def titles(self) -> Sequence[str]:
        """See `Book`."""
        return list(self._sheets)

    @property
    def visible(self) -> Sequence[str]:
        """See `Book`."""
        return [title for title, sheet in self._sheets.items() if sheet.visible]

    def layout(self, title: str) -> Layout:
        """See `Book`."""
        layout = self._sheets[title].layout
        layout.check_size()
        return layout

    def rows(self, title: str, layout: Layout) -> Sequence[Sequence[SheetCell]]:  # noqa: ARG002
        """See `Book`."""
        return self._sheets[title].rows()
