"""Rates and limits of counts against what others published; each case names its source."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.rates import (
    ESP2013,
    byar,
    directly_standardised_rate,
    exact_poisson,
    indirectly_standardised_ratio,
    rate,
)


def case(source, *values):
    return pytest.param(*values, id=source)


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
