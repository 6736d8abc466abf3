"""The process that notebooks are run by, several at a time: what it is told, what it answers, and its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeVar

from analysis.build import processes
from analysis.ground import paths

T = TypeVar("T")
Kernels = Literal["warm", "koud"]

# What our notebooks import, for a build that starts before anyone knows which of them will run.
MODULES = (
    "analysis.topics", "analysis.topics.maps", "analysis.topics.sentences", "analysis.notebook", "seaborn",
)  # fmt: skip
MODULES_VARIABLE = "KERNMONITOR_PRELOAD"  # their names, with spaces between them
# Outputs may not depend on where and when somebody works, nor on whether kernels are warm. Windows reads TZ
# otherwise, and cells ask no clock. The last five are read when a process or a library starts.
SAME_EVERYWHERE = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    # A process with more threads than one cannot be forked, and notebooks already run several at a time.
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # The C library of Linux keeps the memory of one picture for the next.
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
}
SAME_EVERYWHERE |= {"TZ": "Europe/Amsterdam"} if hasattr(time, "tzset") else {}
# As ipykernel sets it before anything of a notebook runs.
INLINE = "module://matplotlib_inline.backend_inline"
# To import what notebooks need takes longer than it wins for one.
FEWEST_WARM = 2
# As ipykernel's own kernelspec has it; a debugger complains of what is forked otherwise.
_FLAGS = ("-Xfrozen_modules=off",)
_END_SECONDS = 10

# Releases and annexes are made one at a time in a process: it has one interpreter, and what it read of the country.
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Job:
    """A notebook to run: where, with what, and within which limits."""

    notebook: str
    folder: str
    parameters: dict[str, Any]
    sentinel: str
    cell_timeout: int
    seconds: int
    megabytes: int
    log: str = os.devnull
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunOutcome:
    """
    What became of it: an empty reason means that the notebook reached its end.

    `died` says that the kernel stopped by itself, which may go better the next time.
    """

    reason: str = ""
    traceback: str = ""
    died: bool = False


class Workers:
    """
    A process that runs notebooks, so many at a time as there are `jobs`, on warm kernels or cold ones.

    All gemeenten that are built here share it. `mark` is part of the name of what a run writes to: it keeps apart
    two machines that both believe that they run it. `say` is told what is about no part. Thread-safe.
    """

    def __init__(
        self,
        *,
        kernels: Kernels,
        modules: Sequence[str] = MODULES,
        jobs: int = 1,
        mark: str = "",
        say: Callable[[str], None],
    ) -> None:
        self.kernels, self.jobs, self.mark, self.say = kernels, max(1, jobs), mark, say
        self._pool = ThreadPoolExecutor(max_workers=self.jobs)
        self._environment = {
            "MPLBACKEND": INLINE,
            **os.environ,
            **SAME_EVERYWHERE,
            MODULES_VARIABLE: " ".join(modules),
            paths.ROOT_VARIABLE: str(paths.root()),
        }
        self._lock = threading.Lock()
        self._ended = False

    def __enter__(self) -> Workers:
        if self.kernels == "warm" and sys.platform != "linux":
            self._go_cold(f"geen fork op {sys.platform}")
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._pool.shutdown(wait=True)
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            processes.end(processes.family(self._process.pid))
        self._listener.join()

    def queue(self, task: Callable[[], T]) -> Future[T]:
        """Let a task, which calls `run`, wait for its turn; raises `CancelledError` when the build was stopped."""
        if self._ended:
            raise CancelledError
        return self._pool.submit(task)

    def run(self, job: Job) -> RunOutcome:
        """
        Run a notebook, and wait for it.

        Raises `CancelledError`: the build was stopped: what came of the job says nothing about the notebook.
        """
        outcome: Future[RunOutcome] = Future()
        with self._lock:
            if self._ended:
                raise CancelledError
            if self._process.poll() is not None:
                self._start()
            self._waiting[job.folder] = outcome
            stdin = self._process.stdin
            assert stdin is not None  # noqa: S101  a pipe was asked for
            with contextlib.suppress(OSError, ValueError):  # it ended: the answer says so
                stdin.write(json.dumps(asdict(job)).encode() + b"\n")
                stdin.flush()
        found = outcome.result()
        if self._ended:
            raise CancelledError
        return found

    def end(self) -> None:
        """Take no more jobs, and break off those that run: who stops a build does not wait for a notebook."""
        with self._lock:
            self._ended = True
            stdin = self._process.stdin
        self._pool.shutdown(wait=False, cancel_futures=True)
        if stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                stdin.close()

    def _start(self) -> None:
        self._waiting: dict[str, Future[RunOutcome]] = {}  # by the folder of the job
        # Not by `-m`: every process of `multiprocessing` would import that module as its own main one.
        code = "from analysis.build.worker import main; main()"
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, *_FLAGS, "-c", code, self.kernels],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._listener = threading.Thread(
            target=self._listen, args=(self._process, self._waiting), daemon=True
        )
        self._listener.start()

    def _listen(self, process: subprocess.Popen[bytes], waiting: dict[str, Future[RunOutcome]]) -> None:
        assert process.stdout is not None  # noqa: S101  a pipe was asked for
        with process.stdout:
            for line in process.stdout:
                answer = json.loads(line)
                if "outcome" in answer:
                    waiting.pop(answer["folder"]).set_result(RunOutcome(**answer["outcome"]))
                else:
                    self._go_cold(answer["koud"])
        reason = f"het proces stopte met code {process.wait()} zonder uitkomst"
        with self._lock:  # by now it is known to have ended, and nothing is added any more
            left = list(waiting.items())
        for folder, outcome in left:
            processes.end([], folder)
            outcome.set_result(RunOutcome(reason, died=True))

    def _go_cold(self, reason: str) -> None:
        self.kernels = "koud"
        self.say(f"de notebooks krijgen gewone, koude kernels; dat duurt langer ({reason})")
