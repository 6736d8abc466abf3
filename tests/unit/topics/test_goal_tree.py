import re

import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.facts import EXAMPLE
from analysis.cards.save import save
from analysis.model.goals import NO_TARGET
from analysis.topics import budget, goal_tree, performance, priorities
from analysis.topics.agenda import TO_FILL, uitvoeringsagenda
from analysis.topics.goal_tree import agreements

pytestmark = pytest.mark.slow

CARDS = (
    goal_tree.overview,
    goal_tree.all_goals,
    agreements,
    budget.all_cards,
    performance.fields,
    priorities.orange_list,
    priorities.just_missed,
    priorities.not_compared,
    uitvoeringsagenda,
)


def cards(make):
    found = make(dalfsen())
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("make", CARDS, ids=lambda make: make.__name__)
def test_each_card_can_be_published(make, tmp_path):
    for card in cards(make):
        content = save(card, tmp_path, digest="0" * 64)
        assert content["tabel"]["rijen"]
        assert not re.search(r"\bnan\b|None", card.alt + str(content["tabel"]))


@pytest.mark.parametrize("make", CARDS, ids=lambda make: make.__name__)
def test_fictional_numbers_are_marked_in_the_tables_as_well(make):
    for card in cards(make):
        if card.facts.is_example:
            assert EXAMPLE in str(card.numbers.to_numpy().tolist()), card.id
            assert EXAMPLE in str(card.shown.to_numpy().tolist()), card.id


@pytest.mark.parametrize("make", CARDS, ids=lambda make: make.__name__)
def test_no_text_runs_out_of_the_picture(make):
    for card in cards(make):
        if card.figure is None:
            continue
        card.figure.draw_without_rendering()
        width = card.figure.get_size_inches()[0] * card.figure.dpi
        texts = [*card.figure.texts, *(text for ax in card.figure.axes for text in ax.texts)]
        over = [text.get_text() for text in texts if text.get_text() and text.get_window_extent().x1 > width]
        assert over == [], card.id


def test_the_tree_shows_every_goal_and_subgoal_with_its_status():
    [card] = cards(goal_tree.overview)
    drawn = " ".join(text.get_text() for text in card.figure.axes[0].texts)
    for node in (
        "Doel 1.",
        "Doel 2.",
        "Doel 3.",
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "3.1",
        "3.2",
        "P1",
        "P2",
        "P3",
    ):
        assert node in drawn
    assert drawn.count(NO_TARGET) == 12  # nine subgoals and three process goals
    assert len(card.numbers) == 34


def test_a_status_on_fictional_numbers_says_so():
    [card] = cards(goal_tree.overview)
    status = card.numbers.set_index("Knoop")["Status"]
    assert status["3"] == "niet vast te stellen (Voorbeeldcijfers)"
    assert EXAMPLE in card.alt


def test_the_activities_show_their_money_and_whose_link_it_is():
    card = goal_tree.of_goal(dalfsen(), "2")
    drawn = [text.get_text() for text in card.figure.axes[0].texts]
    assert "Geld: geen post genoemd" in drawn
    assert any("Bibliotheek*" in text for text in drawn)
    assert not card.facts.is_example


def test_a_partner_that_the_document_does_not_name_is_marked_and_stays_out_of_the_agenda():
    card = goal_tree.of_goal(dalfsen(), "2")
    drawn = " ".join(text.get_text() for text in card.figure.axes[0].texts)
    assert "Tactus*" in drawn
    assert "GGD en Impluz*" in drawn
    assert "Jongerenwerk*" not in drawn
    partners = card.numbers.set_index("Knoop")["Partners"]
    assert partners["2.3.4"] == "GGD (document), Impluz (eigen duiding)"
    assert partners["2.4.1"] == "Homestart (eigen duiding), GGD (eigen duiding)"
    assert any(note.startswith("* ") and "partner" in note for note in card.notes)
    [agenda] = cards(uitvoeringsagenda)
    named = " ".join(agenda.numbers["Partners in het beleid"])
    assert "Jongerenwerk" in named
    assert "Homestart" not in named


def test_the_agenda_is_a_worksheet_with_room_for_what_is_agreed(tmp_path):
    [card] = cards(uitvoeringsagenda)
    files = save(card, tmp_path, digest="0" * 64)["bestanden"]
    assert files["xlsx"] == "uitvoeringsagenda.xlsx"
    assert (tmp_path / "uitvoeringsagenda.xlsx").is_file()
    assert (card.numbers[list(TO_FILL)] == "").all(axis=None)
    assert card.numbers["Onderwerp"].tolist()[0] == "Openbaar vervoer"


def test_the_orange_list_finds_what_the_document_says_itself():
    """Satisfaction with public transport and three parts of maatschappelijke inzet; and a real number beside them."""
    [card] = cards(priorities.orange_list)
    assert set(card.shown["Onderwerp"]) == {
        "Openbaar vervoer",
        "Inzet voor de leefbaarheid",
        "Hulp aan buren",
        "Aandacht voor buren",
        "Voldoet aan de alcoholrichtlijn",
    }


def test_the_budget_per_inhabitant_uses_real_years_only():
    card = budget.all_cards(dalfsen())[0]
    last = card.shown.iloc[-1].tolist()
    assert last[0] == "Per inwoner"
    # 3.922.757 euro on 28.901 inhabitants of 1 January 2022, and so on: CBS counted each of the three years.
    assert last[1:4] == ["€ 135,73", "€ 130,59", "€ 127,34"]


def test_merged_lines_are_compared_with_their_sum():
    card = budget.all_cards(dalfsen())[0]
    change = card.shown.set_index("Post").iloc[:, -1]
    assert change["De Kern maatschappelijk werk, met Homestart"] == "− € 52.925 (−14,2%)"
    assert change["Saam welzijn, met Jeugd en jongerenwerk"] == "− € 55.000 (−4,8%)"


def test_an_empty_field_of_2007_stays_empty():
    [card] = cards(performance.fields)
    fields = card.numbers.set_index("Prestatieveld")
    assert (fields[["Resultaat", "Geld", "Rol"]] == "leeg").all(axis=None)
    assert fields.loc["7. Maatschappelijke opvang", "Wat ervan werd"] == "niet meer als knoop"


def test_every_verdict_of_the_edition_is_counted_once_with_the_one_family():
    [card] = cards(priorities.every_verdict)
    counted = card.shown[["Echt", "Verzonnen"]].apply(lambda column: column.str.replace(".", "").astype(int))
    assert counted.to_numpy().sum() == len(card.numbers) > 500
    assert "volgens Benjamini en Hochberg" in card.notes[0]
    assert card.numbers["Kans na correctie"].notna().sum() == card.numbers["Kans op toeval"].notna().sum()
