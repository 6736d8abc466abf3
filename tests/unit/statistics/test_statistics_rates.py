import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.rates import (
    ESP2013,
    byar,
    count_interval,
    directly_standardised_rate,
    exact_poisson,
    indirectly_standardised_ratio,
    rate,
)

steady = settings(deadline=None, derandomize=True)


@steady
@given(st.integers(0, 5000), st.integers(1, 100_000), st.sampled_from([1, 100, 1000, 100_000]))
def test_rate_is_held_by_its_bounds_and_scales_with_the_multiplier(count, population, multiplier):
    value, lower, upper = rate(count, population, multiplier)
    assert 0 <= lower <= value <= upper
    assert rate(count, population, 1)[2] * multiplier == pytest.approx(upper)


@steady
@given(st.integers(0, 500), st.integers(1, 10_000), st.integers(2, 30))
def test_more_people_with_the_same_rate_make_it_narrower(count, population, factor):
    _, lower, upper = rate([count, count * factor], [population, population * factor])
    assert upper[1] - lower[1] < upper[0] - lower[0]


def test_rate_is_exact_below_10_and_byar_from_10():
    assert rate(9, 1000)[1:] == exact_poisson(9)
    assert rate(10, 1000)[1:] == byar(10)


def test_rate_without_people_or_counts():
    value, lower, upper = rate([0, 3, np.nan, 3], [0, 0, 10, np.nan])
    assert np.isnan([value, lower, upper]).all()
    assert rate(0, 100)[0] == rate(0, 100)[1] == 0


def test_rate_refuses_negative_numbers():
    with pytest.raises(ValueError, match="population -5"):
        rate(1, [3, -5])
    with pytest.raises(ValueError, match="count -1"):
        rate(-1, 3)


def test_more_events_than_people_are_allowed():
    assert rate(30, 10)[0] == 3000


class TestDirect:
    @steady
    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4000)), min_size=19, max_size=19))
    def test_the_bounds_hold_the_value_and_lie_above_0(self, bands):
        count, population = zip(*bands, strict=True)
        value, lower, upper = directly_standardised_rate(count, population)
        if sum(count) < 10:
            assert np.isnan([lower, upper]).all()
        else:
            assert 0 <= lower <= value <= upper

    def test_the_standard_itself_gives_the_crude_rate_with_byar_limits(self):
        count = np.arange(19)
        value, lower, upper = directly_standardised_rate(count, ESP2013)
        crude = rate(count.sum(), sum(ESP2013), 100_000)
        assert (value, lower, upper) == tuple(pytest.approx(part) for part in crude)

    def test_an_older_population_is_corrected_for(self):
        old_age_rates = np.linspace(0.001, 0.2, 19)
        young, old = np.linspace(900, 100, 19), np.linspace(100, 900, 19)
        result = directly_standardised_rate([young * old_age_rates, old * old_age_rates], [young, old])[0]
        assert result[0] == pytest.approx(result[1])

    def test_9_events_have_a_value_and_no_bounds(self):
        value, lower, upper = directly_standardised_rate([4, 5], [100, 100], [1, 1])
        assert value == pytest.approx(4500)
        assert np.isnan([lower, upper]).all()
        assert not np.isnan(directly_standardised_rate([5, 5], [100, 100], [1, 1])).any()

    def test_one_event_in_a_tiny_band_does_not_push_the_lower_bound_below_0(self):
        value, lower, upper = directly_standardised_rate([1, 20], [10, 1_000_000], [1, 1])
        assert lower == 0
        assert 0 < value < upper

    def test_a_band_without_people_has_no_rate(self):
        assert np.isnan(directly_standardised_rate([5, 0], [100, 0], [1, 1])).all()
        assert directly_standardised_rate([50, 0], [100, 0], [1, 0])[0] == 50_000

    def test_missing_bands_give_nan_and_other_areas_their_value(self):
        value, *_ = directly_standardised_rate([[5, 9], [5, np.nan]], [100, 100], [1, 1])
        assert np.isnan(value).tolist() == [False, True]

    def test_the_weights_count_only_by_their_shares(self):
        once = directly_standardised_rate([30, 40], [100, 300], [1, 3])
        assert directly_standardised_rate([30, 40], [100, 300], [10, 30]) == tuple(map(pytest.approx, once))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (([1, 2], [3, 4], [1, 1, 1]), "same number of age bands"),
            ((1, 2, 3), "same number of age bands"),
            (([1, 2], [3, 4], [0, 0]), "add up to more than 0"),
            (([1, -2], [3, 4], [1, 1]), "count -2"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            directly_standardised_rate(*arguments)

    def test_the_standard_population_has_19_bands_and_100_000_people(self):
        assert len(ESP2013) == 19
        assert sum(ESP2013) == 100_000


class TestIndirect:
    @steady
    @given(st.integers(0, 3000), st.floats(0.01, 5000))
    def test_limits_of_the_count_over_the_expected_number(self, observed, expected):
        ratio, lower, upper = indirectly_standardised_ratio(observed, expected)
        assert lower <= ratio <= upper
        assert (lower, upper) == tuple(pytest.approx(bound / expected) for bound in count_interval(observed))

    def test_nothing_expected(self):
        assert np.isnan(indirectly_standardised_ratio(0, 0)).all()
