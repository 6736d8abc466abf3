"""What nbval needs: a fresh release for the kernels it starts, away from anybody's outputs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("MPLBACKEND", "agg")
# A test sees an error that nobody foresaw as it is, and not the sentence that is made of it.
os.environ.setdefault("KERNMONITOR_DEBUG", "1")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Build the release that the notebooks read, but only when notebooks were collected."""
    if not any(type(item).__name__ == "IPyNbCell" for item in session.items):
        return
    from analysis.ground import paths
    from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE
    from analysis.model.params import read_params
    from analysis.release.build import build_release

    place = tempfile.TemporaryDirectory(prefix="kernmonitor-nbval-")
    session.config.add_cleanup(place.cleanup)
    release, folder = Path(place.name, "release"), Path(place.name, "figuren")
    release.mkdir()
    build_release(read_params(paths.params() / "dalfsen.yml"), release)
    os.environ[RELEASE_VARIABLE] = str(release)
    os.environ[FOLDER_VARIABLE] = str(folder)
