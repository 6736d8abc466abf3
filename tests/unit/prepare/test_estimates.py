"""Estimates per buurt are weighted to kernen by people, with bounds that allow for a shared model."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.model import tidy
from analysis.model.catalogue import read_catalogue
from analysis.prepare.kernen import WEIGHTED, kern_estimates, people_of

CATALOGUE = read_catalogue()
LARGE, SMALL, APART = "BU01480101", "BU01480102", "BU01480201"
KERN, ELSEWHERE = "KERN-GM0148-dalfsen", "KERN-GM0148-nieuwleusen"
KERNEN = pd.Series({LARGE: KERN, SMALL: KERN, APART: ELSEWHERE})
GROUP = WEIGHTED["gewogen_naar_15plus"]


def row(
    indicator: str, area: str, value: float | None, period: str = "2022", **more: object
) -> dict[str, object]:
    about = {
        "indicator": indicator,
        "gebied": area,
        "periode": period,
        "waarde": value,
        "status": "definitief",
    }
    return about | {"methode": "bron", "bron": "cbs_kwb"} | more


def people(
    area: str, all_ages: float | None, children: float | None, period: str = "2022"
) -> list[dict[str, object]]:
    return [
        row(name, area, value, period, status="ontbreekt" if value is None else "definitief")
        for name, value in (("inwoners", all_ages), ("inwoners_0_15", children))
    ]


def estimate(
    area: str, value: float | None, low: float | None, high: float | None, **more: object
) -> dict[str, object]:
    status = "ontbreekt" if value is None else "modelschatting"
    about = {"ondergrens": low, "bovengrens": high, "status": status, "bron": "rivm_gezondheid"}
    return row("gm_eenzaam", area, value, **(about | more))


PEOPLE = [*people(LARGE, 1000, 100), *people(SMALL, 110, 10), *people(APART, 500, 50)]
ESTIMATES = [estimate(LARGE, 40, 34, 46), estimate(SMALL, 60, 40, 80), estimate(APART, 50, 42, 58)]


def kernen(*rows: dict[str, object]) -> pd.DataFrame:
    result = kern_estimates(tidy.conform(pd.DataFrame(rows)), KERNEN, CATALOGUE)
    tidy.check_tidy(result, name="proef", sources=list(CATALOGUE.sources))
    return result.set_index("gebied")


def test_a_kern_is_weighted_by_the_people_of_15_and_older():
    kern = kernen(*PEOPLE, *ESTIMATES).loc[KERN]
    assert kern["waarde"] == pytest.approx((900 * 40 + 100 * 60) / 1000)
    assert [kern["status"], kern["methode"], kern["bron"]] == [
        "modelschatting",
        "aggregatie",
        "rivm_gezondheid",
    ]
    assert kern[["teller", "noemer", "n"]].isna().all()


def test_the_bounds_are_those_of_a_shared_model():
    kern = kernen(*PEOPLE, *ESTIMATES).loc[KERN]
    margin = (900 * 6 + 100 * 20) / 1000
    independent = ((0.9 * 6) ** 2 + (0.1 * 20) ** 2) ** 0.5
    # Whole per cents may each be half a per cent off.
    assert kern["ondergrens"] == pytest.approx(42 - margin - 0.5)
    assert kern["bovengrens"] == pytest.approx(42 + margin + 0.5)
    assert kern["bovengrens"] - kern["waarde"] > independent + 0.5


def test_tenths_are_rounded_less():
    tenths = [estimate(LARGE, 40.2, 34, 46), estimate(SMALL, 60, 40, 80)]
    kern = kernen(*PEOPLE, *tenths).loc[KERN]
    assert kern["ondergrens"] == pytest.approx((900 * 40.2 + 6000) / 1000 - (900 * 6.2 + 2000) / 1000 - 0.05)


def test_a_kern_of_one_buurt_keeps_its_value():
    assert kernen(*PEOPLE, *ESTIMATES).loc[ELSEWHERE, "waarde"] == 50


@pytest.mark.parametrize("status", ["ontbreekt", "onderdrukt"])
def test_a_kern_with_a_buurt_without_estimate_has_no_value_and_no_bounds(status: str):
    rows = kernen(*PEOPLE, ESTIMATES[0], estimate(SMALL, None, None, None, status=status), ESTIMATES[2])
    assert rows.loc[KERN, "status"] == status
    assert rows.loc[KERN, "methode"] == "geen"
    assert rows.loc[KERN, ["waarde", "ondergrens", "bovengrens"]].isna().all()
    assert rows.loc[ELSEWHERE, "waarde"] == 50


def test_a_buurt_that_is_absent_is_missing():
    rows = kernen(*PEOPLE, ESTIMATES[0], ESTIMATES[2])
    assert rows.loc[KERN, "status"] == "ontbreekt"
    assert rows.loc[ELSEWHERE, "status"] == "modelschatting"


def test_an_estimate_without_people_is_missing():
    rows = kernen(*people(LARGE, 1000, 100), *people(SMALL, 110, None), *PEOPLE[4:], *ESTIMATES)
    assert rows.loc[KERN, "status"] == "ontbreekt"
    assert rows.loc[ELSEWHERE, "waarde"] == 50


def test_a_buurt_where_nobody_lives_adds_nothing():
    rows = kernen(*people(LARGE, 1000, 100), *people(SMALL, 0, None), *PEOPLE[4:], ESTIMATES[0], ESTIMATES[2])
    assert rows.loc[KERN, ["waarde", "status"]].tolist() == [40, "modelschatting"]


def test_bounds_that_a_source_does_not_give_are_not_made_up():
    kern = kernen(*PEOPLE, ESTIMATES[0], estimate(SMALL, 60, None, None), ESTIMATES[2]).loc[KERN]
    assert kern["waarde"] == pytest.approx(42)
    assert kern[["ondergrens", "bovengrens"]].isna().all()


def test_no_bound_leaves_0_to_100():
    kern = kernen(*PEOPLE, estimate(LARGE, 99, 95, 100), estimate(SMALL, 99, 60, 100)).loc[KERN]
    assert kern["bovengrens"] == 100


def test_other_indicators_and_areas_are_left_alone():
    rows = kernen(*PEOPLE, *ESTIMATES, estimate("GM0148", 45, 44, 46), row("jv_mantelzorger", LARGE, 10))
    assert set(rows["indicator"]) == {"gm_eenzaam"}
    assert sorted(rows.index) == [KERN, ELSEWHERE]


def test_without_estimates_there_are_no_rows():
    assert kernen(*PEOPLE).empty


def test_people_are_those_of_the_year_or_else_of_the_nearest_one_before_it_or_after_it():
    years = [
        *people(LARGE, 800, 100, "2018"),
        *people(LARGE, 900, 100, "2020"),
        *people(LARGE, 999, 99, "2023"),
    ]
    table = tidy.conform(pd.DataFrame(years))
    assert people_of(GROUP, table, "2022").to_dict() == {LARGE: 800}
    assert people_of(GROUP, table, "2018").to_dict() == {LARGE: 700}
    assert people_of(GROUP, table, "2012").to_dict() == {LARGE: 700}  # nothing before it


def test_a_year_without_ages_gives_way_to_the_one_before():
    years = [*people(LARGE, 900, 100, "2020"), people(LARGE, 1000, None, "2022")[0]]
    assert people_of(GROUP, tidy.conform(pd.DataFrame(years)), "2022").to_dict() == {LARGE: 800}


def test_fictional_people_weigh_nothing():
    example = [
        one | {"bron": "voorbeeld_kerncijfers", "status": "voorbeeld"} for one in people(LARGE, 900, 100)
    ]
    assert people_of(GROUP, tidy.conform(pd.DataFrame(example)), "2022").empty


def test_more_children_than_inhabitants_is_rounding():
    assert people_of(GROUP, tidy.conform(pd.DataFrame(people(LARGE, 5, 10))), "2022").to_dict() == {LARGE: 0}
