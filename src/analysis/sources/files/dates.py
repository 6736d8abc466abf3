"""
Periods and days as Dutch files write them.

A day is day-month-year, always: 03-04-2024 is 3 April. What Excel makes of a day
when it is formatted as a number is recognised and not read.
"""

from __future__ import annotations

import datetime as dt
import re

from analysis.messages import message
from analysis.rules import periods
from analysis.sources.files.texts import Reading, clean, failed

_NAMES = "januari februari maart april mei juni juli augustus september oktober november december"
_MONTHS = {
    **{name: number for number, name in enumerate(_NAMES.split(), start=1)},
    **{name[:3]: number for number, name in enumerate(_NAMES.split(), start=1)},
    "mrt": 3,
    "sept": 9,
}
FLAG = re.compile(r"(?<=[0-9]) ?\*{1,2}\)?$")  # the asterisk of a provisional figure
_YEAR = re.compile(r"([0-9]{4})(?:[.,]0+)?")
_PART = re.compile(
    r"(?P<year>[0-9]{4})(?:[- ]?(?:Q|K|KW0?)(?P<quarter>[1-4])|[- ]?(?:H|HJ0?)(?P<half>[12])"
    r"|(?:-|MM)(?P<month>[0-9]{2})|JJ00)",
    re.IGNORECASE,
)
_DUTCH = re.compile(r"(?:(?P<day>[0-9]{1,2})[- ])?(?P<month>[a-z]+)\.?[- ](?P<year>[0-9]{4})", re.IGNORECASE)
_DAY = re.compile(r"(?P<day>[0-9]{1,2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_TIME = re.compile(r"[ T]0?0:00(:00)?(\.0+)?$")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel, from March 1900 on


def read_period(text: str, today: dt.date) -> Reading:
    """
    Read a period: `2024`, `2024.0`, `2024*`, `2024-Q1`, `2024-03`, `maart 2024`, `2024JJ00`, `31-12-2024`.

    Returns
    -------
    Reading
        The period as the table contract writes it, with the asterisk of a provisional figure; F151 for a
        day that Excel wrote as a number, F230 for no period, a future one or a year before 1900.
    """
    plain = clean(text)
    bare = FLAG.sub("", plain)
    period = _period(bare)
    if period is None and (serial := _serial(bare, dt.date(2000, 1, 1))):
        return serial
    if period is None or not periods.begun(period, today):
        return failed("F230 vorm", first=periods.FIRST_YEAR)
    return Reading(period, provisional=bare != plain)


def read_day(text: str) -> Reading:
    """
    Read a day, day first: `03-04-2024` is 3 April; also `3 maart 2024` and `2024-04-03`.

    Returns
    -------
    Reading
        An ISO date; F150 for no day, F151 for a day that Excel wrote as a number.
    """
    plain = _TIME.sub("", clean(text))
    found = _DAY.fullmatch(plain) or _ISO.fullmatch(plain) or _DUTCH.fullmatch(plain)
    day = _day(found) if found and found["day"] else None
    if day is not None:
        return Reading(day.isoformat())
    if serial := _serial(plain, dt.date(1950, 1, 1)):
        return serial
    if found and found.re is _DAY and int(found["month"]) > 12 >= int(found["day"]):
        return failed("F150 maand", month=found["month"])
    return failed("F150 dag")


def _period(bare: str) -> str | None:
    if year := _YEAR.fullmatch(bare):
        return year[1]
    if part := _PART.fullmatch(bare):
        return _of_part(part)
    dutch = _DUTCH.fullmatch(bare)
    if dutch and not dutch["day"]:
        month = _MONTHS.get(dutch["month"].lower())
        return f"{dutch['year']}-{month:02d}" if month else None
    day = read_day(bare) if re.search("[0-9][-/. ].*[0-9]{2}", bare) else Reading()
    return str(day.value) or None


def _of_part(found: re.Match[str]) -> str | None:
    year, month = found["year"], found["month"]
    if found["quarter"]:
        return f"{year}-Q{found['quarter']}"
    if found["half"]:
        return f"{year}-H{found['half']}"
    if month:
        return f"{year}-{month}" if 1 <= int(month) <= 12 else None
    return str(year)


def _day(found: re.Match[str]) -> dt.date | None:
    month = found["month"]
    number = int(month) if month.isdecimal() else _MONTHS.get(month.lower(), 0)
    try:
        return dt.date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None


def _serial(plain: str, earliest: dt.date) -> Reading | None:
    """Recognise the number of a day in Excel, between `earliest` and 2100."""
    found = _SERIAL.fullmatch(plain)
    day = _EPOCH + dt.timedelta(days=int(found[1])) if found else dt.date.min
    if not earliest <= day < dt.date(2100, 1, 1):
        return None
    return Reading(trouble=message("F151", day=f"{day.day}-{day.month}-{day.year}"))
