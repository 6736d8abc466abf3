import math

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.topics.maps.classes import Classes, shared_classes

MANY = Classes((100.0, 250.0, 1000.0), "inwoners")


def test_labels_exclude_each_other():
    assert MANY.labels == ("minder dan 100", "100 tot 250", "250 tot 1.000", "1.000 of meer")


def test_labels_of_a_share_have_a_percent_sign_and_a_decimal_comma():
    assert Classes((2.5, 5.0), "%", 1).labels == ("minder dan 2,5%", "2,5% tot 5,0%", "5,0% of meer")


def test_without_limits_there_is_one_class():
    assert Classes((), "inwoners").labels == ("alle waarden",)
    assert len(Classes((), "inwoners").colours) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (99.9, 0),
        (100, 1),
        (249.9, 1),
        (250, 2),
        (999, 2),
        (1000, 3),
        (1e9, 3),
        (-5, 0),
        (math.nan, -1),
    ],
)
def test_a_value_on_a_limit_belongs_to_the_class_above_and_missing_to_none(value, expected):
    assert MANY.index(pd.Series([value])).tolist() == [expected]


def test_every_class_has_its_own_colour_and_label():
    assert len(MANY.colours) == len(MANY.labels) == 4
    assert len(set(MANY.colours)) == 4


@pytest.mark.parametrize(
    ("values", "number", "limits"),
    [
        ([], 5, ()),
        ([5.0], 5, ()),
        ([5.0, 5.0, 5.0], 5, ()),
        ([math.nan, 5.0], 5, ()),
        ([4.0, 6.0], 5, (5.0,)),
        ([0.0, 10.0], 5, (10.0,)),
        ([20.0, 180.0], 5, (100.0,)),
        # Three clear groups; beyond a factor of ten the gaps are compared as ratios.
        ([43.0, 60.0, 500.0, 520.0, 1900.0], 3, (100.0, 1000.0)),
        ([9.1, 9.2, 9.8], 3, (9.2, 9.5)),
        ([-3.0, 4.0], 5, (0.0,)),
        ([-5.0, -3.0], 5, (-3.0,)),
    ],
)
def test_limits_are_round_numbers_in_the_widest_gaps(values, number, limits):
    assert shared_classes(values, unit="inwoners", number=number).limits == limits


@pytest.mark.parametrize("values", [[10.0, 10.4, 50.0], [10.0, 10.4, 200.0], [9.1, 9.15, 9.8]])
def test_values_that_lie_close_together_are_not_parted(values):
    classes = shared_classes(values, unit="%")
    assert classes.index(pd.Series(values)).tolist() == [0, 0, 1]


@pytest.mark.parametrize("values", [range(1, 17), range(100, 460, 10), [1.2**n for n in range(16)]])
def test_many_values_spread_evenly_do_not_get_one_colour(values):
    found = shared_classes(values, unit="inwoners").index(pd.Series(values, dtype=float))
    assert found.value_counts(normalize=True).max() <= 0.5


@pytest.mark.parametrize(("values", "decimals"), [([4.0, 6.0], 0), ([9.1, 9.2], 1), ([0.11, 0.12], 2)])
def test_limits_are_written_with_the_decimals_they_need(values, decimals):
    assert shared_classes(values, unit="%").decimals == decimals


def test_values_are_put_in_classes_as_they_are_shown():
    values = pd.Series([38.7, 39.2, 43.1])
    classes = shared_classes(values, unit="%", shown=0)
    assert (classes.limits, classes.index(values).tolist()) == ((40.0,), [0, 0, 1])
    assert Classes((39.0,), "%", shown=0).index(pd.Series([38.4, 38.5, 39.4])).tolist() == [0, 1, 1]
    assert Classes((39.0,), "%").index(pd.Series([38.4, 38.5, 39.4])).tolist() == [0, 0, 1]


def test_the_legend_has_the_classes_that_have_a_value():
    words = [label for label, _ in MANY.legend(pd.Series([1000.0, 5.0, math.nan]))]
    assert words == ["1.000 of meer", "minder dan 100"]
    assert MANY.legend(pd.Series([math.nan])) == []


def test_the_order_of_the_values_does_not_matter():
    assert shared_classes([5, 1, 90, 30], unit="x") == shared_classes([90, 30, 5, 1], unit="x")


VALUES = st.floats(min_value=-1e4, max_value=1e6).map(lambda value: round(value, 2)) | st.just(math.nan)


@given(st.lists(VALUES, max_size=25), st.integers(min_value=1, max_value=5))
@example([9.1, 9.2, 9.8], 3)
@settings(deadline=None)
def test_every_class_holds_a_value_whatever_the_values(values, number):
    classes = shared_classes(values, unit="inwoners", number=number)
    series = pd.Series(values, dtype=float)
    found = classes.index(series)
    known = series.dropna()
    assert list(classes.limits) == sorted(set(classes.limits))
    assert len(classes.labels) == len(set(classes.labels)) == len(classes.colours) <= number
    assert set(found[series.isna()]) <= {-1}
    if len(known):
        assert set(found[known.index]) == set(range(len(classes.labels)))
