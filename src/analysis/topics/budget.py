"""The money of the policy: every line to the euro, what is linked to each goal, and what is linked to nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import amounts
from analysis.ground import dutch
from analysis.model.goals import DOCUMENT
from analysis.model.policy_files import BUDGET, GOALS, has_policy
from analysis.release.release import Release
from analysis.topics.budget_policy import (
    BudgetLine,
    PolicyBudget,
    links_of,
    orphans,
    per_goal,
    read_budget,
    without_money,
)
from analysis.topics.profile import real
from analysis.topics.targets import goal_tree
from analysis.topics.with_policy import Head, with_policy

PEOPLE = "inwoners"
SHARES = ("Alleen dit doel", "Alle gekoppelde posten", "Gelijk verdeeld")
Lines = tuple[BudgetLine, ...]  # those that became one in the course of the years
ASSUMED = (
    "Welke post bij welk doel hoort, staat meestal niet in het document. De koppeling is een aanname van ons."
)


def _groups(budget: PolicyBudget) -> list[Lines]:
    """Return the lines, each with those that went into it in any year."""
    into = {line.post: next(iter(line.merged.values()), "") for line in budget.lines}
    return [
        (line, *(other for other in budget.lines if into[other.post] == line.post))
        for line in budget.lines
        if not into[line.post]
    ]


def _name(group: Lines) -> str:
    first, *others = (line.short for line in group)
    return f"{first}, met {dutch.enumeration(others)}" if others else first


def _amounts(group: Lines, years: Sequence[int]) -> list[int]:
    return [sum(line.amounts.get(year, 0) for line in group) for year in years]


def _euro(amount: float) -> str:
    """Write an amount: `€ 1.234`; nothing for 0 would hide a line, so it stays `€ 0`."""
    return f"€ {dutch.number(amount)}"


def _change(before: float, after: float) -> str:
    """Write a change in euros and per cent."""
    if before == after:
        return "gelijk"
    sign = "+" if after > before else "−"
    share = dutch.percentage(abs(after - before) / before * 100) if before else ""
    return f"{sign} {_euro(abs(after - before))} ({sign}{share})"


@with_policy("begroting_posten", "Hoeveel geld is er, en voor wie?", BUDGET)
def lines(release: Release, head: Head) -> Card | Gap:
    """Draw every line of the budget per year, with the change; lines that were merged are shown as merged."""
    budget = read_budget(release.gemeente)
    years, first, last = budget.years, budget.years[0], budget.years[-1]
    columns = ["Post", *map(str, years), f"Verandering {first}–{last}"]
    rows: list[tuple[str, ...]] = []
    for group in _groups(budget):
        rows.append(_row(_name(group), _amounts(group, years)))
        together = {year for line in group for year in line.merged}
        for line in group if len(group) > 1 else ():
            cells = ("samen" if year in together else dutch.number(line.amounts.get(year)) for year in years)
            rows.append((f"– {line.short}", *cells, ""))
    total = [budget.totals[year] for year in years]
    rows.append(_row("Totaal", total))
    people = _inhabitants(release, years)
    count = _by_year(people)
    per = [
        f"€ {dutch.number(amount / count[year], 2)}" if count.get(year) else "onbekend"
        for year, amount in zip(years, total, strict=True)
    ]
    rows.append(("Per inwoner", *per, ""))
    low = max(_groups(budget), key=lambda group: _amounts(group, [first])[0] - _amounts(group, [last])[0])
    # What contributes and the budget leaves out, where a goal tree says so.
    outside = goal_tree(release).buiten_begroting if has_policy(release.gemeente, GOALS) else ()
    return make_card(
        release,
        people,
        None,
        (*head, f"Begroting van het preventiebeleid in euro, {first} tot en met {last} (en verder)"),
        f"Tabel met {len(budget.lines)} posten. Totaal {_euro(total[0])} in {first} en {_euro(total[-1])} in "
        f"{last}: {_change(total[0], total[-1])}. Het meest daalt {_name(low)}: "
        f"{_change(*_amounts(low, [first, last]))}.",
        also=(budget.bron,),
        numbers=_line_table(budget),
        table=pd.DataFrame(rows, columns=columns),
        notes=(
            "De posten zijn tot op de euro gelijk aan het totaal in het document.",
            "Samen: vanaf dat jaar zijn het in het document geen losse posten meer.",
            "Per inwoner geldt alleen voor een jaar waarvan het echte inwonertal bekend is.",
            *(
                [f"Niet in deze tabel: {dutch.enumeration([one.naam for one in outside])}."]
                if outside
                else []
            ),
        ),
    )


def _row(name: str, euros: Sequence[int]) -> tuple[str, ...]:
    return (name, *map(dutch.number, euros), _change(euros[0], euros[-1]))


def _inhabitants(release: Release, years: Sequence[int]) -> pd.DataFrame:
    """Return the rows with the real number of inhabitants in these years, one a year."""
    rows = real(release.rows(PEOPLE, [release.gemeente]))
    inside = rows[rows["periode"].str[:4].isin([str(year) for year in years])]
    return inside.drop_duplicates("periode", ignore_index=True)


def _by_year(people: pd.DataFrame) -> dict[int, float]:
    return {int(row.periode[:4]): float(row.waarde) for row in people.itertuples()}


def _line_table(budget: PolicyBudget) -> pd.DataFrame:
    found = [
        (line.post, year, line.amounts.get(year), line.merged.get(year, ""), line.notes.get(year, ""))
        for line in budget.lines
        for year in budget.years
    ]
    found += [("Totaal", year, total, "", "") for year, total in budget.totals.items()]
    return pd.DataFrame(found, columns=["Post", "Jaar", "Bedrag", "Samengevoegd met", "Opmerking"])


@with_policy("begroting_doelen", "Hoeveel geld hoort bij elk doel?", GOALS, BUDGET)
def goals(release: Release, head: Head) -> Card | Gap:
    """Draw per goal the money that is linked to it alone, and to it and others: a range, never one sum."""
    budget, tree = read_budget(release.gemeente), goal_tree(release)
    last = budget.years[-1]
    every = per_goal(tree, budget)
    shares = [share for share in every if share.year == last]
    loose = sum(budget.amount(post, last) for post in orphans(tree, budget))
    people = _inhabitants(release, budget.years)
    count = _by_year(people)
    texts = {f"Doel {share.goal}": f"{_euro(share.only)} tot {_euro(share.linked)}" for share in shares}
    drawn = pd.DataFrame([(one.only, one.linked) for one in shares], list(texts), ["alleen", "samen"])
    shown = [(one.goal, _euro(one.only), _euro(one.linked), _euro(one.split)) for one in shares]
    shown += [("geen", _euro(loose), "", _euro(loose)), ("totaal", "", "", _euro(budget.totals[last]))]
    numbers = pd.DataFrame(
        [(*one, one.split / count.get(one.year, math.nan), "aanname") for one in every],
        columns=["Doel", "Jaar", *SHARES, "Gelijk verdeeld per inwoner", "Let op"],
    )
    listed = "; ".join(f"{name.lower()} {text}" for name, text in texts.items())
    return make_card(
        release,
        people,
        amounts(drawn, loose, texts | {"Geen doel": _euro(loose)}),
        (*head, f"Euro per jaar vanaf {last}, als de koppeling van posten aan doelen klopt"),
        f"Staven per doel, met een deel dat ook voor een ander doel telt: {listed}. Zonder doel: {_euro(loose)}.",
        also=(budget.bron,),
        numbers=numbers,
        table=pd.DataFrame(shown, columns=["Doel", *SHARES]),
        notes=(
            ASSUMED,
            "Tel de doelen niet op: gearceerd geld telt bij elk doel waar de post bij hoort.",
            "Gelijk verdeeld betekent: een post van twee doelen telt bij elk voor de helft. Ook dat is een aanname.",
        ),
    )


@with_policy(
    "begroting_losse_einden", "Waar zit geld zonder doel, of een activiteit zonder geld?", GOALS, BUDGET
)
def loose_ends(release: Release, head: Head) -> Card | Gap:
    """List money without a goal, activities without money, and what the table leaves out."""
    budget, tree = read_budget(release.gemeente), goal_tree(release)
    last = budget.years[-1]
    loose = [line for line in budget.lines if line.post in orphans(tree, budget)]
    guessed = [
        line.short
        for line in budget.lines
        if (found := links_of(tree, line.post)) and all(money.grond != DOCUMENT for _, money in found)
    ]
    idle = without_money(tree)
    parts: dict[str, list[tuple[str, str]]] = {
        "Geld zonder doel": [
            (line.short, f"{_euro(line.amounts.get(last, 0))} in {last}{_inside(budget, line, last)}")
            for line in loose
        ],
        "Geld dat het document zelf niet koppelt": [(dutch.enumeration(guessed), "koppeling is een aanname")],
        "Activiteit zonder geld": [(f"{one} {tree.nodes[one].naam}", "geen post genoemd") for one in idle],
        "Investering zonder bedrag": [(one.naam, f"hoort bij {one.knoop}") for one in tree.zonder_bedrag],
        "Buiten de begroting": [(one.naam, "geen bedrag genoemd") for one in tree.buiten_begroting],
    }
    names = dutch.enumeration([line.short for line in loose]) or "geen enkele post"
    return make_card(
        release,
        release.no_rows,
        None,
        (*head, f"Begroting {budget.years[0]} tot en met {last} naast de doelenboom"),
        f"Lijst. Geld zonder doel: {names}. Activiteiten of procesdoelen zonder geld: {len(idle)}.",
        table=pd.DataFrame(
            [(heading, *item) for heading, items in parts.items() for item in items],
            columns=["Soort", "Onderdeel", "Wat wij weten"],
        ),
        also=(budget.bron,),
        notes=("Geen post betekent: het document noemt er geen. Er kan wel geld zijn.", ASSUMED),
    )


def _inside(budget: PolicyBudget, line: BudgetLine, year: int) -> str:
    """Say which lines went into this one: their money is in it, and how much is not known."""
    names = [other.short for other in budget.lines if other.merged.get(year) == line.post]
    return f", met {dutch.enumeration(names)} erin" if names else ""


def all_cards(release: Release) -> list[Card | Gap]:
    """Return the three cards on money."""
    return [lines(release), goals(release), loose_ends(release)]
