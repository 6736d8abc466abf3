"""What the numbers of one area, period and source must be to each other: a count and its parts, a share and its counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.measures import PEOPLE, Known
from analysis.model.rules.placed import FETCHED, amount, problem

Found = tuple[object, Problem]

PLACE: Final = ["gebied", "periode", "bron"]
DENSITY: Final = "bevolkingsdichtheid"
SURFACE: Final = "oppervlakte_land"
# A density is rounded to whole people and its surface to hundredths: small areas miss it by a little.
DENSITY_SLACK: Final = 0.1
HALF: Final = arithmetic.ROUNDED_TO / 2


def derived_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F261: a count above what it is part of, or a value that the counts beside it do not make.

    Only what the catalogue says belongs together (`afgeleid`, `onderdelen`) is held against each other, and
    a density against inhabitants and surface.
    """
    related = {name: (*(one.quotient or ()), *one.parts) for name, one in known.measures.items()}
    named = {name for name, others in related.items() if others}.union(*related.values())
    chosen = rows[rows["gemeten"] & rows["indicator"].isin({*named, DENSITY, PEOPLE, SURFACE})]
    if chosen.empty:
        return
    # One row per area, period and source, one column per indicator; `plek` is where each number stands.
    wide = chosen.drop_duplicates(["indicator", *PLACE]).set_index([*PLACE, "indicator"])
    beside = _Beside(wide["waarde"].unstack(), wide["plek"].unstack(), rows)
    for name, measure in known.measures.items():
        if measure.quotient:
            yield from _part_of(beside, *measure.quotient)
            yield from _share_of(beside, name, *measure.quotient)
        if measure.parts:
            yield from _made_of(beside, name, measure.parts)
    yield from _density_of(beside)


class _Beside:
    """The numbers of each area and period beside each other."""

    def __init__(self, values: pd.DataFrame, places: pd.DataFrame, rows: pd.DataFrame) -> None:
        self.values, self.places, self.rows = values, places, rows

    def has(self, *names: str) -> bool:
        return all(name in self.values for name in names)

    def problems(self, name: str, wrong: pd.Series, key: str, made: Callable[[Any], str]) -> Iterator[Found]:
        """Yield a problem at the number of `name` in each row that is wrong."""
        for place in self.values.index[wrong]:
            row = next(self.rows.loc[[int(self.places.loc[place, name])]].itertuples())
            told = made(self.values.loc[place])
            yield row.Index, problem(row, key, "waarde", made=told, warning=row.herkomst == FETCHED)


def _part_of(beside: _Beside, part: str, whole: str) -> Iterator[Found]:
    if not beside.has(part, whole):
        return
    wrong = beside.values[part] > beside.values[whole] + arithmetic.ROUNDED_TO
    yield from beside.problems(
        part,
        wrong,
        "F261 deel",
        lambda row: f"hooguit {whole} in hetzelfde gebied en jaar: {amount(row[whole])}",
    )


def _share_of(beside: _Beside, share: str, part: str, whole: str) -> Iterator[Found]:
    """Hold a percentage against its counts, each of which may be rounded to five."""
    if not beside.has(share, part, whole):
        return
    few, all_of = beside.values[part], beside.values[whole]
    low = 100 * (few - HALF).clip(lower=0) / (all_of + HALF)
    high = 100 * (few + HALF) / (all_of - HALF).clip(lower=HALF)
    wrong = arithmetic.outside(beside.values[share], low - 1, high + 1) & (all_of > 0)

    def expected(row: Any) -> str:
        made = dutch.number(100 * row[part] / row[whole], 1)
        return f"ongeveer {made}: {part} ({amount(row[part])}) als deel van {whole} ({amount(row[whole])})"

    yield from beside.problems(share, wrong, "F261 drie", expected)


def _made_of(beside: _Beside, whole: str, parts: tuple[str, ...]) -> Iterator[Found]:
    if not beside.has(whole, *parts):
        return
    summed = beside.values[list(parts)].sum(axis=1, min_count=len(parts))
    wrong = (beside.values[whole] - summed).abs() > (len(parts) + 1) * HALF
    yield from beside.problems(
        whole,
        wrong,
        "F261 delen",
        lambda row: f"de som van {dutch.enumeration(parts)}: {amount(row[list(parts)].sum())}",
    )


def _density_of(beside: _Beside) -> Iterator[Found]:
    if not beside.has(DENSITY, PEOPLE, SURFACE):
        return
    surface = beside.values[SURFACE]
    made = beside.values[PEOPLE] / surface.where(surface > 0)
    wrong = (beside.values[DENSITY] - made).abs() > DENSITY_SLACK * made + 1

    def expected(row: Any) -> str:
        made = dutch.number(row[PEOPLE] / row[SURFACE])
        return f"ongeveer {made}: {amount(row[PEOPLE])} inwoners op {amount(row[SURFACE])} km²"

    yield from beside.problems(DENSITY, wrong, "F261 drie", expected)
