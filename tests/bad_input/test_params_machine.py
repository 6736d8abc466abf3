"""The cases of params files and of the machine with the real command: exit code, the exact message, and outputs that stay as they were."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.bad_input.cases import Case, all_cases
from tests.build.conftest import REAL, SHOW, Project

from analysis.build.lock import LOCK
from analysis.build.receipt import file_hashes
from analysis.ground import paths
from analysis.ground.errors import Problem

CASES = {case.number: case for case in all_cases("params", "machine")}
# 104 is good input, and has a test of its own.
PARAMS = [number for number in sorted(CASES) if CASES[number].kind == "params" and number != 104]
LEAFLET = REAL / "node_modules" / "leaflet" / "dist"
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Auckland"}
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and limits of a process")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a checkout with one notebook and outputs of last year in it."""
    root = tmp_path / "gedeelde map Coördinatie"
    root.mkdir()
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(root))
    monkeypatch.chdir(root)
    made = Project(root)
    made.notebook("1_een", parameters='periode = "2021"')
    (made.outputs / "dalfsen" / "2024").mkdir(parents=True)
    (made.outputs / "dalfsen" / "2024" / "bijlage.html").write_text("goed", encoding="utf-8")
    return made


def placed(project: Project, case: Case, part: str) -> list[str]:
    """Copy the params files of a case into the project; return them as arguments, the main one last."""
    files = sorted((case.folder / part).iterdir(), key=lambda path: path.name == case.about["bestand"])
    return [str(shutil.copy(path, project.root / "params" / path.name)) for path in files]


def lines(text: str) -> list[str]:
    return [line.removeprefix("  - ") for line in text.splitlines() if line.startswith("  - ")]


def expected(case: Case, **words: str) -> list[str]:
    """Return the problems of a case as the command prints them."""
    found = []
    for one in case.expected:
        assert one["code"]
        assert one["actie"].endswith((".", "?"))
        keys = ("bestand", "plaats", "gevonden", "verwacht", "actie", "code", "rij", "kolom")
        assert one["ernst"] == "fout"
        text = str(Problem(*(one[key] for key in keys)))
        for word, value in words.items():
            text = text.replace(f"<{word}>", value)
        found.append(text)
    return found


def command(project: Project, *arguments: str, **environment: str) -> list[str]:
    return [sys.executable, "-m", "analysis", "build", *arguments]


def real(project: Project, *arguments: str, limit: bool = False, **environment: str):
    """Run the command as a process of its own; with `limit` no file in it may become larger than nothing."""

    def no_room() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    return subprocess.run(
        command(project, *arguments),
        cwd=project.root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        preexec_fn=no_room if limit else None,
    )


@pytest.mark.parametrize("number", PARAMS)
def test_wrong_params_are_refused_with_the_exact_message(project, number):
    case = CASES[number]
    files = placed(project, case, "invoer")
    before, above = file_hashes(project.outputs), sorted(project.root.parent.rglob("ontsnapt"))
    result = project.run("build", *files)
    assert lines(result.output) == expected(case)
    assert len(case.expected) == case.about["fouten"]
    assert result.exit_code == 2
    assert file_hashes(project.outputs) == before
    assert sorted(project.root.parent.rglob("ontsnapt")) == above == []


