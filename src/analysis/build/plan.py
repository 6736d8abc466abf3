"""
What there is to do for one gemeente, and what each part of it rests on.

Parameters are compared with the notebook before any kernel starts: papermill takes a misspelt one with a
warning and runs the defaults.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from analysis.build import key
from analysis.build.receipt import digest_of, hash_text
from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model.params import Params

Parameter = str | int | float | bool

RELEASE, ANNEX = "release", "annex"
UNKNOWN, OTHER_KIND = "F601", "F604"
REGISTER = "docs/dekking.csv"  # what the annex lists: see `analysis.annex.coverage`
_KINDS = {bool: "true of false", str: "een tekst", int: "een heel getal", float: "een getal"}


@dataclass(frozen=True)
class NotebookTask:
    """One notebook with one set of parameters; `own` has the hashes of both."""

    id: str
    notebook: str
    parameters: Mapping[str, Parameter]
    own: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Plan:
    """
    All tasks of one municipality, with what they rest on.

    `inputs` has a hash per kind of input; it is published with the edition, so nothing that was delivered is in it.
    `run_inputs` has one per thing that every run rests on. `delivered` is kept outside the outputs.
    """

    params: Params
    params_file: str
    folder: Path
    tasks: tuple[NotebookTask, ...]
    inputs: Mapping[str, str] = field(repr=False)
    run_inputs: Mapping[str, str] = field(default_factory=dict, repr=False)
    delivered: str = field(default="", repr=False)

    @property
    def parts(self) -> list[str]:
        """The ids of its folders, in the order in which they are made."""
        return [RELEASE, *(task.id for task in self.tasks)]

    def inside(self, folder: Path) -> Plan:
        """Return the same plan, to be carried out in another folder."""
        return self if folder == self.folder else replace(self, folder=folder)

    @cached_property
    def everything(self) -> str:
        """Hash of all inputs that are held against each other before a build."""
        return digest_of({**self.inputs, **self._own_inputs})

    @cached_property
    def annex_key(self) -> str:
        """Hash of what the annex rests on: everything, because it prints that, and the order of its chapters."""
        named = (paths.chapters(), paths.root() / REGISTER, paths.root() / self.params.huisstijl.word)
        chapters = key.hash_files([path for path in named if path.is_file()], paths.root())
        runs = {task.id: digest_of(self.rests_on(task.id)) for task in self.tasks}
        return digest_of({"release": self.everything, "hoofdstukken": chapters} | runs)

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


@dataclass(frozen=True)
class Wanted:
    """What is asked of a build: all parts when none is named, all formats of the annex, what has changed."""

    parts: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
    force: bool = False  # make parts that are still good as well
    jobs: int = 1  # notebooks at the same time
    warm: bool = True  # fork kernels from a process that has the libraries imported, where that goes

    @property
    def annex(self) -> bool:
        """Whether the annex is asked for."""
        return not self.parts or ANNEX in self.parts

    def parts_of(self, plan: Plan) -> list[str]:
        """Return the parts of a gemeente that are asked for, in the order in which they are made."""
        return [part for part in (*plan.parts, ANNEX) if not self.parts or part in self.parts]


@dataclass
class Done:
    """What came of one edition: parts made, parts that were still good, and failures with their reason."""

    plan: Plan
    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def skipped(self) -> list[str]:
        """Parts that were not tried, because one that they rest on failed."""
        tried = {*self.made, *self.kept, *self.failed}
        every = [*self.plan.parts, ANNEX] if self.failed else []
        return [part for part in every if part not in tried]


def make_plan(params: Params, params_file: Path, folder: Path, shared: key.Shared | None = None) -> Plan:
    """
    List the runs of a municipality whose edition is written to `folder`, and hash what they rest on.

    Who plans more than one gives the hashes that they share.

    Raises `InputError`: parameters that a notebook does not know, all at once, before any kernel starts.
    """
    file, shared = paths.relative(params_file), shared or key.read_shared()
    problems: list[Problem] = []
    tasks = []
    for chapter in params.chapters:
        given: dict[str, Parameter] = {"params_file": file, **chapter.parameters}
        notebook = paths.notebooks() / f"{chapter.notebook}.ipynb"
        problems.extend(parameter_problems(notebook, given, file=file))
        all_given = json.dumps(declared(notebook) | given, sort_keys=True)
        own = {"notebook": hash_text(key.source_of(notebook)), "parameters": hash_text(all_given)}
        tasks.append(NotebookTask(chapter.id, chapter.notebook, given, own))
    ids = [task.id for task in tasks]
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        found, expected = f'"{name}" twee keer', "elk hoofdstuk één keer"
        problems.append(Problem(file, 'sleutel "notebooks"', found, expected, "Haal er een weg."))
    if problems:
        raise InputError("De parameters passen niet bij de notebooks; er is niets gestart.", problems)
    public, runs = key.public_inputs(params, shared), key.run_inputs(params, shared)
    return Plan(params, file, folder, tuple(tasks), public, runs, key.delivered_hash(params.gemeente))


def declared(notebook: Path) -> dict[str, Parameter]:
    """
    Return the parameters of a notebook with their defaults, read from its cell tagged `parameters`.

    The cell is parsed, not run, so that a default may hold any character.

    Raises `InputError`: there is no such cell, or it holds more than names with plain values.
    """
    return cached(("parameters", notebook), lambda: _declared(notebook), [notebook])


def _declared(notebook: Path) -> dict[str, Parameter]:
    name = paths.relative(notebook)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        found, expected = f"{len(tagged)} cellen met de tag parameters", "één zo'n cel"
        raise InputError.of(f"{name} heeft geen parametercel.", name, "", found, expected, "Zet de tag goed.")
    parameters: dict[str, Parameter] = {}
    for statement in ast.parse("".join(tagged[0]["source"])).body:
        target = getattr(statement, "target", None)
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
        constant = getattr(statement, "value", None)
        value = constant.value if isinstance(constant, ast.Constant) else None
        if not isinstance(target, ast.Name) or not isinstance(value, str | int | float):
            found, expected = ast.unparse(statement), "naam = tekst of getal"
            summary = f"{name} heeft een parametercel die meer doet dan namen noemen."
            raise InputError.of(summary, name, "cel parameters", found, expected, "Haal de regel weg.")
        parameters[target.id] = value
    return parameters


def parameter_problems(notebook: Path, given: Mapping[str, Parameter], *, file: str) -> Iterator[Problem]:
    """Yield what is wrong with parameters for a notebook, as they will be injected; `file` is where they stand."""
    known = declared(notebook)
    for parameter, value in given.items():
        place = f'notebook {notebook.stem}, parameter "{parameter}"'
        if parameter not in known:
            action = did_you_mean(parameter, known, "Haal de parameter weg.")
            yield Problem(file, place, f'"{parameter}"', f"een van: {', '.join(known)}", action, UNKNOWN)
        elif not _fits(value, known[parameter]):
            kind = _KINDS[type(known[parameter])]
            found = f'"{value}" ({_KINDS[type(value)]})'
            yield Problem(file, place, found, kind, f"Schrijf {kind}.", OTHER_KIND)


def _fits(value: Parameter, default: Parameter) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    return isinstance(value, int | float if isinstance(default, float) else type(default))
