"""The nine fields of performance of 2007 beside the goal tree of now: `prestatievelden.yml`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import pandas as pd
from pydantic import Field

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.ground.strict_yaml import Closed
from analysis.model.goals import GoalTree
from analysis.model.policy_files import GOALS, PERFORMANCE, Lines, Own, file_name, load_own, refuse, unknown
from analysis.release.release import Release
from analysis.topics.policy import Head, goal_tree, with_policy

FIELDS = 9
EMPTY = "leeg"
STAYED, NEW, GONE = "gebleven", "erbij gekomen", "niet meer als knoop"
Role = Literal["afstand", "faciliteerder", "stimulator", "dirigent"]


class PolicyDocument(Closed):
    """A policy document that the vision lists, with its year where it gives one."""

    tekst: str
    jaar: str


class PerformanceField(Closed):
    """One field; what the document does not name stays empty."""

    nummer: int = Field(ge=1, le=FIELDS)
    naam: str
    regel: Lines
    beleid: tuple[PolicyDocument, ...] = ()
    resultaat: str = ""
    geld: str = ""
    rol: Role | None = None
    leemte: str = ""
    knopen: tuple[str, ...]  # of the goal tree of now: our own reading

    @property
    def became(self) -> str:
        """What became of it: policy then and a node now, only one of them, or neither."""
        if self.beleid:
            return STAYED if self.knopen else GONE
        return NEW if self.knopen else EMPTY


class RoleText(Closed):
    """What a role of the municipality means."""

    rol: Role
    kenmerk: str
    regel: Lines


class GeneralRole(Closed):
    """The role that the vision chooses for all fields together."""

    rollen: tuple[Role, ...]
    tekst: str
    regel: Lines


class Performance(Own):
    """The whole file."""

    bron: str
    velden: tuple[PerformanceField, ...]
    rollen: tuple[RoleText, ...]
    algemene_rol: GeneralRole


def read_performance(gemeente: str, nodes: Collection[str]) -> Performance:
    """Read the nine fields; raises `InputError` when they are not nine in order, or name a node that is not there."""
    content, file = load_own(gemeente, PERFORMANCE, Performance), file_name(gemeente, PERFORMANCE)
    expected = "een knoop van de doelenboom"
    problems = unknown(
        file, ((f"veld {one.nummer}", node, nodes, expected) for one in content.velden for node in one.knopen)
    )
    numbers = [field.nummer for field in content.velden]
    if numbers != list(range(1, FIELDS + 1)):
        found = ", ".join(map(str, numbers))
        problems.append(Problem(file, "velden", found, "de velden 1 tot en met 9", "Vul de lijst aan."))
    refuse(file, problems)
    return content


@with_policy("prestatievelden_2007", "Wat bleef er over van de negen prestatievelden?", GOALS, PERFORMANCE)
def fields(release: Release, head: Head) -> Card | Gap:
    """Draw the nine fields with policy, result, money and role of 2007, and the node of now."""
    tree = goal_tree(release)
    found = read_performance(release.gemeente, tree.nodes)
    table = pd.DataFrame([_line(field, tree) for field in found.velden])
    words = [field.became for field in found.velden]
    used = [word for word in (STAYED, NEW, GONE, EMPTY) if word in words]
    without = [str(field.nummer) for field in found.velden if not field.beleid]
    general = found.algemene_rol
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, "Wmo-visie 2007 naast de doelenboom van het preventiebeleid"),
        f"Tabel van negen prestatievelden: {dutch.enumeration([f'{one} {words.count(one)}' for one in used])}. "
        f"Zonder beleid in 2007: veld {dutch.enumeration(without)}. Resultaat, geld en rol per veld zijn leeg.",
        numbers=table,
        table=table.drop(columns=["Regel"]),
        also=(found.bron, tree.bron),
        notes=(
            "Een rol per veld noemt de visie niet. Voor alles samen kiest zij: "
            f"{general.tekst.lower()} (r. {general.regel}).",
            f"De visie kent vier rollen: {dutch.enumeration([one.rol for one in found.rollen])}.",
            "Leeg betekent: de visie noemt het niet. De brug naar de doelenboom van nu is van ons.",
        ),
    )


def _line(field: PerformanceField, tree: GoalTree) -> dict[str, str]:
    return {
        "Prestatieveld": f"{field.nummer}. {field.naam}",
        "Beleid in 2007": "; ".join(f"{one.tekst} {one.jaar}".strip() for one in field.beleid) or EMPTY,
        "Resultaat": field.resultaat or EMPTY,
        "Geld": field.geld or EMPTY,
        "Rol": field.rol or EMPTY,
        "Doelenboom van nu": "; ".join(f"{node} {tree.nodes[node].naam}" for node in field.knopen) or EMPTY,
        "Wat ervan werd": field.became,
        "Leemte": field.leemte or "geen genoemd",
        "Regel": field.regel,
    }
