import pytest

from analysis.ground import paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "dalfsen.yml").touch()
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("typed", ["dalfsen", "Dalfsen", "DALFSEN"])
def test_a_name_is_the_params_file_of_that_name(home, typed):
    assert paths.params_file(paths.Path(typed)) == home / "params" / "dalfsen.yml"


@pytest.mark.parametrize("typed", ["params/dalfsen.yml", "dalfsen.yml", "elders/dalfsen", "x.yaml"])
def test_a_path_stays_what_it_is(home, typed):
    assert paths.params_file(paths.Path(typed)) == paths.Path(typed)


def test_a_file_without_a_suffix_is_read_as_it_is(home):
    (home / "dalfsen").touch()
    assert paths.params_file(paths.Path("dalfsen")) == paths.Path("dalfsen")


def test_a_name_that_is_not_there_is_looked_for_where_params_lie(home):
    assert paths.params_file(paths.Path("dalfsn")) == home / "params" / "dalfsn.yml"
