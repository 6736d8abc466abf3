"""
What somebody finds who reads an edition all the while that builds of it are killed: the whole old one or the whole new one.

Counted by what the reader found (`reader.py`), and by nothing that the build itself says. By default two kills,
in every format, while the annex is written and put in place; `--kills 30` for more.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.build import reader, stopping
from tests.build.conftest import Project
from tests.build.stopping import end
from tests.build.test_killed import Bench

from analysis.ground import paths
from analysis.ground.formats import DOCUMENTS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="stops processes with signals")

# As the system itself (R61, R62, R03), somebody who asks, and a closed terminal (R67) end a build.
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)

HALF = 3  # the version of which the annex was stopped


@pytest.fixture(scope="module")
def bench(make_project: Callable[[], Project], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(make_project(), tmp_path_factory.mktemp("goed"), formats=())
    with made.prepared(tmp_path_factory.mktemp("telling") / "veranderingen"):
        yield made


@contextmanager
def reading(folder: Path, log: Path) -> Iterator[None]:
    """Have somebody read until the block ends."""
    log.unlink(missing_ok=True)
    process = subprocess.Popen([sys.executable, reader.__file__, str(folder), str(log)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def looks(log: Path) -> list[dict[str, str]]:
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def test_a_reader_finds_the_whole_old_annex_or_the_whole_new_one(
    bench: Bench,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
):
    kills = max(2, request.config.getoption("--kills") // 2)
    chance = random.Random(request.config.getoption("--kills-seed"))
    whole = []
    for number in (1, 2):
        bench.place(number)
        whole.append(reader.what_is_found(bench.folder))
        assert set(DOCUMENTS) == set(reader.DOCUMENTS) <= set(whole[-1])
        assert reader.GONE not in whole[-1].values()
    assert whole[0]["kenmerk"] != whole[1]["kenmerk"]
    assert [name for name in whole[0] if whole[0][name] == whole[1].get(name)] == [], "old could pass for new"
    seen, killed, state = 0, 0, 1
    for number in range(kills):
        bench.version(2)
        bench.place(state)
        log = tmp_path / "gezien.jsonl"
        with reading(bench.folder, log), bench.start("--cold") as run:
            assert run.reach(lambda event: event.get("onderdeel") == "annex"), run.said
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.process.wait((number + chance.random()) / kills * bench.seconds)
            killed += end(run.process.pid, ENDS[number % len(ENDS)])
            run.wait()
            found = looks(log)
        seen += len(found)
        wrong = [one for one in found if one not in whole]
        assert wrong == [], (
            f"{number}: {[name for name in whole[0] if wrong[0].get(name) not in (whole[0][name], whole[1].get(name))]}"
        )
        assert reader.what_is_found(bench.folder) in whole
        if state == 1 and paths.work_of(bench.folder).is_dir():
            state = HALF  # all but the annex is made: the next ones are only about that
            bench.keep(HALF)
    bench.version(2)
    bench.place(state)
    with reading(bench.folder, log), bench.start("--cold") as run:
        assert run.wait() == 0, run.said
        reached = looks(log)
    assert all(one in whole for one in reached)
    assert reader.what_is_found(bench.folder) == whole[1]
    record_property(
        "gemeten", f"{killed} keer afgebroken, {seen} keer iets anders gelezen, 0 keer iets halfs"
    )
    assert stopping.running(bench.root) == []
