import pytest

from analysis.cards.card import Card, Gap
from analysis.topics import themes


@pytest.fixture
def real_release(make_release, real_catalogue):
    def made(rows):
        return make_release(rows, catalogue=real_catalogue)

    return made


@pytest.mark.parametrize("name", ["AGES", "HOUSEHOLDS", "YOUNG_ADULTS"])
def test_every_indicator_of_a_theme_is_in_the_catalogue(real_catalogue, name):
    assert [real_catalogue[indicator].is_share for indicator in getattr(themes, name)] == [True] * len(
        getattr(themes, name)
    )


def test_kernen_are_drawn_with_their_surroundings(release):
    card = themes.kernen(release, "inwoners", "2024", title="Hoeveel mensen?")
    assert card.id == "ranglijst_inwoners_kernen"
    assert card.numbers["Gebied"].tolist() == [
        "Noord en buitengebied",
        "Zuid en buitengebied",
        "Midden en buitengebied",
    ]


def test_without_kernen_there_is_a_gap_that_says_what_is_needed(make_release, table, areas):
    release = make_release(table({"waarde": 1}), areas=areas[areas["laag"] == "regio"])
    gap = themes.kernen(release, "inwoners", "2024", title="Hoeveel mensen?")
    assert "welke buurten samen een kern zijn" in gap.reason
    assert "kernindeling" in gap.action


@pytest.mark.parametrize(
    ("draw", "name", "identity"),
    [
        (themes.ages, "AGES", "verdeling_leeftijd"),
        (themes.households, "HOUSEHOLDS", "verdeling_huishoudens"),
    ],
)
def test_a_division_is_a_card_when_all_parts_are_there_and_else_a_gap(
    real_release, table, draw, name, identity
):
    parts = getattr(themes, name)
    rows = [{"indicator": indicator, "waarde": 100 / len(parts)} for indicator in parts]
    assert isinstance(draw(real_release(table(*rows, bron="kernmonitor"))), Card)
    gap = draw(real_release(table(*rows[1:], bron="kernmonitor")))
    assert isinstance(gap, Gap)
    assert gap.id == identity


def test_young_adults_are_compared_with_region_and_country_only(make_release, table, real_catalogue):
    rows = [
        {"indicator": indicator, "gebied": area, "waarde": 10 + n}
        for n, indicator in enumerate(themes.YOUNG_ADULTS)
        for area in ("GM0148", "GG1009", "PV23", "NL00")
    ]
    release = make_release(
        table(*rows, bron="kernmonitor"), catalogue=real_catalogue, compare=("PV23", "GG1009", "NL00")
    )
    card = themes.young_adults(release)
    assert card.facts.areas == ("GM0148", "GG1009", "NL00")
    assert len(card.shown) == 12


def test_literacy_keeps_the_order_own_area_first(make_release, table, real_catalogue):
    rows = [
        {"indicator": "laaggeletterden", "gebied": a, "waarde": v} for a, v in (("GM0148", 6), ("NL00", 12))
    ]
    card = themes.literacy(make_release(table(*rows, bron="kernmonitor"), catalogue=real_catalogue))
    assert card.numbers["Gebied"].tolist() == ["Dalfsen", "Nederland"]


def test_the_base_of_literacy_is_a_gap_without_its_numbers(real_release, table):
    assert themes.literacy_base(real_release(table({"waarde": 1}))).id == "noemer_laaggeletterden"
