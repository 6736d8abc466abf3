"""The goal tree of a gemeente: `doelenboom.yml`; what is our own reading and not the document's says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import GOALS, Lines, Own, Reference, file_name, load_own, unknown

NO_TARGET = "geen doelwaarde vastgesteld"
DOCUMENT = "document"


class Name(Closed):
    """A name as the document writes it, with where."""

    tekst: str = Field(min_length=1)
    regel: Lines = Field(min_length=1)


class Grounded(Closed):
    """Something that the document says, with the line, or that is our own reading."""

    grond: Literal["document", "naam van de post", "eigen duiding"]
    regel: Lines = ""

    @model_validator(mode="after")
    def _document_has_a_line(self) -> Grounded:
        if self.grond == DOCUMENT and not self.regel:
            raise wrong("F604 grond")
        return self


class PyramidLayers(Grounded):
    """Layers of the prevention pyramid, 1 (everybody) to 4 (care)."""

    nummers: tuple[Literal[1, 2, 3, 4], ...] = Field(min_length=1)


class Money(Grounded):
    """A line of the budget that pays for a node."""

    post: str


class Partner(Grounded):
    """Somebody who helps with a node."""

    naam: str = Field(min_length=1)

    @property
    def marked(self) -> str:
        """The name, with a mark where the document does not name this partner here."""
        return self.naam if self.grond == DOCUMENT else f"{self.naam}*"


class Baseline(Closed):
    """A value that the document itself gives for an indicator."""

    indicator: str
    periode: str
    waarde: float
    regel: Lines


class Target(Closed):
    """A result that the document wants, as a rule that can be computed."""

    tekst: str
    rekenregel: Literal["behouden", "boven gemiddelde", "minstens klasse"]
    indicatoren: tuple[str, ...] = Field(min_length=1)
    vergelijk: str = Field(default="", description="Gebied waarmee de regel vergelijkt")
    vanaf: str = Field(default="", description="Periode waarvan de waarde behouden moet blijven")
    opmerking: str = ""
    regel: Lines

    @model_validator(mode="after")
    def _rule_has_its_mark(self) -> Target:
        if (self.rekenregel == "behouden") != bool(self.vanaf) or bool(self.vanaf) == bool(self.vergelijk):
            raise wrong("F604 rekenregel")
        return self


class Node(Closed):
    """One node of the tree."""

    id: str = Field(pattern=r"^P?[0-9](\.[0-9])*$")
    soort: Literal["doel", "subdoel", "activiteit", "procesdoel", "procesactiviteit"]
    namen: tuple[Name, ...] = Field(min_length=1)
    uitleg_b1: str = Field(min_length=1)
    lagen: PyramidLayers
    oranje: Literal["ja", "nee", "onbekend", "niet van toepassing"]
    richting: Literal["behouden", "verhogen", "verlagen", "niet genoemd"]
    indicatoren: tuple[str, ...] = ()
    basis: tuple[Baseline, ...] = ()
    doelwaarde: Target | None = None
    bewijs: Literal["onderzoek", "verwachting", "niet beoordeeld"]
    bewijs_regel: Lines = ""
    partners: tuple[Partner, ...] = ()
    geld: tuple[Money, ...] = ()
    voorbeelden: Name | None = None
    opmerking: str = ""

    @property
    def naam(self) -> str:
        """The name that chapter 4 of the document uses."""
        return self.namen[0].tekst

    @property
    def parent(self) -> str:
        """Id of the node above; empty for a goal."""
        return self.id.rpartition(".")[0]

    @property
    def goal(self) -> str:
        """Id of the goal that it belongs to."""
        return self.id.split(".")[0]

    @property
    def named_indicators(self) -> tuple[str, ...]:
        """All indicators of the node, those of its target first, each once."""
        target = self.doelwaarde.indicatoren if self.doelwaarde else ()
        return tuple(dict.fromkeys([*target, *self.indicatoren, *(one.indicator for one in self.basis)]))


class Agreement(Closed):
    """A sentence that reads as a target; only `resultaat` counts for the status of a node."""

    knoop: str
    soort: Literal["resultaat", "streven", "werkwijze", "ambitie van partner"]
    tekst: str
    bron: str = Field(default="", description="Leeg: het document van de doelenboom zelf")
    regel: Lines


class Outside(Closed):
    """Something that contributes, but that the budget table leaves out."""

    naam: str
    regel: Lines


class Unfunded(Grounded):
    """An investment that the document names without an amount."""

    naam: str
    knoop: str


class GoalTree(Own):
    """The whole file: all nodes in the order of the document, with what is written beside the tree."""

    bron: str
    doelen_van_catalogus: bool = Field(
        default=False, description="Of de doelen in de catalogus knopen van deze boom zijn"
    )
    jaar_van: int = Field(strict=True, ge=1990, le=2100, description="Eerste jaar van het beleid")
    jaar_tot: int = Field(strict=True, ge=1990, le=2100, description="Laatste jaar van het beleid")
    ambitie: Name
    knopen: tuple[Node, ...] = Field(min_length=1)
    afspraken: tuple[Agreement, ...]
    buiten_begroting: tuple[Outside, ...]
    zonder_bedrag: tuple[Unfunded, ...]

    @field_validator("jaar_tot")
    @classmethod
    def _follows_the_first_year(cls, value: int, info: ValidationInfo) -> int:
        first = info.data.get("jaar_van", value)
        if value < first:
            raise wrong("F626 volgorde", first=first)
        return value

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes by their id."""
        return {node.id: node for node in self.knopen}

    def of_kind(self, *kinds: str) -> list[Node]:
        """Return the nodes of some kinds."""
        return [node for node in self.knopen if node.soort in kinds]

    def node_of(self, indicator: str, in_catalogue: str) -> str:
        """
        Return the node of an indicator, or nothing.

        The nodes of the catalogue are those of one tree; in another the lowest node that names the indicator counts.
        """
        if self.doelen_van_catalogus:
            return in_catalogue
        return max(
            (node.id for node in self.knopen if indicator in node.named_indicators), key=len, default=""
        )

    def below(self, node: str) -> list[Node]:
        """Return a node and all below it."""
        return [one for one in self.knopen if f"{one.id}.".startswith(f"{node}.")]


