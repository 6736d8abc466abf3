"""The real release of Dalfsen, built once for all tests that draw from it."""

from __future__ import annotations

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
def dalfsen() -> Release:
    """Return it; the house style is set as well."""
    style.use()
    with tempfile.TemporaryDirectory() as place:
        build_release(read_params(paths.params() / "dalfsen.yml"), Path(place))
        return read_release(Path(place))
