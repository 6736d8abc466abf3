"""
Numbers as Dutch files write them, read by the definition and never guessed per cell.

`decimaal` and `duizendtal` say what a comma and a point mean; a cell that is
written otherwise is an error that shows both readings. What is no number is
missing only by a mark that the definition lists (`ontbreekt`), by `leeg`, or by
one of the values with which CBS says why.

A definition allows `<5` by listing the mark "<" in `ontbreekt`, such as
`ontbreekt: {"<": onderdrukt}`. The cell then has no value, and the bounds 1 and 4
for a count, 0 and 5 for another number.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping

from analysis.messages import Message, message
from analysis.sources.files.dates import FLAG
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.texts import HARD_SPACE, Reading, clean

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
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+([.,][0-9]*)?[eE][-+]?[0-9]+")
_ENDLESS = re.compile(r"[-+]?(inf|infinity|oneindig|∞)", re.IGNORECASE)
_SHAPE = re.compile(r"[-+]?[0-9][0-9.,]*")
_BY_SPACES = re.compile(r"[-+]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?")
# A number never begins with a nought before its thousands: 0.123 has decimals.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[.,])[0-9]{3}")


def read_number(text: str, column: Column, definition: Definition) -> Reading:
    """
    Read a cell of a column of numbers.

    Returns
    -------
    Reading
        The number in the unit of the file, or the status it has instead, or the trouble: F110 no number,
        F111 not whole or negative, F112 thousands or decimals, F153 infinite or scientific, F154 too many
        digits, F155 empty, F201 unknown mark, F202 unknown negative, F203 "<5" that is not allowed.
    """
    plain = clean(text)
    if not plain:
        return Reading(math.nan, column.leeg) if column.leeg else _failed("F155")
    if plain in definition.ontbreekt:
        reason = {".": "onbekend of geheim", "x": "geheim"}.get(plain, "")
        return Reading(math.nan, definition.ontbreekt[plain], reason=reason)
    if below := _BELOW.fullmatch(plain):
        return _below(below, column, definition)
    if plain in _MARKS:
        return _failed("F201", mark=plain)
    bare = FLAG.sub("", plain)
    flagged = bare != plain
    if column.soort == "percentage":
        bare = bare.removesuffix("%").rstrip()
    return dataclasses.replace(_value(bare, text, column, definition), provisional=flagged)


def decimal_sign(text: str) -> str:
    """Return the decimal sign that a cell shows beyond doubt; "" when it may also be of thousands."""
    plain = FLAG.sub("", clean(text)).removesuffix("%").replace(" ", "")
    if not _SHAPE.fullmatch(plain) or _GROUPED.fullmatch(plain.lstrip("-+")):
        return ""
    signs = [letter for letter in plain if letter in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else ""
    return signs[0] if len(signs) == 1 else OTHER[signs[0]]


def _failed(key: str, /, **values: object) -> Reading:
    return Reading(math.nan, trouble=message(key, **values))


def _below(found: re.Match[str], column: Column, definition: Definition) -> Reading:
    if "<" not in definition.ontbreekt:
        return _failed("F203")
    count = column.soort == "aantal"
    limit = int(found.group(1) or found.group(2))
    high = limit - 1 if found.group(1) and count else limit
    return Reading(math.nan, definition.ontbreekt["<"], low=float(count), high=float(high))


def _value(bare: str, text: str, column: Column, definition: Definition) -> Reading:
    bare = bare.replace("−", "-")
    if unreadable := _unreadable(bare):
        return unreadable
    number = _written(bare.replace(" ", ""), definition, whole=column.soort == "aantal")
    if isinstance(number, Message):
        return Reading(math.nan, trouble=number)
    if number in REASONS:
        return Reading(math.nan, "ontbreekt", reason=REASONS[int(number)])
    if number <= LOWEST:
        known = ", ".join(f"{value} ({reason})" for value, reason in REASONS.items())
        return _failed("F202", lowest=LOWEST, known=known)
    if column.soort == "aantal" and (number < 0 or not number.is_integer()):
        return _failed("F111 bron")
    if " " not in bare or definition.duizendtal == " ":
        return Reading(number)
    return Reading(
        number, warning=message("F114", kind="vaste spatie" if HARD_SPACE.search(text) else "spatie")
    )


def _unreadable(bare: str) -> Reading | None:
    """Return what is wrong with a text that no definition could read as a number."""
    if _ENDLESS.fullmatch(bare) or _SCIENTIFIC.fullmatch(bare):
        return _failed("F153")
    if not _SHAPE.fullmatch(bare.replace(" ", "")) or (" " in bare and not _BY_SPACES.fullmatch(bare)):
        return _failed("F110")
    if len(re.sub("[^0-9]", "", bare).lstrip("0")) > MOST_DIGITS:
        return _failed("F154", most=MOST_DIGITS)
    return None


def _written(bare: str, definition: Definition, *, whole: bool) -> float | Message:
    """Return the number by the signs of the definition, or why these do not fit."""
    point, group = definition.decimaal, definition.duizendtal.strip()
    digits = bare.lstrip("-+")
    # A count has no decimals: three digits after the sign are as likely thousands.
    doubtful = whole and group != OTHER[point] and _GROUPED.fullmatch(digits)
    integer = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+)" if group else "[0-9]+"
    if doubtful or not re.fullmatch(rf"{integer}(?:{re.escape(point)}[0-9]+)?", digits):
        return _misread(digits, definition)
    plain = digits.replace(group, "") if group else digits
    value = float(plain.replace(point, "."))
    return -value if bare.startswith("-") else value


def _misread(digits: str, definition: Definition) -> Message:
    names = {",": "een komma", ".": "een punt", " ": "een spatie"}
    expected = (
        f"een getal met {names[definition.decimaal]} voor decimalen en "
        f"{names.get(definition.duizendtal, 'niets')} tussen duizendtallen"
    )
    found = _GROUPED.fullmatch(digits)
    if not found:
        return message("F112 anders", expected=expected)
    sign = found["sign"]
    plain = digits.replace(sign, "")
    return message(
        "F112 teken" if sign == definition.decimaal else "F112 groep",
        expected=expected,
        plain=plain,
        decimal=f"{plain[:-3]},{plain[-3:]}",
        sign=sign,
        other=OTHER[sign],
    )
