"""How long to look, and for what; the environment says the same where an option cannot be given."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from tests.fuzz.run import Fuzzer

OPTIONS = {
    "--fuzz-seconds": "look so many seconds with new random seeds, instead of the fixed cases",
    "--fuzz-case": "run one case again, such as cells:12",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    for option, help_ in OPTIONS.items():
        parser.addoption(option, default=None, help=help_)


def asked(config: pytest.Config, option: str) -> str:
    """Return what an option or its variable says, such as KERNMONITOR_FUZZ_SECONDS."""
    variable = "KERNMONITOR_" + option.strip("-").replace("-", "_").upper()
    # Where all tests are run, pytest reads this file after its options.
    return str(config.getoption(option, default=None) or os.environ.get(variable, ""))


@pytest.fixture(scope="session")
def fuzzer(tmp_path_factory: pytest.TempPathFactory):
    keep = Path(tempfile.gettempdir(), "kernmonitor-fuzz")
    found = Fuzzer(tmp_path_factory.mktemp("fuzz"), keep)
    yield found
    found.reader.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what nobody asked for: a long look, and one case again."""
    names = {"test_long": "--fuzz-seconds", "test_one_case_again": "--fuzz-case"}
    idle = [
        item
        for item in items
        if item.path.parent == Path(__file__).parent
        and item.name in names
        and not asked(config, names[item.name])
    ]
    items[:] = [item for item in items if item not in idle]
    config.hook.pytest_deselected(items=idle)
