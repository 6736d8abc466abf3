"""Every case of the catalogue gives exactly its report, changes nothing, and passes once it is repaired."""

from __future__ import annotations

import pytest
from tests.bad_input.cases import Case, all_cases, report

from analysis.build.receipt import file_hashes
from analysis.ground import paths

CHECKED = all_cases("tabel", "kaart")
ids = [case.folder.name for case in CHECKED]


@pytest.fixture(scope="module", autouse=True)
def _what_no_check_may_touch():
    """See at the end that all of it is as it was."""

    def watched():
        return {folder.name: file_hashes(folder) for folder in (paths.data(), paths.params())}

    before = watched()
    yield
    assert watched() == before


@pytest.mark.parametrize("case", CHECKED, ids=ids)
def test_the_report_is_exact_and_nothing_is_changed(case: Case, tmp_path):
    file = case.place("invoer", tmp_path)
    mine = file_hashes(file.parent) if "maak" not in case.about else None
    code, found = report(case, file)
    assert found["problemen"] == case.expected
    assert found["fouten"] == case.about["fouten"]
    assert code == (2 if case.about["fouten"] else 0)
    assert mine is None or file_hashes(file.parent) == mine


@pytest.mark.parametrize("case", CHECKED, ids=ids)
def test_the_repaired_twin_passes(case: Case, tmp_path):
    code, found = report(case, case.place("hersteld", tmp_path))
    assert [problem for problem in found["problemen"] if problem["ernst"] == "fout"] == []
    assert code == 0
    assert found["rijen"] > 0
    codes = {problem["code"] for problem in case.expected}
    assert not codes & {problem["code"] for problem in found["problemen"]}


@pytest.mark.parametrize(
    "case", [case for case in CHECKED if case.about["fouten"]], ids=lambda c: c.folder.name
)
def test_a_message_says_where_what_and_what_to_do(case: Case):
    for problem in case.expected:
        assert problem["code"]
        assert problem["bestand"] == case.about["bestand"]
        assert problem["verwacht"]
        assert problem["actie"].endswith((".", "?"))


@pytest.mark.parametrize(
    "case", [case for case in CHECKED if case.about.get("waarden")], ids=lambda c: c.folder.name
)
@pytest.mark.parametrize("part", ["invoer", "hersteld"])
def test_what_may_be_read_is_read_right(case: Case, part, tmp_path):
    from analysis.prepare.delivered import context_of, definition_of
    from analysis.sources.files.check import check_file

    file = case.place(part, tmp_path)
    found = check_file(file, definition_of(case.about["als"], case.definitions), context_of("GM0148"))
    table = found.delivered.table.set_index("rij")
    shift = case.about.get("verschuiving", {}).get(part, 0)
    for cell in case.about["waarden"]:
        row = table.loc[cell["rij"] + shift]
        if "waarde" in cell:
            value = row[cell["kolom"]]
            assert value == (
                pytest.approx(cell["waarde"]) if isinstance(cell["waarde"], float) else cell["waarde"]
            )
        if "status" in cell:
            assert row[f"{cell['kolom']}__status"] == cell["status"]


def test_no_case_is_missing_and_none_is_there_twice():
    numbers = [case.number for case in all_cases()]
    assert numbers[:106] == list(range(1, 107))
    assert len(set(numbers)) == len(numbers)


def test_every_kind_of_case_is_run_somewhere():
    # The others: tests/unit/sources/test_bad_network.py and tests/bad_input/test_params_machine.py.
    assert {case.kind for case in all_cases()} == {"tabel", "kaart", "netwerk", "params", "machine"}
