import zipfile

import openpyxl
import pytest

from analysis.ground import paths
from analysis.model.areas import Area
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.prepare.delivered import context_of
from analysis.sources.files.check import check_file
from analysis.sources.files.definitions import Column, Definition, read_definitions
from analysis.sources.template import sections, write_template

DEFINITIONS = read_definitions(paths.data() / "bronnen.yml")
OWN = [name for name, definition in DEFINITIONS.items() if definition.eigen]
KERNEN = ["Dalfsen", "Hoonhorst", "Lemelerveld", "Nieuwleusen", "Oudleusen"]


@pytest.fixture(scope="module")
def context():
    return context_of("GM0148")


@pytest.fixture
def template(tmp_path, context):
    def write(name, **options):
        path = tmp_path / f"{name}.xlsx"
        options = {"years": (2024,), "gemeente": "GM0148", **options}
        write_template(DEFINITIONS[name], path, areas=context.areas, name=name, **options)
        return path

    return write


def fill(path, values, rows=()):
    """Fill the cells of a column by the gebied of the row, as a person would, and add rows."""
    book = openpyxl.load_workbook(path)
    sheet = book["invullen"]
    header = [cell.value for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(name) for name in header])
    for cells in sheet.iter_rows(min_row=2):
        for cell, name in zip(cells, header, strict=True):
            if cell.value is None and name in values:
                area = cells[header.index("gebied")].value
                cell.value = values[name](area) if callable(values[name]) else values[name]
    book.save(path)
    return path


def parts_of(count):
    """Give each kern `count`, and the gemeente what they make together."""
    return lambda area: count * len(KERNEN) if area.startswith("Gemeente") else count


FILLED = {
    "jeugdhulp": {"jeugdigen_met_jeugdhulp": parts_of(41), "jeugdigen_tot_21": parts_of(430)},
    "jeugdhulp_maand": {"jeugdigen_actief": 310, "jeugdigen_met_recht": 360, "voorzieningen_actief": 520},
    "mantelzorg": {"aantal_ja": parts_of(31), "aantal_antwoorden": parts_of(96)},
    "burgerpeiling": {"percentage": 86.5, "n": 512},
    "burgerpeiling_cijfers": {"rapportcijfer": 7.4, "n": 512},
    "partners": {},
    "begroting": {},
}
ADDED = {
    "partners": [
        {
            "partner": "Saam Welzijn",
            "activiteit": "Mantelzorgcompliment",
            "doel": "3.1 Inwoners kijken naar elkaar om",
            "gebied": "Oudleusen en buitengebied",
            "jaar": 2024,
            "bereik": 84,
            "uitgevoerd": "deels",
        },
        {
            "partner": "Bibliotheek",
            "activiteit": "Boekstart",
            "doel": "2.1 Informatie en basisvaardigheden om mee te doen",
            "gebied": "Gemeente Dalfsen",
            "jaar": 2024,
        },
    ],
    "begroting": [
        {"post": "Mantelzorgwaardering", "jaar": 2024, "bedrag": 76000},
        {"post": "Homestart", "jaar": 2024, "opmerking": "in De Kern"},
    ],
}


def test_every_own_file_has_a_case_here():
    assert set(OWN) == set(FILLED)


@pytest.mark.parametrize("name", OWN)
def test_a_filled_template_passes_the_check(template, context, name):
    path = fill(template(name), FILLED[name], ADDED.get(name, []))
    report = check_file(path, DEFINITIONS[name], context)
    assert [str(problem) for problem in report.problems] == []
    assert report.rows > 0


@pytest.mark.parametrize("name", OWN)
def test_an_empty_template_gets_one_message_that_helps(template, context, name):
    report = check_file(template(name), DEFINITIONS[name], context)
    (problem,) = report.problems
    assert problem.code == "F312"
    assert 'werkblad "invullen"' in problem.action


def test_a_row_left_open_is_named_by_its_cell(template, context):
    path = fill(template("jeugdhulp"), FILLED["jeugdhulp"])
    book = openpyxl.load_workbook(path)
    book["invullen"]["C3"] = None
    book.save(path)
    found = check_file(path, DEFINITIONS["jeugdhulp"], context).errors
    assert ("cel C3" in found[0].place, found[0].column) == (True, "jeugdigen_met_jeugdhulp")


