"""What Excel lets people do with a table: merge, hide, format, and put something beside it."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from tests.fuzz.meaning import Judge, anything, equal, refused, told
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import SHEET, Seed

from analysis.sources.files.definitions import NUMBERS


@dataclass(frozen=True)
class Spot:
    """A cell below the header of a workbook that is open."""

    book: Any
    sheet: Any
    row: int
    column: int
    seed: Seed

    @property
    def cell(self) -> Any:
        return self.sheet.cell(self.row, self.column)

    @property
    def number(self) -> bool:
        """Whether the definition has numbers here."""
        matrix, definition = self.seed.matrix, self.seed.definition
        assert matrix is not None
        assert definition is not None
        return self.column - 1 in matrix.where(*NUMBERS, of=definition)

    def same(self, *, accept: bool = False) -> Judge:
        return equal(self.seed.before.rows or (), accept=accept)


def change(rng: random.Random, seed: Seed) -> Mutant | None:
    """Do one of the acts below to the sheet with the data."""
    if seed.suffix != ".xlsx" or seed.matrix is None:
        return None
    book = openpyxl.load_workbook(io.BytesIO(seed.data))
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    row, column = rng.randint(2, len(seed.matrix.rows) + 1), rng.randint(1, len(seed.matrix.header))
    act = rng.choice(ACTS)
    judge = act(rng, Spot(book, sheet, row, column, seed))
    stream = io.BytesIO()
    book.save(stream)
    return mutant(seed, f"{act.__name__} at {get_column_letter(column)}{row}", stream.getvalue(), judge)


def merge(rng: random.Random, spot: Spot) -> Judge:
    first, last = sorted((spot.column, rng.randint(1, spot.sheet.max_column)))
    top = max(1, spot.row - 1)
    spot.sheet.merge_cells(start_row=top, end_row=spot.row, start_column=first, end_column=last)
    return spot.same()


def hide_row(rng: random.Random, spot: Spot) -> Judge:
    spot.sheet.row_dimensions[spot.row].hidden = True
    return told(spot.seed.before, lambda _: "a hidden row was read in silence")


def hide_column(rng: random.Random, spot: Spot) -> Judge:
    spot.sheet.column_dimensions[get_column_letter(spot.column)].hidden = True
    return spot.same(accept=True)


def percent(rng: random.Random, spot: Spot) -> Judge:
    spot.cell.number_format = "0.0%"
    return told(spot.seed.before, spot.same()) if spot.number else anything


def number_as_text(rng: random.Random, spot: Spot) -> Judge:
    if isinstance(spot.cell.value, int | float) and spot.seed.definition is not None:
        spot.cell.value = str(spot.cell.value).replace(".", spot.seed.definition.decimaal)
    return spot.same()


def other_sheet(rng: random.Random, spot: Spot) -> Judge:
    spot.book.create_sheet("ander", rng.randint(0, 1)).append(["iets", 12])
    return spot.same()


def formula(rng: random.Random, spot: Spot) -> Judge:
    spot.cell.value = "=SUM(A1:A3)"
    return refused


def error(rng: random.Random, spot: Spot) -> Judge:
    spot.cell.value = rng.choice(("#N/A", "#DIV/0!", "#REF!"))
    return refused


def date(rng: random.Random, spot: Spot) -> Judge:
    spot.cell.value = dt.datetime(2024, 3, 1)  # noqa: DTZ001  Excel has no zones
    return refused if spot.number else anything


def truth(rng: random.Random, spot: Spot) -> Judge:
    spot.cell.value = True
    return refused if spot.number else anything


def far(rng: random.Random, spot: Spot) -> Judge:
    row, column = rng.choice((500, 100_000)), rng.choice((1, 60, 3000))
    spot.sheet.cell(row, column).value = rng.choice(("x", 12, " "))
    return spot.same()


ACTS: tuple[Callable[[random.Random, Spot], Judge], ...] = (
    merge, hide_row, hide_column, percent, number_as_text, other_sheet, formula, error, date, truth, far,
)  # fmt: skip
MUTATORS: tuple[Mutator, ...] = (change,)
