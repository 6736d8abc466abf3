"""
Statistics against numbers that others published, or that an independent implementation gives.

The id of each case names its source; tests/golden/README.md gives the sources in full, with how each was found.
Of programs under the GPL only the numbers of their published results are used, never a line of code.
"""

import numpy as np
import pytest
from scipy import stats

from analysis.statistics import (
    ESP2013,
    benjamini_hochberg,
    byar,
    design_effect,
    difference,
    directly_standardised_rate,
    exact_poisson,
    funnel_limits,
    indirectly_standardised_ratio,
    kish_effective_n,
    mean_interval,
    rate,
    trend,
    wilson,
)


def case(source, *values):
    return pytest.param(*values, id=f"{source}: {values[0]}")


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        case("Newcombe 1998 table I method 3", (81, 263), 0.2553, 0.3662),
        case("Newcombe 1998 table I method 3", (15, 148), 0.0624, 0.1605),
        case("Newcombe 1998 table I method 3", (0, 20), 0.0000, 0.1611),
        case("Newcombe 1998 table I method 3", (1, 29), 0.0061, 0.1718),
    ],
)
def test_wilson_in_print(counts, lower, upper):
    """Four decimals, as printed in Statistics in Medicine 17:857–872."""
    assert wilson(*counts) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize(
    ("counts", "confidence", "bound", "expected"),
    [
        case("DHSC PHStatsMethods", (20, 360), 0.95, 0, 0.036248204600072345),
        case("DHSC PHStatsMethods", (550, 2400), 0.998, 0, 0.20375892211705743),
        case("DHSC PHStatsMethods", (30, 400), 0.95, 1, 0.10504770626130437),
        case("DHSC PHStatsMethods", (76, 238), 0.998, 1, 0.418131030603369),
    ],
)
def test_wilson_of_dhsc(counts, confidence, bound, expected):
    """Values in the tests of the method library of the English Department of Health and Social Care."""
    assert wilson(*counts, confidence)[bound] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
@pytest.mark.parametrize("counts", [(0, 20), (20, 20), (1, 3), (7, 31), (250, 29_683)], ids=str)
def test_wilson_of_scipy(counts, confidence):
    """scipy.stats.binomtest, an independent implementation."""
    theirs = stats.binomtest(*counts).proportion_ci(confidence, method="wilson")
    assert wilson(*counts, confidence) == (
        pytest.approx(theirs.low, abs=1e-13),
        pytest.approx(theirs.high, abs=1e-13),
    )


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        case("Newcombe 1998 table II method 10 (a)", (56, 70, 48, 80), 0.0524, 0.3339),
        case("Newcombe 1998 table II method 10 (b)", (9, 10, 3, 10), 0.1705, 0.8090),
        case("Newcombe 1998 table II method 10 (c)", (6, 7, 2, 7), 0.0582, 0.8062),
        case("Newcombe 1998 table II method 10 (d)", (5, 56, 0, 29), -0.0381, 0.1926),
        case("Newcombe 1998 table II method 10 (e)", (0, 10, 0, 20), -0.1611, 0.2775),
        case("Newcombe 1998 table II method 10 (f)", (0, 10, 0, 10), -0.2775, 0.2775),
        case("Newcombe 1998 table II method 10 (g)", (10, 10, 0, 20), 0.6791, 1.0000),
        case("Newcombe 1998 table II method 10 (h)", (10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_in_print(counts, lower, upper):
    """Four decimals, as printed in Statistics in Medicine 17:873–890."""
    assert difference(*counts)[1:] == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        case("Garwood tables of exact Poisson limits", 0, 0.0, 3.689),
        case("Garwood tables of exact Poisson limits", 1, 0.0253, 5.572),
        case("Garwood tables of exact Poisson limits", 2, 0.242, 7.225),
        case("Garwood tables of exact Poisson limits", 3, 0.619, 8.767),
        case("Garwood tables of exact Poisson limits", 5, 1.623, 11.668),
        case("Garwood tables of exact Poisson limits", 10, 4.795, 18.390),
        case("Garwood tables of exact Poisson limits", 20, 12.217, 30.888),
    ],
)
def test_exact_poisson_in_print(count, lower, upper):
    """95% limits as found in the usual printed tables, three decimals."""
    assert exact_poisson(count) == (pytest.approx(lower, abs=6e-4), pytest.approx(upper, abs=6e-4))


@pytest.mark.parametrize(
    ("observed", "expected", "ratio", "lower", "upper", "digits"),
    [
        case("Henschler 1995 renal cell cancer", 5, 5 / 7.97, 7.97, 2.59, 18.59, 0.012),
    ],
)
def test_exact_ratio_in_print(observed, expected, ratio, lower, upper, digits):
    """The expected number is not printed, so it is taken back from the ratio; hence the wider tolerance."""
    result = indirectly_standardised_ratio(observed, expected)
    assert result == tuple(pytest.approx(value, abs=digits) for value in (ratio, lower, upper))


