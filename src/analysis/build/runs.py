"""
The notebooks of a plan that are due: each on one of the workers, watched, and moved in when it is good.

A run during which something changed that no notebook writes to is refused, and so is one that leaves anything
but files: see `untouched`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import suppress
from functools import partial
from pathlib import Path

from analysis.build import preflight, stale, untouched
from analysis.build.events import Log
from analysis.build.lock import refuse_when_taken_over
from analysis.build.plan import RELEASE, Done, NotebookTask, Plan
from analysis.build.receipt import FAILURES, STAGING, altered, file_hashes, move_in, record
from analysis.build.workers import Job, Workers
from analysis.ground import paths
from analysis.ground.notebook_names import RELEASE_VARIABLE, sentinel

_TRIES = 2


def run_tasks(
    plan: Plan, tasks: Sequence[NotebookTask], why: Mapping[str, str], workers: Workers, done: Done, log: Log
) -> None:
    """Run notebooks; one that fails stops no other one, and its output of before stays."""
    release = untouched.contents(plan.folder / RELEASE)
    others = untouched.Others([plan.folder, paths.place_of(plan.folder)])
    waiting = {}
    for task in tasks:
        log.started(task.id, why[task.id])
        waiting[workers.queue(partial(run_task, plan, task, workers))] = task
    for finished in as_completed(waiting):
        task = waiting[finished]
        seconds, reason = 0.0, ""
        try:
            seconds, reason, folder = finished.result()
            if untouched.put_back(plan.folder / RELEASE, release):
                reason = reason or f"terwijl het liep veranderde {RELEASE}"
            reason = reason or others.refusal() or stale.read_problem(plan, folder)
            if reason:
                # Log and notebook stay beside the good old output.
                kept = paths.place_of(plan.folder) / FAILURES / task.id
                kept.parent.mkdir(exist_ok=True)
                (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
                move_in(folder, kept)
            else:
                _take_in(plan, task, folder)
                others.replaced(plan.folder / task.id)
        except OSError as error:  # no room left, or no rights: of this run, and perhaps not of the next
            reason = reason or f"bewaren is niet gelukt: {preflight.cause(error)}"
        if reason:
            done.failed[task.id] = reason
            log.failed(task.id, seconds, reason)
        else:
            done.made.append(task.id)
            log.done(task.id, seconds)
    # Now that none of them runs any more: what one did to the part of another is seen here for certain.
    for part in [one for one in altered(plan) if one not in done.failed]:
        done.failed[part] = "een ander notebook veranderde de uitvoer"
        log.failed(part, 0.0, done.failed[part])


def run_task(plan: Plan, task: NotebookTask, workers: Workers) -> tuple[float, str, Path]:
    """
    Run one notebook; return seconds, the reason it failed, its folder.

    A kernel that died gets one more try: memory may have been short for a moment. An error, a time-out or too much
    memory would be the same again.
    """
    started = time.monotonic()
    staged = plan.folder / f"{STAGING}{task.id}{workers.mark}"
    log = plan.folder / f"{STAGING}{task.id}{workers.mark}.log"
    log.touch()
    job = _job(plan, task, staged, log)
    watched = [*untouched.watched(), plan.folder / RELEASE]
    before = untouched.seen(watched)
    for left in reversed(range(_TRIES)):
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        outcome = workers.run(job)
        if not outcome.died:
            break
        if left:
            workers.say(f"{task.id} begint opnieuw: {outcome.reason}")
    reason = f"{outcome.reason}, ook bij de tweede poging" if outcome.died else outcome.reason
    strangers = untouched.without_strangers(staged)
    changed = untouched.refusal(before, untouched.seen(watched))
    # What somebody must put right comes first: a notebook that breaks what it reads fails by that as well.
    reason = "; ".join(filter(None, [changed, reason or strangers]))
    if reason:
        text = log.read_text(encoding="utf-8", errors="replace")
        (staged / "log.txt").write_text(f"{outcome.traceback}\n{text}", encoding="utf-8")
    log.unlink(missing_ok=True)
    return time.monotonic() - started, reason, staged


def _job(plan: Plan, task: NotebookTask, staged: Path, log: Path) -> Job:
    params, given = plan.params, task.parameters.items()
    release = str((plan.folder / RELEASE).resolve())
    return Job(
        notebook=_utf8(str(paths.notebooks() / f"{task.notebook}.ipynb")),
        folder=_utf8(str(staged.resolve())),
        parameters={name: _utf8(value) if isinstance(value, str) else value for name, value in given},
        sentinel=sentinel(task.notebook),
        cell_timeout=params.tijdslimiet_cel,
        seconds=params.tijdslimiet_notebook,
        megabytes=params.geheugenlimiet_mb,
        log=_utf8(str(log.resolve())),
        environment={RELEASE_VARIABLE: _utf8(release), paths.ROOT_VARIABLE: _utf8(str(paths.root()))},
    )


def _utf8(text: str) -> str:
    """Return a path as a worker reads it: in UTF-8, also where the locale here knows no accents."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _take_in(plan: Plan, task: NotebookTask, folder: Path) -> None:
    """Put a good run in place; its line in the receipt comes last, so that half of this is made again."""
    refuse_when_taken_over(plan.folder)
    note = stale.run_note(plan, task.id, folder)
    hashes = file_hashes(folder)  # before another notebook can get at it
    move_in(folder, plan.folder / task.id)
    forget_failure(plan, task.id)
    record(plan, task.id, note, hashes, parameters=dict(task.parameters))


def forget_failure(plan: Plan, part: str) -> None:
    """Throw away what was kept of a part that failed before."""
    failures = paths.place_of(plan.folder) / FAILURES
    shutil.rmtree(failures / part, ignore_errors=True)
    with suppress(OSError):  # there are others, or none at all
        failures.rmdir()
