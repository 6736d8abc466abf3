"""When a period has begun: on its first day, whether it is a year, half a year, a quarter, a month or a day."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.model.rules.facts import has_begun


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("2024", dt.date(2024, 1, 1)),
        ("2024-H1", dt.date(2024, 1, 1)),
        ("2024-H2", dt.date(2024, 7, 1)),
        ("2024-Q1", dt.date(2024, 1, 1)),
        ("2024-Q2", dt.date(2024, 4, 1)),
        ("2024-Q3", dt.date(2024, 7, 1)),
        ("2024-Q4", dt.date(2024, 10, 1)),
        ("2024-05", dt.date(2024, 5, 1)),
        ("2024-05-17", dt.date(2024, 5, 17)),
    ],
)
def test_a_period_has_begun_on_its_first_day_and_not_the_day_before(period, first):
    assert has_begun(period, first)
    assert not has_begun(period, first - dt.timedelta(days=1))


def test_what_is_no_period_or_before_the_first_year_has_not_begun():
    today = dt.date(2026, 1, 1)
    assert not any(has_begun(period, today) for period in ("1899", "2024-H3", "vorig jaar", ""))
