"""
What the real services answer today, against what is read of them.

    pytest -m live tests/live

Each test says what it saw when it fails; nothing is kept.
"""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.sources.fetch import current_topics
from analysis.sources.http import Client
from analysis.sources.observations import read_areas_of, read_observations
from analysis.sources.odata_client import Request
from analysis.sources.odata_fetch import fetch_table
from analysis.sources.pdok import fetch_areas, read_layer
from analysis.sources.snapshots import Store
from analysis.sources.tables import NetworkTable, read_tables

pytestmark = pytest.mark.live

TODAY = dt.date.today()  # noqa: DTZ011  the day of the test
TABLES = [
    (key, table, period, number)
    for key, table in read_tables().tabellen.items()
    for period, number in table.editions()
]
each = pytest.mark.parametrize(
    ("key", "table", "period", "number"), TABLES, ids=[f"{key}-{number}" for key, _, _, number in TABLES]
)


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()


def request_of(key: str, table: NetworkTable, number: str) -> Request:
    return Request(key, table.dienst, number, table.gebied, "GM0148", table.anderen, table.kies)


@each
def test_every_column_that_is_read_is_still_there(client, key, table, period, number):
    now = set(current_topics(client, request_of(key, table, number))["onderwerp"])
    # A topic may go by one of several names; a table that splits it has its parts.
    gone = [
        topic.stam
        for topic in table.topics(int(period) if period else None)
        if not now & {topic.stam, *topic.ook} and not (topic.som and now >= set(topic.som))
    ]
    assert gone == [] or period in table.voorlopig, f"{number}: {', '.join(gone)}"  # the rest comes later


@each
def test_dalfsen_comes_whole(client, tmp_path, key, table, period, number):
    snapshot, _ = fetch_table(client, request_of(key, table, number), Store(tmp_path), today=TODAY)
    areas = read_areas_of(snapshot)
    assert "GM0148" in set(areas["gebied"])
    assert all(code.startswith("BU0148") for code in areas["gebied"] if code.startswith("BU"))
    assert [note for note in snapshot.notes if note.code == "F241"] == [], "de dienst telt haar rijen niet"


def test_the_numbers_of_2024_are_those_that_were_published(client, tmp_path):
    request = Request("cbs_kwb", "cbs", "85984NED", "WijkenEnBuurten", "GM0148")
    snapshot, _ = fetch_table(client, request, Store(tmp_path), today=TODAY)
    numbers = read_observations(snapshot, areas=["GM0148"], topics=["AantalInwoners"]).set_index("gebied")[
        "waarde"
    ]
    assert numbers["GM0148"] == 29683
    assert numbers["WK014801"] == 15330


@pytest.mark.parametrize("level", ["buurten", "wijken", "gemeenten"])
def test_pdok_gives_the_areas_of_dalfsen(client, tmp_path, level):
    year = max(read_tables().pdok.jaren)
    snapshot, _ = fetch_areas(client, year, level, "GM0148", Store(tmp_path), today=TODAY)
    layer = read_layer(snapshot)
    assert layer["gebied"].str[2:6].eq("0148").all()
    assert layer.geometry.is_valid.all()
