"""From the text of a cell to its value."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.areas import Area
from analysis.sources.files.areas import AreaBook
from analysis.sources.files.cells import convert
from analysis.sources.files.definitions import Column, Context, Definition, Succession
from analysis.sources.files.table import GridRow, TextGrid
from analysis.sources.files.values import read_day, read_number, read_period

TODAY = dt.date(2025, 6, 30)
AREAS = [
    Area(gebied="GM0148", naam="Dalfsen", niveau="gemeente", hoort_bij="RG-ZWOLLE"),
    Area(gebied="GM0177", naam="Raalte", niveau="gemeente"),
    Area(gebied="NL00", naam="Nederland", niveau="land"),
    Area(gebied="KERN-GM0148-dalfsen", naam="Dalfsen", niveau="kern", hoort_bij="GM0148"),
    Area(
        gebied="KERNGEBIED-GM0148-dalfsen", naam="Dalfsen en buitengebied", niveau="kern", hoort_bij="GM0148"
    ),
    Area(gebied="KERN-GM0148-nieuwleusen", naam="Nieuwleusen", niveau="kern", hoort_bij="GM0148"),
    Area(
        gebied="KERNGEBIED-GM0148-nieuwleusen",
        naam="Nieuwleusen en buitengebied",
        niveau="kern",
        hoort_bij="GM0148",
    ),
    Area(gebied="BU01480101", naam="Dalfsen Centrum", niveau="buurt", hoort_bij="GM0148"),
    Area(gebied="BU01480304", naam="Bedrijventerrein 't Febriek", niveau="buurt", hoort_bij="GM0148"),
    Area(gebied="WK014801", naam="Wijk Dalfsen", niveau="wijk", hoort_bij="GM0148"),
]
CONTEXT = Context(
    gemeente="GM0148",
    areas={area.gebied: area for area in AREAS},
    today=TODAY,
    successions=(
        Succession(
            jaar=2019,
            oud="GM0171",
            oude_naam="Noordoostpolder",
            nieuw="GM0148",
            nieuwe_naam="Dalfsen",
            bron="CBS",
        ),
    ),
)


def column(kind: str, **more) -> Column:
    return Column.model_validate({"naam": "x", "soort": kind, **more})


def definition(*columns: Column, **more) -> Definition:
    content = {"titel": "t", "bron": "b", "sleutel": (columns[0].naam,), "kolommen": columns, **more}
    return Definition.model_validate(content)


def number(text: str, kind: str = "getal", **more):
    leeg = more.pop("leeg", "")
    one = column(kind, leeg=leeg)
    return read_number(text, one, definition(one, **more))


def converted(columns: tuple[Column, ...], *rows: str, header: str = "", **more):
    names = header.split(";") if header else [one.naam for one in columns]
    cells = tuple(GridRow(n, tuple(row.split(";"))) for n, row in enumerate(rows, start=2))
    return convert(TextGrid("a.csv", tuple(names), 1, cells), definition(*columns, **more), CONTEXT)


def codes(delivered):
    return [(problem.code, problem.row) for problem in delivered.problems]


# --- numbers


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("3,4", {}, 3.4),
        ("3.4", {"decimaal": "."}, 3.4),
        ("1234", {}, 1234),
        ("1.234", {"duizendtal": "."}, 1234),
        ("1.234.567,89", {"duizendtal": "."}, 1234567.89),
        ("1,234.5", {"decimaal": ".", "duizendtal": ","}, 1234.5),
        ("1.234", {"decimaal": "."}, 1.234),
        ("0,125", {}, 0.125),
        ("-5", {}, -5),
        ("\u22125,5", {}, -5.5),
        ("+5", {}, 5),
        (" 5\u00a0", {}, 5),
        ("1 234", {"duizendtal": " "}, 1234),
        ("123456789012345", {}, 123456789012345),
        ("0", {}, 0),
    ],
)
def test_a_number_is_read_by_its_definition(text, options, value):
    reading = number(text, **options)
    assert reading.value == value
    assert (reading.status, reading.trouble, reading.warning) == ("", None, None)


@pytest.mark.parametrize(
    ("text", "kind", "options", "code"),
    [
        ("1.234", "getal", {}, "F112"),
        ("1.234", "aantal", {"decimaal": "."}, "F112"),
        ("1,234", "aantal", {}, "F112"),
        ("3.4", "getal", {}, "F112"),
        ("1.23", "getal", {"duizendtal": "."}, "F112"),
        ("12.34.567", "getal", {"duizendtal": "."}, "F112"),
        ("0.123", "getal", {"duizendtal": "."}, "F112"),
        ("1,2,3", "getal", {}, "F112"),
        ("3,4", "aantal", {}, "F111"),
        ("-4", "aantal", {}, "F111"),
        ("twaalf", "aantal", {}, "F110"),
        ("12 km", "getal", {}, "F110"),
        ("1 2 3", "getal", {}, "F110"),
        ("12%", "aantal", {}, "F110"),
        ("٣", "aantal", {}, "F110"),
        ("inf", "getal", {}, "F153"),
        ("-Infinity", "getal", {}, "F153"),
        ("1e400", "getal", {}, "F153"),
        ("1,5E+03", "getal", {}, "F153"),
        ("1234567890123456", "getal", {}, "F154"),
        ("0,1234567890123456", "getal", {}, "F154"),
        ("", "aantal", {}, "F155"),
        ("\u00a0", "aantal", {}, "F155"),
        ("-", "aantal", {}, "F201"),
        (".", "aantal", {}, "F201"),
        ("x", "aantal", {}, "F201"),
        ("-99999", "aantal", {}, "F202"),
        ("-9999", "getal", {}, "F202"),
        ("<5", "aantal", {}, "F203"),
        ("NA", "aantal", {}, "F110"),
        ("nan", "getal", {}, "F110"),
        ("None", "getal", {}, "F110"),
    ],
)
def test_what_is_no_number_is_never_one(text, kind, options, code):
    reading = number(text, kind, **options)
    assert reading.trouble is not None
    assert reading.trouble.code == code
    assert math.isnan(reading.value)
    assert reading.status == ""


def test_both_readings_of_a_doubtful_number_are_named():
    trouble = number("1.234").trouble
    assert "1234 of 1,234" in trouble.expected
    assert 'duizendtal: "."' in trouble.action
    assert 'decimaal: "."' in trouble.action
    trouble = number("1.234", "aantal", decimaal=".").trouble
    assert 'decimaal: "," en duizendtal: "."' in trouble.action


@pytest.mark.parametrize("text", ["1\u00a0234", "1\u202f234", "1\u2009234", "1 234"])
def test_spaces_between_thousands_are_read_with_a_warning(text):
    reading = number(text, "aantal")
    assert reading.value == 1234
    assert reading.warning.code == "F114"


MARKS = {".": "ontbreekt", "x": "onderdrukt", "-": "niet van toepassing", "<": "onderdrukt"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (".", "ontbreekt"),
        ("x", "onderdrukt"),
        ("-", "niet van toepassing"),
        ("", "ontbreekt"),
        ("-99997", "ontbreekt"),
        ("-99995", "ontbreekt"),
        ("-99991", "ontbreekt"),
        ("-99999999", "ontbreekt"),
        ("-99997,0", "ontbreekt"),
    ],
)
def test_a_mark_gives_a_status_and_no_number(text, status):
    reading = number(text, "aantal", ontbreekt=MARKS, leeg="ontbreekt")
    assert math.isnan(reading.value)
    assert (reading.status, reading.trouble) == (status, None)


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [("<5", "aantal", 1, 4), ("< 5", "aantal", 1, 4), ("minder dan 5", "aantal", 1, 4), ("<=4", "aantal", 1, 4),
     ("<5", "percentage", 0, 5)],
)  # fmt: skip
def test_below_a_limit_is_bounds_and_never_a_number(text, kind, low, high):
    reading = number(text, kind, ontbreekt=MARKS)
    assert math.isnan(reading.value)
    assert (reading.status, reading.low, reading.high) == ("onderdrukt", low, high)


@pytest.mark.parametrize("text", ["12*", "12**", "12 *", "12*)"])
def test_an_asterisk_is_provisional(text):
    reading = number(text, "aantal")
    assert (reading.value, reading.provisional) == (12, True)
    assert not number("12", "aantal").provisional


def test_a_percentage_may_have_its_sign():
    assert number("12,5 %", "percentage").value == 12.5
    assert number("12,5%*", "percentage").trouble.code == "F110"


def test_two_ways_of_writing_in_a_column_are_told_at_each_cell_that_is_not_ours():
    one = converted((column("getal"),), "3,4", "987", "3.5", "4.5", "7,25")
    assert codes(one) == [("F112", 4), ("F112", 5)]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(-9998, 10**12), st.integers(0, 99))
def test_every_number_comes_back(whole, hundredths):
    dutch = f"{whole:,}".replace(",", ".") + f",{hundredths:02d}"
    plain = float(f"{whole}.{hundredths:02d}")
    assert number(dutch, duizendtal=".").value == plain
    assert number(dutch.replace(".", "")).value == plain


# --- areas


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GM0148", "GM0148"),
        ("gm0148    ", "GM0148"),
        ("KERN-GM0148-dalfsen", "KERN-GM0148-dalfsen"),
        ("Dalfsen", "KERNGEBIED-GM0148-dalfsen"),
        ("dalfsen en buitengebied", "KERNGEBIED-GM0148-dalfsen"),
        ("kern Nieuwleusen", "KERNGEBIED-GM0148-nieuwleusen"),
        ("Dalfsen  Centrum", "BU01480101"),
        ("Bedrijventerrein \u2019t Febriek", "BU01480304"),
        ("Gemeente Dalfsen", "GM0148"),
        ("Totaal", "GM0148"),
        ("TOTAAL:", "GM0148"),
        ("Dalfsen totaal", "GM0148"),
        ("Gemeente totaal", "GM0148"),
        ("Raalte", "GM0177"),
        ("Nederland", "NL00"),
        ("GM0171", "GM0171"),
        ("BU01489997", "BU01489997"),
    ],
)
def test_an_area_is_found_by_code_and_by_name(text, code):
    reading = AreaBook(CONTEXT, column("gebied")).read(text)
    assert (reading.value, reading.trouble, reading.warning) == (code, None, None)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("148", "F120", "GM0148"),
        ("0148", "F120", "GM0148"),
        ("148.0", "F120", "GM0148"),
        ("1480101", "F120", "BU01480101"),
        ("01480101", "F120", "BU01480101"),
        ("14801", "F120", "WK014801"),
        ("9999", "F121", "gebieden.csv"),
        ("1E05", "F121", "gebieden.csv"),
        ("BU0148010", "F121", "BU01480101"),
        ("GM9999", "F121", "gebieden.csv"),
        ("Nieuwleussen", "F233", '"Nieuwleusen"'),
        ("Nieuwleusen2", "F233", '"Nieuwleusen"'),
        ("NA", "F233", "gebieden.csv"),
        ("null", "F233", "gebieden.csv"),
        ("None", "F233", "gebieden.csv"),
        ("Nieuwleusen totaal", "F233", "Nieuwleusen"),
        ("gemeente", "F233", ""),
        ("", "F155", ""),
    ],
)
def test_an_area_that_is_not_known_is_never_completed(text, code, hint):
    reading = AreaBook(CONTEXT, column("gebied")).read(text)
    assert reading.value == ""
    assert reading.trouble.code == code
    assert hint in reading.trouble.action


def test_the_levels_of_the_column_decide():
    only = AreaBook(CONTEXT, column("gebied", niveaus=("gemeente",)))
    assert only.read("Dalfsen").value == "GM0148"
    assert only.read("BU01480101").trouble.code == "F123"
    assert (
        AreaBook(CONTEXT, column("gebied", niveaus=("kern", "gemeente")))
        .read("Dalfsen")
        .value.startswith("KERNG")
    )
    assert AreaBook(CONTEXT, column("gebied", niveaus=("kern",))).read("Totaal").value == "GM0148"


def test_a_hard_space_in_a_name_is_a_warning_once():
    one = converted((column("gebied"),), "Dalfsen\u00a0Centrum", "Dalfsen\u00a0Centrum", "Dalfsen")
    assert codes(one) == [("F108", 2)]
    assert "nog 1 rij." in one.problems[0].action


def test_codes_as_numbers_are_told_each():
    one = converted((column("gebied"),), "GM0148", "177", "148")
    assert codes(one) == [("F120", 3), ("F120", 4)]
    assert codes(converted((column("gebied"),), "Dalfsen", "177")) == [("F120", 3)]


def test_a_wide_file_may_have_other_areas_but_not_only_those():
    columns = (column("gebied"), Column(naam="y", soort="aantal"))
    one = converted(columns, "BU01480101;1", "BU99990101;x", "GM0177;2", ruim=True)
    assert codes(one) == [("F201", 3)]
    assert list(one.table["rij"]) == [2, 4]
    assert codes(converted(columns, "BU99990101;1", ruim=True)) == [("F134", None)]


# --- periods and days


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", "2024"),
        ("2024.0", "2024"),
        ("2024,0", "2024"),
        ("2024JJ00", "2024"),
        ("2024-Q1", "2024-Q1"),
        ("2024 q2", "2024-Q2"),
        ("2024KW03", "2024-Q3"),
        ("2024-H2", "2024-H2"),
        ("2024HJ01", "2024-H1"),
        ("2024-03", "2024-03"),
        ("2024MM11", "2024-11"),
        ("maart 2024", "2024-03"),
        ("31-12-2024", "2024-12-31"),
        ("2024-12-31", "2024-12-31"),
        ("2025", "2025"),
        ("2025-Q2", "2025-Q2"),
    ],
)
def test_a_period(text, period):
    reading = read_period(text, TODAY)
    assert (reading.value, reading.trouble, reading.provisional) == (period, None, False)


@pytest.mark.parametrize("text", ["2024*", "2024**", "2024*)", "2024 *"])
def test_a_period_with_an_asterisk_makes_its_row_provisional(text):
    assert read_period(text, TODAY).value == "2024"
    columns = (column("periode"), Column(naam="y", soort="aantal", leeg="ontbreekt"))
    table = converted(columns, f"{text};5", "2023;6", f"{text};").table
    assert list(table["y__status"]) == ["voorlopig", "", "ontbreekt"]


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2025-Q3",
        "2025-07",
        "1-7-2025",
        "0",
        "20224",
        "24",
        "1899",
        "2024-13",
        "2024-Q5",
        "jaar",
        "2024-2025",
    ],
)
def test_what_is_no_period(text):
    reading = read_period(text, TODAY)
    assert (reading.value, reading.trouble.code) == ("", "F230")


def test_a_day_of_excel_is_recognised_in_a_period():
    assert read_period("45383", TODAY).trouble.code == "F151"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03-04-2024", "2024-04-03"),
        ("3-4-2024", "2024-04-03"),
        ("3/4/2024", "2024-04-03"),
        ("3.4.2024", "2024-04-03"),
        ("2024-04-03", "2024-04-03"),
        ("3 maart 2024", "2024-03-03"),
        ("12 okt. 2024", "2024-10-12"),
        ("1-mrt-2024", "2024-03-01"),
        ("29-2-2024", "2024-02-29"),
        ("3-4-2024 00:00:00", "2024-04-03"),
    ],
)
def test_a_day_is_day_month_year(text, day):
    assert read_day(text).value == day


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("04-13-2024", "F150", "Maand 13 bestaat niet"),
        ("31-02-2024", "F150", "bestaat"),
        ("29-2-2023", "F150", "bestaat"),
        ("3-4-24", "F150", "vier cijfers"),
        ("3 march 2024", "F150", ""),
        ("gisteren", "F150", ""),
        ("45383", "F151", ""),
        ("45383,5", "F151", ""),
        ("maart 2024", "F150", ""),
    ],
)
def test_what_is_no_day(text, code, hint):
    trouble = read_day(text).trouble
    assert trouble.code == code
    assert hint in trouble.action


def test_the_day_of_excel_is_given():
    assert "1-4-2024" in read_day("45383").trouble.expected


# --- words


def test_a_choice_is_what_it_stands_for():
    choices = {"ooit mantelzorg gegeven": "mantelzorg_ooit", "zwaar belast": "mantelzorg_zwaar"}
    one = converted((column("indicator", keuzes=choices),), "Zwaar  belast", "mantelzorg_ooit", "zwar belast")
    assert list(one.table["x"]) == ["mantelzorg_zwaar", "mantelzorg_ooit", ""]
    assert codes(one) == [("F156", 4)]
    assert '"zwaar belast"' in one.problems[0].action


@pytest.mark.parametrize("kind", ["keuze", "datum", "periode", "gebied"])
def test_an_empty_cell_is_an_error_unless_the_column_may_be_empty(kind):
    assert codes(converted((column("tekst"), Column(naam="y", soort=kind)), "a;")) == [("F155", 2)]
    optional = Column(naam="y", soort=kind, verplicht=False)
    assert codes(converted((column("tekst"), optional), "a;")) == []


def test_an_empty_number_always_needs_a_status():
    optional = Column(naam="y", soort="aantal", verplicht=False)
    assert codes(converted((column("tekst"), optional), "a;")) == [("F155", 2)]


def test_text_is_nfc_and_may_be_empty_unless_it_names_the_row():
    columns = (column("tekst"), Column(naam="y", soort="tekst"))
    one = converted(columns, "Cafe\u0301;NA", "b;", ";c")
    assert list(one.table["x"]) == ["Caf\u00e9", "b"]
    assert list(one.table["y"]) == ["NA", ""]
    assert codes(one) == [("F314", 4)]


# --- the table


def test_a_number_has_its_companions_and_all_rows_stay():
    columns = (column("gebied"), Column(naam="y", soort="aantal"))
    one = converted(columns, "Dalfsen;12*", "Lemelerveld;<5", "Dalfsen;veel", ontbreekt=MARKS)
    assert list(one.table["rij"]) == [2, 3, 4]
    assert list(one.table["y__tekst"]) == ["12*", "<5", "veel"]
    assert list(one.table["y__status"]) == ["voorlopig", "onderdrukt", ""]
    assert list(one.table["y__onder"])[1:2] == [1.0]
    assert list(one.table["y__boven"])[1:2] == [4.0]
    assert one.table["y"].dtype == "float64"
    assert codes(one) == [("F233", 3), ("F110", 4)]


def test_a_factor_is_left_to_who_makes_rows_of_it():
    assert list(converted((column("getal", factor=1000),), "1,5").table["x"]) == [1.5]


def test_a_strange_cell_in_an_empty_row_is_told_with_what_is_empty():
    columns = (column("gebied"), Column(naam="y", soort="aantal"))
    assert codes(converted(columns, "Dalfsen;1", "zie ook blad 2;")) == [("F233", 3), ("F155", 3)]


def test_columns_that_are_not_there_are_not_in_the_table():
    columns = (column("gebied"), Column(naam="y", soort="aantal"))
    one = converted(columns, "Dalfsen;x", header="x;")
    assert "y" not in one.table
    assert one.problems == ()


KINDS = (
    "gebied",
    "periode",
    "datum",
    "indicator",
    "aantal",
    "getal",
    "percentage",
    "keuze",
    "tekst",
)
CELLS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789.,-+*<%eEx /GMBU", max_size=12),
    st.sampled_from(["2024", "31-12-2024", "Dalfsen", "9" * 400, "-99997", "0" * 300, "1e999"]),
)  # fmt: skip


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.lists(CELLS, min_size=1, max_size=6))
def test_no_cell_is_a_surprise(kind, cells):
    one = column(kind, keuzes={"a": "b"})
    grid = TextGrid("a.csv", ("x",), 1, tuple(GridRow(n, (cell,)) for n, cell in enumerate(cells, start=2)))
    delivered = convert(grid, definition(one), CONTEXT)
    assert len(delivered.table) == len(cells)
    told = {problem.row for problem in delivered.problems if not problem.warning}
    for place, row in enumerate(delivered.table.to_dict("records")):
        # A required cell has a value or says why not, or somebody is told.
        there = row["x"] == row["x"] and row["x"] != ""
        assert there or row.get("x__status") or place + 2 in told


def test_one_stray_cell_is_one_problem_and_leaves_the_table_alone():
    columns = (column("gebied"), Column(naam="jaar", soort="periode"), Column(naam="n", soort="aantal"))
    found = converted(columns, "Dalfsen;2024;9", ";;x", ";;12", sleutel=("x", "jaar"))
    assert [(one.code, one.row) for one in found.problems] == [("F314", 3), ("F314", 4)]
    assert '"x" in een rij zonder x en jaar' in found.problems[0].found
    assert list(found.table["rij"]) == [2]


def test_a_row_that_lacks_only_a_part_of_its_key_says_which():
    columns = (column("gebied"), Column(naam="jaar", soort="periode"), Column(naam="n", soort="aantal"))
    found = converted(columns, "Dalfsen;;9", ";2024;9", sleutel=("x", "jaar"))
    assert [(one.code, one.row) for one in found.problems] == [("F155", 2), ("F155", 3)]


@pytest.mark.parametrize("kind", ["keuze", "datum", "tekst"])
def test_a_mark_of_the_source_holds_in_every_column(kind):
    choices = {"keuzes": {"1": "ongewijzigd"}} if kind == "keuze" else {}
    columns = (column("gebied"), Column(naam="y", soort=kind, verplicht=False, **choices))
    found = converted(columns, "Dalfsen;.", "Dalfsen; x ", ontbreekt={".": "ontbreekt", "x": "onderdrukt"})
    assert not found.problems
    assert found.table["y"].isin(["", None]).all()


def test_a_mark_is_no_way_round_a_column_that_must_be_filled():
    choice = Column(naam="y", soort="keuze", keuzes={"MW00000": "waarde", "x": "kruis"})
    marks = {".": "ontbreekt", "x": "onderdrukt"}
    found = converted((column("gebied"), choice), "Dalfsen;.", "Dalfsen;x", ontbreekt=marks)
    assert [(one.code, one.row) for one in found.problems] == [("F155", 2)]
    assert list(found.table["y"]) == ["", "kruis"]


def test_a_mark_names_no_area():
    columns = (column("gebied"), Column(naam="y", soort="tekst", verplicht=False))
    found = converted(columns, ".;a", ontbreekt={".": "ontbreekt"})
    assert [one.code for one in found.problems] == ["F233"]


@pytest.mark.parametrize(
    ("text", "expected", "warned"),
    [
        ("\uf0b7 eerste", "• eerste", False),
        ("Fijn \U0001f44d\U0001f3fd!", "Fijn ■!", True),
        ("日本", "■", True),
        ("Skûlẃŷ ≥ 5", "Skûlẃŷ ≥ 5", False),
        ("a\u202eb", "ab", False),
        ("\u2060", "", False),
    ],
)
def test_text_is_read_as_it_can_be_printed(text, expected, warned):
    columns = (column("gebied"), Column(naam="y", soort="tekst", verplicht=False))
    found = converted(columns, f"Dalfsen;{text}")
    assert list(found.table["y"]) == [expected]
    assert [one.code for one in found.problems] == (["F171"] if warned else [])


AMSTERDAM = Context(
    gemeente="GM0363",
    areas={
        code: Area(gebied=code, naam=name, niveau=level, hoort_bij="GM0363")
        for code, name, level in (
            ("GM0363", "Amsterdam", "gemeente"),
            ("WK0363AA", "Burgwallen", "wijk"),
            ("BU0363AA01", "Kop Zeedijk", "buurt"),
        )
    },
    today=TODAY,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BU0363AA01", None),
        ("bu0363aa01", None),
        ("WK0363AA", None),
        ("0363AA01", "F120"),
        ("0363aa", "F120"),
        ("BU0363ZZ99", "F121"),
        ("BU0363AA0", "F121"),
    ],
)
def test_codes_may_have_letters_behind_the_gemeente(text, code):
    one = AreaBook(AMSTERDAM, column("gebied"), ruim=True).read(text)
    assert (one.trouble.code if one.trouble else None) == code
    if code is None:
        assert one.value == text.upper()
    if code == "F120":
        assert "AA" in one.trouble.action


@pytest.mark.parametrize("text", ["BU0363AA01", "WK0363AA", "BU0599AB12", "AM20", "JZ21", "SG01", "VR04"])
def test_a_file_of_the_whole_country_has_codes_of_every_form(text):
    assert AreaBook(CONTEXT, column("gebied"), ruim=True).read(text).skip


def test_a_code_that_lost_a_digit_is_no_area_elsewhere():
    assert AreaBook(CONTEXT, column("gebied"), ruim=True).read("BU0148010").trouble
