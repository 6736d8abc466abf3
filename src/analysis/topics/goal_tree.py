"""The goal tree as boxes and lines, with the status of each node in a mark and in words: readable without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.cards.make import make_card
from analysis.charts.tree import Branch, Leaf
from analysis.charts.tree import tree as draw_tree
from analysis.ground import dutch
from analysis.model.goal_nodes import DOCUMENT, Node
from analysis.model.goals import NO_TARGET, GoalTree
from analysis.model.policy_files import BUDGET, GOALS, has_policy, lack
from analysis.release.release import Release
from analysis.topics.budget_policy import Budget, read_budget
from analysis.topics.targets import ATTENTION, ON_COURSE, OUTCOMES, UNKNOWN, Outcome, goal_tree, outcome

MARKS = {ON_COURSE: ("o", True), ATTENTION: ("^", True), UNKNOWN: ("o", False)}
PROCESS = "Zo werken wij"
OURS = "* Dit geld of deze partner noemt het document niet bij deze activiteit. De koppeling is van ons: een aanname."
EXAMPLE_NOTE = "De doelen zijn echt. Verzonnen zijn cijfers waar een status op rust."

KINDS = {
    "resultaat": "Resultaat: hier rekenen wij mee",
    "streven": "Streven: niet meetbaar gemaakt",
    "werkwijze": "Werkwijze: zo wil de gemeente werken",
    "ambitie van partner": "Ambitie van een partner: geen doel van de gemeente",
}


def tree_indicators(release: Release) -> tuple[str, ...]:
    """Return every indicator that the goal tree names, in its order."""
    if lack(release.gemeente, release.naam, GOALS):
        return ()
    tree = goal_tree(release)
    return tuple(dict.fromkeys(name for node in tree.nodes.values() for name in node.named_indicators))


def overview(release: Release) -> Card | Gap:
    """Draw goals, subgoals and process goals, each with its status."""
    title, identity = "Wat wil de gemeente bereiken, en is dat op koers?", "doelenboom"
    if missing := lack(release.gemeente, release.naam, GOALS):
        return Gap(identity, title, *missing)
    tree = goal_tree(release)
    outcomes = {node.id: outcome(release, node) for node in tree.nodes.values()}
    branches = [_goal(tree, goal, outcomes) for goal in tree.of_kind("doel")]
    process = [_leaf(node, outcomes[node.id], dashed=True) for node in tree.of_kind("procesdoel")]
    if process:
        branches.append(Branch(f"{PROCESS} (procesdoelen)", tuple(process), dashed=True))
    return _card(
        release,
        tree,
        list(tree.nodes.values()),
        outcomes,
        branches,
        identity=identity,
        title=title,
        subtitle=f"{tree.ambition.tekst}: doelen en subdoelen van het preventiebeleid",
    )


def of_goal(release: Release, goal: str) -> Card:
    """Draw the activities of one goal with the money and the partners that are linked to each."""
    tree = goal_tree(release)
    short = _short_posts(release.gemeente)
    below = tree.below(goal)
    outcomes = {node.id: outcome(release, node) for node in below}
    branches = [_activities(tree, short, node) for node in below if node.soort == "subdoel"]
    return _card(
        release,
        tree,
        below,
        outcomes,
        branches,
        identity=f"doelenboom_doel_{goal}",
        title=f"Wat gebeurt er voor doel {goal}?",
        subtitle=f"{tree.nodes[goal].naam}: subdoelen en activiteiten, met geld en partners",
        with_status=False,
    )


def all_goals(release: Release) -> list[Card | Gap]:
    """Draw the goals, each with its activities."""
    if missing := lack(release.gemeente, release.naam, GOALS):
        return [Gap("doelenboom_doelen", "Wat gebeurt er voor elk doel?", *missing)]
    return [of_goal(release, goal.id) for goal in goal_tree(release).of_kind("doel")]


def _short_posts(gemeente: str) -> dict[str, str]:
    budget: Budget | None = read_budget(gemeente) if has_policy(gemeente, BUDGET) else None
    return {line.post: line.short for line in budget.lines} if budget else {}


def _goal(tree: GoalTree, node: Node, outcomes: Mapping[str, Outcome]) -> Branch:
    leaves = [_leaf(one, outcomes[one.id]) for one in tree.nodes.values() if one.parent == node.id]
    found = outcomes[node.id]
    return Branch(f"Doel {node.id}. {node.naam}", tuple(leaves), found.status, _status(found))


def _leaf(node: Node, found: Outcome, *, dashed: bool = False) -> Leaf:
    return Leaf(f"{node.id} {node.naam}", (_status(found), *_other_names(node)), found.status, dashed)


def _status(found: Outcome) -> str:
    """Write the status; a node without a target says so, and one with fictional numbers says that."""
    if found.reason == NO_TARGET:
        return NO_TARGET
    return f"{found.status}: {found.reason}{f' ({EXAMPLE})' if found.is_example else ''}"


def _other_names(node: Node) -> tuple[str, ...]:
    return tuple(f"ook: {name.tekst}" for name in node.namen[1:2])


def _activities(tree: GoalTree, short: Mapping[str, str], node: Node) -> Branch:
    leaves = []
    for one in tree.nodes.values():
        if one.parent == node.id:
            posts = [short[money.post] + ("" if money.grond == DOCUMENT else "*") for money in one.geld]
            money = f"Geld: {dutch.enumeration(posts)}" if posts else "Geld: geen post genoemd"
            partners = (
                f"Partners: {dutch.enumeration([who.marked for who in one.partners])}" if one.partners else ""
            )
            leaves.append(Leaf(f"{one.id} {one.naam}", tuple(filter(None, (money, partners)))))
    return Branch(f"{node.id} {node.naam}", tuple(leaves))


def _card(
    release: Release,
    tree: GoalTree,
    nodes: Sequence[Node],
    outcomes: Mapping[str, Outcome],
    branches: Sequence[Branch],
    *,
    identity: str,
    title: str,
    subtitle: str,
    with_status: bool = True,
) -> Card:
    rests = [outcomes[node.id].rows for node in nodes] if with_status else [release.no_rows]
    rows = pd.concat(rests, ignore_index=True).drop_duplicates()
    table = pd.DataFrame([_row(node, tree, outcomes[node.id]) for node in nodes])
    example = (EXAMPLE_NOTE,) if "voorbeeld" in set(rows["status"]) else ()
    short = (
        ["Knoop", "Naam", "Doelwaarde", "Status"] if with_status else ["Knoop", "Naam", "Geld", "Partners"]
    )
    return make_card(
        release,
        rows,
        draw_tree(branches, MARKS, legend=with_status),
        (identity, title, subtitle),
        _alt(nodes, outcomes, with_status=with_status),
        also=(tree.bron,),
        numbers=table,
        table=table[table["Soort"] != "activiteit"][short] if with_status else table[short],
        notes=(*_notes(nodes), *example) if with_status else (OURS,),
    )


def _notes(nodes: Sequence[Node]) -> tuple[str, ...]:
    orange = "Welke onderdelen in het document oranje zijn, weten wij niet: de kleuren ontbreken."
    unknown = any(node.oranje == "onbekend" for node in nodes)
    targets = [node.doelwaarde.opmerking for node in nodes if node.doelwaarde and node.doelwaarde.opmerking]
    return (*targets, *((orange,) if unknown else ()))


def _row(node: Node, tree: GoalTree, found: Outcome) -> dict[str, str]:
    target = node.doelwaarde
    base = [
        f"{one.indicator}: {dutch.number(one.waarde)} ({one.periode}, r. {one.regel})" for one in node.basis
    ]
    grounds = [f"{money.post} ({money.grond})" for money in node.geld]
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
        "Doelwaarde": target.tekst if target else NO_TARGET,
        "Richting": node.richting,
        "Status": found.status + (f" ({EXAMPLE})" if found.is_example else ""),
        "Reden": found.reason,
        "Bewijs": node.bewijs + (f" (r. {node.bewijs_regel})" if node.bewijs_regel else ""),
        "Partners": ", ".join(f"{one.naam} ({one.grond})" for one in node.partners) or "niet genoemd",
        "Geld": "; ".join(grounds) or "geen post genoemd",
        "Voorbeelden": node.voorbeelden.tekst if node.voorbeelden else "",
        "Opmerking": node.opmerking,
        "Regel": "; ".join(name.regel for name in node.namen),
        "Bron": tree.bron,
    }


def _alt(nodes: Sequence[Node], outcomes: Mapping[str, Outcome], *, with_status: bool) -> str:
    kinds = pd.Series([node.soort for node in nodes]).value_counts(sort=False)
    many = {
        "doel": ("doel", "doelen"),
        "subdoel": ("subdoel", "subdoelen"),
        "activiteit": ("activiteit", "activiteiten"),
        "procesdoel": ("procesdoel", "procesdoelen"),
    }
    parts = [dutch.counted(int(kinds[kind]), *words) for kind, words in many.items() if kind in kinds]
    text = f"Doelenboom met {dutch.enumeration(parts)}."
    if not with_status:
        empty = [node.id for node in nodes if node.soort == "activiteit" and not node.geld]
        return text + (
            f" Geen geld genoemd bij {dutch.enumeration(empty)}."
            if empty
            else " Overal is een post bij genoemd."
        )
    for node in nodes:
        if node.doelwaarde:
            text += f" Doel {node.id}: {outcomes[node.id].status}, {outcomes[node.id].reason}."
    without = sum(node.doelwaarde is None for node in nodes)
    return f"{text} Voor {without} onderdelen is geen doelwaarde vastgesteld."


def status_sentences(release: Release) -> tuple[str, ...]:
    """Say per goal whether it is on course, and for how much of the tree nobody set a target."""
    if lack(release.gemeente, release.naam, GOALS):
        return ()
    tree = goal_tree(release)
    found = [outcome(release, goal) for goal in tree.of_kind("doel")]
    # First all goals in one breath: a summary may have room for no more.
    sentences = [" ".join(_goals_with(found, status) for status in OUTCOMES)]
    sentences += [
        f"Doel {one.node} is {one.status}: {one.reason}" for one in found if one.status != ATTENTION
    ]
    sentences += [
        f"Doel {one.node} vraagt aandacht: {one.reason}" for one in found if one.status == ATTENTION
    ]
    subgoals = tree.of_kind("subdoel")
    without = sum(node.doelwaarde is None for node in subgoals)
    sentences.append(f"Voor {without} van de {len(subgoals)} subdoelen is geen doelwaarde vastgesteld.")
    if any(one.is_example for one in found):
        sentences.append(f"{EXAMPLE}: een deel van deze cijfers is verzonnen.")
    return tuple(sentences)


def _goals_with(found: Sequence[Outcome], status: str) -> str:
    names = [f"doel {one.node}" for one in found if one.status == status]
    return dutch.sentence(f"{status}: {dutch.enumeration(names) if names else 'geen doel'}")


def agreements(release: Release) -> Card | Gap:
    """List the targets and agreements by kind, with the line of the document."""
    title, identity = "Welke doelen en afspraken staan er in de documenten?", "doelen_en_afspraken"
    if missing := lack(release.gemeente, release.naam, GOALS):
        return Gap(identity, title, *missing)
    tree = goal_tree(release)
    sources = tuple(dict.fromkeys(one.bron or tree.bron for one in tree.agreements))
    found = []
    for kind in KINDS:
        for one in (one for one in tree.agreements if one.soort == kind):
            where = f"{_document(release, one.bron or tree.bron)}, r. {one.regel}"
            found.append({"Wat er staat": one.tekst, "Soort": KINDS[kind], "Knoop": one.knoop, "Waar": where})
    results = sum(one.soort == "resultaat" for one in tree.agreements)
    return make_card(
        release,
        release.no_rows,
        None,
        (identity, title, f"Alle {len(found)} zinnen die als doel te lezen zijn, naar soort"),
        (
            f"Tabel met {dutch.counted(len(found), 'zin', 'zinnen')}. Alleen {results} zijn een resultaat dat te "
            "berekenen is. De rest is een streven, een werkwijze of een ambitie van een partner."
        ),
        table=pd.DataFrame(found),
        also=sources,
        notes=("In onze woorden; r. is de regel in de tekst van het document.",),
    )


def _document(release: Release, source: str) -> str:
    """Return the kind of document: the first word of its short name, in front of whose and when."""
    return release.catalogue.source(source).naam_kort.split()[0]
