"""One changed number in data/ turns nbval red; that unchanged data leave it green shows nbval itself, in every run of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from analysis.ground import paths

REAL = Path(__file__).resolve().parents[2]


def run_nbval(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "notebooks/04_laaggeletterdheid.ipynb",
        ],
        cwd=root,
        env=os.environ | {paths.ROOT_VARIABLE: str(root)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )


def test_a_changed_number_is_seen(tmp_path):
    for name in ("data", "params", "notebooks"):
        shutil.copytree(REAL / name, tmp_path / name)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(REAL / name, tmp_path / name)
    (tmp_path / "tests").mkdir()
    shutil.copy(REAL / "tests" / "quick.py", tmp_path / "tests" / "quick.py")
    file = tmp_path / "data" / "cijfers" / "preventiebeleid_2022_geletterdheid.csv"
    text = file.read_text(encoding="utf-8")
    assert ",1591," in text
    file.write_text(text.replace(",1591,", ",1592,"), encoding="utf-8")

    done = run_nbval(tmp_path)

    assert done.returncode == 1, done.stdout
    assert "nb.check" in done.stdout
