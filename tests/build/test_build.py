"""
The whole way: from the embedded data to the annex, nothing redone that is still good, and elsewhere the same.

The same data on another day, by somebody else and in another folder give the same bytes in every published file. There is
no list of allowed differences. What may differ is not published.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Checkout

import analysis
from analysis.audit.reading import published_files
from analysis.ground import paths

REAL = Path(__file__).resolve().parents[2]
KINDS = {
    ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".png", ".svg", ".ipynb", ".zip", ".json", ".parquet",
}  # fmt: skip
# With another stopwatch as well, threads would wait for ever. libfaketime 0.9.10 takes the moment until which a thread
# waits for its turn for one of the calendar all the same: none slept any more, they took turns without end, and what a
# kernel had printed came after seconds. So such a wait takes what Python asks for, five milliseconds.
CALENDAR_ONLY = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_WAIT_MS": "5"}
# With a stopwatch that does not move along, faketime refuses the absolute moments that `time.sleep` asks for.
SLEEP = """\
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds)
"""
DAYS = 400  # another day, another month and another year

# How somebody else works, on another day and in another folder.
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


def build_elsewhere(root: Path, home: Path) -> None:
    """Build with the code of this folder, as somebody else, on another day."""
    home.mkdir(exist_ok=True)
    environment = os.environ | THERE | {"HOME": str(home), "USERPROFILE": str(home), "LOGNAME": THERE["USER"]}
    environment |= {
        paths.ROOT_VARIABLE: str(root),
        "PYTHONPATH": str(root / "src"),
        "PYTHONIOENCODING": "utf-8",
    }
    environment |= CALENDAR_ONLY
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    command = [*later(), sys.executable, "-m", "analysis", "build", "params/dalfsen.yml", "--jobs", "2"]
    with (home / "log.txt").open("wb") as log:
        running = subprocess.Popen(command, env=environment, cwd=root, stdout=log, stderr=log)
    try:
        code = running.wait(timeout=600)
    finally:
        running.kill()
    assert code == 0, (home / "log.txt").read_text(encoding="utf-8", errors="replace")


def run_in(root: Path, *arguments: str | Path) -> str:
    """Give a command in a checkout, in this process, which has the same code; return what was said."""
    result = Checkout(root).run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def first(whole, tmp_path_factory) -> Path:
    """Return a copy of what was built here, every notebook on a kernel that is forked from one that is shared."""
    return Path(shutil.copytree(whole, tmp_path_factory.mktemp("gelijk") / "een"))


@pytest.fixture(scope="module")
def editions(first, tmp_path_factory):
    """Build the same edition once more with everything around it different; return the outputs of both."""
    # A space and an accent, because that is what a network drive looks like.
    second = tmp_path_factory.mktemp("gedeelde map Coördinatie") / "twee"
    shutil.copytree(first, second, ignore=shutil.ignore_patterns("outputs", ".kernmonitor"))
    package = Path(analysis.__file__).parent
    shutil.copytree(package, second / "src" / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    (second / "src" / "sitecustomize.py").write_text(SLEEP, encoding="utf-8")
    build_elsewhere(second, tmp_path_factory.mktemp("elders"))
    return first / "outputs", second / "outputs"


@pytest.fixture(scope="module")
def dalfsen(first) -> Path:
    return first / "outputs" / "dalfsen" / "2025"


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
    assert len(files) > 300
    # With the map to zoom in, not its replacement for who has no Leaflet.
    if paths.leaflet().is_dir():
        maps = [editions[0] / name for name in files if "/kaart_" in name and name.endswith(".html")]
        assert maps
        assert all("leaflet" in path.read_text(encoding="utf-8").lower() for path in maps)


def test_the_second_build_was_on_another_day():
    script = "import time; print(time.time())"
    environment = os.environ | CALENDAR_ONLY
    then, now = (
        float(subprocess.run([*before, sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout)
        for before in (later(), [])
    )  # fmt: skip
    assert then - now > (DAYS - 1) * 86_400


def test_what_differs_is_not_published(editions):
    for outputs in editions:
        (notes,) = (outputs.parent / ".kernmonitor").glob("dalfsen-2025-*")
        assert {path.name for path in notes.iterdir()} >= {"poort.json", "sleutels.json"}
        assert not [path for path in outputs.rglob("*") if path.name in ("poort.json", "sleutels.json")]
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


def test_every_letter_in_a_picture_is_of_the_house(dalfsen):
    """A sign that the house letter lacks is taken from a letter of the machine, and differs from the next machine."""
    pictures = list(dalfsen.glob("*/*.svg"))
    strangers = {
        picture.name
        for picture in pictures
        if set(re.findall(r'<path id="([A-Za-z]+)-', picture.read_text(encoding="utf-8"))) - {"SourceSansPro"}
    }
    assert len(pictures) > 50
    assert strangers == set()


def test_a_second_build_does_nothing_and_says_so(first):
    before = hashes(first / "outputs")
    assert "Niets te doen" in run_in(first, "build", "params/dalfsen.yml")
    assert hashes(first / "outputs") == before


def test_dry_run_writes_nothing(first, tmp_path):
    out = tmp_path / "x"
    said = run_in(first, "build", "params/dalfsen.yml", "--dry-run", "--out", out)
    assert "01_kernkaarten: maken" in said
    assert not out.exists()


def test_nothing_published_names_this_machine(dalfsen):
    from getpass import getuser
    from socket import gethostname

    forbidden = ["/home/", "/Users/", "/root/", "/tmp/", "file:///", "site-packages", "ipykernel_", str(REAL)]
    # Names of a few letters are words as well.
    forbidden += [name for name in (gethostname(), getuser()) if len(name) > 4]
    for path in sorted(dalfsen.rglob("*")):
        if path.suffix in {".json", ".html", ".ipynb", ".svg", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert not [word for word in forbidden if word in text], path.name


def test_executed_notebooks_carry_no_times_and_no_random_ids(dalfsen):
    for path in dalfsen.rglob("notebook.ipynb"):
        text = path.read_text(encoding="utf-8")
        for word in ('"papermill"', '"start_time"', '"execution": {', "iopub.execute_input"):
            assert word not in text


def test_the_annex_asks_nobody_for_anything(dalfsen):
    page = (dalfsen / "bijlage.html").read_text(encoding="utf-8")
    for attribute in ('src="http', "src='http", "url(http", "<script", "@import", '<link rel="stylesheet"'):
        assert attribute not in page


def test_raalte_builds_and_says_what_it_lacks(first):
    shutil.copy(REAL / "params" / "raalte.yml", first / "params")
    run_in(first, "build", "params/raalte.yml", "--formats", "html")
    page = (first / "outputs" / "raalte" / "2025" / "bijlage.html").read_text(encoding="utf-8")
    assert "Wat er nog niet is" in page
    assert "Voor Raalte is nog niet vastgelegd welke buurten samen een kern zijn." in page
    assert "Hoe dicht bevolkt zijn de gemeenten in de regio?" in page
    assert "geen gegevens" in page
