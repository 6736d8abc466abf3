"""The money of the policy: every line to the euro, what is linked to each goal, and what is linked to nothing."""

from __future__ import annotations

import itertools

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import amounts
from analysis.ground import dutch
from analysis.model.goals import DOCUMENT, GoalTree, Money
from analysis.model.policy_files import BUDGET, GOALS, has_policy
from analysis.release.release import Release
from analysis.topics.policy import Head, PolicyBudget, goal_tree, read_budget, short, with_policy
from analysis.topics.profile import real

PEOPLE = "inwoners"
SHARES = ("Alleen dit doel", "Alle gekoppelde posten", "Gelijk verdeeld")
ASSUMED = (
    "Welke post bij welk doel hoort, staat meestal niet in het document. De koppeling is een aanname van ons."
)


def links_of(tree: GoalTree, post: str) -> list[tuple[str, Money]]:
    """Return the goals of the nodes that a line is linked to, each with the ground of the link."""
    return [(node.goal, money) for node in tree.knopen for money in node.geld if money.post == post]


def goals_of(tree: GoalTree, post: str) -> tuple[str, ...]:
    """
    Return the goals that a line is linked to, in the order of the tree.

    The money of a line that was merged into another one counts for the other line's goals only.
    """
    return tuple(dict.fromkeys(goal for goal, _ in links_of(tree, post)))


def per_goal(tree: GoalTree, budget: PolicyBudget) -> pd.DataFrame:
    """
    Return the euros of each goal (`doel`) and year (`jaar`); lines that no goal is linked to are `orphans`.

    `alleen` is of lines of this goal alone, `samen` of all lines that are linked to it; `gelijk` divides lines of
    several goals equally between them: an assumption.
    """
    goals = {post: goals_of(tree, post) for post in budget.posts}
    found = []
    for goal in tree.of_kind("doel"):
        for year in budget.years:
            linked = {post: budget.amount(post, year) for post in budget.posts if goal.id in goals[post]}
            only = sum(amount for post, amount in linked.items() if len(goals[post]) == 1)
            equal = sum(amount / len(goals[post]) for post, amount in linked.items())
            found.append((goal.id, year, only, sum(linked.values()), equal))
    return pd.DataFrame(found, columns=["doel", "jaar", "alleen", "samen", "gelijk"])


def orphans(tree: GoalTree, budget: PolicyBudget) -> tuple[str, ...]:
    """Return the lines that no node is linked to: money without a goal."""
    return tuple(post for post in budget.posts if not links_of(tree, post))


def without_money(tree: GoalTree) -> tuple[str, ...]:
    """Return the activities that no line is linked to."""
    kinds = ("activiteit", "procesactiviteit", "procesdoel")
    return tuple(node.id for node in tree.of_kind(*kinds) if not node.geld)


def _groups(budget: PolicyBudget) -> list[list[str]]:
    """Return the lines, each with those that went into it in any year."""
    into: dict[str, str] = {}
    for (post, _), target in budget.into.items():
        into.setdefault(post, target)
    groups = {post: [post] for post in budget.posts if post not in into}
    for post, target in into.items():
        if target in groups:
            groups[target].append(post)
    return list(groups.values())


