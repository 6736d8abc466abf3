import csv
import datetime as dt
import io
import zipfile
from contextlib import suppress

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.errors import InputError
from analysis.ground.spreadsheet import write_csv, write_xlsx
from analysis.sources.files.container import MOST_PARTS, FileContent, open_content
from analysis.sources.files.definitions import Definition
from analysis.sources.files.workbook import read_workbook

pytestmark = pytest.mark.slow

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["gebied", "jaar", "aantal", "percentage", "open", "toelichting"]
ROW = ["Dalfsen", 2024, 9120, 18.5, True, "let op"]


def definition(**other):
    return Definition.model_validate(
        {
            "titel": "Proef",
            "bron": "proef",
            "sleutel": ["gebied", "jaar"],
            "kolommen": [
                {"naam": "gebied", "ook": ["kern"], "soort": "gebied"},
                {"naam": "jaar", "soort": "periode"},
                {"naam": "aantal", "soort": "aantal"},
                {"naam": "percentage", "soort": "percentage", "verplicht": False},
                {
                    "naam": "open",
                    "soort": "keuze",
                    "verplicht": False,
                    "keuzes": {"WAAR": "ja", "ONWAAR": "nee"},
                },
                {"naam": "toelichting", "soort": "tekst", "verplicht": False},
            ],
            **other,
        }
    )


@pytest.fixture
def make(tmp_path):
    """Write a workbook with XlsxWriter and return its content."""

    def write(fill):
        path = tmp_path / "jeugd 2025 é.xlsx"
        with xlsxwriter.Workbook(path) as book:
            fill(book)
        return FileContent(path.name, path, "xlsx")

    return write


def rows_on(book, rows, title="gegevens", first=0, place=0):
    sheet = book.add_worksheet(title)
    for number, cells in enumerate(rows, start=first):
        for spot, cell in enumerate(cells, start=place):
            if cell is not None:
                sheet.write(number, spot, cell)
    return sheet


def table(*rows):
    return lambda book: rows_on(book, [HEADER, *rows])


def cells(grid):
    return [row.cells for row in grid.rows]


def refused(content, **other):
    with pytest.raises(InputError) as error:
        read_workbook(content, definition(**other))
    return error.value.problems


def one(content, code, **other):
    found = refused(content, **other)
    assert [problem.code for problem in found] == [code]
    assert not found[0].warning
    return found[0]


def repacked(content, change, parts=()):
    """Change the text of the first sheet and add parts."""
    with zipfile.ZipFile(content.path) as old:
        inside = {name: old.read(name) for name in old.namelist()}
    inside[SHEET] = change(inside[SHEET])
    with zipfile.ZipFile(content.path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**inside, **dict(parts)}.items():
            new.writestr(name, data)
    return content


def test_cells_become_the_text_that_a_dutch_reader_would_type(make):
    grid = read_workbook(make(table(ROW, ["Hoonhorst", 2024.0, 1.5e5, 0.1 + 0.2, False, None])), definition())
    assert grid.header == tuple(HEADER)
    assert grid.header_row == 1
    assert grid.sheet == "gegevens"
    assert cells(grid) == [
        ("Dalfsen", "2024", "9120", "18,5", "WAAR", "let op"),
        ("Hoonhorst", "2024", "150000", "0,3", "ONWAAR", ""),
    ]
    assert grid.notes == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-7, "0,0000001"),
        (-3, "-3"),
        (-0.0, "0"),
        (123456789012345678, "123456789012346000"),
        (1e21, "1" + 21 * "0"),
    ],
)
def test_a_number_is_written_without_thousands_and_without_an_exponent(make, value, text):
    grid = read_workbook(make(table(["Dalfsen", 2024, 1, value])), definition())
    assert grid.rows[0].cells[3] == text


def test_the_decimal_sign_is_that_of_the_definition(make):
    grid = read_workbook(make(table(["Dalfsen", 2024, 1, 18.5])), definition(decimaal="."))
    assert grid.rows[0].cells[3] == "18.5"


def test_rows_and_addresses_are_those_of_excel(make):
    def fill(book):
        rows = [["Inwoners per kern"], [], HEADER, ROW, [], ["Hoonhorst", 2024, 1510]]
        rows_on(book, rows, first=1, place=1)

    grid = read_workbook(make(fill), definition())
    assert grid.header_row == 4
    assert [row.number for row in grid.rows] == [5, 7]
    assert grid.cell(5, "gebied") == "B5"
    assert grid.cell(7, "aantal") == "D7"


