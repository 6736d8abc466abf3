"""Files of a build on disk: their hashes, the receipt that names them, and moves that never leave half a folder behind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.ground.paths import RECEIPT, WORK
from analysis.ground.stored import read_object

STAGING, OLD = WORK, ".oud-"
FAILURES = "fouten"
ANNEX_FILES = "bijlage"  # in a receipt: the files that lie beside the folders of the parts
_LOOKED_AT = 1 << 14  # files: an edition has two thousand
# Some network drives refuse to sync a folder; a file they do.
CANNOT_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES}


def read_receipt(folder: Path) -> dict[str, Any]:
    """
    Return the receipt of an output folder; empty when there is none that can be read.

    A part that is not as `record.record` writes it is left out: it is then made again. So are inputs that
    are no names with a text each.
    """
    content = read_object(folder / RECEIPT)
    for name in ("invoer", "versies"):
        if name in content and not isinstance(content[name], dict):
            del content[name]
    if "onderdelen" in content:
        parts = content["onderdelen"] if isinstance(content["onderdelen"], dict) else {}
        content["onderdelen"] = {name: part for name, part in parts.items() if _is_part(part)}
    return content


def recorded(folder: Path, part: str) -> dict[str, str]:
    """Return the files of a part with their hashes, as the receipt has them; empty when it has none."""
    files: dict[str, str] = read_receipt(folder).get("onderdelen", {}).get(part, {}).get("bestanden", {})
    return files


def _is_part(part: object) -> bool:
    files = part.get("bestanden") if isinstance(part, dict) else None
    return isinstance(files, dict) and all(isinstance(one, str) for one in files.values())


def write_receipt(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the receipt in one move."""
    draft = folder / f"{STAGING}{RECEIPT}"
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    draft.write_text(text + "\n", encoding="utf-8", newline="\n")
    sync(draft)
    draft.replace(folder / RECEIPT)
    sync_folder(folder)


def digest_of(parts: Mapping[str, str]) -> str:
    """Return one sha256 over named parts."""
    return hash_text(json.dumps(dict(parts), sort_keys=True))


def hash_text(text: str) -> str:
    """Return the sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of a file, or of every file in a folder, by relative path."""
    if folder.is_file():
        return {folder.name: hash_of(folder)}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_of(path) for path in files}


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of some files of a folder by name; one that is not there is left out."""
    there = sorted(name for name in names if (folder / name).is_file())
    return {name: hash_of(folder / name) for name in there}


def hash_of(path: Path) -> str:
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

    A crash between the two renames leaves the old folder under another name; `recover` puts it back at the next
    start. Everything is on the disk before the old folder goes, so that this holds for a power cut as well.
    """
    for path in staged.rglob("*"):
        if path.is_file():
            sync(path)
        elif path.is_dir():
            sync_folder(path)
    sync_folder(staged)
    old = target.with_name(f"{OLD}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    staged.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> list[str]:
    """Clean up after a run that was killed; return what was put back or thrown away."""
    done = []
    for old in sorted(folder.glob(f"{OLD}*")):
        target = old.with_name(old.name.removeprefix(OLD))
        if target.exists():
            throw_away(old)
        else:
            old.rename(target)
            done.append(target.name)
    for rest in sorted([*folder.glob(f"{STAGING}*"), *folder.glob(f"{FAILURES}/{OLD}*")]):
        throw_away(rest)
    return done


def throw_away(path: Path) -> None:
    """Remove a file, a link or a whole folder, as far as that goes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Put on the disk what a file holds."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
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
