"""
Where the work of a batch is done: notebooks on job slots, releases and annexes in the office.

One desk serves all gemeenten of a batch: their runs stand in one queue, and share the process that runs them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from analysis.runner.execute import Kernels, Workers
from analysis.runner.plan import Plan, Task
from analysis.runner.run import run_task

P = ParamSpec("P")
T = TypeVar("T")

# Seconds, the reason it failed or nothing, and the folder with what it made.
Ran = tuple[float, str, Path]


class Desk(Protocol):
    """Does the work of a batch. Thread-safe: every gemeente hands in its own."""

    @property
    def slots(self) -> int:
        """Notebooks at the same time."""

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """Put a notebook in the queue."""

    def office(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a release or an annex, and wait for it; what it raises is raised here."""

    def stop(self) -> None:
        """Take what waits out of the queue, and break off what runs where that goes."""


class LocalDesk:
    """
    The machine that the batch runs on: one process for the notebooks, each on a kernel of its own, the batch itself for the office.

    Releases and annexes are made one at a time: this process has one interpreter, and what it
    read of the whole country.
    """

    def __init__(self, *, jobs: int, kernels: Kernels, say: Callable[[str], None]) -> None:
        self.slots = max(1, jobs)
        self._workers = Workers(kernels=kernels, say=say)
        self._pool = ThreadPoolExecutor(max_workers=self.slots)
        self._one = threading.Lock()

    def __enter__(self) -> LocalDesk:
        self._workers.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self._pool.shutdown(wait=True)
        self._workers.__exit__(*error)

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """Put a notebook in the queue."""
        return self._pool.submit(run_task, plan, task, self._workers)

    def office(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a release or an annex when nobody else does."""
        with self._one:
            return function(*args, **kwargs)

    def stop(self) -> None:
        """Take what waits out of the queue and break off what runs: who stops a batch waits for neither."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._workers.end()
