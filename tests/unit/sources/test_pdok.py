"""Boundaries of PDOK: every page, in metres, and only land."""

from __future__ import annotations

import pytest
from tests.unit.sources.conftest import TODAY

from analysis.build.receipt import file_hashes
from analysis.sources.http_errors import SourceDown
from analysis.sources.pdok import fetch_areas, part_of, read_layer


def fetch(client, store, level="buurten", gemeente="GM0148"):
    return fetch_areas(client, 2025, level, gemeente, store, today=TODAY)


def test_buurten_come_with_code_name_year_and_boundary(behaving, client, store):
    snapshot, new = fetch(client, store)
    assert new
    layer = read_layer(snapshot)
    assert layer.columns.tolist() == ["gebied", "naam", "jaar", "geometry"]
    assert len(layer) == 36
    assert layer.crs.to_epsg() == 28992
    assert layer.set_index("gebied").loc["BU01480101", "naam"] == "Dalfsen Centrum"
    assert set(layer["jaar"]) == {2025}
    west, south, east, north = layer.total_bounds
    assert 200_000 < west < east < 230_000
    assert 490_000 < south < north < 515_000


def test_water_is_left_out(behaving, client, store):
    snapshot, _ = fetch(client, store)
    assert snapshot.origin.rijen == 38
    assert len(read_layer(snapshot)) == 36
    assert not set(read_layer(snapshot)["gebied"]) & {"BU01480998", "BU01489997"}


@pytest.mark.parametrize("level", ["buurten", "wijken", "gemeenten"])
def test_every_page_is_asked(behaving, client, store, level):
    behaving("page-5")
    paged, _ = fetch(client, store, level, None)
    behaving()
    whole, new = fetch(client, store, level, None)
    assert not new
    assert paged == whole
    assert 0 < len(read_layer(whole)) <= whole.origin.rijen


def test_one_gemeente_is_found_in_the_whole_country(behaving, client, store):
    own, _ = fetch(client, store)
    country, _ = fetch(client, store, gemeente=None)
    assert country.origin.rijen > own.origin.rijen
    assert read_layer(country, "GM0148").equals(read_layer(own))
    assert read_layer(country, "GM9999").empty


def test_degrees_are_refused(behaving, client, store):
    behaving("degrees")
    with pytest.raises(SourceDown) as error:
        fetch(client, store)
    assert [problem.code for problem in error.value.problems] == ["F402"]
    assert file_hashes(store.root) == {}


def test_fewer_areas_than_there_are_is_noticed(behaving, client, store):
    behaving("page-5/cap")
    with pytest.raises(SourceDown) as error:
        fetch(client, store)
    (problem,) = error.value.problems
    assert (problem.code, problem.found) == ("F241", "5 rijen")


def test_a_gemeente_that_is_not_there(behaving, client, store):
    with pytest.raises(SourceDown) as error:
        fetch(client, store, gemeente="GM9999")
    assert [problem.code for problem in error.value.problems] == ["F242"]


def test_a_layer_is_a_folder():
    assert part_of(2025, "buurten", "GM0148") == "buurten-2025-GM0148"
    assert part_of(2025, "gemeenten", None) == "gemeenten-2025-alle"
