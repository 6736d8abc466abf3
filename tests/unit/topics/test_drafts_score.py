"""
A hundred and twenty sentences, written without knowing the code, against a fixed release.

What counts first: no true sentence is contradicted and no false one confirmed. A sentence that these numbers cannot
decide may get neither word.
"""

from __future__ import annotations

import pytest
import yaml
from tests.unit.topics.drafts_release import FOLDER, word_of

from analysis.topics.claims_check import CONTRADICTED, HOLDS

SENTENCES = yaml.safe_load((FOLDER / "zinnen.yml").read_text(encoding="utf-8"))
RIGHT = {"waar": HOLDS, "onwaar": CONTRADICTED}
WITH_A_VERDICT = 0.7


@pytest.fixture(scope="module")
def words():
    return {one["nr"]: word_of(one["zin"])[0] for one in SENTENCES}


def listed(words, wrong):
    return [one["zin"] for one in SENTENCES if wrong(one["waarheid"], words[one["nr"]])]


def test_there_are_a_hundred_and_twenty():
    assert [one["nr"] for one in SENTENCES] == list(range(1, 121))
    assert {one["waarheid"] for one in SENTENCES} == {"waar", "onwaar", "open"}


def test_no_false_alarm(words):
    assert listed(words, lambda truth, word: word == CONTRADICTED and truth != "onwaar") == []


def test_no_false_confirmation(words):
    assert listed(words, lambda truth, word: word == HOLDS and truth != "waar") == []


def test_enough_of_them_get_a_verdict(words):
    right = listed(words, lambda truth, word: word == RIGHT.get(truth))
    assert len(right) >= WITH_A_VERDICT * len(SENTENCES)


def test_every_one_of_them_is_listed(words):
    assert [number for number, word in words.items() if not word] == []
