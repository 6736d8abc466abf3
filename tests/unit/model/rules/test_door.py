"""Each rule between rows on rows of its own: what is an error, what a warning, and what is fine."""

from __future__ import annotations

import dataclasses

import pytest

from analysis.model import rules
from analysis.model.catalogue import Break

pytestmark = pytest.mark.slow

KERNEN = ("dalfsen", "nieuwleusen", "lemelerveld", "hoonhorst", "oudleusen")
PER_KERN = (11246, 9056, 4629, 1598, 1713)


def codes(problems):
    return [(problem.code, problem.warning) for problem in problems]


def kernen(values=PER_KERN, **more):
    return [
        {"gebied": f"KERNGEBIED-GM0148-{name}", "waarde": value, **more}
        for name, value in zip(KERNEN, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (28242, []),
        (28300, [("F137", True)]),  # some live in none of the kernen
        (40000, [("F137", False)]),
        (28241, [("F137", False)]),  # less than the parts cannot be
    ],
)
def test_kernen_make_the_gemeente(refused, total, expected):
    assert codes(refused({"waarde": total}, *kernen())) == expected


def test_parts_that_were_rounded_may_miss_the_whole_by_what_rounding_takes(refused):
    rounded = kernen((11245, 9055, 4630, 1600, 1715))
    assert refused({"waarde": 28242}, *rounded) == []
    assert codes(refused({"waarde": 28200}, *rounded)) == [("F137", False)]


def test_a_sum_of_which_a_part_is_not_there_can_only_be_too_large(refused):
    some = kernen()[:-1]
    assert refused({"waarde": 28242}, *some) == []
    assert codes(refused({"waarde": 20000}, *some)) == [("F137", False)]


def test_one_kern_is_never_larger_than_its_gemeente(refused):
    [problem] = refused({"waarde": 20000}, {"gebied": "KERNGEBIED-GM0148-dalfsen", "waarde": 20100})
    assert (problem.code, problem.row, problem.warning) == ("F137", 2, False)
    assert "KERNGEBIED-GM0148-dalfsen" in problem.expected


def test_buurten_are_held_against_their_wijk(refused):
    wijk = {"gebied": "WK014801", "waarde": 500}
    assert codes(refused(wijk, {"gebied": "BU01480101", "waarde": 1545})) == [("F137", False)]
    assert refused(wijk, {"gebied": "BU01480201", "waarde": 600}) == []  # of another wijk


def test_other_periods_and_sources_are_no_parts(refused):
    total = {"waarde": 12000}
    assert refused(total, *kernen(periode="2023")) == []
    assert refused(total, *kernen(bron="ander")) == []


def test_what_a_source_published_is_warned_of_once_and_only_when_far_off(refused):
    assert refused({"waarde": 28000}, *kernen(), origin=rules.FETCHED) == []
    rows = [
        row
        for year in ("2023", "2024")
        for row in ({"waarde": 20000, "periode": year}, *kernen(periode=year))
    ]
    [problem] = refused(*rows, origin=rules.FETCHED)
    assert (problem.code, problem.warning, problem.row) == ("F137", True, None)
    assert "(en nog 1 van zulke getallen)" in problem.found
    assert problem.place == "inwoners, GM0148, 2023"


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (28000, 30000, []),
        (28000, 282000, [("F234", False)]),
        (28000, 2800, [("F234", False)]),
        (28000, 0, [("F234", False)]),
    ],
)
def test_a_gemeente_does_not_change_that_much(refused, earlier, later, expected):
    found = refused({"waarde": earlier, "periode": "2023"}, {"waarde": later})
    assert codes(found) == expected
    assert [problem.row for problem in found] == [3] * len(expected)


def test_another_source_of_the_same_year_is_held_against_it_too(refused):
    rows = ({"waarde": 28837, "periode": "2020"}, {"waarde": 288370, "periode": "2020", "bron": "ander"})
    [problem] = refused(*rows)
    assert (problem.code, problem.row) == ("F234", 3)
    assert "ongeveer 10 keer zo groot" in problem.expected
    assert "rij 2 van proef.csv" in problem.expected


def test_a_small_buurt_may_grow_and_somebody_is_told(refused):
    rows = (
        {"gebied": "BU01480107", "waarde": 40, "periode": "2023"},
        {"gebied": "BU01480107", "waarde": 400},
    )
    assert codes(refused(*rows)) == [("F234", True)]
    assert refused(rows[0], rows[1] | {"waarde": 90}) == []


