"""
The same data on another day, by somebody else, elsewhere: the same bytes in every published file.

There is no list of allowed differences. What may differ is not published.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis.audit.reading import published_files
from analysis.ground import paths

REAL = Path(__file__).resolve().parents[2]
PARAMS = """\
gemeente: GM0148
naam: Dalfsen
editie: 2025
regio: RG-ZWOLLE
vergelijk: [PV23, NL00]
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
  woonkernen: data/geo/GM0148/woonkernen.csv
notebooks:
  - 01_kernkaarten
  - notebook: 02_wijkprofiel
    parameters: {gebied: KERNGEBIED-GM0148-oudleusen}
"""
KINDS = {
    ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".png", ".svg", ".ipynb", ".zip", ".json", ".parquet",
}  # fmt: skip
# With a stopwatch that does not move along, faketime refuses the absolute moments that `time.sleep` asks for.
SLEEP = """\
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds)
"""
DAYS = 400  # another day, another month and another year

# Where, as whom and how somebody works; the second also on another day and in another folder.
HERE = {"TZ": "Europe/Amsterdam", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "USER": "beleid"}
THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "USER": "jansen-elders"}


def later() -> list[str]:
    """Return the command that runs another command in the future; only the calendar moves, not the stopwatch."""
    program = shutil.which("faketime")
    if program is None:
        reason = "faketime is not installed (Debian: apt-get install faketime)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{reason}; without it nothing is known about another day")
        pytest.skip(reason)
    return [program, "-f", f"+{DAYS}d"]


def checkout(root: Path) -> Path:
    """Copy what a build reads, the code as well, to a folder of its own."""
    for name in ("data", "notebooks"):
        shutil.copytree(REAL / name, root / name, ignore=shutil.ignore_patterns("raw", "eigen"))
    package = Path(analysis.__file__).parent
    shutil.copytree(package, root / "src" / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "params").mkdir()
    (root / "params" / "dalfsen.yml").write_text(PARAMS, encoding="utf-8")
    shutil.copy(REAL / "params" / "bijlage.yml", root / "params")
    if paths.leaflet().is_dir():
        shutil.copytree(paths.leaflet(), root / "node_modules" / "leaflet" / "dist")
    return root


def start(root: Path, home: Path, how: dict[str, str], *, jobs: int, before: tuple[str, ...] = ()):
    home.mkdir()
    environment = os.environ | how | {"HOME": str(home), "USERPROFILE": str(home), "LOGNAME": how["USER"]}
    environment |= {
        paths.ROOT_VARIABLE: str(root),
        "PYTHONPATH": str(root / "src"),
        "PYTHONIOENCODING": "utf-8",
    }
    # With another stopwatch as well, threads would wait for ever.
    environment |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "analysis", "build", "params/dalfsen.yml", "--jobs", str(jobs)]
    with (home / "log.txt").open("wb") as log:
        return subprocess.Popen([*before, *command], env=environment, cwd=root, stdout=log, stderr=log)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Build the same edition twice, at the same time, with everything around it different."""
    future = tuple(later())
    base = tmp_path_factory.mktemp("gelijk")
    first = checkout(base / "een")
    # A space and an accent, because that is what a network drive looks like.
    second = checkout(base / "gedeelde map Coördinatie" / "twee")
    (second / "src" / "sitecustomize.py").write_text(SLEEP, encoding="utf-8")
    homes = base / "thuis", base / "elders"
    running = [start(first, homes[0], HERE, jobs=1), start(second, homes[1], THERE, jobs=2, before=future)]
    try:
        codes = [one.wait(timeout=240) for one in running]
    finally:
        for one in running:
            one.kill()
    for code, home in zip(codes, homes, strict=True):
        assert code == 0, (home / "log.txt").read_text(encoding="utf-8", errors="replace")
    return first / "outputs", second / "outputs"


def hashes(outputs: Path) -> dict[str, str]:
    """Return the sha256 of everything that goes out, of all editions and the gallery over them."""
    return {
        path.relative_to(outputs).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in published_files(outputs)
    }


def test_every_published_file_has_the_same_bytes(editions, record_property):
    first, second = map(hashes, editions)
    same = sum(first[name] == second.get(name) for name in first)
    record_property("gemeten", f"{same} van {len(first)} bestanden gelijk")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_every_kind_of_file_was_compared(editions):
    files = hashes(editions[0])
    assert {Path(name).suffix for name in files} == KINDS
    assert {"index.html", "dalfsen/2025/manifest.json", "dalfsen/2025/release/cijfers.parquet"} <= set(files)
    # With the map to zoom in, not its replacement for who has no Leaflet.
    if paths.leaflet().is_dir():
        maps = [editions[0] / name for name in files if "/kaart_" in name and name.endswith(".html")]
        assert maps
        assert all("leaflet" in path.read_text(encoding="utf-8").lower() for path in maps)


def test_the_second_build_was_on_another_day():
    script = "import time; print(time.time())"
    environment = os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    then, now = (
        float(subprocess.run([*before, sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout)
        for before in (later(), [])
    )  # fmt: skip
    assert then - now > (DAYS - 1) * 86_400


def test_what_differs_is_not_published(editions):
    for outputs in editions:
        (notes,) = (outputs.parent / ".kernmonitor").glob("dalfsen-2025-*")
        assert {path.name for path in notes.iterdir()} >= {"duur.json", "poort.json", "sleutels.json"}
        assert not [
            path for path in outputs.rglob("*") if path.name in ("duur.json", "poort.json", "sleutels.json")
        ]
        receipt = (outputs / "dalfsen" / "2025" / "manifest.json").read_text(encoding="utf-8")
        assert '"duur' not in receipt


def test_without_faketime_a_check_run_is_red_and_another_one_skips(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="another day"):
        later()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="faketime"):
        later()
