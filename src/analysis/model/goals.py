"""
The goal tree of a gemeente: `data/beleid/<gemeente>/doelenboom.yml`, read strictly.

What the document does not say has a word of its own (`onbekend`, `niet genoemd`);
every link that is ours and not the document's says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model.goal_nodes import Agreement, GoalsFile, Name, Node, Outside, Unfunded
from analysis.model.policy_files import GOALS, UNKNOWN, load_own, policy_file

NO_TARGET = "geen doelwaarde vastgesteld"
FILE = GOALS


@dataclass(frozen=True)
class GoalTree:
    """All nodes in the order of the document, with what is written beside the tree."""

    bron: str
    ambition: Name
    nodes: Mapping[str, Node]
    agreements: tuple[Agreement, ...]
    outside: tuple[Outside, ...]
    unfunded: tuple[Unfunded, ...]
    of_catalogue: bool = False

    def of_kind(self, *kinds: str) -> list[Node]:
        """Return the nodes of some kinds."""
        return [node for node in self.nodes.values() if node.soort in kinds]

    def goal_of(self, node: str) -> str:
        """Return the id of the goal that a node belongs to."""
        return node.split(".")[0]

    def node_of(self, indicator: str, in_catalogue: str) -> str:
        """
        Return the node of an indicator, or nothing.

        The catalogue is shared, and its nodes are those of one tree; in every other tree
        the lowest node that names the indicator counts.
        """
        if self.of_catalogue:
            return in_catalogue
        named = [node.id for node in self.nodes.values() if indicator in node.named_indicators]
        return max(named, key=len, default="")

    def below(self, node: str) -> list[Node]:
        """Return a node and all below it."""
        return [one for one in self.nodes.values() if one.id == node or one.id.startswith(f"{node}.")]


def read_goals(
    gemeente: str,
    indicators: Mapping[str, str],
    posts: Collection[str],
    areas: Collection[str],
    path: Path | None = None,
) -> GoalTree:
    """
    Read the goal tree and hold it against what it names.

    Parameters
    ----------
    gemeente : str
        Whose tree.
    indicators : mapping of str to str
        Every indicator of the catalogue with its node (`doel`), or nothing.
    posts, areas : collection of str
        Lines of the budget; area codes.
    path : Path, optional
        The file; the one in the folder of the gemeente by default.

    Raises
    ------
    InputError
        Unknown indicators, lines, areas or nodes, a node without a parent, an id twice: all at once.
    """
    path = path or policy_file(gemeente, FILE)
    content = load_own(path, GoalsFile, gemeente)
    nodes = {node.id: node for node in content.knopen}
    name = paths.relative(path)
    problems = [*_double(name, content), *_references(name, content, nodes, indicators, posts, areas)]
    if problems:
        raise InputError(f"{name} klopt niet ({len(problems)} punten).", problems)
    return GoalTree(
        content.bron,
        content.ambitie,
        nodes,
        content.afspraken,
        content.buiten_begroting,
        content.zonder_bedrag,
        content.doelen_van_catalogus,
    )


def goal_names(gemeente: str) -> dict[str, str]:
    """Return what to choose from where somebody names a goal: `2.1 Iedereen leest` and the id it stands for."""
    content = load_own(policy_file(gemeente, FILE), GoalsFile, gemeente)
    kinds = ("doel", "subdoel", "procesdoel")
    return {f"{node.id} {node.naam}": node.id for node in content.knopen if node.soort in kinds}


def _double(name: str, content: GoalsFile) -> Iterator[Problem]:
    ids = [node.id for node in content.knopen]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(name, f'knoop "{one}"', "twee keer", "elk id een keer", "Haal er een weg.")


def _references(
    name: str,
    content: GoalsFile,
    nodes: Mapping[str, Node],
    indicators: Mapping[str, str],
    posts: Collection[str],
    areas: Collection[str],
) -> Iterator[Problem]:
    named = [one for node in nodes.values() for one in _named(node, nodes, indicators, posts, areas)]
    loose = [*(one.knoop for one in content.afspraken), *(one.knoop for one in content.zonder_bedrag)]
    named += [("afspraken en zonder_bedrag", node, nodes, "een knoop uit dit bestand") for node in loose]
    named += [
        (f'catalogus, indicator "{indicator}", doel', goal, nodes, "een knoop")
        for indicator, goal in indicators.items()
        if goal and content.doelen_van_catalogus
    ]
    for where, found, known, expected in named:
        if found not in known:
            yield Problem(name, where, f'"{found}"', expected, did_you_mean(found, known), UNKNOWN)


def _named(
    node: Node,
    nodes: Mapping[str, Node],
    indicators: Mapping[str, str],
    posts: Collection[str],
    areas: Collection[str],
) -> Iterator[tuple[str, str, Collection[str], str]]:
    """Yield what a node names: where, the name, what is known of that kind, and what that kind is."""
    where = f'knoop "{node.id}"'
    if node.parent:
        yield where, node.parent, nodes, "een knoop erboven die bestaat"
    for indicator in node.named_indicators:
        yield f"{where}, indicator", indicator, indicators, "een indicator uit de catalogus"
    for money in node.geld:
        yield f"{where}, geld", money.post, posts, "een post uit begroting.csv"
    if node.doelwaarde and node.doelwaarde.vergelijk:
        yield f"{where}, vergelijk", node.doelwaarde.vergelijk, areas, "een bekend gebied"
