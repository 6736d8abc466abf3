import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics import byar, count_interval, difference, exact_poisson, mean_interval, wilson

steady = settings(deadline=None, derandomize=True)
confidences = st.sampled_from([0.5, 0.9, 0.95, 0.998])


@st.composite
def shares(draw, largest=100_000):
    noemer = draw(st.integers(1, largest))
    return draw(st.integers(0, noemer)), noemer


class TestWilson:
    @steady
    @given(shares(), confidences)
    def test_bounds_hold_the_share_and_stay_between_0_and_1(self, share, confidence):
        teller, noemer = share
        lower, upper = wilson(teller, noemer, confidence)
        assert 0 <= lower <= teller / noemer + 1e-12
        assert teller / noemer - 1e-12 <= upper <= 1

    @steady
    @given(shares(), st.integers(2, 50))
    def test_more_people_make_it_narrower(self, share, factor):
        teller, noemer = share
        lower, upper = wilson([teller, teller * factor], [noemer, noemer * factor])
        assert upper[1] - lower[1] < upper[0] - lower[0]

    @steady
    @given(shares(), confidences)
    def test_a_higher_teller_moves_both_bounds_up(self, share, confidence):
        teller, noemer = share
        lower, upper = wilson([teller, teller + 1], noemer + 1, confidence)
        assert lower[0] < lower[1]
        assert upper[0] < upper[1] or upper[1] == 1

    @steady
    @given(shares())
    def test_more_confidence_makes_it_wider(self, share):
        narrow, wide = wilson(*share, 0.95), wilson(*share, 0.998)
        assert wide[0] <= narrow[0]
        assert narrow[1] <= wide[1]

    @steady
    @given(shares())
    def test_counting_the_others_mirrors_the_interval(self, share):
        teller, noemer = share
        lower, upper = wilson(teller, noemer)
        assert wilson(noemer - teller, noemer) == (pytest.approx(1 - upper), pytest.approx(1 - lower))

    def test_0_of_20(self):
        lower, upper = wilson(0, 20)
        assert lower == 0
        assert 0.16 < upper < 0.17

    def test_20_of_20(self):
        lower, upper = wilson(20, 20)
        assert upper == 1
        assert 0.83 < lower < 0.84

    def test_nobody_gives_nan(self):
        assert np.isnan(wilson(0, 0)).all()
        assert np.isnan(wilson(0, 0, 1)).all()

    def test_missing_gives_nan_for_that_cell_only(self):
        lower, upper = wilson([1, np.nan, 2, 2], [10, 10, np.nan, 10])
        assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [False, True, True, False]

    def test_full_confidence_gives_the_trivial_bounds(self):
        assert wilson(3, 10, 1) == (0, 1)

    def test_a_weighted_teller_need_not_be_whole(self):
        assert wilson(2, 10)[0] < wilson(2.5, 10)[0] < wilson(3, 10)[0]

    def test_float_dust_of_weights_is_forgiven(self):
        assert wilson(0.1 + 0.2, 0.3)[1] == 1

    def test_scalars_give_floats_and_arrays_broadcast(self):
        assert all(isinstance(bound, float) for bound in wilson(1, 2))
        assert wilson([[1], [2]], [4, 5, 6])[0].shape == (2, 3)

    def test_series_with_missing_integers(self):
        lower, _ = wilson(pd.Series([1, None, 3], dtype="Int64", index=[7, 8, 9]), pd.Series([5, 5, 5]))
        assert isinstance(lower, np.ndarray)
        assert np.isnan(lower).tolist() == [False, True, False]

    def test_the_input_is_left_alone(self):
        teller = np.array([1.0, 2.0])
        wilson(teller, [3, 4])
        assert teller.tolist() == [1, 2]

    @pytest.mark.parametrize(
        ("teller", "noemer", "message"),
        [
            ([1, 8, 9], 7, r"2 of 3 cells .* at position 1: teller 8, noemer 7"),
            ([1, -1], 7, r"1 of 2 cells .* at position 1: teller -1, noemer 7"),
            (1, np.inf, "teller 1, noemer inf"),
            (-2, -1, "teller -2, noemer -1"),
        ],
    )
    def test_impossible_counts_are_named(self, teller, noemer, message):
        with pytest.raises(ValueError, match=message):
            wilson(teller, noemer)

    @pytest.mark.parametrize("confidence", [0, -0.5, 95, 1.01, np.nan])
    def test_confidence_is_a_share(self, confidence):
        with pytest.raises(ValueError, match=r"0\.95, not 95"):
            wilson(1, 2, confidence)


