"""One whole edition: checks, release, notebooks, annex between two attacks, and then all of it at once to its place."""

from __future__ import annotations

import time
import traceback
from concurrent.futures import CancelledError
from dataclasses import dataclass, field

from analysis.build import disk
from analysis.build.batch import Report, Result, run_batch
from analysis.build.events import NO_LOG, Log
from analysis.build.plan import ANNEX, RELEASE, Plan
from analysis.build.publish import publish
from analysis.build.slots import Slots
from analysis.ground.errors import AnalysisError

STOPPED = "afgebroken"


@dataclass(frozen=True)
class Wanted:
    """
    What is asked of a build.

    Attributes
    ----------
    parts : frozenset of str
        Ids to keep to; all when empty.
    formats : tuple of str
        Of the annex; all when empty.
    force : bool
        Make parts that are still good as well.
    jobs : int
        Notebooks at the same time.
    warm : bool
        Fork kernels from a process that has the libraries imported, where that goes.
    """

    parts: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
    force: bool = False
    jobs: int = 1
    warm: bool = True

    @property
    def annex(self) -> bool:
        """Whether the annex is asked for."""
        return not self.parts or ANNEX in self.parts

    def parts_of(self, plan: Plan) -> list[str]:
        """Return the parts of a gemeente that are asked for, in the order in which they are made."""
        every = [RELEASE, *(task.id for task in plan.tasks), ANNEX]
        return [part for part in every if not self.parts or part in self.parts]


@dataclass
class Done:
    """What came of one edition."""

    plan: Plan
    result: Result = field(default_factory=Result)
    seconds: float = 0.0

    @property
    def skipped(self) -> list[str]:
        """Parts that were not tried, because one that they rest on failed."""
        tried = {*self.result.made, *self.result.kept, *self.result.failed}
        every = Wanted().parts_of(self.plan) if self.result.failed else []
        return [part for part in every if part not in tried]


def build_edition(
    plan: Plan,
    wanted: Wanted,
    *,
    report: Report,
    log: Log = NO_LOG,
    slots: Slots | None = None,
    attempt_of: str = "",
) -> Done:
    """
    Make what is due of an edition, and let readers find it when all of it is good.

    Parameters
    ----------
    plan, wanted : Plan, Wanted
        What to make.
    report : callable
        Called with the id of a part and a short Dutch text when it is done, or found still good.
    log : Log
        Gets every event.
    slots : Slots, optional
        For one of many gemeenten: job slots that they share. Whatever goes wrong is then a part that
        failed, because the next gemeente has other data.
    attempt_of : str
        See `lock.hold`.

    Raises
    ------
    InputError
        Of a gemeente that is built alone: data that do not fit, no room or rights, a folder in use.
    """
    started, done = time.monotonic(), Done(plan)
    try:
        # Checks, release and notebooks, in the folder beside the edition that readers find.
        done.result = run_batch(
            plan,
            jobs=slots.jobs if slots else wanted.jobs,
            warm=wanted.warm,
            force=wanted.force,
            only=wanted.parts,
            report=report,
            log=log,
            slots=slots,
            annex_follows=wanted.annex,
            attempt_of=attempt_of,
        )
        # Attack, annex, attack; then the two folders change places.
        if wanted.annex and not done.result.failed:
            _publish(done, wanted, log, gallery=slots is None, attempt_of=attempt_of)
    except Exception as error:
        if slots is None:
            raise
        _note_failure(done, error)
    done.seconds = time.monotonic() - started
    log.end(done.result.made, done.result.kept, done.result.failed, done.seconds)
    return done


def _publish(done: Done, wanted: Wanted, log: Log, *, gallery: bool, attempt_of: str) -> None:
    """Write the annex; one that may not be published is a part that failed."""
    started, result = time.monotonic(), done.result
    log.started(ANNEX, "")
    try:
        made = publish(
            done.plan, formats=wanted.formats, force=wanted.force, gallery=gallery, attempt_of=attempt_of
        )
    except (AnalysisError, OSError) as error:
        result.failed[ANNEX] = disk.told(error) if isinstance(error, OSError) else str(error)
        log.failed(ANNEX, time.monotonic() - started, result.failed[ANNEX])
        return
    if made:
        result.made.append(ANNEX)
        log.done(ANNEX, time.monotonic() - started)
    else:
        result.kept.append(ANNEX)
        log.skipped(ANNEX)


def _note_failure(done: Done, error: Exception) -> None:
    """Note what failed of one of many; where an error that nobody foresaw came from is kept beside the logs."""
    result = done.result
    if isinstance(error, CancelledError):
        result.failed.setdefault(RELEASE, STOPPED)
        return
    part = ANNEX if result.made or result.kept else RELEASE
    result.failed[part] = (
        str(error) if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"
    )
    if not isinstance(error, AnalysisError | OSError):
        folder = done.plan.folder / "fouten" / part
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error))
        (folder / "log.txt").write_text(text, encoding="utf-8", newline="\n")
