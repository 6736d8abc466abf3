"""The nine fields of performance of 2007 beside the goal tree of now: what was there, what stayed, what is empty."""

from __future__ import annotations

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.model.goals import GoalTree
from analysis.model.policy_files import GOALS, PERFORMANCE, lack
from analysis.release.release import Release
from analysis.topics.performance_policy import Performance, PerformanceField, read_performance
from analysis.topics.targets import goal_tree

EMPTY = "leeg"
STAYED, NEW, GONE, ABSENT = "gebleven", "erbij gekomen", "niet meer als knoop", "leeg"


def became(field: PerformanceField) -> str:
    """Say what became of a field: policy then and a node now, only one of them, or neither."""
    if field.beleid:
        return STAYED if field.knopen else GONE
    return NEW if field.knopen else ABSENT


def fields(release: Release) -> Card | Gap:
    """Draw the nine fields with policy, result, money and role of 2007, and the node of now."""
    title, identity = "Wat bleef er over van de negen prestatievelden?", "prestatievelden_2007"
    if missing := lack(release.gemeente, release.naam, GOALS, PERFORMANCE):
        return Gap(identity, title, *missing)
    tree = goal_tree(release)
    found = read_performance(release.gemeente, tree.nodes)
    table = pd.DataFrame([_line(field, tree) for field in found.velden])
    words = [became(field) for field in found.velden]
    used = [word for word in (STAYED, NEW, GONE, ABSENT) if word in words]
    counted = [f"{word} {words.count(word)}" for word in used]
    gaps = [str(field.nummer) for field in found.velden if not field.beleid]
    return make_card(
        release,
        release.no_rows,
        None,
        (identity, title, "Wmo-visie 2007 naast de doelenboom van het preventiebeleid"),
        (
            f"Tabel van negen prestatievelden: {dutch.enumeration(counted)}. Zonder beleid in 2007: veld "
            f"{dutch.enumeration(gaps)}. Resultaat, geld en rol per veld zijn leeg."
        ),
        numbers=table,
        table=table.drop(columns=["Regel"]),
        also=(found.bron, tree.bron),
        notes=_notes(found),
    )


def _notes(found: Performance) -> tuple[str, ...]:
    general = found.algemene_rol
    return (
        f"Een rol per veld noemt de visie niet. Voor alles samen kiest zij: {general.tekst.lower()} (r. {general.regel}).",
        f"De visie kent vier rollen: {dutch.enumeration([one.rol for one in found.rollen])}.",
        "Leeg betekent: de visie noemt het niet. De brug naar de doelenboom van nu is van ons.",
    )


def _line(field: PerformanceField, tree: GoalTree) -> dict[str, str]:
    return {
        "Prestatieveld": f"{field.nummer}. {field.naam}",
        "Beleid in 2007": "; ".join(f"{one.tekst} {one.jaar}".strip() for one in field.beleid) or EMPTY,
        "Resultaat": field.resultaat or EMPTY,
        "Geld": field.geld or EMPTY,
        "Rol": field.rol or EMPTY,
        "Doelenboom van nu": "; ".join(f"{node} {tree.nodes[node].naam}" for node in field.knopen) or EMPTY,
        "Wat ervan werd": became(field),
        "Leemte": field.leemte or "geen genoemd",
        "Regel": field.regel,
    }
