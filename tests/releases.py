"""Releases that were made before in this run: most builds of the tests want one of a few, and it is half of a build."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from analysis.build import edition, receipt
from analysis.ground import paths
from analysis.model.params import Params
from analysis.release.build import INTERVALS
from analysis.release.editions import earlier_folders
from analysis.release.store import RELEASE

NOTES, WARNINGS = "notities", "let-op.json"
WRITTEN = (paths.REASONS, INTERVALS)  # what making a release writes beside it

make_release = edition.stage_release


class KeptReleases:
    """
    Stands in for `edition.stage_release`: a release of which everything it rests on was seen before is a copy.

    It rests on the params, on all of `data/`, and on the editions before it with what is kept of them here. The processes
    of a run share the folder. What is refused is not kept, and so is refused again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def __call__(self, params: Params, folder: Path) -> tuple[Path, list[str]]:
        kept = self.folder / key_of(params, folder)
        if not kept.is_dir():
            staged, warnings = make_release(params, folder)
            self._keep(kept, staged, warnings, paths.local(folder))
            return staged, warnings
        staged = folder / f"{receipt.STAGING}{RELEASE}-{uuid.uuid4().hex[:8]}"
        shutil.copytree(kept / RELEASE, staged)
        shutil.copytree(kept / NOTES, paths.make_local(folder), dirs_exist_ok=True)
        return staged, json.loads((kept / WARNINGS).read_text(encoding="utf-8"))

    def _keep(self, kept: Path, staged: Path, warnings: list[str], notes: Path) -> None:
        half = self.folder / f"half-{uuid.uuid4().hex}"
        shutil.copytree(staged, half / RELEASE)
        (half / NOTES).mkdir()
        for name in WRITTEN:
            shutil.copyfile(notes / name, half / NOTES / name)
        (half / WARNINGS).write_text(json.dumps(warnings), encoding="utf-8")
        try:
            half.rename(kept)  # whole at once: another process may look for it now
        except OSError:  # another process was before
            shutil.rmtree(half)


def key_of(params: Params, folder: Path) -> str:
    """Return a hash of everything that a release rests on; the map of the params may lie outside `data/`."""
    hashed = hashlib.sha256(params.for_runs().model_dump_json().encode())
    before = [place for year in earlier_folders(folder) for place in (year / RELEASE, paths.local(year))]
    for place in (paths.data(), paths.root() / params.regiokaart, *before):
        for file in sorted(_files(place)):
            hashed.update(f"{place.name}\0{file.relative_to(place).as_posix()}\0".encode())
            hashed.update(hashlib.sha256(file.read_bytes()).digest())
    return hashed.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    return (path for path in (place, *place.rglob("*")) if path.is_file())
