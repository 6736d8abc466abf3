"""
What was fetched, kept as it came: `data/raw/<source>/<part>/<day>-<hash>/`.

A folder is written once and never changed. Beside the files lies `herkomst.yml` with address, day, licence and
the hash of every file; a file that no longer has its hash is never read. The newest good folder is what everybody
reads, online or not. `laatste_poging.json` says when each part was last asked and what became of it, so that a
build can say that a number is not the newest.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import itertools
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, Field, StrictInt, TypeAdapter

from analysis.ground import paths
from analysis.ground.errors import Problem
from analysis.ground.messages import problem

DRAFT: Final = ".bezig-"
ABANDONED: Final = 24 * 3600  # seconds; no table may take so long, see `budget`
RECORD: Final = "herkomst.yml"
ASKED: Final = "vraag.json"
ATTEMPTS: Final = "laatste_poging.json"
KEPT_OLD: Final = "eerdere versie"  # not answered, while there was an earlier good version
FAILED: Final = "mislukt"
LICENCE: Final = "CC BY 4.0"  # of CBS, RIVM and PDOK


class Attempt(BaseModel):
    """When a part was last asked, and what became of it."""

    datum: dt.date
    uitkomst: str
    reden: str


_ATTEMPTS: Final = TypeAdapter(dict[str, Attempt])


class Origin(BaseModel):
    """What `herkomst.yml` says of a snapshot."""

    bron: str
    deel: str
    url: str
    opgehaald: dt.date
    versie: str  # the source's own, for CBS the moment it last changed the table
    licentie: str
    rijen: StrictInt  # or areas
    gevraagd: tuple[str, ...]  # every address, without the host
    sha256: dict[
        Annotated[str, Field(pattern=r"^[^/\\]+$")], str
    ]  # per file; one elsewhere is none of this folder


@dataclass(frozen=True)
class Snapshot:
    """One folder with what a source gave on one day."""

    folder: Path
    origin: Origin
    notes: tuple[Problem, ...] = field(default=(), compare=False)  # such as a change without a new version

    @property
    def part(self) -> str:
        """Return which part of its source it is: `85984NED-GM0148`."""
        return self.origin.deel

    def path(self, name: str) -> Path:
        """Return one of its files."""
        return self.folder / name

    def question(self) -> dict[str, Any]:
        """Return what was asked, as whoever fetched it wrote it down."""
        content: dict[str, Any] = json.loads(self.path(ASKED).read_text(encoding="utf-8"))
        return content


class Store:
    """The folder with everything that was fetched: `data/raw` of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Give a folder for what comes in, on the disk where it will stay; what was not added is gone afterwards."""
        folder = self.root / f"{DRAFT}{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away what a fetch that was ended left half done; another that runs now keeps its own."""
        before = time.time() - ABANDONED
        for draft in self.root.glob(f"{DRAFT}*"):
            if draft.lstat().st_mtime <= before:
                draft.unlink() if draft.is_file() else shutil.rmtree(draft, ignore_errors=True)

    def newest(self, source: str, part: str) -> Snapshot | None:
        """
        Return the newest snapshot of which every file is as it was written; None when there is none.

        A damaged one is passed over; `notes` of the snapshot that is returned names it.
        """
        damaged: list[Problem] = []
        place = self.root / source / part
        folders = [entry for entry in place.iterdir() if entry.is_dir()] if place.is_dir() else []
        for folder in sorted(folders, key=_age, reverse=True):
            origin = _read_record(folder)
            found = _damage(folder, origin)
            if origin and not found:
                return Snapshot(folder, origin, tuple(damaged))
            damaged.extend(found)
        return None

    def add(
        self,
        source: str,
        part: str,
        draft: Path,
        *,
        url: str,
        rows: int,
        version: str,
        today: dt.date,
        asked: Sequence[str] = (),
    ) -> tuple[Snapshot, bool]:
        """
        Keep a folder of `workspace` by moving it to its place; nothing happens when the newest snapshot already holds it.

        The rest is what `Origin` says of it.

        Returns
        -------
        tuple of Snapshot and bool
            The snapshot that holds these files, and whether it is new. Its notes hold a
            warning (F504) when the source changed numbers under the same version.
        """
        hashes = {path.name: _sha256(path) for path in sorted(draft.iterdir())}
        newest = self.newest(source, part)
        notes: tuple[Problem, ...] = ()
        if newest is not None:
            names = [name for name, digest in hashes.items() if newest.origin.sha256.get(name) != digest]
            if not (found := [name for name in names if not _same(newest.folder / name, draft / name)]):
                return newest, False
            notes = newest.notes
            if newest.origin.versie == version:
                notes = (*notes, _silent_change(newest, hashes, found))
        origin = Origin(
            bron=source,
            deel=part,
            url=url,
            opgehaald=today,
            versie=version,
            licentie=LICENCE,
            rijen=rows,
            gevraagd=tuple(asked),
            sha256=hashes,
        )
        _write_record(draft, origin)
        name = f"{today.isoformat()}-{_digest(hashes)[:8]}"
        place = self.root / source / part
        place.mkdir(parents=True, exist_ok=True)
        # A damaged snapshot of the same bytes may hold the name.
        free = (place / (name if n == 1 else f"{name}-{n}") for n in itertools.count(1))
        folder = next(one for one in free if not one.exists())
        draft.replace(folder)  # one move: a reader sees all of it or nothing
        return Snapshot(folder, origin, notes), True


