import math

import pandas as pd
import pytest

from analysis.ground.errors import ContractError, InputError
from analysis.model import tidy

HEADER = "indicator,gebied,periode,waarde,ondergrens,bovengrens,teller,noemer,n,status,methode,bron\n"


def refused(table, **options):
    with pytest.raises(ContractError) as caught:
        tidy.check_tidy(table, name="proef", **options)
    return caught.value.problems


@pytest.fixture
def read(tmp_path):
    def written(text, header=HEADER):
        path = tmp_path / "proef.csv"
        path.write_bytes((header + text).encode() if isinstance(text, str) else text)
        return tidy.read_csv(path, name="proef.csv")

    return written


def test_a_good_table_comes_back_unchanged(table):
    good = table({"waarde": 1.5, "ondergrens": 1, "bovengrens": 2}, {"gebied": "NL00", "status": "ontbreekt"})
    assert tidy.check_tidy(good, name="proef") is good


@pytest.mark.parametrize(
    "code",
    [
        "BU01480101",
        "WK014801",
        "GM0148",
        "PV23",
        "LD02",
        "CR10",
        "GG1009",
        "NL00",
        "RG-ZWOLLE",
        "KLASSE-0-20",
        "KERN-GM0148-nieuwleusen",
        "KERNGEBIED-GM0148-dalfsen",
        "WOONKERN-GM0148-ankum-kern",
    ],
)
def test_known_kinds_of_area_codes_pass(table, code):
    tidy.check_tidy(table({"gebied": code, "waarde": 1}), name="proef")


@pytest.mark.parametrize(
    "code",
    [
        "0148",
        "GM148",
        "gm0148",
        "BU014801019",
        "xWK014801",
        "GM0148\n",
        " GM0148",
        "KERN-GM0148-Dalfsen",
        "NL",
        "{{7*7}}",
        "",
    ],
)
def test_other_area_codes_are_refused(table, code):
    [problem] = refused(table({"gebied": code, "waarde": 1}))
    assert problem.place == 'rij 2, kolom "gebied"'


@pytest.mark.parametrize("wrong", [{"gebied": "GM٠١٤٨"}, {"periode": "٢٠٢٤"}])
def test_digits_of_another_script_are_refused(table, wrong):
    refused(table(wrong, waarde=1))


@pytest.mark.parametrize(
    "period", ["2024", "2024-Q1", "2024-Q4", "2021-H2", "2024-03", "2018-01-01", "2023-12-31"]
)
def test_known_ways_of_writing_a_period_pass(table, period):
    tidy.check_tidy(table({"periode": period, "waarde": 1}), name="proef")


@pytest.mark.parametrize(
    "period", ["24", "20245", "2024-Q5", "2021-H3", "2024-13", "2018-01-32", "2024/25", "Q1-2024", ""]
)
def test_other_ways_of_writing_a_period_are_refused(table, period):
    [problem] = refused(table({"periode": period, "waarde": 1}))
    assert problem.place == 'rij 2, kolom "periode"'


def test_a_day_that_does_not_exist_is_refused(table):
    refused(table({"periode": "2023-02-30", "waarde": 1}))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"waarde": 1, "status": "zeker"}, "status"),
        ({"waarde": 1, "status": ""}, "status"),
        ({"waarde": 1, "methode": "gokken"}, "methode"),
        ({"waarde": None}, "waarde"),
        ({"waarde": None, "status": "voorbeeld"}, "waarde"),
        ({"waarde": 0, "status": "ontbreekt"}, "waarde"),
        ({"waarde": 3, "status": "onderdrukt"}, "waarde"),
        ({"waarde": math.inf}, "waarde"),
        ({"waarde": 5, "ondergrens": 6, "bovengrens": 9}, "waarde"),
        ({"waarde": 5, "ondergrens": 1, "bovengrens": 4}, "waarde"),
        ({"waarde": 5, "ondergrens": 7, "bovengrens": 3}, "waarde"),
    ],
)
def test_each_kind_of_problem_is_named_with_its_row_and_column(table, row, column):
    good = {"gebied": "BU01480101", "waarde": 1}
    problems = refused(table(good, row))
    assert f'rij 3, kolom "{column}"' in {problem.place for problem in problems}
    assert all(problem.place.startswith("rij 3,") for problem in problems)


def test_a_missing_value_has_a_status(table):
    [problem] = refused(table({"waarde": None}))
    assert problem.expected == "een getal bij deze status"
    assert problem.action == "Vul het getal in, of zet waarom het er niet is."


