"""
Many gemeenten on several machines, by dask.distributed: `--scheduler tls://host:8786`.

A gemeente is one task: a worker builds its whole edition, with the function that builds one here, in folders
that all machines share. A worker that dies loses nothing: dask gives its gemeente to another one, which goes on
with the parts that are in place. Only a lost worker is a reason to try again: an error would be the same again.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import threading
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.edition import build_edition
from analysis.build.events import Log
from analysis.build.key import hash_files, package
from analysis.build.lock import free
from analysis.build.plan import RELEASE, Done, Plan, Wanted
from analysis.build.tls import SCHEDULER, Tls, check_places, security_for
from analysis.build.workers import Workers
from analysis.ground import dutch, paths
from analysis.ground.errors import AnalysisError, InputError, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 20
INSTALL = 'python -m pip install "distributed>=2025.7"'

# What came of an edition, what was reported of its parts, and the lines for the log of the batch.
Told = tuple[Done, list[tuple[str, str]], str]


@dataclass(frozen=True)
class Batch:
    """What workers must have the same as the batch: the project folder, and the code by its hash; and its id."""

    root: str
    code: str
    id: str

    def wrong_here(self) -> tuple[str, str] | None:
        """Return what this worker should have, and what to do; nothing when all is well."""
        if self.code != _CODE:
            return "de code van de batch", "Geef elke machine dezelfde versie en start de werker opnieuw."
        if not (Path(self.root) / "notebooks").is_dir():
            return f"de projectmap {self.root}", "Deel die map, onder hetzelfde pad; zie docs/schalen.md."
        return None


def build_on_workers(
    plans: Sequence[Plan],
    wanted: Wanted,
    logs: Sequence[Log],
    address: str,
    tls: Tls,
    say: Callable[[str], None],
    ready: Callable[[Done], None],
) -> None:
    """
    Build editions on the workers of a scheduler. What is told of parts comes per gemeente, as soon as it is ready.

    Raises `InputError`: no scheduler there, a connection that is not safe, no workers, or workers that do not
    have the same project.
    """
    with contextlib.closing(connected(address, tls)) as client:
        batch = Batch(str(paths.root()), code_hash(), uuid.uuid4().hex)
        say(f"{dutch.counted(_places(client, batch), 'plaats', 'plaatsen')} bij {address}")
        with contextlib.closing(_tasks(client, plans, batch, wanted, say)) as tasks:
            for place, task in tasks:
                plan, log = plans[place], logs[place]
                try:
                    done, reported, lines = task.result()
                except (Exception, asyncio.CancelledError) as error:
                    done = Done(plan, failed={RELEASE: _why_lost(error, plan, batch)})
                    log.end([], [], done.failed, done.seconds)
                else:
                    log.copy(lines)
                    for part, text in reported:
                        log.report(part, text)
                ready(replace(done, plan=plan))


def _tasks(
    client: Client, plans: Sequence[Plan], batch: Batch, wanted: Wanted, say: Callable[[str], None]
) -> Generator[tuple[int, Future[Told]]]:
    """Yield the place of each plan and its task when that is ready or lost; whoever stops half way ends the rest."""
    from distributed import as_completed

    tasks = client.map(_build, plans, key=f"editie-{batch.id}", pure=False, batch=batch, wanted=wanted)
    try:
        for task in as_completed(tasks, loop=client.loop):
            yield tasks.index(task), task
    except BaseException:
        client.cancel(tasks, reason="de batch is gestopt")
        raise
    finally:
        try:
            # Workers stay, for the next batch; their kernels are of this one.
            client.run(put_away, on_error="ignore")
        except Exception as error:  # the scheduler is gone, and they will follow
            say(f"de werkers zijn niet opgeruimd ({error})")


def _why_lost(error: BaseException, plan: Plan, batch: Batch) -> str:
    if type(error).__name__ == "KilledWorker":
        free(plan.folder, batch.id)
        return "de werkers die dit deden, stopten steeds weer (geheugen vol?); kijk in hun log"
    if isinstance(error, AnalysisError):
        return str(error)
    if "Cancelled" in type(error).__name__:
        return "de scheduler is gestopt of niet meer te bereiken"
    return f"de scheduler gaf geen uitkomst ({type(error).__name__})"


def connected(address: str, tls: Tls) -> Client:
    """
    Return a connection with a scheduler.

    Raises `InputError`: the library is not installed, the address is no address, nobody answers, or (F721, F722)
    the connection is not safe.
    """
    try:
        from distributed import Client
    except ImportError:
        found, expected = "geen pakket distributed", "dat pakket, op elke machine"
        summary = "Voor --scheduler is een pakket nodig dat er niet is."
        raise InputError.of(summary, SCHEDULER, "", found, expected, f"Draai: {INSTALL}") from None
    security = security_for(address, tls)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        found = f'"{address}" ({type(error).__name__})'
        expected, action = "een scheduler die antwoordt", "Start daar: dask scheduler. Zie docs/schalen.md."
        summary = "De scheduler is niet te bereiken; er is niets gemaakt."
        raise InputError.of(summary, SCHEDULER, "", found, expected, action) from error
    try:
        check_places(dict(client.scheduler_info(n_workers=-1)), secure=security is not None)
    except BaseException:
        client.close()
        raise
    return client


def _places(client: Client, batch: Batch) -> int:
    """
    Look whether every worker sees this project and has this code; return how many editions go at a time.

    Raises `InputError`: no workers, or workers that would make something else.
    """
    refused = "De werkers kunnen dit niet maken; er is niets gestart."
    with contextlib.suppress(TimeoutError):  # said below, as no workers
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    try:
        answers = client.run(batch.wrong_here)
    except Exception as error:
        action = "Installeer kernmonitor op elke machine; zie docs/schalen.md."
        found = f"{type(error).__name__}: {error}"
        raise InputError.of(refused, SCHEDULER, "", found, "werkers met kernmonitor", action) from error
    problems = [
        Problem(SCHEDULER, f"werker {address}", "", *wrong) for address, wrong in answers.items() if wrong
    ]
    places = int(sum(client.nthreads().values()))
    if not places:
        action = "Start op elke machine: dask worker ADRES --nthreads 1. Zie docs/schalen.md."
        problems.append(Problem(SCHEDULER, "", "geen werkers", "ten minste een werker", action))
    if problems:
        raise InputError(refused, problems)
    return places


# What runs on a worker.


def code_hash() -> str:
    """Return a hash of the code of this package."""
    return hash_files(package().rglob("*.py"), package())


# As it was imported: a worker that runs since before an update works with what was there then.
_CODE = code_hash()
_lock = threading.Lock()
_kept = ExitStack()  # closed by `put_away`: the process that runs notebooks
_workers: Workers | None = None


def _build(plan: Plan, *, batch: Batch, wanted: Wanted) -> Told:
    """Build an edition; what the batch has to hear of it goes back with the outcome."""
    if wrong := batch.wrong_here():
        raise AnalysisError(f"een werker past niet bij de batch; verwacht: {wrong[0]}. {wrong[1]}")
    os.environ[paths.ROOT_VARIABLE] = batch.root
    reported: list[tuple[str, str]] = []
    lines = io.StringIO()
    log = Log(lines).of_one(plan, lambda part, text: reported.append((part, text)))
    done = build_edition(plan, wanted, log, workers=_workers_here(wanted.warm), attempt_of=batch.id)
    return done, reported, lines.getvalue()


def _workers_here(warm: bool) -> Workers:
    """Return what runs notebooks on this machine, one per thread at a time; kept for the next gemeente."""
    from distributed import get_worker

    global _workers
    with _lock:
        if _workers is None:
            jobs, mark = get_worker().state.nthreads, f"-{uuid.uuid4().hex[:8]}"
            made = Workers(jobs=jobs, kernels="warm" if warm else "koud", mark=mark, say=lambda _: None)
            _workers = _kept.enter_context(made)
        return _workers


def put_away() -> None:
    """End the kernels of this worker with what they run."""
    global _workers
    with _lock:
        _kept.close()
        _workers = None
