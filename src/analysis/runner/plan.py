"""
What there is to do, with the keys that tell whether it is still good.

Every part has two. `everything` is over the whole project: when it is the same, nothing has to be
looked at. `key` is over what the part itself rests on, the numbers apart; what it read of those
stands in its own folder (`due.py`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from analysis import paths, remembered
from analysis.errors import InputError, Problem
from analysis.params import Params
from analysis.runner.guard import Parameter, declared, parameter_problems
from analysis.runner.modules import Modules
from analysis.sources.attempts import KEPT_OLD, read_attempts

RELEASE, ANNEX = "release", "annex"

# Every run goes through these, beside what its notebook imports.
ENGINE = ("analysis.runner.engine", "analysis.runner.run")
BUILD = "analysis.release.build"
WEB_MAP = "analysis.maps.web"
# What the annex lists: see `analysis.annex.coverage`.
REGISTER = "docs/dekking.csv"

# What was fetched and delivered is looked at per gemeente, see `_delivered`.
_NOT_INPUT = ("raw", "eigen", "__pycache__")
# What lies in a folder of one gemeente is input of that one alone.
_OF_ONE = re.compile(r"[^/]+/GM[0-9]{4}/")


@dataclass(frozen=True)
class Task:
    """One notebook with one set of parameters; `everything` is the key over the whole project."""

    id: str
    notebook: str
    parameters: Mapping[str, Parameter]
    everything: str


@dataclass(frozen=True)
class Plan:
    """
    All tasks of one municipality, with the keys that say whether they are still good.

    Attributes
    ----------
    inputs : mapping of str to str
        Hash per kind of input. Published with the edition: nothing that was delivered is in it.
    own : str
        Hash of what was delivered. For keys only, and those are kept outside the outputs: see `own_notes`.
    """

    params: Params
    params_file: str
    folder: Path
    tasks: tuple[Task, ...]
    inputs: Mapping[str, str] = field(repr=False)
    modules: Modules = field(default_factory=lambda: Modules(package()), repr=False, compare=False)
    own: str = field(default="", repr=False)

    def inside(self, folder: Path) -> Plan:
        """Return the same plan, to be carried out in another folder."""
        return self if folder == self.folder else replace(self, folder=folder)

    @cached_property
    def everything(self) -> str:
        """Key of the release over the whole project."""
        return digest_of({**self.inputs, "eigen": self.own, "vorige editie": self._previous})

    @cached_property
    def release_key(self) -> str:
        """Key of the release table: data, the code that makes it, lock, params and the edition before."""
        kept = {name: self.inputs[name] for name in ("gegevens", "bronnen", "pakketten")}
        own = {"params": self._params, "eigen": self.own, "vorige editie": self._previous}
        return digest_of(kept | own | {"code": self.modules.key_of(roots=[BUILD])})

    @cached_property
    def annex_key(self) -> str:
        """Key of the annex: the whole project, because it prints that, and the order of its chapters."""
        named = (paths.chapters(), paths.root() / REGISTER)
        chapters = hash_files([path for path in named if path.is_file()], paths.root())
        return digest_of(
            {"release": self.everything, "hoofdstukken": chapters}
            | {task.id: task.everything for task in self.tasks}
        )

    def key_of(self, task: Task) -> str:
        """Return the key of a run: notebook, parameters, params, the code that it imports, lock."""
        notebook = paths.notebooks() / f"{task.notebook}.ipynb"
        code = code_of(notebook)
        drawn = WEB_MAP in self.modules.rests_on(code).modules
        return digest_of(
            {
                "notebook": source_of(notebook),
                "parameters": json.dumps(declared(notebook) | dict(task.parameters), sort_keys=True),
                "params": self._params,
                "pakketten": self.inputs["pakketten"],
                "code": self.modules.key_of(code, ENGINE),
                "leaflet": _leaflet_hash() if drawn else "",
            }
        )

    @cached_property
    def _params(self) -> str:
        return self.params.for_runs().model_dump_json()

    @cached_property
    def _previous(self) -> str:
        """Hash of the table of the edition before: what it showed may not give this one away."""
        return hash_files(_earlier_tables(paths.place_of(self.folder)), self.folder.parent)


def make_plan(params: Params, params_file: Path, folder: Path, modules: Modules | None = None) -> Plan:
    """
    List the runs of a municipality and compute their keys.

    Parameters
    ----------
    params, params_file : Params, Path
        What was read, and from where.
    folder : Path
        Where the edition is written.
    modules : Modules, optional
        The code, for who plans more than one municipality: it is then read once.

    Raises
    ------
    InputError
        Parameters that a notebook does not know, all at once, before any kernel starts.
    """
    file = paths.relative(params_file)
    inputs, own = input_hashes(params), delivered_hash(params.gemeente)
    everything = digest_of({**inputs, "eigen": own})
    problems: list[Problem] = []
    tasks = []
    for chapter in params.chapters:
        notebook = paths.notebooks() / f"{chapter.notebook}.ipynb"
        given: dict[str, Parameter] = {"params_file": file, **chapter.parameters}
        problems.extend(parameter_problems(notebook, given, file=file))
        known = declared(notebook)
        key = digest_of(
            {
                "release": everything,
                "notebook": hashlib.sha256(source_of(notebook).encode()).hexdigest(),
                "parameters": json.dumps(known | given, sort_keys=True),
                "leaflet": _leaflet_hash(),
            }
        )
        tasks.append(Task(chapter.id, chapter.notebook, given, key))
    double = {task.id for task in tasks if sum(other.id == task.id for other in tasks) > 1}
    problems.extend(
        Problem(
            file, 'sleutel "notebooks"', f'"{name}" twee keer', "elk hoofdstuk één keer", "Haal er een weg."
        )
        for name in sorted(double)
    )
    if problems:
        raise InputError("De parameters passen niet bij de notebooks; er is niets gestart.", problems)
    return Plan(params, file, folder, tuple(tasks), inputs, modules or Modules(package()), own)


def input_hashes(params: Params) -> dict[str, str]:
    """Return a hash per kind of public input: `gegevens`, `bronnen`, `code`, `pakketten`, `params`."""
    shared = remembered.once(("project", paths.root()), _shared_inputs)
    own = hash_files(_own_files(params.gemeente), paths.data())
    return {
        "gegevens": digest_of({"gedeeld": shared["gegevens"], "eigen": own}),
        "bronnen": _fetched(params.gemeente),
        "code": shared["code"],
        "pakketten": shared["pakketten"],
        "params": digest_of({"gemeente": params.model_dump_json(), "gedeeld": shared["params"]}),
    }


def _shared_inputs() -> dict[str, str]:
    """Return the hashes of what every gemeente rests on."""
    root = paths.root()
    lock = root / "requirements.lock"
    every = _files(paths.data())
    data = (path for path in every if not _OF_ONE.match(path.relative_to(paths.data()).as_posix()))
    return {
        "gegevens": hash_files(data, paths.data()),
        "code": hash_files(_files(package()), package()),
        "pakketten": hash_files([lock] if lock.is_file() else [], root),
        "params": _shared_params(),
    }


def _own_files(gemeente: str) -> Iterator[Path]:
    """Yield the map, the list of areas and the policy of a gemeente."""
    for folder in paths.data().glob(f"*/{gemeente}"):
        if folder.parent.name not in _NOT_INPUT:
            yield from _files(folder)


def source_of(notebook: Path) -> str:
    """Return what a notebook says, without outputs, counts and metadata."""

    def read() -> str:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells])

    return remembered.once(("bron", notebook), read, [notebook])


def code_of(notebook: Path) -> str:
    """Return the code of a notebook as one text."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def package() -> Path:
    """Return the folder of the code."""
    return Path(__file__).resolve().parents[1]


