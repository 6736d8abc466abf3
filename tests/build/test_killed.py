"""
Builds that are killed, asked to end, or run out of disk: nothing torn, nothing lost, and the next one goes on.

Three kills by default, at moments that a seed chooses; `--kills 100` for more, `--kills-seed` for others.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.build import stopping
from tests.build.conftest import Project
from tests.build.stopping import batch, end, left_over, running

from analysis.build import edition
from analysis.build.lock import LOCK
from analysis.build.receipt import FAILURES, STAGING, file_hashes
from analysis.ground import paths
from analysis.ground.paths import LOCAL
from analysis.model.params import read_params
from analysis.release.store import ABOUT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

NAMES = ("1_een", "2_twee")
FILES = """\
from pathlib import Path
for name in ("a", "b", "c"):
    Path(f"{{name}}.txt").write_text(name * {number} * 10_000)"""
# It ends with its notebook, whatever happens to the batch.
ORPHAN = "import subprocess\nchild = subprocess.Popen(['sleep', '60'], start_new_session=True)"
PAGE = ("--formats", "samenvatting.html")  # the quickest to write
SECOND = """\
vergelijk: [NL00, PV23]
titel: Een andere bijlage
huisstijl: {hoofdkleur: "#1b5e7b", accentkleur: "#b5540f"}
"""
WAYS = ("moment", "change")
MOMENTS = ("annex", "", "notebooks", "begin", "release")
STATES = ("veranderd", "alles", "eerste")
Hashes = dict[str, str]


@dataclass
class Bench:
    """A project in two versions, what an undisturbed build makes of each, and how long that takes."""

    project: Project
    store: Path
    formats: tuple[str, ...] = PAGE
    good: dict[int, Hashes] = field(default_factory=dict)
    seconds: float = 0.0
    changes: int = 0

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def folder(self) -> Path:
        return self.project.outputs / "dalfsen" / "2025"

    @contextmanager
    def prepared(self, counted: Path) -> Iterator[None]:
        """Build both versions without being disturbed, and work in the project from then on."""
        self.project.outputs.mkdir()
        with self.project.at_home(), pytest.MonkeyPatch.context() as patch:
            patch.setenv(stopping.COUNT, str(counted))
            for number in (1, 2):
                path = self.version(number)
                release = self.releases / str(number)
                staged, _ = edition.stage_release(read_params(path).for_runs(), self.store)
                shutil.copytree(staged, release)
                with (release / ABOUT).open("a", encoding="utf-8") as file:
                    file.write("\n" * number)  # the same numbers, and to be told apart
                started = time.monotonic()
                run = self.build()
                assert run.process.returncode == 0, run.said
                self.seconds = time.monotonic() - started
                self.good[number] = self.outputs()
                self.keep(number)
            self.changes = int(counted.read_text(encoding="utf-8"))
            patch.delenv(stopping.COUNT)
            assert self.edition(1) != self.edition(2)
            yield

    def version(self, number: int) -> Path:
        """Write the notebooks and params of a version: nothing of the first is still good in the second."""
        self.project.notebook("1_een", [FILES.format(number=number), ORPHAN])
        self.project.notebook("2_twee", [f"print({number} + 1)"])
        path = self.project.usual_params(*NAMES)
        if number == 2:
            text = path.read_text(encoding="utf-8")
            path.write_text(f"{text}{SECOND}", encoding="utf-8")
        os.environ[stopping.RELEASE] = str(self.releases / str(number))
        return path

    @property
    def releases(self) -> Path:
        return self.store / "releases"

    def start(self, *arguments: str, dies: int = 0, **how: Any) -> AbstractContextManager[stopping.Batch]:
        """Start a build, which kills itself before a change when it is told which one."""
        before = (stopping.__file__, str(dies), str(self.folder.parent))
        return batch(self.root, *self.formats, "--jobs", "1", *arguments, before=before, **how)

    def keep(self, number: int) -> None:
        """Keep the outputs as they are now, to place them again."""
        shutil.copytree(self.project.outputs, self.store / str(number))
        shutil.copytree(self.root / LOCAL, self.store / f"{number}-notities")

    def place(self, number: int) -> None:
        """Put the outputs of a version in place, or others that were kept; 0 is none."""
        notes = self.root / LOCAL
        for old in [*self.project.outputs.glob("*"), notes]:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)
        if number:
            shutil.copytree(self.store / str(number), self.project.outputs, dirs_exist_ok=True)
            shutil.copytree(self.store / f"{number}-notities", notes)

    def outputs(self) -> Hashes:
        """Return every file there is, hidden ones too."""
        return file_hashes(self.project.outputs)

    def edition(self, number: int) -> Hashes:
        """Return what readers find of a version; 0 is none."""
        start = "dalfsen/2025/"
        good = self.good[number] if number else {}
        return {name.removeprefix(start): one for name, one in good.items() if name.startswith(start)}

    def build(self, *arguments: str, **how: Any) -> stopping.Batch:
        """Run to the end; return what was said and done."""
        with self.start(*arguments, **how) as run:
            run.wait()
        return run


@pytest.fixture(scope="module")
def bench(make_project: Callable[[], Project], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(make_project(), tmp_path_factory.mktemp("goed"))
    with made.prepared(tmp_path_factory.mktemp("telling") / "veranderingen"):
        yield made


def found_by_readers(folder: Path) -> Hashes:
    """Return what stands at the place of an edition; the lock, and what is kept of failed runs, are not of it."""
    found = file_hashes(folder) if folder.is_dir() else {}
    return {name: one for name, one in found.items() if not name.startswith((LOCK, f"{FAILURES}/"))}


def torn(folder: Path, *versions: Hashes) -> list[str]:
    """Return what a reader finds that is neither the whole edition of before nor the whole one of after."""
    now = found_by_readers(folder)
    if any(now == version for version in versions):
        return []
    return [f"{len(now)} files of {[len(version) for version in versions]}: {sorted(now)}"]


def phase(run: stopping.Batch) -> str:
    """Return where a build was by the last thing that it said."""
    if not run.events:
        return "planning"
    last = run.events[-1]
    about = {"release": "release", "annex": "annex"}.get(str(last.get("onderdeel", "release")), "notebooks")
    if last["gebeurtenis"] == "eind":
        return "einde"
    if last["gebeurtenis"] == "klaar" and about != "notebooks":
        return {"release": "notebooks", "annex": "einde"}[about]
    return about


@dataclass
class Tally:
    """What came of many kills."""

    killed: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        phases = ", ".join(f"{name} {count}" for name, count in sorted(self.killed.items()))
        return f"{self.killed.total()} keer afgebroken ({phases}), {len(self.faults)} fouten"


def killed_at(bench: Bench, way: str, turn: float, chance: random.Random, *arguments: str) -> stopping.Batch:
    """
    Run a build and kill it: before one of its changes, or at a moment after something that it said.

    `turn` goes from 0 to 1 over all kills of a way, so that a few are spread over the whole build.
    """
    if way == "change":
        with bench.start(*arguments, dies=max(1, round((1 - turn) * bench.changes))) as run:
            run.wait()
            left(run, bench)
        return run
    after = MOMENTS[int(turn * len(MOMENTS))]
    part = chance.random() * bench.seconds / 4
    with bench.start(*arguments) as run:
        if after:
            run.reach(lambda _: after in ("begin", phase(run)))
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.process.wait(part)
        end(run.process.pid)
        run.wait()
        left(run, bench)
    return run


def left(run: stopping.Batch, bench: Bench) -> None:
    """Note what of a build still runs: before its end, which clears up after a test."""
    run.left = left_over(bench.root)  # type: ignore[attr-defined]


def test_a_build_that_is_killed_loses_and_tears_nothing_and_goes_on(
    bench: Bench, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
):
    kills = request.config.getoption("--kills")
    stops = time.monotonic() + 60 * request.config.getoption("--kills-minutes")
    chance = random.Random(request.config.getoption("--kills-seed"))
    tally = Tally()
    for number in range(kills):
        if time.monotonic() > stops:
            break
        state, way = STATES[number % len(STATES)], WAYS[number % len(WAYS)]
        warm = "--cold" if number % 3 == 1 else "--warm"
        version, before = (1, 0 if state == "eerste" else 1) if state != "veranderd" else (2, 1)
        bench.version(version)
        bench.place(before)
        force = ("--force",) if state == "alles" else ()
        turn = (number + chance.random()) / kills
        run = killed_at(bench, way, turn, chance, warm, *force)
        name = f"kill {number} ({state}, {way}, {warm}, {phase(run)})"
        if run.process.returncode == -signal.SIGKILL:
            tally.killed[f"{phase(run)}{', voor een wijziging' if way == 'change' else ''}"] += 1
        elif run.process.returncode == 0:
            tally.ended += 1
        else:
            tally.faults.append(f"{name}: ended with {run.process.returncode}: {run.said}")
        versions = bench.edition(before), bench.edition(version)
        tally.faults += [f"{name}: a reader finds {what}" for what in torn(bench.folder, *versions)]
        tally.faults += [f"{name}: still runs: {one}" for one in run.left]  # type: ignore[attr-defined]
        again = bench.build(warm)
        found = bench.outputs()
        if again.process.returncode != 0:
            tally.faults.append(f"{name}: the next build failed: {again.said}")
        elif found != bench.good[version]:
            different = dict(found.items() ^ bench.good[version].items())
            tally.faults.append(f"{name}: other bytes after the next build: {sorted(different)}")
    record_property("gemeten", str(tally))
    print(tally)
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.killed.total() >= kills // 2 or time.monotonic() > stops


def test_a_server_and_a_kernel_that_are_killed_cost_time_and_nothing_else(
    bench: Bench, request: pytest.FixtureRequest
):
    chance = random.Random(request.config.getoption("--kills-seed"))
    bench.version(1)
    for _ in range(max(1, request.config.getoption("--kills") // 20)):
        bench.place(0)
        hit = []
        with bench.start("--warm") as run:
            assert run.reach(lambda event: event.get("onderdeel") == NAMES[0]), run.said
            for which in ("server", "kernel"):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    run.process.wait(chance.random() * bench.seconds / 4)
                forked = running(
                    bench.root, "multiprocessing.forkserver"
                )  # a kernel has the name of its server
                servers = [pid for pid in forked if parent(parent(pid)) == run.process.pid]
                chosen = servers if which == "server" else [pid for pid in forked if pid not in servers]
                hit += [which for pid in chosen[:1] if end(pid)]
            code = run.wait()
            left(run, bench)
        assert code == 0, f"killed: {hit}\n{run.said}"
        assert "server" in hit, "nothing was killed"
        assert not run.left
        assert bench.outputs() == bench.good[1]


def parent(pid: int) -> int:
    """Return who started a process; 0 when it is gone."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    return 0


