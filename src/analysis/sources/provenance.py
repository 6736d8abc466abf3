"""`herkomst.yml`: where a snapshot came from, and the hash of every file in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from analysis.ground import paths
from analysis.ground.errors import Problem
from analysis.sources.changes import sha256

RECORD: Final = "herkomst.yml"
KEYS: Final = {"opgehaald", "versie", "url", "rijen", "licentie", "sha256"}


def digest(hashes: Mapping[str, str]) -> str:
    """Return one hash over all files of a snapshot."""
    return hashlib.sha256("".join(f"{name}:{hashes[name]}\n" for name in sorted(hashes)).encode()).hexdigest()


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the record, down to the disk."""
    text = yaml.safe_dump(dict(record), allow_unicode=True, sort_keys=False, width=110)
    with (folder / RECORD).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def read(folder: Path) -> dict[str, Any] | None:
    """Return the record of a snapshot; None when it is not there or not whole."""
    try:
        record = yaml.safe_load((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None
    return record if isinstance(record, dict) and set(record) >= KEYS and _whole(record) else None


def _whole(record: Mapping[str, Any]) -> bool:
    """Whether every key holds what `write` put there: somebody may have had the file open."""
    hashes = record["sha256"]
    if not isinstance(hashes, dict) or type(record["rijen"]) is not int:
        return False
    names = [Path(str(name)) for name in hashes]
    if any(name.name != str(name) for name in names):  # a file elsewhere is none of this folder
        return False
    try:
        dt.date.fromisoformat(str(record["opgehaald"]))
    except ValueError:
        return False
    return True


def damage(folder: Path) -> Problem | None:
    """Return what is wrong with a snapshot, as a warning; None when every file has its hash."""
    record = read(folder)
    action = "Haal deze bron opnieuw op; tot dan telt een eerdere versie, als die er is."
    if record is None:
        name = paths.relative(folder / RECORD)
        expected = "een volledige herkomst met hashes"
        return Problem.at("F160", name, None, None, "niets leesbaars", expected, action, warning=True)
    for name, expected in record["sha256"].items():
        path = folder / name
        found = sha256(path) if path.is_file() else "geen bestand"
        if found != expected:
            return Problem.at(
                "F160",
                paths.relative(path),
                None,
                None,
                found[:12],
                f"de hash van het opgehaalde bestand ({str(expected)[:12]})",
                action,
                warning=True,
            )
    return None
