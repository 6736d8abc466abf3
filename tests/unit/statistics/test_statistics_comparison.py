import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.shares import difference

from analysis.statistics.comparison import (
    COMPARISON_WORDS,
    benjamini_hochberg,
    comparison_p_value,
    gap_with_bounds,
    judge,
    respondents_needed,
    rest_of,
)
from analysis.statistics.intervals import wilson

steady = settings(deadline=None, derandomize=True)


@st.composite
def shares(draw):
    noemer = draw(st.integers(1, 3000))
    return draw(st.integers(0, noemer)), noemer


class TestGap:
    def test_an_exact_benchmark_has_itself_for_bounds(self):
        assert gap_with_bounds(30, 25, 35, 24, 24, 24) == (6, 1, 11)

    def test_overlapping_intervals_may_differ_clearly_all_the_same(self):
        _, lower, _ = gap_with_bounds(30, 25, 35, 23, 20, 26)
        assert lower > 0

    @steady
    @given(shares(), shares())
    def test_wilson_bounds_give_newcombe_s_interval(self, first, second):
        (k1, n1), (k2, n2) = first, second
        found = gap_with_bounds(k1 / n1, *wilson(k1, n1), k2 / n2, *wilson(k2, n2))
        assert [*found] == pytest.approx([*map(float, difference(k1, n1, k2, n2))], abs=1e-9)

    def test_missing_is_nan_and_crossed_bounds_are_refused(self):
        assert np.isnan(gap_with_bounds(30, np.nan, np.nan, 24, 24, 24)[1])
        with pytest.raises(ValueError, match="ondergrens 35, bovengrens 25"):
            gap_with_bounds(30, 35, 25, 24, 24, 24)
        with pytest.raises(ValueError, match="benchmark"):
            gap_with_bounds(30, 25, 35, 24, 30, 20)


class TestRespondentsNeeded:
    @steady
    @given(st.floats(2, 98), st.floats(2, 98), st.sampled_from([1.0, 1.5, 2.0]))
    def test_one_respondent_fewer_would_not_do(self, share, benchmark, effect):
        assume(abs(share - benchmark) > 0.5)
        n = respondents_needed(share, benchmark, effect)
        holds = []
        for people in (n, max(n - 2, 1)):
            low, high = wilson(share / 100 * people / effect, people / effect)
            holds.append(100 * low - 1e-9 <= benchmark <= 100 * high + 1e-9)
        assert not holds[0] or n == 1 or abs(benchmark - share) < 1e-6 or holds[0] == holds[1] == (n <= 2)
        if n > 2:
            assert holds[1]

    def test_equal_shares_never_differ(self):
        assert np.isnan(respondents_needed(20, 20))


class TestJudge:
    @pytest.mark.parametrize(
        ("word", "richting", "expected"),
        [
            ("hoger", "hoger is gunstig", "gunstiger"),
            ("lager", "hoger is gunstig", "ongunstiger"),
            ("hoger", "lager is gunstig", "ongunstiger"),
            ("lager", "lager is gunstig", "gunstiger"),
            ("hoger", "neutraal", "hoger"),
            ("lager", "neutraal", "lager"),
        ],
    )
    def test_direction(self, word, richting, expected):
        assert judge(word, richting) == expected

    @pytest.mark.parametrize("word", COMPARISON_WORDS[2:])
    def test_other_words_stay(self, word):
        assert judge(word, "lager is gunstig") == word

    def test_unknown_words_are_refused(self):
        with pytest.raises(ValueError, match="unknown word 'beter'"):
            judge("beter", "neutraal")
        with pytest.raises(ValueError, match="unknown word 'omhoog'"):
            judge("hoger", "omhoog")


class TestRestOf:
    def test_the_kern_is_taken_out(self):
        assert rest_of(10, 100, 40, 300) == (30, 200)

    @steady
    @given(shares(), shares())
    def test_part_and_rest_add_up(self, part, rest):
        total = [a + b for a, b in zip(part, rest, strict=True)]
        assert rest_of(*part, *total) == rest

    def test_against_the_whole_a_difference_looks_smaller(self):
        part, total = (60, 100), (100, 200)
        rest = rest_of(*part, *total)
        assert difference(*part, *rest)[0] > difference(*part, *total)[0]

    def test_edges(self):
        assert rest_of(5, 10, 5, 10) == (0, 0)
        assert np.isnan(rest_of(np.nan, 10, 5, 10)[0])
        for counts, message in [
            ((9, 10, 8, 20), "teller of the area"),
            ((1, 30, 8, 20), "noemer of the area"),
            ((0, 15, 8, 20), "teller of the rest"),
        ]:
            with pytest.raises(ValueError, match=message):
                rest_of(*counts)


class TestManyComparisons:
    @steady
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
    def test_never_smaller_never_above_1_and_in_the_same_order(self, p):
        adjusted = benjamini_hochberg(p)
        assert (adjusted >= np.array(p) - 1e-12).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12).all()

    def test_by_hand(self):
        assert benjamini_hochberg([0.03, 0.01, 0.04]) == pytest.approx([0.04, 0.03, 0.04])

    def test_missing_does_not_count_and_keeps_its_place(self):
        adjusted = benjamini_hochberg([[0.01, np.nan], [0.04, 0.03]])
        assert adjusted == pytest.approx(np.array([[0.03, np.nan], [0.04, 0.04]]), nan_ok=True)
        assert np.isnan(benjamini_hochberg([np.nan])).all()
        assert benjamini_hochberg([]).shape == (0,)

    def test_impossible_p_values(self):
        with pytest.raises(ValueError, match=r"p 1\.2"):
            benjamini_hochberg([0.1, 1.2])

    @steady
    @given(shares(), shares())
    def test_the_p_value_is_small_exactly_where_the_bounds_leave_out_zero(self, first, second):
        sides = [(100 * k / n, *(100 * one for one in wilson(k, n))) for k, n in (first, second)]
        p, (_, lower, upper) = comparison_p_value(*sides[0], *sides[1]), gap_with_bounds(*sides[0], *sides[1])
        assert 0 <= p <= 1
        if abs(p - 0.05) > 1e-9:
            assert (p < 0.05) == (lower > 0 or upper < 0)

    def test_far_in_the_tail_it_is_of_the_size_of_the_exact_test(self):
        """Fisher's exact test of 15 of 400 against 700 of 6,700 gives 2.0e-6; a straight line from the bounds 8e-8."""
        low = comparison_p_value(
            3.75,
            *(100 * one for one in wilson(15, 400)),
            100 * 700 / 6700,
            *(100 * one for one in wilson(700, 6700)),
        )
        assert 2e-6 < low < 5e-5

    def test_p_value_edges(self):
        assert comparison_p_value(5, 5, 6, 5, 5, 5) == 1
        assert comparison_p_value(5, 5, 5, 5, 5, 5) == 1
        assert comparison_p_value(5, 5, 5, 4, 4, 4) < 1e-12
        assert np.isnan(comparison_p_value(5, np.nan, 6, 4, 4, 4))
        assert comparison_p_value(30, 25, 35, 24, 20, 28) > 0.05
        assert comparison_p_value(7.2, 6.2, 8.2, 10.4, 9.4, 11.4, per_cent=False) < 0.01

    def test_ten_false_alarms_in_two_hundred_comparisons_become_none(self):
        p = (np.arange(200) + 0.5) / 200  # what chance alone gives
        assert (p < 0.05).sum() == 10
        assert (benjamini_hochberg(p) < 0.05).sum() == 0
