"""What is hidden besides the small counts is enough, and no more than is needed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from benchmarks.privacy import after_the_rule, exact_totals, sums, tables, with_totals

from analysis.release.intervals import feasible_intervals, protected
from analysis.release.solver import ANY_COUNT
from analysis.release.suppress import SMALL_TABLE, choose, exposed
from analysis.release.system import System

pytestmark = pytest.mark.slow


def exact_table(inner, sensitive):
    """Return a table with exact totals in which only the sensitive cells are hidden."""
    table = with_totals(np.array(inner))
    published = exact_totals(table, sensitive, sensitive)
    others = [place for place in table if place not in sensitive]
    candidates = {place: {place: ANY_COUNT} for place in others}
    return System(published.bounds, sums(table), tuple(sensitive), candidates)


def smallest(system):
    """Return how many more must be hidden, by trying every set."""
    for size in range(len(system.candidates) + 1):
        for rows in itertools.combinations(system.candidates, size):
            if not exposed(system, rows):
                return size
    return None


def test_a_table_that_gives_nothing_away_is_left_alone():
    (system, *_) = [system for system in map(after_the_rule, tables(9)) if not exposed(system)]
    assert len(system.sensitive) > 5
    assert choose(system) == frozenset()


def test_an_exact_total_needs_a_second_hidden_number():
    table = {"Dalfsen": 62, "Nieuwleusen": 41, "Lemelerveld": 18, "Hoonhorst": 12, "gemeente": 136}
    bounds = {name: (float(count), float(count)) for name, count in table.items()} | {"Oudleusen": ANY_COUNT}
    equation = dict.fromkeys(bounds, 1.0) | {"gemeente": -1.0}
    candidates = {name: {name: ANY_COUNT} for name in table}
    system = System(bounds, (equation,), ("Oudleusen",), candidates)
    assert exposed(system) == ["Oudleusen"]
    # The number about the fewest people is the least that is lost.
    assert choose(system, dict(table)) == {"Hoonhorst"}


@pytest.mark.parametrize("seed", range(4))
def test_the_proven_choice_is_the_smallest_of_all(seed):
    inner = np.random.default_rng(seed).poisson(9, (3, 2))
    sensitive = [
        place for place, count in with_totals(inner).items() if count <= 5 and place[0] < 3 and place[1] < 2
    ]
    system = exact_table(inner, sensitive)
    chosen = choose(system, exact=True)
    assert not exposed(system, chosen)
    assert len(chosen) == smallest(system)
    assert choose(system) == chosen, "a table this small is proven without being asked"


@pytest.mark.parametrize("seed", range(2))
def test_the_choice_for_large_tables_is_enough_and_nearly_as_small(seed):
    inner = np.random.default_rng(100 + seed).poisson(9, (3, 3))
    sensitive = [
        place for place, count in with_totals(inner).items() if count <= 5 and place[0] < 3 and place[1] < 3
    ]
    system = exact_table(inner, sensitive)
    good, best = choose(system, exact=False), choose(system, exact=True)
    assert not exposed(system, good)
    assert len(good) <= len(best) + 1
    # Nothing in it can be shown again.
    assert all(exposed(system, good - {row}) for row in good)


def test_a_large_table_is_done_without_proof():
    system = exact_table(np.random.default_rng(3).poisson(12, (9, 7)), [(0, 0), (4, 4)])
    assert len(system.candidates) > SMALL_TABLE
    chosen = choose(system)
    assert chosen == choose(system, exact=False)
    assert not exposed(system, chosen)


def test_what_was_published_elsewhere_cannot_be_protected_and_nothing_is_hidden_for_it():
    system = System({"a": (3.0, 3.0), "b": (9.0, 9.0)}, (), ("a",), {"b": {"b": ANY_COUNT}})
    assert choose(system) == frozenset()
    assert exposed(system, system.candidates) == ["a"]


def test_who_knows_that_a_number_only_protects_another_knows_that_it_is_no_small_one():
    # 18 is known exactly; of b it is known that it may be shown, so a is 10 at most and by the rule 7.
    system = System(
        {"a": (0.0, 7.0), "b": (8.0, 12.0), "all": (18.0, 18.0)},
        ({"a": 1.0, "b": 1.0, "all": -1.0},),
        ("a",),
        {"b": {"b": (8.0, float("inf"))}},
    )
    assert exposed(system) == ["a"]  # 6 to 7
    assert choose(system) == {"b"}
    bounds = system.hiding(["b"])
    found = feasible_intervals(bounds, system.equations)
    assert found["a"] == (0, 7)
    assert protected(*found["a"])


def test_two_hidden_numbers_of_an_exact_total_are_not_enough_for_who_knows_which_is_the_small_one():
    # 9 in all and one of the two is 8 or more: the other is 1 at most, whatever is hidden.
    system = System(
        {"a": (0.0, 7.0), "b": (8.0, 8.0), "all": (9.0, 9.0), "c": (20.0, 20.0)},
        ({"a": 1.0, "b": 1.0, "all": -1.0},),
        ("a",),
        {one: {one: (8.0, float("inf"))} for one in ("b", "c", "all")},
    )
    assert exposed(system, ["b", "c"]) == ["a"]
    assert choose(system) == {"all"}