def test_dates_are_written_day_first(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW])
        sheet.write_datetime("F2", dt.date(2024, 4, 3), book.add_format({"num_format": "dd-mm-yyyy"}))

    assert read_workbook(make(fill), definition()).rows[0].cells[5] == "3-4-2024"


@pytest.mark.parametrize(
    ("number_format", "text"),
    [("mmm-yy", "2025-03"), ("yyyy-mm", "2025-03"), ("yyyy", "2025"), ("d-m-yyyy", "1-3-2025")],
)
def test_a_month_that_excel_made_a_date_is_a_month_again(make, number_format, text):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW])
        sheet.write_datetime("B2", dt.date(2025, 3, 1), book.add_format({"num_format": number_format}))

    assert read_workbook(make(fill), definition()).rows[0].cells[1] == text


def test_a_cell_shown_as_a_percentage_is_what_the_reader_sees(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ["Hoonhorst", 2024, 3]])
        for row, value in ((1, 0.125), (2, 0.3)):
            sheet.write(row, 3, value, book.add_format({"num_format": "0%"}))

    grid = read_workbook(make(fill), definition())
    assert [row.cells[3] for row in grid.rows] == ["12,5", "30"]
    assert [(note.code, note.place, note.warning) for note in grid.notes] == [
        ("F310", 'rij 2, kolom "percentage", cel D2', True)
    ]
    assert "nog 1 cel " in grid.notes[0].found


def test_a_percentage_among_counts_is_no_number_of_people(make):
    # 0.27 shown as 27% was read as 27 people.
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ROW])
        for row in (1, 2):
            sheet.write(row, 2, 0.27, book.add_format({"num_format": "0%"}))

    with pytest.raises(InputError) as caught:
        read_workbook(make(fill), definition())
    assert [(one.code, one.place, one.found) for one in caught.value.problems] == [
        ("F263", 'rij 2, kolom "aantal", cel C2', '"27%"'),
        ("F263", 'rij 3, kolom "aantal", cel C3', '"27%"'),
    ]


def test_a_percent_sign_that_is_only_text_multiplies_nothing(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW])
        sheet.write("D2", 12.5, book.add_format({"num_format": '0.0"%"'}))

    grid = read_workbook(make(fill), definition())
    assert grid.rows[0].cells[3] == "12,5"
    assert grid.notes == ()


def test_a_number_kept_as_text_is_kept_with_a_warning_a_column(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ROW])
        for row in (1, 2):
            sheet.write_string(row, 2, " 9120")
        sheet.write_string("D2", "x")
        sheet.write_string("A3", "0148")

    grid = read_workbook(make(fill), definition())
    assert [row.cells[2] for row in grid.rows] == [" 9120", " 9120"]
    assert [(note.code, note.row, note.column) for note in grid.notes] == [("F311", 2, "aantal")]


def test_a_number_of_a_person_is_not_repeated_in_a_warning(make):
    def fill(book):
        rows_on(book, [HEADER, ROW]).write_string("C2", "111222333")

    (note,) = read_workbook(make(fill), definition()).notes
    assert "111222333" not in str(note)


@pytest.mark.parametrize(
    ("area", "place", "column"),
    [
        ("C1:D1", 'rij 1, kolom "aantal", cel C1:D1', "aantal"),
        ("A2:A3", 'rij 2, kolom "gebied", cel A2:A3', "gebied"),
    ],
)
def test_merged_cells_in_the_table_are_refused_with_their_range(make, area, place, column):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ROW])
        sheet.merge_range(area, column)

    problem = one(make(fill), "F301")
    assert problem.place == place
    assert f"Splits de samengevoegde cellen {area}" in problem.action


def test_merged_cells_above_and_below_the_table_hide_nothing(make):
    def fill(book):
        sheet = rows_on(book, [["Titel"], HEADER, ROW, ["Bron: eigen registratie"]])
        sheet.merge_range("A1:F1", "Titel")
        sheet.merge_range("A4:F4", "Bron: eigen registratie")

    grid = read_workbook(make(fill), definition())
    assert grid.header_row == 2
    assert [row.number for row in grid.rows] == [3, 4]


