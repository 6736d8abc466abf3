"""
The process in which mutated files are read, so that a hang can be ended and a crash of a library is seen.

It is started anew, never forked, and ended by whoever waits for it: that works on Windows too.
"""

from __future__ import annotations

import contextlib
import json
import math
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

LIMIT_SECONDS = 5.0
LIMIT_BYTES = 400_000_000  # more than the largest seed takes, many times over
START_SECONDS = 180.0
CELL = ("", "__status", "__onder", "__boven")

_CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.truncate")
_REACHES = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.spawn")


@dataclass(frozen=True)
class Job:
    """What to read: `target` is tabel, kaart, params, definities or tabellen."""

    target: str
    path: str
    definition: Any = None


@dataclass(frozen=True)
class Outcome:
    """What came of it; `rows` is the meaning of what was accepted, or read as far as it went."""

    problems: tuple[Mapping[str, Any], ...] = ()
    rows: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False)
    broken: str = ""  # an exception, a hang, a crash, a report that cannot be printed
    escaped: tuple[str, ...] = ()
    grown: int = 0
    seconds: float = 0.0

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        return [problem for problem in self.problems if problem["ernst"] == "fout"]


class Reader:
    """A worker that is started when it is needed and again after it was ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.context = multiprocessing.get_context("spawn")
        self.process: Any = None
        self.line: Any = None

    def read(self, job: Job, *, limit: float = LIMIT_SECONDS) -> Outcome:
        if self.process is None:
            self._start()
        self.line.send(job)
        try:
            if self.line.poll(limit):
                return self.line.recv()
            broken = f"not ready after {limit:.0f} seconds"
        except (EOFError, ConnectionError):
            self.process.join(5)
            broken = f"the process ended with code {self.process.exitcode}"
        self.close()
        return Outcome(broken=broken)

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.line.close()
            self.process = self.line = None

    def _start(self) -> None:
        self.line, theirs = self.context.Pipe()
        self.process = self.context.Process(target=serve, args=(theirs, str(self.folder)), daemon=True)
        self.process.start()
        theirs.close()
        if not self.line.poll(START_SECONDS) or self.line.recv() != "ready":
            raise RuntimeError("the worker did not start")


def serve(line: Connection, folder: str) -> None:
    """Read what is asked until the other side goes away."""
    sys.dont_write_bytecode = True
    tempfile.tempdir = folder
    os.chdir(folder)
    watch = _Watch(Path(folder))
    targets = _targets(Path(folder))
    _limit_memory()
    line.send("ready")
    while True:
        try:
            job = line.recv()
        except (EOFError, ConnectionError):
            return
        line.send(_outcome(job, targets, watch))


def _outcome(job: Job, targets: Mapping[str, Any], watch: _Watch) -> Outcome:
    before, started = _peak(), time.perf_counter()
    problems, rows, broken = (), None, ""
    with watch:
        try:
            problems, rows = targets[job.target](Path(job.path), job.definition)
            problems = tuple(problem.as_dict() for problem in problems)
            # What --json prints, and what a console gets: no NaN, no half characters.
            json.dumps(problems, ensure_ascii=False, allow_nan=False).encode("utf-8")
        except Exception:  # whatever it is, it is what is looked for
            problems, broken = (), traceback.format_exc()
    seconds = time.perf_counter() - started
    return Outcome(problems, rows, broken, tuple(watch.seen), _peak() - before, seconds)


def _targets(folder: Path) -> Mapping[str, Any]:
    from analysis.ground import paths
    from analysis.ground.errors import InputError
    from analysis.model.params import read_params
    from analysis.prepare.delivered import context_of
    from analysis.sources.files.check import check_file
    from analysis.sources.files.definitions import read_definitions
    from analysis.sources.tables import read_tables

    context = context_of("GM0148")
    project = _empty_project(paths.root(), folder / "project")

    def table(path: Path, definition: Any) -> Any:
        report = check_file(path, definition, context)
        return report.problems, None if report.delivered is None else rows_of_table(report.delivered)

    def map_(path: Path, definition: Any) -> Any:
        report = check_file(path, definition, context)
        return report.problems, None if report.layer is None else rows_of_layer(report.layer)

    def yaml(read: Any) -> Any:
        def reader(path: Path, _: Any) -> Any:
            try:
                model = read(path)
            except InputError as error:
                if not error.problems:
                    raise RuntimeError("an error without a problem") from error
                return error.problems, None
            models = model if isinstance(model, Mapping) else {"": model}
            return (), tuple({"naam": key, "inhoud": one.model_dump()} for key, one in models.items())

        return reader

    def params(path: Path) -> Any:
        inside = project / "params" / path.name
        inside.write_bytes(path.read_bytes())
        with _environment(paths.ROOT_VARIABLE, str(project)):
            return read_params(inside)

    return {
        "tabel": table,
        "kaart": map_,
        "params": yaml(params),
        "definities": yaml(read_definitions),
        "tabellen": yaml(read_tables),
    }


def _empty_project(root: Path, project: Path) -> Path:
    """Make a folder in which params may lie: it has the names of our files, not what is in them."""
    for part in ("data/geo", "data/voorbeeld", "notebooks", "params"):
        for path in (root / part).rglob("*"):
            if path.is_file() and path.suffix in (".csv", ".geojson", ".ipynb", ".yml"):
                copy = project / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes() if path.name == "herindelingen.csv" else b"")
    (project / "params").mkdir(parents=True, exist_ok=True)
    return project


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def rows_of_table(delivered: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the meaning of each row: a number with its status and bounds, everything else as it is."""
    table = delivered.table
    names = [column.naam for column in delivered.definition.kolommen if column.naam in table]
    cells = {
        name: [tuple(_plain(value) for value in values) for values in zip(*_parts(table, name), strict=True)]
        for name in names
    }
    return tuple({name: cells[name][row] for name in names} for row in range(len(table)))


def _parts(table: Any, name: str) -> list[list[Any]]:
    return [table[name + part].tolist() for part in CELL if name + part in table]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def rows_of_layer(layer: Any) -> tuple[Mapping[str, Any], ...]:
    shapes = layer.geometry.to_wkt(rounding_precision=3)
    rest = layer.drop(columns="geometry").to_dict("records")
    return tuple({**row, "geometry": shape} for row, shape in zip(rest, shapes, strict=True))


class _Watch:
    """Notes what is written outside the folder, and who is called, while a file is read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen, self.active = folder.resolve(), list[str](), False
        sys.addaudithook(self._note)

    def __enter__(self) -> None:
        self.seen.clear()
        self.active = True

    def __exit__(self, *_: object) -> None:
        self.active = False

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event in _REACHES:
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event in _CHANGES or (event == "open" and _writes(arguments)):
            paths = arguments[:1] if event == "open" else arguments[:2]
            self.seen.extend(f"{event} {path}" for path in paths if self._is_outside(path))

    def _is_outside(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        there = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100  resolve() would open it
        return not there.is_relative_to(self.folder) and os.fsdecode(path) != os.devnull


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _peak() -> int:
    """Return the most memory that this process ever had, in bytes."""
    try:
        import resource
    except ImportError:
        return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def _limit_memory() -> None:
    # Where the system can, a runaway ends here and not in the memory of everybody else.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = psutil.Process().memory_info().vms + 3_000_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
