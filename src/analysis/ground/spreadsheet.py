"""Tables that Excel opens right: Dutch CSV, and xlsx without formulas; the same table gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

# Excel reads these as the start of a formula; an apostrophe in front makes it text.
# The wide ones are what a keyboard for Japanese types: Excel reads them as the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# A fixed moment: a workbook must not differ because it was written on another day.
WRITTEN = dt.datetime(2000, 1, 1)  # noqa: DTZ001  Excel knows no time zones


def as_text(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run; numbers are left alone."""
    return f"'{value}" if _runs(value) else value


def _runs(value: object) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table without its index as Excel-NL expects it: `;` between, `,` in numbers, a BOM in front."""
    text = table.rename(columns=as_text)
    for column in text.columns:
        values = text[column]
        # Looked at first: a release has tens of thousands of rows and hardly ever such a cell.
        if not pd.api.types.is_numeric_dtype(values.dtype) and any(map(_runs, values.unique())):
            text[column] = values.map(as_text, na_action="ignore")
    text.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_xlsx(table: pd.DataFrame, path: Path, *, about: Mapping[str, str]) -> None:
    """
    Write a table and a sheet that says what it is, with header row frozen and columns wide enough.

    `about` stands on the sheet `toelichting`: title, source, period, status.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
        "in_memory": True,  # without a temporary file for each part of a small workbook
    }
    # Not by way of pandas, which works out the looks of each cell: this takes a third less time.
    with Workbook(path, options) as book:
        book.set_properties({"title": about.get("titel", ""), "created": WRITTEN})
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        numbers = book.add_worksheet("cijfers")
        numbers.freeze_panes(1, 0)
        for place, (name, column) in enumerate(table.items()):
            missing = column.isna().tolist()
            cells = [None if gone else cell for cell, gone in zip(column.tolist(), missing, strict=True)]
            numbers.write_string(0, place, str(name), head)
            numbers.write_column(1, place, cells)
            longest = max(len(str(one)) for one in [name, *cells])
            numbers.set_column(place, place, min(longest + 2, 60))
        explanation = book.add_worksheet("toelichting")
        explanation.write_row(0, 0, ["onderdeel", "tekst"], head)
        for row, line in enumerate(about.items(), start=1):
            explanation.write_row(row, 0, line)
        explanation.set_column(0, 0, 16)
        explanation.set_column(1, 1, 100, text)
