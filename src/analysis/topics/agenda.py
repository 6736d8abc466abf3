"""The yearly talk with partners: the orange list and why, and what is named beside it in `prioriteiten.yml`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

import pandas as pd
from pydantic import Field, model_validator

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.ground.strict_yaml import Closed
from analysis.model.goals import DOCUMENT, GoalTree
from analysis.model.policy_files import GOALS, PRIORITIES, Lines, Own, file_name, load_own, refuse, unknown
from analysis.release.release import Release
from analysis.release.verdicts import REST
from analysis.topics.policy import Head, goal_tree, with_policy
from analysis.topics.priorities_ranking import ORANGE, Comparisons, compare_all
from analysis.topics.profile import behind

EXPECTED, TOPICAL = "hier is verschil te maken", "actueel"
NOT_DISCUSSED = "nog niet besproken"
_WHY = ("Onderwerp", "Gebied", "Periode", "Cijfer", "Reden", "Doel")
WORKSHEET = (*_WHY, "Partners in het beleid", "Besproken", "Toelichting van partners", "Status")
# Filled in at the table: nobody but the people there can know.
TO_FILL = ("Herkent u dit?", "Wat gaan wij doen?", "Wie?", "Wanneer klaar?")


class Reason(Closed):
    """A node of the goal tree that asks for effort whatever the numbers say."""

    knoop: str
    waarom: str
    bron: str
    regel: Lines


class Topical(Reason):
    """A reason that holds for some years: `vanaf` and `tot` are the first and the last of them."""

    vanaf: int = Field(ge=2000, le=2100)
    tot: int = Field(ge=2000, le=2100)

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Topical:
        if self.tot < self.vanaf:
            raise ValueError("tot ligt voor vanaf")
        return self


class PartnerView(Closed):
    """What partners said about one number on the list."""

    indicator: str
    gebied: str
    oordeel: Literal["herkend", "niet herkend"]
    datum: str
    toelichting: str = ""


class Inputs(Own):
    """The whole file: what sets priorities beside the numbers."""

    verwacht_verschil: tuple[Reason, ...]
    actueel: tuple[Topical, ...]
    partners: tuple[PartnerView, ...]

    def views(self) -> dict[tuple[str, str], PartnerView]:
        """Return what partners said, by indicator and area."""
        return {(view.indicator, view.gebied): view for view in self.partners}

    def reasons(self) -> list[tuple[str, Reason]]:
        """Return every reason with its word."""
        expected = [(EXPECTED, reason) for reason in self.verwacht_verschil]
        return expected + [(f"{TOPICAL} tot en met {one.tot}", one) for one in self.actueel]


def read_inputs(
    gemeente: str, nodes: Collection[str], indicators: Collection[str], areas: Collection[str]
) -> Inputs:
    """Read the file of a gemeente; raises `InputError` with every node, indicator or area that is not there."""
    content, file = load_own(gemeente, PRIORITIES, Inputs), file_name(gemeente, PRIORITIES)
    named: list[tuple[str, str, Collection[str], str]] = [
        *(("", reason.knoop, nodes, "een knoop van de doelenboom") for _, reason in content.reasons()),
        *(("", view.indicator, indicators, "een indicator uit de catalogus") for view in content.partners),
        *(("", view.gebied, areas, "een bekend gebied") for view in content.partners),
    ]
    refuse(file, unknown(file, named))
    return content


class AgendaTopic(NamedTuple):
    """One number of one area on the orange list: the comparisons that put it there, and what is named beside it."""

    indicator: str
    area: str
    node: str
    lines: pd.DataFrame
    worse_than: str
    extra: tuple[str, ...]
    view: PartnerView | None
    is_example: bool


class Agenda(NamedTuple):
    """All that the yearly talk rests on; `named` has no number on the list."""

    comparisons: Comparisons
    topics: list[AgendaTopic]
    named: list[tuple[str, Reason]]
    tree: GoalTree


def make_agenda(release: Release) -> Agenda:
    """
    Put together what is orange and what is named beside it.

    That a gemeente steers by the rule is its policy: without its files of goals and priorities nothing is orange.
    """

    def make() -> Agenda:
        tree, catalogue = goal_tree(release), release.catalogue
        inputs = read_inputs(release.gemeente, tree.nodes, catalogue.indicators, catalogue.areas)
        return agenda_of(release, compare_all(release), tree, inputs)

    return release.once("agenda", make)


def agenda_of(release: Release, comparisons: Comparisons, tree: GoalTree, inputs: Inputs) -> Agenda:
    """Put together the agenda from its four inputs; no other thing moves a line."""
    topics = []
    for key, lines in comparisons.lines(ORANGE).groupby(["indicator", "gebied"], sort=False):
        indicator, area = map(str, key)
        node = tree.node_of(indicator, release.catalogue[indicator].doel)
        topic = AgendaTopic(
            indicator,
            area,
            node,
            lines,
            dutch.enumeration([other_name(release, code) for code in lines["vergelijking"]]),
            tuple(word for word, reason in inputs.reasons() if related(node, reason.knoop)),
            inputs.views().get((indicator, area)),
            is_example=bool((behind(release, lines)["status"] == "voorbeeld").any()),
        )
        topics.append(topic)
    named = [
        (word, reason)
        for word, reason in inputs.reasons()
        if not any(related(topic.node, reason.knoop) for topic in topics)
    ]
    return Agenda(comparisons, topics, named, tree)


def related(node: str, other: str) -> bool:
    """Whether two nodes lie on one branch: the same, or one above the other."""
    return bool(node and other) and (f"{node}.".startswith(f"{other}.") or f"{other}.".startswith(f"{node}."))


def _partners(tree: GoalTree, node: str) -> str:
    """Return the partners that the document names at a node or below it."""
    below = tree.below(node) if node in tree.nodes else []
    names = dict.fromkeys(one.naam for part in below for one in part.partners if one.grond == DOCUMENT)
    return dutch.enumeration([*names]) or "niet genoemd"


def other_name(release: Release, code: str) -> str:
    """Return the name of what a number is held against."""
    return "de rest van de gemeente" if code == REST else release.catalogue.name(code)


@with_policy("uitvoeringsagenda", "Waarover gaat het gesprek met partners?", GOALS, PRIORITIES)
def uitvoeringsagenda(release: Release, head: Head) -> Card | Gap:
    """Make the worksheet for the yearly talk with partners; its xlsx has empty columns for what is agreed."""
    agenda = make_agenda(release)
    lines = [_of_topic(release, topic, agenda.tree) for topic in agenda.topics]
    lines += [_of_reason(release, agenda.tree, word, reason) for word, reason in agenda.named]
    if not lines:
        return Gap(*head, "Er staat niets op de lijst.", "Vul prioriteiten.yml van de gemeente.")
    table = (
        pd.DataFrame(lines, columns=list(WORKSHEET), dtype=object)
        .fillna("")
        .assign(**dict.fromkeys(TO_FILL, ""))
    )
    orange = [topic.lines for topic in agenda.topics]
    shown = table[["Onderwerp", "Gebied", "Reden", "Partners in het beleid", "Besproken", "Status"]]
    names = dutch.enumeration(list(dict.fromkeys(table["Onderwerp"])))
    subtitle = "Uitvoeringsagenda: onderwerpen, waarom zij erop staan, en wat partners ervan vinden"
    return make_card(
        release,
        behind(release, pd.concat(orange)) if orange else release.no_rows,
        None,
        (*head, subtitle),
        f"Tabel met {dutch.counted(len(table), 'onderwerp', 'onderwerpen')}: {names}.",
        also=(agenda.tree.bron,),
        numbers=table,
        table=shown,
        notes=(
            "Het werkblad heeft lege kolommen voor wat u afspreekt.",
            "Partners staan er alleen als het beleid ze bij dit onderdeel noemt.",
        ),
    )


def _of_topic(release: Release, topic: AgendaTopic, tree: GoalTree) -> dict[str, str]:
    entry, first = release.catalogue[topic.indicator], topic.lines.iloc[0]
    value = dutch.quantity(first["waarde"], "%" if entry.is_share else entry.eenheid, entry.decimalen)
    return {
        "Onderwerp": entry.kort,
        "Gebied": release.catalogue.name(topic.area),
        "Periode": dutch.period(str(first["periode"])),
        "Cijfer": value,
        "Reden": "; ".join([value, f"slechter dan {topic.worse_than}", *topic.extra]),
        "Doel": topic.node,
        "Partners in het beleid": _partners(tree, topic.node),
        "Besproken": topic.view.oordeel if topic.view else NOT_DISCUSSED,
        "Toelichting van partners": topic.view.toelichting if topic.view else "",
        "Status": EXAMPLE if topic.is_example else "",
    }


def _of_reason(release: Release, tree: GoalTree, word: str, reason: Reason) -> dict[str, str]:
    return {
        "Onderwerp": tree.nodes[reason.knoop].naam,
        "Gebied": release.naam,
        "Cijfer": "geen oranje cijfer",
        "Reden": f"{word}: {reason.waarom}",
        "Doel": reason.knoop,
        "Partners in het beleid": _partners(tree, reason.knoop),
        "Besproken": NOT_DISCUSSED,
    }
