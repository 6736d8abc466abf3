"""The orange list: which numbers are on it and why, and what is named beside the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from analysis.ground import dutch
from analysis.model.goal_nodes import DOCUMENT
from analysis.model.goals import GoalTree
from analysis.model.policy_files import GOALS, PRIORITIES, lack
from analysis.release.release import Release
from analysis.topics.priorities_policy import Inputs, Reason, View, read_inputs
from analysis.topics.priorities_ranking import ORANGE, Comparisons, behind, compare_all
from analysis.topics.profile import REST
from analysis.topics.targets import goal_tree

EXPECTED, TOPICAL = "hier is verschil te maken", "actueel"
NOT_DISCUSSED = "nog niet besproken"


@dataclass(frozen=True)
class Topic:
    """One number of one area on the orange list, with the comparisons that put it there."""

    indicator: str
    area: str
    node: str
    lines: pd.DataFrame = field(repr=False)
    extra: tuple[str, ...]
    view: View | None
    partners: tuple[str, ...]
    is_example: bool

    @property
    def discussed(self) -> str:
        """What partners said about it."""
        return self.view.oordeel if self.view else NOT_DISCUSSED


@dataclass(frozen=True)
class Agenda:
    """All that the yearly talk rests on."""

    comparisons: Comparisons
    topics: tuple[Topic, ...]
    named: tuple[tuple[str, Reason], ...]
    tree: GoalTree
    inputs: Inputs


def lacking(release: Release) -> tuple[str, str] | None:
    """
    Say why there is no agenda and what to do; nothing where there can be one.

    The rule is a method and holds everywhere. That a gemeente steers by it, on which
    goals and with how much chance, is its policy: without that nothing is orange.
    """
    return lack(release.gemeente, release.naam, GOALS, PRIORITIES)


def make_agenda(release: Release) -> Agenda:
    """Read goals and inputs, compare, and put together what is orange and what is named beside it."""
    return release.once("agenda", lambda: _make_agenda(release))


def _make_agenda(release: Release) -> Agenda:
    tree = goal_tree(release)
    catalogue = release.catalogue
    inputs = read_inputs(release.gemeente, tree.nodes, catalogue.indicators, catalogue.areas)
    return agenda_of(release, compare_all(release, inputs.kans_op_toeval), tree, inputs)


def agenda_of(release: Release, comparisons: Comparisons, tree: GoalTree, inputs: Inputs) -> Agenda:
    """Put together the agenda from its four inputs; no other thing moves a line."""
    orange = comparisons.lines(ORANGE)
    found = []
    for (indicator, area), lines in orange.groupby(["indicator", "gebied"], sort=False):
        node = tree.node_of(str(indicator), release.catalogue[str(indicator)].doel)
        found.append(
            Topic(
                str(indicator),
                str(area),
                node,
                lines.reset_index(drop=True),
                tuple(word for word, reason in _reasons(inputs) if related(node, reason.knoop)),
                inputs.views().get((str(indicator), str(area))),
                partners_of(tree, node),
                bool((behind(release, lines)["status"] == "voorbeeld").any()),
            )
        )
    covered = {topic.node for topic in found}
    named = tuple(
        (word, reason)
        for word, reason in _reasons(inputs)
        if not any(related(node, reason.knoop) for node in covered)
    )
    return Agenda(comparisons, tuple(found), named, tree, inputs)


def _reasons(inputs: Inputs) -> Iterator[tuple[str, Reason]]:
    yield from ((EXPECTED, reason) for reason in inputs.verwacht_verschil)
    yield from ((TOPICAL, reason) for reason in inputs.actueel)


def related(node: str, other: str) -> bool:
    """Whether two nodes lie on one branch: the same, or one above the other."""
    return bool(node and other) and (f"{node}.".startswith(f"{other}.") or f"{other}.".startswith(f"{node}."))


def partners_of(tree: GoalTree, node: str) -> tuple[str, ...]:
    """Return the partners that the document names at a node or below it."""
    below = tree.below(node) if node in tree.nodes else []
    names = [one.naam for part in below for one in part.partners if one.grond == DOCUMENT]
    return tuple(dict.fromkeys(names))


def worse_than(release: Release, topic: Topic) -> str:
    """Return the areas that a number is worse than, in words."""
    return dutch.enumeration([other_name(release, code) for code in topic.lines["vergelijking"]])


def other_name(release: Release, code: str) -> str:
    """Return the name of what a number is held against."""
    return "de rest van de gemeente" if code == REST else release.catalogue.name(code)
