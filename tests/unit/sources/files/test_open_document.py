"""Workbooks of LibreOffice, and workbooks of Excel that openpyxl does not open as they come."""

import io
import zipfile

import pytest
import xlsxwriter
from tests.unit.sources.files.test_workbook import (
    HEADER,
    ROW,
    SHEET,
    cells,
    definition,
    make,
    one,
    refused,
    repacked,
    rows_on,
    table,
)

from analysis.sources.files.container import open_content
from analysis.sources.files.workbook import read_workbook

pytestmark = pytest.mark.slow

__all__ = ["make"]

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
        *(("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("draw", "drawing")),
    )
)
MIME = "application/vnd.oasis.opendocument.spreadsheet"
LOOKS = """
<number:percentage-style style:name="N10"><number:number/><number:text>%</number:text></number:percentage-style>
<number:number-style style:name="N11"><number:number number:display-factor="1000"/></number:number-style>
<number:date-style style:name="N12"><number:month/><number:text>-</number:text><number:year/></number:date-style>
<style:style style:name="pct" style:family="table-cell" style:data-style-name="N10"/>
<style:style style:name="thousands" style:family="table-cell" style:data-style-name="N11"/>
<style:style style:name="month" style:family="table-cell" style:data-style-name="N12"/>
<style:style style:name="gone" style:family="table-cell">
 <style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/></style:style>
"""


def text(value, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


def number(value, kind="float", more=""):
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


NOTHING = '<table:table-cell table:number-columns-repeated="1018"/>'
TITLES = "".join(text(name) for name in HEADER) + NOTHING


def row(*parts, more=""):
    return f"<table:table-row{more}>{''.join(parts)}</table:table-row>"


def sheet(*rows, name="gegevens", more="", columns=""):
    rest = row(
        '<table:table-cell table:number-columns-repeated="1024"/>',
        more=' table:number-rows-repeated="1048000"',
    )
    return f'<table:table table:name="{name}"{more}>{columns}{"".join(rows)}{rest}</table:table>'


@pytest.fixture
def ods(tmp_path):
    """Write a workbook of LibreOffice from its sheets, and open it as a delivered file."""

    def write(*sheets, manifest="", mime=MIME):
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}>'
            f"<office:automatic-styles>{LOOKS}</office:automatic-styles><office:body><office:spreadsheet>"
            f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
        )
        path = tmp_path / "jeugd é.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", mime)
            archive.writestr("content.xml", content)
            archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        return open_content(path)

    return write


def test_cells_are_the_text_that_a_dutch_reader_would_type(ods):
    grid = read_workbook(
        ods(
            sheet(
                row(TITLES),
                row(text("Dalfsen"), number(2024), number(9120), number(0.185, "percentage", ' table:style-name="pct"'),
                    '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAAR</text:p>'
                    "</table:table-cell>", text('let<text:s text:c="2"/>op</text:p><text:p><text:span>regel 2</text:span>')),
                row(text("Hoonhorst"),
                    '<table:table-cell office:value-type="date" office:date-value="2024-03-01" table:style-name="month">'
                    "<text:p>03-2024</text:p></table:table-cell>", number(12.5), NOTHING),
            )
        ),
        definition(),
    )  # fmt: skip
    assert cells(grid) == [
        ("Dalfsen", "2024", "9120", "18,5", "WAAR", "let  op\nregel 2"),
        ("Hoonhorst", "2024-03", "12,5", "", "", ""),
    ]
    assert [note.code for note in grid.notes] == ["F310"]
    assert grid.cell(3, "aantal") == "C3"


def test_what_a_reader_sees_otherwise_is_warned_for_with_its_cell(ods):
    body = [
        row(TITLES),
        row(text("Dalfsen"), number(2024), number(12345, more=' table:style-name="thousands"'), NOTHING),
        row(text("Hoonhorst"), number(2024), number(7, more=' table:style-name="gone"'), NOTHING,
            more=' table:visibility="collapse"'),
    ]  # fmt: skip
    columns = '<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>'
    hidden = sheet(row(text("z")), name="oud", more=' table:style-name="unseen"')
    grid = read_workbook(ods(sheet(*body, columns=columns), hidden), definition())
    found = {note.code: note for note in grid.notes}
    assert {note.code for note in grid.notes} == {"F302", "F315", "F316"}
    assert 'verborgen werkblad "oud"' in grid.notes[0].found
    assert "1 rij (3) en 1 kolom (F)" in grid.notes[1].found
    assert found["F316"].place.endswith("cel C2")
    assert found["F315"].place.endswith("cel C3")
    assert cells(grid)[0][2] == "12345"


