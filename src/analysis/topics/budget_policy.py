"""
The budget of the policy of a gemeente: `data/beleid/<gemeente>/begroting.csv`, to the euro.

A sum that does not fit stops the run. A line that was merged into another one
stays a line, and says into which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.ground import dutch, text_files
from analysis.ground.errors import Problem
from analysis.model.goals import GoalTree, Money
from analysis.model.policy_files import BUDGET, file_name, has_policy, policy_file, refuse

COLUMNS = ("gemeente", "post", "jaar", "bedrag", "opmerking", "bron")
TOTAL = "totaal"
Cells = Mapping[str, str]


@dataclass(frozen=True)
class BudgetLine:
    """One line of the budget: euro per year, and in which line it went on where it has no amount."""

    post: str
    amounts: Mapping[int, int]
    merged: Mapping[int, str]
    notes: Mapping[int, str]

    @property
    def short(self) -> str:
        """The name without what stands between brackets or behind a comma."""
        return re.split(r" \(|, ", self.post.replace(" (GGD)", " GGD"))[0]


@dataclass(frozen=True)
class PolicyBudget:
    """All lines and the totals as printed; the two agree."""

    lines: tuple[BudgetLine, ...]
    totals: Mapping[int, int]
    bron: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the table."""
        return tuple(sorted(self.totals))

    @property
    def posts(self) -> tuple[str, ...]:
        """The names of the lines."""
        return tuple(line.post for line in self.lines)

    def amount(self, post: str, year: int) -> int:
        """Return the euros of a line, 0 where its money is in another line."""
        return self.of_year(year).get(post, 0)

    def of_year(self, year: int) -> dict[str, int]:
        """Return the euros per line of one year; a line whose money is in another line is left out."""
        return {line.post: line.amounts[year] for line in self.lines if year in line.amounts}


class GoalMoney(NamedTuple):
    """
    Euros of one goal in one year: lines of this goal alone, and all lines that are linked to it.

    `split` divides lines of several goals equally between them: an assumption.
    """

    goal: str
    year: int
    only: int
    linked: int
    split: float


def read_budget(gemeente: str) -> PolicyBudget:
    """
    Read the budget of a gemeente and add it up.

    Raises
    ------
    InputError
        Another gemeente, a cell that is no amount, a line twice, a merged line that points nowhere, or a
        sum that differs from the printed total.
    """
    name = file_name(gemeente, BUDGET)
    rows = text_files.read_rows(policy_file(gemeente, BUDGET), required=COLUMNS, allowed=COLUMNS)
    refuse(name, [*_cell_problems(name, gemeente, rows), *_double_problems(name, rows)])
    posts = tuple(dict.fromkeys(row["post"] for row in rows if row["post"] != TOTAL))
    lines = tuple(_line(post, [row for row in rows if row["post"] == post], posts) for post in posts)
    totals = {int(row["jaar"]): int(row["bedrag"]) for row in rows if row["post"] == TOTAL}
    refuse(name, [*_merge_problems(name, rows, posts), *_sum_problems(name, lines, totals)])
    return PolicyBudget(lines, totals, rows[0]["bron"])


def budget_of(gemeente: str) -> PolicyBudget | None:
    """Return the budget of a gemeente, or nothing where it has none."""
    return read_budget(gemeente) if has_policy(gemeente, BUDGET) else None


def posts_of(gemeente: str) -> tuple[str, ...]:
    """Return the lines of the budget of a gemeente; none where it has no budget."""
    budget = budget_of(gemeente)
    return budget.posts if budget else ()


def _line(post: str, rows: Sequence[Cells], posts: Sequence[str]) -> BudgetLine:
    return BudgetLine(
        post,
        {int(row["jaar"]): int(row["bedrag"]) for row in rows if row["bedrag"]},
        {int(row["jaar"]): target for row in rows if (target := _into(row, posts))},
        {int(row["jaar"]): row["opmerking"] for row in rows if row["opmerking"]},
    )


