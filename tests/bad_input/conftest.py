"""The catalogue and areas are the same for every case: read them once."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.model.catalogue import read_catalogue
from analysis.prepare import delivered


@pytest.fixture(autouse=True, scope="session")
def read_the_catalogue_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivered, "read_catalogue", cache(read_catalogue))
        yield
