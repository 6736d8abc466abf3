"""The same table written by another program: the same values, or a report."""

from __future__ import annotations

import codecs
import csv
import random
import re
from typing import Any

from tests.fuzz.meaning import equal, told
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import Seed, as_csv

from analysis.sources.files.definitions import NUMBERS

BENIGN: tuple[dict[str, Any], ...] = (
    {"lineterminator": "\r\n"},
    {"lineterminator": "\r"},
    {"quoting": csv.QUOTE_ALL},
    {"quoting": csv.QUOTE_NONNUMERIC, "lineterminator": "\r\n"},
)


def same_signs(rng: random.Random, seed: Seed) -> Mutant | None:
    """Line ends, quotes, a mark in front, spaces at the ends, UTF-16 with its mark: all must be read."""
    if not _is_text(seed):
        return None
    matrix, definition = seed.matrix, seed.definition
    assert matrix is not None
    dialect = rng.choice(BENIGN) if rng.random() < 0.8 else {}
    rows = [list(row) for row in matrix.rows]
    words = [str(dialect)]
    if rng.random() < 0.4:
        rows = [[f"{cell}{' ' * rng.randint(0, 3)}" for cell in row] for row in rows]
        words.append("spaces")
    text = as_csv(matrix.header, rows, definition, **dialect).decode(definition.codering)
    if rng.random() < 0.3:
        text += rng.choice(("\n", "\r\n\r\n", "\n\n\n"))
        words.append("empty lines")
    elif rng.random() < 0.3:
        text = text.rstrip("\r\n")
        words.append("no last line end")
    coding = rng.choice(("utf-8-sig", "utf-16", "utf-16-be", definition.codering, definition.codering))
    data = (codecs.BOM_UTF16_BE if coding == "utf-16-be" else b"") + text.encode(coding)
    return mutant(seed, ", ".join([*words, coding]), data, equal(seed.before.rows or (), accept=True))


def other_delimiter(rng: random.Random, seed: Seed) -> Mutant | None:
    if not _is_text(seed):
        return None
    matrix = seed.matrix
    assert matrix is not None
    sign = rng.choice([one for one in ";,\t|:" if one != seed.definition.scheiding])
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    data = as_csv(matrix.header, matrix.rows, seed.definition, delimiter=sign, quoting=quoting)
    if rng.random() < 0.3:  # a program that never quotes
        data = "\n".join(sign.join(map(str, row)) for row in (matrix.header, *matrix.rows)).encode(
            seed.definition.codering
        )
    return mutant(seed, f"{sign!r} between the cells", data, told(seed.before, equal(seed.before.rows or ())))


def other_numbers(rng: random.Random, seed: Seed) -> Mutant | None:
    """Another decimal sign, or a sign between thousands."""
    if not _is_text(seed):
        return None
    matrix, definition = seed.matrix, seed.definition
    assert matrix is not None
    places = set(matrix.where(*NUMBERS, of=definition))
    group, point = rng.choice((".", ",", " ", "'", "\u00a0", "")), rng.choice((".", ","))
    wanted = {place for place in places if rng.random() < 0.8}
    rows = [
        [
            _rewritten(cell, definition, group, point) if place in wanted else cell
            for place, cell in enumerate(row)
        ]
        for row in matrix.rows
    ]
    data = as_csv(matrix.header, rows, definition)
    what = f"decimals with {point!r}, thousands with {group!r}"
    return mutant(seed, what, data, equal(seed.before.rows or ()))


def _rewritten(cell: str, definition: Any, group: str, point: str) -> str:
    bare = cell.replace(definition.duizendtal, "") if definition.duizendtal else cell
    found = re.fullmatch(rf"(-?)([0-9]+)(?:{re.escape(definition.decimaal)}([0-9]+))?", bare)
    if not found or cell.startswith("-9999"):
        return cell
    whole = f"{int(found[2]):,}".replace(",", group) if group != point else found[2]
    return f"{found[1]}{whole}" + (f"{point}{found[3]}" if found[3] else "")


def trailing(rng: random.Random, seed: Seed) -> Mutant | None:
    """A separator at the end of each line, as some databases write it."""
    if not _is_text(seed):
        return None
    sign = (seed.definition.scheiding * rng.randint(1, 3)).encode()
    lines = seed.data.splitlines(keepends=True)
    data = b"".join(line.rstrip(b"\r\n") + sign + line[len(line.rstrip(b"\r\n")) :] for line in lines)
    return mutant(
        seed, "separators at the end of each line", data, equal(seed.before.rows or (), accept=True)
    )


def _is_text(seed: Seed) -> bool:
    return seed.matrix is not None and seed.suffix == ".csv"


MUTATORS: tuple[Mutator, ...] = (
    same_signs,
    same_signs,
    other_delimiter,
    other_numbers,
    other_numbers,
    trailing,
)
