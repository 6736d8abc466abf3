import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.trend import TREND_WORDS, span, trend

steady = settings(deadline=None, derandomize=True)
YEARS = [2018, 2019, 2020, 2021, 2022, 2023]


def line(slope, margin=1.0, years=YEARS, start=50.0):
    values = start + slope * np.arange(len(years))
    return values, values - margin, values + margin


class TestWord:
    @pytest.mark.parametrize(
        ("slope", "word"), [(2, "stijgend"), (-2, "dalend"), (0, "geen duidelijke verandering")]
    )
    def test_direction(self, slope, word):
        result = trend(*line(slope), periods=YEARS)
        assert result.word == word
        assert result.helling == pytest.approx(slope)
        assert result.helling_ondergrens < result.helling < result.helling_bovengrens
        assert result.punten == 6

    def test_wide_margins_hide_a_slope(self):
        result = trend(*line(1, margin=10), periods=YEARS)
        assert result.word == "geen duidelijke verandering"
        assert "toeval" in result.reden
        assert "99,8%" in result.reden

    def test_one_point_may_not_carry_the_change(self):
        values = np.array([50, 50, 50, 50, 50, 90.0])
        result = trend(values, values - 20, values + 20, periods=YEARS, test_confidence=0.8)
        assert result.word == "geen duidelijke verandering"
        assert "hangt af van één meetpunt" in result.reden
        assert "2023" in result.reden

    def test_scatter_beyond_the_margins_is_not_a_trend(self):
        years = range(2012, 2024)
        values = 50 + 0.3 * np.arange(12) + np.tile([5, -5], 6)
        scattered = trend(values, values - 0.1, values + 0.1, periods=years)
        assert scattered.word == "geen duidelijke verandering"
        assert "toeval" in scattered.reden
        straight = 50 + 0.3 * np.arange(12)
        assert trend(straight, straight - 0.1, straight + 0.1, periods=years).word == "stijgend"

    def test_scatter_of_five_times_the_margins_gives_no_more_false_trends_than_promised(self):
        """With a normal quantile one in eighty of such series had a slope that was clear, where one in five hundred may."""
        draws = np.random.default_rng(7)
        clear = 0
        for values in draws.normal(50, 5, size=(3000, 8)):
            found = trend(values, values - 1.96, values + 1.96, periods=range(2015, 2023))
            clear += found.helling_ondergrens > 0 or found.helling_bovengrens < 0
        assert clear / 3000 < 0.005

    def test_the_order_of_the_rows_does_not_matter(self):
        shuffled = [3, 0, 5, 1, 4, 2]
        parts = [part[shuffled] for part in line(2)]
        assert trend(*parts, periods=[YEARS[i] for i in shuffled]) == trend(*line(2), periods=YEARS)

    def test_a_gap_between_years_is_counted_as_it_is(self):
        years = [2010, 2012, 2016, 2020, 2024]
        values = np.array(years) * 0.5
        assert trend(values, values - 0.1, values + 0.1, periods=years).helling == pytest.approx(0.5)

    def test_a_wider_point_weighs_less(self):
        values, lower, upper = line(2)
        values[5] += 5
        wide = trend(
            values, np.append(lower[:5], values[5] - 9), np.append(upper[:5], values[5] + 9), periods=YEARS
        )
        narrow = trend(
            values, np.append(lower[:5], values[5] - 1), np.append(upper[:5], values[5] + 1), periods=YEARS
        )
        assert abs(wide.helling - 2) < abs(narrow.helling - 2)

    @steady
    @given(
        st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 20)), min_size=5, max_size=12),
        st.sampled_from([0.9, 0.998]),
    )
    def test_turning_the_series_upside_down_turns_the_word(self, points, confidence):
        values, margins = (np.array(part) for part in zip(*points, strict=True))
        years = range(2010, 2010 + len(values))
        words = [
            trend(v, v - margins, v + margins, periods=years, test_confidence=confidence).word
            for v in (values, -values)
        ]
        turned = {"stijgend": "dalend", "dalend": "stijgend"}
        assert words[1] == turned.get(words[0], words[0])
        assert set(words) <= set(TREND_WORDS)

    def test_the_slope_agrees_with_numpy(self):
        values = np.array([10, 12, 11, 15, 16, 18.0])
        margins = np.array([1, 2, 1.5, 1, 3, 2])
        result = trend(values, values - margins, values + margins, periods=YEARS)
        assert result.helling == pytest.approx(np.polyfit(YEARS, values, 1, w=1 / margins)[0])


