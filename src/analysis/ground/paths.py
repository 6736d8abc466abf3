"""The public folders, once; where raw and prepared files live is known to `sources` and `prepare` alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT_VARIABLE = "KERNMONITOR_ROOT"
# Beside the folder of an edition: the one in which the next one is made.
WORK = ".bezig-"
RECEIPT = "manifest.json"
REPLACED = ".vervangen"  # in an edition that another one takes the place of
LOCAL = ".kernmonitor"
GALLERY = "index.html"
REASONS = "poort.json"  # why numbers are hidden


def root() -> Path:
    """Return the checkout that is worked in: `KERNMONITOR_ROOT`, else the one this package lies in."""
    named = os.environ.get(ROOT_VARIABLE)
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3]


def data() -> Path:
    """Return the folder with the embedded tables, the catalogue and the geometry."""
    return root() / "data"


def notebooks() -> Path:
    """Return the folder with the notebooks."""
    return root() / "notebooks"


def params() -> Path:
    """Return the folder with the params files."""
    return root() / "params"


def chapters() -> Path:
    """Return the file with the order of the annex; it lies between the params files and is none of them."""
    return params() / "bijlage.yml"


def national() -> Path:
    """Return the params file that holds for every gemeente; it is of none of them."""
    return params() / "landelijk.yml"


def gemeente_files() -> list[Path]:
    """Return the params files of gemeenten, one each."""
    return sorted(set(params().glob("*.yml")) - {chapters(), national()})


def params_file(given: Path) -> Path:
    """Return the params file of a name: looked up in `params/`, whatever its capitals; a path or file stays as it is."""
    if given.is_file() or len(given.parts) != 1 or given.suffix in (".yml", ".yaml"):
        return given
    for file in sorted(params().glob("*.yml")):
        if file.stem.casefold() == given.name.casefold():
            return file
    return params() / f"{given.name}.yml"


def leaflet() -> Path:
    """Return the folder that holds Leaflet once npm fetched it; it may not exist."""
    return root() / "node_modules" / "leaflet" / "dist"


def work_of(place: Path) -> Path:
    """Return the folder beside an edition in which the next one is made; it is never what readers find."""
    real = place.resolve() if os.path.islink(place) else place  # noqa: PTH114  of a name that is too long: no
    return real.with_name(f"{WORK}{real.name}")


def place_of(folder: Path) -> Path:
    """Return where readers find an edition, for its own folder and for the one in which it is made."""
    return folder.with_name(folder.name.removeprefix(WORK))


def latest(place: Path) -> Path:
    """Return the folder with the newest parts of an edition: made and not yet published, or else published."""
    work = work_of(place)
    ready = os.path.isfile(work / RECEIPT) and not os.path.lexists(work / REPLACED)  # noqa: PTH113
    return work if ready else place


def local(edition: Path) -> Path:
    """
    Return the folder for what an edition needs and nobody else may see, outside all outputs; it may not exist.

    A project that moves keeps it: of outputs in the project only the place in it counts.
    """
    full = edition.resolve()
    place = full.relative_to(root()) if full.is_relative_to(root()) else full
    mark = hashlib.sha256(place.as_posix().encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return root() / LOCAL / f"{full.parent.name}-{full.name}-{mark}"


def make_local(edition: Path) -> Path:
    """Make that folder, for this user alone and never for git, and return it."""
    folder = local(edition)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignored = folder.parent / ".gitignore"
    if not ignored.exists():
        folder.parent.chmod(0o700)
        ignored.write_text("*\n", encoding="utf-8")
    return folder


def relative(path: Path) -> str:
    """Write a path as a reader knows it: relative to the checkout where possible, with `/`."""
    resolved, here = path.resolve(), root()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else resolved.name
