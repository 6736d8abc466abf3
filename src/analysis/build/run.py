"""One notebook of a plan on one of the workers: within its time and memory, and once more when its kernel died."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from analysis.build import untouched
from analysis.build.execute import Job, Workers
from analysis.build.plan import RELEASE, Plan, Task
from analysis.build.receipt import STAGING
from analysis.ground import paths
from analysis.ground.notebook_names import RELEASE_VARIABLE, sentinel

_TRIES = 2


def run_task(plan: Plan, task: Task, workers: Workers, *, mark: str = "") -> tuple[float, str, Path]:
    """
    Run one notebook; return seconds, the reason it failed, its folder.

    A kernel that died gets one more try: memory may have been short for a moment. An error, a
    time-out or too much memory would be the same again. `mark` keeps apart what two machines write
    that both believe that they run it. A run during which something changed that no notebook writes to is
    refused, and so is one that leaves anything but files: see `untouched`.
    """
    started = time.monotonic()
    staged = plan.folder / f"{STAGING}{task.id}{mark}"
    log = plan.folder / f"{STAGING}{task.id}{mark}.log"
    job = _job(plan, task, staged, log)
    watched = [*untouched.project(), plan.folder / RELEASE]
    before = untouched.seen(watched)
    tries = 0
    while True:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        outcome = workers.run(job)
        tries += 1
        if not outcome.died or tries == _TRIES:
            break
        workers.tell(f"{task.id} begint opnieuw: {outcome.reason}")
    reason = f"{outcome.reason}, ook bij de tweede poging" if outcome.died else outcome.reason
    strangers = untouched.without_strangers(staged)
    changed = untouched.refusal(untouched.touched(before, untouched.seen(watched)))
    # What somebody must put right comes first: a notebook that breaks what it reads fails by that as well.
    reason = "; ".join(filter(None, [changed, reason or strangers]))
    if reason:
        text = log.read_text(encoding="utf-8", errors="replace")
        (staged / "log.txt").write_text(f"{outcome.traceback}\n{text}", encoding="utf-8")
    log.unlink(missing_ok=True)
    return time.monotonic() - started, reason, staged


def _job(plan: Plan, task: Task, staged: Path, log: Path) -> Job:
    release = plan.folder / RELEASE
    log.touch()
    return Job(
        notebook=_utf8(str(paths.notebooks() / f"{task.notebook}.ipynb")),
        folder=_utf8(str(staged.resolve())),
        parameters={
            name: _utf8(value) if isinstance(value, str) else value for name, value in task.parameters.items()
        },
        sentinel=sentinel(task.notebook),
        cell_timeout=plan.params.tijdslimiet_cel,
        seconds=plan.params.tijdslimiet_notebook,
        megabytes=plan.params.geheugenlimiet_mb,
        log=_utf8(str(log.resolve())),
        environment={
            RELEASE_VARIABLE: _utf8(str(release.resolve())),
            paths.ROOT_VARIABLE: _utf8(str(paths.root())),
        },
    )


def _utf8(text: str) -> str:
    """Return a path as a worker reads it: in UTF-8, also where the locale here knows no accents."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
