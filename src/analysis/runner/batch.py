"""The batch: release first, then every notebook that changed, several at a time; each moved in when it is good."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.params import Params
from analysis.runner import preflight
from analysis.runner.desk import Desk, LocalDesk
from analysis.runner.execute import FEWEST_WARM, Kernels
from analysis.runner.lock import hold
from analysis.runner.plan import RELEASE, Plan, Task
from analysis.runner.receipt import (
    STAGING,
    file_hashes,
    hashes_of,
    log_seconds,
    move_in,
    read_receipt,
    recover,
    still_good,
    write_receipt,
)

# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")
# What a report is called that is about no part.
ATTENTION = "let op:"

Report = Callable[[str, str], None]


@dataclass
class Result:
    """What a batch did: parts made, parts that were still good, and failures with their reason."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def due(plan: Plan, *, force: bool = False, only: frozenset[str] = frozenset()) -> list[str]:
    """Return the ids of the parts that have to be made: `release` and tasks, in order."""
    receipt = read_receipt(plan.folder)
    parts = {RELEASE: plan.release_key} | {task.id: task.key for task in plan.tasks}
    runs = receipt.get("onderdelen", {})
    return [
        part
        for part, key in parts.items()
        # A run of one notebook on figures of before would be recorded as one on those of now.
        if (not only or part in only or part == RELEASE)
        and (
            (force and (not only or part in only)) or not still_good(runs.get(part), key, plan.folder / part)
        )
    ]


def run_batch(
    plan: Plan,
    *,
    jobs: int = 1,
    warm: bool = True,
    force: bool = False,
    only: frozenset[str] = frozenset(),
    report: Report,
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
        Called with the id of a part and a short Dutch text when it is done.
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
        return _run_due(plan, jobs=jobs, warm=warm, force=force, only=only, report=report, desk=desk)


def _run_due(
    plan: Plan,
    *,
    jobs: int,
    warm: bool,
    force: bool,
    only: frozenset[str],
    report: Report,
    desk: Desk | None,
) -> Result:
    # Asked again: another batch may have ended since, and what was half is put back.
    todo = due(plan, force=force, only=only)
    asked = [part for part in (RELEASE, *(task.id for task in plan.tasks)) if not only or part in only]
    result = Result(kept=[part for part in asked if part not in todo])
    if RELEASE in todo:
        started = time.monotonic()
        _make_release(plan, desk)
        result.made.append(RELEASE)
        report(RELEASE, f"klaar ({time.monotonic() - started:.1f} s)".replace(".", ","))
    tasks = [task for task in plan.tasks if task.id in todo]
    if not tasks:
        return result
    kernels: Kernels = "warm" if warm and len(tasks) >= FEWEST_WARM else "koud"
    here = LocalDesk(jobs=jobs, kernels=kernels, say=lambda text: report(ATTENTION, text))
    with here if desk is None else nullcontext(desk) as at:
        waiting = {at.notebook(plan, task): task for task in tasks}
        for finished in as_completed(waiting):
            task = waiting[finished]
            seconds, reason, folder = finished.result()
            if reason:
                result.failed[task.id] = reason
                _keep_failure(plan, task, folder, reason)
                report(task.id, f"MISLUKT: {reason}")
                continue
            move_in(folder, plan.folder / task.id)
            record(plan, task.id, task.key, parameters=dict(task.parameters))
            log_seconds(plan.folder, task.id, seconds)
            result.made.append(task.id)
            report(task.id, f"klaar ({seconds:.1f} s)".replace(".", ","))
    if desk is not None:
        recover(plan.folder)  # a worker that died on another machine left its staging folder
    return result


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


def _make_release(plan: Plan, desk: Desk | None) -> None:
    if desk is None:
        staged = stage_release(plan.params, plan.folder)
    else:
        staged = desk.office(stage_release, plan.params, plan.folder)
    move_in(staged, plan.folder / RELEASE)
    record(plan, RELEASE, plan.release_key)


def stage_release(params: Params, folder: Path) -> Path:
    """Make a release in a folder beside its place, which nobody else writes to; return that folder."""
    # Imported here: a build with nothing to do must not wait for pandas and geopandas.
    from analysis.release.build import build_release

    staged = folder / f"{STAGING}{RELEASE}-{uuid.uuid4().hex[:8]}"
    staged.mkdir()
    build_release(params, staged)
    return staged


def _keep_failure(plan: Plan, task: Task, folder: Path, reason: str) -> None:
    """Keep log and notebook of a failed run beside the good old output."""
    target = plan.folder / "fouten" / task.id
    target.parent.mkdir(exist_ok=True)
    (folder / "reden.txt").write_text(reason + "\n", encoding="utf-8")
    move_in(folder, target)