@pytest.mark.parametrize(
    ("number", "code", "warm"),
    [(signal.SIGTERM, 143, "--warm"), (signal.SIGINT, 130, "--cold"), (signal.SIGHUP, 129, "--warm")],
    ids=["SIGTERM", "SIGINT", "SIGHUP"],
)
def test_a_build_that_is_asked_to_end_does_so_at_once_and_says_what_is_next(bench: Bench, number, code, warm):
    bench.version(2)
    # A notebook that never ends: a build that waited for it would not either.
    bench.project.notebook("1_een", [ORPHAN, "import time\nwhile True:\n    time.sleep(1)"])
    bench.place(1)
    with bench.start(warm) as run:
        assert run.reach(lambda event: event.get("onderdeel") == NAMES[0]), run.said
        staged = paths.work_of(bench.folder) / f"{STAGING}1_een" / "notebook.ipynb"
        run.reach(lambda _: False, until=staged.is_file)
        end(run.process.pid, number)
        assert run.wait(20) == code, run.said
        left(run, bench)
    assert "Afgebroken" in run.said
    assert "De volgende kernmonitor build gaat verder" in run.said
    assert "Traceback" not in run.said
    assert not run.left
    assert not (bench.folder / LOCK).exists()
    assert found_by_readers(bench.folder) == bench.edition(1)

    if number != signal.SIGTERM:  # they differ in how they come, not in what they leave
        return
    bench.version(2)
    again = bench.build(warm)
    assert again.process.returncode == 0, again.said
    assert "release klaar" not in again.said, "what was finished is not made again"
    assert bench.outputs() == bench.good[2]


