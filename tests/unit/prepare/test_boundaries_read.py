"""Which areas of a gemeente changed and when, from its own tables and from the marks of CBS."""

import pandas as pd
import pytest

from analysis.ground import paths
from analysis.model import tidy
from analysis.prepare import boundaries as module
from analysis.prepare.boundaries import read_geography, recode
from analysis.prepare.fetched import Fetched

BUURTEN = ["BU01480101", "BU01480102", "BU01480103"]
PARTS = [
    pd.Series(["KERN-GM0148-noord", "KERN-GM0148-noord", "KERN-GM0148-zuid"], index=BUURTEN),
    pd.Series(["KERN-GM0148-noord"], index=["WOONKERN-GM0148-x"]),
]


@pytest.fixture
def read(tmp_path, monkeypatch, real_catalogue):
    """Return a function that reads the boundaries from tables of its own and marks of CBS by year."""
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    folder = tmp_path / "data" / "geo" / "GM0148"
    folder.mkdir(parents=True)

    def geography(changes="", recode="", marks=None, map_name="buurten_2025.geojson"):
        for name, header, text in (
            ("indelingswijziging.csv", "gebied,jaar,indelingswijziging,bron\n", changes),
            ("omnummering.csv", "jaar,oud,nieuw,aandeel,bron\n", recode),
        ):
            if text:
                (folder / name).write_text(header + text, encoding="utf-8")
        # The snapshot of a year is stood in for by its marks.
        monkeypatch.setattr(
            module,
            "read_areas_of",
            lambda one: pd.DataFrame(one, columns=["gebied", "indelingswijziging"]).astype("str"),
        )
        fetched = Fetched(tidy.empty(), {}, tuple((marks or {}).items()))
        return read_geography("GM0148", map_name, fetched, PARTS, real_catalogue)

    return geography


def broken(geography):
    return sorted(geography.breaks[["gebied", "jaar"]].itertuples(index=False, name=None))


def test_without_tables_and_marks_nothing_changed(read):
    geography = read()
    assert geography.breaks.empty
    assert geography.recode.empty
    assert geography.map_year == 2025


@pytest.mark.parametrize(
    ("name", "year"),
    [("buurten_2025.geojson", 2025), ("wijken_en_buurten_1999_v1.geojson", 1999), ("b.geojson", 0), ("", 0)],
)
def test_the_year_of_the_map_is_in_its_name(read, name, year):
    assert read(map_name=name).map_year == year


def test_a_mark_of_cbs_breaks_the_buurt_and_its_kern_in_that_year(read):
    marks = {"2022": [(BUURTEN[0], "1")], "2023": [(BUURTEN[0], "3"), (BUURTEN[2], "1"), ("NL00", ".")]}
    assert broken(read(marks=marks)) == [(BUURTEN[0], 2023), ("KERN-GM0148-noord", 2023)]


def test_a_mark_of_another_gemeente_breaks_nothing_here(read):
    assert broken(read(marks={"2023": [("BU01750101", "3"), ("GM0175", "3"), ("NL00", "3")]})) == []


def test_a_changed_code_is_a_mark_and_the_whole_gemeente_may_have_one(read):
    marks = {"2021": [("GM0148", "2"), ("WK014801", "2")]}
    assert broken(read(marks=marks)) == [("GM0148", 2021), ("WK014801", 2021)]


def test_the_table_of_the_gemeente_goes_before_the_mark_of_cbs(read):
    told = f"{BUURTEN[0]},2023,1,eigen kaart\n"
    assert broken(read(changes=told, marks={"2023": [(BUURTEN[0], "3"), (BUURTEN[2], "3")]})) == [
        (BUURTEN[2], 2023),
        ("KERN-GM0148-zuid", 2023),
    ]


def test_both_are_put_together_and_named(read, real_catalogue):
    geography = read(changes=f"{BUURTEN[2]},2019,3,CBS\n", marks={"2023": [(BUURTEN[0], "3")]})
    assert [place for place in broken(geography) if place[0].startswith("BU")] == [
        (BUURTEN[0], 2023),
        (BUURTEN[2], 2019),
    ]
    reason = geography.breaks.set_index("gebied").loc[BUURTEN[0], "waarom"]
    assert real_catalogue.name(BUURTEN[0]) in reason


def test_people_who_stay_in_their_kern_do_not_break_it(read):
    recode = f"2023,{BUURTEN[0]},{BUURTEN[0]},0.75,telling\n2023,{BUURTEN[0]},{BUURTEN[1]},0.25,telling\n"
    marks = {"2023": [(BUURTEN[0], "3"), (BUURTEN[1], "3")]}
    geography = read(recode=recode, marks=marks)
    assert broken(geography) == [(BUURTEN[0], 2023), (BUURTEN[1], 2023)]
    assert geography.breaks["omgerekend"].all()


# Counts on the map of now.

MOVED = f"2023,{BUURTEN[0]},{BUURTEN[0]},0.75,telling\n2023,{BUURTEN[0]},{BUURTEN[1]},0.25,telling\n"


@pytest.fixture
def counts(table):
    return table(
        {"gebied": BUURTEN[0], "waarde": 400},
        {"gebied": BUURTEN[1], "waarde": 100},
        {"gebied": BUURTEN[0], "waarde": 30, "indicator": "aandeel_koopwoningen"},
        periode="2022",
        bron="cbs_kwb",
    )


def values(rows, indicator="inwoners"):
    chosen = rows[rows["indicator"] == indicator]
    return dict(zip(chosen["gebied"], chosen["waarde"], strict=True))


def carried(table, geography, catalogue):
    countable = [entry.id for entry in catalogue.indicators.values() if entry.optelbaar]
    return recode(table, geography.recode, geography.map_year, countable=countable)


def test_counts_are_carried_over_and_shares_are_not(read, counts, real_catalogue):
    rows = carried(counts, read(recode=MOVED), real_catalogue)
    assert values(rows) == {BUURTEN[0]: 300, BUURTEN[1]: 200}
    assert values(rows, "aandeel_koopwoningen") == {BUURTEN[0]: 30}


@pytest.mark.parametrize("map_name", ["", "buurten_2022.geojson"])
def test_a_map_of_before_the_change_or_none_leaves_counts_as_they_are(read, counts, real_catalogue, map_name):
    rows = carried(counts, read(recode=MOVED, map_name=map_name), real_catalogue)
    assert values(rows) == {BUURTEN[0]: 400, BUURTEN[1]: 100}


def test_of_nothing_nothing_is_carried_over(read, real_catalogue):
    assert carried(tidy.empty(), read(recode=MOVED), real_catalogue).equals(tidy.empty())
