import pytest

from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.charts.spine import VERDICTS
from analysis.statistics.comparison import COMPARISON_WORDS
from analysis.topics.wijkprofiel import spine

ROWS = [
    {"indicator": "rookt", "waarde": 20, "ondergrens": 17.8, "bovengrens": 22.4},
    {"indicator": "rookt", "gebied": "NL00", "waarde": 15},
    {"indicator": "tevreden", "waarde": 70, "ondergrens": 65, "bovengrens": 75},
    {"indicator": "tevreden", "gebied": "NL00", "waarde": 71},
    {"indicator": "jong", "waarde": 22},
    {"indicator": "jong", "gebied": "NL00", "waarde": 21},
    {"indicator": "zorg_aandeel", "waarde": None, "status": "onderdrukt", "methode": "geen"},
]


def draw(release, area="GM0148", centre="NL00"):
    return spine(release, area, centre=centre, title="Hoe staat Dalfsen ervoor?")


def test_every_share_has_a_line_and_a_hidden_one_says_why(make_release, table):
    assert draw(make_release(table(*ROWS))).shown.to_dict("records") == [
        {"Onderwerp": "0 tot 20 jaar", "Jaar": "2024", "Hier": "22%", "Daar": "21%", "Oordeel": "niet te vergelijken"},
        {"Onderwerp": "Deel met zorg", "Jaar": "2024", "Hier": "niet getoond (te kleine aantallen)", "Daar": "", "Oordeel": ""},
        {"Onderwerp": "Rookt", "Jaar": "2024", "Hier": "20%", "Daar": "15%", "Oordeel": "ongunstiger"},
        {"Onderwerp": "Tevreden", "Jaar": "2024", "Hier": "70,0%", "Daar": "71,0%", "Oordeel": "geen duidelijk verschil"},
    ]  # fmt: skip


def test_the_alt_text_counts_and_holds_the_largest_clear_difference(make_release, table):
    assert draw(make_release(table(*ROWS))).alt == (
        "Profiel van Dalfsen: 2 onderwerpen vergeleken met Nederland. Bij 1 is een verschil niet te toetsen. "
        "Duidelijk verschil bij 1: Rookt, 20% tegen 15%."
    )


def test_no_difference_is_no_proof_of_equality_and_many_comparisons_are_said(make_release, table):
    notes = " ".join(draw(make_release(table(*ROWS))).notes)
    assert "Geen duidelijk verschil is geen bewijs dat het gelijk is." in notes
    assert "gecorrigeerd volgens Benjamini en Hochberg" in notes


def test_colour_is_never_the_only_sign_of_a_verdict():
    assert len({(marker, filled) for marker, filled, _ in VERDICTS.values()}) == len(VERDICTS)


def test_a_kern_can_be_held_against_the_rest(make_release, table):
    rows = [
        {
            "indicator": "rookt",
            "gebied": "KERN-GM0148-noord",
            "waarde": 30,
            "ondergrens": 24,
            "bovengrens": 37,
            "teller": 60,
            "noemer": 200,
        },
        {"indicator": "rookt", "waarde": 18, "teller": 220, "noemer": 1200},
    ]
    card = draw(make_release(table(*rows)), "KERN-GM0148-noord", "rest")
    assert card.level == "kern"
    assert "vergeleken met de rest van Dalfsen" in card.alt
    assert card.shown["Daar"].tolist() == ["16%"]


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[-1:], [{"waarde": 5}]])
def test_nothing_to_compare_gives_a_gap(make_release, table, rows):
    gap = draw(make_release(table(*rows)))
    assert isinstance(gap, Gap)
    assert gap.reason == "Voor Dalfsen is er geen aandeel dat met Nederland te vergelijken is."


def test_fictional_numbers_are_marked_and_the_card_can_be_saved(make_release, table, tmp_path):
    card = draw(make_release(table(*ROWS[:2], status="voorbeeld")))
    assert "Voorbeeldcijfers" in save(card, tmp_path, digest="0" * 64)["alt"]


def test_every_word_of_a_comparison_has_a_mark():
    assert set(COMPARISON_WORDS) <= set(VERDICTS)


def test_a_survey_of_unknown_size_can_be_drawn(make_release, table):
    survey = {"indicator": "peiling", "waarde": 40, "ondergrens": 30, "bovengrens": 50, "methode": "bron"}
    assert draw(make_release(table(survey, {"indicator": "peiling", "gebied": "NL00", "waarde": 50})))
