"""One whole edition: checks, release, notebooks, annex between two attacks, and then all of it at once to its place."""

from __future__ import annotations

import shutil
import time
import traceback
import uuid
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from pathlib import Path

from analysis.build import edition_folder, preflight, stale
from analysis.build.events import Log
from analysis.build.lock import hold, refuse_when_taken_over
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.publish import place_parts, publish
from analysis.build.receipt import FAILURES, STAGING, file_hashes, move_in, record, recover, throw_away
from analysis.build.runs import forget_failure, run_tasks
from analysis.build.workers import FEWEST_WARM, ONE_AT_A_TIME, Kernels, Workers
from analysis.ground import paths
from analysis.ground.errors import AnalysisError, InputError
from analysis.model.params import Params

STOPPED = "afgebroken"


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
        recover(folder)
    waited = paths.latest(plan.folder) != plan.folder
    try:
        yield
    except InputError:
        if not waited:  # refused before anything was made: only what was there stays
            throw_away(paths.work_of(plan.folder))
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
                forget_failure(plan, part)  # of a notebook that is as it was before by now
                log.skipped(part)
        if tasks := [task for task in plan.tasks if task.id in found.due]:
            run_tasks(plan, tasks, found.due, workers or start(len(tasks)), done, log)


def _make_release(plan: Plan, why: str, done: Done, log: Log) -> None:
    log.started(RELEASE, why)
    started = time.monotonic()
    with ONE_AT_A_TIME:
        staged, warnings = stage_release(plan.params.for_runs(), plan.folder)
    refuse_when_taken_over(plan.folder)
    move_in(staged, plan.folder / RELEASE)
    record(plan, RELEASE, stale.release_note(plan), file_hashes(plan.folder / RELEASE))
    for warning in warnings:
        log.attention(warning)
    done.made.append(RELEASE)
    log.done(RELEASE, time.monotonic() - started)


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
        folder = done.plan.folder / FAILURES / part
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error))
        (folder / "log.txt").write_text(text, encoding="utf-8", newline="\n")
