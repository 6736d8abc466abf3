"""One wrong cell in a real table of the project: refused, with the file and the row where it stands."""

from __future__ import annotations

import pytest

from analysis.model import rules

pytestmark = pytest.mark.slow


def changed(real, file, cells):
    """Return the rows with other cells: (row of the file, column) -> what becomes of it."""
    rows = real.copy()
    for (number, column), change in cells.items():
        place = rows.index[rows["bestand"].str.endswith(f"/{file}") & (rows["rij"] == number)]
        assert len(place) == 1, (file, number)
        rows.loc[place, column] = change(rows.loc[place[0], column]) if callable(change) else change
        near = {rows.loc[place[0], "indicator"], *BESIDE}
    # What is not about the same file or number says nothing, and takes its time.
    return rows[rows["bestand"].str.endswith(f"/{file}") | rows["indicator"].isin(near)]


BESIDE = ("inwoners", "huishoudens", "bevolkingsdichtheid", "oppervlakte_land")


def times(factor):
    return lambda value: value * factor


GUIDE, POLICY, CBS = "gemeentegids_2018.csv", "preventiebeleid_2022.csv", "cbs_kwb_2024.csv"
YOUTH, SURVEY, CARE = "jeugdhulp.csv", "burgerpeiling.csv", "mantelzorg.csv"
VISION, SHARES, REGION = "wmo_visie_2007.csv", "cbs_82972.csv", "preventiebeleid_2022_regiovisie.csv"
# file, row, column, what becomes of the cell, code
CELLS = [
    (GUIDE, 2, "waarde", 28.242, "F111"),  # D10: 28.242 with a Dutch point
    (GUIDE, 2, "waarde", -28242, "F111"),  # D15
    (GUIDE, 2, "waarde", 28242.5, "F111"),
    (GUIDE, 2, "waarde", 282420, "F137"),  # D25
    (GUIDE, 2, "waarde", 282, "F137"),
    (GUIDE, 2, "waarde", 999999999999999, "F250"),
    (GUIDE, 2, "periode", "2199", "F230"),  # D32
    (GUIDE, 2, "periode", "2027-01-01", "F230"),
    (GUIDE, 2, "periode", "1000", "F230"),
    (GUIDE, 6, "waarde", times(10), "F253"),
    (CBS, 7, "waarde", times(0.1), "F111"),
    (CBS, 7, "waarde", 2968, "F137"),
    (CBS, 8, "waarde", times(10), "F234"),
    (CBS, 9, "waarde", times(10), "F253"),
    (CBS, 2, "waarde", times(1000), "F250"),
    (CBS, 2, "waarde", times(10), "F234"),
    (CBS, 37, "waarde", times(10), "F253"),
    (CBS, 3, "waarde", 79, "F234"),
    (CBS, 4, "waarde", 13, "F261"),
    (CBS, 10, "waarde", times(10), "F253"),
    (CBS, 11, "waarde", 479.5, "F111"),
    (VISION, 4, "waarde", times(10), "F234"),
    (VISION, 4, "waarde", 2654, "F234"),
    (VISION, 4, "waarde", times(0.001), "F111"),
    (POLICY, 2, "waarde", 900, "F221"),  # D49
    (POLICY, 2, "waarde", -90, "F221"),
    (POLICY, 2, "waarde", 0.9, "F255"),
    (REGION, 6, "waarde", 8.1, "F255"),
    (REGION, 6, "waarde", 810, "F250"),
    (REGION, 9, "waarde", 0.17, "F255"),
    (REGION, 3, "waarde", 0.06, "F255"),
    (SHARES, 7, "waarde", 4.81, "F254"),
    (SHARES, 7, "waarde", 0.48, "F220"),
    (SHARES, 7, "waarde", 481, "F221"),
    ("preventiebeleid_2022_raadpleging.csv", 3, "waarde", 1300, "F223"),
    ("preventiebeleid_2022_raadpleging.csv", 3, "n", 0, "F251"),
    (YOUTH, 2, "waarde", 95.094, "F252"),
    (YOUTH, 2, "teller", -659, "F111"),
    (YOUTH, 2, "noemer", 0, "F251"),
    (YOUTH, 2, "teller", 65.9, "F111"),
    (YOUTH, 2, "noemer", 7000, "F252"),
    (YOUTH, 3, "n", 69300, "F253"),
    (YOUTH, 100, "waarde", times(10), "F234"),
    (SURVEY, 2, "n", 0, "F251"),
    (SURVEY, 2, "n", 512000, "F253"),
    (SURVEY, 2, "waarde", 0.310547, "F252"),
    (CARE, 3, "n", 71000, "F253"),
    (CARE, 20, "noemer", 99999, "F252"),
    (CARE, 2, "periode", "2042", "F230"),
]


