"""Tables of CBS and RIVM: asked right, kept whole, read with the reason of every gap."""

from __future__ import annotations

import dataclasses
import json

import pyarrow.parquet as pq
import pytest
from tests.unit.sources.conftest import TODAY

from analysis.build.receipt import file_hashes
from analysis.ground.errors import InputError
from analysis.sources import odata_client
from analysis.sources.http_errors import SourceDown
from analysis.sources.observations import read_areas_of, read_observations, read_topics
from analysis.sources.odata_client import Request
from analysis.sources.odata_fetch import fetch_table, write_pages

KWB = Request("cbs_kwb", "cbs", "85984NED", "WijkenEnBuurten", "GM0148", ("NL00", "PV23", "GM0150"))
HEALTH = Request(
    "rivm",
    "rivm",
    "50150NED",
    "WijkenEnBuurten",
    "GM0148",
    ("NL01",),
    {
        "Leeftijd": ("20300",),
        "Marges": ("MW00000", "MOG0095", "MBG0095"),
        "Perioden": ("2022JJ00", "2024JJ00"),
    },
)


def fetch(client, store, request=KWB):
    return fetch_table(client, request, store, today=TODAY)


def value(table, area: str, topic: str) -> float:
    (number,) = table.loc[(table["gebied"] == area) & (table["onderwerp"] == topic), "waarde"]
    return number


def test_a_gemeente_comes_with_its_wijken_and_buurten_and_the_others_asked(behaving, client, store):
    snapshot, new = fetch(client, store)
    assert new
    assert snapshot.origin.rijen == 1 + 3 + 36 + 2  # PV23 is not in this table
    assert snapshot.origin.versie == "2025-03-27T02:00:00"
    table = read_observations(snapshot, areas=None, topics=["AantalInwoners"])
    assert set(table["gebied"].str[:2]) == {"GM", "WK", "BU", "NL"}
    assert not table["gebied"].str.startswith(("WK0175", "BU0175")).any()
    # Published: StatLine 85984NED.
    assert value(table, "GM0148", "AantalInwoners") == 29683
    assert value(table, "WK014802", "AantalInwoners") == 9560


def test_codes_are_read_without_the_padding_they_came_with(behaving, client, store):
    snapshot, _ = fetch(client, store)
    sent = pq.read_table(snapshot.path("waarnemingen.parquet"))["WijkenEnBuurten"].to_pylist()
    assert "GM0148    " in sent
    assert set(read_areas_of(snapshot)["gebied"]) == {code.strip() for code in sent}


def test_the_same_answer_is_kept_once(behaving, client, store):
    first, _ = fetch(client, store)
    again, new = fetch(client, store)
    assert not new
    assert again == first


def test_why_there_is_no_number_stays_apart(behaving, client, store):
    snapshot, _ = fetch(client, store)
    topics = ["AantalInwoners", "GemiddeldeHuishoudensgrootte", "PercentageJongerenMetJeugdzorg"]
    table = read_observations(snapshot, areas=["GM0148"], topics=topics).set_index(["gebied", "onderwerp"])
    nobody, few = "BU01480207", "BU01480304"
    assert table.loc[(nobody, "AantalInwoners"), "waarde"] == 0
    assert table.loc[(nobody, "GemiddeldeHuishoudensgrootte"), "reden"] == "kan niet voorkomen"
    assert table.loc[(few, "PercentageJongerenMetJeugdzorg"), "reden"] == "onbekend, onbetrouwbaar of geheim"
    assert table["waarde"].isna().equals(table["reden"] != "")


def test_a_gemeente_brings_its_parts_and_another_code_only_itself(behaving, client, store):
    snapshot, _ = fetch(client, store)
    read = lambda *areas: set(read_observations(snapshot, areas=areas, topics=["Mannen"])["gebied"])  # noqa: E731
    assert len(read("GM0148")) == 40
    assert read("WK014801", "NL00") == {"WK014801", "NL00"}
    assert read("GM9999") == set()


