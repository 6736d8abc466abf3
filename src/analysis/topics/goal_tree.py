"""
The goal tree as boxes and lines, with the status of each node in a mark and in words: readable without colour.

A goal is `op koers` only where the numbers show it. Where they cannot show it, because there is one measurement, no
margin or no target, the answer is `niet vast te stellen`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.cards.make import make_card
from analysis.charts.table import has_value
from analysis.charts.tree import Branch, Leaf
from analysis.charts.tree import tree as draw_tree
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.goals import DOCUMENT, NO_TARGET, GoalTree, Node, Target
from analysis.model.policy_files import GOALS, has_policy, lack
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.release.verdicts import held
from analysis.statistics.comparison import BETTER, NOT_COMPARABLE, TOO_FEW, WORSE
from analysis.topics.policy import Head, goal_tree, short, with_policy
from analysis.topics.priorities_ranking import NO_DIRECTION

ON_COURSE, ATTENTION, UNKNOWN = OUTCOMES = ("op koers", "aandacht", "niet vast te stellen")
MARKS = {ON_COURSE: ("o", True), ATTENTION: ("^", True), UNKNOWN: ("o", False)}
PROCESS = "Zo werken wij (procesdoelen)"
OURS = "* Dit geld of deze partner noemt het document niet bij deze activiteit. De koppeling is van ons: een aanname."
EXAMPLE_NOTE = "De doelen zijn echt. Verzonnen zijn cijfers waar een status op rust."
NO_ORANGE = "Welke onderdelen in het document oranje zijn, weten wij niet: de kleuren ontbreken."
AGREEMENTS = {
    "resultaat": "Resultaat: hier rekenen wij mee",
    "streven": "Streven: niet meetbaar gemaakt",
    "werkwijze": "Werkwijze: zo wil de gemeente werken",
    "ambitie van partner": "Ambitie van een partner: geen doel van de gemeente",
}
COUNTED = ("doel", "subdoel", "activiteit", "procesdoel")


class NodeStatus(NamedTuple):
    """The status of a node with its reason, and the rows that it rests on."""

    node: str
    status: str
    reason: str
    rows: pd.DataFrame

    @property
    def is_example(self) -> bool:
        """Whether it rests on a fictional number."""
        return bool((self.rows["status"] == "voorbeeld").any())


def status_of(release: Release, node: Node) -> NodeStatus:
    """
    Compute the status of a node; one without a target is never anything else than `niet vast te stellen`.

    The reason counts the parts per outcome; where nothing is known it is the one that holds for most.
    """
    if node.doelwaarde is None:
        return NodeStatus(node.id, UNKNOWN, NO_TARGET, release.no_rows)
    found = [_part(release, release.catalogue[name], node.doelwaarde) for name in node.doelwaarde.indicatoren]
    words, reasons = [word for word, _, _ in found], [reason for _, reason, _ in found]
    status = ATTENTION if ATTENTION in words else ON_COURSE if set(words) == {ON_COURSE} else UNKNOWN
    counted = [f"{word} {words.count(word)}" for word in OUTCOMES if word in words]
    reason = f"van {len(words)} onderdelen: {dutch.enumeration(counted)}"
    if set(words) == {UNKNOWN}:
        reason = max(dict.fromkeys(reasons), key=reasons.count)
    return NodeStatus(node.id, status, reason, pd.concat([rows for *_, rows in found], ignore_index=True))


def _part(release: Release, entry: Indicator, target: Target) -> tuple[str, str, pd.DataFrame]:
    """Return the word for one indicator of a target, the reason, and the rows it rests on."""
    own = release.last(entry.id, release.gemeente)
    if own is None or own["status"] not in WITH_VALUE:
        return UNKNOWN, "er is geen cijfer", release.no_rows
    period = target.vanaf or str(own["periode"])
    mark = release.rows(entry.id, [target.vergelijk or release.gemeente], period)
    mark = mark[has_value(mark)]
    rows = pd.concat([own.to_frame().T.astype(mark.dtypes), mark], ignore_index=True).drop_duplicates()
    if reason := _why_not(entry, own, mark, target):
        return UNKNOWN, reason, rows
    return *_compared(entry, held(release, own, mark.iloc[0]), target), rows


def _why_not(entry: Indicator, own: pd.Series, mark: pd.DataFrame, target: Target) -> str:
    """Return why an indicator cannot be judged; empty when it can."""
    if target.vanaf and str(own["periode"]) <= target.vanaf:
        return f"er is nog geen meting na {dutch.period(target.vanaf)}"
    if mark.empty:
        return "er is geen cijfer om mee te vergelijken"
    return NO_DIRECTION if entry.richting == "neutraal" else ""


def _compared(entry: Indicator, found: Mapping[str, Any], target: Target) -> tuple[str, str]:
    """
    Hold a value against its mark, turned so that more is better.

    On course: even the low end of the difference is no more than the relevant difference below the mark,
    or, where the target is to be above it, above the mark. Attention: clearly and relevantly below it.
    """
    if found["woord"] in (TOO_FEW, NOT_COMPARABLE):
        return UNKNOWN, str(found["reden"])
    if found["oordeel"] == WORSE:
        return ATTENTION, f"aantoonbaar {WORSE}"
    low = found["verschil_onder"] if entry.richting == "hoger is gunstig" else -found["verschil_boven"]
    room = 0.0 if target.rekenregel == "boven gemiddelde" else entry.relevant_verschil
    if low > -room:
        return ON_COURSE, f"aantoonbaar {f'niet {WORSE}' if room else BETTER}"
    return UNKNOWN, "het verschil is kleiner dan de marge"


def tree_indicators(release: Release) -> tuple[str, ...]:
    """Return every indicator that the goal tree names, in its order."""
    nodes = goal_tree(release).knopen if has_policy(release.gemeente, GOALS) else ()
    return tuple(dict.fromkeys(name for node in nodes for name in node.named_indicators))


@with_policy("doelenboom", "Wat wil de gemeente bereiken, en is dat op koers?", GOALS)
def overview(release: Release, head: Head) -> Card | Gap:
    """Draw goals, subgoals and process goals, each with its status."""
    tree = goal_tree(release)
    found = {node.id: status_of(release, node) for node in tree.knopen}
    branches = []
    for goal in tree.of_kind("doel"):
        leaves = tuple(_leaf(one, found[one.id]) for one in tree.knopen if one.parent == goal.id)
        one = found[goal.id]
        branches.append(Branch(f"Doel {goal.id}. {goal.naam}", leaves, one.status, _status(one)))
    if process := tree.of_kind("procesdoel"):
        leaves = tuple(_leaf(node, found[node.id], dashed=True) for node in process)
        branches.append(Branch(PROCESS, leaves, dashed=True))
    rows = pd.concat([one.rows for one in found.values()], ignore_index=True).drop_duplicates()
    table = pd.DataFrame([_row(node, tree, found[node.id]) for node in tree.knopen])
    aims = {node.id: node.doelwaarde for node in tree.knopen if node.doelwaarde}
    targets = [f"Doel {one}: {found[one].status}, {found[one].reason}." for one in aims]
    without = len(tree.knopen) - len(aims)
    return make_card(
        release,
        rows,
        draw_tree(branches, MARKS, legend=True),
        (*head, f"{tree.ambitie.tekst}: doelen en subdoelen van het preventiebeleid"),
        f"{' '.join([_counted(tree.knopen), *targets])} Voor {without} onderdelen is geen doelwaarde vastgesteld.",
        also=(tree.bron,),
        numbers=table,
        table=table.loc[table["Soort"] != "activiteit", ["Knoop", "Naam", "Doelwaarde", "Status"]],
        notes=(
            *filter(None, (aim.opmerking for aim in aims.values())),
            *([NO_ORANGE] if any(node.oranje == "onbekend" for node in tree.knopen) else []),
            *([EXAMPLE_NOTE] if "voorbeeld" in set(rows["status"]) else []),
        ),
    )


def of_goal(release: Release, goal: str) -> Card:
    """Draw the activities of one goal with the money and the partners that are linked to each."""
    tree = goal_tree(release)
    below = tree.below(goal)
    branches = [_activities(tree, node) for node in below if node.soort == "subdoel"]
    table = pd.DataFrame([_row(node, tree, status_of(release, node)) for node in below])
    empty = [node.id for node in below if node.soort == "activiteit" and not node.geld]
    lack_money = f"Geen geld genoemd bij {dutch.enumeration(empty)}."
    return make_card(
        release,
        release.no_rows,
        draw_tree(branches, MARKS, legend=False),
        (
            f"doelenboom_doel_{goal}",
            f"Wat gebeurt er voor doel {goal}?",
            f"{tree.nodes[goal].naam}: subdoelen en activiteiten, met geld en partners",
        ),
        f"{_counted(below)} {lack_money if empty else 'Overal is een post bij genoemd.'}",
        also=(tree.bron,),
        numbers=table,
        table=table[["Knoop", "Naam", "Geld", "Partners"]],
        notes=(OURS,),
    )


def all_goals(release: Release) -> list[Card | Gap]:
    """Draw the goals, each with its activities."""
    if missing := lack(release.gemeente, release.naam, GOALS):
        return [Gap("doelenboom_doelen", "Wat gebeurt er voor elk doel?", *missing)]
    return [of_goal(release, goal.id) for goal in goal_tree(release).of_kind("doel")]


def _leaf(node: Node, found: NodeStatus, *, dashed: bool = False) -> Leaf:
    other = [f"ook: {name.tekst}" for name in node.namen[1:2]]
    return Leaf(f"{node.id} {node.naam}", (_status(found), *other), found.status, dashed)


def _status(found: NodeStatus) -> str:
    """Write the status; a node without a target says so, and one with fictional numbers says that."""
    if found.reason == NO_TARGET:
        return NO_TARGET
    return f"{found.status}: {found.reason}{f' ({EXAMPLE})' if found.is_example else ''}"


def _activities(tree: GoalTree, node: Node) -> Branch:
    leaves = []
    for one in (one for one in tree.knopen if one.parent == node.id):
        posts = [short(money.post) + ("" if money.grond == DOCUMENT else "*") for money in one.geld]
        lines = [f"Geld: {dutch.enumeration(posts)}" if posts else "Geld: geen post genoemd"]
        if one.partners:
            lines.append(f"Partners: {dutch.enumeration([who.marked for who in one.partners])}")
        leaves.append(Leaf(f"{one.id} {one.naam}", tuple(lines)))
    return Branch(f"{node.id} {node.naam}", tuple(leaves))


def _counted(nodes: Sequence[Node]) -> str:
    kinds = [node.soort for node in nodes]
    parts = [dutch.counted(kinds.count(one), one, f"{one}en") for one in COUNTED if one in kinds]
    return f"Doelenboom met {dutch.enumeration(parts)}."


def _row(node: Node, tree: GoalTree, found: NodeStatus) -> dict[str, str]:
    base = [
        f"{one.indicator}: {dutch.number(one.waarde)} ({one.periode}, r. {one.regel})" for one in node.basis
    ]
    return {
        "Knoop": node.id,
        "Soort": node.soort,
        "Naam": node.naam,
        "Andere namen": "; ".join(name.tekst for name in node.namen[1:]),
        "In gewone taal": node.uitleg_b1,
        "Laag van de piramide": ", ".join(map(str, node.lagen.nummers)) + f" ({node.lagen.grond})",
        "Oranje in het document": node.oranje,
        "Indicatoren": ", ".join(node.named_indicators) or "geen",
        "Beginwaarde in het document": "; ".join(base) or "geen",
        "Doelwaarde": node.doelwaarde.tekst if node.doelwaarde else NO_TARGET,
        "Richting": node.richting,
        "Status": found.status + (f" ({EXAMPLE})" if found.is_example else ""),
        "Reden": found.reason,
        "Bewijs": node.bewijs + (f" (r. {node.bewijs_regel})" if node.bewijs_regel else ""),
        "Partners": ", ".join(f"{one.naam} ({one.grond})" for one in node.partners) or "niet genoemd",
        "Geld": "; ".join(f"{one.post} ({one.grond})" for one in node.geld) or "geen post genoemd",
        "Voorbeelden": node.voorbeelden.tekst if node.voorbeelden else "",
        "Opmerking": node.opmerking,
        "Regel": "; ".join(name.regel for name in node.namen),
        "Bron": tree.bron,
    }


def status_sentences(release: Release) -> tuple[str, ...]:
    """Say per goal whether it is on course, and for how much of the tree nobody set a target."""
    if not has_policy(release.gemeente, GOALS):
        return ()
    tree = goal_tree(release)
    found = [status_of(release, goal) for goal in tree.of_kind("doel")]
    named = {word: [f"doel {one.node}" for one in found if one.status == word] for word in OUTCOMES}
    subgoals = tree.of_kind("subdoel")
    without = sum(node.doelwaarde is None for node in subgoals)
    fictional = f"{EXAMPLE}: een deel van deze cijfers is verzonnen."
    return (
        # First all goals in one breath: a summary may have room for no more.
        " ".join(
            dutch.sentence(f"{word}: {dutch.enumeration(ids) or 'geen doel'}") for word, ids in named.items()
        ),
        *(f"Doel {one.node} is {one.status}: {one.reason}" for one in found if one.status != ATTENTION),
        *(f"Doel {one.node} vraagt aandacht: {one.reason}" for one in found if one.status == ATTENTION),
        f"Voor {without} van de {len(subgoals)} subdoelen is geen doelwaarde vastgesteld.",
        *([fictional] if any(one.is_example for one in found) else []),
    )


@with_policy("doelen_en_afspraken", "Welke doelen en afspraken staan er in de documenten?", GOALS)
def agreements(release: Release, head: Head) -> Card | Gap:
    """List the targets and agreements by kind, with the line of the document."""
    tree = goal_tree(release)
    found = []
    for one in sorted(tree.afspraken, key=lambda one: [*AGREEMENTS].index(one.soort)):
        # The kind of document is the first word of its short name, in front of whose and when.
        document = release.catalogue.source(one.bron or tree.bron).naam_kort.split()[0]
        found.append((one.tekst, AGREEMENTS[one.soort], one.knoop, f"{document}, r. {one.regel}"))
    results = sum(one.soort == "resultaat" for one in tree.afspraken)
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, f"Alle {len(found)} zinnen die als doel te lezen zijn, naar soort"),
        f"Tabel met {dutch.counted(len(found), 'zin', 'zinnen')}. Alleen {results} zijn een resultaat dat te "
        "berekenen is. De rest is een streven, een werkwijze of een ambitie van een partner.",
        table=pd.DataFrame(found, columns=["Wat er staat", "Soort", "Knoop", "Waar"]),
        also=tuple(dict.fromkeys(one.bron or tree.bron for one in tree.afspraken)),
        notes=("In onze woorden; r. is de regel in de tekst van het document.",),
    )
