"""What gemeenten share is hashed once, and what is of one of them changes no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis import paths, remembered
from analysis.params import Params
from analysis.runner import plan
from analysis.runner.plan import input_hashes

DALFSEN, RAALTE = (
    Params(gemeente=code, naam=name, editie=2025, notebooks=["04_laaggeletterdheid"])
    for code, name in (("GM0148", "Dalfsen"), ("GM0177", "Raalte"))
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    for name in ("data", "params"):
        shutil.copytree(paths.root() / name, tmp_path / name, ignore=shutil.ignore_patterns("raw", "eigen"))
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("file", ["data/geo/GM0148/kernindeling.csv", "data/beleid/GM0148/nieuw.csv"])
def test_data_of_one_gemeente_are_input_of_that_one(project: Path, file: str):
    before = input_hashes(DALFSEN), input_hashes(RAALTE)
    with (project / file).open("a", encoding="utf-8") as more:
        more.write("\n")
    after = input_hashes(DALFSEN), input_hashes(RAALTE)
    assert after[0]["gegevens"] != before[0]["gegevens"]
    assert after[1] == before[1]


def test_data_of_the_country_are_input_of_all(project: Path):
    before = input_hashes(DALFSEN), input_hashes(RAALTE)
    with (project / "data" / "geo" / "gebieden.csv").open("a", encoding="utf-8") as more:
        more.write("\n")
    after = input_hashes(DALFSEN), input_hashes(RAALTE)
    assert all(new["gegevens"] != old["gegevens"] for new, old in zip(after, before, strict=True))


def test_what_is_shared_is_hashed_once_for_many(project: Path, monkeypatch):
    apart = input_hashes(DALFSEN), input_hashes(RAALTE)
    times = []
    real = plan._shared_inputs
    monkeypatch.setattr(plan, "_shared_inputs", lambda: times.append(1) or real())
    with remembered.keeping():
        together = input_hashes(DALFSEN), input_hashes(RAALTE)
    assert together == apart
    assert len(times) == 1
