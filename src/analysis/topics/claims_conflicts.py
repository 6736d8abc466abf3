"""Where the documents and the sources do not agree: found again at each build, or written down with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.ground import dutch
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.claims_check import NO_BUDGET, Outcome, budget_of
from analysis.topics.claims_policy import Claims, Conflict
from analysis.topics.claims_rules import HOLDS, UNSOURCED

FOUND, WRITTEN, WAITING, GONE = (
    "gevonden door een regel",
    "vastgelegd met reden",
    "wacht op cijfers",
    "niet meer gevonden",
)
STATES = (FOUND, WRITTEN, WAITING, GONE)
YEARS = (2021, 2022)  # the taakstelling starts in 2022


@dataclass(frozen=True)
class Finding:
    """One conflict, how it was found, and what was seen."""

    conflict: Conflict
    state: str
    seen: str


@dataclass(frozen=True)
class _Given:
    claims: Claims
    outcomes: dict[str, Outcome]
    release: Release


def find_all(claims: Claims, outcomes: Sequence[Outcome], release: Release) -> list[Finding]:
    """Return what became of every conflict, in the order of the file."""
    given = _Given(claims, {one.claim.id: one for one in outcomes}, release)
    return [Finding(one, *_FINDERS[one.vinder](one, given)) for one in claims.tegenstrijdigheden]


def _by_claim(conflict: Conflict, given: _Given) -> tuple[str, str]:
    found = [given.outcomes[one] for one in conflict.bewering]
    if all(one.word == UNSOURCED for one in found):
        return WAITING, " ".join(dict.fromkeys(one.reason for one in found))
    wrong = [one for one in found if one.word != HOLDS]
    return (FOUND, f"{wrong[0].word}: {wrong[0].reason}") if wrong else (GONE, found[0].reason)


def _without_level(conflict: Conflict, given: _Given) -> tuple[str, str]:
    all_found = [
        one.id
        for one in given.claims.beweringen
        if one.niveau == "niet genoemd" and any(sign.isdigit() for sign in one.citaat)
    ]
    missed = [one for one in conflict.bewering if one not in all_found]
    return (GONE if missed else FOUND), f"Zonder gebied: {dutch.enumeration(all_found)}."


def _without_number(conflict: Conflict, given: _Given) -> tuple[str, str]:
    bare = [
        one
        for one in conflict.bewering
        if not any(sign.isdigit() for sign in given.outcomes[one].claim.zin)
        and given.outcomes[one].word == UNSOURCED
    ]
    return (FOUND if bare else GONE), f"{len(bare)} beweringen zonder getal."


def _definitions(conflict: Conflict, given: _Given) -> tuple[str, str]:
    entries = [given.release.catalogue[one] for one in conflict.indicator]
    counted = {(entry.teller, entry.noemer, entry.leeftijd) for entry in entries}
    return (FOUND if len(counted) > 1 else GONE), "; ".join(
        f"{entry.kort}: {entry.noemer or entry.leeftijd or 'noemer niet genoemd'}" for entry in entries
    ) + "."


def _sources(conflict: Conflict, given: _Given) -> tuple[str, str]:
    rows = given.release.every_source(conflict.indicator, [conflict.gebied])
    rows = rows[rows["status"].isin(WITH_VALUE)]
    names = sorted({given.release.catalogue.source(one).naam_kort for one in rows["bron"]})
    return (FOUND if len(names) > 1 else WAITING), f"{len(names)} bronnen: {'; '.join(names)}."


def _more_answers(conflict: Conflict, given: _Given) -> tuple[str, str]:
    people, *answers = conflict.indicator
    rows = given.release.rows(list(conflict.indicator), [conflict.gebied])
    value = rows[rows["status"].isin(WITH_VALUE)].set_index("indicator")["waarde"]
    if people not in value.index:
        return WAITING, "Er zijn geen aantallen."
    total = sum(float(value[one]) for one in answers if one in value.index)
    seen = f"{dutch.number(total)} antwoorden van {dutch.number(value[people])} mensen."
    return (FOUND if total > value[people] else GONE), seen


def _class(conflict: Conflict, given: _Given) -> tuple[str, str]:
    members = [one for one in given.release.catalogue.areas.values() if one.hoort_bij == conflict.gebied]
    return (GONE if members else FOUND), f"{len(members)} gemeenten van deze klasse zijn bekend."


def _kernen(conflict: Conflict, given: _Given) -> tuple[str, str]:
    own = len(given.release.kernen())
    return (FOUND if own != conflict.aantal else GONE), f"{conflict.aantal} gebieden, {own} kernen."


def _budget(conflict: Conflict, given: _Given) -> tuple[str, str]:
    budget = budget_of(given.release)
    if budget is None:
        return WAITING, NO_BUDGET
    before, after = (budget.of_year(year) for year in YEARS)
    changes = {}
    for posts in conflict.posten:
        old, new = (sum(year.get(post, 0) for post in posts) for year in (before, after))
        changes[posts[0]] = 100 * (new - old) / old if old else 0.0
    written = {name: dutch.percentage(change) for name, change in changes.items()}
    seen = "; ".join(f"{name}: {change}" for name, change in written.items())
    return (FOUND if len(set(written.values())) > 1 else GONE), f"{seen}."


def _written(conflict: Conflict, given: _Given) -> tuple[str, str]:  # noqa: ARG001  one signature for all
    return WRITTEN, "Geen cijfer kan dit laten zien."


_FINDERS: dict[str, Callable[[Conflict, _Given], tuple[str, str]]] = {
    "bewering": _by_claim,
    "zonder niveau": _without_level,
    "zonder getal": _without_number,
    "definities": _definitions,
    "bronnen": _sources,
    "meer antwoorden": _more_answers,
    "klasse": _class,
    "kernen": _kernen,
    "begroting": _budget,
    "vastgelegd": _written,
}
