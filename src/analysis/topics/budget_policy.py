"""
The budget of the policy of a gemeente: `data/beleid/<gemeente>/begroting.csv`, to the euro.

A sum that does not fit stops the run. A line that was merged into another one
stays a line, and says into which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.ground import dutch, paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.model.goal_nodes import Money
from analysis.model.goals import GoalTree
from analysis.model.policy_files import BUDGET, has_policy, policy_file

COLUMNS = ("gemeente", "post", "jaar", "bedrag", "opmerking", "bron")
TOTAL = "totaal"
FILE = BUDGET
_MERGED = re.compile(r"^in (.+)$")


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
class Budget:
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
        return next(line.amounts.get(year, 0) for line in self.lines if line.post == post)

    def of_year(self, year: int) -> dict[str, int]:
        """Return the euros per line of one year; a line whose money is in another line is left out."""
        return {line.post: line.amounts[year] for line in self.lines if year in line.amounts}


@dataclass(frozen=True)
class Share:
    """
    Money of one goal in one year.

    Attributes
    ----------
    only, linked : int
        Lines that are linked to this goal alone; all lines that are linked to it.
    split : float
        With lines of several goals divided equally between them: an assumption.
    """

    goal: str
    year: int
    only: int
    linked: int
    split: float


def read_budget(gemeente: str, path: Path | None = None) -> Budget:
    """
    Read the budget of a gemeente and add it up.

    Raises
    ------
    InputError
        Another gemeente, a cell that is no amount, a line twice, a merged line that points nowhere, or a
        sum that differs from the printed total.
    """
    path = path or policy_file(gemeente, FILE)
    name = paths.relative(path)
    table = text_files.read_csv(path, required=COLUMNS, allowed=COLUMNS)
    rows = [{str(key): str(cell) for key, cell in row.items()} for row in table.to_dict("records")]
    if problems := [*_cell_problems(name, gemeente, rows), *_double_problems(name, rows)]:
        raise InputError(f"{name} klopt niet.", problems)
    posts = tuple(dict.fromkeys(row["post"] for row in rows if row["post"] != TOTAL))
    lines = tuple(_line(post, [row for row in rows if row["post"] == post], posts) for post in posts)
    totals = {int(row["jaar"]): int(row["bedrag"]) for row in rows if row["post"] == TOTAL}
    if problems := [*_merge_problems(name, rows, posts), *_sum_problems(name, lines, totals)]:
        raise InputError(f"{name} klopt niet.", problems)
    return Budget(lines, totals, rows[0]["bron"])


def posts_of(gemeente: str) -> tuple[str, ...]:
    """Return the lines of the budget of a gemeente; none where it has no budget."""
    return read_budget(gemeente).posts if has_policy(gemeente, FILE) else ()


def _line(post: str, rows: Sequence[Mapping[str, str]], posts: Sequence[str]) -> BudgetLine:
    return BudgetLine(
        post,
        {int(row["jaar"]): int(row["bedrag"]) for row in rows if row["bedrag"]},
        {int(row["jaar"]): target for row in rows if (target := _into(row, posts))},
        {int(row["jaar"]): row["opmerking"] for row in rows if row["opmerking"]},
    )


def _into(row: Mapping[str, str], posts: Sequence[str]) -> str:
    """Return the line that this one went into; the note may write its name shorter."""
    match = _MERGED.match(row["opmerking"]) if not row["bedrag"] else None
    found = [post for post in posts if match and post.casefold().startswith(match[1].casefold())]
    return found[0] if len(found) == 1 else ""


def _cell_problems(name: str, gemeente: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=2):
        if row["gemeente"] != gemeente:
            action = "Zet hier de begroting van deze gemeente neer."
            yield Problem.at("", name, number, "gemeente", f'"{row["gemeente"]}"', gemeente, action)
        if not re.fullmatch(r"20\d\d", row["jaar"]):
            yield Problem.at(
                "", name, number, "jaar", f'"{row["jaar"]}"', "een jaar", "Schrijf vier cijfers."
            )
        if row["bedrag"] and not row["bedrag"].isdecimal():
            found = f'"{row["bedrag"]}"'
            yield Problem.at("", name, number, "bedrag", found, "hele euro's", "Schrijf alleen cijfers.")


def _double_problems(name: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=2):
        key = (row["post"], row["jaar"])
        if key in seen:
            yield Problem.at(
                "",
                name,
                number,
                "post",
                f'"{row["post"]}" nog een keer',
                "een rij per jaar",
                "Haal er een weg.",
            )
        seen.add(key)


def _merge_problems(name: str, rows: Sequence[Mapping[str, str]], posts: Sequence[str]) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=2):
        if not row["bedrag"] and not _into(row, posts):
            expected = "een bedrag, of in welke post het zit"
            action = 'Schrijf in de opmerking "in" en de naam van die post.'
            yield Problem.at("", name, number, "bedrag", f'"{row["opmerking"]}"', expected, action)


def _sum_problems(name: str, lines: Sequence[BudgetLine], totals: Mapping[int, int]) -> Iterator[Problem]:
    years = sorted({year for line in lines for year in (*line.amounts, *line.merged)} | set(totals))
    for year in years:
        total = sum(line.amounts.get(year, 0) for line in lines)
        if total != totals.get(year):
            printed = dutch.number(totals.get(year))
            found, expected = f"de posten zijn samen {dutch.number(total)}", f"het totaal van {printed}"
            yield Problem(name, f"jaar {year}", found, expected, "Controleer de posten en het totaal.")


def goals_of(tree: GoalTree, post: str) -> tuple[str, ...]:
    """
    Return the goals that a line is linked to, in the order of the tree.

    The money of a line that was merged into another one counts for the other line's goals only.
    """
    linked = [node.id for node in tree.nodes.values() for money in node.geld if money.post == post]
    return tuple(dict.fromkeys(tree.goal_of(node) for node in linked))


def per_goal(tree: GoalTree, budget: Budget) -> list[Share]:
    """Return the money of each goal and year; what no goal is linked to is left for `orphans`."""
    found = []
    for goal in tree.of_kind("doel"):
        for year in budget.years:
            linked = [post for post in budget.posts if goal.id in goals_of(tree, post)]
            counts = {post: len(goals_of(tree, post)) for post in linked}
            found.append(
                Share(
                    goal.id,
                    year,
                    sum(budget.amount(post, year) for post in linked if counts[post] == 1),
                    sum(budget.amount(post, year) for post in linked),
                    sum(budget.amount(post, year) / counts[post] for post in linked),
                )
            )
    return found


def orphans(tree: GoalTree, budget: Budget) -> tuple[str, ...]:
    """Return the lines that no node is linked to: money without a goal."""
    return tuple(post for post in budget.posts if not goals_of(tree, post))


def without_money(tree: GoalTree) -> tuple[str, ...]:
    """Return the activities that no line is linked to."""
    kinds = ("activiteit", "procesactiviteit", "procesdoel")
    return tuple(node.id for node in tree.of_kind(*kinds) if not node.geld)


def links_of(tree: GoalTree, post: str) -> list[tuple[str, Money]]:
    """Return the nodes that a line is linked to, each with the ground of the link."""
    return [(node.id, money) for node in tree.nodes.values() for money in node.geld if money.post == post]
