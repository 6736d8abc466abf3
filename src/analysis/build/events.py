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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from analysis.build.plan import ANNEX, Done, Plan
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.ground.messages import problem_at

# What a report is called that is about no part.
ATTENTION = "let op:"
KEPT = "ongewijzigd"
# Is told the id of a part, or `ATTENTION`, and a short Dutch text; of the annex tells the end of the build.
Report = Callable[[str, str], None]


@dataclass(frozen=True)
class Log:
    """Tells of a build: to who watches it, and to a file if there is one; each line is whole and out at once."""

    file: TextIO | None = None
    report: Report = lambda *_: None
    about: Mapping[str, object] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)  # gemeenten are built in threads

    def of_one(self, plan: Plan, report: Report = lambda *_: None) -> Log:
        """Return a log for the build of one gemeente, which writes to the same file."""
        about = {"gemeente": plan.params.gemeente, "editie": plan.params.editie}
        return replace(self, report=report, about=about)

    def copy(self, lines: str) -> None:
        """Add lines, of this machine or another."""
        if self.file is not None:
            with self.lock:
                self.file.write(lines)
                self.file.flush()

    def attention(self, text: str) -> None:
        """Say what somebody should know and is about no part; only to who watches."""
        self.report(ATTENTION, text)

    def begin(self, *, jobs: int, due: int) -> None:
        """Note that a build begins."""
        here = {"proces": os.getpid(), "computer": socket.gethostname()}
        self._write("begin", onderdelen=due, tegelijk=jobs, **here)

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

    def end(self, done: Done) -> None:
        """Note that a build ended by itself."""
        counts = {"gemaakt": len(done.made), "overgeslagen": len(done.kept), "mislukt": len(done.failed)}
        self._write("eind", **counts, seconden=round(done.seconds, 2))

    def _tell(self, part: str, text: str) -> None:
        if part != ANNEX:
            self.report(part, text)

    def _write(self, event: str, **more: object) -> None:
        when = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
        line = {"tijd": when, "gebeurtenis": event, **self.about, **more}
        self.copy(json.dumps(line, ensure_ascii=False) + "\n")


@contextmanager
def log_to(path: Path | None) -> Iterator[Log]:
    """
    Give a log that writes behind what a file holds; without a file it only reports.

    Raises `InputError` F701: it cannot be written there.
    """
    if path is None:
        yield Log()
        return
    try:
        file = path.open("a", encoding="utf-8", newline="\n")
    except OSError as error:
        summary = "Het logboek kan niet worden geschreven; er is niets gestart."
        problem = problem_at("F701 logboek", paths.relative(path), "", why=error.strerror)
        raise InputError(summary, [problem]) from error
    with file:
        yield Log(file)
