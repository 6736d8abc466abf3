"""
Tables that Excel opens right: Dutch CSV, and xlsx without formulas.

A cell that begins with `= + - @` can run as a formula in somebody's
spreadsheet; here text stays text, and the same table gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

# Excel reads these as the start of a formula; an apostrophe in front makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# A fixed moment: a workbook must not differ because it was written on another day.
WRITTEN = dt.datetime(2000, 1, 1)  # noqa: DTZ001  Excel knows no time zones


def as_text(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run; numbers are left alone."""
    return f"'{value}" if _runs(value) else value


def _runs(value: object) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """
    Write a table as Excel-NL expects it: `;` between, `,` in numbers, a BOM in front.

    Parameters
    ----------
    table : DataFrame
        Column names are the header; the index is not written.
    path : Path
        File to write; its folder exists.
    """
    text = table.rename(columns=as_text)
    for column in text.columns:
        values = text[column]
        # Looked at first: a release has tens of thousands of rows and hardly ever such a cell.
        if not pd.api.types.is_numeric_dtype(values.dtype) and any(map(_runs, values.unique())):
            text[column] = values.map(as_text, na_action="ignore")
    text.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_xlsx(table: pd.DataFrame, path: Path, *, about: Mapping[str, str], sheet: str = "cijfers") -> None:
    """
    Write a table and a sheet that says what it is, with header row frozen and columns wide enough.

    Parameters
    ----------
    table : DataFrame
        The numbers shown.
    path : Path
        File to write.
    about : mapping of str to str
        What stands on the sheet `toelichting`: title, source, period, status.
    sheet : str
        Name of the sheet with the numbers.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
        "in_memory": True,  # without a temporary file for each part of a small workbook
    }
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        book = writer.book
        book.set_properties({"title": about.get("titel", ""), "created": WRITTEN})
        table.to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        explanation = pd.DataFrame(list(about.items()), columns=["onderdeel", "tekst"])
        explanation.to_excel(writer, sheet_name="toelichting", index=False)
        _fit(writer.sheets[sheet], table)
        writer.sheets["toelichting"].set_column(0, 0, 16)
        writer.sheets["toelichting"].set_column(
            1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"})
        )


def _fit(worksheet: object, table: pd.DataFrame) -> None:
    for position, column in enumerate(table.columns):
        longest = max([len(str(column)), *(len(str(value)) for value in table[column])])
        worksheet.set_column(position, position, min(longest + 2, 60))  # type: ignore[attr-defined]