def test_a_topic_keeps_its_name_while_its_number_changes(behaving, client, store):
    keys = set()
    for number in ("84799NED", "85039NED", "85984NED"):
        snapshot, _ = fetch(client, store, dataclasses.replace(KWB, table=number))
        topics = read_topics(snapshot).set_index("onderwerp")
        keys.add(topics.loc["HuishoudensTotaal", "sleutel"])
        assert topics.loc["HuishoudensTotaal", "groep"] == "Bevolking > Particuliere huishoudens"
        assert topics.loc["GemiddeldeHuishoudensgrootte", "decimalen"] == 1
    assert len(keys) > 1


def test_the_other_dimensions_stay_and_only_what_was_chosen_comes(behaving, client, store):
    snapshot, _ = fetch(client, store, HEALTH)
    assert snapshot.origin.rijen == 41 * 3 * 2
    table = read_observations(snapshot, areas=["GM0148"], topics=["Eenzaam", "Mantelzorger"])
    assert list(table.columns) == [
        "gebied",
        "periode",
        "Leeftijd",
        "Marges",
        "onderwerp",
        "waarde",
        "reden",
        "voorlopig",
    ]
    assert set(table["periode"]) == {"2022JJ00", "2024JJ00"}
    assert set(table["Leeftijd"]) == {"20300"}
    wide = table[table["onderwerp"] == "Eenzaam"].pivot_table(
        index=["gebied", "periode"], columns="Marges", values="waarde"
    )
    assert (wide["MOG0095"] < wide["MW00000"]).all()
    assert (wide["MW00000"] < wide["MBG0095"]).all()


@pytest.mark.parametrize(("number", "preliminary"), [("86204NED", True), ("50150NED", False)])
def test_preliminary_is_what_the_source_says(behaving, client, store, number, preliminary):
    service = "rivm" if number.startswith("5") else "cbs"
    area = "WijkenEnBuurten" if service == "rivm" else "Wijken"
    snapshot, _ = fetch(client, store, Request("x", service, number, area, "GM0148"))
    topic = read_topics(snapshot)["onderwerp"].iloc[-1]
    assert set(read_observations(snapshot, areas=None, topics=[topic])["voorlopig"]) == {preliminary}


def test_areas_say_whether_their_boundary_moved(behaving, client, store):
    snapshot, _ = fetch(client, store, dataclasses.replace(KWB, table="85618NED"))
    areas = read_areas_of(snapshot).set_index("gebied")
    changes = areas.loc[["BU01480301", "BU01480302", "NL00"], "indelingswijziging"]
    assert changes.tolist() == ["3", "1", ""]


@pytest.mark.parametrize("behaviour", ["page-7", "page-20"])
def test_the_whole_country_comes_in_pages(behaving, client, store, behaviour):
    country = dataclasses.replace(KWB, gemeente=None, others=())
    at_once, _ = fetch(client, store, country)
    behaving(behaviour)
    again, new = fetch(client, store, dataclasses.replace(country, source="again"))
    assert new
    assert again.origin.rijen == at_once.origin.rijen
    read = lambda one: read_observations(one, areas=None, topics=["Vrouwen"]).sort_values("gebied")  # noqa: E731
    assert read(again)["waarde"].tolist() == read(at_once)["waarde"].tolist()


def test_a_gemeente_that_is_too_long_for_one_answer_comes_whole(behaving, client, store):
    behaving("page-16")
    snapshot, _ = fetch(client, store, dataclasses.replace(KWB, others=()))
    assert snapshot.origin.rijen == 40
    asked = snapshot.path("herkomst.yml").read_text(encoding="utf-8")
    assert "ODataFeed/odata/85984NED/UntypedDataSet" in asked


def test_rows_that_are_missing_are_noticed(behaving, client, store):
    behaving("cap")
    with pytest.raises(SourceDown) as error:
        fetch(client, store)
    (problem,) = error.value.problems
    assert (problem.code, problem.found) == ("F241", "10 rijen")
    assert file_hashes(store.root) == {}


def test_without_a_count_it_goes_on_and_says_so(behaving, client, store):
    behaving("nocount")
    snapshot, new = fetch(client, store)
    assert new
    assert [(note.code, note.warning) for note in snapshot.notes] == [("F241", True)]


