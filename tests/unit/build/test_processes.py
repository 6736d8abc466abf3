from __future__ import annotations

import os
import subprocess
import sys

import pytest

from analysis.build import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")

# It goes on when its child is gone: that may be ended first.
CHILD = (
    "import subprocess, sys, time; "
    "subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()']); time.sleep(60)"
)


def test_a_family_is_known_measured_and_ended_as_a_whole():
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        everyone = processes.family(process.pid)
        assert len(everyone) == 2
        assert processes.megabytes(everyone) > processes.megabytes(everyone[1:]) > 1
        processes.end(everyone)
        assert process.wait(timeout=10) < 0
        assert process.stdout.read() == b"", "nobody holds the other end any more"


def test_a_process_that_is_gone_holds_nothing_and_is_no_trouble():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    known = processes.family(process.pid)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(timeout=10)
    assert processes.family(process.pid) == []
    assert processes.megabytes(known) == 0
    processes.end(known)


def test_this_process_is_in_its_own_family():
    assert processes.family(os.getpid())[0].pid == os.getpid()
