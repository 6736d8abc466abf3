import pytest

from analysis.cards.card import Gap
from analysis.topics import part_cards


def draw(release, area="GM0148"):
    return part_cards.composition(
        release,
        ["jong", "oud"],
        area,
        "2024",
        ("leeftijd", "Hoe oud?", "Inwoners van Dalfsen"),
    )


def parts(young=25.0, old=75.0, status="definitief", area="GM0148"):
    return [
        {"indicator": "oud", "gebied": area, "waarde": old, "status": status},
        {"indicator": "jong", "gebied": area, "waarde": young},
    ]


def test_parts_stand_in_their_natural_order_from_left_to_right(make_release, table):
    card = draw(make_release(table(*parts())))
    assert [(patch.get_x(), patch.get_width()) for patch in card.figure.axes[0].patches] == [
        (0, 25),
        (25, 75),
    ]
    assert [text.get_text() for text in card.figure.axes[0].texts] == [
        "25%",
        "0 tot 20 jaar",
        "75%",
        "20 jaar en ouder",
    ]


def test_the_alt_text_holds_every_part(make_release, table):
    assert draw(make_release(table(*parts()))).alt == (
        "Gestapelde staaf. Inwoners van Dalfsen, 2024. 0 tot 20 jaar 25% en 20 jaar en ouder 75%."
    )


@pytest.mark.parametrize(("old", "said"), [(75.0, False), (74.0, True), (76.0, True)])
def test_parts_that_do_not_add_up_to_the_whole_are_said(make_release, table, old, said):
    notes = draw(make_release(table(*parts(old=old)))).notes
    assert (f"De delen tellen door afronding op tot {25 + old:.0f}%." in notes) is said


def test_a_missing_part_gives_a_gap_that_names_it(make_release, table):
    rows = [{"indicator": "oud", "waarde": 75}, {"indicator": "jong", "waarde": None, "status": "ontbreekt"}]
    assert draw(make_release(table(*rows))) == Gap(
        "leeftijd", "Hoe oud?", "Voor Dalfsen ontbreekt: 0 tot 20 jaar.", "Voeg de bron toe."
    )


def test_nothing_known_gives_a_gap_that_names_all(make_release, table):
    gap = draw(make_release(table({"waarde": 1})))
    assert gap.reason == "Voor Dalfsen ontbreekt: 0 tot 20 jaar en 20 jaar en ouder."


def test_one_fictional_part_marks_the_whole(make_release, table):
    card = draw(make_release(table(*parts(status="voorbeeld"))))
    assert card.facts.is_example
    assert card.alt.endswith("Voorbeeldcijfers: verzonnen.")
    assert any("Voorbeeldcijfers" in text.get_text() for text in card.figure.texts)


def test_a_kern_is_no_municipality(make_release, table):
    card = draw(make_release(table(*parts(area="KERN-GM0148-noord"))), "KERN-GM0148-noord")
    assert card.level == "kern"
    assert card.notes == ()
