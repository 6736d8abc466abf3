import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics import design_effect, exact_poisson, funnel_limits, kish_effective_n, wilson

steady = settings(deadline=None, derandomize=True)
SIZES = np.arange(100, 1100, 100)


class TestFunnel:
    def test_long_table_one_row_per_confidence_and_noemer(self):
        table = funnel_limits(0.2, SIZES)
        assert table.columns.tolist() == ["confidence", "noemer", "ondergrens", "bovengrens"]
        assert table["confidence"].tolist() == [0.95] * 10 + [0.998] * 10
        assert table["noemer"].tolist() == [*SIZES, *SIZES]

    @steady
    @given(st.floats(0, 1), st.lists(st.integers(1, 10_000), min_size=10, max_size=20, unique=True))
    def test_share_limits_hold_the_benchmark_and_close_in(self, benchmark, sizes):
        table = funnel_limits(benchmark, sorted(sizes), confidence=[0.95])
        assert (table["ondergrens"].between(0, benchmark)).all()
        assert (table["bovengrens"].between(benchmark, 1)).all()
        assert (np.diff(table["bovengrens"] - table["ondergrens"]) <= 1e-12).all()

    @steady
    @given(st.floats(0.01, 0.99), st.integers(1, 3000), st.data())
    def test_outside_the_funnel_is_benchmark_outside_wilson(self, benchmark, noemer, data):
        teller = data.draw(st.integers(0, noemer))
        limits = funnel_limits(benchmark, SIZES, [0.95], at=noemer).iloc[0]
        lower, upper = wilson(teller, noemer)
        if min(abs(lower - benchmark), abs(upper - benchmark)) > 1e-9:
            share = teller / noemer
            outside = share < limits["ondergrens"] or share > limits["bovengrens"]
            assert outside == (benchmark < lower or benchmark > upper)

    @steady
    @given(st.floats(0.1, 2000), st.integers(0, 2500))
    def test_outside_the_rate_funnel_is_expected_outside_garwood(self, expected, count):
        limits = funnel_limits(expected, SIZES, [0.95], "rate", at=1, multiplier=1).iloc[0]
        lower, upper = exact_poisson(count)
        if min(abs(lower - expected), abs(upper - expected)) > 1e-6:
            outside = count < limits["ondergrens"] or count > limits["bovengrens"]
            assert outside == (expected < lower or expected > upper)

    def test_rate_limits_are_in_the_unit_of_the_benchmark(self):
        per_1000 = funnel_limits(5, SIZES, [0.95], "rate")
        per_person = funnel_limits(0.005, SIZES, [0.95], "rate", multiplier=1)
        assert per_1000["bovengrens"].to_numpy() == pytest.approx(1000 * per_person["bovengrens"].to_numpy())

    def test_nine_areas_are_too_few_and_empty_areas_do_not_count(self):
        with pytest.raises(ValueError, match="at least 10 areas; got 9"):
            funnel_limits(0.2, SIZES[:9])
        with pytest.raises(ValueError, match="got 8"):
            funnel_limits(0.2, [*SIZES[:8], 0, np.nan])
        assert len(funnel_limits(0.2, SIZES[:5], [0.95], minimum_areas=5)) == 5

    def test_a_smooth_line_does_not_get_round_the_minimum(self):
        with pytest.raises(ValueError, match="got 5"):
            funnel_limits(0.2, SIZES[:5], at=np.linspace(1, 1000, 200))
        assert len(funnel_limits(0.2, SIZES, [0.95], at=np.linspace(1, 1000, 200))) == 200

    @pytest.mark.parametrize("kind", ["proportion", "rate"])
    def test_edges(self, kind):
        table = funnel_limits(0, [*SIZES, 0], [0.95, 1], kind)
        assert (table["ondergrens"].dropna() == 0).all()
        assert table["ondergrens"].isna().tolist() == ([False] * 10 + [True]) * 2
        top = {"proportion": 1, "rate": np.inf}[kind]
        assert table["bovengrens"].iloc[:10].tolist() == [0] * 10
        assert table["bovengrens"].iloc[11:21].tolist() == [top] * 10

    @pytest.mark.parametrize(
        ("benchmark", "kind", "message"),
        [
            (1.2, "proportion", "cannot be 1.2"),
            (-1, "rate", "cannot be -1"),
            (np.nan, "proportion", "cannot be nan"),
            (0.2, "ratio", "kind is"),
        ],
    )
    def test_refusals(self, benchmark, kind, message):
        with pytest.raises(ValueError, match=message):
            funnel_limits(benchmark, SIZES, kind=kind)


class TestWeights:
    @steady
    @given(st.lists(st.floats(0.01, 100), min_size=1, max_size=200))
    def test_effective_n_lies_between_1_and_n_and_deff_is_its_other_side(self, weights):
        n = len(weights)
        assert 1 - 1e-9 <= kish_effective_n(weights) <= n + 1e-9
        assert design_effect(weights) * kish_effective_n(weights) == pytest.approx(n)
        assert kish_effective_n(7 * np.array(weights)) == pytest.approx(kish_effective_n(weights))

    def test_by_hand(self):
        assert kish_effective_n([1, 1, 1, 1]) == 4
        assert kish_effective_n([1, 2, 3]) == pytest.approx(36 / 14)
        assert design_effect([1, 2, 3]) == pytest.approx(3 * 14 / 36)
        assert kish_effective_n([5]) == 1

    def test_surveys_along_the_last_axis(self):
        assert kish_effective_n([[1, 1], [1, 0]]).tolist() == [2, 1]

    def test_edges(self):
        assert np.isnan(kish_effective_n([0, 0]))
        assert np.isnan(kish_effective_n([]))
        assert np.isnan(design_effect([1, np.nan]))
        with pytest.raises(ValueError, match="weight -1"):
            kish_effective_n([1, -1])