def test_repeated_rows_and_cells_count_as_often_as_they_say(ods):
    again = row(text("Dalfsen"), number(2024, more=' table:number-columns-repeated="2"'), NOTHING,
                more=' table:number-rows-repeated="3"')  # fmt: skip
    grid = read_workbook(ods(sheet(row(TITLES), again)), definition())
    assert cells(grid) == [("Dalfsen", "2024", "2024", "", "", "")] * 3


def test_a_remark_at_a_cell_is_not_in_it(ods):
    remark = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>bel mij</text:p></office:annotation>'
        "<text:p>Dalfsen</text:p></table:table-cell>"
    )
    assert (
        cells(read_workbook(ods(sheet(row(TITLES), row(remark, number(2024), NOTHING))), definition()))[0][0]
        == "Dalfsen"
    )


def test_merged_cells_and_errors_are_refused_with_their_address(ods):
    merged = row(text("Dalfsen", ' table:number-columns-spanned="2" table:number-rows-spanned="1"'),
                 "<table:covered-table-cell/>", number(3), NOTHING)  # fmt: skip
    wrong = row(text("Hoonhorst"), number(2024), text("#DEEL/0!"), text("Err:502"), NOTHING)
    found = refused(ods(sheet(row(TITLES), merged, wrong)))
    assert [(problem.code, problem.place.rpartition(" ")[2]) for problem in found] == [
        ("F301", "A2:B2"),
        ("F304", "C3"),
        ("F304", "D3"),
    ]


def test_a_password_is_called_a_password(ods):
    assert one(ods(sheet(row(TITLES)), manifest="<m:encryption-data/>"), "F306")


def test_a_billion_repeated_cells_are_too_many(ods):
    bomb = row(
        number(1, more=' table:number-columns-repeated="1000"'),
        more=' table:number-rows-repeated="999999999"',
    )
    assert one(ods(sheet(row(TITLES), bomb)), "F308")


def test_a_cell_far_away_is_refused(ods):
    far = row(NOTHING, more=' table:number-rows-repeated="900000"')
    assert one(ods(sheet(row(TITLES), row(text("Dalfsen"), number(2024)), far, row(number(1)))), "F308")


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_truncated_one_is_damaged(ods, cut):
    content = ods(sheet(row(TITLES)))
    content.path.write_bytes(content.path.read_bytes()[: int(content.path.stat().st_size * cut)])
    assert one(content, "F307")


# Workbooks of Excel that other programs wrote.


def with_part(content, name, change):
    """Return a workbook with one part changed."""
    data = io.BytesIO(content.path.read_bytes())
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(content.path, "w") as new:
        for part in old.namelist():
            before = old.read(part)
            after = change(before) if part == name else before
            assert part != name or after != before
            new.writestr(part, after)
    return content


EMPTY_FILL = (b'<fill><patternFill patternType="none"/></fill>', b"<fill/>")
ODD_COLOUR = (b'<color theme="1"/>', b'<color rgb="zwart"/>')
ODD_FAMILY = (b'<family val="2"/>', b'<family val="99"/>')


@pytest.mark.parametrize(("before", "after"), [EMPTY_FILL, ODD_COLOUR, ODD_FAMILY])
def test_looks_that_a_library_refuses_cost_no_number(make, before, after):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW])
        sheet.write("D2", 0.185, book.add_format({"num_format": "0.0%"}))
        sheet.write("C2", 9120, book.add_format({"font_strikeout": True}))
        sheet.write("B2", 2024, book.add_format({"num_format": "0000"}))

    content = with_part(make(fill), "xl/styles.xml", lambda xml: xml.replace(before, after))
    grid = read_workbook(content, definition())
    assert cells(grid) == [("Dalfsen", "2024", "9120", "18,5", "WAAR", "let op")]
    assert [note.code for note in grid.notes] == ["F315", "F310"]


def test_the_strict_names_of_iso_are_read(make):
    content = make(table(ROW))
    usual = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    links = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    for part in (
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        SHEET,
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
    ):
        content = with_part(content, part, lambda xml: xml.replace(*usual).replace(*links))
    assert cells(read_workbook(content, definition())) == [
        ("Dalfsen", "2024", "9120", "18,5", "WAAR", "let op")
    ]