def _name(group: list[str]) -> str:
    first, *others = map(short, group)
    return f"{first}, met {dutch.enumeration(others)}" if others else first


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
    groups = _groups(budget)
    euros = [[sum(budget.amount(post, year) for post in group) for year in years] for group in groups]
    rows: list[tuple[str, ...]] = []
    for group, amount in zip(groups, euros, strict=True):
        rows.append(_row(_name(group), amount))
        together = {year for post in group for year in years if (post, year) in budget.into}
        for post in group if len(group) > 1 else ():
            cells = (
                "samen" if year in together else dutch.number(budget.euros.get((post, year)))
                for year in years
            )
            rows.append((f"– {short(post)}", *cells, ""))
    total = [budget.totals[year] for year in years]
    rows.append(_row("Totaal", total))
    people, count = _inhabitants(release, years)
    per = [
        f"€ {dutch.number(euro / count[year], 2)}" if count.get(year) else "onbekend"
        for year, euro in zip(years, total, strict=True)
    ]
    rows.append(("Per inwoner", *per, ""))
    low, amount = max(zip(groups, euros, strict=True), key=lambda pair: pair[1][0] - pair[1][-1])
    # What contributes and the budget leaves out, where a goal tree says so.
    outside = goal_tree(release).buiten_begroting if has_policy(release.gemeente, GOALS) else ()
    return make_card(
        release,
        people,
        None,
        (*head, f"Begroting van het preventiebeleid in euro, {first} tot en met {last} (en verder)"),
        f"Tabel met {len(budget.posts)} posten. Totaal {_euro(total[0])} in {first} en {_euro(total[-1])} in "
        f"{last}: {_change(total[0], total[-1])}. Het meest daalt {_name(low)}: "
        f"{_change(amount[0], amount[-1])}.",
        also=(budget.bron,),
        numbers=_line_table(budget),
        table=pd.DataFrame(rows, columns=["Post", *map(str, years), f"Verandering {first}–{last}"]),
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


def _row(name: str, euros: list[int]) -> tuple[str, ...]:
    return (name, *map(dutch.number, euros), _change(euros[0], euros[-1]))


def _inhabitants(release: Release, years: tuple[int, ...]) -> tuple[pd.DataFrame, dict[int, float]]:
    """Return the rows with the real number of inhabitants in these years, one a year, and the number by year."""
    rows = real(release.rows(PEOPLE, [release.gemeente]))
    inside = rows[rows["periode"].str[:4].isin([str(year) for year in years])]
    people = inside.drop_duplicates("periode", ignore_index=True)
    return people, {int(row.periode[:4]): float(row.waarde) for row in people.itertuples()}


def _line_table(budget: PolicyBudget) -> pd.DataFrame:
    found = [
        (*cell, budget.euros.get(cell), budget.into.get(cell, ""), budget.notes.get(cell, ""))
        for cell in itertools.product(budget.posts, budget.years)
    ]
    found += [("Totaal", year, total, "", "") for year, total in budget.totals.items()]
    return pd.DataFrame(found, columns=["Post", "Jaar", "Bedrag", "Samengevoegd met", "Opmerking"])


@with_policy("begroting_doelen", "Hoeveel geld hoort bij elk doel?", GOALS, BUDGET)
def goals(release: Release, head: Head) -> Card | Gap:
    """Draw per goal the money that is linked to it alone, and to it and others: a range, never one sum."""
    budget, tree = read_budget(release.gemeente), goal_tree(release)
    last = budget.years[-1]
    every = per_goal(tree, budget)
    shares = every[every["jaar"] == last]
    orphaned = sum(budget.amount(post, last) for post in orphans(tree, budget))
    loose = _euro(orphaned)
    people, count = _inhabitants(release, budget.years)
    texts = {f"Doel {one.doel}": f"{_euro(one.alleen)} tot {_euro(one.samen)}" for one in shares.itertuples()}
    shown = [(one.doel, *map(_euro, (one.alleen, one.samen, one.gelijk))) for one in shares.itertuples()]
    shown += [("geen", loose, "", loose), ("totaal", "", "", _euro(budget.totals[last]))]
    numbers = every.assign(inwoner=every["gelijk"] / every["jaar"].map(count), let_op="aanname")
    listed = "; ".join(f"{name.lower()} {text}" for name, text in texts.items())
    return make_card(
        release,
        people,
        amounts(shares[["alleen", "samen"]].set_axis(list(texts)), orphaned, texts | {"Geen doel": loose}),
        (*head, f"Euro per jaar vanaf {last}, als de koppeling van posten aan doelen klopt"),
        f"Staven per doel, met een deel dat ook voor een ander doel telt: {listed}. Zonder doel: {loose}.",
        also=(budget.bron,),
        numbers=numbers.set_axis(["Doel", "Jaar", *SHARES, "Gelijk verdeeld per inwoner", "Let op"], axis=1),
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
    last, loose, idle = budget.years[-1], orphans(tree, budget), without_money(tree)
    links = {post: links_of(tree, post) for post in budget.posts}
    guessed = [
        short(post)
        for post, found in links.items()
        if found and all(one.grond != DOCUMENT for _, one in found)
    ]
    # The money of a line that went into another one is in it, and how much is not known.
    inside = {
        post: [short(one) for one in budget.posts if budget.into.get((one, last)) == post] for post in loose
    }
    parts: dict[str, list[tuple[str, str]]] = {
        "Geld zonder doel": [
            (
                short(post),
                f"{_euro(budget.amount(post, last))} in {last}"
                + (f", met {dutch.enumeration(names)} erin" if names else ""),
            )
            for post, names in inside.items()
        ],
        "Geld dat het document zelf niet koppelt": [(dutch.enumeration(guessed), "koppeling is een aanname")],
        "Activiteit zonder geld": [(f"{one} {tree.nodes[one].naam}", "geen post genoemd") for one in idle],
        "Investering zonder bedrag": [(one.naam, f"hoort bij {one.knoop}") for one in tree.zonder_bedrag],
        "Buiten de begroting": [(one.naam, "geen bedrag genoemd") for one in tree.buiten_begroting],
    }
    names = dutch.enumeration(list(map(short, loose))) or "geen enkele post"
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


def all_cards(release: Release) -> list[Card | Gap]:
    """Return the three cards on money."""
    return [lines(release), goals(release), loose_ends(release)]
