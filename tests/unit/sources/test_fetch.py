import datetime as dt

import pytest
from tests.unit.sources.conftest import TODAY

from analysis.ground import paths
from analysis.sources.fetch import (
    NATIONAL_FROM,
    compare,
    fetch_tasks,
    request_of,
    run_tasks,
    snapshot_for,
    tasks_of,
)
from analysis.sources.http import Client
from analysis.sources.snapshots import read_attempts
from analysis.sources.tables import MapLayers, NetworkTable, NetworkTables, TableTopic

YOUNG = NetworkTable(
    bron="rivm_jongvolwassenen",
    dienst="rivm",
    gebied="RegioS",
    per_periode={"2024": "50140NED"},
    kies={"Persoonskenmerken": ("T009002",), "Marges": ("MW00000",)},
    anderen=("NL01",),
    niveaus=("gemeente", "land"),
    onderwerpen=(TableTopic(stam="HeeftSchulden", indicator="jv_heeft_schulden"),),
)
CARE = NetworkTable(
    bron="cbs_wmo_wijk",
    dienst="cbs",
    gebied="Wijken",
    tabel="86158NED",
    kies={"TypeMaatwerkvoorziening": ("T001024",), "Perioden": ("2025JJ00",)},
    niveaus=("wijk",),
    onderwerpen=(TableTopic(stam="WmoClienten", indicator="wmo_clienten"),),
)
TABLES = NetworkTables(
    tabellen={"jong": YOUNG, "wmo": CARE},
    pdok=MapLayers(bron="kaart", jaren=(2022, 2025), lagen={"buurten": "buurt", "gemeenten": "gemeente"}),
)
NEIGHBOURS = ("GM0148", "GM0150", "GM0175")
pytestmark = pytest.mark.usefixtures("behaving")
LATER = TODAY + dt.timedelta(days=1)


def run(tasks, client, store, *, today=TODAY, progress=lambda rows: None):
    return list(run_tasks(tasks, client, store, today=today, progress=progress))


def states(outcomes):
    return [outcome.state for outcome in outcomes]


# What is asked.


def test_a_gemeente_has_its_own_copy_of_each_table_and_of_the_newest_map():
    tasks = tasks_of(TABLES, "GM0148", NEIGHBOURS)
    assert [(task.source, task.title) for task in tasks] == [
        ("jong", "jong 2024"),
        ("wmo", "wmo 86158NED"),
        ("kaart", "buurten 2025"),
        ("kaart", "gemeenten 2025"),
    ]
    assert [task.layer for task in tasks[2:]] == [(2025, "buurten", "GM0148"), (2025, "gemeenten", "GM0148")]
    others = tasks_of(TABLES, "GM0175", NEIGHBOURS)
    assert not {(task.source, task.part) for task in tasks} & {(task.source, task.part) for task in others}


def test_neighbours_come_with_a_table_of_gemeenten_and_with_no_other():
    young, care = (task.request for task in tasks_of(TABLES, "GM0148", NEIGHBOURS)[:2])
    assert young.others == ("NL01", "GM0150", "GM0175")
    assert care.others == ()
    assert young.choose == YOUNG.kies


@pytest.mark.parametrize(
    ("gemeenten", "national", "expected"),
    [(NATIONAL_FROM - 1, None, False), (NATIONAL_FROM, None, True), (1, True, True), (9, False, False)],
)
def test_the_country_is_asked_once_from_some_gemeenten_on(gemeenten, national, expected):
    maps = {f"GM000{n}": [paths.data() / "geo" / "gemeenten_regio_2025.geojson"] for n in range(gemeenten)}
    tasks = fetch_tasks(maps, national=national, only=["rivm_jongvolwassenen", "cbs_kwb"])
    assert tasks
    assert all((task.request.gemeente is None) is expected for task in tasks)
    assert len(tasks) % (1 if expected else gemeenten) == 0


def test_the_whole_country_is_asked_without_a_neighbour_by_name():
    request = request_of("jong", YOUNG, "50140NED", None, NEIGHBOURS)
    assert request.gemeente is None
    assert request.others == ("NL01",)


# What becomes of it.


def test_new_then_unchanged_and_progress_is_told(client, store):
    tasks = tasks_of(TABLES, "GM0148", NEIGHBOURS)
    rows = []
    first = run(tasks, client, store, progress=rows.append)
    assert states(first) == ["nieuw"] * 4
    assert [outcome.task for outcome in first] == tasks
    assert sum(rows) >= sum(outcome.snapshot.origin.rijen for outcome in first) > 0
    again = run(tasks, client, store, today=LATER)
    assert states(again) == ["ongewijzigd"] * 4
    assert [outcome.snapshot.origin.opgehaald for outcome in again] == [TODAY] * 4
    noted = read_attempts(store.root)
    assert set(noted) == {f"{task.source}/{task.part}" for task in tasks}
    assert {one["datum"] for one in noted.values()} == {LATER.isoformat()}


