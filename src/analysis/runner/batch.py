"""The batch: release first, then every notebook that changed, several at a time; each moved in when it is good."""

from __future__ import annotations

import shutil
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.errors import InputError
from analysis.params import Params
from analysis.runner import disk, preflight
from analysis.runner.desk import Desk, LocalDesk
from analysis.runner.due import (
    FIRST_RELEASE,
    Standing,
    due,
    hashes_of_now,
    reads_problem,
    release_state,
    standing,
)
from analysis.runner.events import NO_LOG, Log
from analysis.runner.execute import FEWEST_WARM, Kernels
from analysis.runner.forecast import longest_first, read_seconds
from analysis.runner.lock import hold
from analysis.runner.plan import RELEASE, Plan, Task
from analysis.runner.receipt import (
    FAILURES,
    STAGING,
    file_hashes,
    hashes_of,
    log_seconds,
    move_in,
    read_receipt,
    recover,
    write_receipt,
)

# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")
# What a report is called that is about no part.
ATTENTION = "let op:"
KEPT = "ongewijzigd"

Report = Callable[[str, str], None]


@dataclass
class Result:
    """What a batch did: parts made, parts that were still good, and failures with their reason."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Todo:
    """What is asked for: all that changed, everything, or some parts."""

    force: bool
    only: frozenset[str]


def run_batch(
    plan: Plan,
    *,
    jobs: int = 1,
    warm: bool = True,
    force: bool = False,
    only: frozenset[str] = frozenset(),
    report: Report,
    log: Log = NO_LOG,
    desk: Desk | None = None,
) -> Result:
    """
    Make every part that is due.

    Parameters
    ----------
    plan : Plan
        What to make and where.
    jobs : int
        Notebooks at the same time.
    warm : bool
        Fork kernels from a process that has the libraries imported, where that goes; the same outputs, sooner.
    force : bool
        Make parts that are still good as well.
    only : frozenset of str
        Ids to keep to; all when empty.
    report : callable
        Called with the id of a part and a short Dutch text when it is done, or found still good.
    log : Log
        Gets every event.
    desk : Desk, optional
        Does the work, of other gemeenten as well; by default one of its own, on this machine.

    Returns
    -------
    Result
        A failed notebook stops nothing else; its log is kept in `fouten/`.

    Raises
    ------
    InputError
        Data that do not fit, no room or rights, another batch in the same folder: raised
        before anything is replaced.
    """
    preflight.check(plan, due(plan, force=force, only=only))
    plan.folder.mkdir(parents=True, exist_ok=True)
    with hold(plan.folder, lambda text: report(ATTENTION, text)):
        recover(plan.folder)
        todo = Todo(force, only)
        return _run_due(plan, todo, jobs=jobs, warm=warm, report=report, log=log, desk=desk)


def _run_due(
    plan: Plan, todo: Todo, *, jobs: int, warm: bool, report: Report, log: Log, desk: Desk | None
) -> Result:
    # Asked again: another batch may have ended since, and what was half is put back.
    found = standing(plan, force=todo.force, only=todo.only)
    result = Result()
    log.begin(plan, jobs=jobs, due=found.due)
    with ExitStack() as opened:

        def here(runs: int) -> Desk:
            kernels: Kernels = "warm" if warm and runs >= FEWEST_WARM else "koud"
            local = LocalDesk(jobs=jobs, kernels=kernels, say=lambda text: report(ATTENTION, text))
            return opened.enter_context(local)

        at = desk
        if RELEASE in found.due:
            if at is None and (certain := _due_anyhow(plan, found)) >= FEWEST_WARM:
                at = here(certain)  # the libraries of the notebooks are imported while the figures are made
            log.started(RELEASE, found.due[RELEASE])
            started = time.monotonic()
            for warning in _make_release(plan, desk):
                report(ATTENTION, warning)
            log_seconds(plan.folder, RELEASE, time.monotonic() - started)
            _finished(RELEASE, time.monotonic() - started, result, report, log)
            # Only now is known which runs read something that changed.
            found = standing(plan, force=todo.force, only=todo.only)
        _renew(plan, found.renewed)
        for part in found.kept:
            if part not in result.made:
                result.kept.append(part)
                report(part, KEPT)
                log.skipped(part)
        tasks = [
            (task, found.due[task.id])
            # What takes long begins first: at the end no slot waits for it.
            for task in longest_first(plan.tasks, read_seconds(plan.folder))
            if task.id in found.due
        ]
        if tasks:
            _run_tasks(plan, tasks, at or here(len(tasks)), result, report, log)
    if tasks and desk is not None:
        recover(plan.folder)  # a worker that died on another machine left its staging folder
    return result


def _due_anyhow(plan: Plan, found: Standing) -> int:
    """Return how many runs are due whatever the new release says."""
    return sum(found.due.get(task.id, FIRST_RELEASE) != FIRST_RELEASE for task in plan.tasks)


def _run_tasks(
    plan: Plan, tasks: Sequence[tuple[Task, str]], at: Desk, result: Result, report: Report, log: Log
) -> None:
    now = hashes_of_now(plan)
    waiting = {}
    for task, why in tasks:
        log.started(task.id, why)
        waiting[at.notebook(plan, task)] = task
    for finished in as_completed(waiting):
        task = waiting[finished]
        seconds, reason = 0.0, ""
        try:
            seconds, reason, folder = finished.result()
            reason = reason or reads_problem(folder, now)
            if reason:
                _keep_failure(plan, task, folder, reason)
            else:
                _take_in(plan, task, folder, seconds)
        except OSError as error:  # no room left, or no rights: of this run, and perhaps not of the next
            reason = reason or f"bewaren is niet gelukt: {disk.cause(error)}"
        if not reason:
            _finished(task.id, seconds, result, report, log)
            continue
        result.failed[task.id] = reason
        report(task.id, f"MISLUKT: {reason}")
        log.failed(task.id, seconds, reason)


def _finished(part: str, seconds: float, result: Result, report: Report, log: Log) -> None:
    result.made.append(part)
    report(part, f"klaar ({seconds:.1f} s)".replace(".", ","))
    log.done(part, seconds)


def _take_in(plan: Plan, task: Task, folder: Path, seconds: float) -> None:
    """Put a good run in place; its line in the receipt comes last, so that half of this is made again."""
    move_in(folder, plan.folder / task.id)
    shutil.rmtree(plan.folder / FAILURES / task.id, ignore_errors=True)
    log_seconds(plan.folder, task.id, seconds)
    record(plan, task.id, plan.key_of(task), None, **_line_of(plan, task))


def _line_of(plan: Plan, task: Task) -> dict[str, object]:
    release = release_state(read_receipt(plan.folder))
    return {"alles": task.everything, "vrijgave": release, "parameters": dict(task.parameters)}


def _renew(plan: Plan, parts: Sequence[str]) -> None:
    """Write for runs that are still good that they are so in the project as it is now: the receipt of a full build."""
    if RELEASE in parts:
        record(plan, RELEASE, plan.release_key, alles=plan.everything)
    for task in plan.tasks:
        if task.id in parts:
            record(plan, task.id, plan.key_of(task), None, **_line_of(plan, task))


def record(plan: Plan, part: str, key: str, made: Sequence[Path] | None = None, **more: object) -> None:
    """
    Write a part into the receipt: its key and the hash of every file; the last thing that happens to it.

    `made` are files of the output folder itself; by default a part has a folder of its own.
    """
    receipt = read_receipt(plan.folder)
    parts = receipt.get("onderdelen", {})
    if made is None:
        hashes = file_hashes(plan.folder / part)
    else:
        hashes = hashes_of(plan.folder, [path.name for path in made])
    parts[part] = {"sleutel": key, "bestanden": hashes, **more}
    known = {RELEASE, "bijlage", *(task.id for task in plan.tasks)}
    content: dict[str, Any] = {
        "gemeente": plan.params.gemeente,
        "naam": plan.params.naam,
        "editie": plan.params.editie,
        "params": plan.params_file,
        "invoer": dict(plan.inputs),
        "versies": versions(),
        "onderdelen": {name: parts[name] for name in parts if name in known},
    }
    write_receipt(plan.folder, content)


def versions() -> dict[str, str]:
    """Return the versions that a build rests on."""
    return dict(_installed())


@cache
def _installed() -> dict[str, str]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"kernmonitor": __version__, "python": python} | {name: version(name) for name in PACKAGES}


def _make_release(plan: Plan, desk: Desk | None) -> Sequence[str]:
    given = plan.params.for_runs(), plan.folder
    staged, warnings = stage_release(*given) if desk is None else desk.office(stage_release, *given)
    move_in(staged, plan.folder / RELEASE)
    record(plan, RELEASE, plan.release_key, alles=plan.everything)
    return warnings


def stage_release(params: Params, folder: Path) -> tuple[Path, list[str]]:
    """Make a release in a folder beside its place, its own; return that folder, and what to know of the figures."""
    # Imported here: a build with nothing to do must not wait for pandas and geopandas.
    from analysis.release.build import build_release

    staged = folder / f"{STAGING}{RELEASE}-{uuid.uuid4().hex[:8]}"
    staged.mkdir()
    warnings: list[str] = []
    try:
        build_release(params, staged, warnings.append)
    except InputError:  # not even the folder is left
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged, warnings


def _keep_failure(plan: Plan, task: Task, folder: Path, reason: str) -> None:
    """Keep log and notebook of a failed run beside the good old output."""
    target = plan.folder / FAILURES / task.id
    target.parent.mkdir(exist_ok=True)
    (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
    move_in(folder, target)
