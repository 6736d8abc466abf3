"""Text files that somebody delivered: read whole, or refused as an `InputError` with a next step."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ground import characters, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at
from analysis.ground.printable import unprintable

if TYPE_CHECKING:
    import pandas as pd

# What cp1252 writes for the bytes 80-BF; five of them it does not know, and programs keep those as they are.
_CONTINUATION = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_NEXT = f"[{re.escape(_CONTINUATION)}]"
# UTF-8 that a program read as cp1252, such as Ã© for é: Latin letters, accents apart, punctuation and emoji.
# Not every letter may begin one: the É and ’ of CAFÉ’S are as they should be.
HIDDEN = "F611"  # code of characters that nobody sees
LARGEST = 200_000_000  # bytes; the largest table of the country is a tenth of it
MOJIBAKE = re.compile(f"[\u00c2-\u00c5\u00cc]{_NEXT}|[\u00e2\u00ef]{_NEXT}{{2}}|\u00f0{_NEXT}{{3}}")


def read_text(path: Path) -> str:
    """Read a text file without the byte order mark of Excel; no regular file, such as a pipe without end, is opened."""
    name = paths.relative(path)
    if problems := list(place_problems(path)):
        raise InputError(f"{name} is niet te lezen.", problems)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        beside = (other.name for other in path.parent.glob("*"))
        action = did_you_mean(path.name, beside, "Controleer de naam en de map.")
        wrong = Problem(name, "", "geen bestand", "een bestand met deze naam", action)
    except OSError as error:
        action = "Controleer de naam en uw rechten."
        wrong = Problem(name, "", error.strerror or "", "een leesbaar bestand", action)
    except UnicodeDecodeError as error:
        wrong = _no_utf8(path, error)
    raise InputError(f"{name} is niet te lezen.", [wrong])


def _no_utf8(path: Path, error: UnicodeDecodeError) -> Problem:
    name, expected = paths.relative(path), "tekst in UTF-8"
    action = "Bewaar het als UTF-8."
    if path.suffix.lower() == ".csv":
        action += " In Excel heet dat CSV UTF-8; zet daarna weer komma's tussen de cellen."
    if error.object.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(name, "", "tekst in UTF-16", expected, action)
    place = f"regel {error.object[: error.start].count(bytes([10])) + 1}"
    return Problem(name, place, f"byte {error.object[error.start]}", expected, action)


def place_problems(path: Path, largest: int = LARGEST) -> Iterator[Problem]:
    """Yield why a file may not be opened: a folder, a pipe, a device, or more bytes than `largest`."""
    name = paths.relative(path)
    try:
        if not path.exists():
            return  # who opens it says what is nearest
        if not path.is_file():
            found = "een map" if path.is_dir() else "een pijp of een apparaat"
            yield problem("F622 soort", name, None, None, found)
        elif (size := path.stat().st_size) > largest:
            yield problem("F622 groot", name, None, None, f"{size} bytes", most=largest // 1_000_000)
    except OSError:  # no rights, or a name that is too long: who opens it says so
        return


def read_csv(
    path: Path, *, required: Sequence[str] = (), allowed: Collection[str] | None = None
) -> pd.DataFrame:
    """
    Read a comma-separated file as a table of text, see `read_rows`; label n is row n + 2 of the file.

    The `rest` of an `InputError` are the rows that can be read.
    """
    header, rows, problems = _lines(path, required, allowed)
    # Imported here: whoever only wants rows must not wait for pandas.
    import pandas as pd

    table = pd.DataFrame(list(rows.values()), columns=header, dtype="str")
    if problems:
        usable = len(set(header)) == len(header) and set(required) <= set(header)
        table.index = pd.Index([number - 2 for number in rows], dtype="int64")
        raise InputError(_summary(path, problems), problems, table if usable else None)
    return table


def read_rows(
    path: Path, *, required: Sequence[str] = (), allowed: Collection[str] | None = None
) -> list[dict[str, str]]:
    """
    Read a comma-separated file with a header; every cell is text, an empty one is "".

    Row n is row n + 2 of the file, counted as in a spreadsheet. Without `allowed` any column may be there. A row with
    more or fewer cells than the header is refused: its cells would stand in another column.
    """
    header, rows, problems = _lines(path, required, allowed)
    if problems:
        raise InputError(_summary(path, problems), problems)
    return [dict(zip(header, row, strict=True)) for row in rows.values()]


def _summary(path: Path, problems: Sequence[Problem]) -> str:
    hidden = all(one.code == HIDDEN for one in problems)
    what = "bevat tekens die niemand ziet" if hidden else "heeft andere kolommen dan afgesproken"
    return f"{paths.relative(path)} {what}."


def _lines(
    path: Path, required: Sequence[str], allowed: Collection[str] | None
) -> tuple[list[str], dict[int, list[str]], list[Problem]]:
    """Return the header, by its number each row under it that is as long and can be read, and what is wrong."""
    name = paths.relative(path)
    text = read_text(path)
    if "\0" in text:
        action = "Bewaar het als UTF-8; dit lijkt UTF-16, of is geen tekst."
        found, expected = "tekens met de waarde nul", "tekst in UTF-8"
        raise InputError.of(f"{name} is niet te lezen.", name, "", found, expected, action)
    if other := _other_sign(text.partition("\n")[0], required):
        raise InputError(f"{name} is niet te lezen.", [_with_sign(name, other)])
    reader = csv.reader(io.StringIO(text.rstrip("\n")), strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        found, expected = "een aanhalingsteken te veel of te weinig", "aanhalingstekens om de hele cel"
        action = 'Schrijf een aanhalingsteken in een cel twee keer: "".'
        place = f"regel {reader.line_num}"
        raise InputError.of(f"{name} is geen tabel.", name, place, found, expected, action) from None
    header = rows[0] if rows else []
    problems = [*column_problems(name, header, required, allowed), *_row_problems(name, rows)]
    problems += _odd_cells(name, rows) if unprintable(text) else []
    problems += _hidden_problems(name, rows) if characters.HIDDEN.search(text) else []
    wrong = {one.row for one in problems}
    good = enumerate(rows[1:], start=2)
    return header, {n: row for n, row in good if len(row) == len(header) and n not in wrong}, problems


def _other_sign(top: str, required: Sequence[str]) -> str:
    """Return the sign between the cells when it is another one: the header has its names only by that one."""
    if "," in top:
        return ""
    cells = {sign: {cell.strip('" ') for cell in top.split(sign)} for sign in ";\t|"}
    return next((s for s, names in cells.items() if len(names) > 1 and names & set(required or names)), "")


def _with_sign(name: str, sign: str) -> Problem:
    words = {";": "puntkomma's", "\t": "tabs", "|": "streepjes"}[sign]
    return problem("F262", name, 1, None, f"{words} tussen de cellen")


def _odd_cells(name: str, rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if odd := unprintable(cell):
                column = rows[0][place] if place < len(rows[0]) else ""
                found = odd_letters(name, f'rij {number}, kolom "{column}"', odd)
                yield replace(found, row=number, column=column)


def odd_letters(name: str, place: str, letters: str) -> Problem:
    """Return F172: letters in a text of the project that no figure and no annex can print."""
    return problem_at("F172 tekst", name, place, ", ".join(f"U+{ord(letter):04X}" for letter in letters))


def column_problems(
    name: str, columns: Iterable[str], required: Sequence[str], allowed: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield a problem for each column that is missing and, where `allowed` is given, each strange one."""
    there = list(columns)
    names = ", ".join(required if allowed is None else allowed)
    for column in required:
        if column not in there:
            yield problem("F266 mist", name, None, column, "niets", columns=names)
    for column in there:
        if allowed is not None and column not in allowed:
            yield problem("F266 vreemd", name, None, column, f'"{column}"', columns=names)


def _hidden_problems(name: str, rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Yield each cell with a character that nobody sees: two names that look the same would be two areas."""
    for number, row in enumerate(rows, start=1):
        for column, cell in zip(rows[0], row, strict=False):
            if found := characters.hidden(cell, lines=True):
                yield problem("F611 cel", name, number, column, f'"{cell}", {found}')


def _row_problems(name: str, rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    if not rows:
        yield Problem(name, "", "een leeg bestand", "een kopregel en rijen", "Haal het bestand opnieuw op.")
        return
    header = rows[0]
    for column in dict.fromkeys(column for column in header if header.count(column) > 1):
        yield problem("F266 twee", name, None, column, "twee keer")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            yield problem("F265", name, number, None, f"aantal cellen: {len(row)}", count=len(header))
