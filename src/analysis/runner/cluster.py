"""
The work of a batch on several machines, by dask.distributed: `--scheduler tls://host:8786`.

A worker writes into a staging folder on the file system that all machines share, or on a disk of its own and
from there into an exchange place; the batch alone moves folders in and writes receipts. So a worker that dies
loses nothing: its run begins again elsewhere, in a staging folder of its own, and what the dead one left is
swept. Only a lost worker is a reason to try again: an error would be the same again, and comes back as text.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from analysis import dutch, paths
from analysis.errors import AnalysisError, InputError, Problem
from analysis.runner import checkout, exchange, lines, remote
from analysis.runner.desk import Ran
from analysis.runner.exchange import ExchangeError
from analysis.runner.execute import Kernels
from analysis.runner.lines import Tls
from analysis.runner.plan import Plan, Task
from analysis.runner.post import Post, not_run, reason_of

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
    """
    The workers of a scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler.
    place : str, optional
        Address of the exchange, for workers that do not share the project folder and the outputs. The
        office is then this machine: what releases and annexes read and write lies here.
    tls : Tls
        What the batch shows to the scheduler, and trusts.
    kernels : "warm" or "koud"
        Kind of kernels.
    say : callable
        Is told what is about the batch as a whole.
    """

    def __init__(
        self,
        address: str,
        place: str | None = None,
        *,
        tls: Tls | None = None,
        kernels: Kernels,
        say: Callable[[str], None],
    ) -> None:
        self.slots = 1
        self._address = address
        self._place = place
        self._tls = tls or Tls()
        self._kernels = kernels
        self._say = say
        self._post: Post | None = None
        self._waiting: dict[Future[Any], Any] = {}
        self._lock = threading.Lock()
        self._one = threading.Lock()

    def __enter__(self) -> ClusterDesk:
        self._client = connected(self._address, self._tls)
        try:
            if self._place is not None:
                self._post = Post(exchange.opened(self._place))
            self._room = self._own_room()
            self.slots = _greet(self._client, self._room)
        except BaseException:
            self._sweep()
            self._client.close()
            raise
        by_way = f", via {self._place}" if self._place else ""
        self._say(f"{dutch.counted(self.slots, 'plaats', 'plaatsen')} bij {self._address}{by_way}")
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # Workers stay, for the next batch; their kernels are of this one.
            self._client.run(remote.put_away, on_error="ignore")
        except Exception as error:  # the scheduler is gone, and they will follow
            self._say(f"de werkers zijn niet opgeruimd ({error})")
        finally:
            self._sweep()  # now that none of them writes any more
            self._client.close()

    def notebook(self, plan: Plan, task: Task) -> Future[Ran]:
        """Put a notebook in the queue of the scheduler."""
        name = f"{plan.params.slug}-{task.id}"

        def lost(reason: str) -> Ran:
            return not_run(plan, task, reason)

        if self._post is None:
            return self._submit(name, lost, 0, remote.notebook_here, plan, task, self._kernels)
        post = self._post
        try:
            errand = post.errand(plan)
        except (AnalysisError, OSError) as error:
            ours: Future[Ran] = Future()
            ours.set_result(lost(reason_of(error)))
            return ours
        return self._submit(
            name,
            lost,
            0,
            remote.notebook_sent,
            errand,
            task,
            self._kernels,
            take=lambda sent: post.received(plan, task, sent),
        )

    def office(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a release or an annex made on a worker, and wait for it; with an exchange here, one at a time."""
        if self._post is not None:
            with self._one:
                return function(*args, **kwargs)

        def lost(reason: str) -> tuple[bool, AnalysisError]:
            return False, AnalysisError(reason)

        asked = self._submit(
            function.__name__, lost, OFFICE_FIRST, remote.office_here, function, args, kwargs
        )
        good, value = asked.result()
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

    def _own_room(self) -> remote.Room:
        root, code = str(paths.root()), remote.code_hash()
        if self._post is None:
            return remote.Room(root, code)
        return remote.Room("", code, self._post.exchange, checkout.holds(paths.root()))

    def _sweep(self) -> None:
        if self._post is None:
            return
        try:
            self._post.exchange.sweep()
        except ExchangeError as error:
            self._say(f"{error}; wat daar nog ligt, is niet meer nodig")

    def _submit(
        self,
        name: str,
        lost: Callable[[str], Any],
        priority: int,
        function: Callable[..., Any],
        *args: Any,
        take: Callable[[Any], Any] = lambda value: value,
    ) -> Future[Any]:
        key = f"{name}-{uuid.uuid4().hex[:8]}"
        theirs = self._client.submit(function, self._room, *args, key=key, priority=priority, pure=False)
        ours: Future[Any] = Future()
        with self._lock:
            self._waiting[ours] = theirs

        def outcome(done: Any) -> Any:
            try:
                value = done.result()
            except BaseException as error:  # one that was cancelled may raise what is no Exception
                return lost(_why_lost(error))
            return take(value)

        def hand_over(done: Any) -> None:
            try:
                value, wrong = outcome(done), None
            except Exception as error:  # whoever waits must hear something: no room for a folder
                value, wrong = None, error
            with self._lock:
                self._waiting.pop(ours, None)
            if ours.cancelled():
                return
            if wrong is None:
                ours.set_result(value)
            else:
                ours.set_exception(wrong)

        theirs.add_done_callback(hand_over)
        return ours


def _why_lost(error: BaseException) -> str:
    if type(error).__name__ == "KilledWorker":
        return "de werkers die dit deden, stopten steeds weer (geheugen vol?); kijk in hun log"
    if isinstance(error, AnalysisError):
        return str(error)
    if "Cancelled" in type(error).__name__:
        return "de scheduler is gestopt of niet meer te bereiken"
    return f"de scheduler gaf geen uitkomst ({type(error).__name__})"


def connected(address: str, tls: Tls) -> Client:
    """
    Return a connection with a scheduler.

    Raises
    ------
    InputError
        The library is not installed, the address is no address, nobody answers, or (F721, F722) the
        line is not safe.
    """
    try:
        from distributed import Client
    except ImportError:
        problem = Problem(
            OPTION, "", "geen pakket distributed", "dat pakket, op elke machine", f"Draai: {INSTALL}"
        )
        raise InputError("Voor --scheduler is een pakket nodig dat er niet is.", [problem]) from None
    security = lines.security_for(address, tls)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        found = f'"{address}" ({type(error).__name__})'
        action = "Start daar: dask scheduler. Zie docs/schalen.md."
        problem = Problem(OPTION, "", found, "een scheduler die antwoordt", action)
        raise InputError("De scheduler is niet te bereiken; er is niets gemaakt.", [problem]) from error
    try:
        lines.check_places(dict(client.scheduler_info(n_workers=-1)), secure=security is not None)
    except BaseException:
        client.close()
        raise
    return client


def _greet(client: Client, room: remote.Room) -> int:
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
        found = client.run(remote.who_am_i, room)
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
