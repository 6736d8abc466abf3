"""The budget in lines to the euro, merged as the document merges them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.model.policy_files import BUDGET, GOALS, has_policy, lack
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.budget_policy import Budget, BudgetLine, read_budget
from analysis.topics.targets import goal_tree

PEOPLE = "inwoners"


@dataclass(frozen=True)
class LineGroup:
    """Lines that became one in the course of the years, as one."""

    lines: tuple[BudgetLine, ...]

    @property
    def name(self) -> str:
        """The first line with those that went into it."""
        first, *others = (line.short for line in self.lines)
        return f"{first}, met {dutch.enumeration(others)}" if others else first

    def amount(self, year: int) -> int:
        """Euros of all lines together."""
        return sum(line.amounts.get(year, 0) for line in self.lines)


def groups(budget: Budget) -> list[LineGroup]:
    """Return the lines, each with those that went into it in any year."""
    into = {line.post: next(iter(line.merged.values()), "") for line in budget.lines}
    return [
        LineGroup((line, *(other for other in budget.lines if into[other.post] == line.post)))
        for line in budget.lines
        if not into[line.post]
    ]


def euro(amount: float) -> str:
    """Write an amount: `€ 1.234`; nothing for 0 would hide a line, so it stays `€ 0`."""
    return f"€ {dutch.number(amount)}"


def change(before: float, after: float) -> str:
    """Write a change in euros and per cent."""
    if before == after:
        return "gelijk"
    sign = "+" if after > before else "−"
    share = dutch.percentage(abs(after - before) / before * 100) if before else ""
    return f"{sign} € {dutch.number(abs(after - before))} ({sign}{share})"


def lines(release: Release) -> Card | Gap:
    """Draw every line of the budget per year, with the change; lines that were merged are shown as merged."""
    title, identity = "Hoeveel geld is er, en voor wie?", "begroting_posten"
    if missing := lack(release.gemeente, release.naam, BUDGET):
        return Gap(identity, title, *missing)
    budget = read_budget(release.gemeente)
    years, first, last = budget.years, budget.years[0], budget.years[-1]
    columns = ["Post", *map(str, years), f"Verandering {first}–{last}"]
    rows: list[tuple[str, ...]] = []
    for group in groups(budget):
        rows.append(_amounts(group.name, [group.amount(year) for year in years]))
        if len(group.lines) > 1:
            rows.extend(_merged(line, group, years) for line in group.lines)
    rows.append(_amounts("Totaal", [budget.totals[year] for year in years]))
    people = inhabitants(release, years)
    counted = [euro_per(budget.totals[year], people.get(year)) for year in years]
    rows.append(("Per inwoner", *counted, ""))
    low = max(groups(budget), key=lambda group: group.amount(first) - group.amount(last))
    return make_card(
        release,
        people_rows(release, years),
        None,
        (
            identity,
            title,
            f"Begroting van het preventiebeleid in euro, {first} tot en met {last} (en verder)",
        ),
        (
            f"Tabel met {len(budget.lines)} posten. Totaal {euro(budget.totals[first])} in {first} en "
            f"{euro(budget.totals[last])} in {last}: {change(budget.totals[first], budget.totals[last])}. "
            f"Het meest daalt {low.name}: {change(low.amount(first), low.amount(last))}."
        ),
        also=(budget.bron,),
        numbers=_line_table(budget),
        table=pd.DataFrame(rows, columns=columns),
        notes=(
            "De posten zijn tot op de euro gelijk aan het totaal in het document.",
            "Samen: vanaf dat jaar zijn het in het document geen losse posten meer.",
            "Per inwoner geldt alleen voor een jaar waarvan het echte inwonertal bekend is.",
            *_left_out(release),
        ),
    )


def _left_out(release: Release) -> tuple[str, ...]:
    """Name what contributes and what the budget leaves out, where a goal tree says so."""
    names = [one.naam for one in goal_tree(release).outside] if has_policy(release.gemeente, GOALS) else []
    return (f"Niet in deze tabel: {dutch.enumeration(names)}.",) if names else ()


def _amounts(name: str, amounts: Sequence[int]) -> tuple[str, ...]:
    return (name, *map(dutch.number, amounts), change(amounts[0], amounts[-1]))


def _merged(line: BudgetLine, group: LineGroup, years: Sequence[int]) -> tuple[str, ...]:
    together = {year for other in group.lines for year in other.merged}

    def cell(year: int) -> str:
        return "samen" if year in together else dutch.number(line.amounts.get(year))

    return (f"– {line.short}", *map(cell, years), "")


def people_rows(release: Release, years: Sequence[int]) -> pd.DataFrame:
    """Return the rows with the real number of inhabitants in these years, one a year."""
    rows = release.rows(PEOPLE, [release.gemeente])
    known = rows[rows["status"].isin(WITH_VALUE) & (rows["status"] != "voorbeeld")]
    inside = known[known["periode"].str[:4].isin([str(year) for year in years])]
    return inside.drop_duplicates("periode", ignore_index=True)


def inhabitants(release: Release, years: Sequence[int]) -> dict[int, float]:
    """Return the real number of inhabitants of each year that has one."""
    rows = people_rows(release, years)
    return {int(row.periode[:4]): float(row.waarde) for row in rows.itertuples()}


def euro_per(amount: float, people: float | None) -> str:
    """Write an amount per inhabitant, or that the number of inhabitants is not known."""
    return f"€ {dutch.number(amount / people, 2)}" if people else "onbekend"


def _line_table(budget: Budget) -> pd.DataFrame:
    found = [
        {
            "Post": line.post,
            "Jaar": year,
            "Bedrag": line.amounts.get(year),
            "Samengevoegd met": line.merged.get(year, ""),
            "Opmerking": line.notes.get(year, ""),
        }
        for line in budget.lines
        for year in budget.years
    ]
    totals = [{"Post": "Totaal", "Jaar": year, "Bedrag": total} for year, total in budget.totals.items()]
    return pd.DataFrame(found + totals).fillna({"Samengevoegd met": "", "Opmerking": ""})
