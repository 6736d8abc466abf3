"""
The scenario of ageing: people of 75 and 85 and over, and people of 50 to 74 per person of 85 and over.

It starts from the age groups that are known, spread over single ages by assumptions; every
combination of low, middle and high is worked out, and the range of all is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.statistics import aged, gompertz, project, spread, survival_ratios
from analysis.topics.scenario import Scenario, Variant
from analysis.topics.themes import AGES

EDGES = (0, 15, 25, 45, 65)
MOBILE = 75  # from this age on nobody is taken to move into or out of the area
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AgeMeasure:
    """Something that is followed: its name, decimals, and how it follows from people by single age."""

    name: str
    short: str
    decimals: int
    first: int = 0  # age from which people count; 0 for the carers per person of 85 and over

    def of(self, moments: Floats) -> Floats:
        """Return it for each moment."""
        if self.first:
            return aged(moments, self.first)
        return np.asarray(aged(moments, 50, 75) / aged(moments, 85))


OVER_75 = AgeMeasure("Inwoners van 75 jaar en ouder", "75 jaar en ouder", 0, 75)
OVER_85 = AgeMeasure("Inwoners van 85 jaar en ouder", "85 jaar en ouder", 0, 85)
CARERS = AgeMeasure(
    "Inwoners van 50 tot en met 74 jaar per inwoner van 85 jaar en ouder", "50–74 per 85-plusser", 1
)
MEASURES = (OVER_75, OVER_85, CARERS)


@dataclass(frozen=True)
class Outlook:
    """
    What the scenario gives for one area.

    Attributes
    ----------
    area : str
        Area code.
    years : tuple of int
        From the year of the known ages to the last one.
    people : float
        Inhabitants at the start.
    pointed : bool
        Whether there are enough of them for a middle estimate.
    low, middle, high : dict of AgeMeasure to array
        Per year; the middle only where `pointed`.
    change : dict of AgeMeasure to pair of float
        Least and most growth from first to last year, each variant against itself, as a share.
    rows : DataFrame
        Rows of the release that it starts from.
    """

    area: str
    years: tuple[int, ...]
    people: float
    pointed: bool
    low: dict[AgeMeasure, Floats]
    middle: dict[AgeMeasure, Floats]
    high: dict[AgeMeasure, Floats]
    change: dict[AgeMeasure, tuple[float, float]]
    rows: pd.DataFrame

    def bounds(self, measure: AgeMeasure, year: int) -> tuple[float, float | None, float]:
        """Return low, middle and high of one measure in a year; no middle where there are too few people for it."""
        at = self.years.index(year)
        middle = float(self.middle[measure][at]) if self.pointed else None
        return float(self.low[measure][at]), middle, float(self.high[measure][at])

    def text(self, measure: AgeMeasure, year: int) -> str:
        """Write what is expected of one measure in a year: the middle where there is one, and the range."""
        low, middle, high = (
            None if value is None else dutch.number(_round(value, measure), measure.decimals)
            for value in self.bounds(measure, year)
        )
        return f"{low} tot {high}" if middle is None else f"{middle} ({low} tot {high})"


def _round(value: float, measure: AgeMeasure) -> float:
    """Round people to tens: a scenario on five age groups knows no more."""
    return float(value) if measure.decimals else round(float(value) / 10) * 10


def outlook(release: Release, scenario: Scenario, area: str) -> Outlook | None:
    """Return the scenario of an area; None where an age group or the number of inhabitants is not known."""
    period = release.newest(AGES[0], [area])
    rows = release.rows(["inwoners", *AGES], [area], period)
    rows = rows[has_value(rows)].reset_index(drop=True)
    if len(rows) != 1 + len(AGES) or not period.isdigit() or int(period) >= scenario.tot_jaar:
        return None
    value = rows.set_index("indicator")["waarde"]
    total = float(value["inwoners"])
    shares = value[list(AGES)].to_numpy(dtype=float)
    years = tuple(range(int(period), scenario.tot_jaar + 1))
    every = _moments(shares, total, scenario.variants(), len(years) - 1)
    (middle,) = _moments(shares, total, [scenario.middle], len(years) - 1)
    found = {measure: measure.of(every) for measure in MEASURES}
    pointed = total >= scenario.kleinste_gebied
    return Outlook(
        area=area,
        years=years,
        people=total,
        pointed=pointed,
        low={measure: outcomes.min(axis=0) for measure, outcomes in found.items()},
        middle={measure: measure.of(middle) for measure in MEASURES} if pointed else {},
        high={measure: outcomes.max(axis=0) for measure, outcomes in found.items()},
        change={measure: _change(outcomes) for measure, outcomes in found.items()},
        rows=rows,
    )


def _change(outcomes: Floats) -> tuple[float, float]:
    growth = outcomes[:, -1] / outcomes[:, 0] - 1
    return float(growth.min()), float(growth.max())


@cache
def _life_table(expectancy: float, steepness: float) -> tuple[Floats, Floats]:
    lived = gompertz(expectancy, steepness)
    return lived, survival_ratios(lived)


def _moments(shares: Floats, total: float, variants: Iterable[Variant], steps: int) -> Floats:
    """
    Carry the age groups forward in every variant: variants, moments, single ages.

    What rounding adds to the oldest group is taken from the others.
    """
    people, ratios, moves = [], [], []
    for variant in variants:
        old = shares[-1] + variant.rounding
        counts = np.append(shares[:-1] * (100 - old) / shares[:-1].sum(), old) * total / 100
        lived, alive = _life_table(variant.expectancy, variant.steepness)
        people.append(spread(counts, EDGES, lived, variant.older))
        ratios.append(alive)
        moves.append(np.where(np.arange(len(lived)) < MOBILE, variant.migration / 1000, 0.0))
    return project(people, ratios, steps, moves)
