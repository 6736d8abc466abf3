import numpy as np
import pytest

from analysis.release.gate import add_bounds
from analysis.release.verdicts import COLUMNS, MANY, REST, Family, family, held, verdicts

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
    found = verdicts(release, area)
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
def test_a_kern_is_held_against_the_rest_of_its_gemeente(
    make_release, table, catalogue, kern, rest, word, verdict
):
    # The whole has 220 of 1200; without the kern that is 160, 210 and 180 of 1000.
    release = make_release(add_bounds(table(share(*kern, NOORD), share(220, 1200)), catalogue))
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
    [(19.0, "klein verschil"), (24.0, "gunstiger"), (21.5, "klein verschil")],
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
    assert verdicts(make_release(rows), "GM0148")["periode"].tolist() == ["2022"]


def test_an_indicator_that_is_hidden_keeps_its_line(make_release, table):
    hidden = {
        "indicator": "rookt",
        "gebied": NOORD,
        "waarde": None,
        "status": "onderdrukt",
        "methode": "geen",
    }
    found = verdicts(make_release(table(hidden, share(220, 1200))), NOORD)
    assert found[["status", "vergelijking", "oordeel"]].to_numpy().tolist() == [["onderdrukt", "", ""]]


def test_an_area_without_rows_has_an_empty_verdicts(make_release, table):
    found = verdicts(make_release(table(share(220, 1200))), NOORD)
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_counts_of_two_sources_are_never_subtracted(make_release, table):
    release = make_release(table(share(60, 200, NOORD), share(220, 1200, bron="gids")))
    assert compared(release, NOORD).keys() == {""}


def test_counts_that_were_rounded_too_coarsely_to_subtract_give_no_comparison(make_release, table):
    # 12 of 23 and 103 of 115, each rounded to 5 by the gate: the rest would be 95 of 90.
    release = make_release(table(share(10, 25, NOORD), share(105, 115)))
    assert compared(release, NOORD).keys() == {""}


# --- what may be said, and what not


def held_against_nl(make_release, table, own, other, **more):
    rows = [{"indicator": "rookt"} | own | more, {"indicator": "rookt", "gebied": "NL00"} | other | more]
    return verdicts(make_release(table(*rows)), "GM0148").query("vergelijking == 'NL00'").iloc[0]


def bounds(value, half, **more):
    return {"waarde": value, "ondergrens": value - half, "bovengrens": value + half} | more


def test_estimates_of_a_model_are_not_held_against_each_other(make_release, table):
    line = held_against_nl(make_release, table, bounds(40, 1), bounds(20, 1), status="modelschatting")
    assert (line.woord, line.reden) == (
        "niet te vergelijken",
        "een verschil met of tussen modelschattingen is niet te toetsen",
    )
    assert line.zeker_vanaf != line.zeker_vanaf


def test_a_share_without_margin_says_from_how_many_respondents_it_would_be_clear(make_release, table):
    line = held_against_nl(make_release, table, {"waarde": 35.1}, {"waarde": 20.9})
    # 1,5 times 1,96² times 20,9% times 79,1%, divided by the square of the difference less what rounding hides.
    assert line.woord == "niet te vergelijken"
    assert line.zeker_vanaf == np.ceil(1.5 * 1.959964**2 * 0.209 * 0.791 / 0.141**2)


@pytest.mark.parametrize(
    ("own", "other", "word", "reason"),
    [
        (bounds(25, 1), bounds(20, 1), "hoger", ""),
        (bounds(21.5, 0.6), bounds(20.1, 0.6), "klein verschil", "te klein om ertoe te doen"),
        (bounds(20.1, 0.6), bounds(20.2, 0.6), "klein verschil", "te klein om ertoe te doen"),
        (bounds(25.1, 8), bounds(20.1, 1), "geen duidelijk verschil", "binnen de marge"),
    ],
)
def test_not_shown_is_another_word_than_too_small_to_matter(make_release, table, own, other, word, reason):
    line = held_against_nl(make_release, table, own, other)
    assert (line.woord, line.reden) == (word, reason)


def test_relevant_for_sure_is_what_the_whole_interval_says(make_release, table):
    far = held_against_nl(make_release, table, bounds(30.1, 1), bounds(20.1, 1))
    near = held_against_nl(make_release, table, bounds(23.1, 1.5), bounds(20.1, 1))
    assert (far.woord, bool(far.zeker_relevant)) == ("hoger", True)
    assert (near.woord, bool(near.zeker_relevant)) == ("hoger", False)


def test_rounding_counts_on_both_sides(make_release, table):
    # 22 and 20 in whole per cents may be 21,5 and 20,5: with these bounds that is the difference.
    whole = held_against_nl(make_release, table, bounds(24, 3.5), {"waarde": 20})
    tenths = held_against_nl(make_release, table, bounds(24.1, 3.5), {"waarde": 20.1})
    assert (whole.woord, tenths.woord) == ("geen duidelijk verschil", "hoger")


def test_a_word_is_given_after_all_comparisons_of_the_edition(make_release, table):
    """One in a row of nothing is no longer clear; the count is one for the release, real and fictional apart."""
    own, mark = bounds(24.1, 3.5), {"waarde": 20.1}
    alone = held_against_nl(make_release, table, own, mark)
    assert alone.woord == "hoger"
    rows = [{"indicator": "rookt"} | own, {"indicator": "rookt", "gebied": "NL00"} | mark]
    for name in ("tevreden", "eenzaam", "jong", "oud"):
        rows += [
            {"indicator": name} | bounds(50.1, 3),
            {"indicator": name, "gebied": "NL00"} | {"waarde": 50.1},
        ]
    release = make_release(table(*rows))
    line = verdicts(release, "GM0148", ["rookt"]).iloc[0]
    assert (line.woord, line.reden) == ("geen duidelijk verschil", MANY)
    assert (family(release), family(release, example=True)) == (Family(5, 0), Family(0, 0))


def test_a_number_of_people_is_no_larger_for_being_of_a_larger_area(make_release, table):
    rows = [
        {"indicator": "inwoners", "waarde": 100},
        {"indicator": "inwoners", "gebied": "NL00", "waarde": 900},
    ]
    line = verdicts(make_release(table(*rows)), "GM0148").iloc[0]
    assert (line.woord, line.reden) == ("niet te vergelijken", "een aantal: een groter gebied heeft er meer")


def one_row(indicator, value, periode, half=1.0, gebied="GM0148"):
    missing = dict.fromkeys(("teller", "noemer", "n"), float("nan"))
    named = {
        "indicator": indicator,
        "gebied": gebied,
        "periode": periode,
        "status": "definitief",
        "bron": "telling",
    }
    return named | bounds(value, half) | missing


def test_over_a_break_and_between_years_nothing_is_said(make_release, table):
    release = make_release(table({"waarde": 1}))
    same = held(release, one_row("rookt", 30.1, "2024"), one_row("rookt", 20.1, "2020"))
    assert same["woord"] == "hoger"
    broken = held(release, one_row("hulp", 30.1, "2024"), one_row("hulp", 20.1, "2020"))
    assert broken["reden"] == "er is een breuk tussen deze jaren"
    years = held(release, one_row("rookt", 30.1, "2024"), one_row("rookt", 20.1, "2020", gebied="NL00"))
    assert years["reden"] == "de cijfers zijn van verschillende jaren"
