"""The assumptions of the population scenario: `params/scenario/bevolking.yml`, each with its source."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, model_validator

from analysis.ground import paths
from analysis.ground.strict_yaml import Closed, load


class Assumption(Closed):
    """One assumption: three values from low to high, and where they come from."""

    naam: str
    laag: float
    midden: float
    hoog: float
    bron: str = Field(min_length=1)

    @model_validator(mode="after")
    def _rises(self) -> Assumption:
        if not self.laag <= self.midden <= self.hoog:
            raise ValueError("laag, midden en hoog in die volgorde|Zet ze van klein naar groot.")
        return self

    @property
    def values(self) -> tuple[float, float, float]:
        """The three values, low first."""
        return self.laag, self.midden, self.hoog


class Variant(NamedTuple):
    """One value for every assumption."""

    expectancy: float
    steepness: float
    migration: float
    older: float
    rounding: float


class OwnAssumptions(Closed):
    """What a gemeente puts in place of the shared assumptions, because its own documents say so."""

    vraag: str | None = None
    levensverwachting: Assumption | None = None
    steilheid_sterfte: Assumption | None = None
    migratie_per_1000: Assumption | None = None
    opbouw_ouderen: Assumption | None = None
    afronding_punten: Assumption | None = None


class Scenario(Closed):
    """All that the scenario assumes; `per_gemeente` is put in place by `read_scenario`."""

    tot_jaar: int = Field(strict=True, ge=2025, le=2070, description="Laatste jaar van het scenario")
    kleinste_gebied: int = Field(
        strict=True, ge=0, description="Bij minder inwoners komt er geen middelste schatting"
    )
    vraag: str = Field(min_length=1, description="De vraag waarop het scenario antwoord geeft")
    levensverwachting: Assumption
    steilheid_sterfte: Assumption
    migratie_per_1000: Assumption
    opbouw_ouderen: Assumption
    afronding_punten: Assumption
    per_gemeente: dict[str, OwnAssumptions] = Field(
        default={}, description="Aannames uit eigen stukken, per code van een gemeente"
    )

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions, in the order of `Variant`."""
        return (
            self.levensverwachting,
            self.steilheid_sterfte,
            self.migratie_per_1000,
            self.opbouw_ouderen,
            self.afronding_punten,
        )

    @property
    def middle(self) -> Variant:
        """The variant with every assumption in the middle."""
        return Variant(*(one.midden for one in self.assumptions))

    def variants(self) -> Iterator[Variant]:
        """Yield every combination of low, middle and high: the range of outcomes is theirs."""
        for values in itertools.product(*(one.values for one in self.assumptions)):
            yield Variant(*values)


def scenario_file() -> Path:
    """Return the file of the assumptions."""
    return paths.params() / "scenario" / "bevolking.yml"


def read_scenario(gemeente: str) -> Scenario:
    """
    Read the assumptions for a gemeente: the shared ones, with its own in their place.

    Raises
    ------
    InputError
        With every key that is missing, unknown or out of order.
    """
    shared = load(scenario_file(), Scenario)
    own = shared.per_gemeente.get(gemeente, OwnAssumptions())
    given = {name: value for name in OwnAssumptions.model_fields if (value := getattr(own, name)) is not None}
    return shared.model_copy(update={**given, "per_gemeente": {}})