def test_a_thousand_people_do_not_come_to_a_wijk_in_a_year(refused):
    rows = (
        {"gebied": "WK014801", "waarde": 1527, "periode": "2023"},
        {"gebied": "WK014801", "waarde": 15330},
    )
    assert codes(refused(*rows)) == [("F234", False)]


def test_a_series_that_agrees_is_proof_and_a_break_in_the_catalogue_is_an_answer(refused, known):
    name = "saam_voordeurgesprekken"
    rows = [{"indicator": name, "waarde": 250 + year, "periode": str(2016 + year)} for year in range(6)]
    wrong = [*rows, {"indicator": name, "waarde": 2500, "periode": "2022"}]
    [problem] = refused(*wrong)
    assert (problem.code, problem.row, problem.warning) == ("F234", 8, False)
    assert "breuken" in problem.action
    other = known.indicators[name].model_copy(update={"breuken": (Break(jaar=2022, waarom="proef"),)})
    changed = dataclasses.replace(known, indicators=dict(known.indicators) | {name: other})
    assert refused(*wrong, known=changed) == []


def test_fictional_and_real_figures_are_not_held_against_each_other(refused):
    assert refused({"waarde": 28000}, {"waarde": 280, "status": "voorbeeld", "periode": "2023"}) == []


def test_made_up_counts_are_not_held_against_real_inhabitants(refused):
    area = {"gebied": "BU01480107"}
    made_up = area | {"status": "voorbeeld"}
    people, homes = made_up | {"waarde": 900}, made_up | {"indicator": "huishoudens", "waarde": 400}
    delivered = area | {"waarde": 40}
    assert refused(people, homes, delivered) == []
    wrong = homes | {"waarde": 9000}
    assert codes(refused(people, wrong, delivered)) == [("F253", False)]


def test_more_people_than_the_gemeente_has(refused):
    people = {"waarde": 28000}
    share = {"indicator": "mantelzorg_geeft", "waarde": 10, "teller": 50000, "noemer": 500000}
    [problem] = refused(people, share, origin=rules.DELIVERED)
    assert (problem.code, problem.column, problem.warning) == ("F253", "teller", False)
    homes = {"indicator": "woningvoorraad", "gebied": "BU01480107", "waarde": 400}
    few = {"gebied": "BU01480107", "waarde": 40}
    assert codes(refused(people, few, homes)) == [("F253", True)]  # holiday homes


def test_an_area_far_from_all_others(refused):
    name = "jv_alcohol_afgelopen_12_maanden"
    rows = [
        {"indicator": name, "gebied": area, "waarde": value}
        for area, value in (("GM0150", 83.3), ("GG1009", 84.8), ("NL00", 83.5), ("GM0148", 8.6))
    ]
    assert codes(refused(*rows)) == [("F254", False)]
    assert codes(refused(*rows[:3], rows[3] | {"waarde": 20.0})) == [("F254", True)]  # no comma explains it
    assert refused(*rows[:3], rows[3] | {"waarde": 60.0}) == []
    assert codes(refused(*rows, origin=rules.DELIVERED)) == [("F254", True)]


def test_a_part_above_its_whole_and_a_share_that_its_counts_do_not_make(refused):
    households = {"indicator": "huishoudens", "waarde": 1000}
    alone = {"indicator": "eenpersoonshuishoudens", "waarde": 300}
    share = {"indicator": "aandeel_eenpersoonshuishoudens", "waarde": 30}
    assert refused(households, alone, share) == []
    assert codes(refused(households, alone | {"waarde": 1300})) == [("F261", False)]
    assert codes(refused(households, alone, share | {"waarde": 45})) == [("F261", False)]


def test_parts_that_the_catalogue_names_make_the_whole(refused, known):
    measure = known.indicators["inwoners"].model_copy(update={"onderdelen": ("mannen", "vrouwen")})
    with_parts = dataclasses.replace(known, indicators=dict(known.indicators) | {"inwoners": measure})
    rows = [
        {"waarde": 28000},
        {"indicator": "mannen", "waarde": 14100},
        {"indicator": "vrouwen", "waarde": 13900},
    ]
    assert refused(*rows, known=with_parts) == []
    rows[1]["waarde"] = 15100
    assert codes(refused(*rows, known=with_parts)) == [("F261", False)]
    assert refused(*rows) == []  # only what the catalogue says belongs together


