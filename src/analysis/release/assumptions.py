"""
What an outsider may suppose without being contradicted: that sums add up, and that numbers were not revised.

The strongest attacker supposes as much as fits together. One number that does not fit costs him
that number and no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import hstack

from analysis.release.solver import NEAR, Arrays, Cell, Equation, InconsistentError, Interval, Part
from analysis.release.sums import EITHER_WAY

# What is supposed of a slack, and what is left of it when that does not hold.
Slacks = Mapping[Cell, tuple[Interval, Interval]]


def holds(bounds: Mapping[Cell, Interval], equations: Sequence[Equation]) -> bool:
    """Whether any table fits with all of it."""
    system = Arrays.of(list(bounds), {}, bounds, equations, integer=True)
    try:
        system.propagate()
        for members, rows in system.components():
            Part(system, members, rows).narrow(())
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
    bounds : mapping
        Range per count.
    equations : sequence of mapping
        Sums, with the slacks in them.
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
    found = first | dict.fromkeys(strained, EITHER_WAY)
    if not holds(dict(bounds) | found, equations):  # whole numbers may need more room than fractions
        strained = list(slacks)
        found = dict.fromkeys(slacks, EITHER_WAY)
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
    system = Arrays.of(list(dict(bounds) | supposed), {}, dict(bounds) | supposed, equations, integer=False)
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
