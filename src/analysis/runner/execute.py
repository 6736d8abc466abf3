"""The processes that notebooks run in: one per job slot, and the zygote that their kernels come from."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import asdict, replace
from queue import Empty, SimpleQueue
from typing import Any, Literal

from analysis import paths, processes, warm
from analysis.runner.worker import KERNEL, OUTCOME, Job, Outcome
from analysis.warm.client import NotWarmError, Starting
from analysis.warm.content import MODULES

Kernels = Literal["warm", "koud"]

# Outputs may not depend on where and when somebody works. Windows reads TZ otherwise, and cells ask no clock.
SAME_EVERYWHERE = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", **warm.ENVIRONMENT}
SAME_EVERYWHERE |= {"TZ": "Europe/Amsterdam"} if hasattr(time, "tzset") else {}
# A zygote takes longer to start than it wins for one notebook.
FEWEST_WARM = 2
_ZYGOTES = 3
_LOOK_SECONDS = 0.1


class Workers:
    """
    Processes that run notebooks, one per job slot, and the zygote that their kernels come from.

    Can be kept for several plans. Thread-safe: each thread has a worker of its own as long as it runs a job.
    `jobs` of them start at once, while the zygote imports; more start when they are needed.
    """

    def __init__(
        self,
        *,
        kernels: Kernels,
        modules: Sequence[str] = MODULES,
        jobs: int = 0,
        say: Callable[[str], None],
    ) -> None:
        self.kernels = kernels
        self._jobs = jobs
        self.why_cold = ""
        self._modules = modules
        self._say = say
        self._environment = {**os.environ, **SAME_EVERYWHERE, paths.ROOT_VARIABLE: str(paths.root())}
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._ended = False
        self._lock = threading.Lock()
        self._zygote: Starting | None = None
        self._started = 0

    def __enter__(self) -> Workers:
        # Its imports take seconds: they go on while the workers start.
        self._start_zygote()
        self._idle = [Worker(self._environment) for _ in range(self._jobs)]
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        for worker in self._idle:
            worker.stop()
        self._idle.clear()
        if self._zygote is not None:
            self._zygote.stop()
            self._zygote = None

    def run(self, job: Job, *, seconds: int, megabytes: int) -> Outcome:
        """
        Run a job on a worker that is free; one that cannot be trusted afterwards is not used again.

        Raises
        ------
        CancelledError
            The batch was stopped: what came of the job says nothing about the notebook.
        """
        with self._lock:
            if self._ended:
                raise CancelledError
            worker = self._idle.pop() if self._idle else Worker(self._environment)
            self._busy.add(worker)
        try:
            zygote = self._ready_zygote()
            if zygote is not None:
                known = {**job.environment, warm.ADDRESS_VARIABLE: zygote.address}
                job = replace(job, zygote=zygote.address, environment=known)
            outcome = worker.run(job, seconds=seconds, megabytes=megabytes)
        finally:
            with self._lock:
                self._busy.discard(worker)
        if self._ended:
            worker.stop()
            raise CancelledError
        if outcome.reason and zygote is not None and not zygote.alive():
            # Its kernel went along, or its sockets, which lie in the folder of the zygote.
            outcome = replace(outcome, died=True, orphaned=True)
        if worker.alive():
            with self._lock:
                self._idle.append(worker)
        return outcome

    def end(self) -> None:
        """Take no more jobs, and break off those that run: who stops a batch does not wait for a notebook."""
        with self._lock:
            self._ended = True
            busy = list(self._busy)
        for worker in busy:
            worker.hang_up()

    def ready(self) -> Kernels:
        """Wait until it is known which kernels there are, and return that."""
        self._ready_zygote()
        return self.kernels

    def tell(self, text: str) -> None:
        """Say something about the batch that is not about one part."""
        self._say(text)

    def _ready_zygote(self) -> Starting | None:
        """Return where warm kernels come from; a zygote that is gone is started again, a few times."""
        with self._lock:
            if self._zygote is not None and not self._zygote.alive() and not self._zygote.reason:
                self._zygote.stop()
                self._zygote = None
                self._start_zygote()
            if self._zygote is not None and (reason := self._zygote.wait()):
                self._zygote.stop()
                self._zygote = None
                self._go_cold(reason)
            return self._zygote

    def _start_zygote(self) -> None:
        if self.kernels == "koud":
            return
        if self._started == _ZYGOTES:
            self._go_cold("de zygote is steeds weer gestopt")
            return
        self._started += 1
        try:
            self._zygote = Starting(self._modules, self._environment)
        except NotWarmError as error:
            self._go_cold(str(error))

    def _go_cold(self, reason: str) -> None:
        self.kernels = "koud"
        self.why_cold = reason
        self._say(f"de notebooks krijgen gewone, koude kernels; dat duurt langer ({reason})")


class Worker:
    """A process that runs one job at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analysis.runner.worker"],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._answers: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self, job: Job, *, seconds: int, megabytes: int) -> Outcome:
        """
        Run a job; when it takes too long or too much, end it with everything it started.

        It hears of our end by the pipe that closes: a batch that is killed leaves no notebook
        that goes on writing where the next batch works.
        """
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101  a pipe was asked for
        with contextlib.suppress(OSError, ValueError):  # it ended, or we did: the answer says so
            stdin.write(json.dumps(asdict(job)).encode() + b"\n")
            stdin.flush()
        ends = time.monotonic() + seconds
        kernel = 0
        while True:
            try:
                answer = self._answers.get(timeout=_LOOK_SECONDS)
            except Empty:
                if reason := self._too_much(kernel, ends, seconds, megabytes):
                    self.stop(kernel)
                    return Outcome(reason)
                continue
            if answer is None:
                code = self._process.wait()
                self.stop(kernel)
                return Outcome(f"het proces stopte met code {code} zonder uitkomst", died=True)
            if OUTCOME in answer:
                return Outcome(**answer[OUTCOME])
            kernel = answer.get(KERNEL, kernel)

    def alive(self) -> bool:
        """Return whether it can take another job."""
        return self._process.poll() is None

    def hang_up(self) -> None:
        """Let it see that nobody waits for it any more: it then ends itself and all that it started."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.close()

    def stop(self, kernel: int = 0) -> None:
        """End it, its kernel and whatever they started."""
        if self._process.poll() is None:
            family = processes.family(self._process.pid) + (processes.family(kernel) if kernel else [])
            self._process.kill()
            processes.end(family)
        self._process.wait()
        self.hang_up()

    def _too_much(self, kernel: int, ends: float, seconds: int, megabytes: int) -> str:
        if time.monotonic() > ends:
            return f"het notebook duurde langer dan {seconds} seconden (tijdslimiet_notebook in params)"
        family = processes.family(kernel) if kernel else processes.family(self._process.pid)[1:]
        if processes.megabytes(family) > megabytes:
            return f"het notebook gebruikte meer dan {megabytes} MB geheugen (geheugenlimiet_mb in params)"
        return ""

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101  a pipe was asked for
        with stream:
            for line in stream:
                self._answers.put(json.loads(line))
        self._answers.put(None)
