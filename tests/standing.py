"""Workers that outlive a build: the tests make a hundred small ones, and a process for each takes half of the time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

import pytest

from analysis.build import edition, editions
from analysis.build.workers import MODULES, Job, RunOutcome, Workers

DRIVERS = (edition, editions)  # where a build gets its workers

_standing: list[Workers] = []


class StandingWorkers(Workers):
    """
    Hands the jobs of one build to workers that were there before it, as the workers of a cluster are.

    They are real ones, with warm kernels; what differs is only when they start. A build that is stopped half way
    ends them, and the next starts others.
    """

    def __enter__(self) -> StandingWorkers:
        if not _standing:
            _standing.append(Workers(kernels="warm", modules=MODULES, jobs=3, say=lambda _: None).__enter__())
        self._running = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._pool.shutdown(wait=True)

    def run(self, job: Job) -> RunOutcome:
        if self._ended:
            raise CancelledError
        with self._lock:
            self._running += 1
        try:
            return _standing[0].run(job)
        finally:
            with self._lock:
                self._running -= 1

    def end(self) -> None:
        self._ended = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._running:
            end_standing()


def end_standing() -> None:
    """End the workers of this process, if there are any."""
    while _standing:
        _standing.pop().__exit__()


@contextmanager
def standing() -> Iterator[None]:
    """Let builds of this process use the workers that stand ready."""
    with pytest.MonkeyPatch.context() as patch:
        for module in DRIVERS:
            patch.setattr(module, "Workers", StandingWorkers)
        yield