def test_what_is_hidden_is_read_and_named(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ["Hoonhorst", 2024, 3]])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(90, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        sheet.set_column("H:XFD", None, None, {"hidden": True})
        rows_on(book, [["oud"]], title="2023").hide()

    grid = read_workbook(make(fill), definition())
    assert cells(grid)[1][:3] == ("Hoonhorst", "2024", "3")
    assert [note.found for note in grid.notes] == [
        'verborgen werkblad "2023"',
        "verborgen 1 rij (3) en 2 kolommen (C, D)",
    ]
    assert {(note.code, note.warning) for note in grid.notes} == {("F302", True)}


def test_formulas_without_a_value_are_all_named(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ["Hoonhorst", 2024]])
        sheet.write_formula("C3", "=SUM(1,2)", None, 3)
        sheet.write_formula("D2", "=1/2", None, 0.5)
        sheet.write_formula("D3", "=1/4", None, 0.25)

    content = make(fill)
    repacked(content, lambda xml: xml.replace(b"<v>0.5</v>", b"").replace(b"<v>0.25</v>", b"<v></v>"))
    found = refused(content)
    assert [(p.code, p.place) for p in found] == [
        ("F303", 'rij 2, kolom "percentage", cel D2'),
        ("F303", 'rij 3, kolom "percentage", cel D3'),
    ]


def test_a_formula_with_a_value_is_that_value_and_may_be_the_empty_text(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW])
        sheet.write_formula("C2", "=1+2", None, 3)
        sheet.write_formula("F2", '=IF(TRUE,"","a")', None, "leeg")

    content = make(fill)
    repacked(content, lambda xml: xml.replace(b"<v>leeg</v>", b"<v></v>"))
    grid = read_workbook(content, definition())
    assert grid.rows[0].cells[2] == "3"
    assert grid.rows[0].cells[5] == ""


@pytest.mark.parametrize("text", ["#DEEL/0!", "#N/B", "#VERW!", "#WAARDE!", "#naam?", "#REF!", " #N/A "])
def test_an_error_of_excel_is_no_value_in_any_column(make, text):
    content = make(table(["Dalfsen", 2024, text, None, None, text]))
    found = refused(content)
    assert [(p.code, p.column) for p in found] == [("F304", "aantal"), ("F304", "toelichting")]
    assert found[0].found == f'"{text.strip()}"'


def test_an_error_that_excel_calculated_is_found_too(make):
    def fill(book):
        rows_on(book, [HEADER, ROW]).write_formula("C2", "=1/0", None, "#DIV/0!")

    assert one(make(fill), "F304").place == 'rij 2, kolom "aantal", cel C2'


def test_all_errors_come_at_once_and_warnings_with_them(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ["Dalfsen", 2024, "#N/B", "#N/B"], ROW])
        sheet.merge_range("A2:A3", "Dalfsen")
        sheet.write_string("C3", "12")

    assert sorted(p.code for p in refused(make(fill))) == ["F301", "F304", "F304", "F311"]


def test_two_filled_sheets_need_a_name(make):
    def fill(book):
        rows_on(book, [HEADER, ROW], title="2023")
        rows_on(book, [HEADER, ["Hoonhorst", 2024, 3]], title="2024")
        book.add_worksheet("Blad3")

    content = make(fill)
    assert one(content, "F305").found == 'de werkbladen "2023", "2024"'
    assert cells(read_workbook(content, definition(blad="2024")))[0][0] == "Hoonhorst"
    assert 'een werkblad "2025"' in one(content, "F305", blad="2025").expected


def test_empty_sheets_and_hidden_sheets_are_no_choice(make):
    def fill(book):
        book.add_worksheet("Blad1")
        rows_on(book, [HEADER, ROW], title="Blad2")
        rows_on(book, [["a"]], title="lijst").hide()

    grid = read_workbook(make(fill), definition())
    assert grid.sheet == "Blad2"
    assert [note.code for note in grid.notes] == ["F302"]


def test_the_sheets_of_a_template_are_known(make):
    def fill(book):
        rows_on(book, [["wat u moet weten"]], title="uitleg")
        rows_on(book, [HEADER, ROW], title="invullen")
        rows_on(book, [["Dalfsen"]], title="lijsten").hide()

    grid = read_workbook(make(fill), definition())
    assert grid.sheet == "invullen"
    assert grid.notes == ()


