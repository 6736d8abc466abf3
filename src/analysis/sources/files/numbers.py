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

from analysis.sources.files.cell_text import HARD_SPACE, clean
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.reading import EMPTY, Reading, Trouble

# CBS, Toelichting Wijk- en Buurtkaart: a number that says why there is none.
REASONS: Mapping[int, str] = {
    -99997: "geheim of niet aanwezig",
    -99995: "komt in een latere versie",
    -99991: "gestopt",
    -99999999: "geheim of niet aanwezig",
}
LOWEST = -9999
MOST_DIGITS = 15  # more are not exact in a float

_MARKS = frozenset((".", "x", "X", "-", "–", "—", "*", "**", "..", "...", ":"))
_FLAG = re.compile(r"(?<=[0-9]) ?\*{1,2}\)?$")
_BELOW = re.compile(r"(?:<|minder dan|kleiner dan) ?([0-9]{1,6})|(?:<=|≤) ?([0-9]{1,6})", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+([.,][0-9]*)?[eE][-+]?[0-9]+")
_ENDLESS = re.compile(r"[-+]?(inf|infinity|oneindig|∞)", re.IGNORECASE)
_SHAPE = re.compile(r"[-+]?[0-9][0-9.,]*")
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
        return _empty(column)
    if plain in definition.ontbreekt:
        return Reading(math.nan, definition.ontbreekt[plain], reason=_reason_of_mark(plain))
    below = _BELOW.fullmatch(plain)
    if below:
        return _below(below, column, definition)
    if plain in _MARKS:
        return _failed(_unknown_mark(plain))
    flagged = _FLAG.search(plain)
    bare = _FLAG.sub("", plain)
    if column.soort == "percentage":
        bare = bare.removesuffix("%").rstrip()
    return dataclasses.replace(_value(bare, text, column, definition), provisional=bool(flagged))


def decimal_sign(text: str) -> str:
    """Return the decimal sign that a cell shows beyond doubt; "" when it may also be of thousands."""
    plain = _FLAG.sub("", clean(text)).removesuffix("%").replace(" ", "")
    if not _SHAPE.fullmatch(plain) or _GROUPED.fullmatch(plain.lstrip("-+")):
        return ""
    signs = [letter for letter in plain if letter in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else ""
    return signs[0] if len(signs) == 1 else {".": ",", ",": "."}[signs[0]]


def _failed(trouble: Trouble) -> Reading:
    return Reading(math.nan, trouble=trouble)


def _empty(column: Column) -> Reading:
    return Reading(math.nan, column.leeg) if column.leeg else _failed(EMPTY)


def _reason_of_mark(mark: str) -> str:
    return {".": "onbekend of geheim", "x": "geheim"}.get(mark, "")


def _unknown_mark(mark: str) -> Trouble:
    return Trouble(
        "F201",
        "een getal, of een teken dat deze bron kent",
        f'Zoek in de toelichting van de bron wat "{mark}" betekent en zet dat bij ontbreekt: in data/bronnen.yml. '
        "Vul geen 0 in.",
    )


def _below(found: re.Match[str], column: Column, definition: Definition) -> Reading:
    if "<" not in definition.ontbreekt:
        return _failed(
            Trouble(
                "F203",
                "een getal waarmee te rekenen is",
                'Vraag het getal op, of zet in data/bronnen.yml bij ontbreekt: "<": onderdrukt. De cel telt dan als '
                "niet getoond, met de grenzen erbij.",
            )
        )
    count = column.soort == "aantal"
    limit = int(found.group(1) or found.group(2))
    high = limit - 1 if found.group(1) and count else limit
    return Reading(math.nan, definition.ontbreekt["<"], low=float(count), high=float(high))


def _value(bare: str, text: str, column: Column, definition: Definition) -> Reading:
    bare = bare.replace("−", "-")
    trouble = _never_a_number(bare)
    if trouble is not None:
        return _failed(trouble)
    number = _written(bare.replace(" ", ""), definition, whole=column.soort == "aantal")
    if isinstance(number, Trouble):
        return _failed(number)
    if number in REASONS:
        return Reading(math.nan, "ontbreekt", reason=REASONS[int(number)])
    if number <= LOWEST:
        return _failed(_strange_negative())
    if column.soort == "aantal" and (number < 0 or not number.is_integer()):
        return _failed(Trouble("F111", "een heel getal, 0 of meer", "Controleer het getal in de bron."))
    warning = _spaced(text) if " " in bare and definition.duizendtal != " " else None
    return Reading(number, warning=warning)


def _strange_negative() -> Trouble:
    known = ", ".join(f"{value} ({reason})" for value, reason in REASONS.items())
    return Trouble(
        "F202",
        f"een getal boven {LOWEST}, of een van {known}",
        "Zoek in de toelichting van de bron wat deze waarde betekent en zet haar bij ontbreekt: in data/bronnen.yml.",
    )


def _spaced(text: str) -> Trouble:
    kind = "vaste spatie" if HARD_SPACE.search(text) else "spatie"
    return Trouble(
        "F114",
        "een getal zonder spaties",
        f'De {kind} is als duizendtalteken gelezen. Klopt dat altijd, zet dan duizendtal: " " in data/bronnen.yml.',
    )


def _never_a_number(bare: str) -> Trouble | None:
    """Return what is wrong with a text that no definition could read as a number."""
    if _ENDLESS.fullmatch(bare) or _SCIENTIFIC.fullmatch(bare):
        return Trouble(
            "F153",
            "een eindig getal, voluit geschreven",
            "Schrijf alle cijfers uit; zet in Excel de celeigenschap op Getal.",
        )
    if not _SHAPE.fullmatch(bare.replace(" ", "")) or (" " in bare and not _grouped_by_spaces(bare)):
        return Trouble(
            "F110",
            "een getal",
            "Schrijf alleen het getal; laat eenheden en woorden weg. Is het een teken voor een ontbrekend getal, "
            "zet het dan bij ontbreekt: in data/bronnen.yml.",
        )
    if len(re.sub("[^0-9]", "", bare).lstrip("0")) > MOST_DIGITS:
        return Trouble(
            "F154",
            f"een getal van hooguit {MOST_DIGITS} cijfers",
            "Controleer of hier een code of rekeningnummer staat, of rond het getal af.",
        )
    return None


def _grouped_by_spaces(bare: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?", bare))


def _written(bare: str, definition: Definition, *, whole: bool) -> float | Trouble:
    """Return the number by the signs of the definition, or why these do not fit."""
    point, group = definition.decimaal, definition.duizendtal.strip()
    digits = bare.lstrip("-+")
    # A count has no decimals: three digits after the sign are as likely thousands.
    doubtful = whole and group != _other(point) and _GROUPED.fullmatch(digits)
    integer = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+)" if group else "[0-9]+"
    if doubtful or not re.fullmatch(rf"{integer}(?:{re.escape(point)}[0-9]+)?", digits):
        return _misread(digits, definition)
    plain = digits.replace(group, "") if group else digits
    value = float(plain.replace(point, "."))
    return -value if bare.startswith("-") else value


def _other(sign: str) -> str:
    return {",": ".", ".": ","}[sign]


def _misread(digits: str, definition: Definition) -> Trouble:
    point, group = definition.decimaal, definition.duizendtal
    names = {",": "een komma", ".": "een punt", " ": "een spatie"}
    expected = (
        f"een getal met {names[point]} voor decimalen en {names.get(group, 'niets')} tussen duizendtallen"
    )
    found = _GROUPED.fullmatch(digits)
    if found:
        sign = found["sign"]
        plain = digits.replace(sign, "")
        action = (
            f'Zet in data/bronnen.yml bij deze bron decimaal: "{_other(sign)}" en duizendtal: "{sign}" als {plain} '
            "bedoeld is. Heeft de kolom decimalen, zet dan soort: getal bij de kolom."
            if sign == point
            else f'Zet in data/bronnen.yml bij deze bron duizendtal: "{sign}" als {plain} bedoeld is, of '
            f'decimaal: "{sign}" als {plain[:-3]},{plain[-3:]} bedoeld is.'
        )
        return Trouble("F112", f"{expected}; dit kan {plain} of {plain[:-3]},{plain[-3:]} zijn", action)
    action = (
        "Schrijf het getal zo, of zet in data/bronnen.yml bij deze bron hoe dit bestand getallen schrijft "
        "(decimaal: en duizendtal:)."
    )
    return Trouble("F112", expected, action)
