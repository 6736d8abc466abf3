"""
The work of a batch on several machines, by dask.distributed: `--scheduler tcp://host:8786`.

A worker writes into a staging folder on the file system that all machines share; the batch alone moves
folders in and writes receipts. So a worker that dies loses nothing: its run begins again elsewhere, in a
staging folder of its own, and what the dead one left is swept. Only a lost worker is a reason to try again: an
error would be the same again, and comes back as text.
"""

from __future__ import annotations

import contextlib
import os
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from analysis import dutch, paths, remembered
from analysis.errors import AnalysisError, InputError, Problem
from analysis.runner.desk import Ran
from analysis.runner.execute import Kernels, Workers, run_task
from analysis.runner.plan import Plan, Task, hash_files
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
        self._room = Room(str(paths.root()), code_hash())
        self._waiting: dict[Future[Any], Any] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> ClusterDesk:
        self._client = connected(self._address)
        try:
            self.slots = _greet(self._client, self._room)
        except BaseException:
            self._client.close()
            raise
        self._say(f"{dutch.counted(self.slots, 'plaats', 'plaatsen')} bij {self._address}")
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # Workers stay, for the next batch; their kernels are of this one.
            self._client.run(put_away, on_error="ignore")
        except Exception as error:  # the scheduler is gone, and they will follow
            self._say(f"de werkers zijn niet opgeruimd ({error})")
        finally:
            self._client.close()

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """Put a notebook in the queue of the scheduler."""
        name = f"{plan.params.slug}-{task.id}"
        return self._submit(
            name, lambda why: _not_run(plan, task, why), 0, notebook_here, plan, task, self._kernels
        )

    def office(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a release or an annex made on a worker, and wait for it."""

        def lost(reason: str) -> tuple[bool, AnalysisError]:
            return False, AnalysisError(reason)

        name = function.__name__
        good, value = self._submit(name, lost, OFFICE_FIRST, office_here, function, args, kwargs).result()
        if not good:
            raise value
        done: T = value
        return done

    def stop(self) -> None:
        """Take what waits out of the queue; whoever waits for it hears so."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for ours, theirs in waiting.items():
            ours.cancel()
            theirs.cancel(reason="de batch is gestopt")

    def _submit(
        self, name: str, lost: Callable[[str], Any], priority: int, function: Callable[..., Any], *args: Any
    ) -> Future[Any]:
        key = f"{name}-{uuid.uuid4().hex[:8]}"
        theirs = self._client.submit(function, self._room, *args, key=key, priority=priority, pure=False)
        ours: Future[Any] = Future()
        with self._lock:
            self._waiting[ours] = theirs

        def hand_over(done: Any) -> None:
            try:
                value = done.result()
            except BaseException as error:  # one that was cancelled may raise what is no Exception
                value = lost(_why_lost(error))
            with self._lock:
                self._waiting.pop(ours, None)
            if not ours.cancelled():
                ours.set_result(value)

        theirs.add_done_callback(hand_over)
        return ours


def _not_run(plan: Plan, task: Task, reason: str) -> Ran:
    """Return a run of which nothing came back."""
    folder = plan.folder / f"{STAGING}{task.id}"
    folder.mkdir(exist_ok=True)
    return 0.0, reason, folder


def _why_lost(error: BaseException) -> str:
    if type(error).__name__ == "KilledWorker":
        return "de werkers die dit deden, stopten steeds weer (geheugen vol?); kijk in hun log"
    if isinstance(error, AnalysisError):
        return str(error)
    if "Cancelled" in type(error).__name__:
        return "de scheduler is gestopt of niet meer te bereiken"
    return f"de scheduler gaf geen uitkomst ({type(error).__name__})"


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


def _greet(client: Client, room: Room) -> int:
    """
    Look whether every worker sees this project and has this code; return how many runs go at a time.

    Raises
    ------
    InputError
        No workers, or workers that would make something else.
    """
    with contextlib.suppress(TimeoutError):  # said below, as no workers
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    try:
        found = client.run(who_am_i, room)
    except Exception as error:
        text, action = (
            f"{type(error).__name__}: {error}",
            "Installeer kernmonitor op elke machine; zie docs/schalen.md.",
        )
        problem = Problem(OPTION, "", text, "werkers met kernmonitor", action)
        raise InputError("De werkers kunnen dit niet maken; er is niets gestart.", [problem]) from error
    problems = [Problem(OPTION, f"werker {address}", "", *wrong) for address, wrong in found.items() if wrong]
    slots = int(sum(client.nthreads().values()))
    if not slots:
        action = "Start op elke machine: dask worker ADRES --nthreads 1. Zie docs/schalen.md."
        problems.append(Problem(OPTION, "", "geen werkers", "ten minste een werker", action))
    if problems:
        raise InputError("De werkers kunnen dit niet maken; er is niets gestart.", problems)
    return slots


# What follows runs on a worker.


@dataclass(frozen=True)
class Room:
    """What the batch works in: the project and its code."""

    root: str
    code: str

    def wrong_here(self) -> tuple[str, str] | None:
        """Return what this worker should have, and what to do; nothing when all is well."""
        if self.code != _CODE:
            return "de code van de batch", "Geef elke machine dezelfde versie en start de werker opnieuw."
        if not (Path(self.root) / "notebooks").is_dir():
            return f"de projectmap {self.root}", "Deel die map, onder hetzelfde pad; zie docs/schalen.md."
        return None

    def enter(self) -> None:
        """
        Work in the project of the batch; what is read of the whole country is remembered from now on.

        Raises
        ------
        AnalysisError
            A worker that came later and does not fit.
        """
        if wrong := self.wrong_here():
            raise AnalysisError(f"een werker past niet bij de batch; verwacht: {wrong[0]}. {wrong[1]}")
        os.environ[paths.ROOT_VARIABLE] = self.root
        _kept.open()


class _Kept:
    """What a worker process keeps between tasks: warm kernels, and what it read."""

    def __init__(self) -> None:
        self.office = threading.Lock()
        self._lock = threading.Lock()
        self._workers: Workers | None = None
        self._memory: ExitStack | None = None

    def open(self) -> None:
        with self._lock:
            if self._memory is None:
                self._memory = ExitStack()
                self._memory.enter_context(remembered.keeping())

    def workers(self, kernels: Kernels) -> Workers:
        with self._lock:
            if self._workers is None:
                self._workers = Workers(kernels=kernels, say=lambda _: None)
                self._workers.__enter__()
            return self._workers

    def close(self) -> None:
        with self._lock:
            if self._workers is not None:
                self._workers.__exit__(None, None, None)
                self._workers = None
            if self._memory is not None:
                self._memory.close()
                self._memory = None


_kept = _Kept()


def code_hash() -> str:
    """Return a hash of the code of this package."""
    package = Path(__file__).resolve().parents[1]
    return hash_files(package.rglob("*.py"), package)


# As it was imported: a worker that runs since before an update works with what was there then.
_CODE = code_hash()


def who_am_i(room: Room) -> tuple[str, str] | None:
    """Return what is wrong with this worker."""
    return room.wrong_here()


def put_away() -> None:
    """End the kernels of this worker, and forget what it read."""
    _kept.close()


def notebook_here(room: Room, plan: Plan, task: Task, kernels: Kernels) -> Ran:
    """Run a notebook in a staging folder of its own: another worker may be thought dead and still write."""
    room.enter()
    return run_task(plan, task, _kept.workers(kernels), mark=f"-{uuid.uuid4().hex[:8]}")


def office_here(
    room: Room, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Make a release or an annex; return whether that went, and what came of it."""
    with _kept.office:
        try:
            room.enter()
            return True, function(*args, **kwargs)
        except Exception as error:  # as text: not every error survives the journey
            text = str(error) if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"
            return False, AnalysisError(text)