@pytest.mark.parametrize("number", PARAMS)
def test_repaired_params_are_taken(project, number):
    before = file_hashes(project.outputs)
    result = project.run("build", *placed(project, CASES[number], "hersteld"), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "1_een" in result.output
    assert file_hashes(project.outputs) == before


def test_a_typo_in_a_key_is_the_same_problem(project):
    path = placed(project, CASES[100], "hersteld")[0]
    text = Path(path).read_text(encoding="utf-8")
    Path(path).write_text(text + "huisstil: {}\n", encoding="utf-8")
    result = project.run("build", path)
    assert result.exit_code == 2
    [line] = lines(result.output)
    assert line.startswith("F601 params/dalfsen.yml, regel 8")
    assert 'Bedoelt u "huisstijl"?' in line


def renamed(project: Project, names: dict[str, str]) -> None:
    """Give kernen other names in the whole project, and the codes that belong to those names."""
    from analysis.ground.codes import slug

    for path in [*project.root.glob("data/**/*.csv"), *project.root.glob("data/**/*.yml")]:
        text = path.read_text(encoding="utf-8")
        for old, new in names.items():
            text = text.replace(f"GM0148-{slug(old)}", f"GM0148-{slug(new)}")
            text = "\n".join(_renamed_line(line, old, new, path.name) for line in text.split("\n"))
        path.write_text(text, encoding="utf-8", newline="\n")


def _renamed_line(line: str, old: str, new: str, file: str) -> str:
    if file not in ("gebieden.csv", "kernindeling.csv", "woonkernen.csv"):
        return line
    whole = (old, f"{old} en buitengebied")
    return ",".join(cell.replace(old, new) if cell in whole else cell for cell in line.split(","))


MAP = (
    "from analysis.topics import maps\n"
    'nb.show(maps.kernkaart(release, "inwoners", "2018", "kerngebied", title="Hoeveel inwoners?"), run)'
)


def test_a_name_with_code_in_it_is_shown_as_it_is(project):
    case = CASES[104]
    names = case.about["namen"]
    renamed(project, names)
    shutil.rmtree(project.root / "data" / "beleid" / "GM0148")  # which names the kernen as they were
    if LEAFLET.is_dir():
        shutil.copytree(LEAFLET, project.root / "node_modules" / "leaflet" / "dist")
    project.notebook("1_een", [MAP], parameters='periode = "2021"')
    text = Path(placed(project, case, "invoer")[0]).read_text(encoding="utf-8")
    areas = "gebieden:\n" + "".join(
        f"  {key}: data/geo/GM0148/{file}\n"
        for key, file in {
            "buurten": "buurten_2025.geojson",
            "kernindeling": "kernindeling.csv",
            "woonkernen": "woonkernen.csv",
        }.items()
    )
    (project.root / "params" / "dalfsen.yml").write_text(text + areas, encoding="utf-8")

    done = project.run("build", "params/dalfsen.yml", "--formats", "html")

    assert done.exit_code == 0, done.output
    folder = project.outputs / "dalfsen" / "2025" / "1_een-2021"
    [page] = folder.rglob("*.html")
    assert_literal(page.read_text(encoding="utf-8"), names.values())
    [card] = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("**/kaart_*.json")]
    assert any(name in card["alt"] for name in names.values())
    [table] = folder.rglob("*.csv")
    assert all(name in table.read_text(encoding="utf-8-sig") for name in names.values())
    annex = (project.outputs / "dalfsen" / "2025" / "bijlage.html").read_text(encoding="utf-8")
    assert_literal(annex, names.values())


def assert_literal(page: str, names) -> None:
    """Every name can be read on the page as it was written, and none of it reaches a script."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    for name in names:
        assert name in html.unescape(page)
        assert not any(name in script for script in scripts)
        assert "<" not in name or name not in page


def test_a_folder_with_too_long_a_name_is_refused(project):
    case = CASES[105]
    before = file_hashes(project.outputs)
    done = project.run("build", *placed(project, case, "invoer"), "--only", "release")
    assert lines(done.output) == expected(case)
    assert done.exit_code == 2
    assert file_hashes(project.outputs) == before
    assert [path.name for path in project.outputs.iterdir()] == ["dalfsen"]


def test_the_repaired_folder_is_written(project):
    done = project.run("build", *placed(project, CASES[105], "hersteld"), "--only", "release")
    assert done.exit_code == 0, done.output
    assert (project.outputs / "korte-naam" / "2025" / "release" / "release.json").is_file()


@on_posix
def test_a_disk_that_takes_nothing_is_found_before_the_first_kernel(project):
    files = placed(project, CASES[106], "invoer")
    before = file_hashes(project.root)
    done = real(project, *files, limit=True, PYTHONDONTWRITEBYTECODE="1")
    [line] = lines(done.stderr)
    assert line.startswith("F701 outputs/dalfsen: gevonden een map waarin schrijven niet lukt")
    assert done.returncode == 2
    assert file_hashes(project.root) == before
    assert [path.name for path in (project.outputs / "dalfsen").iterdir()] == ["2024"]


def waited(ready, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.1)
    return bool(ready())


def processes(word: str) -> list[int]:
    """Return the processes whose working folder or command line holds a word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes().decode(errors="replace") + str((entry / "cwd").readlink())
        except OSError:
            continue
        if word in text and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="asks /proc what still runs")
