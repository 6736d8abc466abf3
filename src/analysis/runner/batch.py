"""The batch: release first, then every notebook that changed, several at a time; each moved in when it is good."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import __version__, paths
from analysis.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE, sentinel
from analysis.runner import preflight
from analysis.runner.due import due, hashes_of_now, reads_problem, release_state, standing
from analysis.runner.events import NO_LOG, Log
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
from analysis.runner.worker import OUTCOME, Job

# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")
TIME_OUT = "time-out"
# What a report is called that is about no part.
ATTENTION = "let op:"
KEPT = "ongewijzigd"
# Outputs may not depend on where and when somebody works. Windows reads TZ otherwise, and cells ask no clock.
SAME_EVERYWHERE = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
SAME_EVERYWHERE |= {"TZ": "Europe/Amsterdam"} if hasattr(time, "tzset") else {}

Report = Callable[[str, str], None]


@dataclass
class Result:
    """What a batch did: parts made, parts that were still good, and failures with their reason."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def run_batch(
    plan: Plan,
    *,
    jobs: int = 1,
    force: bool = False,
    only: frozenset[str] = frozenset(),
    report: Report,
    log: Log = NO_LOG,
) -> Result:
    """
    Make every part that is due.

    Parameters
    ----------
    plan : Plan
        What to make and where.
    jobs : int
        Notebooks at the same time.
    force : bool
        Make parts that are still good as well.
    only : frozenset of str
        Ids to keep to; all when empty.
    report : callable
        Called with the id of a part and a short Dutch text when it is done, or found still good.
    log : Log
        Gets every event.

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
        return _run_due(plan, jobs=jobs, force=force, only=only, report=report, log=log)


def _run_due(plan: Plan, *, jobs: int, force: bool, only: frozenset[str], report: Report, log: Log) -> Result:
    # Asked again: another batch may have ended since, and what was half is put back.
    found = standing(plan, force=force, only=only)
    result = Result()
    log.begin(plan, jobs=jobs, due=found.due)
    if RELEASE in found.due:
        log.started(RELEASE, found.due[RELEASE])
        started = time.monotonic()
        _make_release(plan)
        log_seconds(plan.folder, RELEASE, time.monotonic() - started)
        _finished(RELEASE, time.monotonic() - started, result, report, log)
        # Only now is known which runs read something that changed.
        found = standing(plan, force=force, only=only)
    _renew(plan, found.renewed)
    for part in found.kept:
        if part not in result.made:
            result.kept.append(part)
            report(part, KEPT)
            log.skipped(part)
    tasks = [(task, found.due[task.id]) for task in plan.tasks if task.id in found.due]
    if tasks:
        _run_tasks(plan, tasks, jobs, result, report, log)
    return result


def _run_tasks(
    plan: Plan, tasks: Sequence[tuple[Task, str]], jobs: int, result: Result, report: Report, log: Log
) -> None:
    now = hashes_of_now(plan)
    pool = ThreadPoolExecutor(max_workers=max(1, jobs))
    try:
        waiting = {pool.submit(_started, plan, task, why, log): task for task, why in tasks}
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
                reason = reason or f"bewaren is niet gelukt: {error.strerror or error}"
            if not reason:
                _finished(task.id, seconds, result, report, log)
                continue
            result.failed[task.id] = reason
            report(task.id, f"MISLUKT: {reason}")
            log.failed(task.id, seconds, reason)
    finally:
        # Who stops the batch does not wait for runs that have not begun.
        pool.shutdown(cancel_futures=True)


def _started(plan: Plan, task: Task, why: str, log: Log) -> tuple[float, str, Path]:
    log.started(task.id, why)
    return _run_task(plan, task)


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
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"kernmonitor": __version__, "python": python} | {name: version(name) for name in PACKAGES}


def _make_release(plan: Plan) -> None:
    # Imported here: a build with nothing to do must not wait for pandas and geopandas.
    from analysis.release.build import build_release

    staged = plan.folder / f"{STAGING}{RELEASE}"
    staged.mkdir()
    build_release(plan.params.for_runs(), staged)
    move_in(staged, plan.folder / RELEASE)
    record(plan, RELEASE, plan.release_key, alles=plan.everything)


def _run_task(plan: Plan, task: Task) -> tuple[float, str, Path]:
    """Run one notebook in its own process group; return seconds, the reason it failed, its folder."""
    started = time.monotonic()
    staged = plan.folder / f"{STAGING}{task.id}"
    staged.mkdir()
    release = plan.folder / RELEASE
    job = Job(
        notebook=_utf8(str(paths.notebooks() / f"{task.notebook}.ipynb")),
        folder=_utf8(str(staged)),
        parameters={
            name: _utf8(value) if isinstance(value, str) else value for name, value in task.parameters.items()
        },
        sentinel=sentinel(task.notebook),
        cell_timeout=plan.params.tijdslimiet_cel,
    )
    job_file = plan.folder / f"{STAGING}{task.id}.json"
    job_file.write_text(json.dumps(asdict(job)), encoding="utf-8")
    environment = {
        **os.environ,
        **SAME_EVERYWHERE,
        RELEASE_VARIABLE: str(release.resolve()),
        FOLDER_VARIABLE: str(staged.resolve()),
        paths.ROOT_VARIABLE: str(paths.root()),
    }
    log_file = plan.folder / f"{STAGING}{task.id}.log"
    command = [sys.executable, "-m", "analysis.runner.worker", str(job_file)]
    limit = plan.params.tijdslimiet_notebook
    with log_file.open("wb") as log:
        code = _watched(command, environment, log, limit)
    outcome = _outcome(staged)
    reason = outcome.get("reason", "") if outcome else f"het proces stopte met code {code} zonder uitkomst"
    if code == TIME_OUT:
        reason = f"het notebook duurde langer dan {limit} seconden (tijdslimiet_notebook in params)"
    if reason:
        text = log_file.read_text(encoding="utf-8", errors="replace")
        (staged / "log.txt").write_text(f"{outcome.get('traceback', '')}\n{text}", encoding="utf-8")
    job_file.unlink()
    log_file.unlink()
    return time.monotonic() - started, reason, staged


def _utf8(text: str) -> str:
    """Return a path as a worker reads it: in UTF-8, also where the locale here knows no accents."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _watched(command: list[str], environment: Mapping[str, str], log: Any, seconds: int) -> int | str:
    """
    Run a process; when it takes longer, end it with everything it started.

    It hears of our end by the pipe that closes: a batch that is killed leaves no notebook
    that goes on writing where the next batch works.
    """
    process = subprocess.Popen(  # noqa: S603  our own interpreter and module
        command,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return TIME_OUT
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _outcome(folder: Path) -> dict[str, str]:
    path = folder / OUTCOME
    if not path.is_file():
        return {}
    content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return content


def _keep_failure(plan: Plan, task: Task, folder: Path, reason: str) -> None:
    """Keep log and notebook of a failed run beside the good old output."""
    target = plan.folder / FAILURES / task.id
    target.parent.mkdir(exist_ok=True)
    (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
    move_in(folder, target)
