"""
Many gemeenten in one batch: one queue of runs over all of them, and no gemeente that stops another.

A few gemeenten are under way at a time, as many as keep every job slot busy: while the notebooks of one
run, the release of the next is made and the annex of the one before.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from analysis.errors import AnalysisError
from analysis.runner.batch import Report, Result, run_batch
from analysis.runner.desk import Desk
from analysis.runner.events import NO_LOG, Log
from analysis.runner.plan import ANNEX, RELEASE, Plan

# Called with the plan, what came of it, the desk and the log: writes the annex, adds to the result.
Finish = Callable[[Plan, Result, Desk, Log], None]
STOPPED = "afgebroken"


@dataclass
class Done:
    """What came of one gemeente."""

    plan: Plan
    result: Result = field(default_factory=Result)
    seconds: float = 0.0

    @property
    def skipped(self) -> list[str]:
        """Parts that were not tried, because one that they rest on failed."""
        tried = {*self.result.made, *self.result.kept, *self.result.failed}
        return [part for part in parts_of(self.plan) if part not in tried] if self.result.failed else []


def parts_of(plan: Plan) -> list[str]:
    """Return everything that a gemeente consists of, in the order in which it is made."""
    return [RELEASE, *(task.id for task in plan.tasks), ANNEX]


def run_all(
    plans: Sequence[Plan],
    desk: Desk,
    *,
    force: bool = False,
    only: frozenset[str] = frozenset(),
    report: Callable[[Plan], Report],
    finish: Finish,
    log: Log = NO_LOG,
) -> Iterator[Done]:
    """
    Make what is due of many gemeenten.

    Parameters
    ----------
    plans : sequence of Plan
        Each with a folder of its own.
    desk : Desk
        Does the work of all of them.
    force, only
        As for one gemeente.
    report : callable
        Gives for a plan whom to tell.
    finish : callable
        Writes the annex when all notebooks of a gemeente are good.
    log : Log
        Gets every event.

    Yields
    ------
    Done
        Per gemeente, as soon as it is ready.
    """

    def one(plan: Plan) -> Done:
        done, started, events = Done(plan), time.monotonic(), log.of_one()
        try:
            how = {"force": force, "annex_follows": not only or ANNEX in only}
            done.result = run_batch(plan, **how, only=only, report=report(plan), desk=desk, log=events)
            if not done.result.failed:
                finish(plan, done.result, desk, events)
        except CancelledError:
            done.result.failed.setdefault(RELEASE, STOPPED)
        except Exception as error:  # of this gemeente; the next one has other data
            part = ANNEX if done.result.made or done.result.kept else RELEASE
            done.result.failed[part] = reason_of(error)
            _keep_traceback(plan, part, error)
        done.seconds = time.monotonic() - started
        events.end(done.result.made, done.result.kept, done.result.failed, done.seconds)
        return done

    under_way = min(len(plans), desk.slots + 1)
    with ThreadPoolExecutor(max_workers=max(1, under_way)) as pool:
        waiting = [pool.submit(one, plan) for plan in plans]
        try:
            for finished in as_completed(waiting):
                yield finished.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            desk.stop()
            raise


def reason_of(error: BaseException) -> str:
    """Return in Dutch why a part failed: our own errors say so, others are named."""
    return str(error) if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"


def _keep_traceback(plan: Plan, part: str, error: Exception) -> None:
    """Keep where an error came from that nobody foresaw, beside the logs of failed notebooks."""
    if isinstance(error, AnalysisError | OSError):
        return
    folder = plan.folder / "fouten" / part
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(traceback.format_exception(error))
    (folder / "log.txt").write_text(text, encoding="utf-8", newline="\n")
