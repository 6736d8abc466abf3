"""The tests that rules are made of, on their own numbers."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.rules import arithmetic


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4))
def test_a_percentage_that_was_rounded_is_always_the_quotient(part, rest, decimals):
    teller, noemer = part, part + rest
    value = round(100 * teller / noemer, decimals)
    off = arithmetic.off_quotient(
        pd.Series([value]), pd.Series([teller]), pd.Series([noemer]), 100.0, pd.Series([decimals])
    )
    assert not off.any()


@given(st.integers(50, 5000), st.integers(50, 5000), st.sampled_from([0.1, 10, 100]))
def test_a_comma_at_another_place_never_is(part, rest, slip):
    teller, noemer = part, part + rest
    value = round(100 * teller / noemer, 2) * slip
    off = arithmetic.off_quotient(
        pd.Series([value]), pd.Series([teller]), pd.Series([noemer]), 100.0, pd.Series([2])
    )
    assert off.all() == (abs(value - 100 * teller / noemer) > 0.011)


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=2, max_size=30), st.integers(0, 3))
def test_percentages_with_the_same_number_of_decimals_are_never_taken_for_fractions(values, decimals):
    numbers = pd.Series([round(value, decimals) for value in values])
    written = pd.Series([decimals] * len(values))
    assert not arithmetic.fractions(numbers, written).any()
    assert not arithmetic.fractions(numbers, written, mixed=True).any()


def test_what_is_missing_breaks_no_rule():
    nothing, one = pd.Series([math.nan]), pd.Series([1.0])
    assert not arithmetic.outside(nothing, 0, 100).any()
    assert not arithmetic.not_whole(nothing).any()
    assert not arithmetic.exceeds(nothing, one).any()
    assert not arithmetic.exceeds(one, nothing).any()
    assert not arithmetic.off_quotient(nothing, one, one, 100.0, pd.Series([0])).any()
    assert arithmetic.within_sum(math.nan, 1, 2, 0)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (10, "ongeveer 10 keer zo groot"),
        (0.1, "ongeveer 10 keer zo klein"),
        (1 / 970, "ongeveer 1.000 keer zo klein"),
        (3.2, "3,2 keer zo groot"),
        (0.04, "25 keer zo klein"),
    ],
)
def test_how_many_times_is_said_in_words(ratio, words):
    assert arithmetic.times(ratio) == words


@pytest.mark.parametrize(
    ("text", "decimals"), [("12,5", 1), ("0.865", 3), ("12", 0), ("86,50%", 2), ("nan", 0)]
)
def test_decimals_are_counted_as_they_are_written(text, decimals):
    assert arithmetic.decimals([text]) == [decimals]


@pytest.mark.parametrize(("values", "slack"), [((5, 10, 0), 7.5), ((5, 11), 0), ((), 0)])
def test_only_counts_that_look_rounded_have_slack(values, slack):
    assert arithmetic.slack_of(pd.Series(values, dtype="float64")) == slack