def test_properties_that_cannot_be_read_are_not_needed(make):
    content = make(table(ROW))
    content = with_part(
        content,
        "docProps/core.xml",
        lambda xml: xml.replace(b"</dcterms:created>", b" gisteren</dcterms:created>"),
    )
    assert len(read_workbook(content, definition()).rows) == 1


# What who filled in a template does with its sheets.


def own(**other):
    return definition(eigen=True, **other)


def test_a_template_with_its_sheets_renamed_is_still_read(make):
    def fill(book):
        rows_on(book, [HEADER, ROW], title="Blad1")
        rows_on(book, [["Jeugdigen met jeugdhulp"], ["Wat u invult", "Uitleg"]], title="Blad2")
        rows_on(book, [["Dalfsen"], ["Hoonhorst"]], title="lijsten").hide()

    grid = read_workbook(make(fill), own())
    assert grid.sheet == "Blad1"
    assert [(note.code, note.found) for note in grid.notes] == [("F302", 'nog een werkblad "Blad2"')]


@pytest.mark.parametrize("title", ["Invullen", "INVULLEN", "Gegevens 2024"])
def test_the_sheets_that_come_with_a_template_are_no_choice(make, title):
    def fill(book):
        rows_on(book, [["uitleg"]], title="uitleg")
        rows_on(book, [HEADER, ROW], title=title)
        rows_on(book, [["Dalfsen"]], title="lijsten")

    grid = read_workbook(make(fill), own())
    assert grid.sheet == title
    assert not grid.notes


def test_two_sheets_that_both_could_be_it_are_named_and_no_other(make):
    def fill(book):
        rows_on(book, [HEADER, ROW], title="2023")
        rows_on(book, [HEADER, ROW], title="2024")
        rows_on(book, [["iets"]], title="kladblok")
        rows_on(book, [["uitleg"]], title="uitleg")

    assert one(make(fill), "F305", eigen=True).found == 'de werkbladen "2023", "2024"'


@pytest.mark.parametrize("fault", ["=1/0", "#DIV/0!", "merged"])
def test_a_column_that_nobody_asked_for_stops_nothing(make, fault):
    def fill(book):
        sheet = rows_on(book, [[*HEADER, "eigen berekening", "nog iets"], ROW])
        if fault == "merged":
            sheet.merge_range("G2:H2", "samen")
        else:
            sheet.write("G2", fault)

    content = make(fill)
    if fault == "=1/0":
        content = repacked(
            content, lambda xml: xml.replace(b"<v>0</v></c></row></sheetData>", b"</c></row></sheetData>")
        )
    assert cells(read_workbook(content, definition()))[0][:3] == ("Dalfsen", "2024", "9120")


@pytest.mark.parametrize(
    ("written", "value", "warned"),
    [
        ("#,##0,", 12345, True),
        ("0.0,,", 12345678, True),
        ('#,##0.0,"k"', 12345, True),
        (";;;", 12345, True),
        ("0;;", 0, True),
        ('0" duizend"', 12, True),
        ('0" x 1.000"', 12, True),
        ('"geheim"', 12, True),
        ("#,##0", 12345, False),
        ("#,##0.00", 12345, False),
        ("# ##0", 12345, False),
        ('0" jeugdigen"', 12, False),
        ("[Red]#,##0;[Blue]-#,##0", 12, False),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 12, False),
        ("0;-0;;@", 12, False),
        ("@", 12, False),
    ],
)
def test_a_format_that_shows_another_number_is_warned_for(make, written, value, warned):
    def fill(book):
        rows_on(book, [HEADER, ROW]).write("C2", value, book.add_format({"num_format": written}))

    grid = read_workbook(make(fill), definition())
    assert [note.place for note in grid.notes if note.code == "F316"] == (
        ['rij 2, kolom "aantal", cel C2'] if warned else []
    )
    assert cells(grid)[0][2] == str(value)


def test_rows_and_columns_of_no_height_and_width_are_hidden_too(make):
    def fill(book):
        sheet = rows_on(book, [HEADER, ROW, ROW])
        sheet.set_row_pixels(2, 0)
        sheet.set_column_pixels(4, 4, 0)

    [note] = read_workbook(make(fill), definition()).notes
    assert note.code == "F302"
    assert "1 rij (3) en 1 kolom (E)" in note.found


def test_xlsxwriter_is_the_maker_of_these(tmp_path):
    # The parts that are changed above are where xlsxwriter puts them.
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        rows_on(book, [HEADER])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {"xl/styles.xml", "docProps/core.xml", SHEET} <= set(archive.namelist())