def _age(folder: Path) -> tuple[str, int]:
    """Sort by day; of two of one day the one that was written last is the newest."""
    record = folder / RECORD
    return folder.name[:10], record.stat().st_mtime_ns if record.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest(hashes: Mapping[str, str]) -> str:
    """Return one hash over all files of a snapshot."""
    return hashlib.sha256("".join(f"{name}:{hashes[name]}\n" for name in sorted(hashes)).encode()).hexdigest()


def _write_record(folder: Path, origin: Origin) -> None:
    """Write `herkomst.yml`, down to the disk."""
    text = yaml.safe_dump(origin.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=110)
    with (folder / RECORD).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _read_record(folder: Path) -> Origin | None:
    """Return `herkomst.yml`; None when it is not there or not whole: somebody may have had it open."""
    try:
        return Origin.model_validate(yaml.safe_load((folder / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None


def _damage(folder: Path, origin: Origin | None) -> list[Problem]:
    """Return what is wrong with a snapshot, as a warning; nothing when every file has its hash."""
    if origin is None:
        return [problem("F160 herkomst", paths.relative(folder / RECORD))]
    for name, expected in origin.sha256.items():
        path = folder / name
        found = _sha256(path) if path.is_file() else "geen bestand"
        if found != expected:
            place = paths.relative(path)
            return [problem("F160 opgehaald", place, None, None, found[:12], hash=expected[:12])]
    return []


def _same(old: Path, new: Path) -> bool:
    """
    Whether two files of different bytes say the same: every cell, or every area in whatever order.

    Another version of the writer, or a server that cuts its pages elsewhere, changes no number.
    """
    # Imported here: it brings pyarrow, and a build asks only when a source was last tried.
    import pandas as pd

    if not old.is_file():
        return False
    if new.suffix == ".parquet":
        return bool(pd.read_parquet(old).equals(pd.read_parquet(new)))
    if new.suffix == ".gz":
        before, after = (sorted(gzip.decompress(path.read_bytes()).splitlines()) for path in (old, new))
        return before == after
    return False


def _silent_change(old: Snapshot, hashes: Mapping[str, str], found: Sequence[str]) -> Problem:
    became = f"{_digest(old.origin.sha256)[:12]} werd {_digest(hashes)[:12]} in {', '.join(found)}"
    version = old.origin.versie or "(zonder datum)"
    return problem("F504", paths.relative(old.folder), None, None, became, version=version)


def read_attempts(root: Path) -> dict[str, dict[str, str]]:
    """Return per `source/part` of `data/raw` the keys of `Attempt`; nothing when none is there, or somebody had the file open."""
    try:
        known = _ATTEMPTS.validate_json((root / ATTEMPTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return {what: one.model_dump(mode="json") for what, one in known.items()}


def remember(root: Path, what: str, *, day: dt.date, outcome: str, reason: str) -> None:
    """Write down what became of a question, in one move."""
    root.mkdir(parents=True, exist_ok=True)
    known = {**read_attempts(root), what: {"datum": day.isoformat(), "uitkomst": outcome, "reden": reason}}
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    draft = root / f"{DRAFT}{uuid.uuid4().hex}-{ATTEMPTS}"
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(root / ATTEMPTS)
