"""
Read a delivered text table: letters, separator, header, quotes, widths, and whether it is whole.

Everything that is wrong is reported at once: a row that does not fit is left out
and the reading goes on. The rows carry the numbers that a spreadsheet shows.

A file without a line break at its end may be cut off. When its last row is too
narrow it is (F160); when that row is complete nobody can tell whether its last
cell is, so it is a warning (F164), unless that cell ends with its quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.errors import InputError, Problem
from analysis.sources.files.cell_text import HARD_SPACE, clean, shown
from analysis.sources.files.columns import no_rows
from analysis.sources.files.content import Content
from analysis.sources.files.decoding import (
    Letters,
    decode,
    is_plainly_cp1252,
    is_suspect,
    letter_problem,
    letters,
    repaired,
)
from analysis.sources.files.definitions import Definition
from analysis.sources.files.footers import is_footer
from analysis.sources.files.grid import Grid, Row
from analysis.sources.files.headers import folded, own_names
from analysis.sources.files.records import Record, Records, fits, records, unclosed_quote
from analysis.sources.files.separators import choose_separator


@dataclass(frozen=True)
class _Table:
    """A text that is split: where its header is, and what lies below."""

    name: str
    header: tuple[str, ...]
    header_row: int
    below: tuple[Record, ...]
    delimiter: str


def read_delimited(content: Content, definition: Definition) -> Grid:
    """
    Read the cells of a delivered text table.

    Returns
    -------
    Grid
        All cells as text; `notes` has the warnings, and the errors that leave the other rows readable.

    Raises
    ------
    InputError
        Nothing can be read: F101 ambiguous separator, F107 UTF-16 without mark, F131 a quote that opens
        before the header ends, F133 nothing, F134 no rows,
        F135 no header.
    """
    text = decode(content, definition) if content.kind == "text" else ""
    if not text.strip():
        raise _no_table(content)
    chosen = choose_separator(content.name, repaired(text), definition)
    split = records(text, chosen.delimiter)
    if chosen.header >= len(split.all):  # a quote opens in or above the header
        problems = list(_broken(content.name, split, ()))
        raise InputError(f"{content.name} is niet te lezen.", problems)
    top = split.all[chosen.header]
    header = _header(top.cells)
    table = _Table(content.name, header, top.number, split.all[chosen.header + 1 :], chosen.delimiter)
    problems = [*chosen.problems, *_broken(content.name, split, header)]
    if is_suspect(text):
        plain = definition.codering == "utf-8" and is_plainly_cp1252(text)
        problems.extend(_letter_problems(content, definition, split.all, table, plain=plain))
    problems.extend(_spaces(table, top))
    rows, more = _rows(table, cut=not text.endswith(("\n", "\r", '"')), whole=split.broken is None)
    problems.extend(more)
    if not rows and not any(not problem.warning for problem in problems):
        problems.append(no_rows(content.name, top.number))
    if not rows:
        raise InputError(f"{content.name} heeft geen rijen.", problems)
    return Grid(content.name, header, top.number, rows, notes=tuple(problems))


def _no_table(content: Content) -> InputError:
    code, found = ("F133", "alleen lege regels") if content.kind == "text" else ("F163", "dit is een kaart")
    action = "Vraag het bestand opnieuw op, als CSV of als Excel-bestand."
    problem = Problem.at(code, content.name, None, None, found, "een kopregel en rijen", action)
    return InputError(f"{content.name} is niet te lezen.", [problem])


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = [clean(repaired(cell)) for cell in cells]
    while len(names) > 1 and not names[-1]:  # a separator at the end of each line makes no column
        names.pop()
    return tuple(names)


def _broken(name: str, split: Records, header: Sequence[str]) -> Iterator[Problem]:
    if split.broken is None:
        return
    rest = " Vanaf deze rij is niets gelezen." if header else ""
    if not split.too_long:
        yield unclosed_quote(name, split.broken, rest=rest)
        return
    yield Problem.at(
        "F131",
        name,
        split.broken,
        None,
        "een cel van meer dan 131.072 tekens",
        "cellen met een getal, een naam of een korte toelichting",
        f"Controleer of daar een aanhalingsteken te veel staat.{rest}",
    )


def _rows(table: _Table, *, cut: bool, whole: bool) -> tuple[tuple[Row, ...], list[Problem]]:
    """Return the rows that fit, and what is wrong with the others."""
    width = len(table.header)
    filled = [record for record in table.below if record.filled]
    footer = len(filled)
    while footer and is_footer(filled[footer - 1].cells):
        footer -= 1
    rows: list[Row] = []
    problems: list[Problem] = []
    for position, record in enumerate(filled):
        last = cut and whole and position == len(filled) - 1
        if fits(record, width) or position >= footer:
            cells = (*record.cells, *[""] * width)[:width]
            rows.append(Row(record.number, tuple(repaired(cell) for cell in cells)))
            if last and position < footer:
                problems.append(_maybe_cut(table, record))
        else:
            problems.append(_ragged(table, record, last=last))
    return tuple(rows), problems


def _ragged(table: _Table, record: Record, *, last: bool) -> Problem:
    width, there = len(table.header), len(record.cells)
    found = f"{there} {'cel' if there == 1 else 'cellen'}"
    expected = f"{width} cellen, zoals de kop"
    if there < width and any("\n" in cell and table.delimiter in cell for cell in record.cells):
        late = "een aanhalingsteken dat hier opent en pas in een latere rij sluit"
        return unclosed_quote(table.name, record.number, found=late)
    if last and there < width:
        found += " in de laatste rij, zonder regeleinde"
        action = "Het bestand is afgekapt. Haal het opnieuw op."
        return Problem.at("F160", table.name, record.number, None, found, expected, action)
    sign = {";": "een puntkomma", ",": "een komma", "\t": "een tab"}.get(
        table.delimiter, "het scheidingsteken"
    )
    action = (
        "Er ontbreekt een cel. Vul de rij aan; laat een lege cel leeg maar laat het scheidingsteken staan."
        if there < width
        else f"Zet een cel met {sign} erin tussen aanhalingstekens, of haal de cel weg die te veel is."
    )
    return Problem.at("F130", table.name, record.number, None, found, expected, action)


def _maybe_cut(table: _Table, record: Record) -> Problem:
    return Problem.at(
        "F164",
        table.name,
        record.number,
        table.header[-1],
        "een laatste rij zonder regeleinde",
        "een regeleinde na de laatste rij",
        "Controleer of de laatste rij heel is: het bestand kan afgekapt zijn.",
        warning=True,
    )


def _spaces(table: _Table, top: Record) -> Iterator[Problem]:
    for cell, heading in zip(top.cells, table.header, strict=False):
        if HARD_SPACE.search(cell):
            yield Problem.at(
                "F108",
                table.name,
                table.header_row,
                heading,
                shown(cell),
                "gewone spaties in een kop",
                "De vaste spatie is als gewone spatie gelezen. Typ de kop opnieuw.",
                warning=True,
            )


def _letter_problems(
    content: Content, definition: Definition, rows: Sequence[Record], table: _Table, *, plain: bool
) -> Iterator[Problem]:
    """
    Yield each kind of trouble with letters once, at its first cell, with how many cells more have it.

    What a column that nobody asked for holds, stops nothing; its heading is looked at, as one that is asked for
    may be in it.
    """
    known = own_names(definition)
    first: dict[str, tuple[int, str | None, Letters]] = {}
    count: dict[str, int] = {}
    for record in rows:
        for position, cell in enumerate(record.cells):
            if not is_suspect(cell):
                continue
            # Above the header a cell has no column.
            inside = record.number >= table.header_row and position < len(table.header)
            column = table.header[position] if inside else None
            asked = column is None or folded(column) in known
            if record.number > table.header_row and not asked:
                continue
            # Outside the table it may be about a person, and is not shown.
            secret = definition.eigen and record.number > table.header_row and column is None
            for letter in letters(cell):
                told = letter.secret() if secret else letter
                first.setdefault(letter.code, (record.number, column, told))
                count[letter.code] = count.get(letter.code, 0) + 1
    for code, (row, column, letter) in first.items():
        more = count[code] - 1
        offset = content.data.find(b"\x00")
        yield letter_problem(table.name, row, column, letter, definition.codering, more, offset, plain=plain)
