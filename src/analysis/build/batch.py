"""The batch: release first, then every notebook that changed, several at a time; each moved in when it is good."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.build import disk, edition_folder, preflight, stale, untouched
from analysis.build.events import NO_LOG, Log
from analysis.build.execute import FEWEST_WARM, Kernels
from analysis.build.forecast import longest_first, read_seconds
from analysis.build.lock import hold, refuse_when_taken_over
from analysis.build.notes import note_seconds, take_out_of_before
from analysis.build.plan import RELEASE, Plan, Task
from analysis.build.receipt import FAILURES, STAGING, file_hashes, move_in, recover, throw_away
from analysis.build.record import altered, record
from analysis.build.slots import ONE_AT_A_TIME, Slots
from analysis.ground import paths
from analysis.ground.errors import AnalysisError, InputError
from analysis.model.params import Params

# What a report is called that is about no part.
ATTENTION = "let op:"
KEPT = "ongewijzigd"
# What it is called to let readers find parts without an annex.
PLACING = "publiceren"

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
    slots: Slots | None = None,
    annex_follows: bool = False,
    attempt_of: str = "",
) -> Result:
    """
    Make every part that is due, in a folder beside the edition that readers find.

    That edition is one whole with its annex. So parts that are made without one wait beside it; as long as
    there is no annex, they are put in place when an attack on them finds nothing.

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
    slots : Slots, optional
        Job slots that other gemeenten use as well; by default its own.
    annex_follows : bool
        Who asks writes the annex when nothing failed, and puts all of it in place.
    attempt_of : str
        See `lock.hold`.

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
    preflight.check(plan, stale.due(plan, force=force, only=only))
    plan.folder.mkdir(parents=True, exist_ok=True)
    with hold(plan.folder, lambda text: report(ATTENTION, text), attempt_of):
        edition_folder.recover(plan.folder)
        take_out_of_before(plan.folder)
        for folder in {plan.folder, paths.latest(plan.folder)}:
            recover(folder)
        waited = paths.latest(plan.folder) != plan.folder
        try:
            todo = Todo(force, only)
            result = _run_due(plan, todo, jobs=jobs, warm=warm, report=report, log=log, slots=slots)
            if result.failed or not annex_follows:
                _place_parts(plan, result, report)
        except InputError:
            if not waited:  # refused before anything was made: only what was there stays
                throw_away(paths.work_of(plan.folder))
            raise
        finally:
            edition_folder.recover(plan.folder)  # a folder in which nothing was made yet
        return result


def _place_parts(plan: Plan, result: Result, report: Report) -> None:
    """Let readers find parts that no annex goes with; beside an annex of other parts they wait."""
    work = paths.latest(plan.folder)
    if work == plan.folder:
        return
    if altered(plan.inside(work)):
        return  # said already; the next build makes them again
    if edition_folder.stands(plan.folder):
        waits = f"wat is gemaakt, wacht in {paths.relative(work)} tot de bijlage erbij is gemaakt"
        report(ATTENTION, f"{waits}; de gepubliceerde editie is nog die van eerder")
        return
    # Imported here: a build with nothing to do must not wait for pandas.
    from analysis.audit.published import refuse_exposed

    try:
        with ONE_AT_A_TIME:
            refuse_exposed(work)
        edition_folder.put_in_place(plan.folder)
    except (AnalysisError, OSError) as error:
        result.failed[PLACING] = disk.told(error) if isinstance(error, OSError) else str(error)


def _run_due(
    plan: Plan, todo: Todo, *, jobs: int, warm: bool, report: Report, log: Log, slots: Slots | None
) -> Result:
    # Asked again: another batch may have ended since, and what was half is put back.
    found = stale.standing(plan, force=todo.force, only=todo.only)
    result = Result()
    log.begin(plan, jobs=jobs, due=found.due)
    if found.due:
        plan = plan.inside(edition_folder.begin(plan.folder, [RELEASE, *(task.id for task in plan.tasks)]))
    else:
        plan = plan.inside(paths.latest(plan.folder))
    with ExitStack() as opened:

        def own_slots(runs: int) -> Slots:
            kernels: Kernels = "warm" if warm and runs >= FEWEST_WARM else "koud"
            made = Slots(jobs=jobs, kernels=kernels, say=lambda text: report(ATTENTION, text))
            return opened.enter_context(made)

        if RELEASE in found.due:
            if slots is None and (certain := _due_anyhow(plan, found)) >= FEWEST_WARM:
                slots = own_slots(
                    certain
                )  # the libraries of the notebooks are imported while the figures are made
            log.started(RELEASE, found.due[RELEASE])
            started = time.monotonic()
            for warning in _make_release(plan):
                report(ATTENTION, warning)
            note_seconds(paths.place_of(plan.folder), RELEASE, time.monotonic() - started)
            _finished(RELEASE, time.monotonic() - started, result, report, log)
            # Only now is known which runs read something that changed.
            found = stale.standing(plan, force=todo.force, only=todo.only)
        stale.note_checked(plan)
        for part in found.kept:
            if part not in result.made:
                result.kept.append(part)
                _forget_failure(plan, part)  # of a notebook that is as it was before by now
                report(part, KEPT)
                log.skipped(part)
        tasks = [
            (task, found.due[task.id])
            # What takes long begins first: at the end no slot waits for it.
            for task in longest_first(plan.tasks, read_seconds(paths.place_of(plan.folder)))
            if task.id in found.due
        ]
        if tasks:
            _run_tasks(plan, tasks, slots or own_slots(len(tasks)), result, report, log)
    return result