@pytest.mark.parametrize(
    ("file", "row", "column", "change", "code"),
    CELLS,
    ids=[
        f"{file}-{row}-{column}-{code}-{number}" for number, (file, row, column, _, code) in enumerate(CELLS)
    ],
)
def test_one_wrong_cell_is_refused_with_its_place(real, known, country, file, row, column, change, code):
    found = rules.problems_of(changed(real, file, {(row, column): change}), known, country)
    errors = [problem for problem in found if not problem.warning]
    assert [(problem.code, problem.row) for problem in errors] == [(code, row)]
    [problem] = errors
    assert problem.file.endswith(file)
    # Of teller, noemer and value that do not fit, the value is named.
    assert problem.column == ("waarde" if code == "F252" else column)
    assert problem.expected
    assert problem.action.endswith((".", "?"))


def test_of_two_years_that_differ_the_message_names_both(real, known):
    rows = changed(real, VISION, {(4, "periode"): "2020", (4, "waarde"): 2654})
    [problem] = rules.problems_of(rows[~rows["bestand"].str.endswith(CBS)], known)
    assert (problem.code, problem.warning) == ("F234", False)
    assert problem.file.endswith(VISION)
    assert f"rij 2 van data/cijfers/{GUIDE}" in problem.expected


def test_of_two_that_differ_it_is_not_the_published_one_that_is_named(real, known, country):
    rows = changed(real, VISION, {(4, "waarde"): 2654})
    years = country[(country["indicator"] == "inwoners") & (country["gebied"] == "GM0148")]
    [problem] = rules.problems_of(
        rows[rows["bestand"].str.endswith(VISION)], known, years[years["periode"] == "2012"]
    )
    assert (problem.code, problem.warning, problem.row) == ("F234", False, 4)
    assert "data/cijfers/cbs_kwb.parquet" in problem.expected


def test_a_surface_ten_times_as_large_is_refused_by_the_density(real, known):
    [problem] = rules.problems_of(changed(real, CBS, {(18, "waarde"): times(10)}), known)
    assert problem.code == "F261"
    assert "km²" in problem.expected


def test_teller_and_noemer_that_changed_places_are_refused(real, known):
    rows = changed(real, YOUTH, {(2, "teller"): 6930.0, (2, "noemer"): 659.0})
    [problem] = rules.problems_of(rows, known)
    assert (problem.code, problem.row, problem.column) == ("F223", 2, "teller")
    assert "verwisseld" in problem.action


@pytest.mark.parametrize("file", [GUIDE, CBS, CARE, YOUTH, SURVEY])
def test_a_column_one_row_down_is_refused(real, known, file):
    # D60: the value of each row is that of the row above it.
    rows = real.copy()
    mine = rows["bestand"].str.endswith(f"/{file}")
    rows.loc[mine, "waarde"] = rows.loc[mine, "waarde"].shift(fill_value=560).to_numpy()
    errors = [problem for problem in rules.problems_of(rows, known) if not problem.warning]
    assert errors
    assert any(problem.file.endswith(file) and problem.row for problem in errors)


def test_what_comes_with_the_project_passes_without_a_word(real, known, country):
    assert rules.problems_of(real, known) == []
    assert rules.problems_of(real, known, country) == []
