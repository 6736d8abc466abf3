"""Rules over a converted table, each with what it must catch and what it must leave alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.model.areas import Area
from analysis.sources.files.definitions import Context, Definition, Succession
from analysis.sources.files.rules import apply_rules, rule_problems
from analysis.sources.files.table import HIGH, LOW, STATUS, TEXT, Delivered, GridRow, TextGrid

NUMBERS = ("aantal", "getal", "percentage")
KERNEN = ("dalfsen", "nieuwleusen", "hoonhorst")
CODES = [f"KERNGEBIED-GM0148-{name}" for name in KERNEN]
DALFSEN, NIEUWLEUSEN, HOONHORST = CODES


def area(code, name, level, parent="GM0148"):
    return code, Area(gebied=code, naam=name, niveau=level, hoort_bij=parent)


AREAS = dict(
    [
        area("GM0148", "Dalfsen", "gemeente", ""),
        area("GM0160", "Hardenberg", "gemeente", ""),
        *(area(code, name.title(), "kern") for code, name in zip(CODES, KERNEN, strict=True)),
        *(area(f"BU0148010{n}", f"Buurt {n}", "buurt") for n in range(1, 5)),
        area("WK014801", "Wijk Dalfsen", "wijk"),
        area("BU01600101", "Hardenberg Centrum", "buurt", "GM0160"),
    ]
)
ENDED = (
    Succession(
        jaar=2019, oud="GM0053", oude_naam="Winsum", nieuw="GM1966", nieuwe_naam="Het Hogeland", bron="CBS"
    ),
    Succession(
        jaar=2019, oud="GM0053", oude_naam="Winsum", nieuw="GM1969", nieuwe_naam="Westerkwartier", bron="CBS"
    ),
    Succession(
        jaar=2018,
        oud="GM0081",
        oude_naam="Leeuwarderadeel",
        nieuw="GM0080",
        nieuwe_naam="Leeuwarden",
        bron="CBS",
    ),
)
CONTEXT = Context(
    gemeente="GM0148", areas=AREAS, today=dt.date(2026, 11, 22), successions=ENDED, kernen=tuple(CODES)
)

GEBIED = {"naam": "gebied", "soort": "gebied"}
JAAR = {"naam": "jaar", "soort": "periode"}
AANTAL = {"naam": "aantal", "soort": "aantal", "rol": "waarde", "indicator": "inwoners"}
DEEL = {"naam": "percentage", "soort": "percentage", "rol": "waarde", "indicator": "eenzaam"}
TELLER = {"naam": "teller", "soort": "aantal", "rol": "teller", "indicator": "eenzaam"}
NOEMER = {"naam": "noemer", "soort": "aantal", "rol": "noemer", "indicator": "eenzaam"}
ONDER = {"naam": "onder", "soort": "percentage", "rol": "ondergrens", "indicator": "eenzaam"}
BOVEN = {"naam": "boven", "soort": "percentage", "rol": "bovengrens", "indicator": "eenzaam"}
N = {"naam": "n", "soort": "aantal", "rol": "n"}


def written(cell):
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def number(cell):
    """Return value, status, least and most of a cell: a number, "<5" or a status."""
    if cell == "<5":
        return np.nan, "onderdrukt", 1.0, 4.0
    if isinstance(cell, str):
        try:
            return float(cell.replace(",", ".")), "", np.nan, np.nan
        except ValueError:
            return np.nan, cell, np.nan, np.nan
    return float(cell), "", np.nan, np.nan


def deliver(columns, *rows, sheet="", **more):
    """Make a converted table; a number may be written as text, to keep its decimals."""
    names = [column["naam"] for column in columns]
    about = {"titel": "Proef", "bron": "telling", "kolommen": columns, "sleutel": ("gebied", "jaar")} | more
    definition = Definition.model_validate(about)
    grid = TextGrid(
        "proef.csv",
        tuple(names),
        1,
        tuple(GridRow(n, tuple(written(c) for c in cells)) for n, cells in enumerate(rows, 2)),
        sheet,
    )
    table = pd.DataFrame({"rij": [row.number for row in grid.rows]}, dtype="int64")
    for position, column in enumerate(columns):
        cells = [row[position] for row in rows]
        name = column["naam"]
        if column["soort"] not in NUMBERS:
            table[name] = pd.Series([str(cell) for cell in cells], dtype="str")
            continue
        read = [number(cell) for cell in cells]
        for suffix, place in (("", 0), (LOW, 2), (HIGH, 3)):
            table[name + suffix] = pd.Series([one[place] for one in read], dtype="float64")
        table[name + STATUS] = pd.Series([one[1] for one in read], dtype="str")
        table[name + TEXT] = pd.Series([written(cell) for cell in cells], dtype="str")
    return Delivered(grid, definition, table)


def found(delivered, context=CONTEXT):
    """Return code, row and column of each problem."""
    applied = apply_rules(delivered, context)
    return [(one.code, one.row, one.column) for one in rule_problems(applied, context)]


def counts(*rows, **more):
    return deliver((GEBIED, JAAR, AANTAL), *rows, **more)


def shares(*cells, areas=CODES, **more):
    return deliver(
        (GEBIED, JAAR, DEEL), *((code, 2024, c) for code, c in zip(areas, cells, strict=False)), **more
    )


def kernen(*values, year=2024):
    return [(code, year, value) for code, value in zip(CODES, values, strict=False)]


def test_a_sound_table_has_no_problems():
    assert found(counts(*kernen(100, 50, 25), ("GM0148", 2024, 175), volledig=True, sprong=8)) == []


@pytest.mark.parametrize("total", [174, 176, 157, 350])
def test_a_total_that_is_not_the_sum_of_its_parts_is_found(total):
    assert found(counts(*kernen(100, 50, 25), ("GM0148", 2024, total))) == [("F137", 5, "aantal")]


@pytest.mark.parametrize(("total", "codes"), [(182, []), (168, []), (183, ["F137"]), (167, ["F137"])])
def test_a_total_may_differ_as_much_as_its_parts_are_rounded(total, codes):
    delivered = counts(*kernen(100, 50, 25), ("GM0148", 2024, total), speling_delen=2.5)
    assert [code for code, *_ in found(delivered)] == codes


def test_each_year_has_its_own_total():
    rows = [*kernen(100, 50, 25), ("GM0148", 2024, 175), *kernen(1, 2, 3, year=2025), ("GM0148", 2025, 7)]
    assert found(counts(*rows)) == [("F137", 9, "aantal")]


@pytest.mark.parametrize(("total", "codes"), [(155, []), (500, []), (149, ["F137"])])
def test_while_a_kern_is_missing_only_a_sum_that_is_too_large_is_wrong(total, codes):
    delivered = counts(*kernen(100, 50), ("GM0148", 2024, total))
    assert [code for code, *_ in found(delivered)] == codes


@pytest.mark.parametrize(("total", "codes"), [(151, []), (154, []), (150, ["F137"]), (155, ["F137"])])
def test_a_hidden_part_counts_from_its_least_to_its_most(total, codes):
    delivered = counts(*kernen(100, 50, "<5"), ("GM0148", 2024, total))
    assert [code for code, *_ in found(delivered)] == codes


def test_a_part_that_is_missing_can_be_anything():
    assert found(counts(*kernen(100, 50, "ontbreekt"), ("GM0148", 2024, 5000))) == []


def test_a_share_of_the_gemeente_is_no_sum():
    assert found(shares(10, 20, 30, 25, areas=[*CODES, "GM0148"])) == []


def test_parts_of_another_gemeente_are_not_added():
    rows = [(f"BU0148010{n}", 2024, 10) for n in range(1, 5)]
    assert found(counts(*rows, ("BU01600101", 2024, 99), ("GM0148", 2024, 40))) == []


def test_columns_that_make_another_are_added():
    extra = {"sommen": [{"delen": ["mannen", "vrouwen"], "kolom": "aantal", "speling": 5}]}
    parts = [{"naam": name, "soort": "aantal"} for name in ("mannen", "vrouwen")]
    columns = (GEBIED, JAAR, *parts, AANTAL)
    delivered = deliver(columns, (DALFSEN, 2024, 50, 52, 100), (HOONHORST, 2024, 50, 60, 100), **extra)
    assert found(delivered) == [("F137", 3, "aantal")]


def test_a_boundary_that_moved_is_a_warning_per_row():
    mark = {
        "naam": "indelingswijziging",
        "soort": "keuze",
        "keuzes": {"1": "ongewijzigd", "2": "code gewijzigd", "3": "grens gewijzigd"},
    }
    rows = [("BU01480101", 2025, "ongewijzigd", 5), ("BU01480102", 2025, "grens gewijzigd", 6)]
    delivered = deliver((GEBIED, JAAR, mark, AANTAL), *rows, ("BU01480103", 2025, "code gewijzigd", 6))
    problems = list(rule_problems(delivered, CONTEXT))
    assert [(p.code, p.row, p.warning) for p in problems] == [("F210", 3, True), ("F210", 4, True)]
    assert "data/geo/GM0148/omnummering.csv" in problems[0].action


def test_a_mark_may_be_a_number():
    mark = {"naam": "indelingswijziging", "soort": "aantal"}
    rows = [("BU01480101", 2025, 1, 5), ("BU01480102", 2025, 3, 6)]
    assert found(deliver((GEBIED, JAAR, mark, AANTAL), *rows)) == [("F210", 3, "indelingswijziging")]


def test_a_gemeente_that_ended_is_named_with_its_year_and_its_successors():
    delivered = counts(("GM0148", 2024, 5), ("GM0053", 2024, 6), ("GM0081", 2016, 6))
    first, second = rule_problems(delivered, CONTEXT)
    assert (first.code, first.row, second.code, second.row) == ("F211", 3, "F211", 4)
    assert "GM0053 (Winsum) is vanaf 2019 GM1966 (Het Hogeland) of GM1969 (Westerkwartier)" in first.expected
    assert "verdeeld" in first.action
    assert "GM0080" in second.action


def test_a_gemeente_that_is_known_here_may_have_rows_of_the_years_it_was_there():
    known = dataclasses.replace(CONTEXT, areas=AREAS | dict([area("GM0053", "Winsum", "gemeente", "")]))
    delivered = counts(("GM0053", 2018, 6), ("GM0053", 2019, 6))
    assert found(delivered, known) == [("F211", 3, "gebied")]


@pytest.mark.parametrize("code", ["WK005301", "BU00530102"])
def test_a_wijk_or_buurt_of_a_gemeente_that_ended_is_named(code):
    assert found(counts((code, 2024, 6))) == [("F212", 2, "gebied")]


def test_a_wijk_beside_another_gemeente_than_its_own_is_named():
    wijk = {"naam": "wijk", "soort": "gebied"}
    rows = [("GM0148", "WK014801", 2024, 5), ("GM0160", "WK014801", 2025, 5)]
    delivered = deliver((GEBIED, wijk, JAAR, AANTAL), *rows, sleutel=("wijk", "jaar"))
    assert found(delivered) == [("F212", 3, "wijk")]


def test_water_is_left_out_and_said_once():
    rows = [
        ("BU01480101", 2024, 5),
        *(("BU01489998", 2020 + n, 0) for n in range(5)),
        ("BU01489997", 2024, 0),
    ]
    delivered = counts(*rows)
    applied = apply_rules(delivered, CONTEXT)
    assert applied.table["gebied"].tolist() == ["BU01480101"]
    assert len(delivered.table) == 7
    (problem,) = rule_problems(applied, CONTEXT)
    assert (problem.code, problem.row, problem.warning) == ("F213", 3, True)
    assert problem.found == '"BU01489998" en "BU01489997"'


def test_a_file_that_holds_more_keeps_what_is_known():
    rows = [("BU01480101", 2024, 5), ("GM0053", 2017, 6), ("BU00539998", 2024, 0), ("BU03630101", 2024, 9)]
    delivered = counts(*rows, ruim=True)
    assert apply_rules(delivered, CONTEXT).table["rij"].tolist() == [2]
    assert found(delivered) == []


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        (("12,4", "0,131", "14,2"), [3]),
        (("12", "0,12", "0,14"), [3, 4]),
        (("13,3", "0,12", "14,0"), [3]),
        (("0,3", "12,0", "14,2"), []),
        (("0,3", "12", "14"), []),
        (("0,13", "12,40", "14,20"), []),
        (("0,5", "12,5", "3,1"), []),
        (("0,131", "0,124", "0,142"), []),
        (("0,04", "45,1", "50,2"), []),
        (("0", "12,4", "14,2"), []),
        (("1", "12", "14"), []),
        (("0,85", "1,2", "2,4"), []),
        (("2,5", "0,31", "60,5"), []),
    ],
)
def test_fractions_among_percentages_are_found_and_small_percentages_are_not(cells, rows):
    assert found(shares(*cells)) == [("F220", row, "percentage") for row in rows]


def test_fractions_are_found_over_years_and_name_both_rows():
    rows = [(DALFSEN, 2023, "12,4"), (HOONHORST, 2023, "13,0"), (DALFSEN, 2024, "0,124")]
    (problem,) = rule_problems(deliver((GEBIED, JAAR, DEEL), *rows), CONTEXT)
    assert (problem.code, problem.row, problem.found) == ("F220", 4, '"0,124"')
    assert '"12,4" op rij 2' in problem.expected
    assert problem.action.startswith("Schrijf 12,4.")


@pytest.mark.parametrize(("cell", "codes"), [("0,1", []), ("0,13", []), ("0,131", ["F220"])])
def test_indicators_in_one_column_are_held_against_each_other_with_care(cell, codes):
    # Another indicator may really be small: only a share of 1 has two decimals more than the others.
    what = {"naam": "wat", "soort": "indicator", "keuzes": {"a": "a", "b": "b"}}
    share = {"naam": "percentage", "soort": "percentage", "rol": "waarde"}
    rows = [(DALFSEN, 2024, "a", "12,4"), (DALFSEN, 2024, "b", cell)]
    delivered = deliver((GEBIED, JAAR, what, share), *rows, sleutel=("gebied", "jaar", "wat"))
    assert [code for code, *_ in found(delivered)] == codes


@pytest.mark.parametrize(("cell", "wrong"), [(0, False), (100, False), (100.5, True), (-0.1, True)])
def test_a_percentage_lies_from_0_to_100(cell, wrong):
    assert found(shares(50, cell)) == ([("F221", 3, "percentage")] if wrong else [])


def test_a_percentage_written_as_a_fraction_is_measured_in_its_unit():
    column = DEEL | {"factor": 100}
    rows = [(DALFSEN, 2024, "0,124"), (HOONHORST, 2024, "1,24"), (NIEUWLEUSEN, 2024, "12,4")]
    delivered = deliver((GEBIED, JAAR, column), *rows)
    assert found(delivered) == [("F221", 3, "percentage"), ("F221", 4, "percentage")]


@pytest.mark.parametrize(("last", "wrong"), [(25, False), (25.5, False), (26, True), (20, True)])
def test_shares_of_a_whole_add_to_100(last, wrong):
    parts = [{"naam": name, "soort": "percentage"} for name in ("jong", "midden", "oud")]
    extra = {"sommen": [{"delen": ["jong", "midden", "oud"], "speling": 0.5}]}
    delivered = deliver((GEBIED, JAAR, *parts), (DALFSEN, 2024, 20, 55, last), **extra)
    problems = list(rule_problems(delivered, CONTEXT))
    assert [(p.code, p.warning) for p in problems] == ([("F222", True)] if wrong else [])


def test_shares_of_which_one_is_hidden_are_not_added():
    parts = [{"naam": name, "soort": "percentage"} for name in ("jong", "oud")]
    extra = {"sommen": [{"delen": ["jong", "oud"]}]}
    assert found(deliver((GEBIED, JAAR, *parts), (DALFSEN, 2024, 20, "onderdrukt"), **extra)) == []


def test_a_teller_is_at_most_its_noemer():
    rows = [(DALFSEN, 2024, 10, 10), (HOONHORST, 2024, 130, 100)]
    assert found(deliver((GEBIED, JAAR, TELLER, NOEMER), *rows)) == [("F223", 3, "teller")]


def test_a_value_over_nobody_does_not_apply():
    rows = [(DALFSEN, 2024, 1, 10, 10), (HOONHORST, 2024, 0, 0, 0), (NIEUWLEUSEN, 2024, 0, 0, "ontbreekt")]
    delivered = deliver((GEBIED, JAAR, TELLER, NOEMER, DEEL), *rows)
    table = apply_rules(delivered, CONTEXT).table
    assert table["percentage" + STATUS].tolist() == ["", "niet van toepassing", "niet van toepassing"]
    assert table["percentage"].notna().tolist() == [True, False, False]
    assert table["noemer"].tolist() == [10, 0, 0]
    assert delivered.table["percentage"].tolist()[1] == 0


@pytest.mark.parametrize("base", [NOEMER, N])
def test_a_value_still_to_be_made_over_nobody_does_not_apply(base):
    rows = [(DALFSEN, 2024, 1, 10), (HOONHORST, 2024, 0, 0)]
    table = apply_rules(deliver((GEBIED, JAAR, TELLER, base), *rows), CONTEXT).table
    assert table["teller" + STATUS].tolist() == ["", "niet van toepassing"]


def test_too_few_respondents_hide_the_value_and_not_their_number():
    rows = [(DALFSEN, 2024, 10, 30, 8, 12, 3), (HOONHORST, 2024, 58, 29, 40, 70, 17)]
    columns = (GEBIED, JAAR, DEEL, N, ONDER, BOVEN, TELLER)
    table = apply_rules(deliver(columns, *rows, minimum_n=30), CONTEXT).table
    for name in ("percentage", "onder", "boven", "teller"):
        assert table[name].isna().tolist() == [False, True], name
        assert table[name + STATUS].tolist() == ["", "te weinig waarnemingen"], name
    assert table["n"].tolist() == [30, 29]


def test_an_estimate_of_a_model_beside_a_measurement_is_a_warning():
    how = {"naam": "methode", "soort": "keuze", "keuzes": {"SMAP": "model", "enquête": "meting"}}
    rows = [("GM0148", 2022, 36, "meting"), (DALFSEN, 2022, 39, "model"), (HOONHORST, 2022, 40, "model")]
    delivered = deliver((GEBIED, JAAR, DEEL, how), *rows)
    applied = apply_rules(delivered, CONTEXT)
    assert applied.table["percentage" + STATUS].tolist() == ["", "modelschatting", "modelschatting"]
    (problem,) = rule_problems(applied, CONTEXT)
    assert (problem.code, problem.row, problem.column, problem.warning) == ("F224", 3, "methode", True)
    assert "rij 2" in problem.expected


def test_a_source_of_estimates_marks_each_and_mixes_nothing():
    delivered = shares(10, 11, 12, meting="model")
    assert set(apply_rules(delivered, CONTEXT).table["percentage" + STATUS]) == {"modelschatting"}
    assert found(delivered) == []


@pytest.mark.parametrize(
    ("low", "value", "high", "column"),
    [
        (10, 12, 14, None),
        (10, 10, 14, None),
        (13, 12, 14, "percentage"),
        (10, 12, 11, "percentage"),
        (14, "ontbreekt", 10, "onder"),
    ],
)
def test_an_interval_holds_its_estimate(low, value, high, column):
    delivered = deliver((GEBIED, JAAR, ONDER, DEEL, BOVEN), (DALFSEN, 2024, low, value, high))
    assert found(delivered) == ([("F225", 2, column)] if column else [])


def test_a_key_that_stands_twice_names_both_rows():
    delivered = counts(*kernen(1, 2), (DALFSEN, 2024, 3), (DALFSEN, 2025, 3))
    (problem,) = rule_problems(delivered, CONTEXT)
    assert (problem.code, problem.row) == ("F231", 4)
    assert "ook op rij 2" in problem.found


def test_rows_of_which_the_area_is_not_known_are_not_the_same_row():
    assert found(counts(("", 2024, 1), ("", 2024, 2))) == []


def test_a_missing_kern_is_named():
    (problem,) = rule_problems(counts(*kernen(1, 2), volledig=True), CONTEXT)
    assert (problem.code, problem.row, problem.found) == ("F232", None, "geen rij voor Hoonhorst")


def test_a_kern_that_is_missing_in_some_years_is_named_with_them():
    rows = [*kernen(1, 2, 3, year=2022), *kernen(1, 2, year=2023), *kernen(1, 2, year=2024)]
    (problem,) = rule_problems(counts(*rows, volledig=True), CONTEXT)
    assert problem.found == "geen rij voor Hoonhorst in 2023 en 2024"


def test_a_file_may_use_the_built_up_kernen():
    rows = [(code.replace("KERNGEBIED", "KERN"), 2024, 5) for code in CODES]
    assert found(counts(*rows, volledig=True)) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (11, 11246, "ongeveer 1.000 keer zo groot"),
        (11246, 11, "ongeveer 1.000 keer zo klein"),
        (100, 980, "ongeveer 10 keer zo groot"),
        (100, 3000, "30 keer zo groot"),
        (100, 850, "ongeveer 10 keer zo groot"),
        (100, 790, None),
        (0, 500, None),
        ("ontbreekt", 500, None),
    ],
)
def test_a_jump_from_year_to_year_is_a_warning(before, after, words):
    delivered = counts((DALFSEN, 2025, after), (DALFSEN, 2024, before), (HOONHORST, 2024, 9000), sprong=8)
    problems = list(rule_problems(delivered, CONTEXT))
    assert [(p.code, p.row, p.warning) for p in problems] == ([("F234", 2, True)] if words else [])
    assert words is None or words in problems[0].expected


def test_a_jump_is_not_looked_for_unless_it_is_asked():
    assert found(counts((DALFSEN, 2024, 1), (DALFSEN, 2025, 1000))) == []


def test_a_problem_in_a_workbook_has_the_address_of_its_cell():
    delivered = shares(50, 120, sheet="Blad1")
    (problem,) = rule_problems(delivered, CONTEXT)
    assert problem.place == 'rij 3, kolom "percentage", cel C3'


def test_nothing_is_changed_in_the_table_that_came_in():
    delivered = counts(("BU01489998", 2024, 0), (DALFSEN, 2024, 1))
    before = delivered.table.copy()
    apply_rules(delivered, CONTEXT)
    pd.testing.assert_frame_equal(delivered.table, before)
