"""The last period that says enough: one year with two gemeenten does not push out the year with all of them."""

import pytest

AREAS = [f"GM000{number}" for number in range(1, 5)]


@pytest.fixture
def of(make_release, table):
    """Return a release in which each period has a value for so many areas, real or fictional."""

    def made(real=None, fictional=None):
        rows = [
            {"periode": period, "gebied": area, "waarde": 1, "status": status}
            for status, periods in (("definitief", real or {}), ("voorbeeld", fictional or {}))
            for period, count in periods.items()
            for area in AREAS[:count]
        ]
        return make_release(table(*rows))

    return made


@pytest.mark.parametrize(
    ("real", "newest"),
    [
        ({"2023": 4, "2024": 4}, "2024"),
        ({"2023": 4, "2024": 2}, "2024"),  # half is enough
        ({"2023": 4, "2024": 1}, "2023"),
        ({"2023": 1}, "2023"),
        ({"2021": 4, "2022": 1, "2023": 3, "2024": 1}, "2023"),
    ],
)
def test_the_newest_period_covers_half_of_the_best(of, real, newest):
    assert of(real).newest("inwoners") == newest


def test_a_fictional_year_counts_only_without_any_real_one(of):
    assert of({"2020": 2}, {"2024": 4}).newest("inwoners") == "2020"
    assert of({}, {"2023": 4, "2024": 1}).newest("inwoners") == "2023"


def test_only_the_areas_that_are_asked_count(of):
    release = of({"2023": 4, "2024": 1})
    assert release.newest("inwoners", AREAS[:1]) == "2024"
    assert release.newest("inwoners", AREAS[1:]) == "2023"


def test_without_a_value_there_is_no_newest_period(make_release, table):
    release = make_release(table({"status": "ontbreekt", "methode": "geen"}))
    assert release.newest("inwoners") == ""
    assert release.newest("inwoners", ["NL00"]) == ""
    assert release.newest("oud") == ""
    assert release.periods("inwoners") == []


def test_of_several_indicators_all_values_count(make_release, table):
    """Whoever delivers other questions than the first one is drawn as well."""
    rows = [
        {"indicator": name, "periode": period, "waarde": 1, "status": status}
        for name, period, status in (
            ("jong", "2019", "voorbeeld"),
            ("oud", "2019", "voorbeeld"),
            ("oud", "2025", "definitief"),
            ("peiling", "2025", "definitief"),
        )
    ]
    release = make_release(table(*rows))
    assert release.newest("jong") == "2019"
    assert release.newest(["jong", "oud", "peiling"]) == "2025"


@pytest.mark.parametrize(
    ("published", "own", "shown"),
    [
        ({"2019": "definitief"}, {}, ("jong", "2019")),
        ({"2019": "definitief"}, {"2019": "voorbeeld"}, ("jong", "2019")),
        ({"2019": "definitief"}, {"2025": "definitief"}, ("oud", "2025")),
        ({"2025": "definitief"}, {"2025": "definitief"}, ("jong", "2025")),
        ({"2019": "definitief"}, {"2025": "onderdrukt"}, ("jong", "2019")),
        ({}, {"2019": "voorbeeld"}, ("oud", "2019")),
        ({}, {}, ("jong", "")),
    ],
)
def test_of_two_that_say_the_same_the_newest_is_shown(make_release, table, published, own, shown):
    rows = [
        {
            "indicator": name,
            "periode": period,
            "status": status,
            "waarde": None if status == "onderdrukt" else 1,
        }
        for name, found in (("jong", published), ("oud", own))
        for period, status in found.items()
    ]
    release = make_release(table(*rows) if rows else table({"waarde": 1}))
    assert release.newest_of(["jong", "oud"], ["GM0148"]) == shown


def test_a_year_that_hides_its_numbers_does_not_count(make_release, table):
    hidden = {"periode": "2024", "status": "onderdrukt", "methode": "geen"}
    release = make_release(table({"periode": "2023", "waarde": 1}, hidden))
    assert release.newest("inwoners") == "2023"
    assert release.periods("inwoners") == ["2023"]


def test_periods_are_the_last_ones_in_order(of):
    release = of({str(year): 4 for year in range(2015, 2025)})
    assert release.periods("inwoners") == ["2019", "2020", "2021", "2022", "2023", "2024"]
    assert release.periods("inwoners", most=2) == ["2023", "2024"]


def test_periods_say_enough_and_may_be_fictional(of):
    release = of({"2021": 4, "2022": 1}, {"2020": 2, "2019": 1})
    assert release.periods("inwoners") == ["2020", "2021"]
    assert release.periods("inwoners", AREAS[:1]) == ["2019", "2020", "2021", "2022"]
