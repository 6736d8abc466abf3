"""The whole way: from the embedded data to the annex, twice the same, and nothing redone that is still good."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2]
# How long each part took: not published, and the only file that may differ.


def build(out: Path, params: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "analysis",
            "build",
            str(REAL / "params" / params),
            "--out",
            str(out),
            *options,
        ],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        cwd=environment.get("HOME", REAL),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="module")
def dalfsen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("eerste")
    done = build(out, "dalfsen.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "dalfsen" / "2025"


def test_two_builds_give_the_same_bytes(dalfsen, tmp_path, hashes):
    other = {
        "HOME": str(tmp_path),
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "7",
        "USER": "iemand-anders",
    }
    # Every notebook once on a warm kernel, forked from one that is shared, and once on one of its own.
    done = build(tmp_path / "twee", "dalfsen.yml", "--cold", **other)
    assert done.returncode == 0, done.stdout + done.stderr

    first, second = hashes(dalfsen), hashes(tmp_path / "twee" / "dalfsen" / "2025")

    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


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


def test_a_second_build_does_nothing_and_says_so(dalfsen, hashes):
    before = hashes(dalfsen)
    done = build(dalfsen.parents[1], "dalfsen.yml")
    assert done.returncode == 0
    assert "Niets te doen" in done.stdout
    assert hashes(dalfsen) == before


def test_dry_run_writes_nothing(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "analysis",
            "build",
            str(REAL / "params/dalfsen.yml"),
            "--out",
            str(tmp_path / "x"),
            "--dry-run",
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0
    assert "01_kernkaarten: maken" in done.stdout
    assert not (tmp_path / "x").exists()


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


def test_raalte_builds_and_says_what_it_lacks(tmp_path):
    done = build(tmp_path, "raalte.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "raalte" / "2025" / "bijlage.html").read_text(encoding="utf-8")
    assert "Wat er nog niet is" in page
    assert "Voor Raalte is nog niet vastgelegd welke buurten samen een kern zijn." in page
    assert "Hoe dicht bevolkt zijn de gemeenten in de regio?" in page
    assert "geen gegevens" in page
