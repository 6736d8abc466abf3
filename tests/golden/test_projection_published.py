"""
The cohort method against Sweden 1993–1998, women: Preston, Heuveline and Guillot (2001), box 6.1, p. 125.

The population and the life table are as quoted by two public teaching pages (S. Daza; G. Rodríguez, Princeton);
the book itself was not seen. The projected column is worked out by hand with the book's ratios.
"""

import numpy as np
import pytest

from analysis.statistics.projection import project, survival_ratios

WOMEN_1993 = (293395, 248369, 240012, 261346, 285209, 314388, 281290, 286923, 304108, 324946, 247613, 211351)
WOMEN_1993 += (215140, 221764, 223506, 183654, 141990, 112424)
LIVED = (497487, 497138, 496901, 496531, 495902, 495168, 494213, 492760, 490447, 486613, 480665, 471786)
LIVED += (457852, 436153, 402775, 350358, 271512, 291707)
WOMEN_1998 = (293189, 248251, 239833, 261015, 284787, 313782, 280463, 285576, 301731, 320974, 243039, 205109)
WOMEN_1998 += (204944, 204793, 194419, 142324, 131768)


def test_sweden_1998():
    start, after = project(WOMEN_1993, survival_ratios(LIVED), 1)
    assert start.tolist() == list(WOMEN_1993)
    assert np.isnan(after[0])
    assert after[1:].round().astype(int).tolist() == list(WOMEN_1998)


def test_two_steps_are_the_leslie_matrix_twice():
    """An independent way to the same numbers: the matrix of the teaching pages, without its row of births."""
    size = len(LIVED)
    matrix = np.zeros((size, size))
    for group in range(size - 1):
        matrix[group + 1, group] = LIVED[group + 1] / LIVED[group]
    matrix[-1, -2] = matrix[-1, -1] = LIVED[-1] / (LIVED[-2] + LIVED[-1])
    expected = matrix @ matrix @ np.asarray(WOMEN_1993)
    assert project(WOMEN_1993, survival_ratios(LIVED), 2)[-1][2:] == pytest.approx(expected[2:], rel=1e-12)
