"""
Periods and days as Dutch files write them.

A day is day-month-year, always: 03-04-2024 is 3 April. What Excel makes of a day
when it is formatted as a number is recognised and not read.
"""

from __future__ import annotations

import datetime as dt
import re

from analysis.rules import periods
from analysis.rules.periods import FIRST_YEAR
from analysis.sources.files.cell_text import clean
from analysis.sources.files.reading import Reading, Trouble

_MONTHS = {
    "januari": 1, "februari": 2, "maart": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "augustus": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_FLAG = re.compile(r"(?<=[0-9]) ?\*{1,2}\)?$")
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
    bare = _FLAG.sub("", plain)
    period = _period(bare)
    if period is None:
        serial = _serial(bare, dt.date(2000, 1, 1))
        return Reading(trouble=serial or _no_period())
    if not periods.begun(period, today):
        return Reading(trouble=_no_period())
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
    expected = "een dag als 31-12-2024 of 3 maart 2024: dag, maand, jaar"
    if found and found.re is _DAY and int(found["month"]) > 12 >= int(found["day"]):
        action = f"Maand {found['month']} bestaat niet. Is het maand-dag-jaar, draai het dan om in de bron."
    else:
        action = "Schrijf de dag met een jaartal van vier cijfers; controleer of de dag bestaat."
    return Reading(trouble=_serial(plain, dt.date(1950, 1, 1)) or Trouble("F150", expected, action))


def _period(bare: str) -> str | None:
    year = _YEAR.fullmatch(bare)
    if year:
        return year[1]
    part = _PART.fullmatch(bare)
    if part:
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


def _serial(plain: str, earliest: dt.date) -> Trouble | None:
    """Recognise the number of a day in Excel, between `earliest` and 2100."""
    found = _SERIAL.fullmatch(plain)
    if not found:
        return None
    day = _EPOCH + dt.timedelta(days=int(found[1]))
    if not earliest <= day < dt.date(2100, 1, 1):
        return None
    return Trouble(
        "F151",
        f"een datum; dit lijkt een Excel-datum: {day.day}-{day.month}-{day.year}",
        "Geef de cel in Excel de celeigenschap Datum en bewaar het bestand opnieuw.",
    )


def _no_period() -> Trouble:
    return Trouble(
        "F230",
        f"een periode als 2024, 2024-Q1 of 2024-03, van {FIRST_YEAR} of later en al begonnen",
        "Controleer het jaartal; het heeft vier cijfers.",
    )
