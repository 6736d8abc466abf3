"""
What a worker with a project folder of its own must have the same as the batch, kind by kind.

The figures of a run come with its parcel. Everything else that it reads lies in the project folder, so that
has to be of one version everywhere; what was fetched or delivered is for releases only, which the batch makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.cache import cached
from analysis.runner.key import digest_of, hash_files
from analysis.runner.record import versions

LOCK, LEAFLET = "requirements.lock", "node_modules/leaflet"
# Read by releases only, and never by a run.
_NOT_READ = ("raw", "eigen")
# What systems and programmes leave beside files.
_NO_FILE = (".", "~$", "__pycache__")


def holds(root: Path) -> dict[str, str]:
    """Return a hash per kind of what a project folder holds, and of the packages that are installed here."""
    files = {
        "de map data": [*_below(root / "data", without=_NOT_READ)],
        "de map notebooks": sorted((root / "notebooks").glob("*.ipynb")),
        "de map params": [path for path in _below(root / "params") if path.suffix == ".yml"],
        LOCK: [path for path in [root / LOCK] if path.is_file()],
        LEAFLET: sorted((root / LEAFLET / "dist").glob("leaflet.*")),
    }
    every = [path for some in files.values() for path in some]
    hashes = cached(
        ("checkout", root), lambda: {kind: hash_files(some, root) for kind, some in files.items()}, every
    )
    return {**hashes, "de versies van Python en de pakketten": digest_of(versions())}


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Return the kinds that are not the same."""
    return [kind for kind in ours if theirs.get(kind) != ours[kind]]


def _below(folder: Path, without: tuple[str, ...] = ()) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in without and not any(one.startswith(_NO_FILE) for one in parts):
            yield path
