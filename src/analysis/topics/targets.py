"""
Whether a goal is on course: the document's result targets as rules, with the uncertainty of the numbers.

A goal is `op koers` only where the numbers show it. Where they cannot show it, because there is one
measurement, no margin or no target, the answer is `niet vast te stellen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.goal_nodes import Node, Target
from analysis.model.goals import NO_TARGET, GoalTree, read_goals
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.statistics.intervals import hybrid
from analysis.topics.budget_policy import posts_of

ON_COURSE: Final = "op koers"
ATTENTION: Final = "aandacht"
UNKNOWN: Final = "niet vast te stellen"
OUTCOMES: Final = (ON_COURSE, ATTENTION, UNKNOWN)


@dataclass(frozen=True)
class Part:
    """One indicator of a target: what it is held against, the difference with bounds, and what follows."""

    indicator: str
    outcome: str
    reason: str
    value: float = float("nan")
    mark: float = float("nan")
    gap: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True)
class Outcome:
    """The status of a node with its reason, the parts it rests on and their rows of the release table."""

    node: str
    status: str
    reason: str
    parts: tuple[Part, ...]
    rows: pd.DataFrame

    @property
    def is_example(self) -> bool:
        """Whether it rests on a fictional number."""
        return bool((self.rows["status"] == "voorbeeld").any())


def goal_tree(release: Release) -> GoalTree:
    """Read the goal tree of a gemeente, held against the catalogue, the areas and the lines of its budget."""
    catalogue = release.catalogue
    goals = {entry.id: entry.doel for entry in catalogue.indicators.values()}
    return read_goals(release.gemeente, goals, posts_of(release.gemeente), catalogue.areas)


def outcome(release: Release, node: Node) -> Outcome:
    """
    Compute the status of a node.

    Parameters
    ----------
    release : Release
        Numbers after the gate.
    node : Node
        One without a target is never anything else than `niet vast te stellen`.
    """
    target = node.doelwaarde
    if target is None:
        return Outcome(node.id, UNKNOWN, NO_TARGET, (), release.no_rows)
    found = [_part(release, release.catalogue[name], target) for name in target.indicatoren]
    parts = tuple(part for part, _ in found)
    rows = pd.concat([rows for _, rows in found], ignore_index=True)
    return Outcome(node.id, _status(parts), _reason(parts), parts, rows)


def _status(parts: Sequence[Part]) -> str:
    outcomes = {part.outcome for part in parts}
    if ATTENTION in outcomes:
        return ATTENTION
    return ON_COURSE if outcomes == {ON_COURSE} else UNKNOWN


def _reason(parts: Sequence[Part]) -> str:
    """Count the parts per outcome; where nothing is known, give the reason that holds for most."""
    total = len(parts)
    count = {word: sum(part.outcome == word for part in parts) for word in OUTCOMES}
    if count[UNKNOWN] == total:
        reasons = [part.reason for part in parts]
        return max(dict.fromkeys(reasons), key=reasons.count)
    texts = [f"{word} {number}" for word, number in count.items() if number]
    return f"van {total} onderdelen: {dutch.enumeration(texts)}"


def _part(release: Release, entry: Indicator, target: Target) -> tuple[Part, pd.DataFrame]:
    own = release.last(entry.id, release.gemeente)
    if own is None or own["status"] not in WITH_VALUE:
        return Part(entry.id, UNKNOWN, "er is geen cijfer"), release.no_rows
    area, period = (
        (release.gemeente, target.vanaf) if target.vanaf else (target.vergelijk, str(own["periode"]))
    )
    mark = release.rows(entry.id, [area], period)
    mark = mark[mark["status"].isin(WITH_VALUE)]
    rows = pd.concat([own.to_frame().T.astype(mark.dtypes), mark], ignore_index=True).drop_duplicates()
    reason = _why_not(release, entry, own, mark, target)
    if reason:
        return Part(entry.id, UNKNOWN, reason, float(own["waarde"])), rows
    return _compared(entry, own, mark.iloc[0], target), rows


def _why_not(release: Release, entry: Indicator, own: pd.Series, mark: pd.DataFrame, target: Target) -> str:
    """Return why a part cannot be judged; empty when it can."""
    if target.vanaf and str(own["periode"]) <= target.vanaf:
        return f"er is nog geen meting na {dutch.period(target.vanaf)}"
    if mark.empty:
        return "er is geen cijfer om mee te vergelijken"
    if entry.richting == "neutraal":
        return "hoger of lager is hier niet beter"
    if entry.minimum_n and not own["n"] >= entry.minimum_n:
        return "er deden te weinig mensen mee"
    bounds = [own["ondergrens"], own["bovengrens"]]
    if target.vanaf:
        bounds += [mark["ondergrens"].iloc[0], mark["bovengrens"].iloc[0]]
        years = range(int(target.vanaf[:4]) + 1, int(str(own["periode"])[:4]) + 1)
        if any(one.jaar in years for one in release.breaks_of(entry.id, release.gemeente)):
            return "de manier van meten is veranderd"
    return "de bron geeft geen marge" if any(pd.isna(bound) for bound in bounds) else ""


def _compared(entry: Indicator, own: pd.Series, mark: pd.Series, target: Target) -> Part:
    """
    Hold a value against its mark, turned so that higher is better.

    On course: even the low end of the difference is no more than the relevant difference below the mark,
    or, where the target is to be above it, above the mark. Attention: clearly and relevantly below it.
    """
    exact = pd.isna(mark["ondergrens"]) or pd.isna(mark["bovengrens"])
    sides = [mark["waarde"]] * 2 if exact else [mark["ondergrens"], mark["bovengrens"]]
    numbers = (own["waarde"], own["ondergrens"], own["bovengrens"], mark["waarde"], *sides)
    lower, upper = (float(bound) for bound in hybrid(*(np.asarray(float(x)) for x in numbers)))
    gap = float(own["waarde"] - mark["waarde"])
    low, high, turned = (
        (lower, upper, gap) if entry.richting == "hoger is gunstig" else (-upper, -lower, -gap)
    )
    room = 0.0 if target.rekenregel == "boven gemiddelde" else entry.relevant_verschil
    if high < 0 and -turned >= entry.relevant_verschil:
        word, reason = ATTENTION, "aantoonbaar ongunstiger"
    elif low > -room:
        word, reason = ON_COURSE, "aantoonbaar niet ongunstiger" if room else "aantoonbaar gunstiger"
    else:
        word, reason = UNKNOWN, "het verschil is kleiner dan de marge"
    return Part(entry.id, word, reason, float(own["waarde"]), float(mark["waarde"]), gap, lower, upper)
