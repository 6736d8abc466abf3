"""The attack finds what an outsider can compute, on examples worked out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.release.cells import count_behind_share, overlap, rounded
from analysis.release.intervals import feasible_intervals, protected, weights
from analysis.release.solver import ANY_COUNT, InconsistentError

# One column: five kernen and their gemeente.
KERNEN = {"Dalfsen": 62, "Nieuwleusen": 41, "Lemelerveld": 18, "Hoonhorst": 12, "gemeente": 136}
SUM = [
    {**dict.fromkeys(["Dalfsen", "Nieuwleusen", "Lemelerveld", "Oudleusen", "Hoonhorst"], 1), "gemeente": -1}
]

# Two hidden per row and column, and still one of them is known: rows are kernen, columns kinds of care.
TWO_EACH = (
    (None, None, None, 20, 46),
    (None, 25, None, 7, 55),
    (23, None, 16, None, 64),
    (31, None, 19, None, 68),
    (79, 50, 56, 48, 233),
)


def exactly(counts):
    return {name: (count, count) for name, count in counts.items()}


def column(hidden, **bounds):
    fixed = {name: count for name, count in KERNEN.items() if name not in hidden}
    return feasible_intervals(exactly(fixed) | bounds, SUM)


def lattice(table, hidden=()):
    places = list(itertools.product(range(len(table)), range(len(table[0]))))
    last_row, last_column = len(table) - 1, len(table[0]) - 1
    rows = [
        {(r, c): -1 if c == last_column else 1 for c in range(last_column + 1)} for r in range(last_row + 1)
    ]
    columns = [
        {(r, c): -1 if r == last_row else 1 for r in range(last_row + 1)} for c in range(last_column + 1)
    ]
    fixed = {(r, c): table[r][c] for r, c in places if table[r][c] is not None and (r, c) not in hidden}
    return places, exactly(fixed), [*rows, *columns]


def attacked(table, hidden=(), **more):
    places, fixed, sums = lattice(table, hidden)
    return feasible_intervals(dict.fromkeys(places, ANY_COUNT) | fixed, sums, **more)


def test_one_hidden_kern_is_the_total_minus_the_rest():
    assert column([])["Oudleusen"] == (3, 3)


def test_a_second_hidden_kern_leaves_both_between_0_and_15():
    assert column(["Hoonhorst"]) == {"Oudleusen": (0, 15), "Hoonhorst": (0, 15)}


def test_a_mark_that_says_less_than_5_undoes_the_second():
    found = column(["Hoonhorst"], Oudleusen=(1, 4))
    assert found == {"Oudleusen": (1, 4), "Hoonhorst": (11, 14)}


def test_two_hidden_per_row_and_column_can_still_give_one_away():
    assert attacked(TWO_EACH)[0, 1] == (3, 3)


def test_a_ninth_hidden_cell_protects_it():
    assert attacked(TWO_EACH, hidden=[(1, 1)])[0, 1] == (0, 26)


def test_another_breakdown_gives_the_difference():
    equations = [{"0-17": 1, "18-22": 1, "0-22": -1}]
    found = feasible_intervals(exactly({"0-17": 41, "0-22": 43}), equations)
    assert found == {"18-22": (2, 2)}


@pytest.mark.parametrize(
    ("percentage", "decimals", "low", "high"), [(8.1, 1, 2.979, 3.016), (8, 0, 2.775, 3.145)]
)
def test_a_percentage_of_a_known_base_is_a_count(percentage, decimals, low, high):
    bounds = count_behind_share(percentage, decimals, 37, 37)
    assert bounds == pytest.approx((low, high), abs=0.001)
    assert feasible_intervals({"k": bounds}, []) == {"k": (3, 3)}


def test_a_rounded_row_beside_its_exact_total_can_be_turned_back():
    # Three counts shown as 5, 10 and 15 have 24 at most as 7 + 12 + 17 = 36 and 18 as the least sum.
    bounds = {"a": rounded(5, 5), "b": rounded(10, 5), "c": rounded(15, 5)}
    found = feasible_intervals(bounds | {"all": (36, 36)}, [{"a": 1, "b": 1, "c": 1, "all": -1}])
    assert found == {"a": (7, 7), "b": (12, 12), "c": (17, 17)}


@pytest.mark.parametrize(
    ("value", "base", "least", "expected"),
    [
        (10, 5, 0, (8, 12)),
        (10, 5, 8, (8, 12)),
        (0, 5, 0, (0, 2)),
        (10, 5, 9, (9, 12)),
        (12, 5, 0, (12, 12)),
        (20, 10, 0, (15, 24)),
    ],
)
def test_a_rounded_number_stands_for_the_counts_that_round_to_it(value, base, least, expected):
    assert rounded(value, base, least) == expected


def test_a_system_that_contradicts_itself_raises():
    with pytest.raises(InconsistentError, match="spreken elkaar tegen"):
        feasible_intervals(exactly({"a": 1, "b": 2}), [{"a": 1, "b": -1}])


def test_a_system_without_whole_numbers_in_it_raises():
    # Twice a count is never 3, and no bound shows that: the search has to.
    equations = [{"a": 2, "b": 2, "c": -1}]
    with pytest.raises(InconsistentError):
        feasible_intervals(exactly({"c": 3}), equations)


def test_a_count_without_a_limit_is_without_one():
    assert feasible_intervals({}, [{"a": 1, "b": -1}]) == {
        "a": (0, math.inf),
        "b": (0, math.inf),
    }


def test_only_what_is_asked_is_answered():
    assert attacked(TWO_EACH, wanted=[(0, 1)]).keys() == {(0, 1)}


def test_whole_numbers_need_the_search_when_a_corner_has_halves():
    # A triangle: every two sum to 3. With fractions all are 1.5; with counts no table fits.
    pairs = [{"a": 1, "b": 1, "s": -1}, {"b": 1, "c": 1, "s": -1}, {"a": 1, "c": 1, "s": -1}]
    with pytest.raises(InconsistentError):
        feasible_intervals(exactly({"s": 3}), pairs)
    assert feasible_intervals({"s": (3, 4)}, pairs)["a"] == (2, 2)


@pytest.mark.parametrize(
    ("low", "high", "safe"),
    [
        (3, 3, False),
        (0, 4, False),
        (0, 5, False),  # who is counted knows it is 1 or more: the others are 0 to 4
        (0, 6, True),
        (0, 7, True),
        (0, math.inf, True),
        (1, 4, False),
        (1, 7, False),
        (1, 8, True),
        (2, 8, False),  # for who is counted 1 to 7
        (2, 9, True),
        (5, 9, False),
        (4, 10, True),
    ],
)
def test_an_interval_is_wide_and_reaches_0_or_8_also_for_who_is_in_it(low, high, safe):
    assert protected(low, high) is safe


def test_the_way_is_the_total_minus_the_others():
    bounds = {name: (float(count), float(count)) for name, count in KERNEN.items()} | {"Oudleusen": ANY_COUNT}
    way = weights("Oudleusen", bounds, SUM, highest=True)
    assert way == {"gemeente": 1, "Dalfsen": -1, "Nieuwleusen": -1, "Lemelerveld": -1, "Hoonhorst": -1}


def test_ranges_that_contradict_each_other_share_nothing():
    assert overlap((0, 7), (8, 12)) is None
    assert overlap((0, 12), (8, 20)) == (8, 12)


# Every table of 2 by 2 with counts up to 6, with its totals.
ALL_TABLES = np.array(
    [
        [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d]
        for a, b, c, d in itertools.product(range(7), repeat=4)
    ]
)


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4), st.sets(st.integers(0, 8), min_size=1))
@settings(deadline=None, max_examples=50)
def test_the_interval_is_what_trying_every_table_gives(counts, hidden):
    (table,) = ALL_TABLES[(ALL_TABLES[:, [0, 1, 3, 4]] == counts).all(axis=1)]
    shown = [place for place in range(9) if place not in hidden]
    fitting = ALL_TABLES[(ALL_TABLES[:, shown] == table[shown]).all(axis=1)]
    by_trying = {divmod(place, 3): (fitting[:, place].min(), fitting[:, place].max()) for place in hidden}
    _, fixed, sums = lattice(
        [
            [None if 3 * row + at in hidden else int(table[3 * row + at]) for at in range(3)]
            for row in range(3)
        ]
    )
    limits = {place: (0.0, 24.0 if 2 in place else 6.0) for place in by_trying} | dict.fromkeys(
        itertools.product(range(2), repeat=2), (0.0, 6.0)
    )
    assert feasible_intervals(limits | fixed, sums) == by_trying


def test_60_by_20_with_300_hidden_is_quick():
    rng = np.random.default_rng(148)
    inner = rng.poisson(9, (60, 20))
    full = np.zeros((61, 21), dtype=int)
    full[:60, :20], full[60, :20], full[:60, 20], full[60, 20] = (
        inner,
        inner.sum(0),
        inner.sum(1),
        inner.sum(),
    )
    table = [[int(count) for count in row] for row in full]
    hidden = [divmod(int(at), 20) for at in rng.choice(1200, 300, replace=False)]
    found = attacked(table, hidden)
    assert len(found) == 300
    assert all(low <= table[r][c] <= high for (r, c), (low, high) in found.items())
