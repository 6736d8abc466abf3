"""
Whether a goal is on course: the document's result targets as rules, with the uncertainty of the numbers.

A goal is `op koers` only where the numbers show it. Where they cannot show it, because there is one
measurement, no margin or no target, the answer is `niet vast te stellen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.goals import NO_TARGET, GoalTree, Node, Target, read_goals
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.budget_policy import posts_of
from analysis.topics.profile import difference

ON_COURSE: Final = "op koers"
ATTENTION: Final = "aandacht"
UNKNOWN: Final = "niet vast te stellen"
OUTCOMES: Final = (ON_COURSE, ATTENTION, UNKNOWN)


@dataclass(frozen=True)
class NodeStatus:
    """The status of a node with its reason; word and reason of each indicator it rests on, and their rows."""

    node: str
    status: str
    reason: str
    parts: tuple[tuple[str, str], ...]
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


def status_of(release: Release, node: Node) -> NodeStatus:
    """Compute the status of a node; one without a target is never anything else than `niet vast te stellen`."""
    target = node.doelwaarde
    if target is None:
        return NodeStatus(node.id, UNKNOWN, NO_TARGET, (), release.no_rows)
    found = [_part(release, release.catalogue[name], target) for name in target.indicatoren]
    parts = tuple((word, reason) for word, reason, _ in found)
    words = [word for word, _ in parts]
    status = ATTENTION if ATTENTION in words else ON_COURSE if set(words) == {ON_COURSE} else UNKNOWN
    rows = pd.concat([rows for *_, rows in found], ignore_index=True)
    return NodeStatus(node.id, status, _reason(parts), parts, rows)


def _reason(parts: Sequence[tuple[str, str]]) -> str:
    """Count the parts per outcome; where nothing is known, give the reason that holds for most."""
    count = {word: sum(found == word for found, _ in parts) for word in OUTCOMES}
    if count[UNKNOWN] == len(parts):
        reasons = [reason for _, reason in parts]
        return max(dict.fromkeys(reasons), key=reasons.count)
    texts = [f"{word} {number}" for word, number in count.items() if number]
    return f"van {len(parts)} onderdelen: {dutch.enumeration(texts)}"


def _part(release: Release, entry: Indicator, target: Target) -> tuple[str, str, pd.DataFrame]:
    """Return the word for one indicator of a target, the reason, and the rows it rests on."""
    own = release.last(entry.id, release.gemeente)
    if own is None or own["status"] not in WITH_VALUE:
        return UNKNOWN, "er is geen cijfer", release.no_rows
    period = target.vanaf or str(own["periode"])
    mark = release.rows(entry.id, [target.vergelijk or release.gemeente], period)
    mark = mark[has_value(mark)]
    rows = pd.concat([own.to_frame().T.astype(mark.dtypes), mark], ignore_index=True).drop_duplicates()
    if reason := _why_not(release, entry, own, mark, target):
        return UNKNOWN, reason, rows
    return *_compared(entry, own, mark.iloc[0], target), rows


def _why_not(release: Release, entry: Indicator, own: pd.Series, mark: pd.DataFrame, target: Target) -> str:
    """Return why an indicator cannot be judged; empty when it can."""
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


def _compared(entry: Indicator, own: pd.Series, mark: pd.Series, target: Target) -> tuple[str, str]:
    """
    Hold a value against its mark, turned so that higher is better.

    On course: even the low end of the difference is no more than the relevant difference below the mark,
    or, where the target is to be above it, above the mark. Attention: clearly and relevantly below it.
    """
    gap, low, high = difference(own, mark["waarde"], mark["ondergrens"], mark["bovengrens"])
    if entry.richting != "hoger is gunstig":
        gap, low, high = -gap, -high, -low
    room = 0.0 if target.rekenregel == "boven gemiddelde" else entry.relevant_verschil
    if high < 0 and -gap >= entry.relevant_verschil:
        return ATTENTION, "aantoonbaar ongunstiger"
    if low > -room:
        return ON_COURSE, "aantoonbaar niet ongunstiger" if room else "aantoonbaar gunstiger"
    return UNKNOWN, "het verschil is kleiner dan de marge"
