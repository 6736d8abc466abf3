"""What a build in these tests takes of before is what it would have made, and is taken only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build.conftest import Project
from tests.releases import KeptReleases, key_of

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.params import Params, read_params


@pytest.fixture
def params(project: Project) -> Params:
    project.notebook("1_een")
    return read_params(project.usual_params("1_een"))


def place(project: Project, name: str, year: int = 2025) -> Path:
    folder = project.outputs / name / str(year)
    folder.mkdir(parents=True)
    return folder


def test_a_release_that_is_taken_is_the_one_that_would_be_made(project: Project, params, tmp_path, hashes):
    keep = KeptReleases(tmp_path / "vrijgaven")
    made, taken = (
        (hashes(staged), hashes(paths.local(folder)), warnings)
        for folder in (place(project, "een"), place(project, "twee"))
        for staged, warnings in [keep(params, folder)]
    )
    again = KeptReleases(tmp_path / "leeg")(params, folder := place(project, "drie"))
    assert made == taken == (hashes(again[0]), hashes(paths.local(folder)), again[1])
    assert {"poort.json", "verborgen.json"} <= set(made[1])
    assert len(list((tmp_path / "vrijgaven").iterdir())) == 1


def test_whatever_it_rests_on_makes_it_another(project: Project, params):
    folder = place(project, "een")
    keys = {key_of(params, folder), key_of(params.model_copy(update={"vergelijk": ("PV23",)}), folder)}
    earlier = place(project, "een", 2024) / "release" / "cijfers.parquet"
    earlier.parent.mkdir()
    earlier.write_bytes(b"eerder")
    keys.add(key_of(params, folder))
    notes = paths.make_local(project.outputs / "een" / "2024")
    (notes / paths.REASONS).write_text("{}", encoding="utf-8")
    keys.add(key_of(params, folder))
    own = project.root / "data" / "eigen" / "GM0148" / "jeugdhulp.csv"
    own.parent.mkdir(parents=True)
    own.write_text("gebied;jaar\n", encoding="utf-8")
    keys.add(key_of(params, folder))
    assert len(keys) == 5


def test_what_is_refused_is_refused_again(project: Project, params, tmp_path):
    own = project.root / "data" / "eigen" / "GM0148" / "onbekend.csv"
    own.parent.mkdir(parents=True)
    own.write_text("gebied;jaar\n", encoding="utf-8")
    keep = KeptReleases(tmp_path / "vrijgaven")
    for name in ("een", "twee"):
        with pytest.raises(InputError):
            keep(params, place(project, name))