def test_a_second_batch_is_refused_and_a_killed_one_is_taken_over(project):
    case = CASES[106]
    files = placed(project, case, "invoer")
    project.notebook("1_een", ["import time\ntime.sleep(60)"], parameters='periode = "2021"')
    folder = project.outputs / "dalfsen" / "2025"
    first = subprocess.Popen(
        command(project, *files), cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        sleeping = paths.work_of(folder) / ".bezig-1_een-2021" / "notebook.ipynb"
        assert waited(sleeping.is_file, 90), "the first batch did not start"
        holder = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        before = file_hashes(paths.work_of(folder) / "release")
        assert before

        second = project.run("build", *files)

        [line] = lines(second.output)
        [wanted] = expected(case, proces=str(first.pid), computer=socket.gethostname())
        start, _, end = wanted.partition("<gestart>")
        assert line.startswith(start)
        assert line.endswith(end)
        assert second.exit_code == 2
        assert json.loads((folder / LOCK).read_text(encoding="utf-8")) == holder
        assert file_hashes(paths.work_of(folder) / "release") == before
    finally:
        first.kill()
        first.wait()
    # A worker or a kernel that goes on would write where the next batch works.
    assert waited(lambda: not processes(str(project.root)), 20), "a killed batch left something running"

    check = "import os, sys, time\nassert time.tzname[0] == 'CET'\nassert sys.flags.utf8_mode"
    project.notebook("1_een", [check, SHOW], parameters='periode = "2021"')
    third = real(project, *files, **C_LOCALE)

    assert third.returncode == 0, third.stdout + third.stderr
    assert f"een eerdere batch (proces {first.pid}) is afgebroken" in third.stdout
    assert {path.name for path in folder.glob(".*")} == set()
    assert (folder / "bijlage.html").is_file()


def test_messages_can_be_read_in_the_plainest_locale(project):
    # A name with an accent, in a locale that knows none.
    path = placed(project, CASES[100], "hersteld")[0]
    text = Path(path).read_text(encoding="utf-8").replace("periode:", "coördinaat:")
    Path(path).write_text(text, encoding="utf-8")
    done = real(project, path, **C_LOCALE)
    assert done.returncode == 2
    [line] = lines(done.stderr)
    assert "coördinaat" in line
    assert "Traceback" not in done.stderr


def test_a_notebook_that_takes_too_long_as_a_whole_is_stopped(project):
    path = Path(placed(project, CASES[106], "invoer")[0])
    with path.open("a", encoding="utf-8") as file:
        file.write("tijdslimiet_cel: 60\ntijdslimiet_notebook: 3\n")
    project.notebook("1_een", ["import time\ntime.sleep(2)"] * 6, parameters='periode = "2021"')
    done = project.run("build", str(path))
    assert done.exit_code == 1, done.output
    assert "langer dan 3 seconden (tijdslimiet_notebook in params)" in done.output
    assert not (project.outputs / "dalfsen" / "2025" / "1_een-2021").exists()
    assert not (project.outputs / "dalfsen" / "2025" / LOCK).exists()
