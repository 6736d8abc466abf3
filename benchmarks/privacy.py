"""
What is still exposed after hiding small counts in six ways, over 300 tables like those of Dalfsen.

    python benchmarks/privacy.py [tables] [surveys]

A table is 5 kernen by 4 forms of youth care with totals, drawn from a Poisson
distribution around shares of 180 people. Every way is attacked in the same
manner: the smallest and largest value that fit with what would be published, by
somebody who knows the rule, and by somebody who knows why each number was hidden as well.
A survey is one of `benchmarks.gemeenten`: carers, their answers, too few answers in small kernen.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # this folder is a package for the tests alone

from benchmarks.gemeenten import EDITIONS, gemeente

from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.model.tidy import WITH_VALUE
from analysis.release.cells import (
    BY_SOURCE,
    REST,
    TELLER,
    TOO_FEW,
    Count,
    key_of,
    rounded,
)
from analysis.release.gate import Gated, protect, row_by_row
from analysis.release.intervals import feasible_intervals, protected
from analysis.release.solver import ANY_COUNT, Cell, Equation, Interval
from analysis.release.suppress import choose, exposed
from analysis.release.system import System, systems_of

Place = tuple[int, int]
Table = dict[Place, int]

KERNEN = (0.41, 0.31, 0.16, 0.07, 0.05)
FORMS = (0.45, 0.25, 0.20, 0.10)
PEOPLE = 180
SEED = 148


def tables(number: int) -> Iterator[Table]:
    """Yield tables with a total per row, per column and of everything; totals stand in the last row and column."""
    rng = np.random.default_rng(SEED)
    for _ in range(number):
        yield with_totals(rng.poisson(PEOPLE * np.outer(KERNEN, FORMS)))


def with_totals(inner: np.ndarray) -> Table:
    right = np.column_stack([inner, inner.sum(axis=1)])
    whole = np.vstack([right, right.sum(axis=0)])
    return {(row, column): int(count) for (row, column), count in np.ndenumerate(whole)}


def sums(table: Table) -> tuple[Equation, ...]:
    """Return that every row and every column adds up to its total."""
    rows, columns = (max(place[side] for place in table) for side in (0, 1))
    across = [
        {(row, column): -1.0 if column == columns else 1.0 for column in range(columns + 1)}
        for row in range(rows + 1)
    ]
    down = [
        {(row, column): -1.0 if row == rows else 1.0 for row in range(rows + 1)}
        for column in range(columns + 1)
    ]
    return (*across, *down)


def is_inner(table: Table, place: Place) -> bool:
    rows, columns = (max(one[side] for one in table) for side in (0, 1))
    return place[0] < rows and place[1] < columns


@dataclass(frozen=True)
class Published:
    """A table as a reader gets it."""

    bounds: dict[Cell, Interval]
    sensitive: tuple[Cell, ...]
    hidden: int
    # The same, by who knows why each number was hidden.
    reasons: dict[Cell, Interval]


def exact_totals(table: Table, hidden: Collection[Place], sensitive: Collection[Place]) -> Published:
    bounds: dict[Cell, Interval] = {
        place: ANY_COUNT if place in hidden else (float(count), float(count))
        for place, count in table.items()
    }
    small = dict.fromkeys(sensitive, (1.0, 4.0))
    larger = dict.fromkeys(set(hidden) - set(sensitive), (5.0, math.inf))
    zeros = {place: (0.0, math.inf) for place in larger if table[place] == 0}
    return Published(bounds, tuple(sensitive), len(hidden), bounds | small | larger | zeros)


def primary_only(table: Table) -> Published:
    """Counts of 1 to 4 hidden, all the rest exact."""
    small = [place for place, count in table.items() if is_inner(table, place) and 1 <= count < 5]
    return exact_totals(table, small, small)


def two_per_line(table: Table) -> Published:
    """The same, with a second cell hidden where one stands alone in its row or column."""
    small = {place for place, count in table.items() if is_inner(table, place) and 1 <= count < 5}
    hidden = set(small)
    while True:
        more = {place for side in (0, 1) for place in _alone(table, hidden, side)}
        if not more:
            return exact_totals(table, hidden, sorted(small))
        hidden |= more


def _alone(table: Table, hidden: Collection[Place], side: int) -> Iterator[Place]:
    for line in {place[side] for place in hidden}:
        held = [place for place in hidden if place[side] == line]
        others = [
            place
            for place in table
            if place[side] == line and is_inner(table, place) and place not in hidden and table[place] > 0
        ]
        if len(held) == 1 and others:
            yield min(others, key=lambda place: (table[place], place))


def after_the_rule(table: Table) -> System:
    """The CBS rule: 0 to 7 hidden, the rest and every total rounded to 5 by itself."""
    small = [place for place, count in table.items() if count <= 7]
    bounds: dict[Cell, Interval] = {
        place: (0.0, 7.0) if count <= 7 else rounded(5 * math.floor(count / 5 + 0.5), 5, 8)
        for place, count in table.items()
    }
    rest = [place for place, count in table.items() if count > 7]
    return System(bounds, sums(table), tuple(small), {place: {place: (8.0, math.inf)} for place in rest})


def bare_rule(table: Table) -> Published:
    system = after_the_rule(table)
    # Without hiding more, everybody knows that a hidden number is 7 at most.
    bounds = dict(system.bounds)
    return Published(bounds, system.sensitive, len(system.sensitive), bounds)


def before(table: Table) -> Published:
    """The gate as it was: once a larger number is hidden too, nobody is thought to know which is small."""
    system = after_the_rule(table)
    unknown = dict.fromkeys(system.sensitive, ANY_COUNT)
    anything = {place: {place: ANY_COUNT} for place in system.candidates}
    if not exposed(system):
        return bare_rule(table)
    chosen = choose(replace(system, bounds=dict(system.bounds) | unknown, candidates=anything))
    larger = dict.fromkeys(chosen, (8.0, math.inf))
    naive = dict(system.bounds) | unknown | dict.fromkeys(chosen, ANY_COUNT)
    return Published(
        naive, system.sensitive, len(system.sensitive) + len(chosen), dict(system.bounds) | larger
    )


def cheapest(table: Table, *, exact: bool = True) -> Published:
    system = after_the_rule(table)
    chosen = choose(system, exact=exact)
    bounds = system.hiding(chosen)
    naive = bounds | dict.fromkeys((*system.sensitive, *chosen), ANY_COUNT)
    return Published(
        naive if chosen else bounds, system.sensitive, len(system.sensitive) + len(chosen), bounds
    )


def nearly_cheapest(table: Table) -> Published:
    return cheapest(table, exact=False)


@dataclass
class Score:
    """What one way of hiding gave away over all tables."""

    hidden: list[int] = field(default_factory=list)
    cells: int = 0
    exact: int = 0
    narrow: int = 0
    fails: int = 0
    reasons: int = 0
    sensitive: int = 0
    seconds: float = 0.0

    def add(self, table: Table, way: Callable[[Table], Published]) -> None:
        start = time.perf_counter()
        found = way(table)
        self.seconds += time.perf_counter() - start
        intervals = feasible_intervals(found.bounds, sums(table), wanted=found.sensitive)
        self.hidden.append(found.hidden)
        self.cells += len(table)
        self.sensitive += len(intervals)
        self.exact += sum(high - low < 1 for low, high in intervals.values())
        self.narrow += sum(high - low < 5 for low, high in intervals.values())
        self.fails += sum(not protected(low, high) for low, high in intervals.values())
        self.reasons += len(too_narrow(found.reasons, sums(table), found.sensitive))


WAYS: dict[str, Callable[[Table], Published]] = {
    "1-4 hidden, the rest exact": primary_only,
    "the same, two per row and column": two_per_line,
    "bare CBS rule (0-7, rest to 5)": bare_rule,
    "gate as it was": before,
    "gate: cheapest (proven)": cheapest,
    "gate: large tables' way": nearly_cheapest,
}


def large_table() -> float:
    """Return the seconds for an audit of 60 by 20 with 300 hidden cells, exact totals, every one asked for."""
    rng = np.random.default_rng(SEED)
    table = with_totals(rng.poisson(9, (60, 20)))
    inner = [place for place in table if is_inner(table, place)]
    hidden = [inner[number] for number in rng.choice(len(inner), 300, replace=False)]
    found = exact_totals(table, hidden, hidden)
    start = time.perf_counter()
    feasible_intervals(found.bounds, sums(table), wanted=hidden)
    return time.perf_counter() - start


def large_choice() -> tuple[float, int, int]:
    """Return seconds, small cells and cells hidden with them, for a table of 60 by 20 with all the rest exact."""
    table = with_totals(np.random.default_rng(SEED).poisson(11, (60, 20)))
    small = [place for place, count in table.items() if is_inner(table, place) and count <= 7]
    published = exact_totals(table, small, small)
    others = {place: {place: ANY_COUNT} for place in table if place not in set(small)}
    system = System(published.bounds, sums(table), tuple(small), others)
    start = time.perf_counter()
    chosen = choose(system)
    return time.perf_counter() - start, len(small), len(chosen)


@dataclass
class Surveys:
    """What one way of publishing surveys gave away."""

    cells: int = 0
    hidden: int = 0
    sensitive: int = 0
    fails: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ATTACKERS, 0))
    exact: int = 0

    def add(self, raw: pd.DataFrame, gated: Gated, parts: Mapping[str, frozenset[str]]) -> None:
        catalogue = read_catalogue()
        self.cells += len(raw)
        self.hidden += int((~gated.table["status"].isin(WITH_VALUE)).sum())
        small = secrets(raw)
        self.sensitive += len(small)
        for name in ATTACKERS:
            if name == "reasons" and not gated.reasons:
                self.fails[name] = self.fails["rule"]  # there are none to know
                continue
            reasons = gated.reasons if name == "reasons" else None
            known: set[Cell] = set()
            for system in systems_of(gated.table, catalogue, parts, GateRule(), reasons=reasons):
                wanted = [cell for cell in small if cell in system.bounds]
                known |= set(wanted)
                narrow = too_narrow(system.bounds, system.equations, wanted)
                self.fails[name] += len(narrow)
                if narrow and name == ATTACKERS[-1 if gated.reasons else 0]:
                    told = feasible_intervals(system.bounds, system.equations, wanted=narrow)
                    self.exact += sum(low == high for low, high in told.values())
            if not known:  # not protected at all: what is shown is known
                self.fails[name] += len(small)


ATTACKERS = ("rule", "reasons")


def secrets(raw: pd.DataFrame) -> list[Count]:
    """Return the counts of a survey that are small, have few others, or are of too few answers."""
    found = []
    for row in raw.to_dict("records"):
        few = row["n"] < 30
        for what, count in ((TELLER, row["teller"]), (REST, row["noemer"] - row["teller"])):
            if few or count <= 7:
                found.append(Count(key_of(row), what))
    return found


def as_before(raw: pd.DataFrame) -> Gated:
    """Surveys as they were: too few answers hidden, all the rest exact."""
    few = raw["n"] < 30
    table = raw.copy()
    table.loc[few, ["waarde", "teller", "noemer"]] = np.nan
    table.loc[few, "status"] = TOO_FEW
    return Gated(table.assign(methode=np.where(few, "geen", BY_SOURCE)), {})


def too_narrow(
    bounds: Mapping[Cell, Interval], equations: Sequence[Equation], wanted: Collection[Cell]
) -> list[Cell]:
    """Return the cells that can be placed too closely by the usual rule."""
    found = feasible_intervals(bounds, equations, wanted=wanted, enough=protected)
    return [cell for cell, interval in found.items() if not protected(*interval)]


def surveys(number: int) -> None:
    """Print what 200 surveys give away, and what their protection costs."""
    print(f"\n{number} surveys: carers and 18 questions after it, in kernen and the gemeente\n")
    print(f"{'way':36}{'hidden':>8}{'small':>8}{'by rule':>9}{'by reasons':>12}{'exact':>7}{'seconds':>9}")
    catalogue = read_catalogue()
    ways: dict[str, Callable[[pd.DataFrame, Mapping[str, frozenset[str]]], Gated]] = {
        "as it was: only too few hidden": lambda raw, _: as_before(raw),
        "the rule, row by row": lambda raw, _: row_by_row(raw, catalogue, GateRule()),
        "gate": lambda raw, parts: protect(raw, catalogue, GateRule(), parts),
    }
    for name, way in ways.items():
        score, start = Surveys(), time.perf_counter()
        for seed in range(number):
            made = gemeente(seed)
            table = made.editions[EDITIONS[0]]
            raw = table[table["bron"] == "eigen_mantelzorg"].reset_index(drop=True)
            score.add(raw, way(raw, made.parts), made.parts)
        print(
            f"{name:36}{score.hidden / score.cells:8.1%}{score.sensitive:8}{score.fails['rule']:9}"
            f"{score.fails['reasons']:12}{score.exact:7}{time.perf_counter() - start:9.1f}",
            flush=True,
        )


def main(number: int, questionnaires: int) -> None:
    print(f"{number} tables of 5 kernen by 4 forms; seed {SEED}\n")
    print(
        f"{'way':36}{'hidden':>8}{'share':>8}{'exact':>8}{'< 5 wide':>10}{'fails rule':>12}"
        f"{'reasons known':>15}{'seconds':>9}"
    )
    scores = {}
    for name, way in WAYS.items():
        score = scores[name] = Score()
        for table in tables(number):
            score.add(table, way)
        mean, share = statistics.mean(score.hidden), sum(score.hidden) / score.cells
        print(
            f"{name:36}{mean:8.2f}{share:8.1%}{score.exact:8}{score.narrow:10}{score.fails:12}"
            f"{score.reasons:15}{score.seconds:9.1f}",
            flush=True,
        )
    best, good = (sum(scores[name].hidden) for name in list(WAYS)[-2:])
    print(f"\nlarge tables' way hides {good / best - 1:.1%} more cells than the cheapest")
    print(f"audit of 60 by 20 with 300 hidden: {large_table():.1f} s")
    seconds, small, more = large_choice()
    print(
        f"choice on 60 by 20, the rest exact: {small} small cells, {more} hidden with them, {seconds:.1f} s"
    )
    surveys(questionnaires)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 200)
