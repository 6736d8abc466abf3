import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.comparison import (
    COMPARISON_WORDS,
    benjamini_hochberg,
    compare,
    compare_shares,
    comparison_p_value,
    judge,
    rest_of,
)
from analysis.statistics.intervals import difference, wilson

steady = settings(deadline=None, derandomize=True)


@st.composite
def shares(draw):
    noemer = draw(st.integers(1, 3000))
    return draw(st.integers(0, noemer)), noemer


class TestCompare:
    @pytest.mark.parametrize(
        ("arguments", "options", "word"),
        [
            ((30, 25, 35, 24), {}, "hoger"),
            ((30, 25, 35, 36), {}, "lager"),
            ((30, 25, 35, 25), {}, "geen duidelijk verschil"),
            ((30, 25, 35, 30), {}, "geen duidelijk verschil"),
            ((30, 25, 35, 24), {"relevant_verschil": 7}, "geen duidelijk verschil"),
            ((0.30, 0.29, 0.31, 0.25), {"relevant_verschil": 0.05}, "hoger"),
            ((30, 25, 35, 24), {"relevant_verschil": np.nan}, "hoger"),
            ((30, np.nan, np.nan, 24), {}, "niet te vergelijken"),
            ((30, np.nan, 35, 24), {}, "niet te vergelijken"),
            ((np.nan, np.nan, np.nan, 24), {}, "te weinig gegevens"),
            ((30, 25, 35, np.nan), {}, "te weinig gegevens"),
            ((30, 25, 35, 24), {"n": 29, "minimum_n": 30}, "te weinig gegevens"),
            ((30, 25, 35, 24), {"n": np.nan, "minimum_n": 30}, "te weinig gegevens"),
            ((30, 25, 35, 24), {"n": 30, "minimum_n": 30}, "hoger"),
            (
                (30, 25, 35, 24),
                {"benchmark_ondergrens": 20, "benchmark_bovengrens": 28},
                "geen duidelijk verschil",
            ),
            ((30, 25, 35, 22), {"benchmark_ondergrens": 18, "benchmark_bovengrens": 26}, "hoger"),
            ((30, 25, 35, 24), {"benchmark_ondergrens": np.nan, "benchmark_bovengrens": np.nan}, "hoger"),
        ],
    )
    def test_word(self, arguments, options, word):
        assert compare(*arguments, **options) == word

    def test_scalars_give_one_word_and_arrays_one_each(self):
        assert isinstance(compare(30, 25, 35, 24), str)
        words = compare([30, 30, np.nan], [25, np.nan, 25], [35, 35, 35], [24, 36, 30])
        assert words.tolist() == ["hoger", "niet te vergelijken", "te weinig gegevens"]

    def test_overlapping_intervals_may_differ_clearly_all_the_same(self):
        options = {"benchmark_ondergrens": 20, "benchmark_bovengrens": 26}
        assert compare(30, 25, 35, 23, **options) == "hoger"

    @steady
    @given(shares(), shares())
    def test_counts_and_wilson_bounds_give_the_same_word(self, first, second):
        (k1, n1), (k2, n2) = first, second
        low, high = wilson(k2, n2)
        by_bounds = compare(
            k1 / n1, *wilson(k1, n1), k2 / n2, benchmark_ondergrens=low, benchmark_bovengrens=high
        )
        _, lower, upper = difference(k1, n1, k2, n2)
        expected = "hoger" if lower > 0 else "lager" if upper < 0 else "geen duidelijk verschil"
        if abs(lower) > 1e-9 and abs(upper) > 1e-9:
            assert by_bounds == compare_shares(k1, n1, k2, n2) == expected

    @steady
    @given(shares(), st.floats(0, 1), st.floats(0, 0.5))
    def test_a_relevance_threshold_only_takes_differences_away(self, share, benchmark, threshold):
        k, n = share
        plain = compare(k / n, *wilson(k, n), benchmark)
        strict = compare(k / n, *wilson(k, n), benchmark, relevant_verschil=threshold)
        assert strict in (plain, "geen duidelijk verschil")
        assert plain in COMPARISON_WORDS

    @steady
    @given(shares(), st.floats(0, 1))
    def test_more_confidence_never_makes_a_new_difference(self, share, benchmark):
        k, n = share
        usual, sure = (compare(k / n, *wilson(k, n, c), benchmark) for c in (0.95, 0.998))
        assert sure in (usual, "geen duidelijk verschil")

    def test_crossed_bounds_are_refused(self):
        with pytest.raises(ValueError, match="ondergrens 35, bovengrens 25"):
            compare(30, 35, 25, 24)
        with pytest.raises(ValueError, match="benchmark"):
            compare(30, 25, 35, 24, benchmark_ondergrens=30, benchmark_bovengrens=20)

    def test_the_order_of_value_and_benchmark_turns_the_word(self):
        assert compare_shares(60, 100, 40, 100) == "hoger"
        assert compare_shares(40, 100, 60, 100) == "lager"


class TestCompareShares:
    @pytest.mark.parametrize(
        ("counts", "options", "word"),
        [
            ((60, 100, 40, 100), {"confidence": 0.998}, "geen duidelijk verschil"),
            ((60, 100, 40, 100), {"relevant_verschil": 0.25}, "geen duidelijk verschil"),
            ((60, 100, 40, 100), {"minimum_n": 101}, "te weinig gegevens"),
            ((60, 100, 4, 10), {"minimum_n": 30}, "te weinig gegevens"),
            ((0, 0, 40, 100), {}, "te weinig gegevens"),
            ((60, 100, np.nan, 100), {}, "te weinig gegevens"),
            ((0, 20, 20, 20), {}, "lager"),
        ],
    )
    def test_word(self, counts, options, word):
        assert compare_shares(*counts, **options) == word


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
    @given(shares(), st.floats(0, 1), st.sampled_from([0.95, 0.998]))
    def test_the_p_value_is_small_exactly_where_compare_is_clear(self, share, benchmark, confidence):
        k, n = share
        bounds = wilson(k, n, confidence)
        p = comparison_p_value(k / n, *bounds, benchmark, confidence=confidence)
        assert 0 <= p <= 1
        if abs(p - (1 - confidence)) > 1e-9:
            assert (p < 1 - confidence) == (compare(k / n, *bounds, benchmark) in ("hoger", "lager"))

    def test_p_value_edges(self):
        assert comparison_p_value(5, 5, 6, 5) == 1
        assert comparison_p_value(5, 5, 5, 5) == 1
        assert comparison_p_value(5, 5, 5, 4) == 0
        assert np.isnan(comparison_p_value(5, np.nan, 6, 4))
        assert np.isnan(comparison_p_value(5, np.nan, 6, 5))
        assert comparison_p_value(30, 25, 35, 24, benchmark_ondergrens=20, benchmark_bovengrens=28) > 0.05

    def test_ten_false_alarms_in_two_hundred_comparisons_become_none(self):
        p = (np.arange(200) + 0.5) / 200  # what chance alone gives
        assert (p < 0.05).sum() == 10
        assert (benjamini_hochberg(p) < 0.05).sum() == 0
