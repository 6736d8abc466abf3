"""What somebody types for a params file or a part, and what is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from analysis.build.plan import ANNEX, RELEASE, Plan
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean

ONLY = "F707"  # a part of a build that is not there
SUFFIXES = (".yml", ".yaml")


class ParamsFile(click.Path):
    """A params file, by its path or by its name alone: `dalfsen` is `params/dalfsen.yml`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path that is meant; whether it is there says who reads it."""
        return meant(Path(str(super().convert(value, param, ctx))))


def meant(given: Path) -> Path:
    """
    Return which params file a name stands for.

    A bare name is looked up in `params/`, whatever its capitals; what is a path or a file stays what it is.
    """
    if given.is_file() or len(given.parts) != 1 or given.suffix in SUFFIXES:
        return given
    for file in sorted(paths.params().glob("*.yml")):
        if file.stem.casefold() == given.name.casefold():
            return file
    return paths.params() / f"{given.name}.yml"


def parts_meant(only: Sequence[str], plans: Sequence[Plan]) -> frozenset[str]:
    """
    Return the parts that `--only` names; the name of a notebook stands for all its runs.

    Raises
    ------
    InputError
        Parts that are in none of the plans, all at once.
    """
    tasks = [task for plan in plans for task in plan.tasks]
    runs = {
        notebook: {task.id for task in tasks if task.notebook == notebook}
        for task in tasks
        for notebook in [task.notebook]
    }
    known = {RELEASE: {RELEASE}, ANNEX: {ANNEX}} | {task.id: {task.id} for task in tasks} | runs
    unknown = [part for part in dict.fromkeys(only) if part not in known]
    if unknown:
        # The list stands there once, however many there are.
        listed = [f"een van: {', '.join(sorted(known))}", *(["zo'n onderdeel"] * len(unknown))]
        problems = [
            Problem(
                "--only", "", f'"{part}"', expected, did_you_mean(part, known, "Zie kernmonitor list."), ONLY
            )
            for part, expected in zip(unknown, listed, strict=False)
        ]
        raise InputError("Dit onderdeel bestaat niet; er is niets gemaakt.", problems)
    return frozenset(part for name in only for part in known[name])
