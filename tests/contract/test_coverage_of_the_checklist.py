"""Every node, figure slot, fact, question and conflict of the documents is answered somewhere, or refused with a reason."""

import csv
import re
from pathlib import Path

import pytest
from tests.unit.real_release import dalfsen

from analysis.ground import yaml_document
from analysis.topics.claims import WAITING, find_all
from analysis.topics.claims_check import ONLY_FICTIONAL, UNSOURCED, judge_all
from analysis.topics.claims_policy import read_claims
from analysis.topics.goal_tree import UNKNOWN, status_of
from analysis.topics.policy import goal_tree

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["gemeente", "soort", "id", "naam", "stand", "antwoord", "reden"]
ANSWERED, PARTLY, REFUSED = "beantwoord", "deels", "geweigerd"
NODES = [
    "1",
    "1.1",
    "1.1.1",
    "1.2",
    "1.2.1",
    "1.3",
    "1.3.1",
    "2",
    "2.1",
    "2.1.1",
    "2.1.2",
    "2.2",
    "2.2.1",
    "2.3",
    "2.3.1",
    "2.3.2",
    "2.3.3",
    "2.3.4",
    "2.4",
    "2.4.1",
    "2.4.2",
    "3",
    "3.1",
    "3.1.1",
    "3.2",
    "3.2.1",
    "3.2.2",
    "P1",
    "P2",
    "P3",
]
WANTED = {
    "doel": NODES,
    "figuur": [f"C{number}" for number in range(1, 34)],
    "feit": [f"F{number}" for number in range(1, 41)],
    "vraag": [f"Q{number}" for number in range(1, 29)],
    "tegenstrijdigheid": [f"T{number}" for number in range(1, 19)],
    "gebruiksverhaal": [f"G{number}" for number in range(1, 11)],
    "systeem": [f"S{number}" for number in range(1, 31)],
    "databron": [f"D{number}" for number in range(1, 19)],
    "procesregel": [f"R{number}" for number in range(1, 19)],
}


def rows():
    with (ROOT / "docs" / "dekking.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def problems(table):
    """Name what is wrong with the register: answers that are nowhere, refusals without a reason."""
    wrong = []
    for row in table:
        places = [place for place in row["antwoord"].split("; ") if place]
        wrong += [f"{row['id']}: {place} does not exist" for place in places if not (ROOT / place).is_file()]
        if row["stand"] not in (ANSWERED, PARTLY, REFUSED):
            wrong.append(f"{row['id']}: stand {row['stand']!r}")
        if bool(places) == (row["stand"] == REFUSED):
            wrong.append(f"{row['id']}: {row['stand']} with {len(places)} places")
        if bool(row["reden"]) == (row["stand"] == ANSWERED):
            wrong.append(f"{row['id']}: {row['stand']} and reason {row['reden']!r}")
        if not row["naam"]:
            wrong.append(f"{row['id']}: no name")
    return wrong


@pytest.mark.parametrize("kind", WANTED)
def test_nothing_of_the_checklist_is_missing(kind):
    assert [row["id"] for row in rows() if row["soort"] == kind] == WANTED[kind]


def test_the_register_holds_nothing_else():
    assert {row["soort"] for row in rows()} == set(WANTED)


def test_every_answer_exists_and_every_refusal_says_why():
    assert problems(rows()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"antwoord": "notebooks/99_nergens.ipynb"},
        {"antwoord": ""},
        {"stand": REFUSED},
        {"stand": PARTLY},
        {"stand": "misschien"},
        {"reden": "zomaar"},
        {"naam": ""},
    ],
)
def test_a_row_that_promises_too_much_is_caught(change):
    good = next(row for row in rows() if row["stand"] == ANSWERED)
    assert problems([good]) == []
    assert problems([good | change]) != []


def test_the_goal_tree_holds_every_node():
    nodes = {
        str(node["id"])
        for node in yaml_document.read_document(ROOT / "data/beleid/GM0148/doelenboom.yml").content["knopen"]
    }
    assert [node for node in NODES if node not in nodes] == []


def test_the_claims_hold_every_fact_and_conflict():
    claims = read_claims("GM0148")
    facts = {re.match(r"F\d+", one.id)[0] for one in claims.beweringen}
    assert facts == set(WANTED["feit"])
    named = {f"T{one.id}": one.naam for one in claims.tegenstrijdigheden}
    assert {row["id"]: row["naam"] for row in rows() if row["soort"] == "tegenstrijdigheid"} == named


def stands(kind):
    return {row["id"]: row["stand"] for row in rows() if row["soort"] == kind}


def test_a_fact_is_answered_when_each_of_its_sentences_met_something_real_and_only_then():
    """That a sentence stands in the list is no answer, nor is a number that only its own document gives."""
    met: dict[str, list[bool]] = {}
    for name, one in judge_all(read_claims("GM0148"), dalfsen()).items():
        tested = one.word != UNSOURCED and one.reason != ONLY_FICTIONAL
        met.setdefault(re.match(r"F\d+", name)[0], []).append(tested)
    assert {fact: stand == ANSWERED for fact, stand in stands("feit").items()} == {
        fact: all(tested) for fact, tested in met.items()
    }


def test_a_goal_is_answered_only_where_real_numbers_tell_whether_it_is_on_course():
    found = {node.id: status_of(dalfsen(), node) for node in goal_tree(dalfsen()).knopen}
    known = {name for name, one in found.items() if one.status != UNKNOWN and not one.is_example}
    assert {name for name, stand in stands("doel").items() if stand == ANSWERED} == known & set(NODES)


def test_a_conflict_is_answered_when_nothing_is_waited_for():
    claims = read_claims("GM0148")
    found = find_all(claims, judge_all(claims, dalfsen()), dalfsen())
    waiting = {f"T{one.conflict.id}" for one in found if one.state == WAITING}
    assert {name for name, stand in stands("tegenstrijdigheid").items() if stand != ANSWERED} == waiting


def test_the_user_stories_are_told_in_order():
    text = (ROOT / "docs" / "gebruiksverhalen.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, flags=re.M) == [str(number) for number in range(1, 11)]
