"""The goals that a delivered file may name: those of the gemeente whose file it is."""

from __future__ import annotations

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.model.goals import goal_names
from analysis.model.policy_files import EXAMPLE, GOALS, has_policy, policy_file
from analysis.sources.files.definitions import Column, Definition

COLUMN = "doel"


def with_own_goals(definition: Definition, gemeente: str) -> Definition:
    """
    Put the goals of a gemeente in the place of those in `data/bronnen.yml`.

    Those are of the gemeente that is the example; without a gemeente they stay as well.
    Where there is no goal tree, a file that may name a goal does not ask for one.

    Raises
    ------
    InputError
        The file must name a goal, and the gemeente has no goal tree.
    """
    asked = [column for column in definition.kolommen if _asks(column)]
    if not asked or gemeente in ("", EXAMPLE):
        return definition
    names = goal_names(gemeente) if has_policy(gemeente, GOALS) else {}
    if not names and any(column.verplicht for column in asked):
        raise _without_tree(gemeente)
    columns = [
        column.model_copy(update={"keuzes": names}) if _asks(column) else column
        for column in definition.kolommen
        if names or not _asks(column)
    ]
    return definition.model_copy(update={"kolommen": tuple(columns)})


def _asks(column: Column) -> bool:
    return column.naam == COLUMN and column.soort == "keuze"


def _without_tree(gemeente: str) -> InputError:
    file, example = (paths.relative(policy_file(one, GOALS)) for one in (gemeente, EXAMPLE))
    action = f"Maak eerst dit bestand; {example} is een voorbeeld."
    problem = Problem(file, "", "geen bestand", "de doelen waaruit te kiezen is", action)
    return InputError("Dit bestand vraagt naar een doel, en er is geen doelenboom.", [problem])
