"""
The embedded tables of the country, held against numbers that others published.

Sources: CBS StatLine 37296ned (inhabitants of the Netherlands on 1 January); the table pages of 85012NED and 83674NED on
cbs.nl; Wikipedia (2024, three buurten of Dalfsen, after CBS); the youth monitor as niektensen/dashboard-3.0 copied it.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from pyarrow.parquet import ParquetFile
from tools.datapack.rounding import EACH, NONE, ONE_WAY, rounding

from analysis.ground import paths
from analysis.model import geo, rules, tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.rules.facts import with_facts
from analysis.model.rules.rows import row_problems
from analysis.prepare.admit import known_of
from analysis.prepare.kernen import kern_rows
from analysis.sources.embedded import country_files, read_country

CATALOGUE = read_catalogue()


@cache
def country(source: str) -> pd.DataFrame:
    return pd.read_parquet(paths.data() / "cijfers" / f"{source}.parquet")


def value(source: str, indicator: str, area: str, period: str) -> float:
    table = country(source)
    found = table[
        (table["indicator"] == indicator) & (table["gebied"] == area) & (table["periode"] == period)
    ]
    return float(found["waarde"].item())


@pytest.mark.parametrize(("period", "people"), [("2020", 17_407_585), ("2024", 17_942_942)])
def test_gemeenten_add_up_to_the_country(period, people):
    table = country("cbs_kwb")
    counts = table[(table["indicator"] == "inwoners") & (table["periode"] == period)]
    assert counts[counts["gebied"].str.startswith("GM")]["waarde"].sum() == people
    assert value("cbs_kwb", "inwoners", "NL00", period) == people


def test_dalfsen_in_nine_years():
    years = {"2012": 27430, "2017": 28070, "2018": 28242, "2019": 28499, "2020": 28587, "2022": 29162}
    years |= {"2023": 29612, "2024": 29683}
    assert {year: value("cbs_kwb", "inwoners", "GM0148", year) for year in years} == years
    assert value("cbs_regionale_kerncijfers", "inwoners", "GM0148", "2025") == 30047


@pytest.mark.parametrize(
    ("indicator", "ggd", "country_"),
    [
        ("vol_goed_ervaren_gezondheid", 81.8, 79.1),
        ("vol_overgewicht", 50.1, 49.4),
        ("vol_mantelzorger", 14.0, 13.5),
        ("vol_rookt", 17.4, 16.7),
        ("vol_alcoholrichtlijn", 40.7, 43.4),
    ],
)
def test_the_monitor_of_2020_is_that_of_the_page_of_cbs(indicator, ggd, country_):
    assert value("cbs_gezondheidsmonitor", indicator, "GG1009", "2020") == ggd
    assert value("cbs_gezondheidsmonitor", indicator, "NL00", "2020") == country_


def test_every_number_of_the_monitor_lies_within_its_margin():
    table = country("cbs_gezondheidsmonitor")
    there = table.dropna(subset=["ondergrens", "bovengrens"])
    assert len(there) > 0.95 * len(table)
    assert there["waarde"].between(there["ondergrens"], there["bovengrens"]).all()


def test_jeugdzorg_in_natura_in_dalfsen():
    shares = {"2018": 8.0, "2019": 8.3, "2021": 8.5, "2022": 8.9}
    name = "jongeren_met_jeugdzorg_natura_aandeel"
    assert {year: value("cbs_kwb", name, "GM0148", year) for year in shares} == shares
    wijken = {"WK014801": 7.6, "WK014802": 8.3, "WK014803": 6.6}
    assert {wijk: value("cbs_kwb", name, wijk, "2023") for wijk in wijken} == wijken


@pytest.mark.parametrize(("buurt", "people"), [("BU01480116", 725), ("BU01480118", 595), ("BU01480108", 85)])
def test_buurten_as_wikipedia_has_them_from_cbs(buurt, people):
    assert value("cbs_kwb", "inwoners", buurt, "2024") == people


@pytest.mark.parametrize(
    ("indicator", "share"), [("jv_zware_drinker", 35.1), ("jv_voldoet_aan_alcoholrichtlijn", 29.0)]
)
def test_young_adults_as_another_copy_has_them(indicator, share):
    assert value("rivm_jongvolwassenen", indicator, "GM0148", "2024") == share


def test_how_tables_round_is_as_measured():
    found = rounding(country("cbs_kwb")).set_index(["indicator", "periode"])["afronding"]
    assert found["inwoners", "2020"] == found["inwoners_65plus", "2020"] == ONE_WAY
    assert found["inwoners", "2024"] == found["inwoners_65plus", "2024"] == EACH
    crimes = rounding(country("politie_47022"))
    assert set(crimes["afronding"]) <= {NONE, EACH}


def test_growth_of_the_elderly_per_kern_without_the_rounding_of_2020():
    """Somebody else held 2020 to its totals by hand and found +2.0, +3.0, +1.1, 0.0 and +0.5 points."""
    folder = paths.data() / "geo" / "GM0148"
    buurten = geo.read_areas(folder / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(folder / "kernindeling.csv", buurten)
    kern = geo.kern_by_buurt(indeling, "GM0148", "kern")
    found = kern_rows(tidy.conform(read_country("GM0148", [])), kern, pd.Series(dtype="float64"), CATALOGUE)
    old = found[(found["indicator"] == "aandeel_65plus") & found["periode"].isin(["2020", "2024"])]
    wide = old.pivot(index="gebied", columns="periode", values="waarde")
    change = wide["2024"] - wide["2020"]
    expected = {"dalfsen": 2.0, "lemelerveld": 3.0, "hoonhorst": 1.1, "oudleusen": 0.0, "buitengebied": 0.5}
    for name, points in expected.items():
        assert change[f"KERN-GM0148-{name}"] == pytest.approx(points, abs=0.11)


def test_every_table_of_the_country_keeps_to_the_contract():
    for path in country_files():
        table = pd.read_parquet(path)
        assert set(table["indicator"]) <= set(CATALOGUE.indicators), path.name
        assert set(table["bron"]) <= set(CATALOGUE.sources), path.name
        assert not table.duplicated(list(tidy.KEY)).any(), path.name
        assert table["waarde"].notna().all(), path.name


@pytest.mark.slow
@pytest.mark.parametrize("path", country_files(), ids=lambda path: path.stem)
def test_every_number_of_a_table_of_the_country_is_what_its_unit_allows(path):
    """A build holds other numbers against these tables, and says nothing of the tables themselves."""
    known = known_of(CATALOGUE)
    for batch in ParquetFile(path).iter_batches(200_000):
        rows = tidy.typed(batch.to_pandas())
        placed = rules.placed(rows, name=path.name, origin=rules.FETCHED)
        assert [problem for _, problem in row_problems(with_facts(placed, known), known)] == []


def test_one_gemeente_is_read_with_its_neighbours_and_wider_areas_only():
    rows = read_country("GM0148", ["GM0193"])
    codes = set(rows["gebied"])
    assert {"GM0148", "BU01480101", "WK014801", "GM0193", "NL00"} <= codes
    assert not [code for code in codes if code.startswith(("BU", "WK")) and code[2:6] != "0148"]
    assert not codes & {"GM0150", "GM0034"}
