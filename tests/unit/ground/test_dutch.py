import datetime as dt
import math

import pytest

from analysis.ground import dutch


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (0, 0, "0"),
        (0, 2, "0,00"),
        (-3.25, 2, "-3,25"),
        (7, 1, "7,0"),
        (999.96, 1, "1.000,0"),
    ],
)
def test_number_has_points_between_thousands_and_a_decimal_comma(value, decimals, expected):
    assert dutch.number(value, decimals) == expected


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_a_missing_number_is_a_dash_and_never_zero_or_blank(value):
    assert dutch.number(value) == "–"
    assert dutch.percentage(value) == "–"
    assert dutch.quantity(value, "inwoners") == "–"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"), [(-0.04, 1, "0,0"), (-0.4, 0, "0"), (-0.0, 0, "0")]
)
def test_nothing_is_never_written_as_minus_zero(value, decimals, expected):
    assert dutch.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(12.34, 1, "12,3%"), (12.34, 0, "12%"), (100, 1, "100,0%"), (0, 0, "0%")],
)
def test_percentage(value, decimals, expected):
    assert dutch.percentage(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        (12.3, "%", 1, "12,3%"),
        (1234, "inwoners", 0, "1.234 inwoners"),
        (172.46, "inwoners per km²", 1, "172,5 inwoners per km²"),
        (1234, "", 0, "1.234"),
    ],
)
def test_quantity_puts_the_unit_behind_the_number(value, unit, decimals, expected):
    assert dutch.quantity(value, unit, decimals) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["Noord"], "Noord"),
        (["Noord", "Zuid"], "Noord en Zuid"),
        (["Noord", "Zuid", "West"], "Noord, Zuid en West"),
        (["Noord", "", "West"], "Noord en West"),
    ],
)
def test_enumeration(items, expected):
    assert dutch.enumeration(items) == expected


def test_enumeration_with_another_last_word():
    assert dutch.enumeration(["een", "twee", "drie"], "of") == "een, twee of drie"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", "2024"),
        ("2024-Q1", "eerste kwartaal 2024"),
        ("2024-Q4", "vierde kwartaal 2024"),
        ("2021-H1", "eerste halfjaar 2021"),
        ("2021-H2", "tweede halfjaar 2021"),
        ("2024-03", "maart 2024"),
        ("2018-01-01", "1 januari 2018"),
        ("onbekend", "onbekend"),
        ("", ""),
    ],
)
def test_period_in_words(period, expected):
    assert dutch.period(period) == expected


def test_date_in_full():
    assert dutch.date(dt.date(2025, 3, 9)) == "9 maart 2025"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hoger dan elders", "Hoger dan elders."),
        ("Al een zin.", "Al een zin."),
        ("  met ruimte.  ", "Met ruimte."),
        ("'s Avonds", "'s Avonds."),
        ("één meting", "Één meting."),
        ("", ""),
    ],
)
def test_sentence_starts_with_a_capital_and_ends_with_one_full_stop(text, expected):
    assert dutch.sentence(text) == expected
