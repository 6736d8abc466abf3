"""
What was fetched, kept as it came: `data/raw/<source>/<part>/<day>-<hash>/`.

A folder is written once and never changed. Beside the files lies `herkomst.yml`
with address, day, licence and the hash of every file; a file that no longer has
its hash is never read. The newest good folder is what everybody reads, online or
not.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.sources import changes, provenance
from analysis.sources.changes import sha256

DRAFT: Final = ".bezig-"
ABANDONED: Final = 24 * 3600  # seconds; no table may take so long, see `budget`


@dataclass(frozen=True)
class Snapshot:
    """
    One folder with what a source gave on one day.

    Attributes
    ----------
    folder : Path
    source, part : str
        Whose it is, and which part: `85984NED-GM0148`.
    fetched : date
    version : str
        The source's own version, for CBS the moment it last changed the table.
    url : str
    rows : int
        Rows (or areas) in it.
    licence : str
    notes : tuple of Problem
        Warnings about it, such as a source that changed without a new version.
    """

    folder: Path
    source: str
    part: str
    fetched: dt.date
    version: str
    url: str
    rows: int
    licence: str
    notes: tuple[Problem, ...] = field(default=(), compare=False)

    def path(self, name: str) -> Path:
        """Return one of its files."""
        return self.folder / name


class Store:
    """
    The folder with everything that was fetched.

    Parameters
    ----------
    root : Path
        `data/raw` of the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Give a folder for what comes in, on the disk where it will stay; it is gone afterwards."""
        folder = self.root / f"{DRAFT}{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away what a fetch that was ended left half done; another that runs now keeps its own."""
        before = time.time() - ABANDONED
        for draft in [*self.root.glob(f"{DRAFT}*"), *self.root.glob(f"*/*/{DRAFT}*")]:
            with suppress(OSError):
                if draft.lstat().st_mtime > before:
                    continue
                if draft.is_dir() and not draft.is_symlink():
                    shutil.rmtree(draft)
                else:
                    draft.unlink()

    def newest(self, source: str, part: str) -> Snapshot | None:
        """
        Return the newest snapshot of which every file is as it was written; None when there is none.

        A damaged one is passed over; `notes` of the snapshot that is returned names it.
        """
        damaged: list[Problem] = []
        for folder in self._folders(source, part):
            problem = provenance.damage(folder)
            if problem is None:
                return _read(folder, source, part, tuple(damaged))
            damaged.append(problem)
        return None

    def damaged(self, source: str, part: str) -> list[Problem]:
        """Return a warning for each snapshot of which a file changed or is gone."""
        return [problem for folder in self._folders(source, part) if (problem := provenance.damage(folder))]

    def add(
        self,
        source: str,
        part: str,
        files: Mapping[str, bytes | Path],
        *,
        url: str,
        rows: int,
        version: str,
        licence: str,
        today: dt.date,
        asked: Sequence[str] = (),
    ) -> tuple[Snapshot, bool]:
        """
        Keep what was fetched; nothing happens when it is what the newest snapshot already holds.

        Parameters
        ----------
        source, part : str
            Where it belongs.
        files : mapping of name to bytes or Path
            A path is copied.
        url, rows, version, licence, today
            What `herkomst.yml` says of it.
        asked : sequence of str
            Every address that was asked, without the host.

        Returns
        -------
        tuple of Snapshot and bool
            The snapshot that holds these files, and whether it is new. Its notes hold a
            warning (F504) when the source changed numbers under the same version.
        """
        place = self.root / source / part
        place.mkdir(parents=True, exist_ok=True)
        draft = place / f"{DRAFT}{uuid.uuid4().hex}"
        draft.mkdir()
        try:
            hashes = _write_files(draft, files)
            newest = self.newest(source, part)
            found = changes.between(newest.folder if newest else None, draft, hashes)
            if newest is not None and not found:
                return newest, False
            notes = newest.notes if newest else ()
            if newest is not None and newest.version == version:
                notes = (*notes, _silent_change(newest, hashes, found))
            record = {
                "bron": source,
                "deel": part,
                "url": url,
                "opgehaald": today.isoformat(),
                "versie": version,
                "licentie": licence,
                "rijen": rows,
                "gevraagd": list(asked),
                "sha256": hashes,
            }
            provenance.write(draft, record)
            folder = _free_name(place, f"{today.isoformat()}-{provenance.digest(hashes)[:8]}")
            draft.replace(folder)  # one move: a reader sees all of it or nothing
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return replace(_read(folder, source, part), notes=notes), True

    def _folders(self, source: str, part: str) -> Iterator[Path]:
        """Yield the snapshots, newest first; of two of one day the one that was written last."""
        place = self.root / source / part
        if not place.is_dir():
            return
        folders = [entry for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith(DRAFT)]
        yield from sorted(folders, key=_age, reverse=True)


def _age(folder: Path) -> tuple[str, int]:
    record = folder / provenance.RECORD
    return folder.name[:10], record.stat().st_mtime_ns if record.exists() else 0


def _write_files(folder: Path, files: Mapping[str, bytes | Path]) -> dict[str, str]:
    for name, content in files.items():
        if isinstance(content, Path):
            shutil.copyfile(content, folder / name)
        else:
            (folder / name).write_bytes(content)
    return {name: sha256(folder / name) for name in sorted(files)}


def _free_name(place: Path, name: str) -> Path:
    """Return a name that is not taken; a damaged snapshot of the same bytes may hold it."""
    free, number = place / name, 2
    while free.exists():
        free, number = place / f"{name}-{number}", number + 1
    return free


def _read(folder: Path, source: str, part: str, notes: tuple[Problem, ...] = ()) -> Snapshot:
    record = provenance.read(folder)
    if record is None:
        raise InputError(f"{paths.relative(folder)} is niet te lezen.")
    return Snapshot(
        folder,
        source,
        part,
        dt.date.fromisoformat(str(record["opgehaald"])),
        str(record["versie"]),
        str(record["url"]),
        int(record["rijen"]),
        str(record["licentie"]),
        notes,
    )


def _silent_change(old: Snapshot, hashes: Mapping[str, str], found: Sequence[str]) -> Problem:
    old_record = provenance.read(old.folder) or {"sha256": {}}
    return Problem.at(
        "F504",
        paths.relative(old.folder),
        None,
        None,
        f"{provenance.digest(old_record['sha256'])[:12]} werd {provenance.digest(hashes)[:12]}: {'; '.join(found)}",
        f"dezelfde gegevens zolang de bron versie {old.version or '(zonder datum)'} noemt",
        "Beide versies zijn bewaard; kijk of de cijfers van de vorige uitgave nog kloppen.",
        warning=True,
    )
