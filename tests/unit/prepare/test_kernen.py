"""The municipal count of 1 January 2018 (Gemeentegids 2018), per woonkern, added up to kernen."""

import pandas as pd
import pytest

from analysis.ground import paths
from analysis.model import geo, tidy
from analysis.prepare.kernen import density_rows, kern_rows

DALFSEN = paths.data() / "geo" / "GM0148"

BUILT_UP = {
    "dalfsen": 8905,
    "nieuwleusen": 7293,
    "lemelerveld": 3449,
    "hoonhorst": 728,
    "oudleusen": 560,
    "buitengebied": 7307,
}
WITH_SURROUNDINGS = {
    "dalfsen": 11246,
    "nieuwleusen": 9056,
    "lemelerveld": 4629,
    "hoonhorst": 1598,
    "oudleusen": 1713,
}
READINGS = [("KERN", 0, BUILT_UP), ("KERNGEBIED", 1, WITH_SURROUNDINGS)]


@pytest.fixture(scope="module")
def counts():
    return tidy.read_csv(paths.data() / "cijfers" / "gemeentegids_2018.csv", name="gemeentegids")


@pytest.fixture(scope="module")
def dalfsen():
    buurten = geo.read_areas(DALFSEN / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(DALFSEN / "kernindeling.csv", buurten)
    return geo.areas_of_gemeente("GM0148", "Dalfsen", buurten, indeling, pd.Series(dtype=str))


@pytest.fixture(scope="module")
def parts():
    return geo.read_woonkernen(DALFSEN / "woonkernen.csv", "GM0148")


def values(rows, indicator):
    chosen = rows[rows["indicator"] == indicator]
    return dict(zip(chosen["gebied"].str.rsplit("-", n=1).str[-1], chosen["waarde"], strict=True))


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_the_parts_of_the_count_add_up_to_each_kern(
    counts, parts, dalfsen, real_catalogue, prefix, which, expected
):
    rows = kern_rows(counts, parts[which], dalfsen, real_catalogue)
    assert values(rows, "inwoners") == expected
    assert rows["gebied"].str.startswith(f"{prefix}-GM0148-").all()


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_all_kernen_together_are_the_municipality(
    counts, parts, dalfsen, real_catalogue, prefix, which, expected
):
    assert sum(expected.values()) == 28242
    rows = kern_rows(counts, parts[which], dalfsen, real_catalogue)
    assert sum(values(rows, "inwoners").values()) == 28242


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_density_is_people_by_the_surface_on_the_map(
    counts, parts, dalfsen, real_catalogue, prefix, which, expected
):
    rows = kern_rows(counts, parts[which], dalfsen, real_catalogue)
    km2 = dalfsen.set_index("gebied")["km2"]
    for naam, density in values(rows, "bevolkingsdichtheid").items():
        assert density * km2[f"{prefix}-GM0148-{naam}"] == pytest.approx(expected[naam])


def test_sums_and_densities_say_how_they_were_made(counts, parts, dalfsen, real_catalogue):
    rows = kern_rows(counts, parts[0], dalfsen, real_catalogue)
    methods = rows.groupby("indicator")["methode"].unique().map(list).to_dict()
    assert methods == {"bevolkingsdichtheid": ["berekend"], "inwoners": ["aggregatie"]}
    assert set(rows["bron"]) == {"gemeentegids_2018"}
    tidy.check_tidy(rows, name="kernen")


@pytest.mark.parametrize("gone", ["row", "value"])
def test_a_kern_with_a_part_that_is_missing_has_no_number(counts, parts, dalfsen, real_catalogue, gone):
    part = counts["gebied"] == "WOONKERN-GM0148-hoonhorst-kern"
    less = counts[~part].copy() if gone == "row" else counts.copy()
    if gone == "value":
        less.loc[part, ["waarde", "status"]] = [None, "ontbreekt"]
    rows = kern_rows(less, parts[1], dalfsen, real_catalogue).set_index(["indicator", "gebied"])
    for indicator in ("inwoners", "bevolkingsdichtheid"):
        row = rows.loc[(indicator, "KERNGEBIED-GM0148-hoonhorst")]
        assert pd.isna(row["waarde"])
        assert (row["status"], row["methode"]) == ("ontbreekt", "geen")
    assert rows.loc[("inwoners", "KERNGEBIED-GM0148-dalfsen"), "waarde"] == 11246


def test_one_fictional_part_makes_the_whole_fictional(counts, parts, dalfsen, real_catalogue):
    mixed = counts.copy()
    mixed.loc[mixed["gebied"] == "WOONKERN-GM0148-hoonhorst-kern", "status"] = "voorbeeld"
    rows = kern_rows(mixed, parts[1], dalfsen, real_catalogue).set_index("gebied")
    assert set(rows.loc["KERNGEBIED-GM0148-hoonhorst", "status"]) == {"voorbeeld"}
    assert set(rows.loc["KERNGEBIED-GM0148-dalfsen", "status"]) == {"definitief"}


def test_shares_of_parts_are_never_added_up(table, catalogue, areas):
    shares = table({"indicator": "eenzaam", "gebied": "BU01480101", "waarde": 10})
    kernen = pd.Series({"BU01480101": "KERN-GM0148-noord"})
    assert kern_rows(shares, kernen, areas, catalogue).empty


def test_density_leaves_out_areas_that_are_not_on_the_map(table, areas):
    people = table({"gebied": "KERN-GM0148-noord", "waarde": 50}, {"gebied": "NL00", "waarde": 1e6})
    rows = density_rows(people, areas[areas["laag"] == "buurten"])
    assert rows[["indicator", "gebied", "waarde"]].to_numpy().tolist() == [
        ["bevolkingsdichtheid", "KERN-GM0148-noord", 50.0]
    ]