class TestCounts:
    @steady
    @given(st.integers(0, 100_000), confidences)
    def test_exact_bounds_hold_the_count_and_rise_with_it(self, count, confidence):
        lower, upper = exact_poisson([count, count + 1], confidence)
        assert 0 <= lower[0] <= count <= upper[0]
        assert lower[0] < lower[1]
        assert upper[0] < upper[1]

    @steady
    @given(st.integers(1, 100_000))
    def test_exact_bounds_have_half_the_chance_on_each_side(self, count):
        from scipy.stats import poisson

        lower, upper = exact_poisson(count)
        assert poisson.sf(count - 1, lower) == pytest.approx(0.025, rel=1e-6)
        assert poisson.cdf(count, upper) == pytest.approx(0.025, rel=1e-6)

    @steady
    @given(st.integers(10, 100_000), confidences)
    def test_byar_bounds_hold_the_count_and_rise_with_it(self, count, confidence):
        lower, upper = byar([count, count + 1], confidence)
        assert 0 <= lower[0] <= count <= upper[0]
        assert lower[0] < lower[1]
        assert upper[0] < upper[1]

    def test_none_counted(self):
        assert exact_poisson(0)[0] == 0
        assert exact_poisson(0)[1] == pytest.approx(-np.log(0.025))

    def test_byar_has_no_lower_bound_where_it_would_be_negative(self):
        assert np.isnan(byar([0, 0.5, 0.7], 0.95)[0]).tolist() == [True, True, False]
        assert np.isnan(byar([1, 1.6], 0.998)[0]).tolist() == [True, False]
        assert np.isfinite(byar([0, 1], 0.998)[1]).all()

    @pytest.mark.parametrize("limits", [byar, exact_poisson, count_interval])
    def test_full_confidence_missing_and_negative(self, limits):
        assert limits(12, 1) == (0, np.inf)
        assert np.isnan(limits(np.nan)).all()
        assert np.isnan(limits(np.nan, 1)).all()
        with pytest.raises(ValueError, match="count -3"):
            limits([2, -3])

    def test_exact_below_10_and_byar_from_10(self):
        both = count_interval([9, 10])
        assert [bound[0] for bound in both] == list(exact_poisson(9))
        assert [bound[1] for bound in both] == list(byar(10))


class TestMean:
    def test_student_by_hand(self):
        mean, lower, upper = mean_interval([1, 2, 3])
        margin = 4.302653 * 1 / np.sqrt(3)  # t table: 97.5% with 2 degrees of freedom
        assert (mean, lower, upper) == (2, pytest.approx(2 - margin), pytest.approx(2 + margin))

    def test_too_few_values_have_no_bounds(self):
        mean, *bounds = mean_interval([4])
        assert mean == 4
        assert np.isnan(bounds).all()
        assert np.isnan(mean_interval([])).all()

    def test_missing_is_never_dropped_in_silence(self):
        assert np.isnan(mean_interval([1, 2, np.nan])).all()
        assert np.isnan(mean_interval([1, 2, np.nan], 1)).all()

    def test_rows_along_the_last_axis(self):
        mean, lower, upper = mean_interval([[1, 2, 3], [5, 5, 5]])
        assert mean.tolist() == [2, 5]
        assert lower[1] == upper[1] == 5
        assert np.isinf(mean_interval([1, 2], 1)[1:]).all()


class TestDifference:
    @steady
    @given(shares(2000), shares(2000), confidences)
    def test_bounds_hold_the_difference_and_stay_between_minus_1_and_1(self, first, second, confidence):
        gap, lower, upper = difference(*first, *second, confidence)
        assert -1 <= lower <= gap <= upper <= 1

    @steady
    @given(shares(2000), shares(2000))
    def test_the_other_way_round_only_turns_the_sign(self, first, second):
        gap, lower, upper = difference(*first, *second)
        assert difference(*second, *first) == (
            pytest.approx(-gap),
            pytest.approx(-upper),
            pytest.approx(-lower),
        )

    @steady
    @given(shares(2000), shares(2000), st.integers(2, 20))
    def test_more_people_make_it_narrower(self, first, second, factor):
        _, lower, upper = difference(*first, *second)
        _, closer, nearer = difference(*(factor * part for part in (*first, *second)))
        assert nearer - closer < upper - lower

    def test_edges(self):
        assert difference(1, 2, 1, 2, 1) == (0, -1, 1)
        assert np.isnan(difference(0, 0, 1, 2)).all()
        assert np.isnan(difference(0, 0, 1, 2, 1)).all()
        assert np.isnan(difference([np.nan, 1], 2, 1, 2)[0]).tolist() == [True, False]
        with pytest.raises(ValueError, match="teller 3, noemer 2"):
            difference(1, 2, 3, 2)
