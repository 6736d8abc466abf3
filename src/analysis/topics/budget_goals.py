"""Money beside the goals: what is linked to each, and what is linked to nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import amounts
from analysis.ground import dutch
from analysis.model.goal_nodes import DOCUMENT
from analysis.model.goals import GoalTree
from analysis.model.policy_files import BUDGET, GOALS, lack
from analysis.release.release import Release
from analysis.topics.budget import euro, inhabitants, lines, people_rows
from analysis.topics.budget_policy import (
    Budget,
    Share,
    links_of,
    orphans,
    per_goal,
    read_budget,
    without_money,
)
from analysis.topics.targets import goal_tree

ASSUMED = (
    "Welke post bij welk doel hoort, staat meestal niet in het document. De koppeling is een aanname van ons."
)


def goals(release: Release) -> Card | Gap:
    """Draw per goal the money that is linked to it alone, and to it and others: a range, never one sum."""
    title, identity = "Hoeveel geld hoort bij elk doel?", "begroting_doelen"
    if missing := lack(release.gemeente, release.naam, GOALS, BUDGET):
        return Gap(identity, title, *missing)
    budget = read_budget(release.gemeente)
    tree = goal_tree(release)
    last = budget.years[-1]
    shares = [share for share in per_goal(tree, budget) if share.year == last]
    loose = sum(budget.amount(post, last) for post in orphans(tree, budget))
    names = [f"Doel {share.goal}" for share in shares]
    texts = [f"{euro(share.only)} tot {euro(share.linked)}" for share in shares]
    drawn = pd.DataFrame([(share.only, share.linked) for share in shares], names, ["alleen", "samen"])
    labels = dict(zip(names, texts, strict=True)) | {"Geen doel": euro(loose)}
    listed = "; ".join(f"doel {share.goal} {text}" for share, text in zip(shares, texts, strict=True))
    return make_card(
        release,
        people_rows(release, budget.years),
        amounts(drawn, loose, labels),
        (identity, title, f"Euro per jaar vanaf {last}, als de koppeling van posten aan doelen klopt"),
        f"Staven per doel, met een deel dat ook voor een ander doel telt: {listed}. Zonder doel: {euro(loose)}.",
        also=(budget.bron,),
        numbers=_goal_table(tree, budget, release),
        table=_goal_shown(shares, loose, budget.totals[last]),
        notes=(
            ASSUMED,
            "Tel de doelen niet op: gearceerd geld telt bij elk doel waar de post bij hoort.",
            "Gelijk verdeeld betekent: een post van twee doelen telt bij elk voor de helft. Ook dat is een aanname.",
        ),
    )


def _goal_shown(shares: Sequence[Share], loose: int, total: int) -> pd.DataFrame:
    found = [(share.goal, euro(share.only), euro(share.linked), euro(share.split)) for share in shares]
    found += [("geen", euro(loose), "", euro(loose)), ("totaal", "", "", euro(total))]
    columns = ["Doel", "Alleen dit doel", "Alle gekoppelde posten", "Gelijk verdeeld"]
    return pd.DataFrame(found, columns=columns)


def _goal_table(tree: GoalTree, budget: Budget, release: Release) -> pd.DataFrame:
    people = inhabitants(release, budget.years)
    return pd.DataFrame(
        [
            {
                "Doel": share.goal,
                "Jaar": share.year,
                "Alleen dit doel": share.only,
                "Alle gekoppelde posten": share.linked,
                "Gelijk verdeeld": share.split,
                "Gelijk verdeeld per inwoner": share.split / people.get(share.year, math.nan),
                "Let op": "aanname",
            }
            for share in per_goal(tree, budget)
        ]
    )


def loose_ends(release: Release) -> Card | Gap:
    """List money without a goal, activities without money, and what the table leaves out."""
    title, identity = "Waar zit geld zonder doel, of een activiteit zonder geld?", "begroting_losse_einden"
    if missing := lack(release.gemeente, release.naam, GOALS, BUDGET):
        return Gap(identity, title, *missing)
    budget = read_budget(release.gemeente)
    tree = goal_tree(release)
    last = budget.years[-1]
    short = {line.post: line for line in budget.lines}
    guessed = [
        line.short
        for line in budget.lines
        if (found := links_of(tree, line.post)) and all(money.grond != DOCUMENT for _, money in found)
    ]
    parts: dict[str, list[tuple[str, str]]] = {
        "Geld zonder doel": [
            (short[post].short, f"{euro(budget.amount(post, last))} in {last}{_inside(budget, post, last)}")
            for post in orphans(tree, budget)
        ],
        "Geld dat het document zelf niet koppelt": [(dutch.enumeration(guessed), "koppeling is een aanname")],
        "Activiteit zonder geld": [
            (f"{name} {tree.nodes[name].naam}", "geen post genoemd") for name in without_money(tree)
        ],
        "Investering zonder bedrag": [(one.naam, f"hoort bij {one.knoop}") for one in tree.unfunded],
        "Buiten de begroting": [(one.naam, "geen bedrag genoemd") for one in tree.outside],
    }
    table = pd.DataFrame(
        [(heading, *item) for heading, items in parts.items() for item in items],
        columns=["Soort", "Onderdeel", "Wat wij weten"],
    )
    names = dutch.enumeration([name for name, _ in parts["Geld zonder doel"]]) or "geen enkele post"
    return make_card(
        release,
        release.no_rows,
        None,
        (identity, title, f"Begroting {budget.years[0]} tot en met {last} naast de doelenboom"),
        f"Lijst. Geld zonder doel: {names}. Activiteiten of procesdoelen zonder geld: {len(parts['Activiteit zonder geld'])}.",
        table=table,
        also=(budget.bron,),
        notes=("Geen post betekent: het document noemt er geen. Er kan wel geld zijn.", ASSUMED),
    )


def _inside(budget: Budget, post: str, year: int) -> str:
    """Say which lines went into this one: their money is in it, and how much is not known."""
    names = [line.short for line in budget.lines if line.merged.get(year) == post]
    return f", met {dutch.enumeration(names)} erin" if names else ""


def all_cards(release: Release) -> list[Card | Gap]:
    """Return the three cards on money."""
    return [lines(release), goals(release), loose_ends(release)]
