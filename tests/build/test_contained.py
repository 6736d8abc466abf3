"""A notebook writes files in a folder of its own, and nothing else: what it does beside that is found and refused."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.build.conftest import Project
from tests.build.test_secrets import DELIVERED
from tests.build.test_warm import FEW, Desk

from analysis.build.receipt import file_hashes
from analysis.build.workers import Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, sockets, and processes in /proc")

# Reliability review: N26 to N30, and their neighbours.
HOSTILE = {
    "2_cijfers": (
        'import os, pathlib\npathlib.Path(os.environ["KERNMONITOR_RELEASE"], "cijfers.csv").write_text("vals")',
        "terwijl het liep veranderde outputs/dalfsen/.bezig-2025/release/cijfers.csv",
    ),
    "3_weg": (
        'import os, shutil\nshutil.rmtree(os.environ["KERNMONITOR_RELEASE"])',
        "terwijl het liep veranderde outputs/dalfsen/.bezig-2025/release/",
    ),
    "4_data": (
        'import os\nwith open(os.environ["KERNMONITOR_ROOT"] + "/data/README.md", "a") as file:\n    file.write("x")',
        "terwijl het liep veranderde data/README.md",
    ),
    "4_nieuw": (
        'import os\nopen(os.environ["KERNMONITOR_ROOT"] + "/params/nieuw.yml", "w").close()',
        "terwijl het liep veranderde params/nieuw.yml",
    ),
    "5_link": ('import os\nos.symlink("/etc/passwd", "lijst.csv")', "lijst.csv (een koppeling)"),
    "5_maplink": ('import os\nos.mkdir("a")\nos.symlink("/etc", "a/b")', "a/b (een koppeling)"),
    "6_pijp": ('import os\nos.mkfifo("pijp.png")', "pijp.png (een pijp)"),
    "7_aansluiting": (
        'import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind("s")',
        "s (een aansluiting)",
    ),
    "8_dubbel": (
        'import os\nos.link(os.environ["KERNMONITOR_ROOT"] + "/data/README.md", "cijfers.csv")',
        "cijfers.csv (een bestand dat ook elders staat)",
    ),
    # Not even to look: what lies before the gate, of which a hash would be published.
    "8_eigen": (
        'import os\nopen(os.environ["KERNMONITOR_ROOT"] + "/data/eigen/GM0148/jeugdhulp.csv").close()',
        "het las data/eigen/GM0148/jeugdhulp.csv; een notebook leest alleen wat is vrijgegeven",
    ),
    # Last: whoever runs when the edition itself changes is refused as well.
    "9_ander": (
        'import pathlib\npathlib.Path("../1_goed/notebook.ipynb").write_text("{}")',
        "terwijl het liep veranderde outputs/dalfsen/.bezig-2025/1_goed/notebook.ipynb",
    ),
}


def test_what_a_notebook_may_not_do_is_named_and_comes_nowhere(project: Project):
    project.notebook("1_goed", cells=[])
    for name, (cell, _) in HOSTILE.items():
        project.notebook(name, cells=[cell])
    own = project.root / "data" / "eigen" / "GM0148"
    own.mkdir(parents=True)
    (own / "jeugdhulp.csv").write_text(DELIVERED, encoding="utf-8")
    path = project.usual_params("1_goed", *HOSTILE)
    result = project.run("build", path, "--jobs", "1")
    assert result.exit_code == 1, result.output
    lines = result.output[result.output.index("\nMislukt:") :].splitlines()
    for name, (_, said) in HOSTILE.items():
        (line,) = [line for line in lines if f", {name}: " in line]
        assert said in line
        assert "Traceback" not in line
    (line,) = [line for line in lines if ", 1_goed:" in line]
    assert line.endswith("een ander notebook veranderde de uitvoer")

    place, work = project.outputs / "dalfsen" / "2025", project.outputs / "dalfsen" / ".bezig-2025"
    # The release is what it was, so a reader and the next build see no false number.
    text = (work / "release" / "cijfers.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("indicator;")
    assert {one.name for one in work.iterdir()} & set(HOSTILE) == set()
    assert {one.name for one in place.iterdir()} == {"fouten"}
    for path in project.outputs.rglob("*"):
        assert path.is_dir() or path.is_file(), path
        assert not path.is_symlink(), path


def test_a_part_that_another_notebook_changed_is_made_again(project: Project):
    project.notebook("1_goed", cells=[])
    project.notebook("2_ander", cells=[HOSTILE["9_ander"][0]])
    path = project.usual_params("1_goed", "2_ander")
    result = project.run("build", path, "--jobs", "1")
    assert result.exit_code == 1, result.output
    project.notebook("2_ander", cells=[])
    result = project.run("build", path, "--jobs", "1", "--formats", "samenvatting.html")
    assert result.exit_code == 0, result.output
    assert "1_goed klaar" in result.output
    assert "cells" in (project.outputs / "dalfsen" / "2025" / "1_goed" / "notebook.ipynb").read_text("utf-8")


SLEEP = "[sys.executable, '-c', 'import time; time.sleep(3000.25)']"
# N02 and N03, and one that forgets where it came from.
ORPHANS = {
    "own session": f"subprocess.Popen({SLEEP}, start_new_session=True)",
    "two forks": "if os.fork() == 0:\n    os.setsid()\n    os.fork()\n    os.execv(sys.executable, "
    + SLEEP
    + ")",
    "without a word": f"subprocess.Popen({SLEEP}, start_new_session=True, env={{}})",
    "only forked": "if os.fork() == 0:\n    os.setsid()\n    import time\n    time.sleep(3000.25)",
}


@pytest.fixture(scope="module", params=["warm", "koud"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        with Workers(kernels=request.param, modules=FEW, say=pytest.fail) as workers:
            yield Desk(tmp_path_factory.mktemp(request.param), workers)


def sleeping() -> set[str]:
    """Return the processes of these tests that still run."""
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and b"3000.25" in (process / "cmdline").read_bytes():
                found.add(process.name)
        except OSError:  # it ended
            continue
    return found


@pytest.mark.parametrize("how", ORPHANS)
def test_what_a_notebook_started_ends_with_it(desk: Desk, how):
    cell = f"import os, pathlib, subprocess, sys\n{ORPHANS[how]}"
    before = sleeping()
    outcome, folder = desk.run(cell, "pathlib.Path('kind.pid').write_text(str(os.getpid()))")
    assert outcome.reason == "", outcome
    ends = time.monotonic() + 5
    while sleeping() - before and time.monotonic() < ends:
        time.sleep(0.05)
    assert sleeping() == before
    kernel = int(Path(folder, "kind.pid").read_text(encoding="utf-8"))
    group = [pid for pid in Path("/proc").glob("[0-9]*") if _leader(pid) == kernel]
    assert group == []


def _leader(process: Path) -> int:
    try:
        return os.getpgid(int(process.name))
    except OSError:
        return 0


def test_a_notebook_that_breaks_off_leaves_nothing_running(desk: Desk):
    before = sleeping()
    cell = (
        f"import os, signal, subprocess, sys\n{ORPHANS['own session']}\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    outcome, _ = desk.run(cell)
    assert outcome.died
    ends = time.monotonic() + 5
    while sleeping() - before and time.monotonic() < ends:
        time.sleep(0.05)
    assert sleeping() == before


def test_the_release_is_put_back_to_the_byte(tmp_path):
    from analysis.build.untouched import contents, put_back

    release = tmp_path / "release"
    release.mkdir()
    (release / "a.csv").write_text("1", encoding="utf-8")
    held, before = contents(release), file_hashes(release)
    assert not put_back(release, held)
    for harm in (
        lambda: (release / "a.csv").write_text("2", encoding="utf-8"),
        lambda: (release / "a.csv").unlink(),
        lambda: (release / "b.csv").write_text("", encoding="utf-8"),
        lambda: (release / "b.csv").symlink_to("a.csv"),
        lambda: (release / "map").mkdir(),
    ):
        harm()
        assert put_back(release, held)
        assert file_hashes(release) == before
        assert [one.name for one in release.iterdir()] == ["a.csv"]
    assert [one.name for one in tmp_path.iterdir()] == ["release"]
