"""
Which numbers to hide besides the small ones, so that nobody can compute those.

Hiding more never tells more. So the sets of extra hidden numbers that are enough form a covering problem: every set that
is too small shows which others must join. On a table of a gemeente the cheapest cover is found exactly; on a large table
a cover that is nearly as cheap, without a number in it that is not needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from analysis.release.intervals import FLOOR, feasible_intervals, least_moves
from analysis.release.solver import Cell, Interval
from analysis.release.system import System

SMALL_TABLE = 60  # rows that may be hidden; above it the exact choice takes too long
MOST_LESSONS = 250  # sets learnt before the proof is given up


def exposed(
    system: System, hidden: Collection[Cell] = (), cells: Collection[Cell] | None = None
) -> list[Cell]:
    """
    Return the sensitive counts that an outsider can compute too closely.

    `hidden` are rows to hide as well, `cells` the counts to look at when not at all of them. Raises
    `InconsistentError`: no table fits.
    """
    wanted = system.sensitive if cells is None else cells
    if not wanted:
        return []
    found = feasible_intervals(system.hiding(hidden), system.equations, wanted=wanted, enough=system.rule)
    return [cell for cell, interval in found.items() if not system.safe(cell, *interval)]


def choose(
    system: System,
    cost: Mapping[Cell, float] | None = None,
    *,
    exact: bool | None = None,
    hidden: Collection[Cell] = (),
) -> frozenset[Cell]:
    """
    Return the rows to hide besides those that are hidden; counts that stay exposed then were published elsewhere.

    `cost` is the information lost per row, 1 for each by default; `exact` whether to prove that it is the cheapest
    choice, by default on small tables only; `hidden` are candidates that are hidden already.
    """
    if hidden:
        system = replace(
            system,
            bounds=system.hiding(hidden),
            candidates={row: told for row, told in system.candidates.items() if row not in set(hidden)},
        )
    if not exposed(system):
        return frozenset()
    search = _Search(system, dict(cost or dict.fromkeys(system.candidates, 1.0)))
    # Hiding all is the most that can be done: what is exposed then was published somewhere else.
    hopeless = set(exposed(system, search.rows))
    search.aims = tuple(cell for cell in system.sensitive if cell not in hopeless)
    prove = len(search.rows) <= SMALL_TABLE if exact is None else exact
    proven = search.cheapest() if prove else None
    return frozenset(search.nearly_cheapest() if proven is None else proven)


class _Search:
    """One table in which numbers are chosen to hide."""

    def __init__(self, system: System, cost: Mapping[Cell, float]) -> None:
        self.system, self.cost = system, cost
        self.rows: list[Cell] = list(system.candidates)
        self.aims = system.sensitive

    def failing(self, hidden: Collection[Cell], cells: Sequence[Cell] = ()) -> list[Cell]:
        return exposed(self.system, hidden, cells or self.aims)

    def cheapest(self) -> set[Cell] | None:
        """
        Return the cheapest cover: choose, look which counts are exposed, learn which rows could help them.

        None when that takes too long.
        """
        helpers: list[set[Cell]] = []
        while len(helpers) < MOST_LESSONS:
            chosen = self._cover(helpers)
            failing = self.failing(chosen)
            if not failing:
                return chosen
            helpers.extend(self._could_help(cell, chosen) for cell in failing)
        return None

    def _could_help(self, cell: Cell, hidden: set[Cell]) -> set[Cell]:
        """Return rows of which at least one must be hidden too: hiding all the others leaves the cell exposed."""
        held = set(hidden)
        # The dearest are tried first, so that what is left to choose from is cheap.
        queue = [sorted((row for row in self.rows if row not in held), key=lambda row: -self.cost[row])]
        while queue:
            batch = queue.pop()
            if not batch:
                continue
            if self.failing(held | set(batch), [cell]):
                held |= set(batch)
            elif len(batch) > 1:
                middle = len(batch) // 2
                queue += [batch[middle:], batch[:middle]]
        return {row for row in self.rows if row not in held}

    def _cover(self, helpers: Sequence[set[Cell]]) -> set[Cell]:
        if not helpers:
            return set()
        place = {row: number for number, row in enumerate(self.rows)}
        terms = [(line, place[row]) for line, one in enumerate(helpers) for row in one]
        lines, columns = zip(*terms, strict=True)
        matrix = coo_array((np.ones(len(terms)), (lines, columns)), shape=(len(helpers), len(place)))
        found = milp(
            np.array([self.cost[row] for row in self.rows]),
            constraints=LinearConstraint(matrix.tocsr(), 1, np.inf),
            bounds=Bounds(0, 1),
            integrality=np.ones(len(place)),
        )
        return {row for row, number in place.items() if found.x[number] > 0.5}

    def nearly_cheapest(self) -> set[Cell]:
        """Return a good cover: for each exposed count the cheapest other table, then leave out what is not needed."""
        chosen: set[Cell] = set()
        while failing := self.failing(chosen):
            before = len(chosen)
            for cell in failing:
                if self.failing(chosen, [cell]):
                    chosen |= self._other_table(cell, chosen)
            if len(chosen) == before:
                chosen |= self._could_help(failing[0], chosen)
            if len(chosen) == before:
                chosen |= set(self.rows)
                break
        for row in sorted(chosen, key=lambda row: -self.cost[row]):
            if not self.failing(chosen - {row}):
                chosen.discard(row)
        return chosen

    def _other_table(self, cell: Cell, hidden: set[Cell]) -> set[Cell]:
        """Return the rows that would have to change for this count to be one that may be shown, and none at all."""
        bounds = self.system.hiding(hidden)
        low, high = feasible_intervals(bounds, self.system.equations, wanted=[cell])[cell]
        least, most = bounds[cell]
        goal = min(max(FLOOR + 1.0, low + FLOOR - 1.0), most)
        rows: set[Cell] = set()
        if high < goal:
            rows |= self._moved(bounds | {cell: (goal, most)}, hidden)
        if low > least and np.isfinite(most):
            rows |= self._moved(bounds | {cell: (least, least)}, hidden)
        return rows

    def _moved(self, bounds: Mapping[Cell, Interval], hidden: set[Cell]) -> set[Cell]:
        """Return the rows that leave their range in the table nearest to what was published, at their cost."""
        owner = {one: row for row in self.rows if row not in hidden for one in self.system.candidates[row]}
        room = {one: self.system.candidates[row][one] for one, row in owner.items()}
        price = {one: self.cost[row] for one, row in owner.items()}
        moved = least_moves(bounds, self.system.equations, price, room)
        return {owner[one] for one in moved or ()}
