"""Counts that contradict each other are told as numbers of a file, never as what the program calls them."""

import pytest

from analysis.ground.errors import InputError
from analysis.release import build, contradiction
from analysis.release.cells import NOEMER, TELLER, Count, Row
from analysis.release.contradiction import refused, sentence
from analysis.release.solver import InconsistentError


def count(area="GM0148", what=NOEMER, source="voorbeeld_jeugdhulp"):
    return Count(Row("inwoners", area, "2019", source), what)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.csv").write_text("x,voorbeeld_jeugdhulp_2018\n", encoding="utf-8")
    (tmp_path / "jeugdhulp.csv").write_text("x,voorbeeld_jeugdhulp\n", encoding="utf-8")
    (tmp_path / "eigen_bron-2025.xlsx").write_bytes(b"\xff\xfe")
    return sorted(tmp_path.iterdir())


def test_topic_area_period_and_file_are_named_and_what_to_do(catalogue, files):
    error = refused(InconsistentError([count()]), catalogue, {"GM0148": "Dalfsen"}, files)
    assert isinstance(error, InputError)
    (problem,) = error.problems
    assert problem.code == "F740"
    assert problem.file.endswith("jeugdhulp.csv")
    assert "Dalfsen, 2019 (het totaal waar het deel van is)" in problem.found
    assert "kernindeling" in problem.action
    assert "Row(" not in str(error)


@pytest.mark.parametrize(
    ("source", "file"), [("eigen_bron", "eigen_bron-2025.xlsx"), ("nergens", "data/raw")]
)
def test_a_delivered_file_is_known_by_its_name_and_what_was_fetched_by_its_folder(
    catalogue, files, source, file
):
    error = refused(InconsistentError([count(source=source)]), catalogue, {}, files)
    assert error.problems[0].file.endswith(file)


def test_of_many_that_hang_together_some_are_named_and_the_rest_counted(catalogue, files):
    cells = [count(f"KERN-GM0148-{number}") for number in range(9)]
    error = refused(InconsistentError([*cells, count("deel 1"), "x"]), catalogue, {}, files)
    assert len(error.problems) == contradiction.MOST
    assert "nog 4 andere aantallen" in error.summary


def test_a_sentence_without_names_is_still_a_sentence(catalogue):
    assert sentence([], catalogue, {}) == "De gepubliceerde aantallen spreken elkaar tegen."
    told = sentence([count(what=TELLER)], catalogue, {"GM0148": "Dalfsen"})
    assert told.endswith(", Dalfsen, 2019.")


def test_a_release_that_cannot_be_is_wrong_input(tmp_path, monkeypatch):
    from analysis.ground import paths
    from analysis.model.params import read_params

    def contradicts(*_):
        raise InconsistentError([count()])

    monkeypatch.setattr(build, "protect", contradicts)
    with pytest.raises(InputError, match=r"data/voorbeeld/jeugdhulp\.csv"):
        build.build_release(read_params(paths.params() / "raalte.yml"), tmp_path)
    assert list(tmp_path.iterdir()) == []
