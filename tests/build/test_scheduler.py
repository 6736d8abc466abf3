"""
A scheduler and two workers as processes on this machine; one of them is killed while it runs a notebook.

All tests use the same ones, as a cluster serves many batches; the one that kills the scheduler comes last.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.build.conftest import Project
from tests.build.machines import BOUND, Cluster, is_running, text_of, until
from tests.certificates import make_certificates
from tests.conftest import releases_of

from analysis.build import cluster
from analysis.build.lock import LOCK
from analysis.build.plan import Wanted
from analysis.build.processes import family
from analysis.ground.errors import AnalysisError

pytest.importorskip("distributed")

NATIONAL = "editie: 2025\nvergelijk: [NL00]\nnotebooks: [01_een, 02_twee]\ntijdslimiet_cel: 60\n"
BATCH = ("build", "--gemeenten", "GM0177,Ommen", "--formats", "html", "--out")  # and where to
# The command, that waits less long for a scheduler that is gone to come back.
IMPATIENT = """\
import runpy
from analysis.build import cluster
cluster.CONNECT_SECONDS = 5
runpy.run_module("analysis", run_name="__main__")"""
# The first to come here never leaves; whoever comes later goes on at once, and prints the same.
HELD = """\
import os, pathlib, time
mark = pathlib.Path(os.environ["KERNMONITOR_ROOT"], "eerste")
try:
    mark.touch(exist_ok=False)
    (mark.parent / "kernel").write_text(str(os.getpid()))
    while True:
        time.sleep(1)