def test_all_problems_come_at_once_with_row_numbers_of_a_spreadsheet(table):
    rows = table(
        {"gebied": "BU01480101", "waarde": 1},
        {"gebied": "BU01480102", "waarde": 1, "status": "zeker", "methode": "gokken"},
        {"gebied": "BU01480103", "waarde": None},
        {"gebied": "Dalfsen", "waarde": 1, "periode": "24", "bron": "nergens"},
    )
    assert sorted(problem.place for problem in refused(rows, sources=["telling"])) == [
        'rij 3, kolom "methode"',
        'rij 3, kolom "status"',
        'rij 4, kolom "waarde"',  # of row 3 nobody knows whether it should have one
        'rij 5, kolom "bron"',
        'rij 5, kolom "gebied"',
        'rij 5, kolom "periode"',
    ]


def test_sources_are_checked_only_when_they_are_given(table):
    tidy.check_tidy(table({"waarde": 1, "bron": "nergens"}), name="proef")


def test_a_double_key_names_both_rows(table):
    rows = table({"gebied": "BU01480101", "waarde": 1}, {"waarde": 1}, {"waarde": 2})
    [problem] = refused(rows)
    assert problem.place == 'rij 4, kolom "indicator"'
    assert "(ook op rij 3)" in problem.expected


def test_two_sources_may_give_the_same_number(table):
    tidy.check_tidy(table({"waarde": 1}, {"waarde": 2, "bron": "gids"}), name="proef")


def test_missing_and_strange_columns_are_named(table):
    problems = refused(table({"waarde": 1}).drop(columns="noemer").assign(extra=1))
    assert [problem.place for problem in problems] == ['kolom "noemer"', 'kolom "extra"']


def test_conform_sorts_and_fills_in_columns_and_types():
    rough = pd.DataFrame(
        {
            "bron": ["b", "a", "a"],
            "waarde": ["3", 1, 2.5],
            "gebied": ["NL00", "NL00", "GM0148"],
            "indicator": ["x", "x", "x"],
            "periode": ["2024", "2024", "2024"],
            "status": "definitief",
            "methode": "bron",
        }
    )
    result = tidy.conform(rough)
    assert tuple(result.columns) == tidy.COLUMNS
    assert result["waarde"].tolist() == [2.5, 1, 3]
    assert result["noemer"].isna().all()
    assert {str(result[column].dtype) for column in tidy.NUMBER_COLUMNS} == {"float64"}
    assert {str(result[column].dtype) for column in tidy.TEXT_COLUMNS} == {"str"}


def test_an_empty_table_keeps_the_contract():
    assert tuple(tidy.empty().columns) == tidy.COLUMNS
    assert len(tidy.check_tidy(tidy.empty(), name="leeg")) == 0


def test_read_csv_gives_numbers_and_keeps_codes_as_text(read):
    result = read("inwoners,GM0148,2024,1234.5,,,,,,definitief,telling,0012\n")
    assert result["waarde"].tolist() == [1234.5]
    assert result[["periode", "bron"]].to_numpy().tolist() == [["2024", "0012"]]


@pytest.mark.parametrize(
    "cell", ["1.234.5", "12,3", "12%", "1 234", "+5", "1e3", "NA", "x", "5-", "nan", "inf", "9" * 400]
)
def test_a_cell_that_is_no_number_is_named(read, cell):
    with pytest.raises(ContractError) as caught:
        read(f'a,GM0148,2024,5,,,,,,definitief,telling,b\na,NL00,2024,"{cell}",,,,,,definitief,telling,b\n')
    [problem] = caught.value.problems
    assert problem.place == 'rij 3, kolom "waarde"'
    assert problem.found == f'"{cell}"'


def test_a_file_with_semicolons_is_one_message(read):
    with pytest.raises(InputError) as caught:
        read("inwoners;GM0148\n", header="indicator;gebied\n")
    [problem] = caught.value.problems
    assert (problem.code, problem.place) == ("F262", "rij 1")
    assert "puntkomma's" in problem.found


def test_rows_keep_the_order_of_the_file_so_that_messages_name_the_right_one(read):
    result = read("b,NL00,2024,5,,,,,,definitief,telling,b\na,NL00,2024,5,,,,,,definitief,telling,b\n")
    assert result["indicator"].tolist() == ["b", "a"]


def test_rows_with_a_cell_too_many_are_refused(read):
    with pytest.raises(InputError):
        read("extra,inwoners,GM0148,2024,5,,,,,,definitief,telling,a\n")


@pytest.mark.parametrize(
    "content",
    [
        HEADER.encode() + b"a,b,c,1,,,,,,d,e,f\n" + b"x," * 14 + b"\n",
        HEADER.encode() + b"caf\xe9,b,c,1,,,,,,d,e,f\n",
        b"",
    ],
    ids=["one long row", "latin-1", "empty file"],
)
def test_a_file_that_cannot_be_read_is_an_input_error(read, content):
    with pytest.raises(InputError):
        read(content)