def test_exact_ratio_of_30_over_15_21():
    """Biological Effects of Low Level Exposures (CRC 1992), p. 148: 20.24–42.83 over 15.21 is 1.33–2.82."""
    assert exact_poisson(30) == (pytest.approx(20.24, abs=5e-3), pytest.approx(42.83, abs=5e-3))
    # 30 events are above ten: the ratio has Byar limits, equal to the printed ones in two decimals.
    assert indirectly_standardised_ratio(30, 15.21)[1:] == (
        pytest.approx(1.33, abs=5e-3),
        pytest.approx(2.82, abs=5e-3),
    )


def test_byar_of_dhsc():
    """
    DHSC PHStatsMethods, first version: byars_lower(100) and phe_rate(100, 10000, 100000).

    Its upper bound, 121.6246, is not used: that version wrote 9x + 1 where Breslow and Day have 9(x + 1), and
    the exact limit, 121.6268, lies on our side (121.6279).
    """
    assert byar(100)[0] == pytest.approx(81.36210549052788, rel=1e-12)
    assert rate(100, 10_000, 100_000)[:2] == (pytest.approx(1000), pytest.approx(813.6210549052789))


def test_byar_is_as_accurate_as_phe_says():
    """PHE Technical Guide: Confidence Intervals (2018): within 0.2% of exact from 10 events, at 95%."""
    counts = np.arange(10, 3000)
    for approximate, exact in zip(byar(counts), exact_poisson(counts), strict=True):
        assert approximate == pytest.approx(exact, rel=0.002)


def test_byar_by_hand():
    """
    Breslow and Day 1987, formula 2.13, worked out on paper for 16 events with z = 1.96, where √16 = 4.

    No printed example of Byar's limits could be looked up; this one is our own arithmetic.
    """
    lower = 16 * (1 - 1 / 144 - 1.96 / 12) ** 3
    assert byar(16)[0] == pytest.approx(lower, rel=1e-4)
    assert byar(15)[1] == pytest.approx(16 * (1 - 1 / 144 + 1.96 / 12) ** 3, rel=1e-4)


def test_directly_standardised_rate_of_fleiss():
    """
    Down syndrome by birth order 5+ and age of the mother: Stark and Mantel 1966, Fleiss 1981 table 14.4.

    Dobson's limits of dsrTest 1.0.0 (CRAN, vignette): 75.52901 (67.63284–83.86703) per 100,000. It puts exact
    Poisson limits into Dobson where we put Byar's; at 740 cases these differ by less than 0.001%.
    """
    cases = [0, 8, 63, 112, 262, 295]
    births = [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    standard = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]
    expected = (75.52901, 67.63284, 83.86703)
    assert directly_standardised_rate(cases, births, standard) == tuple(
        pytest.approx(v, rel=1e-5) for v in expected
    )


def test_directly_standardised_rate_of_dhsc():
    """
    DHSC PHStatsMethods, first version: phe_dsr with 19 bands and the European Standard Population 2013.

    Value and lower bound in full; the upper bound carries the slip told at `test_byar_of_dhsc`.
    """
    count = [50, 55, 55, 55, 60, 60, 65, 70, 70, 70, 70, 65, 60, 55, 50, 40, 25, 15, 10]
    people = [509, 559, 559, 559, 609, 609, 659, 709, 709, 709, 709, 659, 609, 559, 509, 409, 259, 159, 109]
    value, lower, upper = directly_standardised_rate(count, people)
    assert value == pytest.approx(9832.763039564017, rel=1e-12)
    assert lower == pytest.approx(9232.668299548477, rel=1e-12)
    assert upper == pytest.approx(10461.61759955204, rel=1e-5)


def test_directly_standardised_rate_in_simulation():
    """No print: 95% limits must hold the true rate in about 95 of 100 simulated kernen (Morris et al. 2018)."""
    rng = np.random.default_rng(20260101)
    people = np.linspace(900, 60, 19)
    true_rates = np.geomspace(0.0005, 0.05, 19)
    truth = float(np.dot(true_rates, ESP2013)) / sum(ESP2013) * 100_000
    _, lower, upper = directly_standardised_rate(rng.poisson(people * true_rates, size=(20_000, 19)), people)
    assert np.mean((lower <= truth) & (truth <= upper)) == pytest.approx(0.95, abs=0.01)


