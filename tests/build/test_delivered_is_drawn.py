"""
What the municipality delivers for a new year is what the chapters show of that subject.

Every template of `data/bronnen.yml` is filled in, and the figures of all chapters of Dalfsen are made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from tests.chapters import numbers_of, shown_by_chapters
from tests.filled import deliver, indicators_of, templates

from analysis.cards.card import Card
from analysis.ground import paths
from analysis.model.catalogue import read_catalogue
from analysis.model.params import read_params
from analysis.release.build import build_release

GEMEENTE, YEAR = "GM0148", 2025
ALL = templates()
# Indicators that no chapter shows, each with the reason.
NOT_DRAWN: dict[str, str] = {}
# Templates that bring no numbers into the release, and what becomes of them.
WITHOUT_NUMBERS = {
    "partners": "drawn in 11_partners from the returns, see test_partner_returns",
    "begroting": "checked only: the goal tree reads the budget of the policy, and README says so",
}
SECOND = [indicator for entry in ALL.values() for indicator in indicators_of(entry)[1::2]]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Callable[..., list]:
    """Return a function that delivers every template and returns what the chapters show."""

    def made(without=()):
        root = tmp_path_factory.mktemp("getekend")
        for name in ("data", "params", "notebooks"):
            shutil.copytree(paths.root() / name, root / name)
        release = root / "release"
        release.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(paths.ROOT_VARIABLE, str(root))
            for name in ALL:
                deliver(name, GEMEENTE, YEAR, without=without)
            build_release(read_params(root / "params" / "dalfsen.yml"), release)
            return shown_by_chapters(release)

    return made


@pytest.fixture(scope="module")
def everything(drawn) -> list:
    return drawn()


def not_drawn(shown: list, indicators: list[str]) -> list[str]:
    """Return which of them stand in no figure with a number of the year that was delivered."""
    there = {subject for subject, period in numbers_of(shown) if str(YEAR) in period}
    return [one for one in indicators if read_catalogue()[one].naam not in there]


@pytest.mark.parametrize("name", ALL)
def test_every_indicator_of_a_template_is_drawn_in_its_newest_year(everything, name):
    indicators = indicators_of(ALL[name])
    assert bool(indicators) == (name not in WITHOUT_NUMBERS)
    assert not_drawn(everything, indicators) == [one for one in indicators if one in NOT_DRAWN]


def test_who_asked_half_of_the_questions_sees_those_as_well(drawn):
    """Also where the first question of a figure is among those that were not asked."""
    first = [indicator for entry in ALL.values() for indicator in indicators_of(entry)[::2]]
    assert not_drawn(drawn(without=first), SECOND) == []


def test_the_team_that_nobody_knows_is_that_of_the_newest_survey(everything):
    """The policy document gives 43% in 2019, under an id of its own; the survey of the gemeente goes on from there."""
    [card] = [
        one
        for _, one in everything
        if isinstance(one, Card) and one.id == "ranglijst_kent_mantelzorgteam_niet"
    ]
    assert card.facts.periods == (str(YEAR),)
    assert card.facts.sources == ("eigen_mantelzorg",)
    assert not any("43%" in str(one) and "mantelzorgteam" in str(one) for _, one in everything)


def test_the_reach_that_partners_delivered_is_drawn(everything):
    cards = {one.id: one for name, one in everything if name == "11_partners" and isinstance(one, Card)}
    assert str(YEAR) in cards["bereik"].subtitle
    assert set(cards["evaluatievragen"].shown["Partner"]) == {"partner een", "partner twee"}


def test_nothing_that_was_delivered_is_shown_as_fictional(everything):
    delivered = {read_catalogue()[one].naam for entry in ALL.values() for one in indicators_of(entry)}
    for _, card in everything:
        if isinstance(card, Card) and {"Onderwerp", "Status"} <= set(card.numbers):
            fictional = card.numbers[card.numbers["Status"] == "Voorbeeldcijfers"]
            assert not set(fictional["Onderwerp"]) & delivered, card.id
