"""Processes that others started: which there are, what they hold in memory, and how to end them."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from analysis.ground.notebook_names import FOLDER_VARIABLE

_TRIES, _PAUSE = 50, 0.02  # what is ended may have started something a moment before


def family(pid: int) -> list[psutil.Process]:
    """Return a process and everything below it that still runs; nothing when it is gone."""
    pids = [pid]
    for one in pids:
        pids += _children(one)
    found = []
    for one in pids:
        with contextlib.suppress(psutil.Error):
            found.append(psutil.Process(one))
    return found


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError, psutil.Error):
        if sys.platform != "linux":
            return [child.pid for child in psutil.Process(pid).children()]
        # psutil reads the table of all processes for it: too much for ten times a second.
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_bytes().split()]
    return []


def _of_notebook(folder: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(FOLDER_VARIABLE) == folder:
                found.append(process)
    return found


def is_running(process: psutil.Process) -> bool:
    """Return whether a process still runs: it has not ended, and its number is not that of another one by now."""
    with contextlib.suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def megabytes(processes: Iterable[psutil.Process]) -> float:
    """Return the memory that processes hold together."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total / 1e6


def end(processes: Iterable[psutil.Process], folder: str = "") -> None:
    """End processes with all that is below them, and what was started for the notebook in this folder."""
    left = set(processes)
    for _ in range(_TRIES):
        left |= {child for process in left for child in family(process.pid) if is_running(process)}
        left |= set(_of_notebook(folder)) if folder else set()
        left = {process for process in left if is_running(process)}
        if not left:
            return
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(_PAUSE)
