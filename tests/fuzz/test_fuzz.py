"""
Mutated files: no uncaught exception, no hang, nothing written elsewhere, no change of meaning in silence.

`pytest tests/fuzz --fuzz-seconds 600` looks longer, at new cases each time; a case that went
wrong is repeated with `--fuzz-case cells:12` (or KERNMONITOR_FUZZ_SECONDS and _CASE).
"""

from __future__ import annotations

import itertools
import secrets
import time

import pytest
from tests.fuzz.conftest import asked
from tests.fuzz.run import FAMILIES, Finding, Fuzzer

from analysis.ground import paths

MOST = 25  # findings; more of them are mostly the same


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left_behind(fuzzer: Fuzzer):
    """Look for what a library writes beside Python, which the worker does not see."""

    def left():
        folders = (paths.data(), paths.params())
        return {path for folder in folders for path in folder.rglob("*")}

    before = left()
    yield
    assert not left() - before
    assert {path.name for path in fuzzer.work.iterdir()} <= {"project"}


def report(findings: list[Finding]) -> None:
    assert not findings, f"{len(findings)} findings\n" + "\n".join(map(str, findings))


@pytest.mark.parametrize("family", FAMILIES)
def test_mutated_files_are_read_right_or_refused(fuzzer: Fuzzer, family: str, pytestconfig):
    if asked(pytestconfig, "--fuzz-seconds") or asked(pytestconfig, "--fuzz-case"):
        pytest.skip("other cases were asked for")
    found = (fuzzer.run(f"{family}:{number}") for number in range(FAMILIES[family][1]))
    report(list(itertools.islice(filter(None, found), MOST)))


def test_one_case_again(fuzzer: Fuzzer, pytestconfig, capsys):
    case = asked(pytestconfig, "--fuzz-case")
    seed, mutant = fuzzer.make(case)
    with capsys.disabled():
        print(f"\n{case}: {seed.name}, {mutant.what if mutant else 'nothing'}")
        if mutant is not None:
            print(fuzzer.read(seed, mutant))
    report(list(filter(None, [fuzzer.run(case)])))


def test_long(fuzzer: Fuzzer, pytestconfig, capsys):
    seconds = float(asked(pytestconfig, "--fuzz-seconds"))
    start, findings, end = secrets.randbits(40), list[Finding](), time.monotonic() + seconds
    with capsys.disabled():
        print(f"\nfuzz: cases from {start}", flush=True)
    for number in itertools.count(start):
        for family in FAMILIES:
            if finding := fuzzer.run(f"{family}:{number}"):
                findings.append(finding)
        if time.monotonic() > end or len(findings) >= MOST:
            break
    with capsys.disabled():
        print(f"fuzz: {(number - start + 1) * len(FAMILIES)} cases", flush=True)
    report(findings)
