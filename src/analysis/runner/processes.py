"""Processes that others started: which there are, what they hold in memory, and how to end them all."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def family(pid: int) -> list[int]:
    """Return a process and everything it started that still runs; only itself where that is not told."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208  names are enough
                children = Path(f"/proc/{one}/task/{task}/children").read_bytes()
                found += [int(child) for child in children.split()]
    return found


def megabytes(pids: list[int]) -> float:
    """Return the memory that processes hold together; 0 where that is not told."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_bytes().split()[1])
    return pages * _PAGE / 1e6


def end(pids: list[int]) -> None:
    """End processes, each with the group that it leads."""
    for pid in pids:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg") and os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
