"""
Statistics against numbers that others published, or that an independent implementation gives.

The id of each case names its source; tests/golden/README.md gives the sources in full, with how each was found.
Of programs under the GPL only the numbers of their published results are used, never a line of code.
"""

import numpy as np
import pytest
from scipy import stats
from tests.shares import difference

from analysis.statistics.comparison import benjamini_hochberg
from analysis.statistics.intervals import wilson
from analysis.statistics.trend import trend


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


def test_benjamini_hochberg_in_print():
    """Benjamini and Hochberg 1995, p. 295: of 15 comparisons the first four are rejected at 5%."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (benjamini_hochberg(p) < 0.05).tolist() == [True] * 4 + [False] * 11


def test_benjamini_hochberg_of_scipy():
    """scipy.stats.false_discovery_control, an independent implementation."""
    p = np.random.default_rng(1).uniform(size=200) ** 2
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p, method="bh"))


def test_burgerpeiling_margins_of_the_methods_note():
    """
    reference/methods.md, item 11: n = 500 gives ±4.4 points at a half, with a design effect of 1.5 ±5.4.

    The note is our own; it rests on the plain formula z·√(p(1−p)/n), to which Wilson comes within 0.04 points.
    """
    lower, upper = wilson(250, 500)
    assert 100 * (upper - lower) / 2 == pytest.approx(4.4, abs=0.05 + 0.04)
    lower, upper = wilson(250 / 1.5, 500 / 1.5)
    assert 100 * (upper - lower) / 2 == pytest.approx(5.4, abs=0.05 + 0.04)


def test_trend_slope_of_scipy():
    """scipy.stats.linregress, an independent implementation, for equal margins."""
    years = np.arange(2015, 2025)
    values = np.array([12.1, 12.9, 13.2, 14.8, 14.1, 15.9, 16.0, 17.2, 17.1, 18.4])
    result = trend(values, values - 1, values + 1, periods=years.tolist())
    assert result.word == "stijgend"
    assert result.helling == pytest.approx(stats.linregress(years, values).slope)
