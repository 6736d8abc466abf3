"""
The rules that every row of the table contract is held to, whatever its origin: all of them, asked of all rows at once.

`arithmetic` holds the tests themselves, over columns of numbers, for delivered files too; `rows` what a row alone
must be, `relations` and `series` what rows must be to each other. Pure: tables in, problems out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from analysis.ground.errors import Problem
from analysis.model.rules import relations, series
from analysis.model.rules.facts import (
    DELIVERED,
    FETCHED,
    PEOPLE,
    PROJECT,
    Found,
    Known,
    placed,
    together,
    with_facts,
)
from analysis.model.rules.rows import row_problems

__all__ = [
    "DELIVERED",
    "FETCHED",
    "PROJECT",
    "Known",
    "file_problems",
    "placed",
    "problems_of",
]

# In this order; a row that an earlier one refused is left out of the next, so that one wrong cell is one message.
BETWEEN: Final[tuple[Callable[[pd.DataFrame, Known], Iterator[Found]], ...]] = (
    series.fraction_problems,
    lambda rows, _: series.mixed_problems(rows),
    lambda rows, _: relations.size_problems(rows),
    relations.part_problems,
    series.plausible_problems,
    series.jump_problems,
    relations.derived_problems,
    series.area_problems,
    lambda rows, _: series.zero_problems(rows),
    lambda rows, _: series.year_problems(rows),
    series.edition_problems,
)


def problems_of(rows: pd.DataFrame, known: Known, beside: pd.DataFrame | None = None) -> list[Problem]:
    """
    Return everything that is wrong with the rows of a release, errors and warnings, in the order of the files.

    `rows` are placed rows (`placed`) of everything that was read; each has passed the table contract. `beside` are
    placed rows that the others are held against and nothing is said of: whoever packed them has looked, and
    nobody who reads this can change them.
    """
    if rows.empty:
        return []
    judged = len(rows)
    if beside is not None:
        # Of other indicators there is nothing to be held against, but for how many people there are.
        rows = together(rows, beside[beside["indicator"].isin({PEOPLE, *rows["indicator"]})])
    left = with_facts(rows.reset_index(drop=True), known)
    left = left.assign(plek=left.index)
    found: list[Found] = []
    for rule in (row_problems, *BETWEEN):
        new = [(place, one) for place, one in rule(left, known) if place < judged]
        found.extend(new)
        left = left.drop(index=list({index for index, problem in new if not problem.warning}))
    order = {name: place for place, name in enumerate(rows["bestand"].unique())}
    problems = sorted(dict.fromkeys(one for _, one in found), key=lambda one: (order[one.file], one.row or 0))
    return list(_once_a_source(problems))


def file_problems(rows: pd.DataFrame, known: Known) -> list[Problem]:
    """Return what placed rows of one file say of themselves, without all others: F264."""
    found = series.fraction_problems(with_facts(rows.reset_index(drop=True), known), known)
    return list(dict.fromkeys(problem for _, problem in found))


def _once_a_source(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Say a warning about what a source published, which has no row, once: nobody here can change it."""
    counts = Counter((one.file, one.code) for one in problems if one.warning and one.row is None)
    told: set[tuple[str, str]] = set()
    for one in problems:
        key = (one.file, one.code)
        if not one.warning or one.row is not None:
            yield one
        elif key not in told:
            told.add(key)
            more = counts[key] - 1
            yield replace(one, found=f"{one.found} (en nog {more} van zulke getallen)") if more else one
