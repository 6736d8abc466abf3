"""What there is to do for one gemeente, and what each part of it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from analysis.build import key
from analysis.build.guard import Parameter, declared, parameter_problems
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.model.params import Params

RELEASE, ANNEX = "release", "annex"

# What the annex lists: see `analysis.annex.coverage`.
REGISTER = "docs/dekking.csv"


@dataclass(frozen=True)
class Task:
    """One notebook with one set of parameters; `own` has the hashes of both."""

    id: str
    notebook: str
    parameters: Mapping[str, Parameter]
    own: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Plan:
    """
    All tasks of one municipality, with what they rest on.

    Attributes
    ----------
    inputs : mapping of str to str
        Hash per kind of input. Published with the edition: nothing that was delivered is in it.
    run_inputs : mapping of str to str
        Hash per thing that every run rests on, see `key.run_inputs`.
    delivered : str
        Hash of what was delivered. It is kept outside the outputs, see `notes`.
    """

    params: Params
    params_file: str
    folder: Path
    tasks: tuple[Task, ...]
    inputs: Mapping[str, str] = field(repr=False)
    run_inputs: Mapping[str, str] = field(default_factory=dict, repr=False)
    delivered: str = field(default="", repr=False)

    def inside(self, folder: Path) -> Plan:
        """Return the same plan, to be carried out in another folder."""
        return self if folder == self.folder else replace(self, folder=folder)

    @cached_property
    def everything(self) -> str:
        """Hash of all inputs that are held against each other before a build."""
        return key.digest_of({**self.inputs, **self._own_inputs})

    @cached_property
    def annex_key(self) -> str:
        """Hash of what the annex rests on: everything, because it prints that, and the order of its chapters."""
        named = (paths.chapters(), paths.root() / REGISTER, paths.root() / self.params.huisstijl.word)
        chapters = key.hash_files([path for path in named if path.is_file()], paths.root())
        runs = {task.id: key.digest_of(self.rests_on(task.id)) for task in self.tasks}
        return key.digest_of({"release": self.everything, "hoofdstukken": chapters} | runs)

    def rests_on(self, part: str) -> dict[str, str]:
        """Return a hash by name of all that a part rests on: the release, or a run by its id, numbers apart."""
        if part == RELEASE:
            public = {name: self.inputs[name] for name in ("gegevens", "bronnen", "pakketten")}
            return public | {name: self.run_inputs[name] for name in ("code", "params")} | self._own_inputs
        [task] = [task for task in self.tasks if task.id == part]
        return {**self.run_inputs, **task.own}

    @cached_property
    def _own_inputs(self) -> dict[str, str]:
        return {"eigen": self.delivered, "vorige editie": key.earlier_hash(paths.place_of(self.folder))}


def make_plan(params: Params, params_file: Path, folder: Path, shared: key.Shared | None = None) -> Plan:
    """
    List the runs of a municipality, and hash what they rest on.

    Parameters
    ----------
    params, params_file : Params, Path
        What was read, and from where.
    folder : Path
        Where the edition is written.
    shared : Shared, optional
        Hashes of what every gemeente rests on, for who plans more than one.

    Raises
    ------
    InputError
        Parameters that a notebook does not know, all at once, before any kernel starts.
    """
    file, shared = paths.relative(params_file), shared or key.read_shared()
    problems: list[Problem] = []
    tasks = []
    for chapter in params.chapters:
        given: dict[str, Parameter] = {"params_file": file, **chapter.parameters}
        notebook = paths.notebooks() / f"{chapter.notebook}.ipynb"
        problems.extend(parameter_problems(notebook, given, file=file))
        all_given = json.dumps(declared(notebook) | given, sort_keys=True)
        own = {"notebook": key.hash_text(key.source_of(notebook)), "parameters": key.hash_text(all_given)}
        tasks.append(Task(chapter.id, chapter.notebook, given, own))
    double = {task.id for task in tasks if sum(other.id == task.id for other in tasks) > 1}
    problems.extend(
        Problem(
            file, 'sleutel "notebooks"', f'"{name}" twee keer', "elk hoofdstuk één keer", "Haal er een weg."
        )
        for name in sorted(double)
    )
    if problems:
        raise InputError("De parameters passen niet bij de notebooks; er is niets gestart.", problems)
    public, runs = key.public_inputs(params, shared), key.run_inputs(params, shared)
    return Plan(params, file, folder, tuple(tasks), public, runs, key.delivered_hash(params.gemeente))
