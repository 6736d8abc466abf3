import pandas as pd
import pytest

from analysis.ground.errors import InputError
from analysis.release.release import no_boundaries


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


def test_records_are_the_rows_as_dictionaries(make_release, table):
    release = make_release(table(*({"gebied": code, "waarde": 1} for code in ("GM0148", "NL00", "PV23"))))
    asked = (["inwoners"], ["PV23", "GM0148"], "2024")
    rows = release.rows(*asked).drop(columns=["ondergrens", "bovengrens", "teller", "noemer", "n"])
    found = [{name: one[name] for name in rows} for one in release.records(*asked)]
    assert found == rows.to_dict("records")


def test_a_release_with_other_rows_hands_out_for_the_same_run(make_release, table):
    release = make_release(table({"waarde": 1}))
    other = release.with_table(release.no_rows)
    assert other.rows("inwoners").empty
    assert release.handed_out == other.handed_out == {"cijfers:inwoners"}


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


def test_breaks_are_those_of_the_indicator_and_those_of_the_area(make_release, table, moved):
    release = make_release(table({"waarde": 1}), boundaries=moved)
    years = [one.jaar for one in release.breaks_of("hulp", NOORD)]
    assert years == [2019, 2020, 2021, 2022, 2023]
    assert [one.jaar for one in release.breaks_of("hulp", "KERN-GM0148-zuid")] == [2019, 2022]
    assert release.breaks_of("eenzaam", NOORD)[0].waarom == "de grens is veranderd"


def test_counts_that_were_carried_over_have_no_break_and_shares_have(make_release, table, moved):
    release = make_release(table({"waarde": 1}), boundaries=moved)
    assert [one.jaar for one in release.breaks_of("inwoners", NOORD)] == [2020]
    assert [one.jaar for one in release.breaks_of("eenzaam", NOORD)] == [2020, 2023]
