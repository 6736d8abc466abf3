"""The scorecard names tests that exist, comes from their results, and is what stands in the document."""

from __future__ import annotations

import ast
import re

import pytest
from tests.scorecard.items import ITEMS, Item
from tests.scorecard.results import read_results, total
from tests.scorecard.table import BEGIN, END, MET, NOT_MET, NOT_TESTED, measured, outcome, table, written_into

from analysis.ground import paths

DOCUMENT = "docs/betrouwbaarheid.md"
ITEM = Item("X1", "Het gaat goed", "proberen", ("unit/test_a.py::test_een", "unit/test_b.py"))
JUNIT = """\
<testsuites><testsuite>
<testcase classname="tests.unit.test_a" name="test_een[a-1]"><properties>
<property name="gemeten" value="12 van 12 bestanden gelijk"/></properties></testcase>
<testcase classname="tests.unit.test_a" name="test_een[b-2]">{een}</testcase>
<testcase classname="tests.unit.test_a" name="test_ander"><failure message="x"/></testcase>
<testcase classname="tests.unit.test_b" name="test_twee">{twee}</testcase>
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path):
    def read(een="", twee=""):
        (tmp_path / "uitkomst.xml").write_text(JUNIT.format(een=een, twee=twee), encoding="utf-8")
        return read_results(tmp_path / "uitkomst.xml")

    return read


def text():
    return (paths.root() / DOCUMENT).read_text(encoding="utf-8")


def shown():
    """Return the rows of the table in the document, by their id."""
    part = text().partition(BEGIN)[2].partition(END)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
    return {row[0]: row for row in rows if re.fullmatch(r"[RDPAS]\d", row[0])}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_test_that_is_named_exists(item):
    for test in item.tests:
        file, _, name = test.partition("::")
        path = paths.root() / "tests" / file
        assert path.is_file(), test
        names = [
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        ]
        assert not name or name in names, test
        assert any(one.startswith("test_") for one in names), test


def test_every_promise_stands_once_and_in_the_document_with_a_result():
    rows = shown()
    assert list(rows) == [item.id for item in ITEMS]
    for item in ITEMS:
        _, promise, how, word, told = rows[item.id]
        assert promise == item.promise
        assert how.startswith(item.how)
        assert word == (MET if item.tests else NOT_TESTED), f"{item.id} is {word}"
        assert bool(told) == bool(item.tests)


def test_an_item_is_met_when_all_its_tests_passed(results):
    found = results()
    assert outcome(ITEM, found) == MET
    assert measured(ITEM, found) == "12 van 12 bestanden gelijk; 3 van 3 proeven goed"


def test_a_test_that_is_not_named_does_not_count(results):
    assert total(["unit/test_a.py"], results()).failed == 1
    assert total(["unit/test_a.py::test_een"], results()).failed == 0


@pytest.mark.parametrize("ended", ["<failure/>", "<error/>"])
def test_one_case_that_fails_is_enough(results, ended):
    found = results(een=ended)
    assert outcome(ITEM, found) == NOT_MET
    assert "2 van 3 proeven goed" in measured(ITEM, found)


def test_a_test_that_was_skipped_is_no_proof(results):
    found = results(twee="<skipped/>")
    assert outcome(ITEM, found) == NOT_TESTED
    assert "1 overgeslagen" in measured(ITEM, found)


def test_what_did_not_run_is_no_proof(results):
    assert outcome(Item("X2", "", "", ("unit/test_c.py",)), results()) == NOT_TESTED
    assert outcome(Item("X3", "", ""), results()) == NOT_TESTED


def test_the_table_links_each_file_once_and_the_rest_of_the_document_stays(results):
    double = Item("X1", "a|b", "proberen", ("unit/test_a.py::test_een", "unit/test_a.py::test_een"))
    content = table([double], results())
    assert content.splitlines()[2].startswith(
        "| X1 | a/b | proberen: [a](../tests/unit/test_a.py) | gehaald |"
    )
    document = written_into(f"boven\n{BEGIN}\noud\n{END}\nonder\n", content)
    assert document == f"boven\n{BEGIN}\n{content}\n{END}\nonder\n"
    assert written_into(document, content) == document


@pytest.mark.parametrize("wrong", ["", BEGIN, END + BEGIN, BEGIN + END + BEGIN + END])
def test_a_document_without_its_markers_is_left_alone(wrong):
    with pytest.raises(ValueError, match="once"):
        written_into(wrong, "tabel")
