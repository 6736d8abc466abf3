"""The cases of `tests/bad_input` that come over the network."""

from __future__ import annotations

import pytest
from tests.bad_input.cases import Case, all_cases
from tests.recorded.network_cases import QUESTIONS, ask, problems_of

from analysis.build.receipt import file_hashes
from analysis.sources.observations import read_observations
from analysis.sources.snapshots import Store

pytestmark = pytest.mark.slow

CASES = all_cases("netwerk")
each = pytest.mark.parametrize("case", CASES, ids=[case.folder.name for case in CASES])


def test_these_are_the_cases_over_the_network():
    assert [case.number for case in CASES] == [31, 70, 71, 96, 97, 98, 99, *range(180, 188)]


@each
def test_the_report_is_exact(case: Case, server, tmp_path):
    found = problems_of(case, server, tmp_path)
    assert found == case.expected
    assert sum(problem["ernst"] == "fout" for problem in found) == case.about["fouten"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.about["fouten"]], ids=lambda case: case.folder.name
)
def test_an_error_leaves_the_store_as_it_was(case: Case, server, tmp_path):
    store = Store(tmp_path)
    question = case.about["vraag"]
    good, _ = ask(question, server, "", store)
    before = file_hashes(tmp_path)
    assert problems_of(case, server, tmp_path)
    assert file_hashes(tmp_path) == before
    # What somebody falls back on.
    assert store.newest(good.origin.bron, QUESTIONS[question].part) == good


@each
def test_the_same_question_to_a_service_that_behaves_passes(case: Case, server, tmp_path):
    behaviour = case.about.get("hersteld_server", "")
    named = f"{behaviour}~{tmp_path.name}" if behaviour else ""
    snapshot, new = ask(case.about["hersteld"], server, named, Store(tmp_path))
    assert new
    assert snapshot.origin.rijen > 0
    assert snapshot.notes == ()


def test_padded_codes_give_the_numbers_of_their_areas(server, tmp_path):
    case = next(case for case in CASES if case.number == 31)
    snapshot, _ = ask(case.about["vraag"], server, "", Store(tmp_path))
    found = read_observations(snapshot, areas=["GM0148"], topics=["AantalInwoners"])
    numbers = found.set_index("gebied")["waarde"]
    assert len(numbers) == 40
    for cell in case.about["waarden"]:
        assert numbers[cell["gebied"]] == cell["waarde"]


def test_both_versions_are_kept_when_the_source_says_nothing(server, tmp_path):
    case = next(case for case in CASES if case.number == 99)
    problems_of(case, server, tmp_path)
    folders = [folder for folder in (tmp_path / "cbs_kwb").glob("*/*") if folder.is_dir()]
    assert len(folders) == 2
