import pytest

from analysis.cards.check_table import check_table

ROWS = [
    {"waarde": 1000, "periode": "2021"},
    {"waarde": 1234.5, "periode": "2024"},
    {"waarde": None, "periode": "2023", "status": "ontbreekt"},
    {"waarde": 7, "bron": "gids", "status": "voorbeeld"},
    {"indicator": "eenzaam", "waarde": 12.25},
]


def test_one_line_per_indicator_and_source(make_release, table):
    found = check_table(make_release(table(*ROWS)), ["inwoners"])
    assert found.to_dict("records") == [
        {
            "indicator": "inwoners",
            "bron": "gids",
            "rijen": 1,
            "gevuld": 1,
            "perioden": "2024",
            "laagste": "7,00",
            "hoogste": "7,00",
            "som": "7,0000",
            "status": "voorbeeld",
        },
        {
            "indicator": "inwoners",
            "bron": "telling",
            "rijen": 3,
            "gevuld": 2,
            "perioden": "2021 t/m 2024",
            "laagste": "1.000,00",
            "hoogste": "1.234,50",
            "som": "2.234,5000",
            "status": "definitief, ontbreekt",
        },
    ]


@pytest.mark.parametrize("change", [0.001, -0.001, 5])
def test_one_changed_number_changes_the_table(make_release, table, change):
    before = check_table(make_release(table(*ROWS)), ["inwoners"]).to_string()
    rows = [{**ROWS[0], "waarde": 1000 + change}, *ROWS[1:]]
    assert check_table(make_release(table(*rows)), ["inwoners"]).to_string() != before


def test_a_number_that_went_missing_changes_the_table(make_release, table):
    before = check_table(make_release(table(*ROWS)), ["inwoners"]).to_string()
    rows = [{**ROWS[0], "waarde": None, "status": "ontbreekt"}, *ROWS[1:]]
    assert check_table(make_release(table(*rows)), ["inwoners"]).to_string() != before


def test_an_indicator_without_any_number_has_a_line_without_numbers(make_release, table):
    found = check_table(make_release(table({"waarde": None, "status": "onderdrukt"})), ["inwoners"])
    assert found[["gevuld", "laagste", "hoogste"]].to_numpy().tolist() == [[0, "–", "–"]]


def test_nothing_to_check_gives_no_lines(make_release, table):
    assert check_table(make_release(table(*ROWS)), ["peiling"]).empty
