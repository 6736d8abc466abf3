import pytest

from analysis.cards.card import Gap
from analysis.topics import part_cards


def draw(release):
    return part_cards.base_check(
        release,
        count="tevreden_aantal",
        share="tevreden",
        inhabitants="inwoners",
        parts=["jong", "oud"],
        part_name="inwoners van 0 tot 50 jaar",
        period="2024",
        title="Bij welke groep hoort het aantal?",
    )


def numbers(count=100, share=10.0, inhabitants=1000, young=20.0, old=30.0):
    values = {"tevreden_aantal": count, "tevreden": share, "inwoners": inhabitants, "jong": young, "oud": old}
    return [{"indicator": indicator, "waarde": value} for indicator, value in values.items()]


@pytest.mark.parametrize(
    ("count", "answer", "fits"),
    [
        (100, "Alleen alle inwoners past bij de gepubliceerde 10%", ["ja", "nee"]),
        (50, "Alleen inwoners van 0 tot 50 jaar past bij de gepubliceerde 10%", ["nee", "ja"]),
        (75, "Geen van beide noemers past bij 10%", ["nee", "nee"]),
    ],
)
def test_the_base_that_gives_the_published_share_is_named(make_release, table, count, answer, fits):
    card = draw(make_release(table(*numbers(count))))
    assert answer in card.alt
    assert card.notes[0] == f"{answer}."
    assert card.shown["Past bij 10%"].tolist() == fits


def test_both_bases_may_fit(make_release, table):
    card = draw(make_release(table(*numbers(100, young=50.0, old=50.0))))
    assert "Beide noemers passen bij 10%" in card.alt


def test_shares_and_their_rounding_are_in_the_table(make_release, table):
    # 50 of 1000, and of 500: 20% + 30%, each half a point more or less, so 490 to 510 people.
    card = draw(make_release(table(*numbers(50))))
    assert card.shown["Aantal mensen"].tolist() == ["1.000", "500"]
    assert card.shown["Aandeel"].tolist() == ["5,0%", "10,0%"]
    assert card.shown["Door afronding"].tolist() == ["5,0% – 5,0%", "9,8% – 10,2%"]


def test_the_alt_text_holds_both_shares(make_release, table):
    card = draw(make_release(table(*numbers(50))))
    assert "alle inwoners 5,0% en inwoners van 0 tot 50 jaar 10,0%" in card.alt


@pytest.mark.parametrize("gone", ["tevreden_aantal", "tevreden", "inwoners", "jong"])
def test_a_number_that_is_not_there_gives_a_gap_that_names_it(make_release, table, gone, catalogue):
    rows = [row for row in numbers() if row["indicator"] != gone]
    gap = draw(make_release(table(*rows)))
    assert isinstance(gap, Gap)
    assert gap.reason == f"Voor Dalfsen ontbreekt: {catalogue[gone].naam.lower()}."


def test_fictional_numbers_are_marked(make_release, table):
    card = draw(make_release(table(*numbers(), status="voorbeeld")))
    assert "Voorbeeldcijfers" in card.alt
