"""The embedded data fit together: figures, catalogue, sources, areas and the sums that must come out."""

import csv
import re

import pandas as pd
import pytest

from analysis.ground import paths
from analysis.model import geo
from analysis.model.catalogue import read_catalogue
from analysis.model.tidy import conform
from analysis.sources.embedded import embedded_files, read_country, read_placed
from analysis.sources.files.definitions import read_definitions
from analysis.sources.tables import read_tables

CATALOGUE = read_catalogue()
TABLES = read_tables(sources=CATALOGUE.sources, indicators=CATALOGUE.indicators)
DEFINITIONS = read_definitions(paths.data() / "bronnen.yml")
# Sources of files that somebody delivers: their licence is for whoever delivers to say.
DELIVERED = {definition.bron for definition in DEFINITIONS.values()}
FETCHED = {topic.indicator for table in TABLES.tabellen.values() for topic in table.onderwerpen}
FIGURES = conform(read_placed(list(CATALOGUE.sources)))
# With what the tables of the country hold of Dalfsen and its neighbour.
EVERY = pd.concat([FIGURES, conform(read_country("GM0148", ["GM0193"]))])
EMBEDDED = set(EVERY["bron"])
LICENCES = {
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "openbaar document",
    "feit, geen licentie nodig",
    "EUPL-1.2",
    "CC0-1.0",
}


def value(indicator, area, period, source=None):
    rows = FIGURES[(FIGURES[["indicator", "gebied", "periode"]] == [indicator, area, period]).all(axis=1)]
    rows = rows if source is None else rows[rows["bron"] == source]
    [found] = set(rows["waarde"])
    return found


def test_every_indicator_with_a_figure_is_in_the_catalogue():
    assert sorted(set(EVERY["indicator"]) - set(CATALOGUE.indicators)) == []


def test_every_indicator_of_the_catalogue_has_a_figure_or_is_derived_or_fetched():
    derived = {
        "bevolkingsdichtheid",
        "aandeel_herkomst_buiten_europa",
        "gemiddelde_woz",
    }  # the last is delivered
    assert sorted(set(CATALOGUE.indicators) - set(EVERY["indicator"]) - derived - FETCHED) == []


def test_every_figure_comes_from_a_source_that_its_indicator_names():
    pairs = set(zip(EVERY["indicator"], EVERY["bron"], strict=True))
    assert sorted(pair for pair in pairs if pair[1] not in CATALOGUE[pair[0]].bron) == []


def test_every_file_is_named_after_its_one_source():
    # Files in voorbeeld/ are named without what their folder says.
    prefix = {"voorbeeld": "voorbeeld_", "cijfers": ""}
    named = {
        prefix[path.parent.name] + path.stem: set(pd.read_csv(path, dtype=str)["bron"])
        for path in embedded_files()
    }
    assert named == {name: {name} for name in named}


def test_every_area_with_a_figure_has_a_name():
    assert sorted(set(FIGURES["gebied"]) - set(CATALOGUE.areas)) == []


@pytest.mark.parametrize("file", ["gebieden.csv", "GM0148/kernindeling.csv", "GM0148/woonkernen.csv"])
def test_every_code_stands_once(file):
    codes = pd.read_csv(paths.data() / "geo" / file, dtype=str).iloc[:, 0]
    assert codes[codes.duplicated()].tolist() == []


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_definition_names_a_source_and_indicators_that_name_it_too(name):
    definition = DEFINITIONS[name]
    assert definition.bron in CATALOGUE.sources
    named = {column.indicator for column in definition.kolommen if column.indicator}
    named |= {
        word for column in definition.of_kind("indicator") for word in column.keuzes.values() if column.keuzes
    }
    assert sorted(named - set(CATALOGUE.indicators)) == []
    assert sorted(i for i in named if definition.bron not in CATALOGUE[i].bron) == []


@pytest.mark.parametrize("key", TABLES.tabellen)
def test_a_table_goes_before_copies_of_it_and_before_fiction(key):
    network = {table.bron for table in TABLES.tabellen.values()}
    for topic in TABLES.tabellen[key].onderwerpen:
        sources = CATALOGUE[topic.indicator].bron
        place = sources.index(TABLES.tabellen[key].bron)
        assert set(sources[:place]) <= network, topic.indicator


