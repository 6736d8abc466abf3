import csv
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis.ground.spreadsheet import as_text, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+31 529",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "{=1+1}",
]
ABOUT = {"titel": "Hoeveel?", "bron": "=1+1"}


def frame():
    return pd.DataFrame({"Gebied": ["Noord", "Zuid"], "Waarde": [1234.5, np.nan], "Aantal": [-3, 4]})


def cells_of(path, sheet="cijfers"):
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_csv_opens_in_dutch_excel(tmp_path):
    write_csv(frame(), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        b"\xef\xbb\xbfGebied;Waarde;Aantal\r\nNoord;1234,5;-3\r\nZuid;;4\r\n"
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_starts_like_a_formula_gets_an_apostrophe_in_csv(tmp_path, text):
    write_csv(pd.DataFrame({"Gebied": [text]}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        # Only in a workbook do brackets make a formula.
        expected = text if text.startswith("{") else f"'{text}"
        assert list(csv.reader(file, delimiter=";")) == [["Gebied"], [expected]]


def test_a_column_name_that_starts_like_a_formula_gets_an_apostrophe_in_csv(tmp_path):
    write_csv(pd.DataFrame({"=1+1": [1]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "'=1+1"


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_starts_like_a_formula_stays_text_in_xlsx(tmp_path, text):
    write_xlsx(pd.DataFrame({"Gebied": [text]}), tmp_path / "t.xlsx", about=ABOUT)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cell = book["cijfers"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text
    assert cell.hyperlink is None
    assert book["toelichting"]["B3"].data_type == "s"


def test_an_address_stays_text_in_xlsx_and_is_no_link(tmp_path):
    write_xlsx(pd.DataFrame({"Bron": ["https://www.cbs.nl"]}), tmp_path / "t.xlsx", about=ABOUT)
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["cijfers"]["A2"]
    assert (cell.value, cell.hyperlink) == ("https://www.cbs.nl", None)


def test_xlsx_keeps_numbers_as_numbers_and_missing_as_empty(tmp_path):
    write_xlsx(frame(), tmp_path / "t.xlsx", about=ABOUT)
    assert cells_of(tmp_path / "t.xlsx") == [
        ["Gebied", "Waarde", "Aantal"],
        ["Noord", 1234.5, -3],
        ["Zuid", None, 4],
    ]


def test_xlsx_says_on_a_second_sheet_what_it_is(tmp_path):
    write_xlsx(frame(), tmp_path / "t.xlsx", about=ABOUT)
    assert cells_of(tmp_path / "t.xlsx", "toelichting")[1:] == [["titel", "Hoeveel?"], ["bron", "=1+1"]]


def test_xlsx_header_row_stays_in_view(tmp_path):
    write_xlsx(frame(), tmp_path / "t.xlsx", about=ABOUT)
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["cijfers"].freeze_panes == "A2"


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_csv(frame(), tmp_path / f"{name}.csv")
        write_xlsx(frame(), tmp_path / f"{name}.xlsx", about=ABOUT)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_moment_of_writing_is_kept_in_the_workbook(tmp_path):
    write_xlsx(frame(), tmp_path / "t.xlsx", about=ABOUT)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("value", ["Noord", "a=b", "", 5, -5, -1.5, None, "–"])
def test_other_values_are_left_alone(value):
    assert as_text(value) == value


def test_writing_does_not_change_the_table(tmp_path):
    table = pd.DataFrame({"Gebied": ["=1"]})
    write_csv(table, tmp_path / "t.csv")
    assert table["Gebied"][0] == "=1"
