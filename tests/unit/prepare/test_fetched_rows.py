"""Numbers of a table on the network become rows of the contract: periods, units, statuses and margins."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.ground.errors import InputError
from analysis.model import tidy
from analysis.prepare.fetched import rows_of
from analysis.sources.files.values import written_period
from analysis.sources.tables import Margins, NetworkTable, TableTopic, read_tables

UNKNOWN, SECRET, IMPOSSIBLE = "onbekend, onbetrouwbaar of geheim", "geheim", "kan niet voorkomen"
BUURT, OTHER = "BU01480101", "BU01480102"


def table(*topics: TableTopic, **changes: object) -> NetworkTable:
    about: dict[str, object] = {
        "bron": "cbs_kwb",
        "dienst": "cbs",
        "gebied": "WijkenEnBuurten",
        "niveaus": ("buurt", "wijk", "gemeente", "land"),
        "onderwerpen": topics or (TableTopic(stam="AantalInwoners", indicator="inwoners", telling=True),),
    }
    if "tabel" not in changes:
        about["per_periode"] = {"2024": "85984NED"}
    return NetworkTable.model_validate(about | changes)


def cells(*rows: dict[str, object]) -> pd.DataFrame:
    """Make observations; what a row does not say is an ordinary number of inhabitants."""
    usual = {
        "gebied": BUURT,
        "periode": "",
        "onderwerp": "AantalInwoners",
        "waarde": 100.0,
        "reden": "",
        "voorlopig": False,
    }
    return pd.DataFrame([usual | row for row in rows])


def only(rows: pd.DataFrame) -> pd.Series:
    assert len(rows) == 1
    return rows.iloc[0]


def problem_of(one: NetworkTable, observations: pd.DataFrame, period: str = "2024") -> str:
    with pytest.raises(InputError) as caught:
        rows_of(one, observations, period=period)
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


HEALTH = table(
    TableTopic(stam="Eenzaam", indicator="gm_eenzaam"),
    tabel="50150NED",
    bron="rivm_gezondheid",
    kies={"Leeftijd": ("20300",), "Marges": ("MW00000", "MOG0095", "MBG0095")},
    marges=Margins(dimensie="Marges", waarde="MW00000", ondergrens="MOG0095", bovengrens="MBG0095"),
    status="modelschatting",
)


def estimate(value: float, low: float, high: float, **more: object) -> pd.DataFrame:
    about = {"onderwerp": "Eenzaam", "periode": "2022JJ00", "Leeftijd": "20300"} | more
    numbers = {"MW00000": value, "MOG0095": low, "MBG0095": high}
    return cells(*(about | {"Marges": code, "waarde": number} for code, number in numbers.items()))


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2022JJ00", "2022"),
        ("2023HJ01", "2023-H1"),
        ("2023HJ02", "2023-H2"),
        ("2024KW01", "2024-Q1"),
        ("2024KW04", "2024-Q4"),
        ("2024MM03", "2024-03"),
        ("2024MM12", "2024-12"),
        ("2024MM13", None),
        ("2024KW05", None),
        ("2015G400", None),
        ("2024", "2024"),
    ],
)
def test_a_period_is_written_as_the_contract_does(cell: str, period: str | None):
    assert written_period(cell) == period


def test_a_count_is_a_row_of_the_contract():
    rows = rows_of(table(), cells({"waarde": 455.0}), period="2024")
    tidy.check_tidy(rows, name="proef", sources=["cbs_kwb"])
    row = only(rows)
    assert [row["indicator"], row["gebied"], row["periode"]] == ["inwoners", BUURT, "2024"]
    assert [row["waarde"], row["status"], row["methode"], row["bron"]] == [
        455,
        "definitief",
        "telling",
        "cbs_kwb",
    ]
    assert row[["ondergrens", "bovengrens", "teller", "noemer", "n"]].isna().all()


def test_a_share_or_mean_has_method_bron_and_the_unit_of_the_catalogue():
    one = table(TableTopic(stam="OppervlakteLand", indicator="oppervlakte_land", factor=0.01))
    row = only(rows_of(one, cells({"onderwerp": "OppervlakteLand", "waarde": 16502.0}), period="2024"))
    assert row["waarde"] == pytest.approx(165.02)
    assert row["methode"] == "bron"


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (UNKNOWN, "ontbreekt"),
        (SECRET, "onderdrukt"),
        (IMPOSSIBLE, "niet van toepassing"),
        ("komt later", "ontbreekt"),
        ("", "ontbreekt"),
    ],
)
def test_each_reason_has_a_status_and_never_a_number(reason: str, status: str):
    sent = cells({"gebied": OTHER}, {"waarde": float("nan"), "reden": reason})
    rows = rows_of(table(), sent, period="2024").set_index("gebied")
    assert rows.loc[BUURT, "status"] == status
    assert rows.loc[BUURT, "methode"] == "geen"
    assert pd.isna(rows.loc[BUURT, "waarde"])
    assert rows.loc[OTHER, "waarde"] == 100


def test_a_column_that_is_blank_everywhere_is_not_filled_yet():
    blank = {"waarde": float("nan"), "reden": IMPOSSIBLE}
    rows = rows_of(table(), cells(blank, blank | {"gebied": OTHER}), period="2024")
    assert set(rows["status"]) == {"ontbreekt"}


def test_zero_is_a_number():
    row = only(rows_of(table(), cells({"waarde": 0.0}), period="2024"))
    assert [row["waarde"], row["status"]] == [0, "definitief"]


def test_preliminary_is_said_by_the_cell_or_by_the_table():
    by_cell = only(rows_of(table(), cells({"voorlopig": True}), period="2024"))
    by_table = only(rows_of(table(voorlopig=("2024",)), cells({}), period="2024"))
    assert by_cell["status"] == by_table["status"] == "voorlopig"


def test_a_preliminary_estimate_stays_an_estimate():
    row = only(rows_of(HEALTH, estimate(40, 35, 45, voorlopig=True)))
    assert row["status"] == "modelschatting"


def test_value_and_bounds_come_beside_each_other():
    row = only(rows_of(HEALTH, estimate(40.5, 35, 46)))
    assert row[["waarde", "ondergrens", "bovengrens"]].tolist() == [40.5, 35, 46]
    assert [row["periode"], row["status"], row["methode"]] == ["2022", "modelschatting", "bron"]


def test_a_value_without_bounds_keeps_its_value():
    sent = estimate(40, 35, 46)
    row = only(rows_of(HEALTH, sent[sent["Marges"] == "MW00000"]))
    assert row["waarde"] == 40
    assert row[["ondergrens", "bovengrens"]].isna().all()


def test_bounds_without_a_value_are_no_number():
    sent = estimate(float("nan"), 35, 46)
    sent.loc[sent["Marges"] == "MW00000", "reden"] = SECRET
    row = only(rows_of(HEALTH, sent))
    assert row["status"] == "onderdrukt"
    assert row[["waarde", "ondergrens", "bovengrens"]].isna().all()


@pytest.mark.parametrize(("value", "low", "high"), [(40, 41, 46), (40, 30, 39), (40, 46, 35)])
def test_an_interval_without_its_value_is_refused(value: float, low: float, high: float):
    said = problem_of(HEALTH, estimate(value, low, high), period="")
    assert said.startswith(f"F225 50150NED, {BUURT}, 2022, Eenzaam: gevonden 40 met marge {low} tot {high};")


def test_a_dimension_that_nobody_chose_is_refused_with_its_codes():
    sent = cells({"Vormen": "T001"}, {"Vormen": "A1"})
    said = problem_of(table(), sent)
    assert said.startswith("F231 85984NED:")
    assert "Vormen (A1, T001)" in said


def test_two_columns_of_one_indicator_are_refused():
    one = table(TableTopic(stam="Woz", ook=("Woningwaarde",), indicator="woz_waarde_woningen"))
    said = problem_of(one, cells({"onderwerp": "Woz"}, {"onderwerp": "Woningwaarde"}))
    assert "woz_waarde_woningen twee keer voor BU01480101, uit Woningwaarde en Woz" in said


def test_a_column_under_another_name_is_the_same_topic():
    one = table(TableTopic(stam="Woz", ook=("Woningwaarde",), indicator="woz_waarde_woningen", factor=1000))
    assert only(rows_of(one, cells({"onderwerp": "Woningwaarde"}), period="2024"))["waarde"] == 100_000


def test_a_column_of_a_group_is_read_by_both_names():
    one = table(TableTopic(stam="Totaal", groep="Wonen", indicator="woningvoorraad"))
    assert (
        only(rows_of(one, cells({"onderwerp": "Wonen/Totaal"}), period="2024"))["indicator"]
        == "woningvoorraad"
    )
    assert rows_of(one, cells({"onderwerp": "Totaal"}), period="2024").empty


SPLIT = table(
    TableTopic(stam="k_65", som=("k_65_80", "k_80"), indicator="inwoners_65plus", telling=True),
    per_periode={"2026": "86358NED"},
)


def test_a_topic_that_the_table_splits_is_the_sum():
    sent = cells({"onderwerp": "k_65_80", "waarde": 30.0}, {"onderwerp": "k_80", "waarde": 15.0})
    assert only(rows_of(SPLIT, sent, period="2026"))["waarde"] == 45


def test_a_sum_without_one_of_its_parts_is_missing():
    half = cells({"onderwerp": "k_65_80", "waarde": 30.0})
    secret = cells(
        {"onderwerp": "k_65_80", "waarde": 30.0},
        {"onderwerp": "k_80", "waarde": float("nan"), "reden": SECRET},
    )
    assert only(rows_of(SPLIT, half, period="2026"))["status"] == "ontbreekt"
    assert only(rows_of(SPLIT, secret, period="2026"))["status"] == "onderdrukt"


def test_a_column_counts_only_in_the_years_it_means_this():
    one = table(
        TableTopic(stam="Mantelzorger", indicator="gm_mantelzorger", sinds=2016, tot=2020), tabel="50150NED"
    )
    sent = cells(
        *({"onderwerp": "Mantelzorger", "periode": f"{year}JJ00"} for year in (2012, 2016, 2020, 2022))
    )
    assert rows_of(one, sent)["periode"].tolist() == ["2016", "2020"]


def test_areas_get_the_code_they_have_here_and_other_levels_are_left_out():
    one = table(gebieden_als={"NL01": "NL00"}, niveaus=("buurt", "land"))
    sent = cells({"gebied": "NL01"}, {"gebied": "GM0148"}, {"gebied": "BU01480101"})
    assert rows_of(one, sent, period="2024")["gebied"].tolist() == [BUURT, "NL00"]


def test_codes_of_every_form_are_read_and_other_divisions_left_out():
    one = table(niveaus=("buurt", "gemeente"))
    sent = cells({"gebied": "BU0363AA01"}, {"gebied": "AM20"}, {"gebied": "JZ21"}, {"gebied": "GM0363"})
    assert rows_of(one, sent, period="2024")["gebied"].tolist() == ["BU0363AA01", "GM0363"]


def test_an_area_that_cannot_be_read_is_refused():
    said = problem_of(table(), cells({"gebied": "NL01"}))
    assert said.startswith('F233 85984NED, kolom "gebied": gevonden "NL01";')


def test_a_period_that_cannot_be_read_is_refused():
    assert 'gevonden "2015G400"' in problem_of(HEALTH, estimate(40, 35, 46, periode="2015G400"), period="")
    assert "of bij haar nummer in data/tabellen.yml" in problem_of(table(), cells({}), period="")


def test_nothing_sent_is_no_rows():
    assert rows_of(table(), cells({}).iloc[:0], period="2024").empty
    assert rows_of(HEALTH, estimate(40, 35, 46, onderwerp="Onbekend")).empty


@pytest.mark.parametrize("name", read_tables().tabellen)
def test_every_table_of_the_project_gives_rows_of_the_contract(name: str):
    one = read_tables().tabellen[name]
    period, _ = one.editions()[-1]
    chosen = {dimension: codes[0] for dimension, codes in one.kies.items()}
    about = {"gebied": "GM0148", "periode": chosen.pop("Perioden", "")} | chosen
    year = int(period or str(about["periode"])[:4])
    sent = cells(*(about | {"onderwerp": topic.stam, "waarde": 5.0} for topic in one.topics(year)))
    rows = rows_of(one, sent, period=period)
    tidy.check_tidy(rows, name=name, sources=[one.bron])
    assert sorted(rows["indicator"]) == sorted(topic.indicator for topic in one.topics(year))