def hash_files(files: Iterable[Path], base: Path) -> str:
    """Return one sha256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.relative_to(base).as_posix().encode())
        # Who opens a pipe waits for ever; that it lies there is said by who reads it.
        content = path.read_bytes() if path.is_file() else b"no file"
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def digest_of(parts: Mapping[str, str]) -> str:
    """Return one sha256 over named parts."""
    return hashlib.sha256(json.dumps(dict(parts), sort_keys=True).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in _NOT_INPUT and "__pycache__" not in parts:
            yield path


def _earlier_tables(folder: Path) -> list[Path]:
    """Return the table of the last edition before this one, if there is one; `release.reasons` reads it."""
    if not folder.name.isdecimal() or not folder.parent.is_dir():
        return []
    earlier = [
        other
        for other in folder.parent.iterdir()
        if other.name.isdecimal() and int(other.name) < int(folder.name)
    ]
    tables = [other / RELEASE / "cijfers.parquet" for other in earlier]
    there = [table for table in tables if table.is_file()]
    return [max(there, key=lambda table: int(table.parents[1].name))] if there else []


def _shared_params() -> str:
    """Return a hash of the params that are of no gemeente: the themes and the scenario."""
    shared = [path for folder in paths.params().iterdir() if folder.is_dir() for path in folder.glob("*.yml")]
    return hash_files(shared, paths.params())


def _fetched(gemeente: str) -> str:
    """Return a hash of what was fetched for one gemeente or the whole country: open data."""
    raw = paths.data() / "raw"
    # The record of a snapshot holds the hash of its files: a national table is not read again for every build.
    records = [path for path in raw.glob("*/*/*/herkomst.yml") if _is_about(path.parts[-3], gemeente)]
    kept_old = {
        what: one
        for what, one in read_attempts(raw).items()
        if one.get("uitkomst") == KEPT_OLD and _is_about(what, gemeente)
    }
    return digest_of({"raw": hash_files(records, raw), "niet ververst": json.dumps(kept_old, sort_keys=True)})


def delivered_hash(gemeente: str) -> str:
    """Return a hash of the files that a gemeente delivered: whoever has it can try out what they hold."""
    own = paths.data() / "eigen" / gemeente
    # Excel leaves a file of its own beside a workbook that is open; nobody else may read it.
    delivered = (path for path in _files(own) if not path.name.startswith((".", "~$")))
    return hash_files(delivered, own)


def _is_about(part: str, gemeente: str) -> bool:
    """Whether what was fetched is of this gemeente or of the whole country."""
    return gemeente in part or "-alle" in part


def _leaflet_hash() -> str:
    script = paths.leaflet() / "leaflet.js"
    return hashlib.sha256(script.read_bytes()).hexdigest() if script.is_file() else "none"
