"""
The process that runs notebooks for a batch, see `execute.Workers`: a thread for each, all in one process.

It reads what to do a line at a time from its input and answers with lines; when its input ends, it ends
all that it started.
"""

from __future__ import annotations

import contextlib
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

from analysis.runner import processes
from analysis.runner.execute import Job, Outcome

_LOOK_SECONDS = 0.1 if sys.platform == "linux" else 0.5


class Run:
    """A notebook that runs: its kernel and all that came from it, and why it was broken off."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.kernel = 0  # number of its process, once there is one
        self.broken_off = ""
        self._ends = time.monotonic() + job.seconds
        self._seen: set[psutil.Process] = set()

    def look(self) -> None:
        """See what the kernel started, and end it all when that takes too long or too much."""
        if not self.kernel:
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

    def __init__(self) -> None:
        # No library and no kernel may read the jobs or print between the answers, nor keep them open.
        self._jobs = os.fdopen(os.dup(0), "rb")
        self._answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._runs: set[Run] = set()

    def serve(self) -> None:
        threading.Thread(target=self._watch, daemon=True).start()
        for line in self._jobs:
            message = json.loads(line)
            given = message["number"], Job(**message["job"])
            threading.Thread(target=self._run, args=given, daemon=True).start()
        for run in list(self._runs):
            run.end()
        below = processes.family(os.getpid())[1:]
        processes.end(below)
        psutil.wait_procs(below, timeout=1)
        os._exit(0)

    def tell_kernels(self, why_cold: str) -> None:
        """Tell that it is known which kernels there are, and why they are cold when they should not be."""
        self._answer(koud=why_cold)

    def _answer(self, **message: Any) -> None:
        with self._lock:
            print(json.dumps(message), file=self._answers, flush=True)

    def _run(self, number: int, job: Job) -> None:
        from analysis.runner.engine import execute

        run = Run(job)
        self._runs.add(run)
        try:
            outcome = execute(run)
            run.end()
        except Exception as error:
            outcome = Outcome(f"{type(error).__name__}: {error}", traceback.format_exc())
        self._runs.discard(run)
        if run.broken_off:
            outcome = Outcome(run.broken_off)
        self._answer(number=number, outcome=asdict(outcome))

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            for run in list(self._runs):
                run.look()


def main() -> None:
    """Run notebooks until there is nobody left to run them for; the argument is `warm` or `koud`."""
    batch = _Batch()
    if "" in sys.path:
        sys.path.remove("")  # as for a kernel: not the folder that somebody works in
    if sys.argv[1] == "warm":
        from analysis.runner import kernels

        server = kernels.Server(batch.tell_kernels)
        kernels.use(server)
        # Its imports take seconds: meanwhile this process imports what it needs itself.
        threading.Thread(target=server.ready, daemon=True).start()
    else:
        batch.tell_kernels("")
    import analysis.runner.engine  # noqa: F401

    batch.serve()
