"""Cells, rows and columns that were changed by somebody: what the file then means is known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.meaning import GridRow, Judge, anything, cell_as, either, equal, refused, told
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import Matrix, Seed, write

from analysis.sources.files.definitions import NUMBERS

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda t: f"-{t}", lambda t: f"+{t}", lambda t: f"−{t}", lambda t: f" {t}  ", lambda t: f"'{t}", lambda t: f"{t}%",
    lambda t: f"{t}*", lambda t: f"{t} *)", lambda t: t.translate(ARABIC), lambda t: t.translate(WIDE), lambda t: f"{t}²",
    lambda t: f"<{t}", lambda t: f"{t} euro", lambda t: f"€ {t}", lambda t: f"{t}{t}", lambda t: f"{t[:1]} {t[1:]}",
    lambda t: f"{t[:1]}\u00a0{t[1:]}", lambda t: f"{t[:1]}\u202f{t[1:]}", lambda t: f"{t[:1]}\u200b{t[1:]}",
    lambda t: f"{t[:1]}.{t[1:]}", lambda t: f"{t[:1]},{t[1:]}", lambda t: f"{t}.", lambda t: f"{t},", lambda t: f"{t},0",
    lambda t: f"{t}.0", lambda t: f"{t}.000", lambda t: f"{t},000", lambda t: f"({t})", lambda t: f"0{t}", lambda t: t.lower(),
    lambda t: f"{t}\n{t}", lambda t: f"{t}\t", lambda t: f'"{t}"', lambda t: f"{t}|{t}", lambda t: f"{t}_x0041_", lambda t: f"{t}_xD800_",
    lambda t: f"_xD83D__xDE00_{t}", lambda t: f"{t}_x0000_",
)  # fmt: skip
OTHERS = (
    "", " ", "1e5", "1E05", "=1+1", '=HYPERLINK("http://example.org","x")', "@som", "A" * 5000, "9" * 40, "9" * 15, ".", "x",
    "X", "-", "–", "..", "<5", "< 5", "≤5", "minder dan 5", "NA", "null", "NaN", "inf", "-inf", "∞", "1e400", "1.234", "1,234",
    "1.234.567", "1,234,567", "1.234,5", "1,234.5", "0.123", "0,123", "00", "-0", "-1", "-99997", "-99995", "-9999", "-5", "0",
    "100,0", "101", "45383", "31-12-2024", "2024-13", "2024-00", "2024-02-30", "12:30", "WAAR", "ja", "Totaal", "Bron: CBS", "0x1F",
    "1_000", "½", "Ⅷ", "GM0148", "NL00", "{{x}}", "<script>", "\u202e12", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)  # fmt: skip


def digit(rng: random.Random, seed: Seed) -> Mutant | None:
    """Replace one digit: exactly this cell changes."""
    matrix = _matrix(seed)
    row, place = _cell(rng, matrix)
    text = str(matrix.rows[row][place])
    spots = [found.start() for found in re.finditer("[0-9]", text)]
    if not spots:
        return None
    spot = rng.choice(spots)
    other = rng.choice([one for one in "0123456789" if one != text[spot]])
    return _with_cell(
        seed, row, place, _typed(text[:spot] + other + text[spot + 1 :], matrix.rows[row][place])
    )


def disguise(rng: random.Random, seed: Seed) -> Mutant | None:
    """Write a cell otherwise, or something else in it."""
    matrix = _matrix(seed)
    row, place = _cell(rng, matrix)
    value = matrix.rows[row][place]
    text = "" if value is None else str(value)
    if isinstance(value, float) and seed.definition is not None:
        text = text.replace(".", seed.definition.decimaal)
    other = rng.choice(DISGUISES)(text) if rng.random() < 0.6 else rng.choice(OTHERS)
    return None if other == text else _with_cell(seed, row, place, other)


def swap_cells(rng: random.Random, seed: Seed) -> Mutant | None:
    matrix = _matrix(seed)
    if len(matrix.rows) < 2:
        return None
    one, two = rng.sample(range(len(matrix.rows)), 2)
    place = rng.randrange(len(matrix.header))
    cells = [list(row) for row in matrix.rows]
    cells[one][place], cells[two][place] = cells[two][place], cells[one][place]
    rows = _rows(seed)
    if name := matrix.names[place]:
        rows[one], rows[two] = {**rows[one], name: rows[two][name]}, {**rows[two], name: rows[one][name]}
    what = f"{matrix.header[place]} of data rows {one + 1} and {two + 1} swapped"
    return _written(seed, what, cells, equal(rows, loose=(one, two)))


def one_cell_more_or_less(rng: random.Random, seed: Seed) -> Mutant | None:
    matrix = _matrix(seed)
    if seed.suffix == ".xlsx" or len(matrix.header) < 2:
        return None
    row, place = _cell(rng, matrix)
    cells = [list(one) for one in matrix.rows]
    judge: Judge = refused
    if rng.random() < 0.5:
        cells[row].insert(place, cells[row][place])
        if not str(cells[row][-1]).strip():  # a cell too many at the end that is empty does no harm
            judge = anything if place < len(cells[row]) - 2 else equal(_rows(seed))
        what = "doubled"
    else:
        del cells[row][place]
        what = "dropped"
    return _written(seed, f"cell {place + 1} of data row {row + 1} {what}", cells, judge)


def shuffle(rng: random.Random, seed: Seed) -> Mutant:
    matrix = _matrix(seed)
    order = list(range(len(matrix.rows)))
    rng.shuffle(order)
    rows = _rows(seed)
    judge = equal([rows[place] for place in order], accept=True)
    return _written(seed, f"rows in order {order}", [matrix.rows[place] for place in order], judge)


def drop_row(rng: random.Random, seed: Seed) -> Mutant | None:
    matrix, rows = _matrix(seed), _rows(seed)
    if len(rows) < 2:
        return None
    gone = rng.randrange(len(rows))
    cells = [row for place, row in enumerate(matrix.rows) if place != gone]
    return _written(seed, f"data row {gone + 1} dropped", cells, equal(rows[:gone] + rows[gone + 1 :]))


def double_row(rng: random.Random, seed: Seed) -> Mutant:
    matrix = _matrix(seed)
    which, spot = rng.randrange(len(matrix.rows)), rng.randint(0, len(matrix.rows))
    cells = [*matrix.rows[:spot], matrix.rows[which], *matrix.rows[spot:]]
    return _written(seed, f"data row {which + 1} twice", cells, refused)


def extra_line(rng: random.Random, seed: Seed) -> Mutant:
    """Add a line that is no row: nothing else may change."""
    matrix, rows = _matrix(seed), _rows(seed)
    width = len(matrix.header)
    numbers = set(matrix.where(*NUMBERS, of=_definition(seed)))
    words = rng.choice(
        ("Totaal", "Bron: CBS", "", " ", "Toelichting", "© gemeente", "gemeente Dalfsen totaal")
    )
    line = [words, *[""] * (width - 1)]
    total = words.lower().endswith("totaal") and bool(numbers)
    if total:
        line = [
            words,
            *("999999" if place in numbers else matrix.rows[0][place] for place in range(1, width)),
        ]
    spot = rng.choice((0, len(matrix.rows), rng.randint(0, len(matrix.rows))))
    cells = [*matrix.rows[:spot], line, *matrix.rows[spot:]]
    judge = equal(rows)
    if total:
        added = dict.fromkeys(rows[0], None)
        any_cell = {name: lambda cell: True for name in added}
        judge = either(judge, equal([*rows[:spot], any_cell, *rows[spot:]]))
    if (not words.strip() and width > 1) or (
        words.startswith("Bron") and spot == len(matrix.rows) and width > 1
    ):
        judge = equal(rows, accept=True)
    if width == 1 and not total:
        judge = anything
    return _written(seed, f"{words!r} before data row {spot + 1}", cells, judge)


def preamble(rng: random.Random, seed: Seed) -> Mutant:
    matrix = _matrix(seed)
    lines = [
        [rng.choice(("Inwoners per kern", "Gemeente Dalfsen", "", "gebied", "Peildatum: 1-1-2024", "2024"))]
        for _ in range(rng.randint(1, 4))
    ]
    padded = [line + [""] * (len(matrix.header) - 1) for line in lines] if rng.random() < 0.5 else lines
    cells = [*padded[1:], matrix.header, *matrix.rows]
    data = write(seed, padded[0], cells)
    return mutant(seed, f"{lines} above the header", data, equal(_rows(seed)))


def move_column(rng: random.Random, seed: Seed) -> Mutant:
    """Columns in another order, each with its header: the same table."""
    matrix = _matrix(seed)
    order = list(range(len(matrix.header)))
    rng.shuffle(order)
    header = [matrix.header[place] for place in order]
    cells = [[row[place] for place in order] for row in matrix.rows]
    return mutant(
        seed, f"columns in order {order}", write(seed, header, cells), equal(_rows(seed), accept=True)
    )


def swap_headers(rng: random.Random, seed: Seed) -> Mutant | None:
    """Two headers that changed places: then the columns did."""
    matrix, definition = _matrix(seed), _definition(seed)
    if len(matrix.header) < 2:
        return None
    one, two = rng.sample(range(len(matrix.header)), 2)
    header = list(matrix.header)
    header[one], header[two] = header[two], header[one]
    rows: list[dict[str, Any]] = []
    a, b = matrix.names[one], matrix.names[two]
    for cells, row in zip(matrix.rows, _rows(seed), strict=True):
        new = dict(row)
        if a and b:
            new[a] = cell_as(_empty(cells[two]), definition.column(a), definition, row[b])
            new[b] = cell_as(_empty(cells[one]), definition.column(b), definition, row[a])
        rows.append(new)
    judge = equal(rows, loose=range(len(rows))) if a and b else anything
    return mutant(
        seed, f"headers {header[two]} and {header[one]} swapped", write(seed, header, matrix.rows), judge
    )


def drop_column(rng: random.Random, seed: Seed) -> Mutant | None:
    matrix, definition = _matrix(seed), _definition(seed)
    gone = rng.randrange(len(matrix.header))
    if len(matrix.header) < 2:
        return None
    name = matrix.names[gone]
    header = [cell for place, cell in enumerate(matrix.header) if place != gone]
    cells = [[cell for place, cell in enumerate(row) if place != gone] for row in matrix.rows]
    rows = [{key: cell for key, cell in row.items() if key != name} for row in _rows(seed)]
    needed = bool(name) and definition.column(name).verplicht
    judge = refused if needed else equal(rows, loose=range(len(rows)))
    return mutant(seed, f"column {matrix.header[gone]} dropped", write(seed, header, cells), judge)


def double_column(rng: random.Random, seed: Seed) -> Mutant:
    matrix = _matrix(seed)
    which, spot = rng.randrange(len(matrix.header)), rng.randint(0, len(matrix.header))

    def twice(row: Sequence[Any]) -> list[Any]:
        return [*row[:spot], row[which], *row[spot:]]

    judge = refused if matrix.names[which] else anything
    data = write(seed, twice(matrix.header), [twice(row) for row in matrix.rows])
    return mutant(seed, f"column {matrix.header[which]} twice", data, judge)


def strange_column(rng: random.Random, seed: Seed) -> Mutant:
    matrix, definition = _matrix(seed), _definition(seed)
    spot = rng.randint(0, len(matrix.header))
    heading = rng.choice(("iets", "", "aantal inwoners 2", "opmerking", "A" * 300, "gebied 2"))
    cell = rng.choice(("", "12", "tekst", "=1", "Bron: CBS"))
    header = [*matrix.header[:spot], heading, *matrix.header[spot:]]
    cells = [[*row[:spot], cell, *row[spot:]] for row in matrix.rows]
    judge = equal(_rows(seed))
    if not definition.ruim and (heading or cell):
        judge = _both(
            judge, told(seed.before, lambda _: "a column that nobody knows was passed over in silence")
        )
    return mutant(
        seed, f"column {heading[:20]!r} with {cell!r} at {spot + 1}", write(seed, header, cells), judge
    )


def other_heading(rng: random.Random, seed: Seed) -> Mutant:
    """A heading in capitals or with spaces is the same; one with a letter too many is not."""
    matrix = _matrix(seed)
    place = rng.randrange(len(matrix.header))
    old = matrix.header[place]
    benign = rng.random() < 0.5
    change = rng.choice((str.upper, str.title, lambda t: f" {t}  ", lambda t: t.replace("_", " "), lambda t: t.replace(" ", "_"))) if benign else (lambda t: f"{t}{t[-1:]}")  # fmt: skip
    header = [*matrix.header[:place], change(old), *matrix.header[place + 1 :]]
    name = matrix.names[place]
    rows = _rows(seed)
    judge = equal(rows, accept=True)
    if not benign:
        left = [{key: cell for key, cell in row.items() if key != name} for row in rows]
        judge = _both(equal(left, loose=range(len(left))), told(seed.before, equal(rows)))
    return mutant(seed, f"heading {old} is {header[place]!r}", write(seed, header, matrix.rows), judge)


def _both(*judges: Judge) -> Judge:
    return lambda outcome: next((words for judge in judges if (words := judge(outcome))), "")


def _matrix(seed: Seed) -> Matrix:
    assert seed.matrix is not None
    return seed.matrix


def _definition(seed: Seed) -> Any:
    assert seed.definition is not None
    return seed.definition


def _rows(seed: Seed) -> list[GridRow]:
    return list(seed.before.rows or ())


def _cell(rng: random.Random, matrix: Matrix) -> tuple[int, int]:
    return rng.randrange(len(matrix.rows)), rng.randrange(len(matrix.header))


def _empty(value: object) -> object:
    return "" if value is None else value


def _typed(text: str, like: object) -> object:
    return type(like)(text) if isinstance(like, int | float) and not isinstance(like, bool) else text


def _written(seed: Seed, what: str, cells: Sequence[Sequence[Any]], judge: Judge) -> Mutant:
    return mutant(seed, what, write(seed, _matrix(seed).header, cells), judge)


def _with_cell(seed: Seed, row: int, place: int, value: object) -> Mutant:
    """Write the seed with one other cell; only that cell may mean something else, and only what it says."""
    matrix, definition, rows = _matrix(seed), _definition(seed), _rows(seed)
    cells = [list(one) for one in matrix.rows]
    cells[row][place] = value
    name, judge = matrix.names[place], equal(rows)
    if name:
        column = definition.column(name)
        # In a workbook _x0041_ is how Excel writes a letter.
        said = _unescaped(value) if seed.suffix == ".xlsx" and isinstance(value, str) else value
        wanted = {**rows[row], name: cell_as(said, column, definition, rows[row][name])}
        if column.soort == "periode" and "*" in str(value):  # then the whole row is provisional
            wanted |= {
                c.naam: _provisional(rows[row][c.naam])
                for c in definition.of_kind(*NUMBERS)
                if c.naam in wanted
            }
        judge = equal([*rows[:row], wanted, *rows[row + 1 :]], loose=(row,))
        if column.soort == "gebied" and (definition.ruim or re.search("999[78]$", str(value))):
            judge = either(judge, equal(rows[:row] + rows[row + 1 :]))  # of another gemeente, or water
    what = f"{matrix.header[place]} of data row {row + 1} is {value!r:.60}"
    blank = all(not str(_empty(cell)).strip() for cell in cells[row])
    return _written(seed, what, cells, equal(rows[:row] + rows[row + 1 :]) if blank else judge)


def _unescaped(text: str) -> str:
    known = {"_x0041_": "A", "_xD800_": "\ufffd", "_xD83D__xDE00_": "\U0001f600", "_x0000_": "\ufffd"}
    for written, letter in known.items():
        text = text.replace(written, letter)
    return text


def _provisional(before: Any) -> Callable[[Any], bool]:
    return lambda cell: cell[0] == before[0]


CELLS: tuple[Mutator, ...] = (digit, digit, disguise, disguise, disguise, swap_cells, one_cell_more_or_less)
ROWS: tuple[Mutator, ...] = (shuffle, drop_row, double_row, extra_line, preamble)
COLUMNS: tuple[Mutator, ...] = (
    move_column,
    swap_headers,
    drop_column,
    double_column,
    strange_column,
    other_heading,
)
