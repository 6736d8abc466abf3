"""A delivered table once each cell has its meaning: its columns by kind, key and role, and the words to point at a cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.ground.errors import Problem
from analysis.ground.messages import message
from analysis.sources.files.definitions import Column, Definition, Kind
from analysis.sources.files.grid import TextGrid

# Suffixes of the columns that stand beside a number.
STATUS, TEXT, LOW, HIGH = "__status", "__tekst", "__onder", "__boven"
REASON = "__reden"  # the source's own reason for a missing number


@dataclass(frozen=True)
class Delivered:
    """
    The rows of one delivered file.

    Attributes
    ----------
    grid : TextGrid
        The text it was read from; names the places.
    definition : Definition
        How it was read.
    table : DataFrame
        `rij` (int, as in the file) and per column of the definition that is there, by its
        own name: an area code, a period, an ISO date, an indicator id, a bool or a text; NaN
        or "" where the cell did not convert. A number `x` is a float in the unit of the file, with
        beside it `x__status` (a status of `tidy`; "" for an ordinary number), `x__tekst` (as it
        stood), `x__onder` and `x__boven` (what "<5" leaves open, else NaN) and `x__reden`.
    problems : tuple of Problem
        What did not convert, and the warnings, in the order of the rows.
    """

    grid: TextGrid
    definition: Definition
    table: pd.DataFrame = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _cells(self) -> dict[int, tuple[str, ...]]:
        return {row.number: row.cells for row in self.grid.rows}

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

    def with_role(self, role: str) -> list[str]:
        """Return the names of the number columns that have a role and are in the table."""
        return [one.naam for one in self.definition.kolommen if one.rol == role and one.naam in self.table]

    def partners(self, role: str, other: str) -> Iterator[tuple[str, str]]:
        """
        Yield each column of a role with the column of another role that goes with it.

        The only one of that role goes with all; of several, the one of the same indicator.
        """
        names = self.with_role(other)
        for name in self.with_role(role):
            indicator = self.definition.column(name).indicator
            same = [one for one in names if self.definition.column(one).indicator == indicator]
            chosen = names if len(names) == 1 else same
            if len(chosen) == 1:
                yield name, chosen[0]

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
        return self._cells[row][self.grid.header.index(column)] if column in self.grid.header else ""

    def problem(
        self, key: str, row: float | None, column: str | None, found: str = "", /, **values: object
    ) -> Problem:
        """Point at a cell; what was found is the cell itself unless it or its message says otherwise."""
        told, name = message(key, **values), self.grid.name
        if row is None or column is None:
            return told.at(name, None if row is None else int(row), column, found)
        found = found or told.found or f'"{self.text(int(row), column)}"'
        return told.at(name, int(row), column, found, cell=self.grid.cell(int(row), column))
