"""The real release of Dalfsen, built once in a process for all tests that look at it."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from analysis.charts import style
from analysis.ground import paths
from analysis.model.params import read_params
from analysis.release.build import build_release
from analysis.release.release import Release
from analysis.release.store import read_release


@cache
def edition_folder() -> Path:
    """Return an edition of Dalfsen with nothing in it but `release`; copy it before anything changes in it."""
    place = tempfile.TemporaryDirectory(prefix="kernmonitor-dalfsen-")
    atexit.register(place.cleanup)
    folder = Path(place.name, "dalfsen", "2025")
    (folder / "release").mkdir(parents=True)
    build_release(read_params(paths.params() / "dalfsen.yml"), folder / "release")
    return folder


@cache
def dalfsen() -> Release:
    """Return the release; the house style is set as well."""
    style.use()
    return read_release(edition_folder() / "release")
