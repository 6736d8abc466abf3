"""
What an outsider can still compute: the interval of every number that was held back.

An attack is a system of equations, with a range for each number that was shown, rounded or hidden. Two optimisations
per number (HiGHS, through scipy) give the smallest and the largest value that fit with everything else. The strongest
attacker supposes as much as fits together; one number that does not fit costs him no other; see `settled`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import hstack

from analysis.model.protection import WIDTH, Protection
from analysis.release.solver import (
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


def feasible_intervals(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    *,
    wanted: Collection[Cell] | None = None,
    enough: Rule | None = None,
) -> dict[Cell, Interval]:
    """
    Return per wanted count the smallest and the largest value, perhaps infinite, that fit with what was published.

    `bounds` has the range of each cell: one that was shown exactly has two equal bounds, one that is named in the
    equations alone is any count. `equations` are coefficients per cell; each sums to 0. All cells that were not shown
    exactly are `wanted` by default; one that is seen to be wide `enough` is not looked at any further.

    Raises `InconsistentError`: no table fits: what was published contradicts itself.
    """
    system = Arrays.of(bounds, equations)
    if wanted is None:
        wanted = [cell for cell, place in system.index.items() if system.low[place] < system.high[place]]
    system.propagate()
    places = {system.index[cell] for cell in wanted}
    for members, rows in system.components():
        # An outsider learns nothing about a wanted cell from a part that has no equation with it, but a
        # part that contradicts itself is a fault in what was published, wherever it is.
        Component(system, members, rows).narrow(places, enough)
    # Adding 0 makes 0 of -0.
    return {
        cell: (float(system.low[system.index[cell]]) + 0.0, float(system.high[system.index[cell]]) + 0.0)
        for cell in wanted
    }


def weights(
    cell: Cell, bounds: Mapping[Cell, Interval], equations: Sequence[Equation], *, highest: bool
) -> dict[Cell, float]:
    """
    Return which published numbers an outsider adds (above 0) and subtracts (below 0) to corner a cell.

    `highest` asks for the way to the upper bound of the cell, else that to the lower one.
    """
    system = Arrays.of(bounds, equations)
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


def holds(bounds: Mapping[Cell, Interval], equations: Sequence[Equation]) -> bool:
    """Whether any table fits with all of it."""
    try:
        feasible_intervals(bounds, equations, wanted=())
    except InconsistentError:
        return False
    return True


def settled(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    slacks: Mapping[Cell, tuple[Interval, Interval]],
    weight: Mapping[Cell, float],
) -> dict[Cell, Interval]:
    """
    Return the range of every slack when as much is supposed as fits together.

    `slacks` has what is supposed of each, which stands in the equations, and what is left of it when that does not
    hold. All get the first range where all of them fit, and when nothing fits whatever is given up; else those that
    cannot have it get the wider one, or no limit at all. `weight` is how much it is worth to an outsider that a slack
    keeps its first range, where that is not 1.
    """
    first = {cell: supposed for cell, (supposed, _) in slacks.items()}
    if not slacks or holds(dict(bounds) | first, equations):
        return first
    price = {cell: weight.get(cell, 1.0) for cell in slacks}
    strained = least_moves(dict(bounds) | first, equations, price, dict.fromkeys(slacks, NO_LIMIT))
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


def least_moves(
    bounds: Mapping[Cell, Interval],
    equations: Sequence[Equation],
    price: Mapping[Cell, float],
    room: Mapping[Cell, Interval],
) -> list[Cell] | None:
    """
    Return the cells that leave their range in the table nearest to what was published; None when no table fits.

    Those in `price` may do so, at that price per count, as far as their wider range in `room`.
    """
    system = Arrays.of(bounds, equations)
    places = [system.index[cell] for cell in price]
    low, high = system.low[places], system.high[places]
    least, most = np.array([room[cell] for cell in price]).T
    upward = np.where(np.isfinite(high), most - np.where(np.isfinite(high), high, 0.0), 0.0)
    downward = np.maximum(low - least, 0.0)
    leaving, costs, nothing = system.matrix[:, places], list(price.values()), np.zeros(len(places))
    found = linprog(
        np.concatenate([np.zeros(len(system.cells)), costs, costs]),
        A_eq=hstack([system.matrix, leaving, -leaving]).tocsr(),
        b_eq=np.zeros(len(equations)),
        bounds=np.vstack(
            [
                np.column_stack(sides)
                for sides in ((system.low, system.high), (nothing, upward), (nothing, downward))
            ]
        ),
        method="highs",
    )
    if found.status != 0:
        return None
    up, down = found.x[len(system.cells) :].reshape(2, -1)
    return [cell for cell, size in zip(price, up + down, strict=True) if size > NEAR]
