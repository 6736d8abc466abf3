"""The receipt of a build, and the moves that never leave half a folder behind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

RECEIPT = "manifest.json"
SECONDS = ".duur.json"
STAGING, OLD = ".bezig-", ".oud-"
FAILURES = "fouten"
_LOOKED_AT = 1 << 14  # files: an edition has two thousand
# Some network drives refuse to sync a folder; a file they do.
CANNOT_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES}


def read_receipt(folder: Path) -> dict[str, Any]:
    """Return the receipt of an output folder; empty when there is none that can be read."""
    try:
        content = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_receipt(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the receipt in one move."""
    draft = folder / f"{STAGING}{RECEIPT}"
    draft.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    _sync(draft)
    draft.replace(folder / RECEIPT)
    _sync_folder(folder)


def log_seconds(folder: Path, part: str, seconds: float) -> None:
    """
    Note how long a part took, beside the receipt and not in it.

    The receipt is published and the same for everybody who builds the same; this file is neither.
    """
    path = folder / SECONDS
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    known[part] = round(seconds, 2)
    path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of a file, or of every file in a folder, by relative path."""
    if folder.is_file():
        return {folder.name: _hash_of(folder)}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _hash_of(path) for path in files}


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of some files of a folder by name; one that is not there is left out."""
    there = sorted(name for name in names if (folder / name).is_file())
    return {name: _hash_of(folder / name) for name in there}


def _hash_of(path: Path) -> str:
    """Return the sha256 of a file; one that a build looks at again and that is the same on disk is not read again."""
    there = path.stat()
    return _sha256(path, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


@lru_cache(_LOOKED_AT)
def _sha256(path: Path, *_: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same_files(record: Mapping[str, object], folder: Path) -> bool:
    """Return whether a recorded part still stands there and none of its files changed since."""
    return folder.exists() and record.get("bestanden") == file_hashes(folder)


def move_in(staged: Path, target: Path) -> None:
    """
    Put a finished folder in place of the old one; the old one stays until the new one stands.

    A crash between the two renames leaves the old folder under another name;
    `recover` puts it back at the next start. Everything is on the disk before the old
    folder goes, so that this holds for a power cut as well.
    """
    for path in staged.rglob("*"):
        if path.is_file():
            _sync(path)
        elif path.is_dir():
            _sync_folder(path)
    _sync_folder(staged)
    old = target.with_name(f"{OLD}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    staged.rename(target)
    _sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def set_aside(folder: Path, names: Iterable[str], *, unless: type[Exception]) -> Iterator[None]:
    """
    Have some files out of sight while others take their place; when that fails they come back.

    Where this ends half way, `recover` puts back those that have no new one yet. After an error of
    the kind `unless` they may not stay either.
    """
    aside = {folder / f"{OLD}{name}": folder / name for name in names if (folder / name).is_file()}
    for old, path in aside.items():
        path.replace(old)
    try:
        yield
    except BaseException as error:
        if not isinstance(error, unless):
            for old, path in aside.items():
                old.replace(path)
        raise
    finally:
        for old in aside:
            old.unlink(missing_ok=True)


def recover(folder: Path) -> list[str]:
    """Clean up after a run that was killed; return what was put back or thrown away."""
    done = []
    for old in sorted(folder.glob(f"{OLD}*")):
        target = old.with_name(old.name.removeprefix(OLD))
        if target.exists():
            _throw_away(old)
        else:
            old.rename(target)
            done.append(target.name)
    for rest in sorted([*folder.glob(f"{STAGING}*"), *folder.glob(f"{FAILURES}/{OLD}*")]):
        _throw_away(rest)
    return done


def _throw_away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Put on the disk which names a folder holds; Windows has no way to ask that, and needs none."""
    if os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in CANNOT_SYNC:
            raise
    finally:
        os.close(number)
