"""The nine fields of performance of the Wmo in 2007, and what became of them: `prestatievelden.yml`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import PERFORMANCE, UNKNOWN, Lines, Own, load_own, policy_file

FILE = PERFORMANCE
FIELDS = 9

Role = Literal["afstand", "faciliteerder", "stimulator", "dirigent"]


class Policy(Closed):
    """A policy document that the vision lists, with its year where it gives one."""

    tekst: str
    jaar: str


class PerformanceField(Closed):
    """One field; what the document does not name stays empty."""

    nummer: int = Field(ge=1, le=FIELDS)
    naam: str
    regel: Lines
    beleid: tuple[Policy, ...] = ()
    resultaat: str = Field(default="", description="Het resultaat dat het document noemt")
    geld: str = Field(default="", description="Wat het document aan geld noemt")
    rol: Role | None = Field(default=None, description="De rol die het document voor dit veld kiest")
    leemte: str = ""
    knopen: tuple[str, ...] = Field(description="Knopen van de doelenboom van nu: eigen duiding")


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


def read_performance(gemeente: str, nodes: Collection[str], path: Path | None = None) -> Performance:
    """
    Read the nine fields of a gemeente; `nodes` are the ids of the goal tree.

    Raises
    ------
    InputError
        Not nine fields in order, or a node that does not exist.
    """
    path = path or policy_file(gemeente, FILE)
    name = paths.relative(path)
    content = load_own(path, Performance, gemeente)
    numbers = [field.nummer for field in content.velden]
    problems = [
        Problem(
            name,
            f"veld {field.nummer}",
            f'"{node}"',
            "een knoop van de doelenboom",
            did_you_mean(node, nodes),
            UNKNOWN,
        )
        for field in content.velden
        for node in field.knopen
        if node not in nodes
    ]
    if numbers != list(range(1, FIELDS + 1)):
        found = ", ".join(map(str, numbers))
        problems.append(Problem(name, "velden", found, "de velden 1 tot en met 9", "Vul de lijst aan."))
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return content
