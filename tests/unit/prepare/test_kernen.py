"""The municipal count of 1 January 2018 (Gemeentegids 2018), per woonkern, added up to kernen."""

import pandas as pd
import pytest

from analysis.ground import paths
from analysis.model import geo, tidy
from analysis.prepare.kernen import density_rows, kern_rows, land_of
from analysis.sources.embedded import read_country

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
def land():
    buurten = geo.read_areas(DALFSEN / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(DALFSEN / "kernindeling.csv", buurten)
    readings = [geo.kern_by_buurt(indeling, "GM0148", reading) for reading in geo.READINGS]
    return land_of(tidy.conform(read_country("GM0148", [])), readings)


@pytest.fixture(scope="module")
def parts():
    return geo.read_woonkernen(DALFSEN / "woonkernen.csv", "GM0148")


def values(rows, indicator):
    chosen = rows[rows["indicator"] == indicator]
    return dict(zip(chosen["gebied"].str.rsplit("-", n=1).str[-1], chosen["waarde"], strict=True))


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_the_parts_of_the_count_add_up_to_each_kern(
    counts, parts, land, real_catalogue, prefix, which, expected
):
    rows = kern_rows(counts, parts[which], land, real_catalogue)
    assert values(rows, "inwoners") == expected
    assert rows["gebied"].str.startswith(f"{prefix}-GM0148-").all()


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_all_kernen_together_are_the_municipality(
    counts, parts, land, real_catalogue, prefix, which, expected
):
    assert sum(expected.values()) == 28242
    rows = kern_rows(counts, parts[which], land, real_catalogue)
    assert sum(values(rows, "inwoners").values()) == 28242


@pytest.mark.parametrize(("prefix", "which", "expected"), READINGS)
def test_density_is_people_by_land_without_the_water(
    counts, parts, land, real_catalogue, prefix, which, expected
):
    rows = kern_rows(counts, parts[which], land, real_catalogue)
    for naam, density in values(rows, "bevolkingsdichtheid").items():
        assert density * land[f"{prefix}-GM0148-{naam}"] == pytest.approx(expected[naam])


@pytest.mark.parametrize("reading", ["KERN-", "KERNGEBIED-"])
def test_the_land_of_the_kernen_is_that_of_the_gemeente_to_the_hectare(land, reading):
    kernen = land[land.index.str.startswith(reading)]
    assert kernen.sum() == pytest.approx(land["GM0148"], abs=0.01 * 36 / 2)
    assert land["GM0148"] == 165.02


def test_a_kern_with_a_buurt_of_which_no_land_is_known_has_no_land(table):
    known = table({"indicator": "oppervlakte_land", "gebied": "BU01480101", "waarde": 2.0})
    kern = pd.Series({"BU01480101": "KERN-GM0148-noord", "BU01480102": "KERN-GM0148-noord"})
    assert list(land_of(known, [kern]).index) == ["BU01480101"]
    assert land_of(known, [kern[:1]])["KERN-GM0148-noord"] == 2.0


def test_sums_and_densities_say_how_they_were_made(counts, parts, land, real_catalogue):
    rows = kern_rows(counts, parts[0], land, real_catalogue)
    methods = rows.groupby("indicator")["methode"].unique().map(list).to_dict()
    assert methods == {"bevolkingsdichtheid": ["berekend"], "inwoners": ["aggregatie"]}
    assert set(rows["bron"]) == {"gemeentegids_2018"}
    tidy.check_tidy(rows, name="kernen")


@pytest.mark.parametrize("gone", ["row", "value"])
def test_a_kern_with_a_part_that_is_missing_has_no_number(counts, parts, land, real_catalogue, gone):
    part = counts["gebied"] == "WOONKERN-GM0148-hoonhorst-kern"
    less = counts[~part].copy() if gone == "row" else counts.copy()
    if gone == "value":
        less.loc[part, ["waarde", "status"]] = [None, "ontbreekt"]
    rows = kern_rows(less, parts[1], land, real_catalogue).set_index(["indicator", "gebied"])
    for indicator in ("inwoners", "bevolkingsdichtheid"):
        row = rows.loc[(indicator, "KERNGEBIED-GM0148-hoonhorst")]
        assert pd.isna(row["waarde"])
        assert (row["status"], row["methode"]) == ("ontbreekt", "geen")
    assert rows.loc[("inwoners", "KERNGEBIED-GM0148-dalfsen"), "waarde"] == 11246


def test_one_fictional_part_makes_the_whole_fictional(counts, parts, land, real_catalogue):
    mixed = counts.copy()
    mixed.loc[mixed["gebied"] == "WOONKERN-GM0148-hoonhorst-kern", "status"] = "voorbeeld"
    rows = kern_rows(mixed, parts[1], land, real_catalogue).set_index("gebied")
    assert set(rows.loc["KERNGEBIED-GM0148-hoonhorst", "status"]) == {"voorbeeld"}
    assert set(rows.loc["KERNGEBIED-GM0148-dalfsen", "status"]) == {"definitief"}


def test_shares_of_parts_are_never_added_up(table, catalogue):
    shares = table({"indicator": "eenzaam", "gebied": "BU01480101", "waarde": 10})
    kernen = pd.Series({"BU01480101": "KERN-GM0148-noord"})
    assert kern_rows(shares, kernen, pd.Series(dtype="float64"), catalogue).empty


def test_density_leaves_out_areas_whose_land_is_not_known(table):
    people = table({"gebied": "KERN-GM0148-noord", "waarde": 50}, {"gebied": "NL00", "waarde": 1e6})
    rows = density_rows(people, pd.Series({"KERN-GM0148-noord": 2.0}))
    assert rows[["indicator", "gebied", "waarde"]].to_numpy().tolist() == [
        ["bevolkingsdichtheid", "KERN-GM0148-noord", 25.0]
    ]