def test_european_standard_population():
    """Eurostat 2013, KS-RA-13-028: the list of 19 bands; also in the tests of DHSC PHStatsMethods."""
    young_to_40 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000]
    assert list(ESP2013) == [*young_to_40, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]


@pytest.mark.parametrize(
    ("noemer", "lower95", "upper95", "lower998", "upper998"),
    [
        case("DHSC PHStatsMethods testdata_funnel_prop", 1, 3.204264, 100, 0, 100),
        case("DHSC PHStatsMethods testdata_funnel_prop", 10, 56.154344, 100, 42.03259, 100),
        case("DHSC PHStatsMethods testdata_funnel_prop", 50, 69.691035, 91.593861, 63.375595, 97.909301),
        case(
            "DHSC PHStatsMethods testdata_funnel_prop", 10_000 - 2, 79.867989, 81.416907, 79.421375, 81.863521
        ),
    ],
)
def test_funnel_of_shares_of_dhsc(noemer, lower95, upper95, lower998, upper998):
    """Control limits round 80.642448% as published with the tests of PHStatsMethods, in percent."""
    table = funnel_limits(0.80642448, np.arange(10, 30), at=noemer)
    ours = 100 * table[["ondergrens", "bovengrens"]].to_numpy()
    assert ours == pytest.approx(np.array([[lower95, upper95], [lower998, upper998]]), abs=2e-6)


@pytest.mark.parametrize(
    ("events", "population", "rate_", "confidence", "side"),
    [
        case("DHSC PHStatsMethods testdata_funnel_rate", 1, 1598.675694, 20.85059119, 0.95, "ondergrens"),
        case("DHSC PHStatsMethods testdata_funnel_rate", 10, 5276.757672, 63.17010446, 0.95, "ondergrens"),
        case("DHSC PHStatsMethods testdata_funnel_rate", 10, 1375.943768, 242.2579623, 0.95, "bovengrens"),
        case("DHSC PHStatsMethods testdata_funnel_rate", 110, 42_013.76515, 87.27298431, 0.998, "ondergrens"),
        case("DHSC PHStatsMethods testdata_funnel_rate", 110, 23_073.38252, 158.91327, 0.998, "bovengrens"),
    ],
)
def test_funnel_of_rates_of_dhsc(events, population, rate_, confidence, side):
    """Populations at which so many events in three years lie on the limit round 116.1720835 per 100,000."""
    table = funnel_limits(
        116.1720835, np.arange(10, 30), [confidence], "rate", at=3 * population, multiplier=1e5
    )
    assert table[side][0] == pytest.approx(rate_, rel=1e-5)
    assert table[side][0] * 3 * population / 1e5 == pytest.approx(events, rel=1e-5)


def test_benjamini_hochberg_in_print():
    """Benjamini and Hochberg 1995, p. 295: of 15 comparisons the first four are rejected at 5%."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (benjamini_hochberg(p) < 0.05).tolist() == [True] * 4 + [False] * 11


def test_benjamini_hochberg_of_scipy():
    """scipy.stats.false_discovery_control, an independent implementation."""
    p = np.random.default_rng(1).uniform(size=200) ** 2
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p, method="bh"))


def test_mean_of_scipy():
    """scipy.stats.ttest_1samp, an independent implementation."""
    values = [71, 68, 80, 55, 90, 62.5]
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean_interval(values)[1:] == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_burgerpeiling_margins_of_the_methods_note():
    """
    reference/methods.md, item 11: n = 500 gives ±4.4 points at a half, with a design effect of 1.5 ±5.4.

    The note is our own; it rests on the plain formula z·√(p(1−p)/n), to which Wilson comes within 0.04 points.
    """
    lower, upper = wilson(250, 500)
    assert 100 * (upper - lower) / 2 == pytest.approx(4.4, abs=0.05 + 0.04)
    weights = np.r_[np.ones(250), np.full(250, 2 + np.sqrt(3))]  # chosen so that the design effect is 4/3
    assert design_effect(weights) == pytest.approx(4 / 3)
    assert kish_effective_n(weights) == pytest.approx(375)
    lower, upper = wilson(250 / 1.5, 500 / 1.5)
    assert 100 * (upper - lower) / 2 == pytest.approx(5.4, abs=0.05 + 0.04)


def test_trend_slope_of_scipy():
    """scipy.stats.linregress, an independent implementation, for equal margins."""
    years = np.arange(2015, 2025)
    values = np.array([12.1, 12.9, 13.2, 14.8, 14.1, 15.9, 16.0, 17.2, 17.1, 18.4])
    result = trend(values, values - 1, values + 1, periods=years.tolist())
    assert result.word == "stijgend"
    assert result.helling == pytest.approx(stats.linregress(years, values).slope)
