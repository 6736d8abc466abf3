"""Workers on machines that share nothing but an exchange place: each has a project folder of its own."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.build.conftest import Project
from tests.build.machines import BOUND, Cluster, text_of, until

from analysis.runner.processes import family

pytest.importorskip("distributed")

NATIONAL = "editie: 2025\nvergelijk: [NL00]\nnotebooks: [01_een, 02_twee]\ntijdslimiet_cel: 60\n"
# The first to come here never leaves; whoever comes later goes on at once, and prints the same.
HELD = """\
import os, pathlib, time
mark = pathlib.Path({folder!r}, "eerste")
try:
    mark.touch(exist_ok=False)
    (mark.parent / "kernel").write_text(str(os.getpid()))
    while True:
        time.sleep(1)
except FileExistsError:
    print("verder")"""
# Its own process: what it does with warnings and threads is none of ours. It ends with its standard input.
MOTO = """\
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()"""
ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "sleutel",
    "AWS_SECRET_ACCESS_KEY": "geheim",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Place:
    """An exchange, and how to see what lies there."""

    def __init__(self, url: str, names: Callable[[], list[str]]) -> None:
        self.url = url
        self.names = names


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """S3 as moto speaks it; a folder where that is not installed, but never in CI."""
    if missing := [name for name in ("s3fs", "moto", "flask_cors") if not importlib.util.find_spec(name)]:
        if os.environ.get("CI") == "true":
            pytest.fail(f"not installed: {', '.join(missing)}")
        folder = tmp_path / "uitwisseling"
        yield Place(folder.as_uri(), lambda: [path.name for path in folder.rglob("*")])
        return
    server = subprocess.Popen(
        [sys.executable, "-c", MOTO],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        address = f"http://127.0.0.1:{int(server.stdout.readline())}"
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**ACCOUNT, "AWS_ENDPOINT_URL": address}.items():
                patch.setenv(name, value)
            patch.setenv("NO_PROXY", "127.0.0.1")
            urllib.request.urlopen(urllib.request.Request(f"{address}/bucket", method="PUT"), timeout=BOUND)
            yield Place("s3://bucket/werk", lambda: _keys(f"{address}/bucket"))
    finally:
        server.stdin.close()
        server.wait(BOUND)
        server.stdout.close()


def _keys(address: str) -> list[str]:
    with urllib.request.urlopen(address, timeout=BOUND) as answer:
        return re.findall(r"<Key>([^<]+)</Key>", answer.read().decode())


@pytest.fixture
def homes(project: Project, tmp_path: Path) -> Callable[[], list[Path]]:
    """Return a function that gives two machines a copy of the project as it is now."""

    def copied() -> list[Path]:
        made = [tmp_path / f"machine {number}" for number in (1, 2)]
        for home in made:
            shutil.copytree(project.root, home, ignore=shutil.ignore_patterns("outputs"))
        return made

    return copied


def start(project: Project, out: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analysis", "build", "--gemeenten", "GM0177,Ommen", "--out", out]
    return subprocess.Popen(
        [*command, "--formats", "html", *options],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is whose child")
def test_machines_that_share_no_disk_make_the_same_bytes(
    project: Project, homes, place: Place, tmp_path: Path, hashes
):
    project.params(NATIONAL, "landelijk.yml")
    project.notebook("01_een")
    project.notebook("02_twee", [HELD.format(folder=str(tmp_path))])
    (tmp_path / "dask").mkdir()
    there = homes()
    machines = Cluster(tmp_path / "dask", homes=there)
    try:
        running = start(project, "verdeeld", "--scheduler", machines.address, "--exchange", place.url)
        try:
            held = tmp_path / "kernel"
            until(lambda: running.poll() is not None or text_of(held), "a notebook that runs")
            assert running.poll() is None, running.communicate()[0]
            kernel = int(held.read_text(encoding="utf-8"))
            victim = next(
                worker for worker in machines.workers if kernel in [one.pid for one in family(worker.pid)]
            )
            victim.kill()
            output, _ = running.communicate(timeout=BOUND)
        finally:
            running.kill()
        assert running.returncode == 0, output
        assert "Raalte 2025: 4 gemaakt, 0 ongewijzigd" in output
        assert "Ommen 2025: 4 gemaakt, 0 ongewijzigd" in output
        # Nothing stays behind: not in the exchange, and on the machines only the params files.
        assert [name for name in place.names() if "kernmonitor-" in name] == []
        assert {path.name for home in there for path in (home / "outputs").rglob("*") if path.is_file()} <= {
            "GM0177.yml",
            "GM0175.yml",
        }
        (other,) = [worker for worker in machines.workers if worker is not victim]
        number = machines.workers.index(other)
        assert list((tmp_path / "dask" / f"w{number}").rglob("cijfers.parquet")) == []
    finally:
        machines.stop()

    here = start(project, "hier", "--jobs", "1")
    here.communicate(timeout=BOUND)
    assert here.returncode == 0
    spread, local = (hashes(project.root / name) for name in ("verdeeld", "hier"))
    assert spread == local
    assert len(spread) > 20
    assert not [name for name in spread if "/.bezig" in name or "/.oud" in name]


def test_an_exchange_without_a_scheduler_is_refused(project: Project):
    project.usual_params("01_een")
    project.notebook("01_een")
    result = project.run("build", "params/dalfsen.yml", "--exchange", "s3://bucket/x")
    assert result.exit_code == 2, result.output
    assert "--exchange" in result.output
    assert "Zet er --scheduler bij" in result.output
    assert not project.outputs.joinpath("dalfsen", "2025").exists()


def test_an_exchange_that_cannot_be_used_stops_before_anything_is_made(project: Project, tmp_path: Path):
    project.usual_params("01_een")
    project.notebook("01_een")
    (tmp_path / "dask").mkdir()
    machines = Cluster(tmp_path / "dask", workers=0)
    (tmp_path / "bestand").touch()
    url = (tmp_path / "bestand" / "map").as_uri()
    try:
        options = ("--scheduler", machines.address, "--exchange", url)
        result = project.run("build", "params/dalfsen.yml", *options)
    finally:
        machines.stop()
    assert result.exit_code == 2, result.output
    assert "proefbestand schrijven is niet gelukt" in result.output
    assert not project.outputs.joinpath("dalfsen", "2025").exists()