@pytest.mark.parametrize(("value", "wrong"), [(0.865, True), (0.3, False)])
def test_a_fraction_among_the_percentages_of_a_whole_file(refused, value, wrong):
    shares = ["tevreden_dagelijkse_boodschappen", "tevreden_basisonderwijs", "tevreden_sport"]
    rows = [
        {"indicator": name, "waarde": number}
        for name, number in zip(shares, (86.5, 91.2, value), strict=True)
    ]
    assert codes(refused(*rows)) == ([("F220", False)] if wrong else [])


def test_nothing_but_noughts_is_worth_a_word(refused):
    rows = kernen((0, 0, 0, 0, 0), indicator="mantelzorg_geeft")
    assert codes(refused(*rows)) == [("F258", True)]
    assert refused(*kernen((0, 0, 1, 0, 0), indicator="mantelzorg_geeft")) == []


def test_figures_of_after_the_edition_are_told_once_a_file(refused, known):
    earlier = dataclasses.replace(known, edition=2023)
    rows = [{"waarde": 28000}, {"indicator": "huishoudens", "waarde": 11000}]
    [problem] = refused(*rows, known=earlier)
    assert (problem.code, problem.warning) == ("F260", True)
    assert "nog 1 rijen" in problem.found


def test_a_year_of_a_century_ago_beside_others_is_worth_a_word(refused):
    [problem] = refused({"waarde": 28000, "periode": "2018"}, {"waarde": 27000, "periode": "1917"})
    assert (problem.code, problem.row, problem.warning) == ("F230", 3, True)


@pytest.mark.parametrize(
    ("period", "wrong"),
    [("2026", False), ("2026-12", True), ("2026-Q4", False), ("2026-11-30", True), ("2026-11-29", False),
     ("1899", True), ("1900", False), ("2027", True)],
)  # fmt: skip
def test_a_period_has_begun_and_is_of_this_age(refused, known, period, wrong):
    known = dataclasses.replace(known, edition=None)
    assert codes(refused({"waarde": 28000, "periode": period}, known=known)) == (
        [("F230", False)] if wrong else []
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"indicator": "vitaliteit_buurt_omgang", "waarde": 74}, "F250"),
        ({"indicator": "vitaliteit_buurt_omgang", "waarde": 0.7}, "F250"),
        ({"indicator": "wmo_clienten_per_1000", "waarde": 1200}, "F250"),
        ({"indicator": "inkomen_per_inwoner", "waarde": -3}, "F250"),
        ({"indicator": "laaggeletterden_aantal", "waarde": 1591.5, "status": "modelschatting"}, None),
        ({"indicator": "laaggeletterden_aantal", "waarde": 1591.5}, "F111"),
        ({"indicator": "gemiddelde_huishoudgrootte", "waarde": 2.4}, None),
        ({"indicator": "mantelzorg_geeft", "waarde": 33.33, "teller": 1, "noemer": 3, "n": 3}, None),
        ({"indicator": "mantelzorg_geeft", "waarde": 33.34, "teller": 1, "noemer": 3, "n": 3}, None),
        ({"indicator": "mantelzorg_geeft", "waarde": 33.4, "teller": 1, "noemer": 3, "n": 3}, None),
        ({"indicator": "mantelzorg_geeft", "waarde": 33.5, "teller": 1, "noemer": 3, "n": 3}, "F252"),
        ({"indicator": "mantelzorg_geeft", "status": "onderdrukt", "teller": 1, "noemer": 0}, "F223"),
        ({"indicator": "mantelzorg_geeft", "status": "niet van toepassing", "noemer": 0}, None),
        ({"indicator": "bestaat_niet", "waarde": -1}, None),  # others say so
    ],
)
def test_one_row_by_itself(refused, row, code):
    assert [problem.code for problem in refused(row)] == ([code] if code else [])


def test_a_cell_that_is_wrong_in_many_ways_is_one_message(refused):
    rows = [{"waarde": 28000, "periode": "2023"}, {"waarde": -2824.25, "periode": "2199"}]
    assert len(refused(*rows)) == 1


def test_no_rows_have_no_problems(known):
    from analysis.model.rules.facts import together

    assert rules.problems_of(together(), known) == []


def test_a_delivered_row_names_its_own_column(known):
    import pandas as pd

    from analysis.model import tidy

    row = {
        "indicator": "inwoners",
        "gebied": "GM0148",
        "periode": "2024",
        "waarde": -1,
        "status": "definitief",
    }
    table = tidy.typed(pd.DataFrame([row | {"methode": "telling", "bron": "proef"}]))
    placed = rules.placed(table.assign(rij=7, kolom="aantal"), name="x.xlsx", origin=rules.DELIVERED)
    [problem] = rules.problems_of(placed, known)
    assert problem.place == 'rij 7, kolom "aantal"'
