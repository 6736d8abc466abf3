"""
What has to be there before the first kernel starts: room, rights, paths that fit, the letter of the figures.

And what is said of a disk that takes nothing more while a build runs.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analysis.build.plan import ANNEX, RELEASE, Plan
from analysis.build.receipt import FAILURES, OLD, STAGING
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.formats import DOCUMENTS
from analysis.ground.messages import problem_at
from analysis.ground.paths import GALLERY, RECEIPT

# The largest run there is makes 17 MB; while it is moved in, the old one still stands.
BYTES_PER_RUN = 40_000_000
# The longest file name that a notebook makes has 58 characters.
LONGEST_FILE = 80
WINDOWS_PATH, LONGEST_NAME, LONGEST_PATH = 259, 255, 4095
LETTER = "Source Sans Pro"
GOES_ON = "De volgende kernmonitor build gaat verder waar deze ophield."
# What somebody can do something about; another error of the system is a fault of ours.
_CAUSES = {
    errno.ENOSPC: ("de schijf is vol", "Maak ruimte vrij en start opnieuw."),
    errno.EDQUOT: ("de schijfruimte van deze gebruiker is op", "Maak ruimte vrij en start opnieuw."),
    errno.EFBIG: ("het bestand wordt groter dan hier mag", "Vraag om een hogere limiet en start opnieuw."),
    errno.EROFS: ("de schijf is alleen te lezen", "Maak hem schrijfbaar en start opnieuw."),
    errno.EIO: ("de schijf geeft een fout", "Laat de schijf nakijken en start opnieuw."),
}


def check(plan: Plan, todo: Sequence[str]) -> None:
    """Refuse a build that cannot end well, before anything is written: `InputError` with all problems at once."""
    if todo and (found := list(problems(plan.folder, todo))):
        raise InputError("Deze computer kan de bijlage nu niet maken; er is niets gestart.", found)


def problems(folder: Path, todo: Sequence[str]) -> Iterator[Problem]:
    """Yield everything that keeps these parts from being made in this folder."""
    yield from path_problems(folder, todo, windows=sys.platform == "win32")
    yield from _folder_problems(folder, todo)
    if set(todo) - {RELEASE, ANNEX}:
        yield from letter_problems()


def path_problems(folder: Path, todo: Sequence[str], *, windows: bool) -> Iterator[Problem]:
    """Yield what will be too long: Windows counts the characters of a path, other systems the bytes of each name."""
    name, full = paths.relative(folder), folder.absolute()
    if windows:
        longest = max((len(part) for part in todo), default=0)
        # The longest is where a failed run is kept.
        before = len(f"{FAILURES}/{max(STAGING, OLD, key=len)}")
        length = len(str(full)) + before + longest + LONGEST_FILE + 2
        if length > WINDOWS_PATH:
            yield problem_at("F701 windows", name, "", length=length, most=WINDOWS_PATH)
        return
    length, most = len(os.fsencode(full)), LONGEST_PATH - 2 * LONGEST_NAME
    if length > most:
        yield problem_at("F701 pad", name, "", length=length, most=most)
    for part in (*full.parts, *(f"{STAGING}{part}.json" for part in todo)):
        length = len(os.fsencode(part))
        if length > LONGEST_NAME:
            yield problem_at("F701 naam", name, "", name=part[:40], length=length, most=LONGEST_NAME)


def _folder_problems(folder: Path, todo: Sequence[str]) -> Iterator[Problem]:
    name = paths.relative(folder)
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    except OSError:  # a name that is too long, which was said already
        return
    if not there.is_dir():
        yield problem_at("F701 bestand", name, "")
        return
    # An edition is made beside the one that readers find.
    for one in dict.fromkeys((there, folder.parent if there == folder else there)):
        if reason := _cannot_write(one):
            yield problem_at("F701 map", paths.relative(one), "", reason)
    yield from _in_the_way(folder, todo)
    for part in (RECEIPT, *todo):
        # A folder of somebody else cannot be moved away, though a new one could be made beside it.
        path = folder / part
        if os.access(path, os.F_OK) and not os.access(path, os.W_OK):
            yield problem_at("F701 eerder", f"{name}/{part}", "")
    free, needed = (size // 1_000_000 for size in (shutil.disk_usage(there).free, len(todo) * BYTES_PER_RUN))
    if free < needed:
        yield problem_at("F701 ruimte", name, "", free=free, needed=needed, parts=len(todo))


def _in_the_way(folder: Path, todo: Sequence[str]) -> Iterator[Problem]:
    """Yield folders with the name of a file that comes here, and the other way round: they are somebody's."""
    files = [*(folder / name for name in (RECEIPT, *DOCUMENTS)), folder.parents[1] / GALLERY]
    folders = [*(folder / part for part in todo), paths.work_of(folder), paths.root() / paths.LOCAL]
    for path in (*files, *folders):
        expected, right = ("een bestand", path.is_file) if path in files else ("een map", path.is_dir)
        if os.path.lexists(path) and not right():
            yield problem_at("F704 anders", paths.relative(path), "", expected=expected)


def _cannot_write(folder: Path) -> str:
    """Write a file and take it away again; return in Dutch why that did not go, or nothing."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{STAGING}proef-") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except PermissionError:
        return "een map zonder schrijfrechten"
    except OSError as error:
        return f"een map waarin schrijven niet lukt ({cause(error)})"
    return ""


def letter_problems() -> Iterator[Problem]:
    """Yield the files of the house letter that are missing: matplotlib would take another without a word."""
    # Imported here: a build with nothing to do must not wait for matplotlib.
    from matplotlib import font_manager

    from analysis.charts import style

    files = style.letter_files().values()
    if missing := [file for file in files if not file.is_file()]:
        yield from (problem_at("F703 geen", file.name, "", letter=LETTER) for file in missing)
        return
    for file in files:
        font_manager.fontManager.addfont(file)
    try:
        font_manager.findfont(LETTER, fallback_to_default=False)
    except ValueError:
        yield problem_at("F703 ander", "matplotlib", "", letter=LETTER)


def cause(error: OSError) -> str:
    """Return in Dutch why something could not be written; as the system says it when it is no known cause."""
    known = _CAUSES.get(error.errno or 0)
    return known[0] if known else str(error.strerror or error)


def told(error: OSError) -> str:
    """Return in Dutch what could not be read or written, and why."""
    name = f"{paths.relative(Path(error.filename))}: " if isinstance(error.filename, str | Path) else ""
    return f"{name}lezen of schrijven is niet gelukt ({cause(error)})"


def advice(outputs: Path, reasons: Iterable[str | OSError]) -> str:
    """Return what to do when the disk is why something failed; "" when it is not."""
    texts = [cause(one) if isinstance(one, OSError) else one for one in reasons]
    for number, (why, action) in _CAUSES.items():
        # Libraries write the number in either way.
        if any(sign in text for text in texts for sign in (why, f"[Errno {number}]", f"[errno {number}]")):
            return f"Schrijven in {outputs} lukt niet: {why}. {action} {GOES_ON}"
    return ""
