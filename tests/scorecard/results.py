"""What a run of pytest left behind: per test how often it passed, failed or was skipped, and what it measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

# A test says what it measured with `record_property("gemeten", "…")`.
MEASURED = "gemeten"


@dataclass
class Tally:
    """How the cases of some tests ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    measured: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            [*self.measured, *other.measured],
        )


def read_results(file: Path) -> dict[str, Tally]:
    """Return the tallies of a junit file by test: `folder/file.py::test`, below tests/, cases together."""
    found: dict[str, Tally] = {}
    for case in ET.parse(file).iter("testcase"):
        kinds = {child.tag for child in case}
        failed, skipped = bool(kinds & {"failure", "error"}), "skipped" in kinds
        told = [
            str(one.get("value"))
            for one in case.iter("property")
            if one.get("name") == MEASURED and not failed
        ]
        one = Tally(int(not failed and not skipped), int(failed), int(skipped and not failed), told)
        name = _name(case.get("classname", ""), case.get("name", ""))
        found[name] = found.get(name, Tally()) + one
    return found


def total(tests: Iterable[str], results: dict[str, Tally]) -> Tally:
    """Add up what tests left, each once; a whole file stands for all its tests."""
    names = {
        name for test in tests for name in results if name == test or name.partition("::")[0] == test
    }  # fmt: skip
    return sum((results[name] for name in sorted(names)), Tally())


def without_result(tests: Iterable[str], results: dict[str, Tally]) -> list[str]:
    """Return the tests of which no case passed: not run, all skipped or all failed."""
    return [test for test in tests if not total([test], results).passed]


def _name(module: str, case: str) -> str:
    """Write a test as pytest does on its command line, without its parameters."""
    path = module.removeprefix("tests.").replace(".", "/")
    return f"{path}.py::{case.partition('[')[0]}"
