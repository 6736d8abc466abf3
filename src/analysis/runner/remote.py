"""What a worker of a scheduler does: it enters the room of the batch, and keeps what the next task needs as well."""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import dutch, paths
from analysis.errors import AnalysisError
from analysis.params import Params
from analysis.runner import checkout, disk
from analysis.runner.desk import Ran
from analysis.runner.exchange import Exchange, Parcel
from analysis.runner.execute import Kernels, Workers
from analysis.runner.key import hash_files
from analysis.runner.plan import RELEASE, Plan, Task
from analysis.runner.receipt import STAGING
from analysis.runner.run import run_task

# Seconds, the reason it failed or nothing, and what it made; nothing when that is not in the exchange.
Sent = tuple[float, str, Parcel | None]

_OUTPUTS = "outputs"


@dataclass(frozen=True)
class Room:
    """
    What the batch works in.

    Attributes
    ----------
    root : str
        The project folder, where all machines share it.
    code : str
        Hash of the code.
    exchange : Exchange, optional
        Where results go to when nothing is shared; a worker then uses a project folder of its own.
    holds : mapping of str to str
        What that one must hold, see `checkout`.
    """

    root: str
    code: str
    exchange: Exchange | None = None
    holds: Mapping[str, str] = field(default_factory=dict)

    def wrong_here(self) -> tuple[str, str] | None:
        """Return what this worker should have, and what to do; nothing when all is well."""
        if self.code != _CODE:
            return "de code van de batch", "Geef elke machine dezelfde versie en start de werker opnieuw."
        if not (Path(self.place) / "notebooks").is_dir():
            return self._no_project()
        if self.exchange is None:
            return None
        if other := checkout.differences(self.holds, checkout.holds(Path(self.place))):
            action = f"Maak {self.place} daar gelijk aan de projectmap van de batch, met dezelfde pakketten."
            return f"hetzelfde als bij de batch; anders is: {dutch.enumeration(other)}", action
        return None

    @property
    def place(self) -> str:
        """The project folder that this process works in."""
        return self.root if self.exchange is None else _HOME

    def enter(self) -> None:
        """
        Work in the project of the batch.

        Raises
        ------
        AnalysisError
            A worker that came later and does not fit.
        """
        if wrong := self.wrong_here():
            raise AnalysisError(f"een werker past niet bij de batch; verwacht: {wrong[0]}. {wrong[1]}")
        os.environ[paths.ROOT_VARIABLE] = self.place

    def _no_project(self) -> tuple[str, str]:
        if self.exchange is None:
            return f"de projectmap {self.root}", "Deel die map, onder hetzelfde pad; zie docs/schalen.md."
        action = f"Zet {paths.ROOT_VARIABLE} op de projectmap van deze machine en start de werker opnieuw."
        return f"een projectmap, en niet {self.place}", action


@dataclass(frozen=True)
class Errand:
    """
    All that a run needs beside the project folder; no paths, for those differ per machine.

    Attributes
    ----------
    exchange : Exchange
        Where the figures lie, and where the outcome goes.
    params, params_file : Params, str
        As in the plan.
    text : str
        What the params file says: that of a gemeente of the national file is made by the batch.
    release : Parcel
        The figures.
    """

    exchange: Exchange
    params: Params
    params_file: str
    text: str
    release: Parcel

    def lay_params(self) -> None:
        """
        See that the params file is here as the batch has it.

        Raises
        ------
        AnalysisError
            It is another one, and not one that was made by a programme.
        """
        file = paths.root() / self.params_file
        if file.is_file() and file.read_text(encoding="utf-8") == self.text:
            return
        if Path(self.params_file).parts[0] != _OUTPUTS:
            raise AnalysisError(
                f"{self.params_file} is op een werker anders dan bij de batch. Maak de projectmappen gelijk."
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{STAGING}{uuid.uuid4().hex[:8]}-{file.name}")
        draft.write_text(self.text, encoding="utf-8", newline="\n")
        draft.replace(file)


class _Kept:
    """What a worker process keeps between tasks: warm kernels, what it read, and releases that it fetched."""

    def __init__(self) -> None:
        self.office = threading.Lock()
        self._lock = threading.Lock()
        self._fetching = threading.Lock()
        self._workers: Workers | None = None
        self._fetched: TemporaryDirectory[str] | None = None

    def workers(self, kernels: Kernels) -> Workers:
        with self._lock:
            if self._workers is None:
                self._workers = Workers(kernels=kernels, say=lambda _: None)
                self._workers.__enter__()
            return self._workers

    def with_release(self, exchange: Exchange, release: Parcel) -> Path:
        """Return a folder of this process with a release in it, which is fetched once."""
        with self._fetching:
            if self._fetched is None:
                self._fetched = TemporaryDirectory(
                    prefix="kernmonitor-", dir=_scratch(), ignore_cleanup_errors=True
                )
            folder = Path(self._fetched.name, release.sha256[:16])
            if not folder.is_dir():
                draft = folder.with_name(f"{STAGING}{folder.name}")
                exchange.fetch(release, draft / RELEASE)
                draft.rename(folder)
            return folder

    def close(self) -> None:
        with self._lock:
            if self._workers is not None:
                self._workers.__exit__(None, None, None)
                self._workers = None
        with self._fetching:
            if self._fetched is not None:
                self._fetched.cleanup()
                self._fetched = None


_kept = _Kept()


def _scratch() -> str | None:
    """Return the folder that dask gave this worker: it throws those away of workers that were killed."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:  # no worker
        return None


def code_hash() -> str:
    """Return a hash of the code of this package."""
    package = Path(__file__).resolve().parents[1]
    return hash_files(package.rglob("*.py"), package)


# As it was imported: a worker that runs since before an update works with what was there then.
_CODE = code_hash()
# Of this machine itself: a batch before may have worked in another place.
_HOME = str(paths.root())


def who_am_i(room: Room) -> tuple[str, str] | None:
    """Return what is wrong with this worker."""
    wrong = room.wrong_here()
    if wrong is None and room.exchange is not None:
        try:
            room.exchange.find_trial()
        except AnalysisError as error:
            action = f"Geef deze machine toegang, of kies een plaats die alle machines zien. ({error})"
            return f"een werker die bij {room.exchange.url} kan", action
    return wrong


def put_away() -> None:
    """End the kernels of this worker, and forget what it read and fetched."""
    _kept.close()


def notebook_here(room: Room, plan: Plan, task: Task, kernels: Kernels) -> Ran:
    """Run a notebook in a staging folder of its own: another worker may be thought dead and still write."""
    room.enter()
    return run_task(plan, task, _kept.workers(kernels), mark=_mark())


def notebook_sent(room: Room, errand: Errand, task: Task, kernels: Kernels) -> Sent:
    """Run a notebook on figures from the exchange, and put there what it made, under the name of this attempt."""
    mark = _mark()
    try:
        room.enter()
        errand.lay_params()
        folder = _kept.with_release(errand.exchange, errand.release)
        plan = Plan(errand.params, errand.params_file, folder, (), {})
        seconds, reason, staged = run_task(plan, task, _kept.workers(kernels), mark=mark)
        made = errand.exchange.put(staged, f"{errand.params.slug}-{task.id}{mark}")
        shutil.rmtree(staged, ignore_errors=True)
    except AnalysisError as error:
        return 0.0, str(error), None
    except OSError as error:
        return 0.0, f"een werker kon niet bewaren wat hij maakte: {disk.cause(error)}", None
    return seconds, reason, made


def _mark() -> str:
    return f"-{uuid.uuid4().hex[:8]}"


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
