"""When a period of the table contract begins, and whether it can have figures."""

from __future__ import annotations

import datetime as dt
from typing import Final

from analysis.ground import codes

FIRST_YEAR: Final = 1900
_MONTH: Final = {"": 1, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}


def start(period: str) -> dt.date:
    """Return the first day of a period such as `2024`, `2024-Q1`, `2021-H1`, `2024-03` or `2018-01-01`."""
    rest = period[5:]
    month = _MONTH.get(rest) or int(rest[:2])
    return dt.date(int(period[:4]), month, int(rest[3:]) if len(rest) > 2 else 1)


def begun(period: str, today: dt.date) -> bool:
    """Whether a text is a period of `FIRST_YEAR` or later that has begun."""
    return codes.is_period(period) and int(period[:4]) >= FIRST_YEAR and start(period) <= today
