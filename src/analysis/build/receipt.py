"""
Files of a build on disk: hashes, the receipt, the notes beside it, and moves that never leave half a folder.

The receipt is published. What a part rested on is noted outside all outputs: those hashes cover files that were
delivered, and whoever knows the rest finds such a file back by trying. Without notes everything is made again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import __version__
from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.paths import RECEIPT, WORK
from analysis.ground.stored import read_object

if TYPE_CHECKING:
    from analysis.build.plan import Plan

STAGING, OLD = WORK, ".oud-"
FAILURES = "fouten"
KEYS = "sleutels.json"
ANNEX_FILES = "bijlage"  # in a receipt: the files that lie beside the folders of the parts
# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")
# Some network drives refuse to sync a folder; a file they do.
CANNOT_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES}
_FILES = "van"
_LOOKED_AT = 1 << 14  # files: an edition has two thousand


def read_parts(folder: Path) -> dict[str, Any]:
    """Return the parts in the receipt of a folder; without those that are not as `record` writes them."""
    parts = read_object(folder / RECEIPT).get("onderdelen")
    return {name: part for name, part in parts.items() if _is_part(part)} if isinstance(parts, dict) else {}


def recorded(folder: Path, part: str) -> dict[str, str]:
    """Return the files of a part with their hashes, as the receipt has them; empty when it has none."""
    files: dict[str, str] = read_parts(folder).get(part, {}).get("bestanden", {})
    return files


def _is_part(part: object) -> bool:
    files = part.get("bestanden") if isinstance(part, dict) else None
    return isinstance(files, dict) and all(isinstance(one, str) for one in files.values())


def record(
    plan: Plan, part: str, note: Mapping[str, object], files: Mapping[str, str], **more: object
) -> None:
    """
    Write a part into the receipt; the last thing that happens to it.

    `note` says what it rests on and is kept outside the outputs; `files` are its hashes; `more` is published.
    """
    parts = read_parts(plan.folder)
    write_note(plan.folder, part, files, note)
    parts[part] = {"bestanden": dict(files), **more}
    known = {*plan.parts, ANNEX_FILES}
    content = {
        "gemeente": plan.params.gemeente,
        "naam": plan.params.naam,
        "editie": plan.params.editie,
        "params": plan.params_file,
        "invoer": dict(plan.inputs),
        "versies": versions(),
        "onderdelen": {name: parts[name] for name in parts if name in known},
    }
    write_receipt(plan.folder, content)


def write_receipt(folder: Path, content: Mapping[str, object]) -> None:
    """Write the receipt in one move, which a power cut does not undo."""
    _write(folder / RECEIPT, content, sync)
    sync_folder(folder)


@cache
def versions() -> dict[str, str]:
    """Return the versions that a build rests on."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"kernmonitor": __version__, "python": python} | {name: version(name) for name in PACKAGES}


def altered(plan: Plan) -> list[str]:
    """Return the parts with a folder of their own whose files are not those that the receipt names."""
    own = {name: part for name, part in read_parts(plan.folder).items() if name != ANNEX_FILES}
    return [name for name, part in own.items() if not same_files(part, plan.folder / name)]


def same_files(part: Mapping[str, object], folder: Path) -> bool:
    """Return whether a recorded part still stands there and none of its files changed since."""
    return folder.exists() and part.get("bestanden") == file_hashes(folder)


def read_note(edition: Path, part: str, files: Mapping[str, str]) -> dict[str, Any]:
    """Return what was noted of a part in the folder `edition`; empty when nothing is, or it is of other files."""
    path = paths.local(edition) / KEYS
    known = cached(("notes", path), lambda: read_object(path), [path]).get(part)
    return known if isinstance(known, dict) and known.get(_FILES) == digest_of(files) else {}


def write_note(edition: Path, part: str, files: Mapping[str, str], note: Mapping[str, object]) -> None:
    """Note something of a part with these files, in place of what was noted of it."""
    path = paths.make_local(edition) / KEYS
    _write(path, read_object(path) | {part: {**note, _FILES: digest_of(files)}})


def _write(
    path: Path, content: Mapping[str, object], finish: Callable[[Path], None] = lambda _: None
) -> None:
    draft = path.with_name(f"{STAGING}{path.name}")
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    draft.write_text(text + "\n", encoding="utf-8", newline="\n")
    finish(draft)
    draft.replace(path)


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
    return {name: hash_of(folder / name) for name in sorted(names) if (folder / name).is_file()}


def hash_of(path: Path) -> str:
    """Return the sha256 of a file; one that a build looks at again and that is the same on disk is not read again."""
    there = path.stat()
    return _sha256(path, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


@lru_cache(_LOOKED_AT)
def _sha256(path: Path, *_: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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


def recover(folder: Path) -> None:
    """Clean up after a run that was killed: put back what has no successor, and throw the rest away."""
    for old in sorted(folder.glob(f"{OLD}*")):
        target = old.with_name(old.name.removeprefix(OLD))
        if target.exists():
            throw_away(old)
        else:
            old.rename(target)
    for rest in [*folder.glob(f"{STAGING}*"), *folder.glob(f"{FAILURES}/{OLD}*")]:
        throw_away(rest)


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
