"""
The public folders, once.

Where raw and prepared files live is known to `sources` and `prepare` alone, so
that nothing behind the gate can find them by accident.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT_VARIABLE = "KERNMONITOR_ROOT"


def root() -> Path:
    """Return the checkout that is worked in: `KERNMONITOR_ROOT`, else the one this package lies in."""
    named = os.environ.get(ROOT_VARIABLE)
    return Path(named).resolve() if named else Path(__file__).resolve().parents[2]


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


def leaflet() -> Path:
    """Return the folder that holds Leaflet once npm fetched it; it may not exist."""
    return root() / "node_modules" / "leaflet" / "dist"


def local(edition: Path) -> Path:
    """
    Return the folder for what this computer keeps of an edition and nobody publishes; it may not exist.

    Two editions of one name in two places have two folders.
    """
    resolved = edition.resolve()
    place = hashlib.sha256(resolved.as_posix().encode()).hexdigest()[:8]
    return root() / ".kernmonitor" / f"{resolved.parent.name}-{resolved.name}-{place}"


def relative(path: Path) -> str:
    """Write a path as a reader knows it: relative to the checkout where possible, with `/`."""
    resolved, here = path.resolve(), root()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else resolved.name
