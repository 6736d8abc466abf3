import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shares import difference

from analysis.statistics.intervals import wilson

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
        with pytest.raises(ValueError, match="teller 3, noemer 2"):
            difference(1, 2, 3, 2)
