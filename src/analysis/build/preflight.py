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
    """
    Refuse a build that cannot end well, before anything is written; with nothing due there is nothing to check.

    Raises `InputError` F701 (room, rights, length of paths), F703 (letter) and F704 (in the way), all at once.
    """
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
    name = paths.relative(folder)
    action = "Geef het project een kortere map, of de gemeente of uitvoer in params een kortere naam."
    if windows:
        longest = max((len(part) for part in todo), default=0)
        # The longest is where a failed run is kept.
        before = len(f"{FAILURES}/{max(STAGING, OLD, key=len)}")
        length = len(str(folder.absolute())) + before + longest + LONGEST_FILE + 2
        if length > WINDOWS_PATH:
            found, expected = f"paden van {length} tekens", f"hooguit {WINDOWS_PATH} tekens op Windows"
            yield Problem(name, "", found, expected, action, "F701")
        return
    if len(os.fsencode(folder.absolute())) > LONGEST_PATH - 2 * LONGEST_NAME:
        found = f"een pad van {len(os.fsencode(folder.absolute()))} bytes"
        yield Problem(name, "", found, f"hooguit {LONGEST_PATH - 2 * LONGEST_NAME} bytes", action, "F701")
    for part in (*folder.absolute().parts, *(f"{STAGING}{part}.json" for part in todo)):
        size = len(os.fsencode(part))
        if size > LONGEST_NAME:
            found = f'"{part[:40]}…", een naam van {size} bytes'
            yield Problem(name, "", found, f"hooguit {LONGEST_NAME} bytes", action, "F701")


def _folder_problems(folder: Path, todo: Sequence[str]) -> Iterator[Problem]:
    name = paths.relative(folder)
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    except OSError:  # a name that is too long, which was said already
        return
    if not there.is_dir():
        found, expected = "een bestand met de naam van de map", "een map voor de uitvoer"
        yield Problem(name, "", found, expected, "Geef het bestand een andere naam.", "F701")
        return
    # An edition is made beside the one that readers find.
    for one in dict.fromkeys((there, folder.parent if there == folder else there)):
        if reason := _cannot_write(one):
            action = "Vraag schrijfrechten voor deze map, of kies een andere uitvoermap."
            yield Problem(paths.relative(one), "", reason, "een map waarin u mag schrijven", action, "F701")
    yield from _in_the_way(folder, todo)
    for part in (RECEIPT, *todo):
        # A folder of somebody else cannot be moved away, though a new one could be made beside it.
        path = folder / part
        if os.access(path, os.F_OK) and not os.access(path, os.W_OK):
            action = "Vraag schrijfrechten, of haal het weg."
            found = "uitvoer van eerder zonder schrijfrechten"
            yield Problem(f"{name}/{part}", "", found, "uitvoer die vervangen mag worden", action, "F701")
    free, needed = shutil.disk_usage(there).free, len(todo) * BYTES_PER_RUN
    if free < needed:
        found = f"{free // 1_000_000} MB vrij"
        expected = f"{needed // 1_000_000} MB vrije ruimte voor {len(todo)} onderdelen"
        yield Problem(name, "", found, expected, "Maak ruimte vrij, of kies een andere schijf.", "F701")


def _in_the_way(folder: Path, todo: Sequence[str]) -> Iterator[Problem]:
    """Yield folders with the name of a file that comes here, and the other way round: they are somebody's."""
    files = [*(folder / name for name in (RECEIPT, *DOCUMENTS)), folder.parents[1] / GALLERY]
    folders = [*(folder / part for part in todo), paths.work_of(folder), paths.root() / paths.LOCAL]
    for path in (*files, *folders):
        expected, right = ("een bestand", path.is_file) if path in files else ("een map", path.is_dir)
        if os.path.lexists(path) and not right():
            found = "iets anders met die naam"
            action = "Geef het een andere naam of haal het weg; de bouw maakt het zelf."
            yield Problem(paths.relative(path), "", found, expected, action, "F704")


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

    expected = f"de letter {LETTER}"
    action = "Installeer het project opnieuw; de letter zit in het pakket font-source-sans-pro."
    missing = [file for file in style.letter_files().values() if not file.is_file()]
    for file in missing:
        yield Problem(file.name, "", "geen bestand", expected, action, "F703")
    if missing:
        return
    for file in style.letter_files().values():
        font_manager.fontManager.addfont(file)
    try:
        font_manager.findfont(LETTER, fallback_to_default=False)
    except ValueError:
        yield Problem("matplotlib", "", "een andere letter", expected, action, "F703")


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