class TestRefusal:
    @pytest.mark.parametrize("year", [2019, 2021, 2023])
    def test_a_break_inside_stops_it_and_is_named(self, year):
        result = trend(*line(2), {year: "nieuwe telling"}, periods=YEARS)
        assert result.word == "kan niet worden berekend"
        assert result.reden == f"methodebreuk in {year}: nieuwe telling"
        assert np.isnan(result.helling)

    def test_the_reason_of_a_break_is_told(self):
        assert (
            trend(*line(2), {2021: "nieuwe definitie"}, periods=YEARS).reden
            == "methodebreuk in 2021: nieuwe definitie"
        )

    @pytest.mark.parametrize("year", [2018, 2024, 2000])
    def test_a_break_outside_does_not(self, year):
        assert trend(*line(2), {year: "nieuwe telling"}, periods=YEARS).word == "stijgend"

    def test_a_break_before_the_first_usable_point_does_not(self):
        values, lower, upper = line(2)
        lower[0] = np.nan
        assert trend(values, lower, upper, {2019: ""}, periods=YEARS).word == "stijgend"

    def test_a_break_inside_a_period_of_several_years_does(self):
        periods = ["2008-2010", "2011-2013", "2014-2016", "2017-2019", "2020-2022", "2023-2025"]
        assert "2024" in trend(*line(2), {2024: ""}, periods=periods).reden

    def test_four_points_are_too_few(self):
        result = trend(*(part[:4] for part in line(2)), periods=YEARS[:4])
        assert result.word == "kan niet worden berekend"
        assert result.reden == "te weinig meetpunten met een marge: 4, nodig zijn er 5"

    @pytest.mark.parametrize("spoil", [0, 1, 2])
    def test_a_point_without_value_or_margin_does_not_count(self, spoil):
        parts = [part[:5].copy() for part in line(2)]
        parts[spoil][2] = np.nan
        assert "4, nodig zijn er 5" in trend(*parts, periods=YEARS[:5]).reden

    def test_a_point_with_no_width_does_not_count(self):
        values, lower, upper = (part[:5] for part in line(2))
        lower[1] = upper[1] = values[1]
        assert trend(values, lower, upper, periods=YEARS[:5]).word == "kan niet worden berekend"

    def test_moving_averages_overlap(self):
        periods = ["2013-2016", "2014-2017", "2015-2018", "2016-2019", "2017-2020", "2018-2021"]
        assert trend(*line(2), periods=periods).reden == "perioden overlappen: 2013-2016 en 2014-2017"
        assert "overlappen" in trend(*line(2), periods=[2018, *YEARS[:-1]]).reden

    def test_no_points(self):
        assert trend([], [], [], periods=[]).word == "kan niet worden berekend"

    @pytest.mark.parametrize(
        ("parts", "options", "message"),
        [
            (line(2), {"periods": YEARS[:5]}, "6 values for 5 periods"),
            (line(2), {"periods": ["x", *YEARS[1:]]}, "cannot place the period 'x'"),
            (line(2, margin=-1), {"periods": YEARS}, "lower <= value <= upper"),
        ],
    )
    def test_bad_arguments(self, parts, options, message):
        with pytest.raises(ValueError, match=message):
            trend(*parts, **options)


class TestPeriods:
    @pytest.mark.parametrize(
        ("periode", "expected"),
        [
            (2024, (2024, 2025)),
            (2024.0, (2024, 2025)),
            (np.int64(2024), (2024, 2025)),
            ("2024", (2024, 2025)),
            ("2024-Q2", (2024.25, 2024.5)),
            ("2024-H2", (2024.5, 2025)),
            ("2024-03", (2024 + 2 / 12, 2024.25)),
            ("2019-2022", (2019, 2023)),
            ("2023/2024", (2023.5, 2024.5)),
        ],
    )
    def test_place_in_time(self, periode, expected):
        assert span(periode) == pytest.approx(expected)

    @pytest.mark.parametrize("periode", ["24", "2024-Q5", "2024-13", "2022-2019", "", None, 2024.5])
    def test_other_forms_are_refused(self, periode):
        with pytest.raises(ValueError, match="cannot place"):
            span(periode)

    def test_twelve_months_follow_each_other_without_overlap(self):
        months = [f"2024-{month:02d}" for month in range(1, 13)]
        values = np.arange(12.0)
        assert trend(values, values - 0.5, values + 0.5, periods=months).word == "stijgend"
