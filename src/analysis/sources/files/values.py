"""
What the text of a cell means, by the kind of its column: numbers, periods and days as Dutch files write them, and words.

`decimaal` and `duizendtal` of the definition say what a comma and a point mean; a cell that is written otherwise
is an error that shows both readings. What is no number is missing only by a mark of the definition (`ontbreekt`),
by `leeg`, or by one of the values with which CBS says why. The mark "<" allows `<5`: no value, and the bounds 1 and 4
for a count, 0 and 5 for another number. A day is day-month-year, always: 03-04-2024 is 3 April.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.ground.messages import Message, message
from analysis.ground.printable import SIGN, printable, unprintable
from analysis.model.rules.facts import FIRST_YEAR, has_begun
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.texts import HARD_SPACE, clean, fold, shown

_NAMES = "januari februari maart april mei juni juli augustus september oktober november december"
_FULL = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
_MONTHS = {**_FULL, **{name[:3]: number for name, number in _FULL.items()}, "mrt": 3, "sept": 9}
_FLAG = re.compile(r"(?<=[0-9]) ?\*{1,2}\)?$")  # the asterisk of a provisional figure
_YEAR = re.compile(r"([0-9]{4})(?:[.,]0+)?")
_PART = re.compile(
    r"(?P<year>[0-9]{4})(?:[- ]?(?:Q|K|KW0?)(?P<quarter>[1-4])|[- ]?(?:H|HJ0?)(?P<half>[12])"
    r"|(?:-|MM)(?P<month>0[1-9]|1[0-2])|JJ00)",
    re.IGNORECASE,
)
_DUTCH = re.compile(r"(?:(?P<day>[0-9]{1,2})[- ])?(?P<month>[a-z]+)\.?[- ](?P<year>[0-9]{4})", re.IGNORECASE)
_DAY = re.compile(r"(?P<day>[0-9]{1,2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_TIME = re.compile(r"[ T]0?0:00(:00)?(\.0+)?$")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel, from March 1900 on

# CBS, Toelichting Wijk- en Buurtkaart: a number that says why there is none.
REASONS: Mapping[int, str] = {
    -99997: "geheim of niet aanwezig",
    -99995: "komt in een latere versie",
    -99991: "gestopt",
    -99999999: "geheim of niet aanwezig",
}
LOWEST = -9999
OTHER: Mapping[str, str] = {",": ".", ".": ","}
MOST_DIGITS = 15  # more are not exact in a float

_MARKS = frozenset((".", "x", "X", "-", "–", "—", "*", "**", "..", "...", ":"))
_BELOW = re.compile(r"(?:<|minder dan|kleiner dan) ?([0-9]{1,6})|(?:<=|≤) ?([0-9]{1,6})", re.IGNORECASE)
_NO_DIGITS = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?e[-+]?[0-9]+|inf|infinity|oneindig|∞)", re.IGNORECASE)
_SHAPE = re.compile(r"[-+]?[0-9][0-9.,]*")
_BY_SPACES = re.compile(r"[-+]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?")
# A number never begins with a nought before its thousands: 0.123 has decimals.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[.,])[0-9]{3}")


@dataclass(frozen=True)
class CellReading:
    """What a cell means."""

    value: object = ""  # a float, str or bool; NaN or "" where there is none
    status: str = ""  # why a number is not there; "" for an ordinary number
    low: float = math.nan  # what "<5" leaves open
    high: float = math.nan
    provisional: bool = False  # the cell carries the asterisk of a provisional figure
    trouble: Message | None = None  # why it did not convert
    warning: Message | None = None  # it did, but somebody should know
    skip: bool = False  # the row is about an area that nobody asked for


def failed(key: str, value: object = "", /, **values: object) -> CellReading:
    """Return a cell that did not convert."""
    return CellReading(value, trouble=message(key, **values))


def blank(column: Column) -> CellReading:
    """Return what an empty cell of words is: nothing in a column that may be empty, else F155."""
    return CellReading() if column.leeg or not column.verplicht else failed("F155")


def read_choice(text: str, column: Column) -> CellReading:
    """Read a word of `keuzes` and return what it stands for; anything else is F156."""
    word = fold(text)
    if not word:
        return blank(column)
    options = {fold(key): key for key in column.keuzes}
    if word in options:
        return CellReading(column.keuzes[options[word]])
    if clean(text) in column.keuzes.values():
        return CellReading(clean(text))
    near = difflib.get_close_matches(word, list(options), n=1)
    key = "F156 bijna" if near else "F156 ander"
    return failed(key, options=", ".join(column.keuzes), near=options[near[0]] if near else "")


def read_words(text: str, column: Column, *, key: bool) -> CellReading:
    """
    Read free text; only a cell that names the row may not be empty.

    What no letter of the house has is replaced, with F171: nobody who writes the annex can ask what was meant.
    """
    plain = clean(text)
    printed = clean(printable(plain))
    if not printed and key:
        return blank(column)
    # Bullets of Word and the like mean the same and need no word.
    gone = unprintable(plain) if printed != plain else ""
    if not gone:
        return CellReading(printed)
    names = ", ".join(f"U+{ord(letter):04X}" for letter in gone[:5]) + (", …" if len(gone) > 5 else "")
    return CellReading(printed, warning=message("F171", names=names, shown=shown(plain), sign=SIGN))


def read_period(text: str, today: dt.date) -> CellReading:
    """
    Read a period: `2024`, `2024.0`, `2024*`, `2024-Q1`, `2024-03`, `maart 2024`, `2024JJ00`, `31-12-2024`.

    It is as the table contract writes it, with the asterisk of a provisional figure; F151 for a day that Excel
    wrote as a number, F230 for no period, a future one or a year before 1900.
    """
    plain = clean(text)
    bare = _FLAG.sub("", plain)
    period = written_period(bare)
    if period is None and (serial := _serial(bare, dt.date(2000, 1, 1))):
        return serial
    if period is None or not has_begun(period, today):
        return failed("F230 vorm", first=FIRST_YEAR)
    return CellReading(period, provisional=bare != plain)


def read_day(text: str) -> CellReading:
    """
    Read a day, day first, as an ISO date: `03-04-2024` is 3 April; also `3 maart 2024` and `2024-04-03`.

    F150 for no day, F151 for a day that Excel wrote as a number.
    """
    plain = _TIME.sub("", clean(text))
    found = _DAY.fullmatch(plain) or _ISO.fullmatch(plain) or _DUTCH.fullmatch(plain)
    if found and found["day"]:
        month = found["month"]
        number = int(month) if month.isdecimal() else _MONTHS.get(month.lower(), 0)
        try:
            return CellReading(dt.date(int(found["year"]), number, int(found["day"])).isoformat())
        except ValueError:
            pass
    if serial := _serial(plain, dt.date(1950, 1, 1)):
        return serial
    if found and found.re is _DAY and int(found["month"]) > 12 >= int(found["day"]):
        return failed("F150 maand", month=found["month"])
    return failed("F150 dag")


def written_period(bare: str) -> str | None:
    """Write a period as the table contract does: `2022JJ00` is `2022`, `2023HJ01` is `2023-H1`; None for what is none."""
    if year := _YEAR.fullmatch(bare):
        return year[1]
    if part := _PART.fullmatch(bare):
        ends = ("Q", part["quarter"]), ("H", part["half"]), ("", part["month"])
        return "-".join([part["year"], *(f"{letter}{number}" for letter, number in ends if number)])
    dutch = _DUTCH.fullmatch(bare)
    if dutch and not dutch["day"]:
        month = _MONTHS.get(dutch["month"].lower())
        return f"{dutch['year']}-{month:02d}" if month else None
    day = read_day(bare) if re.search("[0-9][-/. ].*[0-9]{2}", bare) else CellReading()
    return str(day.value) or None


def _serial(plain: str, earliest: dt.date) -> CellReading | None:
    """Recognise the number of a day in Excel, between `earliest` and 2100."""
    found = _SERIAL.fullmatch(plain)
    day = _EPOCH + dt.timedelta(days=int(found[1])) if found else dt.date.min
    if not earliest <= day < dt.date(2100, 1, 1):
        return None
    return failed("F151", day=f"{day.day}-{day.month}-{day.year}")


def read_number(text: str, column: Column, definition: Definition) -> CellReading:
    """
    Read a cell of a column of numbers, in the unit of the file.

    Else the status it has instead, or the trouble: F110 no number, F111 not whole or negative, F112 thousands or
    decimals, F153 infinite or scientific, F154 too many digits, F155 empty, F201 unknown mark, F202 unknown
    negative, F203 "<5" that is not allowed.
    """
    plain = clean(text)
    if not plain:
        return CellReading(math.nan, column.leeg) if column.leeg else failed("F155", math.nan)
    if plain in definition.ontbreekt:
        return CellReading(math.nan, definition.ontbreekt[plain])
    if below := _BELOW.fullmatch(plain):
        if "<" not in definition.ontbreekt:
            return failed("F203", math.nan)
        count, limit = column.soort == "aantal", int(below[1] or below[2])
        high = limit - 1 if below[1] and count else limit
        return CellReading(math.nan, definition.ontbreekt["<"], low=float(count), high=float(high))
    if plain in _MARKS:
        return failed("F201", math.nan, mark=plain)
    bare = _FLAG.sub("", plain)
    flagged = bare != plain
    if column.soort == "percentage":
        bare = bare.removesuffix("%").rstrip()
    reading = _number(bare.replace("−", "-"), column, definition)
    if " " in bare and definition.duizendtal != " " and not (reading.trouble or reading.status):
        kind = "vaste spatie" if HARD_SPACE.search(text) else "spatie"
        reading = replace(reading, warning=message("F114", kind=kind))
    return replace(reading, provisional=flagged)


def _number(bare: str, column: Column, definition: Definition) -> CellReading:
    if _NO_DIGITS.fullmatch(bare):
        return failed("F153", math.nan)
    if not _SHAPE.fullmatch(bare.replace(" ", "")) or (" " in bare and not _BY_SPACES.fullmatch(bare)):
        return failed("F110", math.nan)
    if len(re.sub("[^0-9]", "", bare).lstrip("0")) > MOST_DIGITS:
        return failed("F154", math.nan, most=MOST_DIGITS)
    number = _written(bare.replace(" ", ""), definition, whole=column.soort == "aantal")
    if isinstance(number, Message):
        return CellReading(math.nan, trouble=number)
    if number in REASONS:
        return CellReading(math.nan, "ontbreekt")
    if number <= LOWEST:
        known = ", ".join(f"{value} ({reason})" for value, reason in REASONS.items())
        return failed("F202", math.nan, lowest=LOWEST, known=known)
    if column.soort == "aantal" and (number < 0 or not number.is_integer()):
        return failed("F111 bron", math.nan)
    return CellReading(number)


def _written(bare: str, definition: Definition, *, whole: bool) -> float | Message:
    """Return the number by the signs of the definition, or why these do not fit."""
    point, group = definition.decimaal, definition.duizendtal.strip()
    digits, grouped = bare.lstrip("-+"), _GROUPED.fullmatch(bare.lstrip("-+"))
    integer = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+)" if group else "[0-9]+"
    fits = re.fullmatch(rf"{integer}(?:{re.escape(point)}[0-9]+)?", digits)
    # A count has no decimals: three digits after the sign are as likely thousands.
    if fits and not (whole and group != OTHER[point] and grouped):
        value = float(digits.replace(group, "").replace(point, "."))
        return -value if bare.startswith("-") else value
    names = {",": "een komma", ".": "een punt", " ": "een spatie"}
    between = names.get(definition.duizendtal, "niets")
    expected = f"een getal met {names[point]} voor decimalen en {between} tussen duizendtallen"
    if not grouped:
        return message("F112 anders", expected=expected)
    sign, plain = grouped["sign"], digits.replace(grouped["sign"], "")
    key, decimal = "F112 teken" if sign == point else "F112 groep", f"{plain[:-3]},{plain[-3:]}"
    return message(key, expected=expected, plain=plain, decimal=decimal, sign=sign, other=OTHER[sign])