def test_without_data_the_message_says_what_is_missing(make):
    assert (
        one(make(lambda book: book.add_worksheet()), "F133").expected == "een blad met een kopregel en rijen"
    )
    assert one(make(table()), "F134").row == 1
    assert one(make(table()), "F312", eigen=True).found == "een sjabloon dat nog niet is ingevuld"
    assert one(make(table(["Dalfsen", 2024])), "F312", eigen=True).code == "F312"
    assert len(read_workbook(make(table(["Dalfsen", 2024])), definition()).rows) == 1


def test_a_sheet_without_known_columns_is_left_to_who_matches_columns(make):
    grid = read_workbook(
        make(lambda book: rows_on(book, [["a", None, "b"], [1, 2, 3]])), definition(eigen=True)
    )
    assert grid.header == ("a", "", "b")


def test_characters_that_xml_cannot_hold_come_back(make):
    grid = read_workbook(make(table(["Dalfsen", 2024, 1, 2, True, "a\x07b é"])), definition())
    assert grid.rows[0].cells[5] == "a\x07b é"


def test_text_inside_the_cell_is_read_too(make):
    content = repacked(
        make(table(ROW)),
        lambda xml: xml.replace(
            b'<c r="A2" t="s"><v>6</v></c>', b'<c r="A2" t="inlineStr"><is><t>Ankum</t></is></c>'
        ),
    )
    assert read_workbook(content, definition()).rows[0].cells[0] == "Ankum"


def test_a_large_sheet_that_is_no_bomb_is_refused_by_its_size(make, monkeypatch):
    monkeypatch.setattr("analysis.sources.files.container.LARGEST_UNPACKED", 1000)
    assert "MB na uitpakken, 10 delen" in one(make(table(ROW)), "F308").found


def test_macros_and_links_are_named_and_not_followed(make):
    parts = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/connections.xml": b"<a/>",
    }
    content = repacked(make(table(ROW)), lambda xml: xml, parts.items())
    (note,) = read_workbook(content, definition()).notes
    assert (note.code, note.warning) == ("F309", True)
    assert note.found == "macro's, koppelingen naar andere bestanden, koppelingen met een gegevensbron"


def test_a_password_or_an_old_format_is_refused(tmp_path):
    path = tmp_path / "geheim.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    assert "haal een wachtwoord weg" in one(open_content(path), "F306").action


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(make, share):
    content = make(table(ROW))
    data = content.path.read_bytes()
    content.path.write_bytes(data[: int(len(data) * share)])
    assert one(content, "F307")


def test_a_bomb_is_refused_by_its_directory_alone(make, monkeypatch):
    content = repacked(
        make(table(ROW)), lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 20_000_000)
    )
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
    assert "20 MB na uitpakken" in one(content, "F308").found


def test_too_many_parts_are_refused(make):
    parts = {f"xl/media/{number}.png": b"" for number in range(MOST_PARTS)}
    assert one(repacked(make(table(ROW)), lambda xml: xml, parts.items()), "F308")


def test_a_sheet_that_claims_a_million_rows_costs_nothing(make):
    content = repacked(
        make(table(ROW)),
        lambda xml: xml.replace(b'<dimension ref="A1:F2"/>', b'<dimension ref="A1:XFD1048576"/>'),
    )
    assert len(read_workbook(content, definition()).rows) == 1


@pytest.mark.parametrize("address", ["A1048576", "XFD3", "E999999"])
@pytest.mark.parametrize("value", [1, "x"])
def test_a_cell_far_away_is_refused_before_the_cells_between_are_made(make, address, value):
    assert one(make(lambda book: rows_on(book, [HEADER, ROW]).write(address, value)), "F308")


@pytest.mark.parametrize("address", ["A1048576", "XFD3", "D9"])
@pytest.mark.parametrize("value", [" ", "\u00a0", "  \n "])
def test_spaces_far_away_are_nothing(make, address, value):
    grid = read_workbook(make(lambda book: rows_on(book, [HEADER, ROW]).write(address, value)), definition())
    assert [row.number for row in grid.rows] == [2]
    assert not grid.notes


