"""A scheduler of dask and its workers, as processes on this machine and on loopback only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.certificates import Certificates

from analysis.build.processes import end, family

RELEASES = "KERNMONITOR_TEST_RELEASES"  # where workers find releases that this run made before
BOUND = 300  # seconds that anything here may take before the test gives up


def until(there: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + BOUND
    while not there():
        assert time.monotonic() < ends, f"still waiting for {what}"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Cluster:
    """Processes of dask, and where to find them; for `releases` see `tests/releases.py`."""

    def __init__(
        self,
        folder: Path,
        workers: int = 2,
        certificates: Certificates | None = None,
        releases: Path | None = None,
    ) -> None:
        self.folder, self.releases = folder, releases
        self.processes: list[subprocess.Popen[bytes]] = []
        self.tls: tuple[str, ...] = ()
        if certificates is not None:
            ca, cert, key = map(str, (certificates.ca, certificates.cert, certificates.key))
            self.tls = ("--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key)
        self.file = folder / "scheduler.json"
        host = "tls://127.0.0.1" if self.tls else "127.0.0.1"
        self._start("scheduler", "--host", host, "--port", "0", "--scheduler-file", str(self.file))
        until(
            lambda: self.file.is_file() and self.file.read_text(encoding="utf-8").endswith("}"),
            "the scheduler",
        )
        self.address = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        self.workers = [self._worker(number) for number in range(workers)]

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        more = ["--local-directory", str(self.folder / f"w{number}")]
        if self.releases:
            more += ["--preload", str(Path(__file__).with_name("kept_in_workers.py"))]
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", *more)

    def replace(self, gone: subprocess.Popen[bytes]) -> None:
        """Start another worker in the place of one that was killed."""
        self.workers[self.workers.index(gone)] = self._worker(len(self.processes))

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, *arguments, *self.tls, "--no-dashboard"]
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            environment = os.environ | {RELEASES: str(self.releases or "")}
            process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, env=environment)
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.processes):
            with suppress(OSError):
                end(family(process.pid)) if process.poll() is None else None
            process.wait(BOUND)


def text_of(file: Path) -> str:
    """Return what a file says; nothing as long as it is not there."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""
