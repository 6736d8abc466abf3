"""Where the documents and the sources do not agree: found again at each build, or written down with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics.budget_policy import budget_of
from analysis.topics.claims_check import NO_BUDGET, JudgedClaim
from analysis.topics.claims_policy import Claims, Conflict
from analysis.topics.claims_rules import HOLDS, UNSOURCED

FOUND, WRITTEN, WAITING, GONE = STATES = (
    "gevonden door een regel",
    "vastgelegd met reden",
    "wacht op cijfers",
    "niet meer gevonden",
)
YEARS = (2021, 2022)  # the taakstelling starts in 2022
Judgements = Mapping[str, JudgedClaim]


class FoundConflict(NamedTuple):
    """One conflict, how it was found, and what was seen."""

    conflict: Conflict
    state: str
    seen: str


def find_all(claims: Claims, judged: Judgements, release: Release) -> list[FoundConflict]:
    """Return what became of every conflict, in the order of the file."""
    return [
        FoundConflict(one, *_FINDERS[one.vinder](one, judged, release)) for one in claims.tegenstrijdigheden
    ]


def _by_claim(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    found = [judged[one] for one in conflict.bewering]
    if all(one.word == UNSOURCED for one in found):
        return WAITING, " ".join(dict.fromkeys(one.reason for one in found))
    wrong = [one for one in found if one.word != HOLDS]
    return (FOUND, f"{wrong[0].word}: {wrong[0].reason}") if wrong else (GONE, found[0].reason)


def _without_level(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    claims = [one.claim for one in judged.values() if one.claim.niveau == "niet genoemd"]
    found = [one.id for one in claims if any(sign.isdigit() for sign in one.citaat)]
    every = set(conflict.bewering) <= set(found)
    return (FOUND if every else GONE), f"Zonder gebied: {dutch.enumeration(found)}."


def _without_number(conflict: Conflict, judged: Judgements, _: Release) -> tuple[str, str]:
    found = [judged[one] for one in conflict.bewering if judged[one].word == UNSOURCED]
    bare = [one for one in found if not any(sign.isdigit() for sign in one.claim.zin)]
    return (FOUND if bare else GONE), f"{len(bare)} beweringen zonder getal."


def _definitions(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    entries = [release.catalogue[one] for one in conflict.indicator]
    counted = {(entry.teller, entry.noemer, entry.leeftijd) for entry in entries}
    seen = "; ".join(f"{one.kort}: {one.noemer or one.leeftijd or 'noemer niet genoemd'}" for one in entries)
    return (FOUND if len(counted) > 1 else GONE), f"{seen}."


def _sources(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    rows = release.every_source(conflict.indicator, [conflict.gebied])
    names = sorted({release.catalogue.source(one).naam_kort for one in rows.loc[has_value(rows), "bron"]})
    return (FOUND if len(names) > 1 else WAITING), f"{len(names)} bronnen: {'; '.join(names)}."


def _more_answers(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    people, *answers = conflict.indicator
    rows = release.rows(list(conflict.indicator), [conflict.gebied])
    value = rows[has_value(rows)].set_index("indicator")["waarde"]
    if people not in value.index:
        return WAITING, "Er zijn geen aantallen."
    total = sum(float(value[one]) for one in answers if one in value.index)
    seen = f"{dutch.number(total)} antwoorden van {dutch.number(value[people])} mensen."
    return (FOUND if total > value[people] else GONE), seen


def _class(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    members = [one for one in release.catalogue.areas.values() if one.hoort_bij == conflict.gebied]
    return (GONE if members else FOUND), f"{len(members)} gemeenten van deze klasse zijn bekend."


def _kernen(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    own = len(release.kernen())
    return (FOUND if own != conflict.aantal else GONE), f"{conflict.aantal} gebieden, {own} kernen."


def _budget(conflict: Conflict, _: Judgements, release: Release) -> tuple[str, str]:
    budget = budget_of(release.gemeente)
    if budget is None:
        return WAITING, NO_BUDGET
    changes = {}
    for posts in conflict.posten:
        old, new = (sum(budget.amount(post, year) for post in posts) for year in YEARS)
        changes[posts[0]] = dutch.percentage(100 * (new - old) / old if old else 0.0)
    seen = "; ".join(f"{name}: {change}" for name, change in changes.items())
    return (FOUND if len(set(changes.values())) > 1 else GONE), f"{seen}."


_FINDERS: Mapping[str, Callable[[Conflict, Judgements, Release], tuple[str, str]]] = {
    "bewering": _by_claim,
    "zonder niveau": _without_level,
    "zonder getal": _without_number,
    "definities": _definitions,
    "bronnen": _sources,
    "meer antwoorden": _more_answers,
    "klasse": _class,
    "kernen": _kernen,
    "begroting": _budget,
    "vastgelegd": lambda *_: (WRITTEN, "Geen cijfer kan dit laten zien."),
}
