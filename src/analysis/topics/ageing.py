"""
The scenario of ageing: people of 75 and 85 and over, and people of 50 to 74 per person of 85 and over.

The known age groups are spread over single ages by the assumptions of `params/scenario/bevolking.yml`; every
combination of low, middle and high is worked out, and the range of all is what is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from analysis.charts.table import has_value
from analysis.ground import dutch, paths
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import Closed, load
from analysis.release.release import Release
from analysis.statistics.projection import aged, gompertz, project, spread, survival_ratios
from analysis.topics.themes import AGES

EDGES = (0, 15, 25, 45, 65)  # the age groups of CBS, by the first age of each
MOBILE = 75  # from this age on nobody is taken to move into or out of the area
Floats = NDArray[np.float64]
Variant = tuple[float, ...]  # one value for every assumption, in the order of `Scenario.assumptions`


class Assumption(Closed):
    """One assumption: three values from low to high, and where they come from."""

    naam: str
    laag: float
    midden: float
    hoog: float
    bron: str = Field(min_length=1)

    @model_validator(mode="after")
    def _rises(self) -> Assumption:
        if not self.laag <= self.midden <= self.hoog:
            raise wrong("F604 oplopend")
        return self


class OwnAssumptions(Closed):
    """What a gemeente puts in place of the shared assumptions, because its own documents say so."""

    vraag: str | None = None
    levensverwachting: Assumption | None = None
    steilheid_sterfte: Assumption | None = None
    migratie_per_1000: Assumption | None = None
    opbouw_ouderen: Assumption | None = None
    afronding_punten: Assumption | None = None


class Scenario(Closed):
    """All that the scenario assumes; `per_gemeente` is put in place by `read_scenario`."""

    tot_jaar: int = Field(strict=True, ge=2025, le=2070, description="Laatste jaar van het scenario")
    kleinste_gebied: int = Field(
        strict=True, ge=0, description="Bij minder inwoners komt er geen middelste schatting"
    )
    vraag: str = Field(min_length=1, description="De vraag waarop het scenario antwoord geeft")
    levensverwachting: Assumption
    steilheid_sterfte: Assumption
    migratie_per_1000: Assumption
    opbouw_ouderen: Assumption
    afronding_punten: Assumption
    per_gemeente: dict[str, OwnAssumptions] = Field(
        default={}, description="Aannames uit eigen stukken, per code van een gemeente"
    )

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What is assumed of mortality, of moving, of the oldest and of rounding, in that order."""
        mortality = self.levensverwachting, self.steilheid_sterfte
        return (*mortality, self.migratie_per_1000, self.opbouw_ouderen, self.afronding_punten)

    @property
    def middle(self) -> Variant:
        """The variant with every assumption in the middle."""
        return tuple(one.midden for one in self.assumptions)

    def variants(self) -> Iterator[Variant]:
        """Return every combination of low, middle and high: the range of outcomes is theirs."""
        return itertools.product(*((one.laag, one.midden, one.hoog) for one in self.assumptions))


def scenario_file() -> Path:
    """Return the file of the assumptions."""
    return paths.params() / "scenario" / "bevolking.yml"


def read_scenario(gemeente: str) -> Scenario:
    """Read the shared assumptions, with those of a gemeente in their place; raises `InputError` with every problem."""
    shared = load(scenario_file(), Scenario)
    own = dict(shared.per_gemeente.get(gemeente, OwnAssumptions()))
    given = {name: value for name, value in own.items() if value is not None}
    return shared.model_copy(update={**given, "per_gemeente": {}})


@dataclass(frozen=True)
class AgeMeasure:
    """Something that is followed: its name, decimals, and how it follows from people by single age."""

    name: str
    short: str
    decimals: int
    first: int = 0  # age from which people count; 0 for the carers per person of 85 and over

    def of(self, moments: Floats) -> Floats:
        """Return it for each moment."""
        carers = np.asarray(aged(moments, 50, 75) / aged(moments, 85))
        return aged(moments, self.first) if self.first else carers

    def rounded(self, value: float) -> float:
        """Round people to tens: a scenario on five age groups knows no more."""
        return float(value) if self.decimals else round(float(value) / 10) * 10


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

    `years` run from that of the known ages to the last one. `low`, `middle` and `high` are per year; the middle is
    there only where there are enough inhabitants for it. `change` is the least and most growth from first to last
    year, each variant against itself, as a share. `rows` are those of the release that it starts from.
    """

    area: str
    years: tuple[int, ...]
    low: dict[AgeMeasure, Floats]
    middle: dict[AgeMeasure, Floats]
    high: dict[AgeMeasure, Floats]
    change: dict[AgeMeasure, tuple[float, float]]
    rows: pd.DataFrame

    def bounds(self, measure: AgeMeasure, year: int) -> tuple[float, float | None, float]:
        """Return low, middle and high of one measure in a year; no middle where there are too few people for it."""
        at = self.years.index(year)
        middle = float(self.middle[measure][at]) if self.middle else None
        return float(self.low[measure][at]), middle, float(self.high[measure][at])

    def rounded(self, measure: AgeMeasure, year: int) -> list[float | None]:
        """Return `bounds`, people in tens."""
        return [None if one is None else measure.rounded(round(one, 1)) for one in self.bounds(measure, year)]

    def text(self, measure: AgeMeasure, year: int) -> str:
        """Write what is expected of one measure in a year: the middle where there is one, and the range."""
        low, middle, high = (
            None if value is None else dutch.number(measure.rounded(value), measure.decimals)
            for value in self.bounds(measure, year)
        )
        return f"{low} tot {high}" if middle is None else f"{middle} ({low} tot {high})"


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
    growth = {measure: variants[:, -1] / variants[:, 0] - 1 for measure, variants in found.items()}
    return Outlook(
        area=area,
        years=years,
        low={measure: variants.min(axis=0) for measure, variants in found.items()},
        middle={one: one.of(middle) for one in MEASURES} if total >= scenario.kleinste_gebied else {},
        high={measure: variants.max(axis=0) for measure, variants in found.items()},
        change={measure: (float(one.min()), float(one.max())) for measure, one in growth.items()},
        rows=rows,
    )


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
    for expectancy, steepness, migration, older, rounding in variants:
        old = shares[-1] + rounding
        counts = np.append(shares[:-1] * (100 - old) / shares[:-1].sum(), old) * total / 100
        lived, alive = _life_table(expectancy, steepness)
        people.append(spread(counts, EDGES, lived, older))
        ratios.append(alive)
        moves.append(np.where(np.arange(len(lived)) < MOBILE, migration / 1000, 0.0))
    return project(people, ratios, steps, moves)
