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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.batch import Report, Result
from analysis.build.edition import Done, Wanted, build_edition
from analysis.build.events import Log
from analysis.build.execute import Kernels
from analysis.build.key import hash_files
from analysis.build.lock import free
from analysis.build.plan import RELEASE, Plan
from analysis.build.slots import Slots
from analysis.build.tls import SCHEDULER, Tls, check_places, security_for
from analysis.ground import dutch, paths
from analysis.ground.errors import AnalysisError, InputError, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 20
INSTALL = 'python -m pip install "distributed>=2025.7"'

# What came of an edition, what was reported of its parts, and the lines for the log of the batch.
Told = tuple[Result, float, list[tuple[str, str]], str]


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
    *,
    address: str,
    tls: Tls,
    report: Callable[[Plan], Report],
    log: Log,
    say: Callable[[str], None],
) -> Generator[Done]:
    """
    Build editions on the workers of a scheduler; see `many.build_many`. What is told of parts comes per gemeente.

    Raises
    ------
    InputError
        No scheduler there, a connection that is not safe, no workers, or workers that do not have the same project.
    """
    client = connected(address, tls)
    try:
        batch = Batch(str(paths.root()), code_hash(), uuid.uuid4().hex)
        say(f"{dutch.counted(_places(client, batch), 'plaats', 'plaatsen')} bij {address}")
        with contextlib.closing(_ready(client, plans, batch, wanted, say)) as ready:
            for plan, task in ready:
                try:
                    result, seconds, reported, lines = task.result()
                except (Exception, asyncio.CancelledError) as error:
                    done = Done(plan, Result(failed={RELEASE: _why_lost(error, plan, batch)}))
                    log.of_one(plan).end([], [], done.result.failed, done.seconds)
                    yield done
                    continue
                log.copy(lines)
                tell = report(plan)
                for part, text in reported:
                    tell(part, text)
                yield Done(plan, result, seconds)
    finally:
        client.close()


def _ready(
    client: Client, plans: Sequence[Plan], batch: Batch, wanted: Wanted, say: Callable[[str], None]
) -> Generator[tuple[Plan, Future[Told]]]:
    """Yield each plan with its task when that is ready or lost; whoever stops half way ends the rest."""
    from distributed import as_completed

    tasks = client.map(_build, plans, key=f"editie-{batch.id}", pure=False, batch=batch, wanted=wanted)
    plan_of = dict(zip(tasks, plans, strict=True))
    try:
        for task in as_completed(tasks, loop=client.loop):
            yield plan_of[task], task
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

    Raises
    ------
    InputError
        The library is not installed, the address is no address, nobody answers, or (F721, F722) the
        connection is not safe.
    """
    try:
        from distributed import Client
    except ImportError:
        problem = Problem(
            SCHEDULER, "", "geen pakket distributed", "dat pakket, op elke machine", f"Draai: {INSTALL}"
        )
        raise InputError("Voor --scheduler is een pakket nodig dat er niet is.", [problem]) from None
    security = security_for(address, tls)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        found = f'"{address}" ({type(error).__name__})'
        action = "Start daar: dask scheduler. Zie docs/schalen.md."
        problem = Problem(SCHEDULER, "", found, "een scheduler die antwoordt", action)
        raise InputError("De scheduler is niet te bereiken; er is niets gemaakt.", [problem]) from error
    try:
        check_places(dict(client.scheduler_info(n_workers=-1)), secure=security is not None)
    except BaseException:
        client.close()
        raise
    return client


def _places(client: Client, batch: Batch) -> int:
    """
    Look whether every worker sees this project and has this code; return how many editions go at a time.

    Raises
    ------
    InputError
        No workers, or workers that would make something else.
    """
    refused = "De werkers kunnen dit niet maken; er is niets gestart."
    with contextlib.suppress(TimeoutError):  # said below, as no workers
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    try:
        found = client.run(batch.wrong_here)
    except Exception as error:
        text, action = (
            f"{type(error).__name__}: {error}",
            "Installeer kernmonitor op elke machine; zie docs/schalen.md.",
        )
        raise InputError(
            refused, [Problem(SCHEDULER, "", text, "werkers met kernmonitor", action)]
        ) from error
    problems = [
        Problem(SCHEDULER, f"werker {address}", "", *wrong) for address, wrong in found.items() if wrong
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
    package = Path(__file__).resolve().parents[1]
    return hash_files(package.rglob("*.py"), package)


# As it was imported: a worker that runs since before an update works with what was there then.
_CODE = code_hash()
_lock = threading.Lock()
_kept = ExitStack()  # closed by `put_away`: job slots with their kernels
_slots: Slots | None = None


def _build(plan: Plan, *, batch: Batch, wanted: Wanted) -> Told:
    """Build an edition; what the batch has to hear of it goes back with the outcome."""
    if wrong := batch.wrong_here():
        raise AnalysisError(f"een werker past niet bij de batch; verwacht: {wrong[0]}. {wrong[1]}")
    os.environ[paths.ROOT_VARIABLE] = batch.root
    reported: list[tuple[str, str]] = []
    lines = io.StringIO()
    done = build_edition(
        plan,
        wanted,
        report=lambda part, text: reported.append((part, text)),
        log=Log(lines).of_one(plan),
        slots=_slots_here(wanted.warm),
        attempt_of=batch.id,
    )
    return done.result, done.seconds, reported, lines.getvalue()


def _slots_here(warm: bool) -> Slots:
    """Return the job slots of this worker, one per thread; they are kept for the next gemeente."""
    from distributed import get_worker

    global _slots
    with _lock:
        if _slots is None:
            jobs, mark = get_worker().state.nthreads, f"-{uuid.uuid4().hex[:8]}"
            kernels: Kernels = "warm" if warm else "koud"
            _slots = _kept.enter_context(Slots(jobs=jobs, kernels=kernels, mark=mark, say=lambda _: None))
        return _slots


def put_away() -> None:
    """End the kernels of this worker with what they run."""
    global _slots
    with _lock:
        _kept.close()
        _slots = None