def test_a_count_that_may_not_be_given_is_a_mark(template, context):
    path = fill(template("jeugdhulp"), FILLED["jeugdhulp"])
    book = openpyxl.load_workbook(path)
    book["invullen"]["C3"] = "<5"
    book["invullen"]["C7"] = 4 * 41 + 3
    book.save(path)
    report = check_file(path, DEFINITIONS["jeugdhulp"], context)
    assert not report.errors
    assert report.delivered.table["jeugdigen_met_jeugdhulp__status"].tolist()[1] == "onderdrukt"


@pytest.mark.parametrize("name", OWN)
def test_the_same_template_is_the_same_bytes(template, name):
    path = template(name)
    first = path.read_bytes()
    assert template(name).read_bytes() == first
    with zipfile.ZipFile(path) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_rows_are_ready_for_every_area_and_year(template):
    sheet = openpyxl.load_workbook(template("jeugdhulp", years=(2023, 2024)))["invullen"]
    rows = [row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)]
    areas = [*(f"{kern} en buitengebied" for kern in KERNEN), "Gemeente Dalfsen"]
    assert rows == [(area, year) for area in areas for year in (2023, 2024)]


def test_months_are_text_so_that_excel_makes_no_dates_of_them(template):
    sheet = openpyxl.load_workbook(template("jeugdhulp_maand"))["invullen"]
    assert [sheet.cell(row, 2).value for row in (2, 13)] == ["2024-01", "2024-12"]
    assert sheet["B2"].number_format == "@"
    assert sheet.column_dimensions["B"].width > 10


@pytest.mark.parametrize("name", OWN)
def test_the_sheet_to_fill_in_comes_first_and_keeps_its_header_in_view(template, name):
    book = openpyxl.load_workbook(template(name))
    assert book.sheetnames == ["invullen", "uitleg", "lijsten"]
    assert book["lijsten"].sheet_state == "hidden"
    sheet = book["invullen"]
    assert sheet.freeze_panes == "A2"
    names = [column.naam for column in DEFINITIONS[name].kolommen]
    assert [cell.value for cell in sheet[1]] == names


def rules(sheet):
    return {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}


@pytest.mark.parametrize("name", OWN)
def test_what_is_chosen_from_a_list_stands_in_the_hidden_sheet(template, name):
    book = openpyxl.load_workbook(template(name))
    for cell, rule in rules(book["invullen"]).items():
        assert rule.errorTitle == "Dit past hier niet"
        assert rule.error.startswith("Kies uit de lijst.")
        column = DEFINITIONS[name].kolommen[ord(cell[0]) - ord("A")]
        assert rule.type == "list"
        sheet, _, span = rule.formula1.partition("!")
        words = [row[0].value for row in book[sheet][span.replace("$", "")]]
        assert None not in words
        assert set(words) == set(column.keuzes) or column.soort == "gebied"


def test_a_survey_of_the_gemeente_offers_what_it_is_compared_with(template):
    book = openpyxl.load_workbook(template("burgerpeiling"))
    words = [cell.value for column in book["lijsten"].iter_cols() for cell in column]
    assert {"Nederland", "Weinig stedelijke gemeenten", "Gemeente Dalfsen"} <= set(words)
    assert {row[1] for row in book["invullen"].iter_rows(min_row=2, values_only=True)} == {"Gemeente Dalfsen"}


def test_a_gemeente_without_kernen_still_gets_a_template(tmp_path):
    areas = {"GM0177": Area(gebied="GM0177", naam="Raalte", niveau="gemeente")}
    path = tmp_path / "jeugdhulp.xlsx"
    write_template(DEFINITIONS["jeugdhulp"], path, areas=areas, gemeente="GM0177", years=(2024,))
    rows = list(openpyxl.load_workbook(path)["invullen"].iter_rows(min_row=2, values_only=True))
    assert [row[:2] for row in rows] == [("Gemeente Raalte", 2024)]
    write_template(DEFINITIONS["jeugdhulp"], path, areas={})
    assert openpyxl.load_workbook(path)["invullen"].max_row == 1


@pytest.mark.parametrize("name", OWN)
def test_the_explanation_says_what_not_to_deliver_and_how_to_check(template, name):
    sheet = openpyxl.load_workbook(template(name))["uitleg"]
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert text.startswith(DEFINITIONS[name].titel)
    assert f"kernmonitor check {name}.xlsx --as {name}" in text
    for words in ("burgerservicenummers", "Geen gegevens over personen", "Kleine aantallen"):
        assert words in text
    for column in DEFINITIONS[name].kolommen:
        assert column.hulp in text


