import json

import geopandas.testing
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.release.store import in_python, no_boundaries, read_release, release_digest, write_release

ABOUT = {"gemeente": "GM0148", "naam": "Dalfsen", "vergelijk": ["PV23", "NL00"]}


@pytest.fixture
def numbers(table):
    return table(
        {"waarde": 1234.5}, {"gebied": "NL00", "waarde": None, "status": "onderdrukt", "methode": "geen"}
    )


def test_what_was_written_is_read_back(tmp_path, numbers, areas):
    digest = write_release(tmp_path, numbers, areas, ABOUT)
    release = read_release(tmp_path)
    pd.testing.assert_frame_equal(release.table, in_python(numbers))
    geopandas.testing.assert_geodataframe_equal(release.areas, areas)
    assert (release.gemeente, release.naam, release.compare) == ("GM0148", "Dalfsen", ("PV23", "NL00"))
    assert release.digest == release_digest(tmp_path) == digest
    assert len(digest) == 64


def test_the_csv_opens_in_dutch_excel(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT)
    content = (tmp_path / "cijfers.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfindicator;gebied;periode;waarde;")
    assert b"inwoners;GM0148;2024;1234,5;;;;;;definitief;telling;telling\r\n" in content
    assert b"inwoners;NL00;2024;;;;;;;onderdrukt;geen;telling\r\n" in content


def test_the_note_says_what_is_in_it_and_is_readable(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT | {"rijen": 2, "naam": "Súdwest"})
    text = (tmp_path / "release.json").read_text(encoding="utf-8")
    assert json.loads(text)["rijen"] == 2
    assert "Súdwest" in text


def test_the_same_numbers_give_the_same_bytes(tmp_path, numbers, areas):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_release(tmp_path / name, numbers.copy(), areas.copy(), ABOUT)
    files = ("cijfers.parquet", "cijfers.csv", "gebieden.parquet", "grenzen.parquet", "release.json")
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_digest_changes_when_one_number_changes(tmp_path, numbers, areas):
    first = write_release(tmp_path, numbers, areas, ABOUT)
    assert write_release(tmp_path, numbers.assign(waarde=[1234.6, None]), areas, ABOUT) != first
    assert write_release(tmp_path, numbers, areas, ABOUT) == first


@pytest.mark.parametrize("gone", ["cijfers.parquet", "gebieden.parquet", "grenzen.parquet", "release.json"])
def test_a_release_that_is_not_complete_says_how_to_make_one(tmp_path, numbers, areas, gone):
    write_release(tmp_path, numbers, areas, ABOUT)
    (tmp_path / gone).unlink()
    with pytest.raises(InputError, match="vrijgegeven cijfers zijn er nog niet") as caught:
        read_release(tmp_path)
    [problem] = caught.value.problems
    assert problem.expected == gone
    assert "kernmonitor build" in problem.action


def test_the_source_that_the_catalogue_names_first_is_taken_and_the_other_kept(make_release, table):
    release = make_release(table({"waarde": 100, "bron": "gids"}, {"waarde": 101, "bron": "telling"}))
    rows = release.rows("inwoners")
    assert rows[["waarde", "bron"]].to_numpy().tolist() == [[101.0, "telling"]]
    assert sorted(release.table["waarde"]) == [100, 101]


def test_a_source_that_does_not_know_gives_way_to_one_that_does(make_release, table):
    unknown = {"waarde": None, "status": "ontbreekt", "bron": "telling"}
    rows = make_release(table({"waarde": 100, "bron": "gids"}, unknown)).rows("inwoners")
    assert rows[["waarde", "bron"]].to_numpy().tolist() == [[100.0, "gids"]]


@pytest.mark.parametrize("status", ["onderdrukt", "te weinig waarnemingen", "niet van toepassing"])
def test_a_source_that_hides_a_number_does_not_give_way(make_release, table, status):
    hidden = {"waarde": None, "status": status, "methode": "geen", "bron": "telling"}
    rows = make_release(table({"waarde": 100, "bron": "gids"}, hidden)).rows("inwoners")
    assert rows["status"].tolist() == [status]


def test_a_source_outside_the_catalogue_comes_last(make_release, table):
    rows = make_release(table({"waarde": 1, "bron": "aaa"}, {"waarde": 2, "bron": "gids"})).rows("inwoners")
    assert rows["bron"].tolist() == ["gids"]


def test_rows_come_in_the_order_of_the_areas_that_are_asked(make_release, table):
    release = make_release(table(*({"gebied": code, "waarde": 1} for code in ("GM0148", "NL00", "PV23"))))
    assert release.rows("inwoners", ["PV23", "GM0148"])["gebied"].tolist() == ["PV23", "GM0148"]
    assert release.rows("inwoners", [])["gebied"].tolist() == []


def test_rows_of_one_period(make_release, table):
    release = make_release(table({"waarde": 1}, {"waarde": 2, "periode": "2023"}))
    assert release.rows("inwoners", period="2023")["waarde"].tolist() == [2]
    assert release.rows("inwoners")["periode"].tolist() == ["2023", "2024"]


def test_rows_of_an_unknown_indicator_name_the_nearest(release):
    with pytest.raises(InputError) as caught:
        release.rows("inwonrs")
    assert caught.value.problems[0].action == 'Bedoelt u "inwoners"?'


def test_the_last_period_is_the_last_one_with_a_number(make_release, table):
    rows = [{"waarde": 1, "periode": "2023"}, {"waarde": None, "status": "ontbreekt", "periode": "2024"}]
    release = make_release(table(*rows))
    assert release.latest_period("inwoners") == "2023"
    assert release.latest_period("inwoners", ["NL00"]) is None


def test_own_areas_are_those_of_one_level_and_reading(release):
    assert release.own_areas("kern", prefix="KERN-")["naam"].tolist() == ["Noord", "Midden", "Zuid"]
    assert len(release.own_areas("kern")) == 6
    assert release.own_areas("gemeente").empty


NOORD = "KERN-GM0148-noord"


@pytest.fixture
def moved():
    rows = [(NOORD, 2020, "de grens is veranderd", False), (NOORD, 2023, "de grens is veranderd", True)]
    return pd.DataFrame(rows, columns=list(no_boundaries())).astype(no_boundaries().dtypes)


def test_areas_that_changed_are_read_back(tmp_path, numbers, areas, moved):
    write_release(tmp_path, numbers, areas, ABOUT, moved)
    pd.testing.assert_frame_equal(read_release(tmp_path).boundaries, moved)


def test_a_release_in_which_no_area_changed_says_so(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT)
    pd.testing.assert_frame_equal(read_release(tmp_path).boundaries, no_boundaries())


def test_breaks_are_those_of_the_indicator_and_those_of_the_area(make_release, numbers, moved):
    release = make_release(numbers, boundaries=moved)
    years = [one.jaar for one in release.breaks_of("hulp", NOORD)]
    assert years == [2019, 2020, 2021, 2022, 2023]
    assert [one.jaar for one in release.breaks_of("hulp", "KERN-GM0148-zuid")] == [2019, 2022]
    assert release.breaks_of("eenzaam", NOORD)[0].waarom == "de grens is veranderd"


def test_counts_that_were_carried_over_have_no_break_and_shares_have(make_release, numbers, moved):
    release = make_release(numbers, boundaries=moved)
    assert [one.jaar for one in release.breaks_of("inwoners", NOORD)] == [2020]
    assert [one.jaar for one in release.breaks_of("eenzaam", NOORD)] == [2020, 2023]
