"""What was fetched, as rows for one gemeente; the copies come from the recorded server, once."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from tests.recorded.fixtures import addresses, running

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model import tidy
from analysis.prepare.fetched import read_fetched
from analysis.sources.fetch import fetch_tasks, neighbours_on, run_tasks
from analysis.sources.http import Client
from analysis.sources.snapshots import Store, remember

pytestmark = pytest.mark.slow

REAL = paths.data()
DAY, NEXT = dt.date(2026, 11, 2), dt.date(2026, 11, 22)
MAP = Path("gemeenten_regio_2025.geojson")
# Two tables of the year, and one with periods of its own.
YEARS = ("84583NED", "85618NED")
YOUNG = "rivm_jongvolwassenen"


def store():
    return Store(paths.data() / "raw")


def copy_of_project(root):
    (root / "data").mkdir(parents=True)
    for name in ("geo", "catalogus"):
        shutil.copytree(REAL / name, root / "data" / name)
    for name in ("bronnen.csv", "tabellen.yml"):
        shutil.copy(REAL / name, root / "data" / name)


def tasks_for(*gemeenten, national=None, only=("cbs_kwb", YOUNG)):
    maps = {code: [paths.data() / "geo" / MAP] for code in gemeenten}
    tasks = fetch_tasks(maps, national=national, only=only)
    return [task for task in tasks if task.source == YOUNG or task.request.table in YEARS]


def fetch(tasks, day=DAY):
    client = Client(backoff=0, longest_wait=0, retries=1)
    outcomes = run_tasks(tasks, client, store(), today=day, progress=lambda rows: None)
    return [outcome.state for outcome in outcomes]


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """Return a project with the copies of one day, to be copied."""
    root = tmp_path_factory.mktemp("opgehaald") / "project"
    copy_of_project(root)
    with running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        for variable, address in addresses(server).items():
            patch.setenv(variable, address)
        assert fetch(tasks_for("GM0148")) == ["nieuw"] * 3
        yield root, server


@pytest.fixture
def root(fetched, tmp_path, monkeypatch):
    """Return a copy of that project, with the server behind it."""
    shutil.copytree(fetched[0], tmp_path / "kopie")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path / "kopie"))
    for variable, address in addresses(fetched[1]).items():
        monkeypatch.setenv(variable, address)
    return tmp_path / "kopie"


@pytest.fixture
def read(real_catalogue):
    def rows(gemeente="GM0148", neighbours=None):
        beside = neighbours_on([paths.data() / "geo" / MAP]) if neighbours is None else neighbours
        return read_fetched(gemeente, beside, real_catalogue)

    return rows


def test_nothing_was_fetched_yet(tmp_path, monkeypatch, read):
    copy_of_project(tmp_path / "leeg")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path / "leeg"))
    found = read()
    assert found.rows.equals(tidy.empty())
    assert (found.origin, found.yearly, found.without) == ({}, (), ())


def test_rows_are_those_of_the_gemeente_its_parts_and_what_it_is_compared_with(root, read, real_catalogue):
    rows = read().rows
    tidy.check_tidy(rows, name="opgehaald", sources=list(real_catalogue.sources))
    levels = rows.groupby("bron")["gebied"].agg(lambda codes: sorted({code[:2] for code in codes}))
    assert levels["cbs_kwb"] == ["BU", "GM", "NL", "WK"]
    assert set(rows.loc[rows["gebied"].str.startswith(("BU", "WK")), "gebied"].str[2:6]) == {"0148"}
    assert {"GM0148", "GM0175", "NL00"} <= set(rows.loc[rows["bron"] == YOUNG, "gebied"])


def test_only_neighbours_that_are_asked_are_read(root, read):
    few = read(neighbours=["GM0175"])
    assert few.rows.empty  # a copy with other neighbours is another copy
    assert set(read().rows["bron"]) == {"cbs_kwb", YOUNG}


def test_the_origin_names_day_and_version_per_source(root, read):
    assert read().origin == {
        "cbs_kwb": {"opgehaald": "2026-11-02", "versie": "2024-03-27", "melding": ""},
        YOUNG: {"opgehaald": "2026-11-02", "versie": "2025-09-22", "melding": ""},
    }


def test_the_day_of_a_source_is_that_of_its_newest_table(root, read, fetched, monkeypatch):
    for variable, address in addresses(fetched[1], "changed").items():
        monkeypatch.setenv(variable, address)
    first = tasks_for("GM0148")[:1]
    assert fetch(first, NEXT) == ["nieuw"]
    assert read().origin["cbs_kwb"]["opgehaald"] == NEXT.isoformat()


def test_tables_of_one_year_are_given_with_that_year(root, read):
    maps = {"GM0148": [paths.data() / "geo" / MAP]}
    assert fetch(fetch_tasks(maps, national=None, only=("cbs_wmo_wijk",))) == ["nieuw"]  # has its own periods
    assert "cbs_wmo_wijk" in read().origin
    yearly = read().yearly
    assert [(period, snapshot.origin.bron) for period, snapshot in yearly] == [
        ("2019", "cbs_kwb"),
        ("2023", "cbs_kwb"),
        ("2024", YOUNG),
    ]


def test_a_source_that_was_down_is_told_in_the_words_of_a_reader(root, read, monkeypatch):
    for variable, address in addresses("http://127.0.0.1:9").items():  # nobody listens there
        monkeypatch.setenv(variable, address)
    assert fetch(tasks_for("GM0148", only=(YOUNG,)), NEXT) == ["eerdere versie"]
    origin = read().origin
    assert origin[YOUNG]["melding"] == (
        "Op 22-11-2026 is deze bron niet opnieuw opgehaald; hier staat de laatste goede versie, van 2-11-2026."
    )
    assert origin[YOUNG]["opgehaald"] == "2026-11-02"
    assert origin["cbs_kwb"]["melding"] == ""


def test_the_word_is_gone_when_the_source_answers_again(root, read):
    [task] = tasks_for("GM0148", only=(YOUNG,))
    what = f"{task.source}/{task.part}"
    remember(store().root, what, day=NEXT, outcome="eerdere versie", reason="status 500")
    assert read().origin[YOUNG]["melding"]
    assert fetch([task], NEXT) == ["ongewijzigd"]
    assert read().origin[YOUNG]["melding"] == ""


def test_a_newer_copy_of_the_country_is_read_for_every_gemeente(root, read):
    assert read("GM0175").rows.empty
    assert fetch(tasks_for("GM0148", national=True, only=(YOUNG,)), NEXT) == ["nieuw"]
    assert read().origin[YOUNG]["opgehaald"] == NEXT.isoformat()
    assert "GM0175" in set(read("GM0175").rows["gebied"])


def test_a_damaged_copy_is_never_read(root, read):
    [folder] = (root / "data" / "raw" / YOUNG).glob("*/*")
    file = folder / "waarnemingen.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    assert set(read().rows["bron"]) == {"cbs_kwb"}


def test_a_column_that_a_table_lacks_is_named_and_the_others_are_read(root, read):
    file = root / "data" / "tabellen.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("stam: HeeftSchulden,", "stam: HeeftSchuld,"), encoding="utf-8")
    found = read()
    assert (YOUNG, "2024", "jv_heeft_schulden") in found.without
    indicators = set(found.rows.loc[found.rows["bron"] == YOUNG, "indicator"])
    assert "jv_heeft_schulden" not in indicators
    assert len(indicators) > 30


# What is to be fetched.


def names(tasks):
    return [f"{task.source}/{task.part}" for task in tasks]


def test_neighbours_are_the_gemeenten_on_the_maps():
    codes = neighbours_on([REAL / "geo" / MAP, REAL / "geo" / MAP])
    assert codes == sorted(set(codes))
    assert {"GM0148", "GM0177"} <= set(codes)
    assert neighbours_on([]) == []


def test_only_the_sources_that_are_named_are_asked():
    maps = {"GM0148": [REAL / "geo" / MAP]}
    everything = fetch_tasks(maps, national=None, only=())
    assert {task.source for task in everything} > {"cbs_kwb", YOUNG, "pdok_wijken_buurten"}
    some = fetch_tasks(maps, national=None, only=(YOUNG, "pdok_wijken_buurten"))
    assert names(some) == [name for name in names(everything) if name.startswith((YOUNG, "pdok"))]


def test_a_source_that_is_not_known_names_the_nearest():
    with pytest.raises(InputError) as caught:
        fetch_tasks({"GM0148": [REAL / "geo" / MAP]}, national=None, only=("cbs_kwbb", "zzz", "cbs_kwb"))
    assert [problem.found for problem in caught.value.problems] == ['"cbs_kwbb"', '"zzz"']
    assert caught.value.problems[0].action == 'Bedoelt u "cbs_kwb"?'
    assert "pdok_wijken_buurten" in caught.value.problems[0].expected


def test_each_gemeente_is_asked_with_its_own_neighbours_and_no_copy_twice(tmp_path):
    content = json.loads((REAL / "geo" / MAP).read_text(encoding="utf-8"))
    content["features"] = content["features"][:3]
    small = tmp_path / "klein.geojson"
    small.write_text(json.dumps(content), encoding="utf-8")
    large = REAL / "geo" / MAP

    def asked(maps):
        return names(fetch_tasks(maps, national=None, only=(YOUNG,)))

    alone = asked({"GM0148": [large]})
    assert asked({"GM0148": [large, large]}) == alone
    assert asked({"GM0148": [large], "GM0177": [small]}) == alone + asked({"GM0177": [small]})
    assert len(set(asked({"GM0148": [large, small]}))) == 2


def test_from_four_gemeenten_on_the_country_is_asked():
    maps = {f"GM000{number}": [REAL / "geo" / MAP] for number in range(4)}
    [task] = fetch_tasks(maps, national=None, only=(YOUNG,))
    assert "-alle" in task.part
    assert len(fetch_tasks(maps, national=False, only=(YOUNG,))) == 4
