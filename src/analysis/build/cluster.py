"""
Many gemeenten on several machines, by dask.distributed: `--scheduler tls://host:8786`.

A gemeente is one task: a worker builds its whole edition, with the function that builds one here, in folders
that all machines share. A worker that dies loses nothing: dask gives its gemeente to another one, which goes on
with the parts that are in place. Only a lost worker is a reason to try again: an error would be the same again.

Whoever reaches a scheduler can run anything on its workers and see numbers from before publication: on another
computer it is spoken to with TLS alone, in which both sides show a certificate of one authority.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import ssl
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from analysis.build.edition import build_edition
from analysis.build.events import Log
from analysis.build.key import hash_files, package
from analysis.build.lock import free
from analysis.build.plan import RELEASE, Done, Plan, Wanted
from analysis.build.workers import Workers
from analysis.ground import dutch, paths
from analysis.ground.errors import AnalysisError, InputError, Problem
from analysis.ground.messages import problem_at
from analysis.sources.origin import is_loopback

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

CONNECT_SECONDS = 20
SCHEDULER: Final = "--scheduler"
INSTALL = 'python -m pip install "distributed>=2025.7"'
NOT_SAFE: Final = "De verbinding met de rekencomputers is niet veilig; er is niets gemaakt."
# Field of `Tls`, option of the command line, setting of dask.
FILES: Final = (
    ("ca", "--tls-ca", "distributed.comm.tls.ca-file"),
    ("cert", "--tls-cert", "distributed.comm.tls.client.cert"),
    ("key", "--tls-key", "distributed.comm.tls.client.key"),
)

# What came of an edition, what was reported of its parts, and the lines for the log of the batch.
Told = tuple[Done, list[tuple[str, str]], str]


@dataclass(frozen=True)
class Tls:
    """Files of PEM with which a batch shows who it is; what is not given comes from the settings of dask."""

    ca: Path | None = None  # of the authority that signed for the scheduler and the workers
    cert: Path | None = None
    key: Path | None = None


@dataclass(frozen=True)
class Batch:
    """What workers must have the same as the batch: the project folder, and the code by its hash; and its id."""

    root: str
    code: str
    id: str

    def wrong_here(self) -> tuple[str, str] | None:
        """Return what this worker should have, and what to do; nothing when all is well."""
        if self.code != code_hash():
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
    """Build editions on the workers of a scheduler. What is told of parts comes per gemeente, as soon as it is ready."""
    with connected(address, tls) as client:
        from distributed import as_completed

        if not address.startswith("tls://"):  # one that is spoken to with TLS has workers with TLS alone
            check_places(dict(client.scheduler_info(n_workers=-1)))
        batch = Batch(str(paths.root()), code_hash(), uuid.uuid4().hex)
        say(f"{dutch.counted(_places(client, batch), 'plaats', 'plaatsen')} bij {address}")
        tasks = client.map(_build, plans, key=f"editie-{batch.id}", pure=False, batch=batch, wanted=wanted)
        try:
            for task in as_completed(tasks, loop=client.loop):
                place = tasks.index(task)
                ready(_heard(task, plans[place], logs[place], batch))
        except BaseException:
            client.cancel(tasks, reason="de batch is gestopt")
            raise
        finally:
            try:
                # Workers stay, for the next batch; their kernels are of this one.
                client.run(put_away, on_error="ignore")
            except Exception as error:  # the scheduler is gone, and they will follow
                say(f"de werkers zijn niet opgeruimd ({error})")


def _heard(task: Future[Told], plan: Plan, log: Log, batch: Batch) -> Done:
    """Return what came of an edition that is ready or lost, and tell what was reported of it."""
    done: Done
    try:
        done, reported, lines = task.result()
    except (Exception, asyncio.CancelledError) as error:
        done = Done(plan, failed={RELEASE: _why_lost(error, plan, batch)})
        log.end(done)
    else:
        log.copy(lines)
        for part, text in reported:
            log.report(part, text)
    done.plan = plan
    return done


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
    """Return a connection with a scheduler; an `InputError` when there is none, or none that is safe."""
    try:
        from distributed import Client
    except ImportError:
        found, expected = "geen pakket distributed", "dat pakket, op elke machine"
        summary = "Voor --scheduler is een pakket nodig dat er niet is."
        raise InputError.of(summary, SCHEDULER, "", found, expected, f"Draai: {INSTALL}") from None
    security = security_for(address, tls)
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        found = f'"{address}" ({type(error).__name__})'
        expected, action = "een scheduler die antwoordt", "Start daar: dask scheduler. Zie docs/schalen.md."
        summary = "De scheduler is niet te bereiken; er is niets gemaakt."
        raise InputError.of(summary, SCHEDULER, "", found, expected, action) from error


def security_for(address: str | None, tls: Tls) -> Security | None:
    """
    Return what the connection with a scheduler needs; nothing for one on this computer without TLS.

    Raises `InputError`: certificates without a scheduler, (F721) another computer without TLS or TLS for an address
    that does not use it, (F722) files that are not given, cannot be read, or do not belong together.
    """
    given = tls != Tls()
    if address is None:
        if given:
            expected = "ook --scheduler: op één computer gaat er niets over een netwerk"
            action = "Zet er --scheduler tls://… bij, of laat --tls-ca, --tls-cert en --tls-key weg."
            raise InputError.of("Dit past niet samen.", "--tls-ca", "", "een certificaat", expected, action)
        return None
    if not address.startswith("tls://"):
        if given or not _is_within(address):
            key = "F721 geen tls" if given else "F721 open"
            raise InputError(NOT_SAFE, [problem_at(key, SCHEDULER, "", address=address)])
        return None
    from distributed.security import Security

    ca, cert, key = _files(tls)
    security = Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
    try:
        security.get_connection_args("client")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        options = " ".join(option for _, option, _ in FILES)
        raise InputError(NOT_SAFE, [problem_at("F722 samen", options, "", _reason(error))]) from None
    return security


def check_places(found: dict[str, Any]) -> None:
    """Refuse (F721) a cluster of which a part listens to the network without TLS, as one that was started without a host."""
    places = [str(found.get("address", "")), *map(str, found.get("workers", {}))]
    problems = [
        problem_at("F721 plaats", SCHEDULER, "", address=place)
        for place in places
        if place and not place.startswith(("inproc://", "tls://")) and not _is_within(place)
    ]
    if problems:
        raise InputError("De rekencomputers zijn niet afgeschermd; er is niets gemaakt.", problems)


def _is_within(address: str) -> bool:
    return is_loopback(urlsplit(f"//{address.partition('://')[2] or address}").hostname or "")


def _files(tls: Tls) -> list[str]:
    """Return the files of authority, certificate and key."""
    import dask

    files, problems = [], []
    for name, option, setting in FILES:
        given = getattr(tls, name) or dask.config.get(setting, None)
        if not given:
            problems.append(problem_at("F722 niets", option, "", setting=setting))
        elif not Path(str(given)).is_file():
            problems.append(problem_at("F722 geen bestand", option, "", f'"{given}"'))
        files.append(str(given))
    if problems:
        summary = "Voor een scheduler met tls:// zijn certificaten nodig; er is niets gemaakt."
        raise InputError(summary, problems)
    return files


def _reason(error: Exception) -> str:
    if not isinstance(error, ssl.SSLError):
        return f"een bestand dat niet te lezen is ({getattr(error, 'strerror', '') or type(error).__name__})"
    if "MISMATCH" in str(error.reason or ""):
        return "een sleutel die niet bij het certificaat hoort"
    return "een bestand dat geen certificaat of sleutel van PEM is"


def _places(client: Client, batch: Batch) -> int:
    """Look whether every worker sees this project and has this code; return how many editions go at a time."""
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


@cache  # a worker that runs since before an update works with what was there then
def code_hash() -> str:
    """Return a hash of the code of this package."""
    return hash_files(package().rglob("*.py"), package())


_lock = threading.Lock()
_workers: list[Workers] = []  # what runs notebooks on this machine, until `put_away`


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

    with _lock:
        if not _workers:
            jobs, mark = get_worker().state.nthreads, f"-{uuid.uuid4().hex[:8]}"
            made = Workers(jobs=jobs, kernels="warm" if warm else "koud", mark=mark, say=lambda _: None)
            _workers.append(made.__enter__())
        return _workers[0]


def put_away() -> None:
    """End the kernels of this worker with what they run."""
    with _lock:
        while _workers:
            _workers.pop().__exit__()
