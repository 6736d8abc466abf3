"""
A kernel that dies, hangs or takes too much is named and leaves nothing, warm and cold, in the first cell and in the last.

Every fault meets both kinds of kernel and both places, in two runs and not in four.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.build.test_warm import DEAF, ENDLESS, FEW, ME, SENTINEL, Desk, is_gone

from analysis.build.workers import Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at what a kernel does in /proc")

DIED, LONG = "de kernel is gestopt", "langer dan 2 seconden (tijdslimiet_cel"
CHILD = """\
import subprocess
child = subprocess.Popen(["sleep", "600"])
pathlib.Path("child.pid").write_text(str(child.pid))"""
FAULTS = {
    "killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", DIED),
    "segfault": ("import ctypes\nctypes.string_at(0)", DIED),
    "exit": ("import sys\nsys.exit(0)", "stopte voor het einde"),
    "exit in the kernel": ("import os\nos._exit(0)", DIED),
    "error": ("1 / 0", "ZeroDivisionError"),
    "memory": ("full = []\nwhile True:\n    full.append(bytearray(10_000_000))", "meer dan 500 MB geheugen"),
    "endless": (ENDLESS, LONG),
    "deaf": (DEAF, LONG),
}


@pytest.fixture(scope="module", params=["warm", "koud"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        with Workers(kernels=request.param, modules=FEW, say=pytest.fail) as workers:
            yield Desk(tmp_path_factory.mktemp(request.param), workers)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cell_that_ends_or_holds_its_kernel_is_named(desk: Desk, fault):
    source, reason = FAULTS[fault]
    last = (desk.workers.kernels == "koud") == (list(FAULTS).index(fault) % 2 == 0)
    if last:
        # Behind it nothing is left to run: papermill calls all cells completed.
        source = f"{source}\nprint({SENTINEL!r})"
    outcome, folder = desk.run(ME, CHILD, source, cell_timeout=2, megabytes=500, closing=not last)
    assert reason in outcome.reason, outcome
    assert outcome.died == (reason == DIED)
    assert Path(folder, "notebook.ipynb").is_file(), "what was made until then is kept"
    for name in ("kernel.pid", "child.pid"):
        assert is_gone(int(Path(folder, name).read_text(encoding="utf-8"))), name


def test_a_kernel_ends_with_the_process_that_runs_it_however_busy_it_is(desk: Desk):
    worker = desk.workers._process.pid
    killer = f"import os, signal, time; time.sleep(0.5); os.kill({worker}, signal.SIGKILL)"
    start = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {killer!r}], start_new_session=True)"
    outcome, folder = desk.run(ME, start, DEAF)
    assert outcome.died, outcome
    assert is_gone(int(Path(folder, "kernel.pid").read_text(encoding="utf-8")), 5)
    assert not desk.run("1")[0].reason, "another process takes its place"
