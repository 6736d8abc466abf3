"""How rules look at a delivered table: which columns belong together, and where a row stands in the file."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property

import pandas as pd

from analysis.errors import Problem
from analysis.messages import message
from analysis.sources.files.definitions import Column, Definition, Kind
from analysis.sources.files.grid import TEXT, Delivered


def with_role(delivered: Delivered, role: str) -> list[str]:
    """Return the names of the number columns that have a role and are in the table."""
    return [
        column.naam
        for column in delivered.definition.kolommen
        if column.rol == role and column.naam in delivered.table
    ]


def partners(delivered: Delivered, role: str, other: str) -> Iterator[tuple[str, str]]:
    """
    Yield each column of a role with the column of another role that goes with it.

    The only one of that role goes with all; of several, the one of the same indicator.
    """
    names = with_role(delivered, other)
    for name in with_role(delivered, role):
        indicator = delivered.definition.column(name).indicator
        same = [one for one in names if delivered.definition.column(one).indicator == indicator]
        chosen = names if len(names) == 1 else same
        if len(chosen) == 1:
            yield name, chosen[0]


class Rows:
    """
    A delivered table, with the words to point at its cells.

    Parameters
    ----------
    delivered : Delivered
        After conversion.
    """

    def __init__(self, delivered: Delivered) -> None:
        self.delivered = delivered
        self.table: pd.DataFrame = delivered.table
        self.definition: Definition = delivered.definition

    @cached_property
    def _cells(self) -> dict[int, tuple[str, ...]]:
        return {row.number: row.cells for row in self.delivered.grid.rows}

    def columns(self, *kinds: Kind) -> list[Column]:
        """Return the columns of these kinds that are in the table."""
        return [column for column in self.definition.of_kind(*kinds) if column.naam in self.table]

    def first(self, kind: Kind) -> str:
        """Return the column of a kind that points a row out, else the first of that kind; "" when there is none."""
        names = [column.naam for column in self.columns(kind)]
        return next((name for name in names if name in self.definition.sleutel), next(iter(names), ""))

    def keys(self, *without: str) -> list[str]:
        """Return the columns that point a row out and are in the table, some left out."""
        return [name for name in self.definition.sleutel if name in self.table and name not in without]

    def groups(self, *columns: str) -> Iterator[tuple[tuple[Hashable, ...], pd.DataFrame]]:
        """Yield the rows that have these columns in common; all rows when no column is named."""
        names = [name for name in columns if name]
        if not names:
            yield (), self.table
            return
        yield from self.table.groupby(names, sort=True, dropna=True)

    def scaled(self, column: str) -> pd.Series:
        """Return a column of numbers in its unit; the table holds them as the file does."""
        return self.table[column] * self.definition.column(column).factor

    def text(self, row: int, column: str) -> str:
        """Return a cell as it stands in the file."""
        header = self.delivered.grid.header
        cells = self._cells.get(row, ())
        if column in header and header.index(column) < len(cells):
            return cells[header.index(column)]
        found = self.table.loc[self.table["rij"] == row]
        beside = f"{column}{TEXT}" if f"{column}{TEXT}" in self.table else column
        return str(found[beside].iloc[0]) if len(found) and beside in found else ""

    def problem(
        self, key: str, row: float | None, column: str | None, found: str = "", /, **values: object
    ) -> Problem:
        """Point at a cell; what was found is the cell itself unless it or its message says otherwise."""
        told, grid = message(key, **values), self.delivered.grid
        number, cell = None if row is None else int(row), ""
        if number is not None and column is not None:
            cell = grid.cell(number, column)
            found = found or told.found or f'"{self.text(number, column)}"'
        return told.at(grid.name, number, column, found=found, cell=cell)
