"""
The folder of an edition that readers find, and the one beside it in which the next one is made.

A build works in `.bezig-2025` beside `2025`: what is still good of before is linked there, what is made is
moved in there, and there all of it is attacked. At the end the two folders change places in one step, so that
a reader finds the whole edition of before or the whole new one, whenever the build is killed (0031).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from analysis.build import receipt
from analysis.build.lock import LOCK, refuse_when_taken_over
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.ground.messages import problem_at
from analysis.ground.paths import RECEIPT, REPLACED
from analysis.ground.stored import read_object

_GONE = ".weg-"
_TRIES, _PAUSE = 20, 0.1  # on Windows a virus scanner may have a file open for a moment
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of renameat2(2)


def begin(place: Path, parts: Iterable[str]) -> Path:
    """
    Return the folder to work in, with the parts of before in it; one that a batch left is gone on with.

    Readers find the edition at `place`; what lies there beside the folders of `parts` stays where it is.
    """
    work = paths.work_of(place)
    if paths.latest(place) == work:
        return work
    receipt.throw_away(work)
    work.mkdir()
    wanted = set(parts)
    kept = {name: part for name, part in receipt.read_parts(place).items() if name in wanted}
    for name in kept:
        if (place / name).is_dir():
            _linked(place / name, work / name)
    receipt.throw_away(paths.local(work))
    if paths.local(place).is_dir():
        shutil.copytree(paths.local(place), paths.make_local(work), dirs_exist_ok=True)
    # Last: a folder without a receipt is nothing to go on with.
    receipt.write_receipt(work, {**read_object(place / RECEIPT), "onderdelen": kept})
    return work


def take_along(place: Path, names: Iterable[str]) -> None:
    """Link files that lie beside the parts into the folder that is worked in."""
    work = paths.work_of(place)
    for name in names:
        receipt.throw_away(work / name)
        _link(place / name, work / name)


def stands(place: Path) -> bool:
    """Return whether readers find an annex there, in whatever format."""
    return any((place / name).is_file() for name in receipt.recorded(place, receipt.ANNEX_FILES))


def put_in_place(place: Path) -> None:
    """
    Let readers find what was made, all at once.

    Raises `InputError` F705: somebody has a file of the edition open, on a system that does not allow it to be
    moved then.
    """
    refuse_when_taken_over(place)
    work, place = paths.work_of(place), _real(place)
    for stray in [path for path in work.iterdir() if path.name not in {RECEIPT, *_names_in(work)}]:
        receipt.throw_away(stray)  # what a run or a worker left that was killed, or of a part that is no more
    # The files of the parts were put on the disk when they were moved in, here or in an edition before.
    for path in work.rglob("*"):
        if path.is_dir():
            receipt.sync_folder(path)
        elif path.parent == work:
            receipt.sync(path)
    receipt.sync_folder(work)
    if (place / LOCK).is_file():
        shutil.copyfile(place / LOCK, work / LOCK)  # no moment without
    (place / REPLACED).touch()
    if not _exchanged(work, place):
        old = _old(place)
        receipt.throw_away(old)
        _renamed(place, old)
        try:
            _renamed(work, place)
        except BaseException:
            _undone(old, place)
            raise
    receipt.sync_folder(place.parent)
    _finish(place)


def recover(place: Path) -> None:
    """Finish or undo what a killed batch was doing; after this an edition is what readers find, and nothing half."""
    work, place = paths.work_of(place), _real(place)
    old = _old(place)
    only_a_lock = not place.is_dir() or all(path.name == LOCK for path in place.iterdir())
    if old.is_dir() and only_a_lock:
        # Between the two renames of a system that cannot exchange folders.
        if (place / LOCK).is_file():
            shutil.copyfile(place / LOCK, old / LOCK)
        receipt.throw_away(place)
        old.rename(place)
    elif old.is_dir() or (work / REPLACED).exists():
        _finish(place)
    (place / REPLACED).unlink(missing_ok=True)
    if paths.latest(place) != work:
        receipt.throw_away(work)
    for pattern in (f"{_GONE}{place.name}-*", f"{receipt.STAGING}proef-*"):
        for rest in place.parent.glob(pattern):
            receipt.throw_away(rest)


def _finish(place: Path) -> None:
    """After the change of places: bring along what is not of the build, and throw the edition of before away."""
    work, old = paths.work_of(place), _old(place)
    if (work / REPLACED).exists():
        receipt.throw_away(old)
        work.rename(old)
    if not old.is_dir():
        return
    # What is remembered of the new edition is what is remembered.
    for path in paths.local(work).glob("*"):
        target = paths.make_local(place) / path.name
        if path.is_dir():
            receipt.throw_away(target)
        path.replace(target)
    receipt.throw_away(paths.local(work))
    ours = {RECEIPT, LOCK, REPLACED, *_names_in(old), *_names_in(place)}
    for path in old.iterdir():
        if path.name not in ours and not path.name.startswith((receipt.STAGING, receipt.OLD)):
            _bring(path, place / path.name)
    # Under another name first: half of it is never taken for an edition.
    gone = place.with_name(f"{_GONE}{place.name}-{uuid.uuid4().hex[:8]}")
    old.rename(gone)
    receipt.throw_away(gone)


def _names_in(folder: Path) -> set[str]:
    """Return the names that a build itself made in an edition."""
    return {*receipt.read_parts(folder), *receipt.recorded(folder, receipt.ANNEX_FILES)}


def _bring(path: Path, target: Path) -> None:
    """Move a file or a folder; where there is a folder already, what it lacks."""
    if not os.path.lexists(target):
        path.rename(target)
    elif path.is_dir() and target.is_dir() and not path.is_symlink():
        for one in path.iterdir():
            _bring(one, target / one.name)


def _linked(folder: Path, target: Path) -> None:
    """Make a folder with the files of another one; what is no file or folder stays behind."""
    target.mkdir()
    for path in folder.iterdir():
        kind = path.lstat().st_mode
        if stat.S_ISDIR(kind):
            _linked(path, target / path.name)
        elif stat.S_ISREG(kind):
            _link(path, target / path.name)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a drive that knows no links
        shutil.copy2(path, target)
        receipt.sync(target)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step of the system; False where it has none."""
    if sys.platform != "linux":
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _renamed(path: Path, target: Path) -> None:
    for _ in range(_TRIES):
        try:
            path.rename(target)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    summary = "De nieuwe editie staat klaar en kan niet op haar plaats komen."
    raise InputError(summary, [problem_at("F705", paths.relative(paths.place_of(path)), "")])


def _undone(old: Path, place: Path) -> None:
    old.rename(place)


def _old(place: Path) -> Path:
    return place.with_name(f"{receipt.OLD}{place.name}")


def _real(place: Path) -> Path:
    return place.resolve() if place.is_symlink() else place
