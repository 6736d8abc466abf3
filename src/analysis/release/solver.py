"""
The arithmetic of an attack: bounds narrowed by the equations they stand in, then solved part by part.

What an equation gives at once needs no optimisation; cells that do not hang together are solved apart;
a bound that some feasible table was seen to reach is not looked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csgraph, csr_array

from analysis.ground.errors import AnalysisError

Cell = Hashable
Interval = tuple[float, float]
Equation = Mapping[Any, float]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int_]
# Whether an interval is wide enough; a wider one then is too.
Rule = Callable[[float, float], bool]

ANY_COUNT: Interval = (0.0, np.inf)
NO_LIMIT: Interval = (-np.inf, np.inf)
NEAR = 1e-6
_INFEASIBLE, _UNBOUNDED, _UNBOUNDED_OR_INFEASIBLE = 2, 3, 4  # statuses of scipy
_ROUNDS = 60  # propagation may creep; the optimisation finishes what is left
_FEW = 3  # cells that are looked at one by one
_KEPT = 4096  # answers that are kept: an edition is attacked before and after its annex is written


class InconsistentError(AnalysisError):
    """
    What was published contradicts itself: no table fits with all of it.

    `cells` are the numbers, as the system names them; `analysis.release.contradiction` has words for them, and
    `about` is a Dutch sentence of who knows those.
    """

    def __init__(self, cells: Sequence[Cell] = (), about: str = "") -> None:
        super().__init__(about or "De gepubliceerde aantallen spreken elkaar tegen.")
        self.cells = tuple(cells)


@dataclass
class Arrays:
    """The published numbers as arrays: bounds per cell, one row per equation."""

    cells: list[Cell]
    index: dict[Cell, int]
    low: Floats
    high: Floats
    matrix: csr_array

    @classmethod
    def of(cls, bounds: Mapping[Cell, Interval], equations: Sequence[Equation]) -> Arrays:
        """Return the arrays of what was published; see `analysis.release.intervals.feasible_intervals`."""
        ranges = dict(bounds)
        for equation in equations:
            for cell in equation:
                ranges.setdefault(cell, ANY_COUNT)
        index = {cell: place for place, cell in enumerate(ranges)}
        low, high = (np.array([pair[side] for pair in ranges.values()], dtype=float) for side in (0, 1))
        terms = [
            (row, index[cell], factor) for row, one in enumerate(equations) for cell, factor in one.items()
        ]
        rows, columns, factors = zip(*terms, strict=True) if terms else ((), (), ())
        matrix = csr_array((factors, (rows, columns)), shape=(len(equations), len(index)), dtype=float)
        return cls(list(index), index, low, high, matrix)

    def propagate(self) -> None:
        """Narrow every bound of counts by the equations it stands in, until nothing changes."""
        self.low, self.high = np.ceil(self.low - NEAR), np.floor(self.high + NEAR)
        self._refuse_crossing(np.arange(len(self.cells)))
        terms = self.matrix.tocoo()
        rows, columns = terms.coords
        for _ in range(_ROUNDS):
            if not self._narrow(rows, columns, terms.data):
                return

    def _narrow(self, rows: Places, columns: Places, factors: Floats) -> bool:
        """Hold every cell against the others of every equation it stands in; say whether that told something."""
        low, high = self.low[columns], self.high[columns]
        least = np.where(factors > 0, factors * low, factors * high)
        most = np.where(factors > 0, factors * high, factors * low)
        top = -_sum_of_others(least, rows, -np.inf) / factors
        bottom = -_sum_of_others(most, rows, np.inf) / factors
        new_low = np.ceil(np.minimum(top, bottom) - NEAR)
        new_high = np.floor(np.maximum(top, bottom) + NEAR)
        before = self.low.copy(), self.high.copy()
        np.maximum.at(self.low, columns, new_low)
        np.minimum.at(self.high, columns, new_high)
        self._refuse_crossing(np.unique(columns))
        with np.errstate(invalid="ignore"):  # no limit then and no limit now
            return bool((self.low > before[0] + NEAR).any() or (self.high < before[1] - NEAR).any())

    def _refuse_crossing(self, places: Places) -> None:
        crossed = places[self.low[places] > self.high[places] + NEAR]
        if len(crossed):
            raise InconsistentError([self.cells[crossed[0]]])

    def components(self) -> Iterator[tuple[Places, Places]]:
        """Yield the cells that are still open and hang together, with their equations."""
        free = np.flatnonzero(self.high - self.low > NEAR)
        part = self.matrix[:, free]
        linked = part.T @ part
        count, labels = csgraph.connected_components(linked, directed=False)
        order = np.argsort(labels, kind="stable")
        for members in np.split(free[order], np.cumsum(np.bincount(labels, minlength=count))[:-1]):
            yield members, np.unique(self.matrix[:, members].nonzero()[0])


def _sum_of_others(values: Floats, rows: Places, unlimited: float) -> Floats:
    """Return per value the sum of all others in its row, where one infinite other makes it infinite."""
    endless = ~np.isfinite(values)
    finite = np.where(endless, 0.0, values)
    others_endless = np.bincount(rows, endless)[rows] - endless if len(rows) else endless
    sums = np.bincount(rows, finite)[rows] if len(rows) else finite
    return np.where(others_endless > 0, unlimited, sums - finite)


@dataclass(frozen=True)
class Program:
    """Equations between counts with bounds; two with the same numbers (`key`) are the same, and solved once."""

    matrix: csr_array = field(compare=False)
    right: Floats = field(compare=False)
    bounds: Floats = field(compare=False)
    key: tuple[bytes, ...]


@lru_cache(maxsize=_KEPT)
def _least(program: Program, goal: tuple[float, ...]) -> OptimizeResult:
    """Return the table for which the goal is least, as scipy gives it."""
    asked = {"A_eq": program.matrix, "b_eq": program.right, "bounds": program.bounds, "method": "highs"}
    found = linprog(goal, **asked)
    if found.status == _UNBOUNDED_OR_INFEASIBLE:  # presolve could not tell which
        found = linprog(goal, **asked, options={"presolve": False})
    # A corner of whole numbers is the answer for counts too; of sums of sums it mostly is.
    if found.status != 0 or (np.abs(found.x - np.round(found.x)) < NEAR).all():
        return found
    return milp(
        goal,
        constraints=LinearConstraint(program.matrix, program.right, program.right),
        bounds=Bounds(program.bounds[:, 0], program.bounds[:, 1]),
        integrality=np.ones(len(goal)),
    )


class Component:
    """Cells that hang together: the smallest problem that has to be solved."""

    def __init__(self, system: Arrays, members: Places, rows: Places) -> None:
        self.system, self.members = system, members
        lines, matrix = system.matrix[rows], system.matrix[rows][:, members]
        right = -(lines @ np.where(system.high - system.low > NEAR, 0.0, system.low))
        self.bounds = np.column_stack([system.low[members], system.high[members]])
        arrays = (matrix.data, matrix.indices, matrix.indptr, right, self.bounds)
        key = tuple(one.tobytes() for one in arrays)
        self.program = Program(matrix, right, self.bounds, key)
        # What feasible tables were seen to hold: a bound that one of them reaches needs no solving.
        self.seen_low = np.full(len(members), np.inf)
        self.seen_high = np.full(len(members), -np.inf)

    def narrow(self, wanted: Collection[int], enough: Rule | None = None) -> None:
        """
        Replace the bounds of the wanted cells by what can be reached.

        A cell that feasible tables already show to be wide `enough` is not looked at any further.
        """
        if not len(self.program.right):
            return
        asked = [place for place, cell in enumerate(self.members) if cell in wanted]
        if self._solve(np.zeros(len(self.members))) is None:
            raise InconsistentError([self.system.cells[place] for place in self.members])
        if enough is not None:
            self._sweep(asked, enough)
        for place in asked:
            if enough is not None and enough(self.seen_low[place], self.seen_high[place]):
                continue
            cell = self.members[place]
            self.system.low[cell] = self._extreme(place, 1.0)
            self.system.high[cell] = self._extreme(place, -1.0)

    def _sweep(self, asked: Sequence[int], enough: Rule) -> None:
        """Look at tables in which all asked cells that are not seen to be wide are small, or large, together."""
        for sign in (1.0, -1.0) * 2:
            open_cells = [x for x in asked if not enough(self.seen_low[x], self.seen_high[x])]
            if len(open_cells) < _FEW:
                return
            goal = np.zeros(len(self.members))
            goal[open_cells] = sign
            self._solve(goal)

    def _extreme(self, place: int, sign: float) -> float:
        low, high = self.bounds[place]
        if sign > 0 and self.seen_low[place] <= low + NEAR:
            return float(low)
        if sign < 0 and self.seen_high[place] >= high - NEAR:
            return float(high)
        goal = np.zeros(len(self.members))
        goal[place] = sign
        value = self._solve(goal)
        # The part is feasible, so where there is no least or most nothing limits the cell.
        return sign * (-np.inf if value is None else value)

    def _solve(self, goal: Floats) -> float | None:
        """Return what the goal is at least, None when nothing limits it or no table fits; learn from the table."""
        found = _least(self.program, tuple(goal.tolist()))
        if found.status in (_INFEASIBLE, _UNBOUNDED):
            return None
        if found.status != 0:  # an unfinished search proves nothing, so it may not pass for safe
            raise AnalysisError(f"De aanval op de cijfers is niet uitgerekend: {found.message}")
        values = np.round(found.x)
        self.seen_low = np.minimum(self.seen_low, values)
        self.seen_high = np.maximum(self.seen_high, values)
        return float(np.round(found.fun))