@pytest.fixture
def small_disk(bench: Bench) -> Iterator[Path]:
    """Outputs on a disk of their own, with the first version on it."""
    bench.place(0)
    # Just what is asked for before a build, and what stands there.
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=150m,mode=0777", "kernmonitor-test", str(bench.project.outputs)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"no disk of its own here: {done.stderr.strip()}")
    try:
        bench.place(1)
        yield bench.project.outputs
    finally:
        subprocess.run(["umount", "-l", str(bench.project.outputs)], check=True)


@pytest.mark.parametrize("part", ["release", "2_twee"])
def test_a_disk_that_gets_full_on_the_way_loses_nothing_and_the_next_build_goes_on(
    bench: Bench, small_disk, part, monkeypatch, tmp_path
):
    bench.version(2)
    filler = small_disk / ".vulling"
    if part == "release":  # one that is larger than the disk
        shutil.copytree(bench.releases / "2", tmp_path / "release")
        (tmp_path / "release" / "groot").touch()
        os.truncate(tmp_path / "release" / "groot", 10**9)
        monkeypatch.setenv(stopping.RELEASE, str(tmp_path / "release"))
    with bench.start("--cold") as run:
        if part != "release":
            assert run.reach(lambda event: event.get("onderdeel") == part), run.said
            fill(filler)
        assert run.wait() == 1, run.said
        left(run, bench)
    assert "lukt niet: de schijf is vol. Maak ruimte vrij en start opnieuw." in run.said
    assert str(small_disk) in run.said
    assert "Traceback" not in run.said
    assert not run.left
    assert found_by_readers(bench.folder) == bench.edition(1)
    if part == "release":
        return

    filler.unlink()
    again = bench.build("--cold")
    assert again.process.returncode == 0, again.said
    shutil.rmtree(bench.folder / "fouten", ignore_errors=True)
    assert bench.outputs() == bench.good[2]


def fill(path: Path) -> None:
    """Leave no byte free on a disk."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(65_536))


def test_outputs_that_can_only_be_read_are_found_before_a_kernel_starts(bench: Bench, small_disk):
    bench.version(2)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with bench.start("--warm") as run:
        assert run.wait() == 2, run.said
    assert "F701" in run.said
    assert "de schijf is alleen te lezen" in run.said
    assert run.events == [], "nothing was started"
    assert bench.outputs() == bench.good[1]
