"""The chapters on claims and on what people said: every card finished, nothing counted that is no count."""

import dataclasses

import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.cards.save import save
from analysis.topics import claims, consultation, partners

DRAWN = [
    claims.overview,
    claims.conflicts,
    claims.side_by_side,
    consultation.topics,
    consultation.said,
    consultation.ideas,
    partners.register,
]


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
def test_every_card_can_be_published(draw, tmp_path):
    card = draw(dalfsen())
    assert isinstance(card, Card)
    assert save(card, tmp_path, digest="0" * 64)["bron"].startswith("Bron")


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
def test_another_gemeente_gets_a_gap_and_no_numbers_of_dalfsen(draw):
    other = dataclasses.replace(dalfsen(), gemeente="GM0177", naam="Raalte")
    assert isinstance(draw(other), Gap)


def test_the_overview_shows_every_sentence_once_with_real_numbers_only():
    card = claims.overview(dalfsen())
    assert card.shown["Nr."].is_unique
    assert len(card.shown) == 79
    assert not card.shown["Cijfers ernaast"].str.contains("oorbeeld").any()
    assert "geen in strijd met de cijfers" in card.alt


def test_the_words_of_the_summary_add_up():
    first, second, third, _ = claims.summary(dalfsen())
    numbers = [
        int(word) for text in (first, second) for word in text.replace(".", "").split() if word.isdigit()
    ]
    assert numbers[0] == sum(numbers[1:])
    assert third == "Geen zin is in strijd met de cijfers."
    assert claims.summary(dataclasses.replace(dalfsen(), gemeente="GM0177")) == ()


def test_two_sources_of_one_number_both_stay():
    shown = claims.side_by_side(dalfsen()).shown
    country = shown[
        (shown["Onderwerp"] == "Lage taalvaardigheid, 16 tot en met 65 jaar")
        & (shown["Gebied"] == "Nederland")
    ]
    assert country["Bron"].nunique() == 2


def test_shares_of_the_consultation_are_of_people():
    card = consultation.topics(dalfsen())
    assert card.shown["Deel van de mensen"].tolist() == ["53%", "40%", "36%", "33%", "19%", "15%", "9%"]
    assert any("geen steekproef" in note for note in card.notes)


def test_talks_at_the_door_are_no_sample_and_give_no_share():
    text = " ".join(consultation.talks(dalfsen()))
    assert "geen steekproef" in text
    assert "250" in text
    assert "%" not in text


def test_ideas_are_unknown_until_somebody_says_so():
    card = consultation.ideas(dalfsen())
    assert set(card.shown["Stand"]) == {"onbekend"}


def test_a_kern_of_which_nothing_is_named_is_shown():
    card = partners.register(dalfsen())
    assert any("Hoonhorst" in note for note in card.notes)
