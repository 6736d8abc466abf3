"""The one door: every rule, asked of all rows that a release is made of, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from analysis.ground.errors import Problem
from analysis.model.rules import fractions, relations, series
from analysis.model.rules.derived import derived_problems
from analysis.model.rules.measures import Known
from analysis.model.rules.placed import with_facts
from analysis.model.rules.rows import row_problems

Found = Iterator[tuple[object, Problem]]
Rule = Callable[[pd.DataFrame, Known], Found]

# In this order; a row that an earlier one refused is left out of the next, so that one wrong cell is one message.
BETWEEN: Final[tuple[Rule, ...]] = (
    fractions.file_problems,
    lambda rows, _: fractions.mixed_problems(rows),
    lambda rows, _: relations.size_problems(rows),
    relations.part_problems,
    series.plausible_problems,
    series.jump_problems,
    derived_problems,
    series.area_problems,
    lambda rows, _: series.zero_problems(rows),
    lambda rows, _: series.year_problems(rows),
    series.edition_problems,
)


def problems_of(rows: pd.DataFrame, known: Known) -> list[Problem]:
    """
    Return everything that is wrong with the rows of a release, errors and warnings.

    Parameters
    ----------
    rows : DataFrame
        Placed rows (`placed`) of everything that was read: what came with the project, was fetched and
        was delivered. Each has passed the table contract.
    known : Known
        Indicators, areas, today and the edition.

    Returns
    -------
    list of Problem
        In the order of the files. F111, F137, F220, F221, F223, F230, F234, F250 to F255, F258, F260, F261, F264.
    """
    if rows.empty:
        return []
    left = with_facts(rows.reset_index(drop=True), known)
    left = left.assign(plek=left.index, eenheid=left["indicator"].map(lambda name: known.measures[name].unit))
    found: list[tuple[object, Problem]] = []
    for rule in (row_problems, *BETWEEN):
        new = list(rule(left, known))
        found.extend(new)
        left = left.drop(index=list({index for index, problem in new if not problem.warning}))
    order = {name: place for place, name in enumerate(rows["bestand"].unique())}
    problems = sorted(dict.fromkeys(one for _, one in found), key=lambda one: (order[one.file], one.row or 0))
    return list(_once_a_source(problems))


def file_problems(rows: pd.DataFrame, known: Known) -> list[Problem]:
    """Return what placed rows of one file say of themselves, without all others: F264."""
    found = fractions.file_problems(with_facts(rows.reset_index(drop=True), known), known)
    return list(dict.fromkeys(problem for _, problem in found))


def _once_a_source(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Say a warning about what a source published once: nobody here can change it."""
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
