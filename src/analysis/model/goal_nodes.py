"""What stands in the file of a goal tree: nodes with their targets, partners and money, and what stands beside it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import YEARS, Lines, Own

DOCUMENT = "document"

Kind = Literal["doel", "subdoel", "activiteit", "procesdoel", "procesactiviteit"]
Ground = Literal["document", "naam van de post", "eigen duiding"]
Rule = Literal["behouden", "boven gemiddelde", "minstens klasse"]


class Name(Closed):
    """A name as the document writes it, with where."""

    tekst: str = Field(min_length=1)
    regel: Lines = Field(min_length=1)


class Grounded(Closed):
    """Something that the document says, with the line, or that is our own reading."""

    grond: Ground
    regel: Lines = ""

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
    regel: Lines


class Target(Closed):
    """A result that the document wants, as a rule that can be computed."""

    tekst: str
    rekenregel: Rule
    indicatoren: tuple[str, ...] = Field(min_length=1)
    vergelijk: str = Field(default="", description="Gebied waarmee de regel vergelijkt")
    vanaf: str = Field(default="", description="Periode waarvan de waarde behouden moet blijven")
    opmerking: str = ""
    regel: Lines

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


class GoalsFile(Own):
    """The whole file."""

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
            raise ValueError(
                f"{first} of later, want jaar_van is {first}|Verwissel de jaren, of herstel er een.|{YEARS}"
            )
        return value
