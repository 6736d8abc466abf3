"""Which files are looked at, and how the pieces of `inputs` judge what the whole project does not show."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from analysis.build.inputs import policy
from analysis.build.inputs.areas import outline_problems
from analysis.build.inputs.check import chapter_problems, compared_problems, own_areas
from analysis.build.inputs.policy import READ_BY, SAID, policy_read
from analysis.build.inputs.tables import table_problems
from analysis.ground import paths
from analysis.model import policy_files
from analysis.model.catalogue import read_catalogue
from analysis.model.params import Params, read_params


def test_every_notebook_says_which_policy_it_reads_and_all_of_that_is_asked():
    notebooks = {path.stem for path in paths.notebooks().glob("[0-9]*.ipynb")}
    assert set(READ_BY) == notebooks
    check = policy.PolicyCheck("GM0148", 2025, read_catalogue(), frozenset(), frozenset())
    asked = {*policy.readers(check), policy_files.GOALS, policy_files.BUDGET, SAID}
    assert set().union(*READ_BY.values()) == asked == {*policy_files.CONTENT, SAID}


def test_a_notebook_of_ones_own_may_read_every_file_of_the_gemeente():
    assert policy_read(["04_laaggeletterdheid"]) == set()
    assert policy_read(["04_laaggeletterdheid", "12_eigen"]) == set(policy_files.CONTENT)


def squares(*corners: tuple[float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(x, y, x + 1000, y + 1000) for x, y in corners]
    codes = [f"BU0148{number:04}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"gebied": codes, "naam": codes}, geometry=shapes, crs=28992)


X, Y = 210_000, 500_000


@pytest.mark.parametrize(
    ("corners", "found"),
    [
        ([(X, Y), (X + 1000, Y)], []),
        ([(X + 50, Y), (X + 1050, Y)], []),  # generalised in another way
        ([(X + 30_000, Y), (X + 31_000, Y)], ["100% van de kaart buiten de gemeente"]),
        ([(X, Y), (X + 5000, Y)], ["50% van de kaart buiten de gemeente"]),
        ([(X, Y)], ["50% van de gemeente zonder buurt"]),
    ],
)
def test_buurten_lie_in_their_gemeente_and_fill_it(corners, found):
    outline = shapely.box(X, Y, X + 2000, Y + 1000)
    problems = list(outline_problems("buurten.geojson", squares(*corners), outline))
    assert [problem.found for problem in problems] == found


def test_one_buurt_elsewhere_is_named():
    corners = [(X + 1000 * (number % 4), Y + 1000 * (number // 4)) for number in range(20)]
    outline = shapely.box(X, Y, X + 4000, Y + 5000)
    moved = [*corners[:-1], (X + 40_000, Y)]
    [problem] = outline_problems("buurten.geojson", squares(*moved), outline)
    assert (problem.code, problem.place) == ("F435", "gebied BU01480019")


def test_areas_to_compare_with_are_judged_by_what_they_are():
    params, catalogue = read_params(paths.params() / "dalfsen.yml"), read_catalogue()
    assert list(compared_problems("p", params, catalogue)) == []
    wrong = params.model_copy(
        update={"regio": "GM0193", "vergelijk": ("GM0148", "BU01480101", "NL00", "NL00", "x")}
    )
    found = [(problem.place, problem.found) for problem in compared_problems("p", wrong, catalogue)]
    assert found == [
        ('sleutel "regio"', '"GM0193"'),
        ('sleutel "vergelijk"', '"GM0148"'),
        ('sleutel "vergelijk"', '"BU01480101"'),
        ('sleutel "vergelijk"', '"NL00" nog een keer'),
        ('sleutel "vergelijk"', '"x"'),
    ]


def test_the_default_of_a_notebook_is_asked_as_well():
    params = Params(gemeente="GM0177", naam="Raalte", editie=2025, notebooks=("02_wijkprofiel",))
    choices = {"02_wijkprofiel, gebied": ["KERNGEBIED-GM0148-nieuwleusen"], "x, periode": ["2021"]}
    [problem] = chapter_problems("p", choices, params, read_catalogue(), [])
    assert problem.code == "F619"
    assert set(own_areas("GM0177", read_catalogue())) == {"GM0177"}


def test_rows_about_nothing_are_named_once_with_how_many(tmp_path):
    catalogue = read_catalogue()
    file = tmp_path / "x.csv"
    file.write_text(
        "indicator,gebied\ninwoners,GM0365\n" + "inwoners,GM9184\n" * 3 + "inwonners,NL00\n", encoding="utf-8"
    )
    assert [(one.code, one.row, one.found) for one in table_problems(catalogue, [file])] == [
        ("F281", 6, '"inwonners" (1 rij, die nergens zou staan)'),
        ("F280", 3, '"GM9184" (3 rijen, die nergens zou staan)'),
    ]
    without = replace(catalogue, areas={"GM9184": catalogue.areas["GM0148"], "NL00": catalogue.areas["NL00"]})
    assert [one.code for one in table_problems(without, [file])] == ["F281"]
