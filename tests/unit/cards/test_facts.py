import math

import pytest

from analysis.cards.facts import facts_of, numbers_of, shown_of


def test_facts_are_looked_up_each_once_in_order_of_appearance(table, catalogue):
    rows = table(
        {"gebied": "GM0148", "waarde": 1, "periode": "2023"},
        {"gebied": "GM0148", "waarde": 1, "bron": "gids"},
        {"gebied": "NL00", "waarde": 1, "status": "voorlopig"},
    )
    facts = facts_of(rows, catalogue)
    assert facts.indicators == ("inwoners",)
    assert facts.areas == ("GM0148", "NL00")
    assert facts.periods == ("2023", "2024")
    assert facts.statuses == ("definitief", "voorlopig")
    assert facts.sources == ("telling", "gids")


@pytest.mark.parametrize(
    ("rows", "also", "expected"),
    [
        ([{}], (), "Bron: Gemeente, telling."),
        ([{}, {"bron": "gids", "gebied": "NL00"}], (), "Bronnen: Gemeente, telling; Gemeentegids."),
        ([{}], ("cbs_wijk_buurtkaart_2025",), "Bronnen: Gemeente, telling; CBS, kaart."),
        ([{"methode": "aggregatie"}], (), "Bron: Gemeente, telling. Bewerking: kernmonitor."),
        ([{"methode": "bron"}], (), "Bron: Gemeente, telling."),
        ([{"bron": "onbekend"}], (), ""),
    ],
)
def test_the_source_line_is_built_from_the_register(table, catalogue, rows, also, expected):
    facts = facts_of(table(*rows, waarde=1), catalogue, also=also)
    assert facts.source_line == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["definitief"], "Bron: Gemeente, telling."),
        (["voorlopig"], "Bron: Gemeente, telling. Status: voorlopig cijfer."),
        (["modelschatting", "definitief"], "Bron: Gemeente, telling. Status: modelschatting, geen meting."),
        (
            ["voorbeeld", "voorlopig"],
            "Bron: Gemeente, telling. Status: voorlopig cijfer en Voorbeeldcijfers.",
        ),
    ],
)
def test_a_status_weaker_than_definitief_stands_at_the_foot_of_a_figure(table, catalogue, statuses, expected):
    rows = table(*({"gebied": f"GM000{n}", "status": s, "waarde": 1} for n, s in enumerate(statuses)))
    assert facts_of(rows, catalogue).footnote == expected


def test_caveats_are_sentences_of_the_fixed_vocabulary(table, catalogue):
    rows = table({"indicator": "eenzaam", "waarde": 10, "status": "voorlopig"})
    assert facts_of(rows, catalogue).caveats == ("Dit is een schatting.", "Dit cijfer is voorlopig.")


@pytest.mark.parametrize(("status", "expected"), [("voorbeeld", True), ("definitief", False)])
def test_one_fictional_number_makes_it_an_example(table, catalogue, status, expected):
    rows = table({"waarde": 1}, {"gebied": "NL00", "waarde": 1, "status": status})
    assert facts_of(rows, catalogue).is_example is expected


def test_numbers_stay_numbers_with_names_a_reader_knows(table, catalogue):
    rows = table({"waarde": 12.34, "indicator": "tevreden", "methode": "wilson", "periode": "2024-Q1"})
    [row] = numbers_of(rows, catalogue).to_dict("records")
    assert row == {
        "Gebied": "Dalfsen",
        "Onderwerp": "Tevreden inwoners",
        "Periode": "eerste kwartaal 2024",
        "Waarde": 12.34,
        "Eenheid": "%",
        "Status": "definitief",
        "Methode": "Wilson-interval",
        "Bron": "Gemeente, telling",
    }


def test_bounds_and_counts_are_kept_when_any_row_has_them(table, catalogue):
    rows = table({"waarde": 5, "ondergrens": 4, "teller": 1, "noemer": 2}, {"gebied": "NL00", "waarde": 5})
    columns = set(numbers_of(rows, catalogue).columns)
    assert {"Ondergrens", "Teller", "Noemer"} <= columns
    assert columns.isdisjoint({"Bovengrens", "Aantal deelnemers"})


def test_a_hidden_number_is_empty_and_says_why(table, catalogue):
    rows = table({"waarde": None, "status": "onderdrukt", "methode": "geen"})
    [row] = numbers_of(rows, catalogue).to_dict("records")
    assert math.isnan(row["Waarde"])
    assert row["Status"] == "niet getoond (te kleine aantallen)"


def test_the_short_table_is_written_in_dutch(table, catalogue):
    rows = table(
        {"indicator": "tevreden", "waarde": 1234.56, "ondergrens": 1.25, "bovengrens": 22.75},
        {"indicator": "tevreden", "gebied": "NL00", "waarde": None, "status": "ontbreekt"},
    )
    assert shown_of(rows, catalogue).to_dict("records") == [
        {"Gebied": "Dalfsen", "Waarde": "1.234,6%", "95%-marge": "1,3 – 22,8", "Status": "definitief"},
        {"Gebied": "Nederland", "Waarde": "geen gegevens", "95%-marge": "", "Status": "geen gegevens"},
    ]


def test_the_short_table_leaves_out_what_is_the_same_in_every_row(table, catalogue):
    same = shown_of(table({"waarde": 1}, {"gebied": "NL00", "waarde": 2}), catalogue)
    assert list(same.columns) == ["Gebied", "Waarde", "Status"]
    other = shown_of(
        table({"waarde": 1}, {"indicator": "eenzaam", "waarde": 2, "periode": "2023"}), catalogue
    )
    assert list(other.columns) == ["Onderwerp", "Gebied", "Periode", "Waarde", "Eenheid", "Status"]
