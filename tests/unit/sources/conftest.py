"""The recorded server and a store, for the tests of what comes over the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.recorded.fixtures import addresses, running

from analysis.sources.http import Client
from analysis.sources.snapshots import Store

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def behaving(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that points every service at the server, misbehaving as told."""

    def point(behaviour: str = "") -> str:
        # A count of its own for every test.
        named = f"{behaviour}~{tmp_path.name}" if behaviour else ""
        for variable, address in addresses(server, named).items():
            monkeypatch.setenv(variable, address)
        return f"{server}/{named}" if named else server

    point()
    return point


@pytest.fixture
def client() -> Client:
    return Client(timeout=(2, 2), backoff=0, longest_wait=0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "raw")
