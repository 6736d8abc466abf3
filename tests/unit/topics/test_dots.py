import pytest
from matplotlib.collections import PathCollection

from analysis.cards.card import Gap
from analysis.topics import area_cards

ROWS = [
    {"indicator": "tevreden", "waarde": 70},
    {"indicator": "tevreden", "gebied": "NL00", "waarde": 65},
    {"indicator": "eenzaam", "waarde": 8},
    {"indicator": "eenzaam", "gebied": "NL00", "waarde": None, "status": "ontbreekt", "methode": "geen"},
]


def draw(release, indicators=("eenzaam", "tevreden"), areas=("GM0148", "NL00")):
    return area_cards.dots(
        release,
        list(indicators),
        list(areas),
        "2024",
        ("stippen", "Hoe gaat het?", "Inwoners"),
    )


def test_subjects_run_from_high_to_low_in_the_own_area(make_release, table):
    card = draw(make_release(table(*ROWS)))
    labels = [label.get_text() for label in card.figure.axes[0].get_yticklabels()]
    assert labels == ["Tevreden", "Eenzaam"]


def test_the_alt_text_holds_the_highest_and_the_lowest(make_release, table):
    assert draw(make_release(table(*ROWS))).alt == (
        "Stippendiagram. Inwoners, 2024. Dalfsen: van 8% (Eenzaam) tot 70,0% (Tevreden)."
    )


def test_every_area_has_a_form_of_its_own(make_release, table):
    card = draw(make_release(table(*ROWS)))
    legend = card.figure.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["Dalfsen", "Nederland"]
    assert len({handle.get_paths()[0].vertices.tobytes() for handle in legend.legend_handles}) == 2


def test_the_table_has_a_column_per_area_and_names_what_is_missing(make_release, table):
    assert draw(make_release(table(*ROWS))).shown.to_dict("records") == [
        {"Onderwerp": "Tevreden inwoners", "Dalfsen": "70,0%", "Nederland": "65,0%"},
        {"Onderwerp": "Eenzame inwoners", "Dalfsen": "8%", "Nederland": "geen gegevens"},
    ]


def test_a_subject_unknown_in_the_own_area_is_left_out(make_release, table):
    rows = table(*ROWS, {"indicator": "jong", "gebied": "NL00", "waarde": 20})
    card = draw(make_release(rows), ["eenzaam", "tevreden", "jong"])
    assert card.shown["Onderwerp"].tolist() == ["Tevreden inwoners", "Eenzame inwoners"]


def test_one_subject_can_be_drawn(make_release, table):
    assert draw(make_release(table(*ROWS[:2]))).shown.to_dict("records") == [
        {"Onderwerp": "Tevreden inwoners", "Dalfsen": "70,0%", "Nederland": "65,0%"}
    ]


def test_areas_of_one_name_stay_two(make_release, table, catalogue):
    area = catalogue.areas["KERN-GM0148-noord"].model_copy(update={"naam": "Dalfsen"})
    known = type(catalogue)(
        catalogue.indicators,
        catalogue.sources,
        catalogue.areas | {"KERN-GM0148-noord": area},
        catalogue.caveats,
    )
    rows = table(ROWS[0] | {"gebied": "KERN-GM0148-noord", "waarde": 60}, ROWS[0])
    card = draw(make_release(rows, catalogue=known), areas=["KERN-GM0148-noord", "GM0148"])
    assert card.shown.to_numpy().tolist() == [["Tevreden inwoners", "60,0%", "70,0%"]]
    assert len(card.figure.axes[0].get_legend().get_texts()) == 2


def test_bounds_lie_within_the_axis(make_release, table):
    rows = table(ROWS[0] | {"ondergrens": 40, "bovengrens": 95, "methode": "wilson"}, *ROWS[1:])
    low, high = draw(make_release(rows)).figure.axes[0].get_xlim()
    assert low < 8 < 95 < high


@pytest.mark.parametrize(
    "rows", [[], [{"indicator": "tevreden", "waarde": None, "status": "onderdrukt", "methode": "geen"}]]
)
def test_nothing_known_in_the_own_area_gives_a_gap(make_release, table, rows):
    gap = draw(make_release(table(ROWS[1], *rows)))
    assert gap == Gap(
        "stippen", "Hoe gaat het?", "Er zijn geen cijfers over Dalfsen, 2024.", "Voeg de bron toe."
    )


def test_fictional_numbers_elsewhere_mark_the_figure(make_release, table):
    card = draw(make_release(table(*ROWS[:1], ROWS[1] | {"status": "voorbeeld"})))
    assert card.alt.endswith("Voorbeeldcijfers: verzonnen.")


def test_one_single_value_can_be_drawn(make_release, table):
    assert draw(make_release(table(ROWS[0]))).numbers["Waarde"].tolist() == [70]


def heights(card):
    return {
        round(float(place), 3)
        for mark in card.figure.axes[0].collections
        if isinstance(mark, PathCollection)
        for _, place in mark.get_offsets()
    }


def test_areas_with_bounds_stand_above_each_other(make_release, table):
    bounds = {"ondergrens": 60, "bovengrens": 75, "methode": "wilson"}
    plain = heights(draw(make_release(table(*ROWS[:2])), ["tevreden"]))
    apart = heights(draw(make_release(table(*(row | bounds for row in ROWS[:2]))), ["tevreden"]))
    assert plain == {0.0}
    assert apart == {-0.1, 0.1}
