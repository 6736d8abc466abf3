"""
What a batch does, one JSON line per event, for whoever watches it by machine.

Every line has `tijd` (UTC, ISO 8601) and `gebeurtenis`; within a batch also `gemeente` and `editie`.

=============  ==================================================================
gebeurtenis    more keys
=============  ==================================================================
begin          `onderdelen` (how many are due), `tegelijk`, `proces`, `computer`
start          `onderdeel`, `waarom`; a notebook is then in the queue
klaar          `onderdeel`, `seconden`; `cpu` when known
overgeslagen   `onderdeel`
mislukt        `onderdeel`, `seconden`, `reden`
eind           `gemaakt`, `overgeslagen`, `mislukt` (how many), `seconden`
=============  ==================================================================

`onderdeel` is `release`, the id of a run or `annex`. A batch without `eind` was killed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import threading
from collections.abc import Mapping, Sized
from pathlib import Path
from typing import TextIO

from analysis.build.plan import Plan
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem


class Log:
    """
    Writes events; each line is whole and out of the process before the next thing happens.

    Parameters
    ----------
    file : text file, optional
        Where to; without it nothing is written.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()  # gemeenten are built in threads
        self._about: dict[str, object] = {}

    def of_one(self, plan: Plan) -> Log:
        """Return a log for the build of one of several gemeenten, which writes to the same file."""
        other = Log(self._file)
        other._lock, other._about = self._lock, _about(plan)
        return other

    def copy(self, lines: str) -> None:
        """Add what was written on another machine."""
        if self._file is not None:
            with self._lock:
                self._file.write(lines)
                self._file.flush()

    def begin(self, plan: Plan, *, jobs: int, due: Sized) -> None:
        """Note that a batch begins; the lines that follow are about its gemeente."""
        self._about = _about(plan)
        self._write(
            "begin", onderdelen=len(due), tegelijk=jobs, proces=os.getpid(), computer=socket.gethostname()
        )

    def started(self, part: str, why: str) -> None:
        """Note that a part begins, and why it is made."""
        self._write("start", onderdeel=part, waarom=why)

    def done(self, part: str, seconds: float, cpu: float | None = None) -> None:
        """Note that a part is in place."""
        known = {} if cpu is None else {"cpu": round(cpu, 2)}
        self._write("klaar", onderdeel=part, seconden=round(seconds, 2), **known)

    def skipped(self, part: str) -> None:
        """Note that a part is still good."""
        self._write("overgeslagen", onderdeel=part)

    def failed(self, part: str, seconds: float, reason: str) -> None:
        """Note that a part failed; what stood there before still does."""
        self._write("mislukt", onderdeel=part, seconden=round(seconds, 2), reden=reason)

    def end(self, made: Sized, kept: Sized, failed: Sized, seconds: float) -> None:
        """Note that a batch ended by itself."""
        counts = {"gemaakt": len(made), "overgeslagen": len(kept), "mislukt": len(failed)}
        self._write("eind", **counts, seconden=round(seconds, 2))

    def _write(self, event: str, **more: object) -> None:
        if self._file is None:
            return
        when = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
        line: Mapping[str, object] = {"tijd": when, "gebeurtenis": event} | self._about | more
        self.copy(json.dumps(line, ensure_ascii=False) + "\n")


def _about(plan: Plan) -> dict[str, object]:
    return {"gemeente": plan.params.gemeente, "editie": plan.params.editie}


NO_LOG = Log()


def open_log(path: Path) -> TextIO:
    """
    Open a log to write behind what it holds.

    Raises
    ------
    InputError
        F701: it cannot be written there.
    """
    try:
        return path.open("a", encoding="utf-8", newline="\n")
    except OSError as error:
        found = f"schrijven lukt niet ({error.strerror})"
        problem = Problem(
            paths.relative(path),
            "",
            found,
            "een bestand in een map die er is",
            "Kies een andere plaats.",
            "F701",
        )
        raise InputError("Het logboek kan niet worden geschreven; er is niets gestart.", [problem]) from error
