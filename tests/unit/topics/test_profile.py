import pytest

from analysis.topics.profile import COLUMNS, REST, profile

NOORD = "KERN-GM0148-noord"


def share(teller, noemer, gebied="GM0148", indicator="rookt", **more):
    row = {
        "indicator": indicator,
        "gebied": gebied,
        "waarde": 100 * teller / noemer,
        "teller": teller,
        "noemer": noemer,
    }
    return row | more


def compared(release, area):
    found = profile(release, area)
    return {
        line.vergelijking: (round(line.vergelijk_waarde, 1), line.woord, line.oordeel)
        for line in found.itertuples()
    }


@pytest.mark.parametrize(
    ("kern", "rest", "word", "verdict"),
    [
        ((60, 200), 16.0, "hoger", "ongunstiger"),
        ((10, 200), 21.0, "lager", "gunstiger"),
        ((40, 200), 18.0, "geen duidelijk verschil", "geen duidelijk verschil"),
    ],
)
def test_a_kern_is_held_against_the_rest_of_its_gemeente(make_release, table, kern, rest, word, verdict):
    # The whole has 220 of 1200; without the kern that is 160, 210 and 180 of 1000.
    release = make_release(table(share(*kern, NOORD), share(220, 1200)))
    assert compared(release, NOORD) == {REST: (rest, word, verdict)}


def test_a_kern_is_never_held_against_the_whole_gemeente(make_release, table):
    release = make_release(table({"indicator": "rookt", "gebied": NOORD, "waarde": 30}, share(220, 1200)))
    assert compared(release, NOORD).keys() == {""}


def test_the_gemeente_is_held_against_those_it_is_compared_with(make_release, table):
    own = share(240, 1200, ondergrens=17.8, bovengrens=22.4)
    release = make_release(table(own, {"indicator": "rookt", "gebied": "NL00", "waarde": 15}))
    assert compared(release, "GM0148") == {"NL00": (15.0, "hoger", "ongunstiger")}


@pytest.mark.parametrize(
    ("other", "verdict"),
    [(19.0, "geen duidelijk verschil"), (24.0, "gunstiger"), (21.5, "geen duidelijk verschil")],
)
def test_a_small_difference_is_no_difference(make_release, table, other, verdict):
    own = share(240, 1200, ondergrens=19.9, bovengrens=20.1)
    release = make_release(table(own, {"indicator": "rookt", "gebied": "NL00", "waarde": other}))
    assert compared(release, "GM0148")["NL00"][2] == verdict


def test_a_neutral_indicator_gets_no_judgement(make_release, table):
    own = share(240, 1200, indicator="jong", ondergrens=17.8, bovengrens=22.4)
    release = make_release(table(own, {"indicator": "jong", "gebied": "NL00", "waarde": 15}))
    assert compared(release, "GM0148")["NL00"][1:] == ("hoger", "hoger")


def test_without_bounds_nothing_is_called_clear(make_release, table):
    rows = table({"indicator": "rookt", "waarde": 40}, {"indicator": "rookt", "gebied": "NL00", "waarde": 15})
    assert compared(make_release(rows), "GM0148")["NL00"][1] == "niet te vergelijken"


def test_another_period_is_no_comparison(make_release, table):
    rows = table(share(240, 1200), {"indicator": "rookt", "gebied": "NL00", "waarde": 15, "periode": "2023"})
    assert compared(make_release(rows), "GM0148").keys() == {""}


def test_the_last_period_with_a_number_is_taken(make_release, table):
    hidden = {"indicator": "rookt", "waarde": None, "status": "onderdrukt", "methode": "geen"}
    rows = table(share(240, 1200, periode="2020"), share(120, 1200, periode="2022"), hidden)
    assert profile(make_release(rows), "GM0148")["periode"].tolist() == ["2022"]


def test_an_indicator_that_is_hidden_keeps_its_line(make_release, table):
    hidden = {
        "indicator": "rookt",
        "gebied": NOORD,
        "waarde": None,
        "status": "onderdrukt",
        "methode": "geen",
    }
    found = profile(make_release(table(hidden, share(220, 1200))), NOORD)
    assert found[["status", "vergelijking", "oordeel"]].to_numpy().tolist() == [["onderdrukt", "", ""]]


def test_an_area_without_rows_has_an_empty_profile(make_release, table):
    found = profile(make_release(table(share(220, 1200))), NOORD)
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_counts_of_two_sources_are_never_subtracted(make_release, table):
    release = make_release(table(share(60, 200, NOORD), share(220, 1200, bron="gids")))
    assert compared(release, NOORD).keys() == {""}


def test_counts_that_were_rounded_too_coarsely_to_subtract_give_no_comparison(make_release, table):
    # 12 of 23 and 103 of 115, each rounded to 5 by the gate: the rest would be 95 of 90.
    release = make_release(table(share(10, 25, NOORD), share(105, 115)))
    assert compared(release, NOORD).keys() == {""}