def read_goals(
    gemeente: str, indicators: Mapping[str, str], posts: Collection[str], areas: Collection[str]
) -> GoalTree:
    """
    Read the goal tree and hold it against what it names: indicators, lines of the budget, areas.

    `indicators` gives every indicator of the catalogue with its node (`doel`), or nothing.
    """
    tree, file = load_own(gemeente, GOALS, GoalTree), file_name(gemeente, GOALS)
    ids = [node.id for node in tree.knopen]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    problems = [
        Problem(file, f'knoop "{one}"', "twee keer", "elk id een keer", "Haal er een weg.") for one in twice
    ]
    problems += unknown(file, _named(tree, indicators, posts, areas))
    if problems:
        raise InputError(f"{file} klopt niet ({len(problems)} punten).", problems)
    return tree


def _named(
    tree: GoalTree, indicators: Mapping[str, str], posts: Collection[str], areas: Collection[str]
) -> Iterator[Reference]:
    """Yield what the tree names: where, the name, what is known of that kind, and what that kind is."""
    for node in tree.nodes.values():
        where = f'knoop "{node.id}"'
        if node.parent:
            yield where, node.parent, tree.nodes, "een knoop erboven die bestaat"
        for indicator in node.named_indicators:
            yield f"{where}, indicator", indicator, indicators, "een indicator uit de catalogus"
        for money in node.geld:
            yield f"{where}, geld", money.post, posts, "een post uit begroting.csv"
        if node.doelwaarde and node.doelwaarde.vergelijk:
            yield f"{where}, vergelijk", node.doelwaarde.vergelijk, areas, "een bekend gebied"
    for named in [*(one.knoop for one in tree.afspraken), *(one.knoop for one in tree.zonder_bedrag)]:
        yield "afspraken en zonder_bedrag", named, tree.nodes, "een knoop uit dit bestand"
    for indicator, goal in indicators.items() if tree.doelen_van_catalogus else ():
        if goal:
            yield f'catalogus, indicator "{indicator}", doel', goal, tree.nodes, "een knoop"


def goal_names(gemeente: str) -> dict[str, str]:
    """Return what to choose from where somebody names a goal: `2.1 Iedereen leest` and the id it stands for."""
    goals = load_own(gemeente, GOALS, GoalTree).of_kind("doel", "subdoel", "procesdoel")
    return {f"{node.id} {node.naam}": node.id for node in goals}
