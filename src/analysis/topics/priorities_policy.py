"""What sets priorities beside the numbers: expected difference, what is topical, the view of partners."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import PRIORITIES, UNKNOWN, Lines, Own, load_own, policy_file

FILE = PRIORITIES


class Reason(Closed):
    """A node of the goal tree that asks for effort whatever the numbers say."""

    knoop: str
    waarom: str
    bron: str
    regel: Lines


class View(Closed):
    """What partners said about one number on the list."""

    indicator: str
    gebied: str
    oordeel: Literal["herkend", "niet herkend"]
    datum: str
    toelichting: str = ""


class Inputs(Own):
    """The whole file."""

    kans_op_toeval: float = Field(
        gt=0, lt=0.5, description="Deel van de oranje lijst dat hooguit toeval mag zijn"
    )
    verwacht_verschil: tuple[Reason, ...]
    actueel: tuple[Reason, ...]
    partners: tuple[View, ...]

    def views(self) -> dict[tuple[str, str], View]:
        """Return what partners said, by indicator and area."""
        return {(view.indicator, view.gebied): view for view in self.partners}


def read_inputs(
    gemeente: str,
    nodes: Collection[str],
    indicators: Collection[str],
    areas: Collection[str],
    path: Path | None = None,
) -> Inputs:
    """
    Read the file of a gemeente and hold it against what it names.

    Raises
    ------
    InputError
        Unknown nodes, indicators or areas: all at once.
    """
    path = path or policy_file(gemeente, FILE)
    content = load_own(path, Inputs, gemeente)
    name = paths.relative(path)
    reasons = (*content.verwacht_verschil, *content.actueel)
    named: list[tuple[str, Collection[str], str]] = [
        *((reason.knoop, nodes, "een knoop van de doelenboom") for reason in reasons),
        *((view.indicator, indicators, "een indicator uit de catalogus") for view in content.partners),
        *((view.gebied, areas, "een bekend gebied") for view in content.partners),
    ]
    problems = [
        Problem(name, "", f'"{found}"', expected, did_you_mean(found, known), UNKNOWN)
        for found, known, expected in named
        if found not in known
    ]
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return content
