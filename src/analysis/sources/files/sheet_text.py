"""A cell of a workbook as the text that a Dutch reader of the definition would type, and what he sees otherwise."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from analysis.sources.files.definitions import NUMBERS, Column, Definition
from analysis.sources.files.worksheet import Cell

# What Excel shows instead of a value, in Dutch and in English.
ERRORS = frozenset(
    [
        "#DEEL/0!",
        "#N/B",
        "#VERW!",
        "#WAARDE!",
        "#NAAM?",
        "#LEEG!",
        "#GETAL!",
        "#OVERLOOP!",
        "#BEREKENEN!",
        "#DIV/0!",
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
    ]
)

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # text, escapes and colours inside a number format


def text_of(cell: Cell, column: Column | None, definition: Definition) -> str:
    """
    Return the text of a cell, in the writing of the definition.

    Parameters
    ----------
    cell : Cell
        With its value calculated.
    column : Column, optional
        What the definition says of the column; only a period looks at it.
    definition : Definition
        Gives the decimal sign; no thousands are written.

    Returns
    -------
    str
        "" for an empty cell, "12,5" for 12.5 and for 0.125 shown as a percentage, WAAR or ONWAAR,
        31-12-2024 for a date, 2024-03 for a month in a column of periods.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float):
        return _number(value, definition.decimaal, percent=is_percent(cell))
    if isinstance(value, dt.date):
        return _date(value, cell.look.written, period=column is not None and column.soort == "periode")
    return _unescaped(str(value))


def _unescaped(text: str) -> str:
    """Return the characters that Excel writes as _x000D_ because XML cannot hold them; what is none is U+FFFD."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\x00", "\ufffd")
    # One character may be written as two halves; a half alone cannot be kept, shown or saved.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_percent(cell: Cell) -> bool:
    """Whether the reader of the workbook sees a percentage: 0.125 shown as 12,5%."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and "%" in _QUOTED.sub("", cell.look.written)


def is_crossed_out(cell: Cell) -> bool:
    """Whether who looks at the workbook sees a line through the cell."""
    return cell.value not in (None, "") and cell.look.struck


def otherwise_shown(cell: Cell) -> str:
    """
    Return how the reader of a workbook sees another number than the cell holds; "" when he does not.

    That is a number shown in thousands or millions (`#,##0,`), with a word that says so, or not at all (`;;;`).
    """
    value, written = cell.value, cell.look.written
    if isinstance(value, bool) or not isinstance(value, int | float) or written == "General":
        return ""
    section = _section(written, value)
    plain = _QUOTED.sub("", section)
    if not re.search(r"[0#?@]|general|standaard|[dmyjhs]", plain, re.IGNORECASE):
        return "de cel laat het getal niet zien"
    if re.search(r"[0#?],+(?![0-9#?,])", plain):
        return "de cel toont het in duizenden of miljoenen"
    if re.search(r"duizend|miljoen|mln|dzd|x ?1[.]?000", section, re.IGNORECASE):
        return "de cel zegt dat het duizenden of miljoenen zijn"
    return ""


def _section(written: str, value: float) -> str:
    """Return the part of a format that holds for a value: those of a positive, negative and zero one, in that order."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', written)
    place = 0 if value > 0 else 1 if value < 0 else 2
    return parts[place] if place < len(parts) else parts[0]


def is_number_as_text(cell: Cell, column: Column | None, definition: Definition) -> bool:
    """Whether a cell holds digits as text in a column of numbers, written as the definition writes them."""
    if column is None or column.soort not in NUMBERS or not isinstance(cell.value, str):
        return False
    return bool(_written(definition).fullmatch(cell.value.strip()))


def _written(definition: Definition) -> re.Pattern[str]:
    thousands, decimal = re.escape(definition.duizendtal), re.escape(definition.decimaal)
    grouped = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    return re.compile(rf"-?(?:{grouped}[0-9]+)(?:{decimal}[0-9]+)?")


def _number(value: float, decimal: str, *, percent: bool) -> str:
    if isinstance(value, float) and value - value != 0:  # inf and nan have no digits
        return str(value)
    # Fifteen digits is what Excel itself keeps and shows: 0.1 + 0.2 is 0,3 there.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    text = f"{exact * 100 if percent else exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", decimal)


def _date(value: dt.date, number_format: str, *, period: bool) -> str:
    shown = _QUOTED.sub("", number_format).lower()
    # Excel makes a date of a month that is typed: who typed 2025-03 sees mrt-25, and meant the month.
    if period and "d" not in shown:
        return f"{value.year:04}-{value.month:02}" if "m" in shown else f"{value.year:04}"
    return f"{value.day}-{value.month}-{value.year}"
