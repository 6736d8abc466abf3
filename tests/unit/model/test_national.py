"""One file for the whole country: which gemeenten, and the params file that each gets."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.catalogue import read_catalogue
from analysis.model.national import gemeenten_of, params_files
from analysis.model.params import read_params

NATIONAL = """\
editie: 2025
vergelijk: [NL00]
notebooks:
  - 04_laaggeletterdheid
  - notebook: 02_wijkprofiel
    parameters: {gebied: "{gemeente}"}
"""


@pytest.fixture
def areas():
    return read_catalogue().areas


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    for name in ("data", "notebooks"):
        shutil.copytree(paths.root() / name, tmp_path / name, ignore=shutil.ignore_patterns("raw", "eigen"))
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "landelijk.yml").write_text(NATIONAL, encoding="utf-8")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    return tmp_path


def test_all_are_the_gemeenten_that_have_a_code_and_still_are(areas):
    codes = [area.gebied for area in gemeenten_of("alle", areas)]
    assert codes == sorted(codes)
    assert {"GM0148", "GM0177"} <= set(codes)
    assert all(re.fullmatch(r"GM\d{4}", code) for code in codes)


def test_a_list_holds_codes_and_names_each_once(areas):
    assert [area.naam for area in gemeenten_of("GM0177, dalfsen,gm0177", areas)] == ["Raalte", "Dalfsen"]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("gm148", 'Bedoelt u "GM0148"?'),
        ("GM0176", 'Bedoelt u "GM'),
        ("Omen", 'Bedoelt u "Ommen"?'),
        ("GM0365", "Zij ging op in Alkmaar (GM0361)."),
        ("Verweggistan", "data/geo/gebieden.csv"),
        (" , ", "Noem gemeenten."),
    ],
)
def test_an_unknown_gemeente_is_refused_with_the_nearest(areas, asked, hint):
    with pytest.raises(InputError) as caught:
        gemeenten_of(asked, areas)
    (problem,) = caught.value.problems
    assert hint in problem.action


def test_all_unknown_ones_are_named_at_once(areas):
    with pytest.raises(InputError) as caught:
        gemeenten_of("GM0149,GM0177,Omen", areas)
    assert [problem.found for problem in caught.value.problems] == ['"GM0149"', '"Omen"']


def test_each_gemeente_gets_an_ordinary_params_file(project: Path, areas):
    raalte, dalfsen = params_files(paths.national(), gemeenten_of("GM0177,GM0148", areas))
    params = read_params(raalte)
    assert (params.gemeente, params.naam, params.regio, params.gebieden) == ("GM0177", "Raalte", "", None)
    assert [run.id for run in params.chapters] == ["04_laaggeletterdheid", "02_wijkprofiel-gm0177"]
    params = read_params(dalfsen)
    assert params.regio == "RG-ZWOLLE"
    assert params.gebieden.kernindeling == "data/geo/GM0148/kernindeling.csv"
    assert params.gebieden.woonkernen == "data/geo/GM0148/woonkernen.csv"


def test_a_file_that_says_the_same_is_left_alone(project: Path, areas):
    (file,) = params_files(paths.national(), gemeenten_of("GM0177", areas))
    before = file.stat().st_ino
    params_files(paths.national(), gemeenten_of("GM0177", areas))
    assert file.stat().st_ino == before
    paths.national().write_text(NATIONAL.replace("NL00", "PV23"), encoding="utf-8")
    params_files(paths.national(), gemeenten_of("GM0177", areas))
    assert read_params(file).vergelijk == ("PV23",)


def test_a_gemeente_keeps_its_own_file_of_this_edition(project: Path, areas):
    own = project / "params" / "raalte.yml"
    text = "gemeente: GM0177\nnaam: Raalte\neditie: {}\nnotebooks: [04_laaggeletterdheid]\n"
    chosen = gemeenten_of("GM0177", areas)
    own.write_text(text.format(2025), encoding="utf-8")
    assert params_files(paths.national(), chosen, paths.gemeente_files()) == [own]
    own.write_text(text.format(2024), encoding="utf-8")
    assert params_files(paths.national(), chosen, paths.gemeente_files()) != [own]


@pytest.mark.parametrize(
    "line", ["gemeente: GM0148", "naam: Dalfsen", "regio: RG-ZWOLLE", "uitvoer: outputs/x"]
)
def test_what_belongs_to_one_gemeente_is_refused(project: Path, areas, line):
    paths.national().write_text(f"{NATIONAL}{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        params_files(paths.national(), gemeenten_of("GM0177", areas))
    (problem,) = caught.value.problems
    assert problem.place == f'regel 7, sleutel "{line.partition(":")[0]}"'
    assert "Haal de sleutel weg" in problem.action


def test_the_file_of_the_project_is_good(areas):
    files = params_files(paths.national(), [])
    assert files == []