def test_rows_and_columns_that_are_really_there_are_too_many_and_no_cell_is_blamed(make, monkeypatch):
    monkeypatch.setattr("analysis.sources.files.worksheet.MOST_ROWS", 20)
    problem = one(make(table(*[ROW] * 30)), "F308")
    assert "rijen" in problem.expected
    assert "MB" not in problem.expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<row r="2"', b'<row r="1"'),
        (b"</sheetData>", b"</sheetDat>"),
        (b't="s"><v>0</v>', b't="s"><v>999</v>'),
        (b't="s"><v>0</v>', b't="s"><v>a</v>'),
    ],
)
def test_a_damaged_sheet_is_refused(make, before, after):
    def change(xml):
        assert before in xml
        return xml.replace(before, after)

    assert one(repacked(make(table(ROW)), change), "F307")


def test_a_part_with_entities_of_its_own_is_refused_even_if_nobody_reads_it(make):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert one(repacked(make(table(ROW)), lambda xml: xml, [("xl/theme/theme9.xml", bomb)]), "F313")


@pytest.mark.parametrize("remark", [0, 5_000, 100_000])
@pytest.mark.parametrize("letters", ["utf-8", "utf-16"])
def test_a_doctype_is_found_wherever_it_stands(make, remark, letters):
    head = f"<?xml version='1.0' encoding='{letters}'?><!--{'x' * remark}-->"
    part = f"{head}<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode(letters)
    problem = one(repacked(make(table(ROW)), lambda xml: xml, [("xl/theme/theme9.xml", part)]), "F313")
    assert "xl/theme/theme9.xml" in problem.found


def test_a_part_that_is_there_twice_is_refused(make):
    content = make(table(ROW))
    with zipfile.ZipFile(content.path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, archive.read(SHEET).replace(b"9120", b"9999"))
    assert SHEET in one(content, "F313").found


def test_a_value_merged_over_rows_is_refused_even_if_it_stands_alone(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ["Hoonhorst"], [None, 2024, 3]])
        sheet.merge_range("A3:A4", "Hoonhorst")

    assert one(make(fill), "F301").row == 3


def test_a_zip_without_a_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.txt", b"")
    assert one(FileContent("a.xlsx", path, "xlsx"), "F307")


def test_an_older_or_binary_workbook_is_called_by_its_name(tmp_path):
    binary = tmp_path / "a.xlsb"
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert "xlsb" in one(open_content(binary), "F306").found
    for name, mark in (("a.xls", "Workbook"), ("b.xls", ""), ("c.xls", "EncryptedPackage")):
        path = tmp_path / name
        path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000) + mark.encode("utf-16-le"))
        problem = one(open_content(path), "F306")
        assert "beschadigd" not in problem.found
        assert ".xlsx" in problem.action


@given(
    places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_the_bytes_nothing_else_is_raised(tmp_path_factory, places):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        rows_on(book, [HEADER, ROW])
    data = bytearray(stream.getvalue())
    for share, byte in places:
        data[int(share * len(data))] = byte
    path = tmp_path_factory.mktemp("a") / "a.xlsx"
    path.write_bytes(data)
    with suppress(InputError):
        read_workbook(FileContent("a.xlsx", path, "xlsx"), definition())


def test_the_file_can_be_removed_afterwards(make):
    content = make(table(ROW))
    read_workbook(content, definition())
    content.path.unlink()  # on Windows an open file cannot be


FORMULAS = ['=HYPERLINK("http://voorbeeld.nl";"klik")', "+31 529", "-2+3", "@SOM(A1)", "=1+1|cmd"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_name_stays_text_and_never_comes_back_live(make, tmp_path, text):
    content = make(lambda book: rows_on(book, [HEADER, ROW]).write_string("F2", text))
    grid = read_workbook(content, definition())
    assert grid.rows[0].cells[5] == text
    frame = pd.DataFrame([row.cells for row in grid.rows], columns=list(grid.header))
    write_xlsx(frame, tmp_path / "uit.xlsx", about={"titel": text})
    write_csv(frame, tmp_path / "uit.csv")
    cell = openpyxl.load_workbook(tmp_path / "uit.xlsx")["cijfers"]["F2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    with (tmp_path / "uit.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";"))[1][5] == f"'{text}"
