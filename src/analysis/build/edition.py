"""
One whole edition: checks, release, notebooks, annex between two attacks, and then all of it at once to its place.

A run during which something changed that no notebook writes to is refused, and so is one that leaves anything
but files: see `untouched`.
"""

from __future__ import annotations

import shutil
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, as_completed
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from analysis.build import edition_folder, preflight, receipt, stale, untouched
from analysis.build.events import Log
from analysis.build.lock import hold, refuse_when_taken_over
from analysis.build.plan import ANNEX, RELEASE, Done, NotebookTask, Plan, Wanted
from analysis.build.publish import place_parts, publish
from analysis.build.workers import FEWEST_WARM, ONE_AT_A_TIME, Job, Kernels, Workers
from analysis.ground import paths
from analysis.ground.errors import AnalysisError, InputError
from analysis.ground.notebook_names import RELEASE_VARIABLE, sentinel
from analysis.model.params import Params

STOPPED = "afgebroken"
_TRIES = 2


def build_edition(
    plan: Plan, wanted: Wanted, log: Log, *, workers: Workers | None = None, attempt_of: str = ""
) -> Done:
    """
    Make what is due of an edition, and let readers find it when all of it is good.

    It is made in a folder beside the one that readers find. A notebook that failed stops no other one; its log
    is kept in `fouten/`. Who builds many gemeenten gives the workers that they share: whatever goes wrong is then
    a part that failed, because the next gemeente has other data. For `attempt_of` see `lock.hold`.

    Raises `InputError` of a gemeente that is built alone, before anything is replaced: data that do not fit, no
    room or rights, a folder in use.
    """
    started, done = time.monotonic(), Done(plan)
    try:
        preflight.check(plan, list(stale.standing(plan, wanted).due))
        plan.folder.mkdir(parents=True, exist_ok=True)
        with hold(plan.folder, log.attention, attempt_of), _nothing_half(plan):
            _make_parts(plan, wanted, done, log, workers)
            if done.failed or not wanted.annex:
                place_parts(plan, done, log)
            else:
                publish(plan, wanted, done, log, gallery=workers is None)
    except Exception as error:
        if workers is None:
            raise
        _note_failure(done, wanted, error)
    done.seconds = time.monotonic() - started
    log.end(done)
    return done


@contextmanager
def _nothing_half(plan: Plan) -> Iterator[None]:
    """Finish or undo what a killed build was doing, before and after."""
    edition_folder.recover(plan.folder)
    for folder in {plan.folder, paths.latest(plan.folder)}:
        receipt.recover(folder)
    waited = paths.latest(plan.folder) != plan.folder
    try:
        yield
    except InputError:
        if not waited:  # refused before anything was made: only what was there stays
            receipt.throw_away(paths.work_of(plan.folder))
        raise
    finally:
        edition_folder.recover(plan.folder)  # a folder in which nothing was made yet


def _make_parts(plan: Plan, wanted: Wanted, done: Done, log: Log, workers: Workers | None) -> None:
    """Make the release when it is due, and then every notebook that is."""
    # Asked again: another build may have ended since, and what was half is put back.
    found = stale.standing(plan, wanted)
    log.begin(jobs=workers.jobs if workers else wanted.jobs, due=len(found.due))
    here = edition_folder.begin(plan.folder, plan.parts) if found.due else paths.latest(plan.folder)
    plan = plan.inside(here)
    with ExitStack() as stack:

        def start(runs: int) -> Workers:
            kernels: Kernels = "warm" if wanted.warm and runs >= FEWEST_WARM else "koud"
            return stack.enter_context(Workers(kernels=kernels, jobs=wanted.jobs, say=log.attention))

        if RELEASE in found.due:
            # Due whatever the new figures say: the libraries of these runs are imported while they are made.
            certain = sum(
                found.due.get(task.id, stale.FIRST_RELEASE) != stale.FIRST_RELEASE for task in plan.tasks
            )
            if workers is None and certain >= FEWEST_WARM:
                workers = start(certain)
            _make_release(plan, found.due[RELEASE], done, log)
            # Only now is known which runs read something that changed.
            found = stale.standing(plan, wanted)
        stale.note_checked(plan)
        for part in found.kept:
            if part not in done.made:
                done.kept.append(part)
                _forget_failure(plan, part)  # of a notebook that is as it was before by now
                log.skipped(part)
        if tasks := [task for task in plan.tasks if task.id in found.due]:
            _run_tasks(plan, tasks, found.due, workers or start(len(tasks)), done, log)


