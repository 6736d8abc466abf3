from pathlib import Path

import pytest

from analysis.ground import paths


def test_the_checkout_is_the_one_the_package_lies_in(monkeypatch):
    monkeypatch.delenv(paths.ROOT_VARIABLE, raising=False)
    assert paths.root() == Path(__file__).resolve().parents[3]


def test_another_checkout_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    assert paths.root() == tmp_path.resolve()
    assert [folder().name for folder in (paths.data, paths.notebooks, paths.params)] == [
        "data",
        "notebooks",
        "params",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("params/dalfsen.yml", "params/dalfsen.yml"), ("../elders/geheim.yml", "geheim.yml")],
)
def test_a_path_is_named_as_a_reader_knows_it_and_shows_no_home_folder(monkeypatch, tmp_path, path, expected):
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    assert paths.relative(tmp_path / path) == expected
