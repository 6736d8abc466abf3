"""
Real builds that are stopped, and what is left of them.

As a programme (`python stopping.py <number> <folder> <arguments of kernmonitor>`) it is the command line
that kills itself just before its n-th change in a folder: between two renames, before the receipt, anywhere.
"""

from __future__ import annotations

import functools
import json
import os
import runpy
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHANGES = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir")
RELEASE = "KERNMONITOR_TEST_RELEASE"  # a release that was made before: most of a build is otherwise imports
MODULES = ("analysis.topics", "analysis.notebook")
COUNT = "KERNMONITOR_TEST_CHANGES"  # where the number of changes is written, when it is to be counted
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LEFT_SECONDS = 5
REAL = ("-m", "analysis")


class Batch:
    """The real command in a process of its own, and what it says that it does."""

    def __init__(self, root: Path, *arguments: str, before: tuple[str, ...] = REAL, **how: Any):
        self.root = root
        self.events: list[dict[str, Any]] = []
        # A pipe with a name: who reads it waits for an event, and sees its end when the batch is gone.
        self._pipe = root / "gebeurtenissen"
        self._pipe.unlink(missing_ok=True)
        os.mkfifo(self._pipe)
        self._reading = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._rest = b""
        self._said = (root / "gezegd.txt").open("wb+")
        self.process = subprocess.Popen(
            [sys.executable, *before, "build", "params/dalfsen.yml", "--log", str(self._pipe), *arguments],
            cwd=root,
            stdout=self._said,
            stderr=self._said,
            start_new_session=True,
            **how,
        )

    def reach(
        self,
        wanted: Callable[[dict[str, Any]], bool],
        *,
        until: Callable[[], bool] = lambda: False,
        seconds: float = 120,
    ) -> bool:
        """Wait for an event, or `until` something is so; False when the batch ended without it."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            select.select([self._reading], [], [], 0.05)
            ended = self.process.poll() is not None
            new = self._read()
            self.events += new
            if any(wanted(one) for one in new) or until():
                return True
            if ended and not new:
                return False
        raise AssertionError(f"neither the event nor the end came:\n{self.said}")

    def wait(self, seconds: float = 120) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(seconds)
        self.events += self._read()
        return code

    def _read(self) -> list[dict[str, Any]]:
        try:
            while data := os.read(self._reading, 65_536):
                self._rest += data
        except BlockingIOError:
            pass
        *lines, self._rest = self._rest.split(b"\n")
        return [json.loads(line) for line in lines]

    @property
    def said(self) -> str:
        return Path(self._said.name).read_text(encoding="utf-8")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._said.close()
        os.close(self._reading)
        for pid in running(self.root):  # its own, by the root that only they have
            end(pid)


@contextmanager
def batch(root: Path, *arguments: str, **how: Any) -> Iterator[Batch]:
    """Start a build; whatever happens, nothing of it is left at the end."""
    started = Batch(root, *arguments, **how)
    try:
        yield started
    finally:
        started.close()


def running(root: Path, name: str = "") -> list[int]:
    """Return the processes of the builds in a checkout, by the environment that they were started with."""
    mark, found = f"KERNMONITOR_ROOT={root}\0".encode(), []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                mine = mark in (process / "environ").read_bytes() + b"\0"
                if mine and name.encode() in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
            except OSError:  # it ended
                continue
    return found


def left_over(root: Path, seconds: float = LEFT_SECONDS) -> list[str]:
    """Return what still runs of the builds in a checkout when they had time to end."""
    ends = time.monotonic() + seconds
    left = []
    for pid in running(root):
        try:
            file = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        if not select.select([file], [], [], max(0.0, ends - time.monotonic()))[0]:
            left.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        os.close(file)
    return left


def end(pid: int, number: int = signal.SIGKILL) -> bool:
    """Send a signal; False when there is no such process any more."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _changes(event: str, args: tuple[Any, ...], folder: str) -> bool:
    if event not in CHANGES:
        return False
    if event == "open" and not (isinstance(args[2], int) and args[2] & WRITES):
        return False
    path = args[0]
    if isinstance(path, bytes | os.PathLike):
        path = os.fsdecode(path)
    if not isinstance(path, str):
        return False
    # A tree is removed by names in an open folder: those have no place of their own.
    return path.startswith(folder) or (event in ("os.remove", "os.rmdir") and not path.startswith(os.sep))


def _stage_ready_made(_: object, folder: Path) -> tuple[Path, list[str]]:
    staged = folder / ".bezig-release-klaar"
    staged.mkdir()
    for file in sorted(Path(os.environ[RELEASE]).iterdir()):
        shutil.copyfile(file, staged / file.name)
    return staged, []


def main() -> None:
    """Run the command line and kill it before a change; with 0 count the changes."""
    from analysis.build import edition
    from analysis.build.workers import Workers

    edition.stage_release = _stage_ready_made
    # What the notebooks of `test_killed` need of a warm kernel, and not what the real ones do.
    edition.Workers = functools.partial(Workers, modules=MODULES)
    number, folder = int(sys.argv[1]), sys.argv[2]
    seen = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal seen
        if _changes(event, args, folder):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    sys.argv = ["kernmonitor", *sys.argv[3:]]
    try:
        runpy.run_module("analysis", run_name="__main__")
    finally:
        if where := os.environ.get(COUNT):
            total = seen
            Path(where).write_text(str(total), encoding="utf-8")


if __name__ == "__main__":
    main()
