"""
The process that runs notebooks for a build, see `workers.Workers`: a thread for each, all in one process.

It reads what to do a line at a time from its input and answers with lines; when its input ends, it ends
all that it started.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict
from typing import Any

import psutil

from analysis.build import processes
from analysis.build.workers import Job, RunOutcome

# Imports papermill.
ENGINE = "analysis.build.engine"
_LOOK_SECONDS = 0.1 if sys.platform == "linux" else 0.5


class RunningNotebook:
    """A notebook that runs: its kernel and all that came from it, and why it was broken off."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.kernel = 0  # number of its process, once there is one
        self.broken_off = ""
        self._ends = time.monotonic() + job.seconds
        self._seen: set[psutil.Process] = set()

    def look(self) -> None:
        """See what the kernel started, and end it all when that takes too long or too much."""
        if self.broken_off or not self.kernel:
            return
        family = processes.family(self.kernel)
        self._seen.update(family)
        seconds, most = self.job.seconds, self.job.megabytes
        if time.monotonic() > self._ends:
            limit = "tijdslimiet_notebook in params"
            self.broken_off = f"het notebook duurde langer dan {seconds} seconden ({limit})"
        elif processes.megabytes(family) > most:
            limit = "geheugenlimiet_mb in params"
            self.broken_off = f"het notebook gebruikte meer dan {most} MB geheugen ({limit})"
        if self.broken_off:
            processes.end(family)

    def end(self) -> None:
        """End whatever the notebook started that is still there, in a session of its own or not."""
        if self.kernel and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.kernel, signal.SIGKILL)
        processes.end(self._seen, self.job.folder)


class _Batch:
    """Whoever sends the jobs and waits for the answers."""

    def __init__(self, kernels: str) -> None:
        # No library and no kernel may read the jobs or print between the answers, nor keep them open.
        self._jobs = os.fdopen(os.dup(0), "rb")
        self._answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._runs: set[RunningNotebook] = set()
        self._prepared = threading.Event()
        # In threads: the batch may be gone before all is imported.
        for work in (lambda: self._prepare(kernels), self._watch):
            threading.Thread(target=work, daemon=True).start()

    def serve(self) -> None:
        """Run notebooks until there is nobody left to run them for."""
        for line in self._jobs:
            job = Job(**json.loads(line))
            threading.Thread(target=self._run, args=[job], daemon=True).start()
        for run in list(self._runs):
            run.end()
        below = processes.family(os.getpid())[1:]
        processes.end(below)
        psutil.wait_procs(below, timeout=1)
        os._exit(0)

    def _prepare(self, kernels: str) -> None:
        try:
            if kernels == "warm":
                from analysis.build.kernels import Server, use

                server = Server(lambda why_cold: self._answer(koud=why_cold))
                use(server)
                threading.Thread(target=server.ready, daemon=True).start()
            importlib.import_module(ENGINE)  # a second, while the server imports as well
        finally:
            self._prepared.set()

    def _answer(self, **message: Any) -> None:
        with self._lock:
            print(json.dumps(message), file=self._answers, flush=True)

    def _run(self, job: Job) -> None:
        run = RunningNotebook(job)
        self._runs.add(run)
        self._prepared.wait()
        try:
            try:
                outcome = importlib.import_module(ENGINE).execute(run)
            finally:
                run.end()
        except Exception as error:
            outcome = RunOutcome(f"{type(error).__name__}: {error}", traceback.format_exc())
        self._runs.discard(run)
        if run.broken_off:
            outcome = RunOutcome(run.broken_off)
        self._answer(folder=job.folder, outcome=asdict(outcome))

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            for run in list(self._runs):
                run.look()


def main() -> None:
    """Run notebooks for a build; the argument is which kernels they get, warm or cold."""
    if "" in sys.path:
        sys.path.remove("")  # as for a kernel: not the folder that somebody works in
    _Batch(sys.argv[1]).serve()
