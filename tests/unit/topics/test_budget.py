import pytest
from tests.unit.real_release import dalfsen

from analysis.ground.errors import InputError
from analysis.model.goals import read_goals
from analysis.model.policy_files import BUDGET, policy_file
from analysis.topics.budget import goals_of, lines, orphans, per_goal, without_money
from analysis.topics.policy import read_budget, short

TOTALS = {2021: 3_922_757, 2022: 3_808_256, 2023: 3_770_926}


@pytest.fixture(scope="module")
def budget():
    return read_budget("GM0148")


@pytest.fixture(scope="module")
def tree(real_catalogue, budget):
    goals = {entry.id: entry.doel for entry in real_catalogue.indicators.values()}
    return read_goals("GM0148", goals, budget.posts, real_catalogue.areas)


@pytest.fixture
def changed(policy_of_dalfsen):
    def read(before, after):
        text = policy_file("GM0148", BUDGET).read_text(encoding="utf-8")
        assert before in text
        policy_of_dalfsen(BUDGET, text.replace(before, after, 1))
        return read_budget("GM0148")

    return read


def test_the_lines_add_up_to_the_totals_that_the_document_prints(budget):
    assert budget.totals == TOTALS
    for year, total in TOTALS.items():
        assert sum(budget.amount(post, year) for post in budget.posts) == total


@pytest.mark.parametrize("year", TOTALS)
def test_a_sum_that_is_one_euro_off_stops_the_run(changed, year):
    with pytest.raises(InputError) as caught:
        changed(f"totaal,{year},{TOTALS[year]}", f"totaal,{year},{TOTALS[year] + 1}")
    assert f"jaar {year}" in str(caught.value)
    assert "de posten zijn samen" in str(caught.value)


def test_merged_lines_are_shown_as_merged(budget):
    into = {(short(post), year): target for (post, year), target in budget.into.items()}
    assert {*into} == {
        (post, year) for post in ("Jeugd en jongerenwerk", "Homestart") for year in (2022, 2023)
    }
    assert into["Homestart", 2022] == "De Kern maatschappelijk werk"
    assert into["Jeugd en jongerenwerk", 2022].startswith("Saam welzijn")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("in De Kern", "in De Kerk", "een bedrag, of in welke post het zit"),
        ("in De Kern", "", "een bedrag, of in welke post het zit"),
        ("Cultuur,2021,220000", 'Cultuur,2021,"220.000"', "hele euro's"),
        ("Cultuur,2022", "Cultuur,2021", "nog een keer"),
        ("Cultuur,2021", "Cultuur,21", "een jaar"),
        ("GM0148,Cultuur,2021", "GM0175,Cultuur,2021", '"GM0175"; verwacht: GM0148'),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(changed, before, after, said):
    with pytest.raises(InputError) as caught:
        changed(before, after)
    assert said in str(caught.value)


def test_money_without_a_goal_and_activities_without_money_are_found(tree, budget):
    assert orphans(tree, budget) == ("Mee", "De Kern maatschappelijk werk")
    assert {"1.1.1", "2.1.1", "2.3.1", "P1"} <= set(without_money(tree))
    assert "3.1.1" not in without_money(tree)


def test_equal_shares_and_orphans_are_the_whole_budget(tree, budget):
    loose = orphans(tree, budget)
    for year, total in TOTALS.items():
        shares = per_goal(tree, budget).query("jaar == @year")
        assert shares["gelijk"].sum() + sum(budget.amount(post, year) for post in loose) == total
        assert (shares["alleen"] <= shares["gelijk"]).all()
        assert (shares["gelijk"] <= shares["samen"]).all()


def test_a_line_of_two_goals_counts_for_both(tree):
    assert goals_of(tree, "Bibliotheek") == ("2", "3")


def test_two_lines_of_one_short_name_both_stay(policy_of_dalfsen):
    release, text = dalfsen(), policy_file("GM0148", BUDGET).read_text(encoding="utf-8")
    policy_of_dalfsen(BUDGET, text.replace(",Mee,", ',"Bibliotheek, de bus",'))
    shown = lines(release).shown["Post"].tolist()
    assert shown.count("Bibliotheek") == 2
