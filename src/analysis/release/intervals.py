"""
What an outsider can still compute: the interval of every number that was held back.

An attack on a publication is a system of equations: totals, subtotals and other
breakdowns, with a range for each number that was shown, rounded or hidden. Two
optimisations per number (HiGHS, through scipy) give the smallest and the largest
value that fit with everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import numpy as np
from scipy.optimize import linprog

from analysis.model.protection import WIDTH, Protection
from analysis.release.solver import NEAR, Arrays, Cell, Equation, Interval, Part, Rule

FLOOR = 8  # what an interval must reach by the usual rule, when it does not reach 0


def protected(low: float, high: float, *, width: float = WIDTH, floor: float = FLOOR) -> bool:
    """
    Whether an interval says too little about a small count, also to one of the people in it.

    Parameters
    ----------
    low, high : float
        What an outsider can compute.
    width : float
        At least this far apart.
    floor : float
        The smallest count that may be shown: the interval reaches 0 or goes up to here.

    Returns
    -------
    bool
        Who is counted knows that the count is 1 or more and asks about the others,
        so the rule holds for `high - 1` as well.
    """
    return all(
        top - bottom >= width - NEAR and (bottom <= NEAR or top >= floor - NEAR)
        for bottom, top in ((low, high), (max(low, 1) - 1, high - 1))
    )


def rule_of(protection: Protection) -> Rule:
    """Return when a count of a source is protected; see `protected`."""
    return partial(protected, width=protection.width, floor=protection.least)


def too_narrow(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    wanted: Collection[Cell],
    rule: Rule = protected,
    safe: Callable[[Cell, float, float], bool] | None = None,
) -> list[Cell]:
    """
    Return the wanted cells that an outsider can place too closely.

    Parameters
    ----------
    bounds, equations, wanted
        As for `feasible_intervals`.
    rule : callable
        Whether an interval is wide enough; every wider one then is too.
    safe : callable, optional
        What else makes the interval of a cell safe; the rule alone by default.

    The same answer as `feasible_intervals` with the rule held against each, in less time:
    a cell is left as soon as two tables that fit are far enough apart.

    Raises
    ------
    InconsistentError
        No table fits.
    """
    if not wanted:
        return []
    system = Arrays.of(list(bounds), {}, bounds, equations, integer=True)
    system.propagate()
    places = {system.index[cell] for cell in wanted}
    for members, rows in system.components():
        Part(system, members, rows).narrow(places, rule)
    found = {
        cell: (float(system.low[system.index[cell]]), float(system.high[system.index[cell]]))
        for cell in wanted
    }
    return [
        cell
        for cell, interval in found.items()
        if not rule(*interval) and not (safe is not None and safe(cell, *interval))
    ]


def feasible_intervals(
    cells: Collection[Cell],
    fixed: Mapping[Cell, float],
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    *,
    integer: bool = True,
    wanted: Collection[Cell] | None = None,
) -> dict[Cell, Interval]:
    """
    Return per cell the smallest and the largest value that fit with what was published.

    Parameters
    ----------
    cells : collection
        Ids; each is a number of 0 or more unless `bounds` says otherwise.
    fixed : mapping
        Cells that were shown exactly.
    bounds : mapping
        Range of cells that were rounded, hidden or marked.
    equations : sequence of mapping
        Coefficient per cell; each sums to 0.
    integer : bool
        Whether the cells are counts.
    wanted : collection, optional
        Cells to answer for; all that are not fixed by default.

    Returns
    -------
    dict
        `(low, high)` per wanted cell; `high` is infinite when nothing limits it.

    Raises
    ------
    InconsistentError
        No table fits: what was published contradicts itself.
    """
    system = Arrays.of(cells, fixed, bounds, equations, integer=integer)
    system.propagate()
    asked = [cell for cell in cells if cell not in fixed] if wanted is None else list(wanted)
    positions = {system.index[cell] for cell in asked}
    for members, rows in system.components():
        # An outsider learns nothing about a wanted cell from a part that has no equation with it, but a
        # part that contradicts itself is a fault in what was published, wherever it is.
        Part(system, members, rows).narrow(positions)
    # Adding 0 makes 0 of -0.
    return {
        cell: (float(system.low[system.index[cell]]) + 0.0, float(system.high[system.index[cell]]) + 0.0)
        for cell in asked
    }


def weights(
    cell: Cell, bounds: Mapping[Cell, Interval], equations: Sequence[Equation], *, highest: bool
) -> dict[Cell, float]:
    """
    Return which published numbers an outsider adds (above 0) and subtracts (below 0) to corner a cell.

    Parameters
    ----------
    cell : Hashable
        The cell attacked.
    bounds, equations : mapping, sequence of mapping
        As for `feasible_intervals`; a cell shown exactly has two equal bounds.
    highest : bool
        Whether the way to the upper or to the lower bound is asked.
    """
    cells = list(bounds)
    system = Arrays.of(cells, {}, bounds, equations, integer=False)
    goal = np.zeros(len(cells))
    goal[system.index[cell]] = -1.0 if highest else 1.0
    found = linprog(
        goal,
        A_eq=system.matrix,
        b_eq=np.zeros(system.matrix.shape[0]),
        bounds=np.column_stack([system.low, system.high]),
        method="highs",
    )
    if found.status != 0:
        return {}
    used = (found.lower.marginals + found.upper.marginals) * (-1.0 if highest else 1.0)
    return {one: float(used[place]) for one, place in system.index.items() if abs(used[place]) > NEAR}
