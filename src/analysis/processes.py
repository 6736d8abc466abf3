"""Processes that others started: which there are, what they hold in memory, and how to end them all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from analysis.notebook_names import FOLDER_VARIABLE

_PR_SET_CHILD_SUBREAPER = 36
_TRIES, _PAUSE = 50, 0.02  # what is ended may have started something a moment before
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def adopt() -> None:
    """
    Be the parent of whatever is started below this process, also when its own parent ends first.

    A process with a session of its own can so be found and ended (Linux; elsewhere nothing happens).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_below(pid: int, folder: str = "") -> None:
    """
    End everything that a process started, and what that started.

    Parameters
    ----------
    pid : int
        Stays itself.
    folder : str
        Of the notebook: where the system does not hand over orphans, they are known by their environment.
    """
    for _ in range(_TRIES):
        below = family(pid)[1:]
        if folder and sys.platform != "linux":
            below += marked(folder)
        if not below:
            return
        end(below)
        if hasattr(os, "WNOHANG"):
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
        time.sleep(_PAUSE)


def folder_of(pid: int) -> str:
    """Return which notebook's folder stands in the environment that a process was started with."""
    mark = f"{FOLDER_VARIABLE}=".encode()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            if entry.startswith(mark):
                return os.fsdecode(entry.removeprefix(mark))
    return ""


def marked(folder: str) -> list[int]:
    """Return the processes that have this notebook's folder in their environment, apart from this one."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(FOLDER_VARIABLE) == folder:
                found.append(process.pid)
    return found


def family(pid: int) -> list[int]:
    """Return a process and everything it started that still runs."""
    if sys.platform != "linux":
        return _family_by_psutil(pid)
    found = [pid]
    for one in found:
        found += children(one)
    return found


def children(pid: int) -> list[int]:
    """Return the processes that have this one as a parent; nothing where that is not told."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208  names are enough
            listed = Path(f"/proc/{pid}/task/{task}/children").read_bytes()
            found += [int(child) for child in listed.split()]
    return found


def _family_by_psutil(pid: int) -> list[int]:
    import psutil

    with contextlib.suppress(psutil.Error):
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return [pid]


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
