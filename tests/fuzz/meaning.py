"""What a mutated file may mean: judges that say in words what is wrong with an outcome, "" when nothing is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tests.fuzz.worker import LIMIT_BYTES, Outcome

from analysis.ground.printable import printable
from analysis.sources.files.definitions import NUMBERS, Column, Definition

GridRow = Mapping[str, Any]
Judge = Callable[[Outcome], str]

# What the rules make of a number when another cell of its row changes.
FROM_RULES = ("niet van toepassing", "te weinig waarnemingen", "modelschatting")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# CBS writes with a number why there is none.
_REASONS = (-99997, -99995, -99991, -99999999)


def sound(outcome: Outcome, target: str) -> str:
    """Return what no input at all may cause."""
    if outcome.broken:
        return outcome.broken
    if outcome.escaped:
        return f"outside the folder: {'; '.join(outcome.escaped)}"
    if outcome.grown > LIMIT_BYTES:
        return f"{outcome.grown / 1e6:.0f} MB more memory"
    needed = ["bestand", "actie", *(["code"] if target in ("tabel", "kaart") else [])]
    for problem in outcome.problems:
        lacking = [key for key in needed if not problem[key]]
        if lacking:
            return f"a problem without {', '.join(lacking)}: {problem}"
    if not outcome.errors and not outcome.rows:
        return "accepted without any content"
    return ""


def anything(_: Outcome) -> str:
    return ""


def refused(outcome: Outcome) -> str:
    return "" if outcome.errors else "accepted, and it should be refused"


def equal(
    expected: Sequence[GridRow], *, accept: bool = False, ordered: bool = True, loose: Collection[int] = ()
) -> Judge:
    """
    Expect these rows, or a refusal unless the change is one that must be accepted.

    A cell of a row may be a function that says whether what was read is right. In the rows
    `loose` a rule may have taken a number away, or given it back.
    """

    def judge(outcome: Outcome) -> str:
        if outcome.errors:
            return f"refused: {outcome.errors[0]}" if accept else ""
        there = list(outcome.rows or ())
        if not ordered:
            same = Counter(map(_frozen, expected)) == Counter(map(_frozen, there))
            return "" if same else f"other rows: {there}"
        if len(there) != len(expected):
            return f"{len(there)} rows, expected {len(expected)}"
        for number, (wanted, found) in enumerate(zip(expected, there, strict=True)):
            if difference := _difference(wanted, found, loose=number in loose):
                return f"data row {number + 1}: {difference}"
        return ""

    return judge


def either(*judges: Judge) -> Judge:
    """Expect what any of the judges does."""

    def judge(outcome: Outcome) -> str:
        words = [one(outcome) for one in judges]
        return "" if "" in words else words[0]

    return judge


def told(before: Outcome, otherwise: Judge) -> Judge:
    """Expect a problem, if only a warning, that the seed does not have; else what another judge says."""
    known = Counter(problem["code"] for problem in before.problems)

    def judge(outcome: Outcome) -> str:
        new = Counter(problem["code"] for problem in outcome.problems) - known
        return "" if new else otherwise(outcome)

    return judge


def first_rows(rows: Sequence[GridRow]) -> Judge:
    """Expect whole rows from the beginning: a file may be cut between two rows and nobody can see it."""

    def judge(outcome: Outcome) -> str:
        there = outcome.rows or ()
        return equal(rows[: len(there)])(outcome)

    return judge


def _frozen(row: GridRow) -> tuple[Any, ...]:
    return tuple(sorted((name, repr(cell)) for name, cell in row.items()))


def _difference(wanted: GridRow, found: GridRow, *, loose: bool) -> str:
    if set(wanted) != set(found):
        return f"columns {sorted(found)}, expected {sorted(wanted)}"
    for name, cell in wanted.items():
        right = cell(found[name]) if callable(cell) else cell == found[name]
        if not right and not (loose and _by_rule(cell, found[name])):
            return f"{name} is {found[name]}, expected {'something else' if callable(cell) else cell}"
    return ""


def _by_rule(*cells: Any) -> bool:
    return any(isinstance(cell, tuple) and len(cell) > 1 and cell[1] in FROM_RULES for cell in cells)


def cell_as(value: object, column: Column, definition: Definition, before: Any) -> Callable[[Any], bool]:
    """Return whether a cell that holds `value` may be read so, by a reading of our own."""
    if column.soort in NUMBERS:
        wanted = _number(value, column, definition)
        return lambda cell: _is_number(cell, wanted, column)
    text = clean(str(value))
    if column.soort == "tekst":
        return lambda cell: cell == (clean(printable(text)),)
    if column.soort in ("periode", "datum"):
        return lambda cell: (
            not text.startswith(("-", "+"))
            and (
                _digits(str(cell[0])) == _digits(re.sub(r"[.,]0+(?=\W*$)", "", text))
                or bool(re.search("[a-z]{3}", text))
            )
        )
    if column.soort == "gebied":
        return lambda cell: cell == before or str(cell[0]).casefold() == text.casefold() or text.isalpha()
    return lambda cell: True


def clean(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def _digits(text: str) -> list[str]:
    return sorted(str(unicodedata.digit(letter)) for letter in text if letter.isdigit() and letter != "0")


def _is_number(cell: Any, wanted: float | str | None, column: Column) -> bool:
    value, status = cell[0], cell[1]
    if wanted is None or isinstance(wanted, str):
        return value is None and wanted is not None
    if value is None:
        return status in FROM_RULES or wanted in _REASONS
    if column.soort == "aantal" and (wanted < 0 or wanted % 1):
        return False
    return abs(value - wanted) <= 1e-9 * max(1, abs(wanted))


def _number(value: object, column: Column, definition: Definition) -> float | str | None:
    """Return a number, the text of a mark for one that is not there, or None for what is no number."""
    if isinstance(value, int | float):
        return float(value)
    text = clean(str(value))
    if not text or text in definition.ontbreekt or text.startswith(("<", "≤", "minder", "kleiner")):
        return text
    text = re.sub(r"(?<=\d) ?\*{1,2}\)?$", "", text).replace("−", "-")
    text = text.removesuffix("%").rstrip() if column.soort == "percentage" else text
    point, group = re.escape(definition.decimaal), definition.duizendtal
    for sign in {" ", group} - {""}:
        if re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}({re.escape(sign)}\d{{3}})+({point}\d+)?", text):
            text = text.replace(sign, "")
    if not re.fullmatch(rf"[-+]?\d+({point}\d+)?", text):
        return None
    return float(text.replace(definition.decimaal, "."))
