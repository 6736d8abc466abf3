"""What a worker of dask is started with in tests: releases that this run made before, see `tests/releases.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.releases import KeptReleases

from analysis.build import edition

edition.stage_release = KeptReleases(Path(os.environ["KERNMONITOR_TEST_RELEASES"]))
