"""
One batch at a time in an output folder: a file there names the process, the machine and the time.

What a killed batch on this machine left is taken over; whether a process on another machine, or in another
container, still runs cannot be seen, so that is refused.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import psutil

from analysis.ground import paths
from analysis.ground.errors import AnalysisError, InputError
from analysis.ground.messages import problem_at
from analysis.ground.stored import read_object

LOCK = ".in-gebruik.json"
READ_TRIES, READ_PAUSE = 20, 0.1  # another batch may be between making the file and filling it
_LONGEST = 80  # letters of the name of a computer
# No system has more processes: Linux counts to 2^22, Windows in 32 bits.
LAST_PROCESS = 2**31 - 1

_held: dict[Path, Holder] = {}  # a batch asks again for a folder that it has


@dataclass(frozen=True)
class Holder:
    """
    Who has a folder.

    `kenmerk` tells a process from a later one with the same number; `ruimte` is the list of processes
    that the number is from: two containers may share a name and a folder, and each has a process 7.
    `poging_van` is the batch over several machines that this is an attempt of.
    """

    proces: int
    computer: str
    gestart: str
    kenmerk: str = ""
    ruimte: str = ""
    poging_van: str = ""


@contextmanager
def hold(folder: Path, say: Callable[[str], None] = lambda _: None, attempt_of: str = "") -> Iterator[None]:
    """
    Have an output folder, which must exist, alone until the block ends, also when it ends in an error.

    `attempt_of` is the id of a batch over several machines. It tries again only when it lost the machine that tried
    before, so an attempt takes the folder over from an earlier one.

    Raises `InputError` F702: another batch has it. F704: what stands there is no file. Nothing was written.
    """
    key = folder.resolve()
    if key in _held:
        yield
        return
    path = folder / LOCK
    mine = _take(path, say, attempt_of)
    _held[key] = mine
    try:
        yield
    finally:
        del _held[key]
        # By hand somebody may have given the folder to another batch.
        if holder_in(path) == mine:
            path.unlink(missing_ok=True)


def refuse_when_taken_over(folder: Path) -> None:
    """Raise an `AnalysisError` when a folder of this process was given to another attempt: it was thought lost."""
    place = paths.place_of(folder)
    mine, now = _held.get(place.resolve()), holder_in(place / LOCK)
    if mine is not None and now is not None and now != mine:
        by = f"proces {now.proces} op {now.computer}"
        raise AnalysisError(f"{paths.relative(place)} is overgenomen door {by}")


def free(folder: Path, attempt_of: str) -> None:
    """Take away what a lost attempt of a batch left that does not try again."""
    holder = holder_in(folder / LOCK)
    if holder is not None and holder.poging_van == attempt_of:
        (folder / LOCK).unlink(missing_ok=True)


def _take(path: Path, say: Callable[[str], None], attempt_of: str) -> Holder:
    now = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
    here = os.getpid(), socket.gethostname(), now, _mark(os.getpid()), _space()
    mine = Holder(*here, poging_van=attempt_of)
    while not _made(path, mine):
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            raise _unusable("F704 geen bestand", path)
        holder = _read(path)
        again = holder is not None and bool(attempt_of) and holder.poging_van == attempt_of
        if holder is not None and not again and not is_gone(holder):
            raise _in_use(path, holder)
        if _removed(path, holder) and holder is not None:
            say(f"een eerdere batch (proces {holder.proces}) is afgebroken; deze gaat verder in dezelfde map")
    return mine


def _made(path: Path, mine: Holder) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(json.dumps(asdict(mine), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return False
    return True


def _removed(path: Path, dead: Holder | None) -> bool:
    """Take away what a dead batch left; not when another batch did so and has the folder by now."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.rename(aside)  # of two batches that see the same dead one, one gets its file
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable("F704 slot", path, why=error.strerror) from error
    if holder_in(aside) != dead:
        aside.rename(path)
        return False
    aside.unlink()
    return True


def holder_in(path: Path) -> Holder | None:
    """Return who has a folder, by its file; None when there is none, or it says nothing that can be read."""
    try:
        holder = Holder(**read_object(path))
    except TypeError:  # nothing, or other fields
        return None
    process, *texts = astuple(holder)
    return holder if type(process) is int and all(isinstance(text, str) for text in texts) else None


def _read(path: Path) -> Holder | None:
    for _ in range(READ_TRIES):
        if (holder := holder_in(path)) is not None or not path.exists():
            return holder
        time.sleep(READ_PAUSE)
    return None


def is_gone(holder: Holder) -> bool:
    """Whether the process that had a folder is known to have ended."""
    if holder.computer != socket.gethostname() or (holder.ruimte and holder.ruimte != _space()):
        return False  # whether it runs cannot be seen from here
    if not 0 < holder.proces <= LAST_PROCESS or not psutil.pid_exists(holder.proces):
        return True
    return bool(holder.kenmerk) and _mark(holder.proces) not in ("", holder.kenmerk)


def _mark(process: int) -> str:
    """Return when a process started, in ticks since the machine did; nothing where that is not told."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]


def _space() -> str:
    """Return which list of processes this one is in; nothing where there is only one."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _unusable(key: str, path: Path, **values: object) -> InputError:
    summary = "De uitvoermap is niet te gebruiken; er is niets geschreven."
    return InputError(summary, [problem_at(key, paths.relative(path.parent), "", file=path.name, **values)])


def _in_use(path: Path, holder: Holder) -> InputError:
    try:
        started = dt.datetime.fromisoformat(holder.gestart).astimezone()
        when = f"{started.day}-{started.month}-{started.year} om {started:%H.%M} uur"
    except ValueError:
        when = "een onbekend moment"
    computer = "".join(letter for letter in holder.computer if letter.isprintable())[:_LONGEST]
    values = {"proces": holder.proces, "computer": computer, "when": when, "file": path.name}
    summary = "De uitvoermap is in gebruik; er is niets geschreven."
    return InputError(summary, [problem_at("F702", paths.relative(path.parent), "", **values)])
