"""The layers of the preventiepiramide (Deklerck 2010) that each goal and activity of the policy works in."""

from __future__ import annotations

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.model.goals import DOCUMENT
from analysis.model.policy_files import GOALS
from analysis.release.release import Release
from analysis.topics.policy import Head, goal_tree, with_policy

LAYERS = {
    1: "universeel, voor alle inwoners",
    2: "selectief, voor risicogroepen",
    3: "geïndiceerd, voor mensen met een hoog risico",
    4: "zorg en hulp, maatwerk vanuit de wet",
}
OURS = "Bij een sterretje noemt het document de laag niet; de indeling is van ons."


@with_policy("preventiepiramide", "In welke laag van de preventiepiramide werkt elk doel?", GOALS)
def pyramid(release: Release, head: Head) -> Card | Gap:
    """List every goal and activity with its layers, and say how many there are per layer."""
    tree = goal_tree(release)
    lines = [
        (
            node.id,
            node.naam,
            dutch.enumeration([f"laag {one}" for one in node.lagen.nummers])
            + ("" if node.lagen.grond == DOCUMENT else "*"),
        )
        for node in tree.knopen
    ]
    counts = {layer: sum(layer in node.lagen.nummers for node in tree.knopen) for layer in LAYERS}
    said = [f"laag {layer}: {count or 'geen'}" for layer, count in counts.items()]
    meaning = [f"laag {layer} is {text}" for layer, text in LAYERS.items()]
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, "Doelen en activiteiten, van laag 1 onderaan tot laag 4 bovenaan"),
        f"Tabel. Doelen en activiteiten per laag: {dutch.enumeration(said)}.",
        table=pd.DataFrame(lines, columns=["Knoop", "Naam", "Laag"]),
        also=(tree.bron,),
        notes=(
            dutch.sentence(dutch.enumeration(meaning)),
            f"Doelen en activiteiten per laag: {dutch.enumeration(said)}.",
            OURS,
        ),
    )