def _into(row: Cells, posts: Sequence[str]) -> str:
    """Return the line that this one went into, "in …"; the note may write its name shorter."""
    match = None if row["bedrag"] else re.match("in (.+)$", row["opmerking"])
    found = [post for post in posts if match and post.casefold().startswith(match[1].casefold())]
    return found[0] if len(found) == 1 else ""


def _cell_problems(name: str, gemeente: str, rows: Sequence[Cells]) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=2):
        wrong = (
            (
                "gemeente",
                row["gemeente"] != gemeente,
                gemeente,
                "Zet hier de begroting van deze gemeente neer.",
            ),
            ("jaar", not re.fullmatch(r"20\d\d", row["jaar"]), "een jaar", "Schrijf vier cijfers."),
            ("bedrag", not (row["bedrag"] or "0").isdecimal(), "hele euro's", "Schrijf alleen cijfers."),
        )
        for column, is_wrong, expected, action in wrong:
            if is_wrong:
                yield Problem.at("", name, number, column, f'"{row[column]}"', expected, action)


def _double_problems(name: str, rows: Sequence[Cells]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=2):
        if (key := (row["post"], row["jaar"])) in seen:
            found = f'"{row["post"]}" nog een keer'
            yield Problem.at("", name, number, "post", found, "een rij per jaar", "Haal er een weg.")
        seen.add(key)


def _merge_problems(name: str, rows: Sequence[Cells], posts: Sequence[str]) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=2):
        if not row["bedrag"] and not _into(row, posts):
            expected = "een bedrag, of in welke post het zit"
            action = 'Schrijf in de opmerking "in" en de naam van die post.'
            yield Problem.at("", name, number, "bedrag", f'"{row["opmerking"]}"', expected, action)


def _sum_problems(name: str, lines: Sequence[BudgetLine], totals: Mapping[int, int]) -> Iterator[Problem]:
    for year in sorted({year for line in lines for year in (*line.amounts, *line.merged)} | set(totals)):
        total = sum(line.amounts.get(year, 0) for line in lines)
        if total != totals.get(year):
            found = f"de posten zijn samen {dutch.number(total)}"
            expected = f"het totaal van {dutch.number(totals.get(year))}"
            yield Problem(name, f"jaar {year}", found, expected, "Controleer de posten en het totaal.")


def links_of(tree: GoalTree, post: str) -> list[tuple[str, Money]]:
    """Return the goals of the nodes that a line is linked to, each with the ground of the link."""
    return [(node.goal, money) for node in tree.knopen for money in node.geld if money.post == post]


def goals_of(tree: GoalTree, post: str) -> tuple[str, ...]:
    """
    Return the goals that a line is linked to, in the order of the tree.

    The money of a line that was merged into another one counts for the other line's goals only.
    """
    return tuple(dict.fromkeys(goal for goal, _ in links_of(tree, post)))


def per_goal(tree: GoalTree, budget: PolicyBudget) -> list[GoalMoney]:
    """Return the money of each goal and year; what no goal is linked to is left for `orphans`."""
    found = []
    goals = {post: goals_of(tree, post) for post in budget.posts}
    for goal in tree.of_kind("doel"):
        for year in budget.years:
            linked = {post: budget.amount(post, year) for post in budget.posts if goal.id in goals[post]}
            only = sum(amount for post, amount in linked.items() if len(goals[post]) == 1)
            split = sum(amount / len(goals[post]) for post, amount in linked.items())
            found.append(GoalMoney(goal.id, year, only, sum(linked.values()), split))
    return found


def orphans(tree: GoalTree, budget: PolicyBudget) -> tuple[str, ...]:
    """Return the lines that no node is linked to: money without a goal."""
    return tuple(post for post in budget.posts if not links_of(tree, post))


def without_money(tree: GoalTree) -> tuple[str, ...]:
    """Return the activities that no line is linked to."""
    kinds = ("activiteit", "procesactiviteit", "procesdoel")
    return tuple(node.id for node in tree.of_kind(*kinds) if not node.geld)
