import numpy as np
import pytest

from analysis.statistics.projection import TOP, aged, gompertz, project, spread, survival_ratios


def test_ratios_of_a_small_life_table_by_hand():
    """8 of 10 live on into the second group; 2 of the 8 + 2 years lived late are lived beyond it."""
    assert survival_ratios([10, 8, 2]).tolist() == [0.8, 0.2, 0.2]


def test_two_years_by_hand():
    """100 young and 50 old: 90 young live on, 25 old remain, so 115; a year later half of those is left."""
    moments = project([100, 50], [0.9, 0.5], 2)
    assert moments[0].tolist() == [100, 50]
    assert moments[1][1] == pytest.approx(115)
    assert np.isnan(moments[1][0])
    assert np.isnan(moments[2]).all()


def test_the_open_group_keeps_its_own_survivors():
    assert project([0, 0, 40], [1, 1, 0.5], 1)[1][2] == 20


def test_migration_adds_to_those_who_live_on():
    assert project([100, 0], [0.9, 0.5], 1, 0.1)[1][1] == pytest.approx(99)
    assert project([100, 0], [0.9, 0.5], 1, [-0.5, 0])[1][1] == pytest.approx(45)


@pytest.mark.parametrize(("expectancy", "steepness"), [(83, 0.1), (60, 0.06), (100, 0.15)])
def test_the_years_lived_add_up_to_the_life_expectancy(expectancy, steepness):
    lived = gompertz(expectancy, steepness)
    assert len(lived) == TOP + 1
    assert lived.sum() == pytest.approx(expectancy, abs=1e-6)
    assert lived[0] <= 1
    assert (np.diff(lived[:TOP]) < 0).all()


def test_the_risk_of_death_grows_by_the_steepness():
    alive = gompertz(83, 0.1)
    risk = -np.log(alive[1:100] / alive[:99])
    assert np.diff(np.log(risk[60:90])) == pytest.approx(0.1, abs=0.002)


def test_spread_keeps_every_group_whole():
    lived = gompertz(83, 0.1)
    single = spread([150, 200, 90], [0, 15, 65], lived)
    assert [single[:15].sum(), single[15:65].sum(), single[65:].sum()] == pytest.approx([150, 200, 90])
    assert set(single[:15]) == {10}


def test_smaller_older_cohorts_leave_fewer_of_the_oldest():
    lived = gompertz(83, 0.1)
    assert aged(spread([0, 100], [0, 65], lived, 0.04), 85) < aged(spread([0, 100], [0, 65], lived), 85)


def test_ages_that_only_newborns_could_fill_are_refused():
    moments = project(np.ones(TOP + 1), np.ones(TOP + 1), 20)
    assert aged(moments[-1], 20) == TOP + 1
    with pytest.raises(ValueError, match="Births are not projected"):
        aged(moments, 19)


def test_what_is_between_two_ages_leaves_both_sides_out():
    assert aged([1, 10, 100, 1000], 1, 3) == 110


@pytest.mark.parametrize(
    "call",
    [
        lambda: survival_ratios([5]),
        lambda: survival_ratios([5, 0]),
        lambda: gompertz(30, 0.1),
        lambda: gompertz(83, 0.5),
        lambda: spread([1, 2], [5, 65], np.ones(TOP + 1)),
        lambda: spread([1, 2], [0], np.ones(TOP + 1)),
        lambda: project([1, 2], [1], 1),
        lambda: project([1, 2], [1, 1], -1),
    ],
)
def test_what_does_not_fit_is_refused(call):
    with pytest.raises(ValueError, match=r"age group|life table|life expectancy"):
        call()


def test_populations_are_carried_forward_each_by_itself():
    people, alive, moves = [[100, 50], [30, 10]], [[0.9, 0.5], [0.8, 0.4]], [[0.1, 0], [0, 0.2]]
    together = project(people, alive, 3, moves)
    alone = [project(*one[:2], 3, one[2]) for one in zip(people, alive, moves, strict=True)]
    np.testing.assert_array_equal(together, alone)