def _make_release(plan: Plan, why: str, done: Done, log: Log) -> None:
    log.started(RELEASE, why)
    started = time.monotonic()
    with ONE_AT_A_TIME:
        staged, warnings = stage_release(plan.params.for_runs(), plan.folder)
    refuse_when_taken_over(plan.folder)
    receipt.move_in(staged, plan.folder / RELEASE)
    receipt.record(plan, RELEASE, stale.release_note(plan), receipt.file_hashes(plan.folder / RELEASE))
    for warning in warnings:
        log.attention(warning)
    done.made.append(RELEASE)
    log.done(RELEASE, time.monotonic() - started)


def stage_release(params: Params, folder: Path) -> tuple[Path, list[str]]:
    """Make a release in a folder beside its place, its own; return that folder, and what to know of the figures."""
    # Imported here: a build with nothing to do must not wait for pandas and geopandas.
    from analysis.release.build import build_release

    staged = folder / f"{receipt.STAGING}{RELEASE}-{uuid.uuid4().hex[:8]}"
    staged.mkdir()
    warnings: list[str] = []
    try:
        build_release(params, staged, warnings.append)
    except InputError:  # not even the folder is left
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged, warnings


def _run_tasks(
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
                kept = paths.place_of(plan.folder) / receipt.FAILURES / task.id
                kept.parent.mkdir(exist_ok=True)
                (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
                receipt.move_in(folder, kept)
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
    for part in [one for one in receipt.altered(plan) if one not in done.failed]:
        done.failed[part] = "een ander notebook veranderde de uitvoer"
        log.failed(part, 0.0, done.failed[part])


def run_task(plan: Plan, task: NotebookTask, workers: Workers) -> tuple[float, str, Path]:
    """
    Run one notebook; return seconds, the reason it failed, its folder.

    A kernel that died gets one more try: memory may have been short for a moment. An error, a time-out or too much
    memory would be the same again.
    """
    started = time.monotonic()
    staged = plan.folder / f"{receipt.STAGING}{task.id}{workers.mark}"
    log = plan.folder / f"{receipt.STAGING}{task.id}{workers.mark}.log"
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
    hashes = receipt.file_hashes(folder)  # before another notebook can get at it
    receipt.move_in(folder, plan.folder / task.id)
    _forget_failure(plan, task.id)
    receipt.record(plan, task.id, note, hashes, parameters=dict(task.parameters))


def _forget_failure(plan: Plan, part: str) -> None:
    """Throw away what was kept of a part that failed before."""
    failures = paths.place_of(plan.folder) / receipt.FAILURES
    shutil.rmtree(failures / part, ignore_errors=True)
    with suppress(OSError):  # there are others, or none at all
        failures.rmdir()


def _note_failure(done: Done, wanted: Wanted, error: Exception) -> None:
    """Note where one of many stopped, and why; where an error that nobody foresaw came from is kept beside the logs."""
    tried = {*done.made, *done.kept, *done.failed}
    part = next((one for one in (RELEASE, *wanted.parts_of(done.plan)) if one not in tried), ANNEX)
    foreseen = isinstance(error, AnalysisError)
    if isinstance(error, CancelledError):
        done.failed[part] = STOPPED
        return
    done.failed[part] = str(error) if foreseen else f"{type(error).__name__}: {error}"
    if not foreseen and not isinstance(error, OSError):
        folder = done.plan.folder / receipt.FAILURES / part
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error))
        (folder / "log.txt").write_text(text, encoding="utf-8", newline="\n")