def test_a_question_that_was_not_counted_leaves_the_next_one_counted(behaving, client, store, monkeypatch):
    told = iter([None, 1_000_000])
    monkeypatch.setattr(odata_client, "count", lambda *_: next(told))
    with pytest.raises(SourceDown) as error:
        fetch(client, store)
    assert [problem.code for problem in error.value.problems] == ["F241"]
    assert file_hashes(store.root) == {}


def test_an_empty_answer_about_a_gemeente_that_is_there_is_refused(behaving, client, store):
    behaving("padded")
    with pytest.raises(SourceDown) as error:
        fetch(client, store)
    assert [problem.code for problem in error.value.problems] == ["F242"]
    assert file_hashes(store.root) == {}


def test_codes_that_a_table_does_not_have_are_named_together(behaving, client, store):
    request = dataclasses.replace(
        HEALTH, gemeente="GM9999", choose={"Marges": ("MW00000", "MX"), "Geslacht": ("1",)}
    )
    with pytest.raises(SourceDown) as error:
        fetch(client, store, request)
    assert [problem.code for problem in error.value.problems] == ["F243"] * 3
    assert [problem.found.split()[0] for problem in error.value.problems] == ['"MX"', "geen", '"GM9999"']


def test_a_missing_topic_is_named_with_the_nearest(behaving, client, store):
    snapshot, _ = fetch(client, store)
    with pytest.raises(InputError) as error:
        read_observations(snapshot, areas=None, topics=["AantalInwoner", "Vrouwen", "Nergens"])
    assert [problem.code for problem in error.value.problems] == ["F142", "F142"]
    assert error.value.problems[0].action == 'Bedoelt u "AantalInwoners"?'


def changed(snapshot, name: str, change) -> None:
    """Write a file of a snapshot again, as a table that another source could have given."""
    path = snapshot.path(name)
    if name.endswith(".json"):
        path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    else:
        write_pages(path, "", [change(pq.read_table(path).to_pylist())])


def test_a_stem_that_occurs_twice_needs_its_group(behaving, client, store):
    snapshot, _ = fetch(client, store)
    men = read_topics(snapshot).set_index("onderwerp").loc["Mannen", "sleutel"]

    def also_men(rows):
        group = {"ID": 900, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Arbeid"}
        topic = next(row for row in rows if row.get("Key") == men)
        return [*rows, group, topic | {"Key": "Mannen_99", "ParentID": 900}]

    changed(snapshot, "onderwerpen.json", also_men)
    changed(snapshot, "waarnemingen.parquet", lambda rows: [row | {"Mannen_99": "       1"} for row in rows])
    with pytest.raises(InputError) as error:
        read_observations(snapshot, areas=None, topics=["Mannen"])
    (problem,) = error.value.problems
    assert men in problem.found
    assert "Mannen_99 (Arbeid)" in problem.found
    assert '"Geslacht/Mannen" of "Arbeid/Mannen"' in problem.action
    table = read_observations(snapshot, areas=["NL00"], topics=["Arbeid/Mannen", "Geslacht/Mannen"])
    assert table["onderwerp"].tolist() == ["Arbeid/Mannen", "Geslacht/Mannen"]
    assert table["waarde"].iloc[0] == 1
    assert table["waarde"].iloc[1] > 1_000_000


def test_a_cell_that_is_no_number_and_no_mark_is_refused(behaving, client, store):
    snapshot, _ = fetch(client, store)
    men = read_topics(snapshot).set_index("onderwerp").loc["Mannen", "sleutel"]
    changed(snapshot, "waarnemingen.parquet", lambda rows: [row | {men: "   1.234.5"} for row in rows])
    with pytest.raises(InputError) as error:
        read_observations(snapshot, areas=None, topics=["Mannen", "Vrouwen"])
    (problem,) = error.value.problems
    assert (problem.code, problem.column, problem.found) == ("F201", men, '"1.234.5"')


def test_a_question_is_a_folder():
    assert dataclasses.replace(KWB, others=()).part == "85984NED-GM0148"
    assert dataclasses.replace(KWB, gemeente=None).part == "85984NED-alle"
    more = {KWB.part, dataclasses.replace(KWB, others=("NL00",)).part, HEALTH.part}
    assert len(more) == 3
