"""
The work of a batch on several machines, by dask.distributed: `--scheduler tcp://host:8786`.

A worker writes into a staging folder on the file system that all machines share; the batch alone moves
folders in and writes receipts. So a worker that dies loses nothing: its run begins again elsewhere, in a
staging folder of its own, and what the dead one left is swept. Only a lost worker is a reason to try again: an
error would be the same again, and comes back as text.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from analysis import paths, remembered
from analysis.errors import AnalysisError, InputError, Problem
from analysis.runner.desk import Ran
from analysis.runner.execute import Kernels, Workers, run_task
from analysis.runner.plan import Plan, Task, code_hash
from analysis.runner.receipt import STAGING

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")

OPTION = "--scheduler"
CONNECT_SECONDS = 20
# An annex ends a gemeente, a release begins one: they go before what waits in the queue.
OFFICE_FIRST = 10
INSTALL = 'python -m pip install "distributed>=2025.7"'


class ClusterDesk:
    """The workers of a scheduler."""

    def __init__(self, address: str, *, kernels: Kernels, say: Callable[[str], None]) -> None:
        self.slots = 1
        self._address = address
        self._kernels = kernels
        self._say = say
        self._batch = uuid.uuid4().hex[:8]
        self._staged: set[Path] = set()

    def __enter__(self) -> ClusterDesk:
        self._client = connected(self._address)
        try:
            self.slots = _greet(self._client)
        except BaseException:
            self._client.close()
            raise
        self._say(f"{self.slots} werkers van {self._address}")
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # Workers stay, for the next batch; their zygotes are of this one.
            self._client.run(put_away, on_error="ignore")
        except Exception as error:  # the scheduler is gone: then so are they
            self._say(f"de werkers zijn niet opgeruimd ({error})")
        finally:
            self._client.close()

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """Put a notebook in the queue of the scheduler."""
        return self._submit(f"{plan.params.slug}-{task.id}", 0, notebook_here, plan, task, self._kernels)

    def office(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a release or an annex made on a worker, and wait for it."""
        future = self._submit(function.__name__, OFFICE_FIRST, office_here, function, args, kwargs)
        good, value = future.result()
        if not good:
            raise value
        done: T = value
        return done

    def stop(self) -> None:
        """Take what waits out of the queue."""
        self._client.close()

    def _submit(self, name: str, priority: int, function: Callable[..., Any], *args: Any) -> Future[Any]:
        key = f"{name}-{uuid.uuid4().hex[:8]}"
        theirs = self._client.submit(function, *args, key=key, priority=priority, pure=False)
        ours: Future[Any] = Future()
        theirs.add_done_callback(lambda done: _hand_over(done, ours))
        return ours


def connected(address: str) -> Client:
    """
    Return a connection with a scheduler.

    Raises
    ------
    InputError
        The library is not installed, the address is no address, or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        problem = Problem(
            OPTION, "", "geen pakket distributed", "dat pakket, op elke machine", f"Draai: {INSTALL}"
        )
        raise InputError("Voor --scheduler is een pakket nodig dat er niet is.", [problem]) from None
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        found = f'"{address}" ({type(error).__name__})'
        action = "Start daar: dask scheduler. Zie docs/schalen.md."
        problem = Problem(OPTION, "", found, "een scheduler die antwoordt", action)
        raise InputError("De scheduler is niet te bereiken; er is niets gemaakt.", [problem]) from error


def _greet(client: Client) -> int:
    """
    Look whether every worker sees this project and has this code; return how many runs go at a time.

    Raises
    ------
    InputError
        No workers, or the ones that would work with something else.
    """
    client.run(settle_in, str(paths.root()))
    here = code_hash()
    problems = []
    for address, found in client.run(who_am_i).items():
        place = f"werker {address}"
        if found["code"] != here:
            action = "Geef elke machine dezelfde versie, en start de werker opnieuw."
            problems.append(Problem(OPTION, place, "andere code", "de code van de batch", action))
        elif not found["project"]:
            action = "Deel de projectmap, onder hetzelfde pad; zie docs/schalen.md."
            problems.append(Problem(OPTION, place, "geen project", str(paths.root()), action))
    slots = sum(client.nthreads().values())
    if not slots:
        action = "Start op elke machine: dask worker ADRES --nthreads 1. Zie docs/schalen.md."
        problems.append(Problem(OPTION, "", "geen werkers", "ten minste een werker", action))
    if problems:
        raise InputError("De werkers kunnen dit niet maken; er is niets gestart.", problems)
    return slots


def _hand_over(theirs: Any, ours: Future[Any]) -> None:
    """Give what the scheduler says of a task to whoever waits for it."""
    if theirs.status == "finished":
        try:
            ours.set_result(theirs.result())
        except Exception as error:  # the result was lost with the scheduler
            ours.set_exception(_lost(error))
    elif theirs.cancelled():
        ours.set_exception(CancelledError())
    else:
        ours.set_exception(_lost(theirs.exception()))


def _lost(error: BaseException | None) -> AnalysisError:
    if type(error).__name__ == "KilledWorker":
        return AnalysisError("de werker stopte steeds weer (geheugen vol?); zie de log van de werkers")
    return AnalysisError(f"de scheduler gaf geen uitkomst ({type(error).__name__}: {error})")


# What follows runs on a worker.


class _Room:
    """What a worker process keeps between tasks: warm kernels, and one office."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.office = threading.Lock()
        self.workers: Workers | None = None

    def ready(self, kernels: Kernels) -> Workers:
        with self.lock:
            if self.workers is None:
                self.workers = Workers(kernels=kernels, say=lambda _: None)
                self.workers.__enter__()
            return self.workers

    def clear(self) -> None:
        with self.lock:
            if self.workers is not None:
                self.workers.__exit__(None, None, None)
                self.workers = None


_room = _Room()
_memory = remembered.keeping()
_settled = threading.Event()


def settle_in(root: str) -> None:
    """Work in the project of the batch, and remember what is read of the whole country."""
    os.environ[paths.ROOT_VARIABLE] = root
    if not _settled.is_set():
        _settled.set()
        _memory.__enter__()


def who_am_i() -> dict[str, Any]:
    """Say which code a worker has, and whether it sees the project."""
    return {"code": code_hash(), "project": paths.notebooks().is_dir()}


def put_away() -> None:
    """End the kernels of this worker."""
    _room.clear()


def notebook_here(plan: Plan, task: Task, kernels: Kernels) -> Ran:
    """Run a notebook in a staging folder of its own: another worker may be thought dead and still write."""
    return run_task(plan, task, _room.ready(kernels), mark=_mark())


def office_here(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make a release or an annex; return whether that went, and what came of it."""
    with _room.office:
        try:
            return True, function(*args, **kwargs)
        except AnalysisError as error:
            return False, error
        except Exception as error:  # text: not every error survives the journey
            return False, AnalysisError(f"{type(error).__name__}: {error}")


def _mark() -> str:
    return f"-{uuid.uuid4().hex[:8]}"


def is_staged(path: Path) -> bool:
    """Whether a path is one that a worker may have left."""
    return path.name.startswith(STAGING)
