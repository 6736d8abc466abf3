"""
Two sets of a hundred and twenty sentences, written without knowing the code, each against a fixed release.

What counts first: no true sentence is contradicted and no false one confirmed. A sentence that these numbers cannot
decide may get neither word.
"""

from __future__ import annotations

import pytest
import yaml
from tests.unit.topics.drafts_release import FOLDER, SECOND, word_of

from analysis.topics.claims_check import CONTRADICTED, HOLDS

RIGHT = {"waar": HOLDS, "onwaar": CONTRADICTED}
# Of each set at least so many get the right word: seven in ten of all, and of the 85 that the numbers decide.
AT_LEAST = {FOLDER: 84, SECOND: 60}


@pytest.fixture(scope="module", params=AT_LEAST, ids=lambda folder: folder.name)
def judged(request):
    """Each sentence of a set with its word."""
    listed = yaml.safe_load((request.param / "zinnen.yml").read_text(encoding="utf-8"))
    return [(one, word_of(one["zin"], request.param)[0]) for one in listed]


def listed(judged, wrong):
    return [one["zin"] for one, word in judged if wrong(one["waarheid"], word)]


def test_there_are_a_hundred_and_twenty(judged):
    assert [one["nr"] for one, _ in judged] == list(range(1, 121))
    assert {one["waarheid"] for one, _ in judged} - {"geen"} == {"waar", "onwaar", "open"}


def test_no_false_alarm(judged):
    assert listed(judged, lambda truth, word: word == CONTRADICTED and truth != "onwaar") == []


def test_no_false_confirmation(judged):
    assert listed(judged, lambda truth, word: word == HOLDS and truth != "waar") == []


@pytest.mark.parametrize(
    ("judged", "least"), AT_LEAST.items(), ids=lambda one: getattr(one, "name", ""), indirect=["judged"]
)
def test_enough_of_them_get_a_verdict(judged, least):
    assert len(listed(judged, lambda truth, word: word == RIGHT.get(truth))) >= least


def test_every_claim_is_listed(judged):
    assert listed(judged, lambda truth, word: not word and truth != "geen") == []
