"""
What an outsider can still compute: the interval of every number that was held back.

An attack on a publication is a system of equations: totals, subtotals and other
breakdowns, with a range for each number that was shown, rounded or hidden. Two
optimisations per number (HiGHS, through scipy) give the smallest and the largest
value that fit with everything else.

The strongest attacker supposes as much as fits together: that sums add up, and that numbers were not
revised. One number that does not fit costs him that number and no other; see `settled`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import hstack

from analysis.model.protection import WIDTH, Protection
from analysis.release.solver import (
    ANY_COUNT,
    NEAR,
    NO_LIMIT,
    Arrays,
    Cell,
    Component,
    Equation,
    InconsistentError,
    Interval,
    Rule,
)

FLOOR = 8  # what an interval must reach by the usual rule, when it does not reach 0


def protected(low: float, high: float, *, width: float = WIDTH, floor: float = FLOOR) -> bool:
    """
    Whether an interval says too little about a small count, also to one of the people in it.

    `floor` is the smallest count that may be shown: the interval is at least `width` wide, and reaches 0 or
    goes up to there. Who is counted knows that the count is 1 or more and asks about the others, so the rule
    holds for `high - 1` as well.
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
    Return the wanted cells that an outsider can place too closely: by the rule, unless `safe` says otherwise.

    The same answer as `feasible_intervals` with the rule held against each, in less time:
    a cell is left as soon as two tables that fit are far enough apart.

    Raises
    ------
    InconsistentError
        No table fits.
    """
    if not wanted:
        return []
    found = _narrowed(bounds, equations, wanted, enough=rule)
    return [
        cell
        for cell, interval in found.items()
        if not rule(*interval) and not (safe is not None and safe(cell, *interval))
    ]


def feasible_intervals(
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
    bounds : mapping
        Range of each cell; one that was shown exactly has two equal bounds, one that is named in the
        equations alone is any count.
    equations : sequence of mapping
        Coefficient per cell; each sums to 0.
    integer : bool
        Whether the cells are counts.
    wanted : collection, optional
        Cells to answer for; all that were not shown exactly by default.

    Returns
    -------
    dict
        `(low, high)` per wanted cell; `high` is infinite when nothing limits it.

    Raises
    ------
    InconsistentError
        No table fits: what was published contradicts itself.
    """
    return _narrowed(bounds, equations, wanted, integer=integer)


def _narrowed(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    wanted: Collection[Cell] | None,
    *,
    integer: bool = True,
    enough: Rule | None = None,
) -> dict[Cell, Interval]:
    system = Arrays.of(bounds, equations, integer=integer)
    asked = [cell for cell in system.cells if _is_open(cell, bounds)] if wanted is None else list(wanted)
    system.propagate()
    places = {system.index[cell] for cell in asked}
    for members, rows in system.components():
        # An outsider learns nothing about a wanted cell from a part that has no equation with it, but a
        # part that contradicts itself is a fault in what was published, wherever it is.
        Component(system, members, rows).narrow(places, enough)
    # Adding 0 makes 0 of -0.
    return {
        cell: (float(system.low[system.index[cell]]) + 0.0, float(system.high[system.index[cell]]) + 0.0)
        for cell in asked
    }


def _is_open(cell: Cell, bounds: Mapping[Cell, Interval]) -> bool:
    low, high = bounds.get(cell, ANY_COUNT)
    return low < high


def weights(
    cell: Cell, bounds: Mapping[Cell, Interval], equations: Sequence[Equation], *, highest: bool
) -> dict[Cell, float]:
    """
    Return which published numbers an outsider adds (above 0) and subtracts (below 0) to corner a cell.

    `highest` asks for the way to the upper bound of the cell, else that to the lower one.
    """
    system = Arrays.of(bounds, equations, integer=False)
    goal = np.zeros(len(system.cells))
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


# What is supposed of a slack, and what is left of it when that does not hold.
Slacks = Mapping[Cell, tuple[Interval, Interval]]


def holds(bounds: Mapping[Cell, Interval], equations: Sequence[Equation]) -> bool:
    """Whether any table fits with all of it."""
    try:
        _narrowed(bounds, equations, ())
    except InconsistentError:
        return False
    return True


def settled(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    slacks: Slacks,
    weight: Mapping[Cell, float] | None = None,
) -> dict[Cell, Interval]:
    """
    Return the range of every slack when as much is supposed as fits together.

    Parameters
    ----------
    bounds, equations
        As for `feasible_intervals`; the slacks stand in the equations.
    slacks : mapping
        Per slack the range that is supposed and a wider one.
    weight : mapping, optional
        How much it is worth to an outsider that a slack keeps its first range; 1 by default.

    Returns
    -------
    dict
        The first range of each slack where all of them fit; those that cannot have it get the wider
        one, or no limit at all. The first range of each when nothing fits whatever is given up.
    """
    first = {cell: supposed for cell, (supposed, _) in slacks.items()}
    if not slacks or holds(dict(bounds) | first, equations):
        return first
    strained = _strained(bounds, equations, slacks, weight or {})
    if strained is None:
        return first
    found = first | dict.fromkeys(strained, NO_LIMIT)
    if not holds(dict(bounds) | found, equations):  # whole numbers may need more room than fractions
        strained = list(slacks)
        found = dict.fromkeys(slacks, NO_LIMIT)
    for cell in strained:
        for narrower in slacks[cell]:
            if holds(dict(bounds) | found | {cell: narrower}, equations):
                found[cell] = narrower
                break
    return found


def _strained(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    slacks: Slacks,
    weight: Mapping[Cell, float],
) -> list[Cell] | None:
    """Return the slacks that leave their range when they do so as little as possible; None when that is no help."""
    names = list(slacks)
    supposed = {cell: slacks[cell][0] for cell in names}
    system = Arrays.of(dict(bounds) | supposed, equations, integer=False)
    places = [system.index[cell] for cell in names]
    price = np.array([weight.get(cell, 1.0) for cell in names])
    free = system.matrix[:, places]
    found = linprog(
        np.concatenate([np.zeros(len(system.cells)), price, price]),
        A_eq=hstack([system.matrix, free, -free]).tocsr(),
        b_eq=np.zeros(len(equations)),
        bounds=np.vstack(
            [np.column_stack([system.low, system.high]), np.tile([0.0, np.inf], (2 * len(names), 1))]
        ),
        method="highs",
    )
    if found.status != 0:
        return None
    moved = found.x[-2 * len(names) : -len(names)] + found.x[-len(names) :]
    return [cell for cell, size in zip(names, moved, strict=True) if size > NEAR]
