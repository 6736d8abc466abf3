"""
The goal tree of a gemeente: `data/beleid/<gemeente>/doelenboom.yml`, read strictly.

What the document does not say has a word of its own (`onbekend`, `niet genoemd`);
every link that is ours and not the document's says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from analysis import paths
from analysis.errors import InputError, Problem, did_you_mean
from analysis.policy.files import GOALS, Own, load_own, policy_file
from analysis.strict_yaml import Closed

DOCUMENT = "document"
NO_TARGET = "geen doelwaarde vastgesteld"
FILE = GOALS

Kind = Literal["doel", "subdoel", "activiteit", "procesdoel", "procesactiviteit"]
Ground = Literal["document", "naam van de post", "eigen duiding"]
Rule = Literal["behouden", "boven gemiddelde", "minstens klasse"]


class Name(Closed):
    """A name as the document writes it, with where."""

    tekst: str = Field(min_length=1)
    regel: str = Field(min_length=1)


class Grounded(Closed):
    """Something that the document says, with the line, or that is our own reading."""

    grond: Ground
    regel: str = ""

    @model_validator(mode="after")
    def _document_has_a_line(self) -> Grounded:
        if self.grond == DOCUMENT and not self.regel:
            raise ValueError("een regel bij grond: document|Noem de regel, of zet grond: eigen duiding.")
        return self


class Layers(Grounded):
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
    regel: str


class Target(Closed):
    """A result that the document wants, as a rule that can be computed."""

    tekst: str
    rekenregel: Rule
    indicatoren: tuple[str, ...] = Field(min_length=1)
    vergelijk: str = Field(default="", description="Gebied waarmee de regel vergelijkt")
    vanaf: str = Field(default="", description="Periode waarvan de waarde behouden moet blijven")
    opmerking: str = ""
    regel: str

    @model_validator(mode="after")
    def _rule_has_its_mark(self) -> Target:
        if (self.rekenregel == "behouden") != bool(self.vanaf) or bool(self.vanaf) == bool(self.vergelijk):
            raise ValueError("vanaf bij behouden, en anders vergelijk|Geef een van beide.")
        return self


class Node(Closed):
    """One node of the tree."""

    id: str = Field(pattern=r"^P?[0-9](\.[0-9])*$")
    soort: Kind
    namen: tuple[Name, ...] = Field(min_length=1)
    uitleg_b1: str = Field(min_length=1)
    lagen: Layers
    oranje: Literal["ja", "nee", "onbekend", "niet van toepassing"]
    richting: Literal["behouden", "verhogen", "verlagen", "niet genoemd"]
    indicatoren: tuple[str, ...] = ()
    basis: tuple[Baseline, ...] = ()
    doelwaarde: Target | None = None
    bewijs: Literal["onderzoek", "verwachting", "niet beoordeeld"]
    bewijs_regel: str = ""
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
    regel: str


class Outside(Closed):
    """Something that contributes, but that the budget table leaves out."""

    naam: str
    regel: str


class Unfunded(Grounded):
    """An investment that the document names without an amount."""

    naam: str
    knoop: str


class _File(Own):
    bron: str
    doelen_van_catalogus: bool = Field(
        default=False, description="Of de doelen in de catalogus knopen van deze boom zijn"
    )
    jaar_van: int
    jaar_tot: int
    ambitie: Name
    knopen: tuple[Node, ...] = Field(min_length=1)
    afspraken: tuple[Agreement, ...]
    buiten_begroting: tuple[Outside, ...]
    zonder_bedrag: tuple[Unfunded, ...]


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
    content = load_own(path, _File, gemeente)
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


def _double(name: str, content: _File) -> Iterator[Problem]:
    ids = [node.id for node in content.knopen]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(name, f'knoop "{one}"', "twee keer", "elk id een keer", "Haal er een weg.")


def _references(
    name: str,
    content: _File,
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
            yield Problem(name, where, f'"{found}"', expected, did_you_mean(found, known))


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
