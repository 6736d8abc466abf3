"""
What the files of policy name that lies elsewhere: indicators, areas, sources, lines of the budget, kernen.

Each function says what one file names, by kind. Nodes of the goal tree are held against it where they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from analysis.ground import codes
from analysis.ground.errors import Problem
from analysis.ground.messages import problem_at
from analysis.model.goals import GoalTree
from analysis.model.policy_files import unknown
from analysis.topics.agenda import Inputs
from analysis.topics.claims_policy import Claims
from analysis.topics.consultation import Consultation, Meetings
from analysis.topics.partners import EVERYWHERE
from analysis.topics.statements import EVERY, OWN, WHOLE

Kind = Literal["indicator", "gebied", "bron", "post", "kern"]
EXPECTED: Mapping[Kind, str] = {
    "indicator": "een indicator uit de catalogus",
    "gebied": "een bekend gebied",
    "bron": "een bron uit data/bronnen.csv",
    "post": "een post uit begroting.csv",
    "kern": "een kern van de gemeente",
}
Named: TypeAlias = Iterator[tuple[str, str, Kind]]  # where, what, of which kind


def problems(file: str, named: Named, known: Mapping[Kind, Collection[str]]) -> list[Problem]:
    """Return what a file names that is not there; an empty name names nothing, a kind that is left out is not asked."""
    asked = (
        (place, value, known[kind], EXPECTED[kind]) for place, value, kind in named if value and kind in known
    )
    return unknown(file, asked, "Herstel de naam, of voeg toe wat ontbreekt.")


def of_goals(content: GoalTree) -> Named:
    """Yield the sources of a goal tree; the rest is checked where it is read."""
    yield 'sleutel "bron"', content.bron, "bron"
    for one in content.afspraken:
        yield f'afspraken, knoop "{one.knoop}", bron', one.bron, "bron"


def of_priorities(content: Inputs) -> Named:
    """Yield the sources of what sets priorities."""
    for _, one in content.reasons():
        yield f'knoop "{one.knoop}", bron', one.bron, "bron"


def of_claims(content: Claims) -> Named:
    """Yield what sentences, conflicts and concepts name."""
    for claim in content.beweringen:
        place, test = f'bewering "{claim.id}"', claim.toets
        yield f"{place}, bron", claim.bron, "bron"
        for indicator in (*test.indicator, *test.verwant):
            yield f"{place}, indicator", indicator, "indicator"
        for area in (test.gebied, *test.tegen):
            yield f"{place}, gebied", area, "gebied"
    for conflict in content.tegenstrijdigheden:
        place = f"tegenstrijdigheid {conflict.id}"
        yield f"{place}, gebied", conflict.gebied, "gebied"
        for indicator in conflict.indicator:
            yield f"{place}, indicator", indicator, "indicator"
        for post in (post for group in conflict.posten for post in group):
            yield f"{place}, posten", post, "post"
    for concept in content.begrippen:
        for line in concept.cijfers:
            yield f'begrip "{concept.naam}", indicator', line.indicator, "indicator"
            yield f'begrip "{concept.naam}", gebied', line.gebied, "gebied"


def claim_periods(file: str, content: Claims) -> Iterator[Problem]:
    """Yield periods of sentences that cannot be read, or that end before they begin."""
    for claim in content.beweringen:
        test, place = claim.toets, f'bewering "{claim.id}"'
        for key, period in (("periode", test.periode), ("tot", test.tot)):
            if period and not codes.is_period(period):
                yield problem_at("F626 periode", file, f"{place}, {key}", f'"{period}"')
        if test.tot and test.tot < test.periode:
            yield problem_at("F626 eerder", file, f"{place}, tot", f'"{test.tot}"', first=test.periode)


def of_consultation(content: Consultation) -> Named:
    """Yield what a consultation names."""
    yield 'sleutel "bron"', content.bron, "bron"
    for indicator in content.indicators:
        yield "indicatoren", indicator, "indicator"


def of_meetings(content: Meetings) -> Named:
    """Yield what meetings name: their source, and the kern of an idea."""
    yield 'sleutel "bron"', content.bron, "bron"
    for meeting in content.bijeenkomsten:
        for idea in meeting.ideeen:
            if idea.kern != EVERYWHERE:
                yield f'bijeenkomst "{meeting.id}", idee "{idea.idee}", kern', idea.kern, "kern"


def of_rows(rows: Sequence[Mapping[str, str]], gemeente: str) -> Named:
    """Yield the kern and the source of each row of a table, as far as it is of this gemeente."""
    for number, row in enumerate(rows, start=2):
        if row["gemeente"] in (gemeente, ""):
            if row["bron"] != OWN:
                yield f'rij {number}, kolom "bron"', row["bron"], "bron"
            if row.get("kern", WHOLE) not in (EVERY, WHOLE):
                yield f'rij {number}, kolom "kern"', row["kern"], "kern"
