"""
What a release may be made of: everything that was read, held to the same rules before anything is made of it.

What came with the project, what was fetched and what the municipality delivered pass here together:
a number is held against all others, whatever file it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.model import rules, tidy
from analysis.model.catalogue import Catalogue
from analysis.model.rules.facts import together
from analysis.prepare.delivered import placed_rows, read_own
from analysis.prepare.fetched import Fetched, read_fetched
from analysis.sources.embedded import read_country, read_placed
from analysis.sources.files.check import Report

T = TypeVar("T")


@dataclass(frozen=True)
class Admitted:
    """The rows that a release is made of, by origin; tables of the contract, with what somebody should know of them."""

    embedded: pd.DataFrame = field(repr=False)
    # Of the embedded tables of the country, where nothing newer was fetched.
    country: pd.DataFrame = field(repr=False)
    fetched: Fetched = field(repr=False)
    own: pd.DataFrame = field(repr=False)
    warnings: tuple[Problem, ...] = ()


def known_of(catalogue: Catalogue, *, edition: int | None = None) -> rules.Known:
    """Return what the rules look up."""
    return rules.Known(catalogue.indicators, catalogue.areas, edition=edition)


def delivered_problems(report: Report, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return what the rules say of one delivered file as a whole, for whoever checks it before it is used."""
    if report.delivered is None or report.errors:
        return ()
    rows = rules.placed(placed_rows(report.delivered), name=report.name, origin=rules.DELIVERED)
    return tuple(rules.file_problems(rows, known_of(catalogue)))


def embedded_problems(catalogue: Catalogue) -> list[Problem]:
    """Return what keeps the figures that come with the project from being used, whatever else is wrong with a build."""
    failed: list[InputError] = []
    rows = _attempt(failed, lambda: read_placed(list(catalogue.sources)))
    found = [] if rows is None else rules.problems_of(rows, known_of(catalogue))
    return [one for one in (*(p for e in failed for p in e.problems), *found) if not one.warning]


def admit(gemeente: str, neighbours: Sequence[str], catalogue: Catalogue, *, edition: int) -> Admitted:
    """
    Read everything that a release of an edition (year) is made of, and let through what keeps to the rules.

    `neighbours` are the other gemeenten to read, for the regional map. Raises an InputError with every problem of every
    file, whatever its origin; nothing was made.
    """
    failed: list[InputError] = []
    embedded = _attempt(failed, lambda: read_placed(list(catalogue.sources)))
    fetched = _attempt(failed, lambda: read_fetched(gemeente, neighbours, catalogue))
    own = _attempt(failed, lambda: read_own(gemeente, catalogue))
    country = _not_fetched(read_country(gemeente, neighbours), fetched)
    rows = [part for part in (embedded, _placed(fetched), own.rows if own else None) if part is not None]
    found = rules.problems_of(together(*rows), known_of(catalogue, edition=edition), country)
    if wrong := [problem for problem in found if not problem.warning]:
        failed.append(_all_wrong(wrong))
    if failed or embedded is None or fetched is None or own is None:
        if len(failed) == 1:
            raise failed[0]
        raise _all_wrong([problem for error in failed for problem in error.problems])
    warnings = (*own.warnings, *(problem for problem in found if problem.warning))
    return Admitted(tidy.conform(embedded), tidy.conform(country), fetched, tidy.conform(own.rows), warnings)


def _not_fetched(country: pd.DataFrame, fetched: Fetched | None) -> pd.DataFrame:
    """Leave out of the embedded tables the numbers that were fetched: the rest stays, as `fetch` asks for less than they hold."""
    if fetched is None or fetched.rows.empty:
        return country
    key = list(tidy.KEY)
    return country[~pd.MultiIndex.from_frame(country[key]).isin(pd.MultiIndex.from_frame(fetched.rows[key]))]


def _attempt(failed: list[InputError], read: Callable[[], T]) -> T | None:
    """Read one kind of rows, or keep what is wrong with it: the others, and its rest, are still checked."""
    try:
        return read()
    except InputError as error:
        failed.append(error)
        return cast("T | None", error.rest)


def _all_wrong(problems: Sequence[Problem]) -> InputError:
    count = dutch.counted(len(problems), "punt", "punten")
    return InputError(f"De cijfers kloppen niet ({count}); er is niets gemaakt.", problems)


def _placed(fetched: Fetched | None) -> pd.DataFrame | None:
    if fetched is None:
        return None
    parts = [
        rules.placed(rows, name=f"opgehaald: {source}", origin=rules.FETCHED)
        for source, rows in fetched.rows.groupby("bron", sort=True)
    ]
    return together(*parts)
