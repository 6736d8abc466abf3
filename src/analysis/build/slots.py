"""Job slots: the notebooks that run at the same time in one process, of one gemeente or of several."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path

from analysis.build.execute import Kernels, Workers
from analysis.build.plan import Plan, Task
from analysis.build.run import run_task

# Seconds, the reason it failed or nothing, and the folder with what it made.
Ran = tuple[float, str, Path]

# Releases and annexes are made one at a time in a process: it has one interpreter, and what it read of the country.
ONE_AT_A_TIME = threading.Lock()


class Slots:
    """
    One process that runs notebooks, each on a kernel of its own, shared by all gemeenten that are built here. Thread-safe.

    Parameters
    ----------
    jobs : int
        Notebooks at the same time.
    kernels : "warm" or "koud"
        Kind of kernels.
    mark : str
        Part of the name of what a run writes to: keeps apart two machines that both believe that they run it.
    say : callable
        Is told what is about no part.
    """

    def __init__(self, *, jobs: int, kernels: Kernels, mark: str = "", say: Callable[[str], None]) -> None:
        self.jobs = max(1, jobs)
        self._mark = mark
        self._workers = Workers(kernels=kernels, say=say)
        self._pool = ThreadPoolExecutor(max_workers=self.jobs)
        self._stopped = False

    def __enter__(self) -> Slots:
        self._workers.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self._pool.shutdown(wait=True)
        self._workers.__exit__(*error)

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """
        Put a notebook in the queue.

        Raises
        ------
        CancelledError
            The build was stopped.
        """
        if self._stopped:
            raise CancelledError
        return self._pool.submit(run_task, plan, task, self._workers, mark=self._mark)

    def stop(self) -> None:
        """Take what waits out of the queue and break off what runs: who stops a build waits for neither."""
        self._stopped = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._workers.end()
