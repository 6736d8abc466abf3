"""
What several chapters on policy rest on: the goal tree, the budget, and a gap where a gemeente lacks a file.

The budget (`begroting.csv`) is to the euro: a sum that does not fit stops the run, and a line that was merged into
another one stays a line and says into which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps

from analysis.cards.card import Card, Gap
from analysis.ground import dutch, text_files
from analysis.ground.errors import Problem
from analysis.model.goals import GoalTree, read_goals
from analysis.model.policy_files import BUDGET, file_name, has_policy, lack, policy_file, refuse
from analysis.release.release import Release

COLUMNS = ("gemeente", "post", "jaar", "bedrag", "opmerking", "bron")
TOTAL = "totaal"
Cells = Mapping[str, str]
Head = tuple[str, str]  # id and title of a card
Draw = Callable[[Release], Card | Gap]
DrawWithHead = Callable[[Release, Head], Card | Gap]


def with_policy(identity: str, title: str, *files: str) -> Callable[[DrawWithHead], Draw]:
    """Make a function that draws a card of policy: it gets the id and title, and is not called without its files."""

    def decorate(draw: DrawWithHead) -> Draw:
        @wraps(draw)
        def card(release: Release) -> Card | Gap:
            missing = lack(release.gemeente, release.naam, *files)
            return Gap(identity, title, *missing) if missing else draw(release, (identity, title))

        return card

    return decorate


def goal_tree(release: Release) -> GoalTree:
    """Read the goal tree of a gemeente, held against the catalogue, the areas and the lines of its budget."""
    catalogue, budget = release.catalogue, budget_of(release.gemeente)
    goals = {entry.id: entry.doel for entry in catalogue.indicators.values()}
    return read_goals(release.gemeente, goals, budget.posts if budget else (), catalogue.areas)


@dataclass(frozen=True)
class PolicyBudget:
    """
    The lines of a budget, and the totals as printed; the two agree.

    By line and year: the euros, the line that it went into where it has none, and what the document notes.
    """

    posts: tuple[str, ...]
    euros: Mapping[tuple[str, int], int]
    into: Mapping[tuple[str, int], str]
    notes: Mapping[tuple[str, int], str]
    totals: Mapping[int, int]
    bron: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the table."""
        return tuple(sorted(self.totals))

    def amount(self, post: str, year: int) -> int:
        """Return the euros of a line, 0 where its money is in another line."""
        return self.euros.get((post, year), 0)


def short(post: str) -> str:
    """Return the name of a line without what stands between brackets or behind a comma."""
    return re.split(r" \(|, ", post.replace(" (GGD)", " GGD"))[0]


def budget_of(gemeente: str) -> PolicyBudget | None:
    """Return the budget of a gemeente, or nothing where it has none."""
    return read_budget(gemeente) if has_policy(gemeente, BUDGET) else None


def read_budget(gemeente: str) -> PolicyBudget:
    """
    Read the budget of a gemeente and add it up.

    Raises `InputError` for another gemeente, a cell that is no amount, a line twice, a merged line that points
    nowhere, or a sum that differs from the printed total.
    """
    name = file_name(gemeente, BUDGET)
    rows = text_files.read_rows(policy_file(gemeente, BUDGET), required=COLUMNS, allowed=COLUMNS)
    refuse(name, list(_cell_problems(name, gemeente, rows)))
    posts = tuple(dict.fromkeys(row["post"] for row in rows if row["post"] != TOTAL))
    cells = {(row["post"], int(row["jaar"])): row for row in rows if row["post"] != TOTAL}
    budget = PolicyBudget(
        posts,
        {key: int(row["bedrag"]) for key, row in cells.items() if row["bedrag"]},
        {key: target for key, row in cells.items() if (target := _into(row, posts))},
        {key: row["opmerking"] for key, row in cells.items() if row["opmerking"]},
        {int(row["jaar"]): int(row["bedrag"]) for row in rows if row["post"] == TOTAL and row["bedrag"]},
        rows[0]["bron"],
    )
    refuse(name, [*_merge_problems(name, rows, posts), *_sum_problems(name, budget)])
    return budget


def _into(row: Cells, posts: Sequence[str]) -> str:
    """Return the line that this one went into, "in …"; the note may write its name shorter."""
    match = None if row["bedrag"] else re.match("in (.+)$", row["opmerking"])
    found = [post for post in posts if match and post.casefold().startswith(match[1].casefold())]
    return found[0] if len(found) == 1 else ""


def _cell_problems(name: str, gemeente: str, rows: Sequence[Cells]) -> Iterator[Problem]:
    of_another = "Zet hier de begroting van deze gemeente neer."
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=2):
        right = {
            "gemeente": (row["gemeente"] == gemeente, gemeente, of_another),
            "jaar": (re.fullmatch(r"20\d\d", row["jaar"]), "een jaar", "Schrijf vier cijfers."),
            "bedrag": ((row["bedrag"] or "0").isdecimal(), "hele euro's", "Schrijf alleen cijfers."),
        }
        for column, (is_right, expected, action) in right.items():
            if not is_right:
                yield Problem.at("", name, number, column, f'"{row[column]}"', expected, action)
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


def _sum_problems(name: str, budget: PolicyBudget) -> Iterator[Problem]:
    for year in sorted({year for _, year in (*budget.euros, *budget.into)} | set(budget.totals)):
        total, printed = sum(budget.amount(post, year) for post in budget.posts), budget.totals.get(year)
        if total != printed:
            found = f"de posten zijn samen {dutch.number(total)}"
            expected = f"het totaal van {dutch.number(printed)}"
            yield Problem(name, f"jaar {year}", found, expected, "Controleer de posten en het totaal.")
