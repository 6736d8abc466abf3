"""
The sentences of the policy documents that hold a number or a comparison, and how each can be tested.

Read from `data/beleid/<gemeente>/beweringen.yml`; what comes out of a test is worked out at each build (`claims_check`).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field, model_validator

from analysis.ground.errors import Problem
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import CLAIMS, Lines, Own, file_name, load_own, refuse, unknown

_NEEDS = {
    "waarde": ("indicator", "gebied", "waarde"),
    "vergelijking": ("indicator", "gebied", "tegen", "richting"),
    "volgorde": ("indicator", "gebied"),
    "ontwikkeling": ("indicator", "gebied", "periode", "richting"),
    "telling": ("genoemd", "waarde"),
    "begroting": ("periode", "waarde"),
    "noemer": ("indicator", "verwant", "gebied", "periode"),
    "niet te toetsen": ("reden",),
}


class Test(Closed):
    """How one sentence is held against the numbers."""

    regel: Literal[
        "waarde", "vergelijking", "volgorde", "ontwikkeling", "telling", "begroting", "noemer", "niet te toetsen",
    ]  # fmt: skip
    indicator: tuple[str, ...] = ()  # ids of the catalogue; all are tested
    verwant: tuple[str, ...] = ()  # numbers about nearly the same: they lie beside it, and do not count
    gebied: str = ""
    periode: str = ""
    tot: str = ""  # last period of a development
    waarde: float | None = None
    maat: Literal["gelijk", "ongeveer", "meer dan", "minder dan"] = "gelijk"
    tegen: tuple[str, ...] = ()  # areas that the sentence compares with
    richting: Literal["hoger", "lager", "gelijk"] | None = None
    genoemd: tuple[str, ...] = ()  # what the document lists, one by one
    lijst: str = ""  # the source that lists it, where the document itself does not
    reden: str = ""  # why the sentence cannot be tested

    @model_validator(mode="after")
    def _has_what_its_rule_needs(self) -> Test:
        for key in _NEEDS[self.regel]:
            if getattr(self, key) in (None, "", ()):
                raise wrong("F604 bewering", key=key, rule=self.regel)
        return self


class Claim(Closed):
    """One sentence: what it says, where it stands, how it is tested."""

    id: str = Field(pattern=r"^F\d+[a-z]?$")
    zin: str  # in our words
    citaat: str = ""
    bron: str  # the document that it stands in
    regel: Lines
    niveau: str = "gemeente"  # what the sentence is about, or "niet genoemd"
    toets: Test


class Conflict(Closed):
    """Where the documents, or a document and a source, do not agree; never solved in silence."""

    id: int = Field(ge=1)
    naam: str
    regel: Lines
    vinder: Literal[
        "bewering", "zonder niveau", "zonder getal", "definities", "bronnen", "meer antwoorden", "klasse", "kernen",
        "begroting", "vastgelegd",
    ]  # fmt: skip
    bewering: tuple[str, ...] = ()
    indicator: tuple[str, ...] = ()
    gebied: str = ""
    aantal: int | None = None
    posten: tuple[tuple[str, ...], ...] = ()  # groups of budget lines, each compared as a whole
    reden: str  # what is wrong, and what we do with it


class ConceptLine(Closed):
    """One number beside others about the same thing."""

    indicator: str
    gebied: str


class Concept(Closed):
    """One concept of which several sources give a number: shown side by side, never overwritten."""

    naam: str
    les: str  # what explains the difference
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


def read_claims(gemeente: str) -> Claims:
    """Read the sentences; raises `InputError` for an id that stands twice, or a test without what its rule needs."""
    claims, file = load_own(gemeente, CLAIMS, Claims), file_name(gemeente, CLAIMS)
    known = [claim.id for claim in claims.beweringen]
    ids = Counter([*known, *(f"{conflict.id}" for conflict in claims.tegenstrijdigheden)])
    problems = [
        Problem(file, f'id "{one}"', "nog een keer hetzelfde id", "elk id een keer", "Hernoem er een.")
        for one in sorted(one for one, count in ids.items() if count > 1)
    ]
    expected, named = "een id van een bewering", claims.tegenstrijdigheden
    problems += unknown(
        file,
        ((f"tegenstrijdigheid {one.id}", name, known, expected) for one in named for name in one.bewering),
    )
    refuse(file, problems)
    return claims
