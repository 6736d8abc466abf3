"""An amount in euro: of an indicator in euro, or else of a line of the gemeente's budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.ground import dutch
from analysis.topics.claims_check import CONTRADICTED, HOLDS, NO_BUDGET
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.readings import CLOSE, FITS, OUT, judge_number
from analysis.topics.drafts.said import Part, UnderstoodSentence
from analysis.topics.drafts.verdict import UNTESTED, Verdict
from analysis.topics.drafts.words import stems_of, tokens_of
from analysis.topics.policy import PolicyBudget, budget_of, short

_TOTAL = re.compile(r"\b(?:totaal|totale|begroting|preventiebudget|alles samen)\b", re.I)
_MONEY = stems_of(
    [
        "begroot",
        "begroting",
        "bedrag",
        "bedragen",
        "budget",
        "euro",
        "subsidie",
        "bijdrage",
        "uitgetrokken",
        "beschikbaar",
        "geld",
        "kost",
        "kosten",
        "preventiebudget",
        "vanaf",
    ]
)
_A_WORD = 4  # a name as short as Mee is also a common word: only with a capital
_FEW = 1
_FAR = 4  # times as much


class Line(NamedTuple):
    """What a sentence may mean by an amount: a line of the budget, or all of it."""

    name: str
    euros: dict[int, int]


def judge_euro(part: Part, said: UnderstoodSentence, reader: DraftReader) -> Verdict:
    """Return what the numbers say of an amount in euro."""
    if part.topics:
        return judge_number(part, said, reader)
    written = part.quantity.written
    budget = budget_of(reader.release.gemeente)
    if budget is None:
        return Verdict(UNTESTED, f"{written}: {NO_BUDGET}")
    if part.unknown and not list(_named(said, budget)):
        return Verdict(UNTESTED, f"{written}: het gebied “{part.unknown}” kennen wij niet.")
    lines = list(_lines(said, budget))
    if len(lines) == 1 and (other := _other(part, lines[0], budget)):
        return Verdict(UNTESTED, f"{written}: dit is het bedrag van {other}.")
    if len(lines) != 1:
        return Verdict(UNTESTED, f"{written}: welke post van de begroting dit is, herkennen wij niet.")
    return _judge(part, lines[0], _loose(part, said, reader, lines[0]))


def _other(part: Part, line: Line, budget: PolicyBudget) -> str:
    """Return another line that has exactly this amount, where the one that the sentence names never has."""
    if any(_match(part, euros) == FITS for euros in line.euros.values()):
        return ""
    found = [
        post for (post, _), euros in budget.euros.items() if post != line.name and _match(part, euros) == FITS
    ]
    found += ["het totaal" for euros in budget.totals.values() if _match(part, euros) == FITS]
    return dutch.few(list(dict.fromkeys(found)), 2)


def _lines(said: UnderstoodSentence, budget: PolicyBudget) -> Iterator[Line]:
    named = list(_named(said, budget))
    for post in named:
        yield Line(
            post, {year: budget.amount(post, year) for year in budget.years if (post, year) in budget.euros}
        )
    if not named and _TOTAL.search(said.text):
        yield Line("Totaal", dict(budget.totals))


def _named(said: UnderstoodSentence, budget: PolicyBudget) -> Iterator[str]:
    stems = {token.stem for token in said.tokens}
    for post in budget.posts:
        name = short(post)
        if len(name) < _A_WORD:
            if re.search(rf"\b(?:{name}|{name.upper()})\b", said.text):
                yield post
        elif {token.stem for token in tokens_of(name)} <= stems:
            yield post


def _loose(part: Part, said: UnderstoodSentence, reader: DraftReader, line: Line) -> int:
    """Count the words that are neither the name of the line nor about money."""
    known = {*(token.stem for token in tokens_of(line.name)), *_MONEY, *reader.filling}
    inside = range(part.quantity.start, part.quantity.end)
    return sum(
        1 for token in said.tokens
        if token.stem not in known and token.start not in inside and not token.word[0].isdecimal() and token.word != "miljoen"
    )  # fmt: skip


def _judge(part: Part, line: Line, loose: int) -> Verdict:
    quantity = part.quantity
    by_year = {year: _match(part, euros) for year, euros in line.euros.items()}
    meant = [int(year) for year in part.years if int(year) in by_year] if part.years else list(by_year)
    shown = ", ".join(f"{dutch.number(line.euros[year])} euro in {year}" for year in sorted(line.euros))
    beside = f"{quantity.written}: begroting, {line.name}: {shown}."
    if (len(meant) == 1 and by_year[meant[0]] == FITS) or (
        len(meant) > 1 and not part.years and all(by_year[one] == FITS for one in meant)
    ):
        return Verdict(HOLDS, beside)
    if (
        meant
        and all(word == OUT for word in by_year.values())
        and loose <= (_FEW if line.name != "Totaal" else 0)
        and not quantity.is_change
        and _within_reach(quantity.value, line)
    ):
        return Verdict(CONTRADICTED, beside)
    other = [str(year) for year, word in by_year.items() if word == FITS]
    why = f" Dit is het bedrag van {dutch.enumeration(other)}." if other else ""
    return Verdict(UNTESTED, f"{beside}{why}")


def _within_reach(value: float, line: Line) -> bool:
    """Whether an amount is of the size of the line; one that is far off is about a part of it, or a change."""
    return any(1 / _FAR <= value / euros <= _FAR for euros in line.euros.values() if euros)


def _match(part: Part, euros: int) -> str:
    fits = part.quantity.fits
    if fits.low <= euros <= fits.high:
        return FITS
    reach = fits.widened(part.quantity.near)
    return CLOSE if reach.low <= euros <= reach.high else OUT