def _due_anyhow(plan: Plan, found: stale.Standing) -> int:
    """Return how many runs are due whatever the new release says."""
    return sum(found.due.get(task.id, stale.FIRST_RELEASE) != stale.FIRST_RELEASE for task in plan.tasks)


def _run_tasks(
    plan: Plan, tasks: Sequence[tuple[Task, str]], slots: Slots, result: Result, report: Report, log: Log
) -> None:
    release = untouched.contents(plan.folder / RELEASE)
    others = untouched.Others([plan.folder, paths.place_of(plan.folder)])
    waiting = {}
    for task, why in tasks:
        log.started(task.id, why)
        waiting[slots.notebook(plan, task)] = task
    for finished in as_completed(waiting):
        task = waiting[finished]
        seconds, reason = 0.0, ""
        try:
            seconds, reason, folder = finished.result()
            if untouched.put_back(plan.folder / RELEASE, release):
                reason = reason or f"terwijl het liep veranderde {RELEASE}"
            reason = reason or others.refusal() or stale.read_problem(plan, folder)
            if reason:
                _keep_failure(plan, task, folder, reason)
            else:
                _take_in(plan, task, folder, seconds)
                others.replaced(plan.folder / task.id)
        except OSError as error:  # no room left, or no rights: of this run, and perhaps not of the next
            reason = reason or f"bewaren is niet gelukt: {disk.cause(error)}"
        if not reason:
            _finished(task.id, seconds, result, report, log)
            continue
        _failed(task.id, seconds, reason, result, report, log)
    # Now that none of them runs any more: what one did to the part of another is seen here for certain.
    for part in altered(plan):
        if part not in result.failed:
            _failed(part, 0.0, "een ander notebook veranderde de uitvoer", result, report, log)


def _failed(part: str, seconds: float, reason: str, result: Result, report: Report, log: Log) -> None:
    result.failed[part] = reason
    report(part, f"MISLUKT: {reason}")
    log.failed(part, seconds, reason)


def _finished(part: str, seconds: float, result: Result, report: Report, log: Log) -> None:
    result.made.append(part)
    report(part, f"klaar ({seconds:.1f} s)".replace(".", ","))
    log.done(part, seconds)


def _take_in(plan: Plan, task: Task, folder: Path, seconds: float) -> None:
    """Put a good run in place; its line in the receipt comes last, so that half of this is made again."""
    refuse_when_taken_over(plan.folder)
    note = stale.run_note(plan, task.id, folder)
    hashes = file_hashes(folder)  # before another notebook can get at it
    move_in(folder, plan.folder / task.id)
    _forget_failure(plan, task.id)
    note_seconds(paths.place_of(plan.folder), task.id, seconds)
    record(plan, task.id, note, hashes, parameters=dict(task.parameters))


def _make_release(plan: Plan) -> Sequence[str]:
    with ONE_AT_A_TIME:
        staged, warnings = stage_release(plan.params.for_runs(), plan.folder)
    refuse_when_taken_over(plan.folder)
    move_in(staged, plan.folder / RELEASE)
    record(plan, RELEASE, stale.release_note(plan), file_hashes(plan.folder / RELEASE))
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


def _forget_failure(plan: Plan, part: str) -> None:
    failures = paths.place_of(plan.folder) / FAILURES
    shutil.rmtree(failures / part, ignore_errors=True)
    with suppress(OSError):  # there are others, or none at all
        failures.rmdir()


def _keep_failure(plan: Plan, task: Task, folder: Path, reason: str) -> None:
    """Keep log and notebook of a failed run beside the good old output."""
    target = paths.place_of(plan.folder) / FAILURES / task.id
    target.parent.mkdir(exist_ok=True)
    (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
    move_in(folder, target)
