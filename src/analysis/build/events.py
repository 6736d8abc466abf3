"""
What a build tells while it runs: to a screen a line per part, and for machines one JSON line per event.

Every line has `tijd` (UTC, ISO 8601) and `gebeurtenis`; within a build also `gemeente` and `editie`.

=============  ==================================================================
gebeurtenis    more keys
=============  ==================================================================
begin          `onderdelen` (how many are due), `tegelijk`, `proces`, `computer`
start          `onderdeel`, `waarom`; a notebook is then in the queue
klaar          `onderdeel`, `seconden`
overgeslagen   `onderdeel`
mislukt        `onderdeel`, `seconden`, `reden`
eind           `gemaakt`, `overgeslagen`, `mislukt` (how many), `seconden`
=============  ==================================================================

`onderdeel` is `release`, the id of a run or `annex`. A build without `eind` was killed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sized
from pathlib import Path
from typing import TextIO

from analysis.build.plan import ANNEX, Plan
from analysis.ground import paths
from analysis.ground.errors import InputError

# What a report is called that is about no part.
ATTENTION = "let op:"
KEPT = "ongewijzigd"
# Is told the id of a part, or `ATTENTION`, and a short Dutch text.
Report = Callable[[str, str], None]


class Log:
    """
    Tells of a build: to who watches it, and to a file if there is one.

    Each line is whole and out of the process before the next thing happens.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()  # gemeenten are built in threads
        self._about: dict[str, object] = {}
        self.report: Report = lambda *_: None  # without the annex: of that the end of the build tells

    def of_one(self, plan: Plan, report: Report = lambda *_: None) -> Log:
        """Return a log for the build of one gemeente, which writes to the same file."""
        other = Log(self._file)
        other._lock, other.report = self._lock, report
        other._about = {"gemeente": plan.params.gemeente, "editie": plan.params.editie}
        return other

    def copy(self, lines: str) -> None:
        """Add what was written on another machine."""
        if self._file is not None:
            with self._lock:
                self._file.write(lines)
                self._file.flush()

    def attention(self, text: str) -> None:
        """Say what somebody should know and is about no part; only to who watches."""
        self.report(ATTENTION, text)

    def begin(self, *, jobs: int, due: Sized) -> None:
        """Note that a build begins."""
        here = {"proces": os.getpid(), "computer": socket.gethostname()}
        self._write("begin", onderdelen=len(due), tegelijk=jobs, **here)

    def started(self, part: str, why: str) -> None:
        """Note that a part begins, and why it is made."""
        self._write("start", onderdeel=part, waarom=why)

    def done(self, part: str, seconds: float) -> None:
        """Tell that a part is in place."""
        self._tell(part, f"klaar ({seconds:.1f} s)".replace(".", ","))
        self._write("klaar", onderdeel=part, seconden=round(seconds, 2))

    def skipped(self, part: str) -> None:
        """Tell that a part is still good."""
        self._tell(part, KEPT)
        self._write("overgeslagen", onderdeel=part)

    def failed(self, part: str, seconds: float, reason: str) -> None:
        """Tell that a part failed; what stood there before still does."""
        self._tell(part, f"MISLUKT: {reason}")
        self._write("mislukt", onderdeel=part, seconden=round(seconds, 2), reden=reason)

    def end(self, made: Sized, kept: Sized, failed: Sized, seconds: float) -> None:
        """Note that a build ended by itself."""
        counts = {"gemaakt": len(made), "overgeslagen": len(kept), "mislukt": len(failed)}
        self._write("eind", **counts, seconden=round(seconds, 2))

    def _tell(self, part: str, text: str) -> None:
        if part != ANNEX:
            self.report(part, text)

    def _write(self, event: str, **more: object) -> None:
        if self._file is not None:
            when = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
            line: Mapping[str, object] = {"tijd": when, "gebeurtenis": event} | self._about | more
            self.copy(json.dumps(line, ensure_ascii=False) + "\n")


def open_log(path: Path) -> TextIO:
    """
    Open a log to write behind what it holds.

    Raises `InputError` F701: it cannot be written there.
    """
    try:
        return path.open("a", encoding="utf-8", newline="\n")
    except OSError as error:
        found, expected = f"schrijven lukt niet ({error.strerror})", "een bestand in een map die er is"
        summary = "Het logboek kan niet worden geschreven; er is niets gestart."
        action = "Kies een andere plaats."
        raise InputError.of(summary, paths.relative(path), "", found, expected, action, "F701") from error