def test_a_source_that_is_down_leaves_the_earlier_version(client, store, behaving):
    tasks = tasks_of(TABLES, "GM0148", ())
    [first, *_] = run(tasks[:1], client, store)
    behaving("html")
    outcomes = run(tasks[:2], client, store, today=LATER)
    assert states(outcomes) == ["eerdere versie", "mislukt"]
    assert outcomes[0].snapshot == first.snapshot
    assert outcomes[1].snapshot is None
    assert {problem.code for outcome in outcomes for problem in outcome.problems} == {"F501"}
    noted = read_attempts(store.root)[f"jong/{tasks[0].part}"]
    assert (noted["datum"], noted["uitkomst"]) == (LATER.isoformat(), "eerdere versie")
    assert "webpagina" in noted["reden"]


def test_one_that_fails_stops_no_other(client, store):
    gone = YOUNG.model_copy(update={"per_periode": {"2024": "50141NED"}})
    tables = TABLES.model_copy(update={"tabellen": {"jong": gone, "wmo": CARE}})
    outcomes = run(tasks_of(tables, "GM0148", ()), client, store)
    assert states(outcomes) == ["mislukt", "nieuw", "nieuw", "nieuw"]
    assert outcomes[0].problems[0].code == "F240"


def test_offline_nobody_is_asked(store, behaving):
    behaving("gone")
    outcomes = run(tasks_of(TABLES, "GM0148", ()), Client(offline=True), store)
    assert states(outcomes) == ["mislukt"] * 4
    assert {problem.code for outcome in outcomes for problem in outcome.problems} == {"F505"}


# Which copy is used.


def test_the_newest_copy_counts_whether_of_the_gemeente_or_of_the_country(client, store):
    def of(gemeente):
        return snapshot_for(store, "jong", YOUNG, "50140NED", gemeente, NEIGHBOURS)

    assert of("GM0148") is None
    run(tasks_of(TABLES, "GM0148", NEIGHBOURS)[:1], client, store)
    assert "GM0148" in of("GM0148").part
    assert of("GM0175") is None
    run(tasks_of(TABLES, None, ())[:1], client, store, today=LATER)
    assert {of("GM0148").part, of("GM0175").part} == {of("GM0175").part}
    assert "-alle" in of("GM0175").part


# What the online tables have now.


def test_tables_that_are_as_expected_have_nothing_to_tell(client):
    found = [(one.title, one.lines, one.wrong) for one in compare(client, TABLES)]
    assert found == [("jong 2024 (50140NED)", (), False), ("wmo (86158NED)", (), False)]


def test_a_column_that_is_gone_is_told_with_the_nearest(client):
    topics = (
        TableTopic(stam="HeeftSchuld", ook=("Schuld",), indicator="schulden"),
        TableTopic(stam="Zzz", som=("Zz", "Zy"), indicator="z"),
    )
    changed = YOUNG.model_copy(update={"onderwerpen": topics})
    [found] = compare(client, TABLES.model_copy(update={"tabellen": {"jong": changed}}))
    assert found.title == "jong 2024 (50140NED)"
    assert found.wrong
    assert list(found.lines) == [
        'geen kolom voor schulden: gezocht naar HeeftSchuld, Schuld. Bedoelt u "HeeftSchulden"?',
        "geen kolom voor z: gezocht naar Zzz, Zz, Zy. Zoek de nieuwe naam en zet die in data/tabellen.yml.",
    ]


def test_a_column_that_does_not_hold_in_that_year_is_not_missed(client):
    changed = YOUNG.model_copy(update={"onderwerpen": (TableTopic(stam="Zzz", indicator="z", tot=2023),)})
    [found] = compare(client, TABLES.model_copy(update={"tabellen": {"jong": changed}}))
    assert (found.lines, found.wrong) == ((), False)


def test_a_column_that_a_preliminary_year_lacks_is_told_and_not_wrong(client):
    early = {"onderwerpen": (TableTopic(stam="Zzz", indicator="z"),), "voorlopig": ("2024",)}
    tables = TABLES.model_copy(update={"tabellen": {"jong": YOUNG.model_copy(update=early)}})
    [found] = compare(client, tables)
    assert len(found.lines) == 1
    assert not found.wrong


def test_a_service_that_does_not_answer_is_told_and_the_others_are_asked(client, behaving):
    behaving("error")
    found = list(compare(client, TABLES))
    assert len(found) == 2
    assert all("F503" in one.lines[0] and one.wrong for one in found)
