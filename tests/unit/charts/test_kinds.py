"""A kind of chart needs a table and nothing else: no release, no catalogue, no card."""

import subprocess
import sys

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.charts import bars, dots, grids, lines, spider
from analysis.charts.base import WIDTH
from analysis.charts.drawing import render
from analysis.charts.table import named, points
from analysis.model.tidy import conform

pytestmark = pytest.mark.slow


@pytest.fixture
def shares():
    """Return two subjects in two areas, of which one number is not there."""
    rows = [
        ("tevreden", "GM0148", 40.0, 35.0, 45.0),
        ("tevreden", "NL00", 50.0, None, None),
        ("eenzaam", "GM0148", 30.0, None, None),
        ("eenzaam", "NL00", None, None, None),
    ]
    table = pd.DataFrame(rows, columns=["indicator", "gebied", "waarde", "ondergrens", "bovengrens"])
    status = ["ontbreekt" if pd.isna(value) else "definitief" for value in table["waarde"]]
    return conform(table.assign(periode="2024", status=status, methode="bron", bron="telling"))


@pytest.fixture
def table(shares, catalogue):
    return named(shares, catalogue)


def texts(chart):
    found = chart if isinstance(chart, Figure) else chart.figure
    return [text.get_text() for ax in found.axes for text in ax.texts]


def test_names_stand_beside_the_codes(table):
    assert table[["indicator", "naam", "onderwerp", "eenheid", "tekst"]].to_numpy().tolist() == [
        ["eenzaam", "Dalfsen", "Eenzaam", "%", "30%"],
        ["eenzaam", "Nederland", "Eenzaam", "%", "geen gegevens"],
        ["tevreden", "Dalfsen", "Tevreden", "%", "40,0%"],
        ["tevreden", "Nederland", "Tevreden", "%", "50,0%"],
    ]
    assert points(table, "naam") == [
        (30, "Dalfsen", "30%"),
        (40, "Dalfsen", "40,0%"),
        (50, "Nederland", "50,0%"),
    ]


def test_bars_say_their_value_or_why_there_is_none(table):
    ax = bars.bars(table.assign(label=table["naam"])[table["indicator"] == "eenzaam"], ["GM0148"])
    assert texts(ax) == ["30%", "geen gegevens"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Dalfsen", "Nederland"]
    assert [patch.get_width() for patch in ax.patches] == [30, 0]


def test_a_chart_may_be_changed_before_it_is_framed(table):
    ax = bars.single_bars(table[table["gebied"] == "GM0148"])
    ax.set_xlim(0, 100)
    assert ax.get_xlim() == (0, 100)
    assert ax.figure.get_size_inches()[0] == WIDTH


def test_areas_stand_apart_where_one_has_bounds(table):
    ax = dots.dots(table.iloc[[2, 3, 0, 1]], ["GM0148", "NL00"], ["tevreden", "eenzaam"])
    places = [tuple(mark.get_offsets()[0]) for mark in ax.collections if len(mark.get_offsets()) == 2]
    assert places == [(40, -0.1), (50, 0.1)]


def test_a_cell_without_a_number_says_so(table):
    ax = grids.kern_grid(table, {"GM0148": "Dalfsen", "NL00": "Nederland"}, ["tevreden", "eenzaam"])
    assert texts(ax) == ["40,0%", "35–45", "50,0%", "30%", "geen cijfer"]


def test_a_line_is_cut_at_a_break(shares, catalogue):
    rows = pd.concat(
        [shares.iloc[[0]].assign(periode=str(year), bron="telling") for year in range(2018, 2024)]
    )
    ax = lines.lines(named(rows, catalogue), {"eenzaam": "Eenzaam"}, breaks=[2021])
    drawn = [line.get_xdata().tolist() for line in ax.get_lines()[:2]]
    assert drawn == [[2018, 2019, 2020], [2021, 2022, 2023]]


@pytest.mark.parametrize(
    "chart",
    [
        lambda table: bars.answers(table),
        lambda table: bars.whole(table.iloc[[0, 2]].assign(waarde=[60.0, 40.0])),
        lambda table: bars.stacked(pd.DataFrame({"goed": [3, 1], "beter": [2, 0]}, index=["Noord", "Zuid"])),
        lambda table: bars.pyramid(table.iloc[[0, 2]], (0, 65)),
        lambda table: spider.spider(table, {"Meedoen": "eenzaam", "Zin": "tevreden"}, ["GM0148", "NL00"]),
        lambda table: lines.then_and_now(
            pd.DataFrame(
                {"kop": "Oud", "jaar": ["2007", "2024"], "laag": [1, 2], "hoog": [3, 4], "tekst": "?"}
            )
        ),
    ],
)
def test_every_kind_can_be_rendered(table, chart):
    drawn = chart(table)
    files = render(drawn if isinstance(drawn, Figure) else drawn.figure)
    assert files.png.startswith(b"\x89PNG")
    assert files.svg.startswith(b"<?xml")


def test_seaborn_is_imported_only_by_the_bars_that_it_draws():
    script = "import sys; from analysis.topics import theme_page, themes, wijkprofiel; assert 'seaborn' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
