"""
What parts of an edition rest on, as a hash per name: a part is made again when one of them changed (`stale`).

A run rests on its notebook and parameters, the params, all code that a notebook can import, the lock file,
every text that a notebook may read (policy, catalogue, areas, themes), and those numbers of the release that
`Release` handed out to it. A release rests on all data, also on what was fetched and delivered.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.build.receipt import digest_of, hash_of, hash_text
from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.model.params import Params
from analysis.sources.snapshots import KEPT_OLD, read_attempts

# Rooms that no notebook imports and that run none: the annex and the command line.
ABOVE_NOTEBOOKS = ("annex", "cli")
# Numbers: a notebook gets them from the release.
NUMBERS = ("cijfers", "voorbeeld")
# What was fetched and delivered is looked at per gemeente.
_PER_GEMEENTE = ("raw", "eigen")
_OF_ONE_GEMEENTE = re.compile(r"[^/]+/GM[0-9]{4}/")


@dataclass(frozen=True)
class Shared:
    """Hashes of what every gemeente rests on; who plans many of them reads it once."""

    code: str  # of the whole package
    runs: Mapping[str, str]  # `code` (without the layers above notebooks), `pakketten` and `leaflet`
    data: Mapping[str, str]  # per file of `data/`, by its path in the project
    settings: Mapping[str, str]  # per theme in `params/`, by path in the project


def read_shared() -> Shared:
    """Hash what every gemeente rests on, as it is now."""
    root, lock, leaflet = paths.root(), paths.root() / "requirements.lock", paths.leaflet() / "leaflet.js"
    code = hashes_of(_files(package()), package())
    imported = {name: one for name, one in code.items() if name.partition("/")[0] not in ABOVE_NOTEBOOKS}
    data = {
        path
        for path in _files(paths.data(), without=_PER_GEMEENTE)
        if not _OF_ONE_GEMEENTE.match(path.relative_to(paths.data()).as_posix())
    }
    folders = [folder for folder in paths.params().iterdir() if folder.is_dir()]
    return Shared(
        digest_of(code),
        {
            "code": digest_of(imported),
            "pakketten": hash_files([lock] if lock.is_file() else [], root),
            "leaflet": hash_files([leaflet] if leaflet.is_file() else [], root),
        },
        hashes_of(data, root),
        hashes_of((path for folder in folders for path in folder.glob("*.yml")), root),
    )


def public_inputs(params: Params, shared: Shared) -> dict[str, str]:
    """Return a hash per kind of input that is published with the edition: nothing that was delivered is in them."""
    settings = {"gemeente": params.model_dump_json(), **shared.settings}
    return {
        "gegevens": digest_of({**shared.data, **_own_data(params.gemeente)}),
        "bronnen": _fetched(params.gemeente),
        "code": shared.code,
        "pakketten": shared.runs["pakketten"],
        "params": digest_of(settings),
    }


def run_inputs(params: Params, shared: Shared) -> dict[str, str]:
    """Return the hashes of what every run of a gemeente rests on, its notebook and numbers apart."""
    numbers = tuple(f"{paths.data().name}/{name}/" for name in NUMBERS)
    data = {**shared.data, **_own_data(params.gemeente)}
    texts = {name: one for name, one in data.items() if not name.startswith(numbers)}
    own = {"params": hash_text(params.for_runs().model_dump_json())}
    return {**shared.runs, **shared.settings, **texts, **own}


def delivered_hash(gemeente: str) -> str:
    """Return a hash of the files that a gemeente delivered: whoever has it can try out what they hold."""
    own = paths.data() / "eigen" / gemeente
    # Excel leaves a file of its own beside a workbook that is open; nobody else may read it.
    return hash_files((path for path in _files(own) if not path.name.startswith((".", "~$"))), own)


def earlier_hash(place: Path) -> str:
    """Return a hash of the table of the edition before: what it showed may not give this one away."""
    # A name that is too long for the disk is refused later, with what to do.
    there = place.name.isdecimal() and os.path.isdir(place.parent)  # noqa: PTH112
    folders = place.parent.iterdir() if there else ()
    years = {
        int(one.name): one for one in folders if one.name.isdecimal() and int(one.name) < int(place.name)
    }
    tables = [years[year] / "release" / "cijfers.parquet" for year in sorted(years)]
    return hash_files([table for table in tables if table.is_file()][-1:], place.parent)


def source_of(notebook: Path) -> str:
    """Return what a notebook says, without outputs, counts and metadata."""

    def read() -> str:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells])

    return cached(("notebook", notebook), read, [notebook])


def package() -> Path:
    """Return the folder of the code."""
    return Path(__file__).resolve().parents[1]


def hashes_of(files: Iterable[Path], base: Path) -> dict[str, str]:
    """Return a sha256 per file, by its path below `base`."""
    # Who opens a pipe waits for ever; that it lies there is said by who reads it.
    return {
        path.relative_to(base).as_posix(): hash_of(path) if path.is_file() else "no file"
        for path in sorted(files)
    }


def hash_files(files: Iterable[Path], base: Path) -> str:
    """Return one sha256 over names and contents."""
    return digest_of(hashes_of(files, base))


def _files(folder: Path, without: tuple[str, ...] = ()) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in without and "__pycache__" not in parts:
            yield path


def _own_data(gemeente: str) -> dict[str, str]:
    """Return a hash per file of the map, the list of areas and the policy of a gemeente."""
    folders = (one for one in paths.data().glob(f"*/{gemeente}") if one.parent.name not in _PER_GEMEENTE)
    return hashes_of((path for folder in folders for path in _files(folder)), paths.root())


def _fetched(gemeente: str) -> str:
    """Return a hash of what was fetched for one gemeente or the whole country: open data."""

    def is_about(part: str) -> bool:
        return gemeente in part or "-alle" in part

    raw = paths.data() / "raw"
    # The record of a snapshot holds the hash of its files: a national table is not read again for every build.
    records = [path for path in raw.glob("*/*/*/herkomst.yml") if is_about(path.parts[-3])]
    attempts = read_attempts(raw).items()
    kept_old = {what: one for what, one in attempts if one.get("uitkomst") == KEPT_OLD and is_about(what)}
    return digest_of({"raw": hash_files(records, raw), "niet ververst": json.dumps(kept_old, sort_keys=True)})