def test_the_explanation_of_a_survey_names_its_own_limit():
    assert "vanaf 30 antwoorden" in str(dict(sections(DEFINITIONS["mantelzorg"], "mantelzorg")))


@pytest.mark.parametrize("name", ["jeugdhulp", "mantelzorg", "partners"])
@pytest.mark.parametrize("threshold", [7, 10, 15])
def test_the_explanation_names_the_rule_that_holds(name, threshold):
    rule = GateRule(drempel=threshold, afronding=10).for_source(DEFINITIONS[name].bron).words
    text = str(dict(sections(DEFINITIONS[name], name, rule)))
    assert f"0 tot en met {threshold} wordt verborgen, de rest wordt afgerond op 10" in text
    assert "tot en met 7" not in text or threshold == 7


def test_no_live_formula_stands_in_a_template(template):
    with zipfile.ZipFile(template("partners")) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_definition_names_indicators_and_a_source_that_exist(name):
    catalogue, definition = read_catalogue(), DEFINITIONS[name]
    named = [column.indicator for column in definition.kolommen if column.indicator]
    named += [word for column in definition.of_kind("indicator") for word in column.keuzes.values()]
    assert [indicator for indicator in named if indicator not in catalogue.indicators] == []
    assert definition.bron in catalogue.sources


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_definition_says_how_it_is_delivered(name):
    definition = DEFINITIONS[name]
    assert definition.titel
    assert definition.hulp.endswith(".")
    headings = [heading for column in definition.kolommen for heading in (column.naam, *column.ook)]
    assert len({heading.casefold() for heading in headings}) >= len(definition.kolommen)
    if definition.eigen:
        assert all(column.hulp.endswith((".", "?")) for column in definition.kolommen)
    # A map has no numbers, so no period.
    assert definition.vorm == "kaart" or definition.of_kind("periode") or definition.periode


HEADER = "ID;Persoonskenmerken;Marges;RegioS;MoeiteMetRondkomen_1;Suicidepoging_20;VapetESigaret_79\n"


def test_an_export_of_the_youth_monitor_is_read_as_it_comes(tmp_path, context):
    # Head and rows as in the table of RIVM; other columns and regions are passed over.
    path = tmp_path / "50140NED.csv"
    lines = [
        "0;T009002;MW00000;NL01  ;28.3;2.9;12.3",
        "1;T009002;MW00000;GM0148;22.2;;",
        "2;T009002;MW00000;GM9363;38.8;2.6;10.1",
    ]
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    report = check_file(path, DEFINITIONS["jongvolwassenen_csv"], context)
    assert [str(problem) for problem in report.errors] == []
    table = report.delivered.table
    assert table["gebied"].tolist() == ["NL00", "GM0148"]
    assert table["MoeiteMetRondkomen_1"].tolist() == [28.3, 22.2]
    assert table["VapetESigaret_79__status"].tolist() == ["", "ontbreekt"]


def test_an_export_of_statline_is_read_as_it_comes(tmp_path, context):
    path = tmp_path / "kwb.csv"
    header = (
        '"Wijken en buurten";"Regioaanduiding/Gemeentenaam (naam)";"Regioaanduiding/Codering (code)";'
        '"Bevolking/Aantal inwoners (aantal)";"Bevolking/Geslacht/Mannen (aantal)";'
        '"Bevolking/Geslacht/Vrouwen (aantal)";"Oppervlakte/Oppervlakte totaal (ha)"'
    )
    lines = [
        '"Dalfsen";"Dalfsen                                 ";"GM0148    ";"29683";"14992";"14691";"16652"',
        '"Dalfsen Centrum";"Dalfsen";"BU01480101";"1230";"600";"630";"."',
    ]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
    report = check_file(path, DEFINITIONS["statline"], context)
    assert [str(problem) for problem in report.errors] == []
    table = report.delivered.table
    assert table["gebied"].tolist() == ["GM0148", "BU01480101"]
    assert table["inwoners"].tolist() == [29683, 1230]
    assert table["oppervlakte_totaal__status"].tolist() == ["", "ontbreekt"]


def test_the_manual_explains_every_template_and_every_key():
    text = (paths.root() / "docs" / "eigen_bestanden.md").read_text(encoding="utf-8")
    for word in (*DEFINITIONS, *Definition.model_fields, *Column.model_fields):
        assert f"`{word}`" in text