def test_every_source_stands_once():
    codes = pd.read_csv(paths.data() / "bronnen.csv", dtype=str)["bron"]
    assert codes[codes.duplicated()].tolist() == []


def test_every_area_on_a_map_has_the_same_name_in_the_register():
    layers = [geo.read_areas(path) for path in sorted((paths.data() / "geo").rglob("*.geojson"))]
    shapes = pd.concat(layers)
    wrong = {c: n for c, n in zip(shapes["gebied"], shapes["naam"], strict=True) if CATALOGUE.name(c) != n}
    assert wrong == {}


def test_every_kern_has_a_code_in_the_register():
    folder = paths.data() / "geo" / "GM0148"
    table = pd.read_csv(folder / "kernindeling.csv", dtype=str)
    codes = {geo.kern_code("GM0148", kern, reading) for reading in geo.READINGS for kern in table[reading]}
    assert sorted(codes - set(CATALOGUE.areas)) == []
    assert set(table["wijk"]) <= set(CATALOGUE.areas)


def test_every_area_belongs_to_an_area_that_exists():
    belongs = {area.hoort_bij for area in CATALOGUE.areas.values()} - {""}
    assert sorted(belongs - set(CATALOGUE.areas)) == []


@pytest.mark.parametrize("source", CATALOGUE.sources.values(), ids=lambda source: source.bron)
def test_every_source_has_publisher_licence_and_date(source):
    assert source.licentie in LICENCES or source.bron in DELIVERED
    assert source.licentie
    assert source.uitgever
    assert source.naam_kort
    # What comes with the project was fetched on a day; of what a user brings, each file has its own.
    brought = source.bron not in EMBEDDED
    assert brought or source.uitgever == "kernmonitor" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.opgehaald)


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=lambda indicator: indicator.id)
def test_every_share_of_a_figure_lies_between_0_and_100(indicator):
    values = FIGURES.loc[FIGURES["indicator"] == indicator.id, "waarde"].dropna()
    assert (values >= 0).all()
    assert not indicator.is_share or (values <= 100).all()


def test_every_caveat_is_used():
    used = {
        key
        for entry in (*CATALOGUE.indicators.values(), *CATALOGUE.sources.values())
        for key in entry.beperkingen
    }
    assert sorted(set(CATALOGUE.caveats) - used - {"voorlopig"}) == []


@pytest.mark.parametrize(("year", "total"), [("2021", 3922757), ("2022", 3808256), ("2023", 3770926)])
def test_the_budget_adds_up_to_the_euro(year, total):
    with (paths.data() / "beleid" / "GM0148" / "begroting.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["jaar"] == year]
    amounts = {row["post"]: int(row["bedrag"] or 0) for row in rows}
    assert amounts.pop("totaal") == total
    assert sum(amounts.values()) == total


def test_the_wijken_of_2024_add_up_to_two_more_than_the_municipality():
    wijken = [value("inwoners", code, "2024") for code in ("WK014801", "WK014802", "WK014803")]
    assert sum(wijken) == 29685
    assert value("inwoners", "GM0148", "2024", "cbs_kwb_2024") == 29683


@pytest.mark.parametrize(
    ("source", "year", "people"),
    [("gemeentegids_2018", "2018", 28242), ("gemeentemagazine_2024", "2024", 29703)],
)
def test_the_parts_that_the_municipality_counts_add_up_to_it(source, year, people):
    parts = FIGURES[FIGURES["gebied"].str.startswith("WOONKERN-GM0148-") & (FIGURES["bron"] == source)]
    assert len(parts) == 12
    assert parts["waarde"].sum() == value("inwoners", "GM0148", year, source) == people


@pytest.mark.parametrize(("area", "share"), [("GM0148", 6), ("RG-ZWOLLE", 10), ("NL00", 12)])
def test_the_shares_of_low_literacy_are_those_of_the_policy(area, share):
    assert value("laaggeletterden", area, "2021") == share


def test_the_count_of_low_literacy_is_that_of_the_policy():
    assert value("laaggeletterden_aantal", "GM0148", "2021") == 1591
