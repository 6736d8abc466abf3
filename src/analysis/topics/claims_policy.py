"""
The sentences of the policy documents that hold a number or a comparison, and how each can be tested.

Read from `data/beleid/<gemeente>/beweringen.yml`. What comes out of a test is worked out in
`claims_check`, at each build, from the numbers of that build. The words by which a
subject is recognised are nobody's policy: every gemeente shares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from analysis.ground.errors import Problem
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import CLAIMS, Lines, Own, file_name, load_own, refuse


class Test(Closed):
    """How one sentence is held against the numbers."""

    regel: Literal[
        "waarde",
        "vergelijking",
        "volgorde",
        "ontwikkeling",
        "telling",
        "begroting",
        "noemer",
        "niet te toetsen",
    ]
    indicator: tuple[str, ...] = Field(default=(), description="Ids uit de catalogus; alle worden getoetst")
    verwant: tuple[str, ...] = Field(
        default=(), description="Cijfers over bijna hetzelfde: staan ernaast, tellen niet mee"
    )
    gebied: str = ""
    periode: str = ""
    tot: str = Field(default="", description="Laatste periode van een ontwikkeling")
    waarde: float | None = None
    maat: Literal["gelijk", "ongeveer", "meer dan", "minder dan"] = "gelijk"
    tegen: tuple[str, ...] = Field(default=(), description="Gebieden waarmee de zin vergelijkt")
    richting: Literal["hoger", "lager", "gelijk"] | None = None
    genoemd: tuple[str, ...] = Field(default=(), description="Wat het document opsomt, een voor een")
    reden: str = Field(default="", description="Waarom de zin niet te toetsen is")


class Claim(Closed):
    """One sentence: what it says, where it stands, how it is tested."""

    id: str = Field(pattern=r"^F\d+[a-z]?$")
    zin: str = Field(description="Wat er staat, in onze woorden")
    citaat: str = ""
    bron: str = Field(description="Id uit data/bronnen.csv: het document waarin de zin staat")
    regel: Lines = Field(description="Regel in de tekst van het document")
    niveau: str = Field(default="gemeente", description="Waarover de zin gaat; niet genoemd mag ook")
    toets: Test


class Conflict(Closed):
    """Where the documents, or a document and a source, do not agree; never solved in silence."""

    id: int = Field(ge=1)
    naam: str
    regel: Lines
    vinder: Literal[
        "bewering",
        "zonder niveau",
        "zonder getal",
        "definities",
        "bronnen",
        "meer antwoorden",
        "klasse",
        "kernen",
        "begroting",
        "vastgelegd",
    ]
    bewering: tuple[str, ...] = ()
    indicator: tuple[str, ...] = ()
    gebied: str = ""
    aantal: int | None = None
    posten: tuple[tuple[str, ...], ...] = Field(
        default=(), description="Groepen begrotingsposten die als een geheel worden vergeleken"
    )
    reden: str = Field(description="Wat er niet klopt, en wat wij ermee doen")


class ConceptLine(Closed):
    """One number beside others about the same thing."""

    indicator: str
    gebied: str


class Concept(Closed):
    """One concept of which several sources give a number: shown side by side, never overwritten."""

    naam: str
    les: str = Field(description="Wat het verschil verklaart")
    cijfers: tuple[ConceptLine, ...]


class Claims(Own):
    """The file as a whole."""

    beweringen: tuple[Claim, ...]
    tegenstrijdigheden: tuple[Conflict, ...]
    begrippen: tuple[Concept, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the sentences come from, in order."""
        return tuple(dict.fromkeys(claim.bron for claim in self.beweringen))

    @property
    def indicators(self) -> tuple[str, ...]:
        """What the sentences are about, each once."""
        return tuple(dict.fromkeys(one for claim in self.beweringen for one in claim.toets.indicator))


_NEEDS: dict[str, tuple[str, ...]] = {
    "waarde": ("indicator", "gebied", "waarde"),
    "vergelijking": ("indicator", "gebied", "tegen", "richting"),
    "volgorde": ("indicator", "gebied"),
    "ontwikkeling": ("indicator", "gebied", "periode", "richting"),
    "telling": ("genoemd", "waarde"),
    "begroting": ("periode", "waarde"),
    "noemer": ("indicator", "verwant", "gebied", "periode"),
    "niet te toetsen": ("reden",),
}


def read_claims(gemeente: str) -> Claims:
    """Read the sentences; raises `InputError` for an id that stands twice, or a test without what its rule needs."""
    claims, file = load_own(gemeente, CLAIMS, Claims), file_name(gemeente, CLAIMS)
    refuse(file, list(_problems(file, claims)))
    return claims


def _problems(name: str, claims: Claims) -> Iterator[Problem]:
    known = [claim.id for claim in claims.beweringen]
    ids = known + [f"{one.id}" for one in claims.tegenstrijdigheden]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(name, f'id "{one}"', "nog een keer hetzelfde id", "elk id een keer", "Hernoem er een.")
    for claim in claims.beweringen:
        for key in _NEEDS[claim.toets.regel]:
            if getattr(claim.toets, key) in (None, "", ()):
                where, expected = f'bewering "{claim.id}", toets', f"een {key} bij {claim.toets.regel}"
                yield Problem(name, where, f"geen {key}", expected, f"Vul {key} in.")
    for conflict in claims.tegenstrijdigheden:
        for one in (one for one in conflict.bewering if one not in known):
            where = f"tegenstrijdigheid {conflict.id}"
            yield Problem(name, where, f'"{one}"', "een id van een bewering", "Kies een id.")
