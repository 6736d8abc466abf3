"""
The recorded server for tests: `from tests.recorded.fixtures import recorded_server`.

It sets nothing for the tests: who needs `KERNMONITOR_CBS_URL` and the like sets them,
`addresses` says to what.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """Start the server in a process of its own, give its address, and stop it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.recorded.server", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), "the recorded server did not start"
        yield address
    finally:
        process.stdin.close()  # it ends by itself
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def recorded_server() -> Iterator[str]:
    with running() as address:
        yield address


def addresses(server: str, behaviour: str = "") -> dict[str, str]:
    """Return the environment variables that point every service at the server: `addresses(url, "429-2")`."""
    root = f"{server}/{behaviour}" if behaviour else server
    return {
        "KERNMONITOR_CBS_URL": f"{root}/cbs",
        "KERNMONITOR_RIVM_URL": f"{root}/rivm",
        "KERNMONITOR_PDOK_URL": f"{root}/pdok",
    }


@pytest.fixture(scope="session")
def fetched_root(recorded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout in which everything of Dalfsen was fetched once; copy it before anything changes in it."""
    from click.testing import CliRunner
    from tests.conftest import made_once

    from analysis.cli import main
    from analysis.ground import paths

    def make(root: Path) -> None:
        for name in ("data", "params", "notebooks"):
            shutil.copytree(ROOT / name, root / name)
        with pytest.MonkeyPatch.context() as patch:
            for variable, address in (addresses(recorded_server) | {paths.ROOT_VARIABLE: str(root)}).items():
                patch.setenv(variable, address)
            patch.chdir(root)
            result = CliRunner().invoke(main, ["fetch", "params/dalfsen.yml"])
        assert result.exit_code == 0, result.output

    return made_once(tmp_path_factory, "opgehaald", make)
