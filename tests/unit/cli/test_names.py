from types import SimpleNamespace

import pytest

from analysis.cli.names import meant, parts_meant
from analysis.ground import paths
from analysis.ground.errors import InputError


def plan(*tasks):
    return SimpleNamespace(tasks=[SimpleNamespace(id=one, notebook=one.split("-")[0]) for one in tasks])


PLANS = [plan("01_kernkaarten", "02_wijkprofiel-gm0148", "02_wijkprofiel-noord", "03_mantelzorg-inwoners")]


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "dalfsen.yml").touch()
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("typed", ["dalfsen", "Dalfsen", "DALFSEN"])
def test_a_name_is_the_params_file_of_that_name(home, typed):
    assert meant(paths.Path(typed)) == home / "params" / "dalfsen.yml"


@pytest.mark.parametrize("typed", ["params/dalfsen.yml", "dalfsen.yml", "elders/dalfsen", "x.yaml"])
def test_a_path_stays_what_it_is(home, typed):
    assert meant(paths.Path(typed)) == paths.Path(typed)


def test_a_file_without_a_suffix_is_read_as_it_is(home):
    (home / "dalfsen").touch()
    assert meant(paths.Path("dalfsen")) == paths.Path("dalfsen")


def test_a_name_that_is_not_there_is_looked_for_where_params_lie(home):
    assert meant(paths.Path("dalfsn")) == home / "params" / "dalfsn.yml"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["release", "annex"], {"release", "annex"}),
        (["02_wijkprofiel"], {"02_wijkprofiel-gm0148", "02_wijkprofiel-noord"}),
        (["02_wijkprofiel-noord"], {"02_wijkprofiel-noord"}),
        # Who gave it a parameter renamed the run, not the notebook.
        (["03_mantelzorg"], {"03_mantelzorg-inwoners"}),
        ([], set()),
    ],
)
def test_a_notebook_stands_for_all_its_runs(only, expected):
    assert parts_meant(only, PLANS) == expected


def test_what_is_in_no_plan_is_refused_all_at_once_with_what_is_near():
    with pytest.raises(InputError) as caught:
        parts_meant(["02_wijkprofil", "xyz"], PLANS)
    assert len(caught.value.problems) == 2
    assert 'Bedoelt u "02_wijkprofiel"?' in str(caught.value)
    assert str(caught.value).count("een van: ") == 1  # it was: the whole list at each
