"""What there is to do, and what is still good: every run has a key made from all it depends on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analysis import paths, remembered
from analysis.errors import InputError, Problem
from analysis.params import Params
from analysis.runner.guard import Parameter, declared, parameter_problems
from analysis.sources.attempts import KEPT_OLD, read_attempts

RELEASE, ANNEX = "release", "annex"

# What was fetched and delivered is looked at per gemeente, see `_delivered`.
_NOT_INPUT = ("raw", "eigen", "__pycache__")
# What lies in a folder of one gemeente is input of that one alone.
_OF_ONE = re.compile(r"[^/]+/GM[0-9]{4}/")


@dataclass(frozen=True)
class Task:
    """One notebook with one set of parameters."""

    id: str
    notebook: str
    parameters: Mapping[str, Parameter]
    key: str


@dataclass(frozen=True)
class Plan:
    """All tasks of one municipality, with the keys that say whether they are still good."""

    params: Params
    params_file: str
    folder: Path
    tasks: tuple[Task, ...]
    inputs: Mapping[str, str] = field(repr=False)

    @cached_property
    def release_key(self) -> str:
        """Key of the release table: data, code, lock and params."""
        return digest_of(self.inputs)

    @cached_property
    def annex_key(self) -> str:
        """Key of the annex: every run before it, and the order of its chapters."""
        order = paths.chapters()
        chapters = hash_files([order] if order.is_file() else [], paths.params())
        return digest_of(
            {"release": self.release_key, "hoofdstukken": chapters}
            | {task.id: task.key for task in self.tasks}
        )


def make_plan(params: Params, params_file: Path, folder: Path) -> Plan:
    """
    List the runs of a municipality and compute their keys.

    Raises
    ------
    InputError
        Parameters that a notebook does not know, all at once, before any kernel starts.
    """
    file = paths.relative(params_file)
    inputs = input_hashes(params)
    release_key = digest_of(inputs)
    problems: list[Problem] = []
    tasks = []
    for chapter in params.chapters:
        notebook = paths.notebooks() / f"{chapter.notebook}.ipynb"
        given: dict[str, Parameter] = {"params_file": file, **chapter.parameters}
        problems.extend(parameter_problems(notebook, given, file=file))
        known = declared(notebook)
        key = digest_of(
            {
                "release": release_key,
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
    return Plan(params, file, folder, tuple(tasks), inputs)


def input_hashes(params: Params) -> dict[str, str]:
    """Return a hash per kind of input: `gegevens`, `opgehaald`, `code`, `pakketten`, `params`."""
    shared = remembered.once(("project", paths.root()), _shared_inputs)
    own = hash_files(_own_files(params.gemeente), paths.data())
    return {
        "gegevens": digest_of({"gedeeld": shared["gegevens"], "eigen": own}),
        "opgehaald": _delivered(params.gemeente),
        "code": shared["code"],
        "pakketten": shared["pakketten"],
        "params": digest_of({"gemeente": params.model_dump_json(), "gedeeld": shared["params"]}),
    }


def _shared_inputs() -> dict[str, str]:
    """Return the hashes of what every gemeente rests on."""
    root = paths.root()
    package = Path(__file__).resolve().parents[1]
    lock = root / "requirements.lock"
    every = _files(paths.data())
    data = (path for path in every if not _OF_ONE.match(path.relative_to(paths.data()).as_posix()))
    return {
        "gegevens": hash_files(data, paths.data()),
        "code": hash_files(_files(package), package),
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


def hash_files(files: Iterable[Path], base: Path) -> str:
    """Return one sha256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.relative_to(base).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def digest_of(parts: Mapping[str, str]) -> str:
    """Return one sha256 over named parts."""
    return hashlib.sha256(json.dumps(dict(parts), sort_keys=True).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in _NOT_INPUT and "__pycache__" not in parts:
            yield path


def _shared_params() -> str:
    """Return a hash of the params that are of no gemeente: the themes and the scenario."""
    shared = [path for folder in paths.params().iterdir() if folder.is_dir() for path in folder.glob("*.yml")]
    return hash_files(shared, paths.params())


def _delivered(gemeente: str) -> str:
    """Return a hash of what was fetched for one gemeente or the whole country, and of its own files."""
    raw, own = paths.data() / "raw", paths.data() / "eigen" / gemeente
    # The record of a snapshot holds the hash of its files: a national table is not read again for every build.
    records = [path for path in raw.glob("*/*/*/herkomst.yml") if _is_about(path.parts[-3], gemeente)]
    kept_old = {
        what: one
        for what, one in read_attempts(raw).items()
        if one.get("uitkomst") == KEPT_OLD and _is_about(what, gemeente)
    }
    # Excel leaves a file of its own beside a workbook that is open; nobody else may read it.
    delivered = (path for path in _files(own) if not path.name.startswith((".", "~$")))
    return digest_of(
        {
            "raw": hash_files(records, raw),
            "eigen": hash_files(delivered, own),
            "niet ververst": json.dumps(kept_old, sort_keys=True),
        }
    )


def _is_about(part: str, gemeente: str) -> bool:
    """Whether what was fetched is of this gemeente or of the whole country."""
    return gemeente in part or "-alle" in part


def _leaflet_hash() -> str:
    script = paths.leaflet() / "leaflet.js"
    return hashlib.sha256(script.read_bytes()).hexdigest() if script.is_file() else "none"
