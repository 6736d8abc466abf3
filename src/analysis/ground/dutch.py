"""Dutch numbers, dates and enumerations, once; formatting itself is babel's."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal

LOCALE = "nl_NL"
MISSING = "–"

_KNOWN = 4096  # an axis asks for each of its numbers every time that it is measured or drawn

_QUARTERS = {"1": "eerste", "2": "tweede", "3": "derde", "4": "vierde"}
_HALVES = {"1": "eerste", "2": "tweede"}


def number(value: float | None, decimals: int = 0) -> str:
    """
    Write a number the Dutch way, `1.234,5`; missing is `–`, never 0 and never blank.

    Halves are rounded up, as the gate and CBS do; babel by itself rounds them to even.
    """
    return MISSING if value is None or not math.isfinite(value) else _written(str(value), decimals)


@lru_cache(_KNOWN)
def _written(value: str, decimals: int) -> str:
    with localcontext(rounding=ROUND_HALF_UP):
        text = format_decimal(
            Decimal(value), format="#,##0" + ("." + "0" * decimals if decimals else ""), locale=LOCALE
        )
    # What rounds to nothing has no sign.
    return text if re.search("[1-9]", text) else text.removeprefix("-")


def rounded(value: float, decimals: int) -> float:
    """Return a number as `number` writes it, to compare what a reader sees; NaN and infinity stay."""
    if not math.isfinite(value):
        return value
    with localcontext(prec=400):  # as long as any float is when it is written out
        return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def percentage(value: float | None, decimals: int = 1) -> str:
    """Write a percentage given on the scale 0–100: `12,3%`."""
    text = number(value, decimals)
    return text if text == MISSING else f"{text}%"


def signed(value: float, decimals: int = 1) -> str:
    """Write a difference with its sign: `+1,2`, `−0,4`."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value), decimals)}"


def quantity(value: float | None, unit: str, decimals: int = 0) -> str:
    """Write a value with its unit: `12,3%`, `1.234 inwoners`."""
    text = number(value, decimals)
    if text == MISSING or not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def counted(count: int, one: str, many: str) -> str:
    """Write a number of things: `1 punt`, `1.234 punten`."""
    return f"{number(count)} {one if count == 1 else many}"


def enumeration(items: Sequence[str], last: str = "en") -> str:
    """Join words the Dutch way: `Noord, Zuid en West`."""
    words = [item for item in items if item]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def date(value: dt.date) -> str:
    """Write a date in full: `1 januari 2018`."""
    return format_date(value, format="d MMMM y", locale=LOCALE)


def period(value: str) -> str:
    """Write a period of the table contract in words: `2024-Q1` is `eerste kwartaal 2024`, `2024` stays."""
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return f"{_QUARTERS[match[2]]} kwartaal {match[1]}"
    if match := re.fullmatch(r"(\d{4})-H([12])", value):
        return f"{_HALVES[match[2]]} halfjaar {match[1]}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date(dt.date.fromisoformat(value))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
        return format_date(dt.date(int(match[1]), int(match[2]), 1), format="MMMM y", locale=LOCALE)
    return value


def with_period(word: str, value: str) -> str:
    """Write ` over 2024`, to put behind a sentence; nothing when there is no period."""
    return f" {word} {period(value)}" if value else ""


def sentence(text: str) -> str:
    """Make a sentence of a phrase: a capital in front, one full stop behind; a question keeps its mark."""
    stripped = text.strip().rstrip(".")
    end = "" if stripped.endswith(("?", "!")) else "."
    return f"{stripped[:1].upper()}{stripped[1:]}{end}" if stripped else ""


def few(names: Sequence[str], most: int = 6) -> str:
    """Name a few, and say how many more there are; of one that is named only that there are others."""
    if len(names) <= most:
        return enumeration(names)
    if most == 1:
        return f"{names[0]} e.a."
    return f"{', '.join(names[:most])} en nog {len(names) - most} andere"


class Extremes(NamedTuple):
    """The highest and lowest of some values as written: `Noord en Zuid`, `20%`; what is written the same is a tie."""

    high: str  # names
    top: str  # the amount
    low: str
    bottom: str
    verb: str  # `is` or `zijn`, for `high`
    equal: bool  # all are the same, or written the same, so that nothing is the highest


def extremes(points: Iterable[tuple[float, str, str]], *, most: int = 4) -> Extremes:
    """
    Return the highest and the lowest of at least one (value, name, amount), ties together, names in this order.

    The amount is the value as it is shown, rounded. Of a tie `most` names are given; the others are counted.
    """
    listed = list(points)
    (highest, _, top), (lowest, _, bottom) = max(listed), min(listed)
    high = [name for value, name, amount in listed if amount == top or value == highest]
    low = [name for value, name, amount in listed if amount == bottom or value == lowest]
    verb, equal = "is" if len(high) == 1 else "zijn", top == bottom or highest == lowest
    return Extremes(few(high, most), top, few(low, most), bottom, verb, equal)