except FileExistsError:
    print("verder")"""


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("dask"), releases=releases_of(tmp_path_factory))
    yield made
    made.stop()


def worker_of(machines: Cluster, kernel: int) -> subprocess.Popen[bytes]:
    """Return the worker that started a kernel."""
    return next(worker for worker in machines.workers if kernel in [one.pid for one in family(worker.pid)])


@contextmanager
def once_only(machines: Cluster) -> Iterator[None]:
    """Let the scheduler give up what lost its worker once, as `DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES` does."""
    from distributed import Client

    def allow(failures: int) -> int:
        with Client(machines.address, set_as_default=False) as client:
            return client.run_on_scheduler(
                lambda dask_scheduler: (
                    dask_scheduler.allowed_failures,
                    setattr(dask_scheduler, "allowed_failures", failures),
                )[0]
            )

    before = allow(0)
    yield
    allow(before)


def batch(project: Project, out: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IMPATIENT, *BATCH, out, *options]
    return subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is whose child")
def test_a_worker_that_is_killed_loses_nothing(project: Project, machines: Cluster, hashes):
    project.params(NATIONAL, "landelijk.yml")
    project.notebook("01_een")
    project.notebook("02_twee", [HELD])
    running = batch(project, "verdeeld", "--scheduler", machines.address)
    try:
        held = project.root / "kernel"
        until(lambda: running.poll() is not None or text_of(held), "a notebook that runs")
        kernel = int(held.read_text(encoding="utf-8"))
        victim = worker_of(machines, kernel)
        orphans = [one.pid for one in family(victim.pid)]
        victim.kill()
        output, _ = running.communicate(timeout=BOUND)
    finally:
        running.kill()
    assert running.returncode == 0, output
    said = re.findall(r"(?:Raalte|Ommen) 2025: (\d) gemaakt, (\d) ongewijzigd", output)
    assert [int(made) + int(kept) for made, kept in said] == [4, 4], output
    # Of the gemeente that was lost the release was in place, and as a rule the first notebook.
    assert sorted(kept != "0" for _, kept in said) == [False, True], output
    until(lambda: not any(map(is_running, orphans)), "what the dead worker had started")
    (other,) = [worker for worker in machines.workers if worker is not victim]
    until(lambda: len(family(other.pid)) == 1, "the kernels of the other worker to end")
    machines.replace(victim)

    here = project.run(*BATCH, "hier", "--jobs", "1")
    assert here.exit_code == 0, here.output
    spread, local = (hashes(project.root / name) for name in ("verdeeld", "hier"))
    # The overview says which parts were made, and some were by the lost worker.
    assert spread.pop("overzicht.html") != local.pop("overzicht.html")
    assert spread == local
    assert not [name for name in spread if "/.bezig" in name or "/.oud" in name]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is whose child")
def test_a_batch_that_is_stopped_ends_what_runs_and_frees_the_folders(project: Project, machines: Cluster):
    project.params(NATIONAL.replace("01_een, 02_twee", "02_twee"), "landelijk.yml")
    project.notebook("02_twee", [HELD])
    held = project.root / "kernel"
    running = batch(project, "verdeeld", "--scheduler", machines.address)
    try:
        until(lambda: running.poll() is not None or text_of(held), "a notebook that runs")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=BOUND)
    finally:
        running.kill()
    assert running.returncode == 128 + signal.SIGTERM
    until(lambda: all(len(family(worker.pid)) == 1 for worker in machines.workers), "the kernels to end")
    until(lambda: not list((project.root / "verdeeld").glob(f"*/*/{LOCK}")), "the folders to be free")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is whose child")
def test_a_gemeente_that_loses_its_worker_too_often_fails_alone(project: Project, machines: Cluster):
    project.params(NATIONAL.replace("01_een, 02_twee", "02_twee"), "landelijk.yml")
    project.notebook("02_twee", [HELD])
    held = project.root / "kernel"
    with once_only(machines):
        running = batch(project, "verdeeld", "--scheduler", machines.address)
        try:
            until(lambda: running.poll() is not None or text_of(held), "a notebook that runs")
            victim = worker_of(machines, int(held.read_text(encoding="utf-8")))
            victim.kill()
            output, _ = running.communicate(timeout=BOUND)
        finally:
            running.kill()
    machines.replace(victim)
    assert running.returncode == 1, output
    assert len(re.findall("(?:Raalte|Ommen) 2025: 3 gemaakt", output)) == 1
    assert len(re.findall("(?:Raalte|Ommen) 2025: 0 gemaakt, 0 ongewijzigd, 1 mislukt", output)) == 1
    overview = (project.root / "verdeeld" / "overzicht.html").read_text(encoding="utf-8")
    assert "de werkers die dit deden, stopten steeds weer" in overview
    assert not list((project.root / "verdeeld").glob(f"*/*/{LOCK}"))


def test_a_notebook_that_fails_is_not_tried_again(project: Project, machines: Cluster):
    project.params(NATIONAL.replace("01_een, 02_twee", "01_een"), "landelijk.yml")
    count = 'with open(os.environ["KERNMONITOR_ROOT"] + "/keren", "a") as file:\n    file.write(params_file + "\\n")'
    project.notebook("01_een", [f"import os\n{count}\nassert 'GM0177' not in params_file, 'stuk'"])
    result = project.run(*BATCH, "verdeeld", "--scheduler", machines.address)
    assert result.exit_code == 1
    assert "Raalte 2025: 01_een MISLUKT: cel 4: AssertionError: stuk" in result.output
    assert "Ommen 2025: 3 gemaakt" in result.output
    tries = (project.root / "keren").read_text(encoding="utf-8").splitlines()
    assert len(tries) == 2
    log = project.root / "verdeeld" / "raalte" / "2025" / "fouten" / "01_een" / "log.txt"
    assert "stuk" in log.read_text(encoding="utf-8")


def test_without_the_package_the_error_says_how_to_get_it(project: Project, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    project.notebook("01_een")
    project.usual_params("01_een")
    result = project.run("build", "params/dalfsen.yml", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert cluster.INSTALL in result.output
    assert not project.outputs.joinpath("dalfsen", "2025").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://127.0.0.1:poort"])
def test_a_scheduler_that_does_not_answer_is_named(project: Project, monkeypatch, address):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    project.notebook("01_een")
    project.usual_params("01_een")
    result = project.run("build", "params/dalfsen.yml", "--scheduler", address)
    assert result.exit_code == 2, result.output
    assert f'"{address}"' in result.output
    assert "dask scheduler" in result.output


def test_a_scheduler_on_another_computer_is_not_spoken_to_without_tls(project: Project):
    project.notebook("01_een")
    project.usual_params("01_een")
    result = project.run("build", "params/dalfsen.yml", "--scheduler", "tcp://10.0.0.1:8786")
    assert result.exit_code == 2, result.output
    assert 'F721 --scheduler: gevonden "tcp://10.0.0.1:8786", zonder versleuteling' in result.output
    assert not project.outputs.joinpath("dalfsen", "2025").exists()


def test_a_batch_over_tls_makes_what_it_should(project: Project, tmp_path: Path, tmp_path_factory):
    project.params(NATIONAL.replace("01_een, 02_twee", "01_een"), "landelijk.yml")
    project.notebook("01_een")
    made = make_certificates(tmp_path)
    (tmp_path / "dask").mkdir()
    machines = Cluster(
        tmp_path / "dask", workers=1, certificates=made, releases=releases_of(tmp_path_factory)
    )
    shown = ["--tls-ca", str(made.ca), "--tls-cert", str(made.cert), "--tls-key", str(made.key)]
    try:
        assert machines.address.startswith("tls://127.0.0.1:")
        result = project.run(*BATCH, "verdeeld", "--scheduler", machines.address, *shown)
        assert "Raalte 2025: 3 gemaakt" in result.output
        assert "Ommen 2025: 3 gemaakt" in result.output
        refused = project.run(*BATCH, "anders", "--scheduler", machines.address)
        assert refused.exit_code == 2
        assert not (project.root / "anders").exists()
    finally:
        machines.stop()


def test_a_scheduler_without_workers_says_how_to_start_one(project: Project, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2)
    project.notebook("01_een")
    project.usual_params("01_een")
    alone = Cluster(tmp_path, workers=0)
    try:
        result = project.run("build", "params/dalfsen.yml", "--scheduler", alone.address)
    finally:
        alone.stop()
    assert result.exit_code == 2, result.output
    assert "geen werkers" in result.output
    assert "dask worker" in result.output


def test_a_worker_with_other_code_or_without_the_project_does_not_fit(tmp_path: Path):
    (tmp_path / "notebooks").mkdir()
    code = cluster.code_hash()
    assert cluster.Batch(str(tmp_path), code, "1").wrong_here() is None
    assert "code" in cluster.Batch(str(tmp_path), "anders", "1").wrong_here()[0]
    elsewhere = cluster.Batch(str(tmp_path / "nergens"), code, "1")
    assert "projectmap" in elsewhere.wrong_here()[0]
    with pytest.raises(AnalysisError, match=r"past niet bij de batch.*projectmap"):
        cluster._build(None, batch=elsewhere, wanted=Wanted())
    assert os.environ.get("KERNMONITOR_ROOT") != elsewhere.root


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is whose child")
def test_without_a_scheduler_any_more_what_was_not_ready_failed(project: Project, machines: Cluster):
    project.params(NATIONAL.replace("01_een, 02_twee", "02_twee"), "landelijk.yml")
    project.notebook("02_twee", [HELD])
    held, log = project.root / "kernel", project.root / "log.jsonl"
    running = batch(project, "verdeeld", "--scheduler", machines.address, "--log", str(log))
    try:
        until(lambda: running.poll() is not None or text_of(held), "a notebook that runs")
        until(
            lambda: (project.root / "verdeeld" / "overzicht.html").is_file() or "eind" in text_of(log),
            "one that is ready",
        )
        machines.processes[0].kill()
        output, _ = running.communicate(timeout=BOUND)
    finally:
        running.kill()
    assert running.returncode == 1, output
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    ends = [(one["gemeente"], one["mislukt"]) for one in events if one["gebeurtenis"] == "eind"]
    assert sorted(failed for _, failed in ends) == [0, 1]
    assert {gemeente for gemeente, _ in ends} == {"GM0175", "GM0177"}
