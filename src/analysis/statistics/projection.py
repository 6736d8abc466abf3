"""
People by age carried forward in time: cohorts that survive, and move in or out.

Births are left out: an age may be asked for only once the first cohort has grown past it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics._arrays import FloatArray

TOP = 110  # single ages run from 0 to this one, which stays open
_STEADY = 1e-9  # years: how near the life expectancy asked for the solver comes


def survival_ratios(lived: ArrayLike) -> FloatArray:
    """
    Give the share of each age group that is alive one step later, from a life table.

    `lived` are the person-years lived in each age group (L); the last is open and holds all that is lived beyond (T).
    One ratio per group: ``L[i + 1] / L[i]``, and for the last two ``T[n] / (L[n − 1] + T[n])``.

    Preston SH, Heuveline P, Guillot M (2001). Demography: measuring and modeling population processes,
    section 6.3: the open group takes the survivors of the group before it and its own.
    """
    years = np.asarray(lived, dtype=float)
    if years.ndim != 1 or len(years) < 2 or (years <= 0).any():
        raise ValueError("A life table has at least two age groups, each with years lived.")
    ratios = np.append(years[1:] / years[:-1], 0.0)
    ratios[-2:] = years[-1] / (years[-2] + years[-1])
    return np.asarray(ratios)


def gompertz(expectancy: float, steepness: float) -> FloatArray:
    """
    Give the years lived at each single age when the risk of death grows by a fixed factor with age.

    The life expectancy at birth lies between 40 and 105 years; `steepness`, the growth of the risk of death per year of
    age, between 0.05 and 0.2: 0.1 doubles it in seven years. Gives `TOP + 1` values: person-years per birth, the last
    for all ages beyond.

    ``l(x) = exp(−(a / b)(exp(bx) − 1))``, with b the steepness and a such that the years lived add up to the
    expectancy. Deaths at young ages are too few in this law; above 50, where it is used, it fits well.

    Gompertz B (1825). Philosophical Transactions of the Royal Society 115:513–583.
    """
    if not 40 <= expectancy <= 105 or not 0.05 <= steepness <= 0.2:
        raise ValueError("A life expectancy lies between 40 and 105 years, a steepness between 0.05 and 0.2.")
    low, high = 1e-12, 0.05
    while True:
        level = float(np.sqrt(low * high))
        lived = _lived(level, steepness)
        if abs(lived.sum() - expectancy) < _STEADY or high / low < 1 + 1e-14:
            return lived
        low, high = (level, high) if lived.sum() > expectancy else (low, level)


def _lived(level: float, steepness: float) -> FloatArray:
    fine = np.arange(0, 1501) / 10  # a tenth of a year, to 150
    alive = np.exp(-level / steepness * np.expm1(steepness * fine))
    tenths = (alive[1:] + alive[:-1]) / 20
    years = tenths.reshape(150, 10).sum(axis=1)
    return np.append(years[:TOP], years[TOP:].sum())


def spread(counts: ArrayLike, edges: ArrayLike, lived: ArrayLike, growth: float = 0.0) -> FloatArray:
    """
    Spread age groups over `TOP + 1` single ages that add up to them, so that they can be carried forward.

    `counts` run from young to old, `edges` are the first age of each group, from 0; the last group is open. Inside a
    closed group everybody counts alike. The open group follows the life table `lived`, with cohorts that are `growth`
    smaller at birth, as a share a year, for each year they are older.
    """
    people, first = np.asarray(counts, dtype=float), np.asarray(edges, dtype=int)
    if len(people) != len(first) or first[0] != 0 or (np.diff(first) <= 0).any() or first[-1] >= TOP:
        raise ValueError("Each age group has a first age, rising from 0.")
    single = np.zeros(TOP + 1)
    for total, low, high in zip(people[:-1], first[:-1], first[1:], strict=True):
        single[low:high] = total / (high - low)
    old = np.arange(first[-1], TOP + 1)
    shape = np.asarray(lived, dtype=float)[old] * np.exp(-growth * (old - old[0]))
    single[old] = people[-1] * shape / shape.sum()
    return single


def project(people: ArrayLike, ratios: ArrayLike, steps: int, migration: ArrayLike = 0.0) -> FloatArray:
    """
    Carry people by age group forward, one group a step.

    `people` has the groups in the last axis, as wide as a step, the last one open; more axes are more populations, each
    by itself. `ratios` are as `survival_ratios` gives them; `migration` is net, per step, as a share of those who are
    there, per age group or one for all. Gives per population a row per moment, the start first; a group that only
    newborns could fill is NaN.
    """
    start, alive = np.asarray(people, dtype=float), np.asarray(ratios, dtype=float)
    if start.shape != alive.shape or steps < 0:
        raise ValueError("There is one ratio per age group, and no step back.")
    stays = alive * (1 + np.broadcast_to(np.asarray(migration, dtype=float), start.shape))
    moments = np.full((*start.shape[:-1], steps + 1, start.shape[-1]), np.nan)
    moments[..., 0, :] = start
    for step in range(steps):
        survivors, after = moments[..., step, :] * stays, moments[..., step + 1, :]
        after[..., 1:] = survivors[..., :-1]
        after[..., -1] += survivors[..., -1]
    return moments


def aged(single: ArrayLike, first: int, until: int | None = None) -> FloatArray:
    """
    Add up single ages, in the last axis, from `first` to just before `until`, or to the oldest.

    Raises when one of those ages would be filled by people who were not born at the start.
    """
    chosen = np.asarray(single, dtype=float)[..., first:until]
    if np.isnan(chosen).any():
        raise ValueError("Births are not projected: these ages are too young for that year.")
    return np.asarray(chosen.sum(axis=-1))
