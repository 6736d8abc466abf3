"""
What the files of policy name that lies elsewhere: indicators, areas, sources, lines of the budget, kernen.

Each function says what one file names, by kind; `problems` holds that against what there is. Nodes of the
goal tree are held against it where they are read, as they make the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from analysis.ground import codes
from analysis.ground.errors import Problem, did_you_mean
from analysis.model.goal_nodes import GoalsFile
from analysis.model.policy_files import UNKNOWN, YEARS
from analysis.topics.claims_policy import Claims
from analysis.topics.consultation_policy import Consultation, Meetings
from analysis.topics.partners_policy import EVERYWHERE
from analysis.topics.priorities_policy import Inputs
from analysis.topics.statements_policy import EVERY, OWN, WHOLE

Kind = Literal["indicator", "gebied", "bron", "post", "kern"]
EXPECTED: Mapping[Kind, str] = {
    "indicator": "een indicator uit de catalogus",
    "gebied": "een bekend gebied",
    "bron": "een bron uit data/bronnen.csv",
    "post": "een post uit begroting.csv",
    "kern": "een kern van de gemeente",
}


class Named(NamedTuple):
    """Something that a file names: where, what, and of which kind."""

    place: str
    value: str
    kind: Kind


def problems(file: str, named: Iterator[Named], known: Mapping[Kind, Collection[str]]) -> Iterator[Problem]:
    """
    Yield what a file names that is not there.

    Parameters
    ----------
    file : str
        For the message.
    named : iterator of Named
        An empty name names nothing.
    known : mapping of kind to collection of str
        What there is; a kind that is left out is not looked at.
    """
    for place, value, kind in named:
        if value and kind in known and value not in known[kind]:
            action = did_you_mean(value, known[kind], "Herstel de naam, of voeg toe wat ontbreekt.")
            yield Problem(file, place, f'"{value}"', EXPECTED[kind], action, UNKNOWN)


def of_goals(content: GoalsFile) -> Iterator[Named]:
    """Yield the sources of a goal tree; the rest is checked where it is read."""
    yield Named('sleutel "bron"', content.bron, "bron")
    for one in content.afspraken:
        yield Named(f'afspraken, knoop "{one.knoop}", bron', one.bron, "bron")


def of_priorities(content: Inputs) -> Iterator[Named]:
    """Yield the sources of what sets priorities."""
    for one in (*content.verwacht_verschil, *content.actueel):
        yield Named(f'knoop "{one.knoop}", bron', one.bron, "bron")


def of_claims(content: Claims) -> Iterator[Named]:
    """Yield what sentences, conflicts and concepts name."""
    for claim in content.beweringen:
        place, test = f'bewering "{claim.id}"', claim.toets
        yield Named(f"{place}, bron", claim.bron, "bron")
        for indicator in (*test.indicator, *test.verwant):
            yield Named(f"{place}, indicator", indicator, "indicator")
        for area in (test.gebied, *test.tegen):
            yield Named(f"{place}, gebied", area, "gebied")
    for conflict in content.tegenstrijdigheden:
        place = f"tegenstrijdigheid {conflict.id}"
        yield Named(f"{place}, gebied", conflict.gebied, "gebied")
        for indicator in conflict.indicator:
            yield Named(f"{place}, indicator", indicator, "indicator")
        for post in (post for group in conflict.posten for post in group):
            yield Named(f"{place}, posten", post, "post")
    for concept in content.begrippen:
        for line in concept.cijfers:
            place = f'begrip "{concept.naam}"'
            yield Named(f"{place}, indicator", line.indicator, "indicator")
            yield Named(f"{place}, gebied", line.gebied, "gebied")


def claim_periods(file: str, content: Claims) -> Iterator[Problem]:
    """Yield periods of sentences that cannot be read, or that end before they begin."""
    for claim in content.beweringen:
        test, place = claim.toets, f'bewering "{claim.id}"'
        for key, period in (("periode", test.periode), ("tot", test.tot)):
            if period and not codes.is_period(period):
                expected = "een periode als 2024, 2024-Q1 of 2023-H1"
                yield Problem(
                    file, f"{place}, {key}", f'"{period}"', expected, "Schrijf de periode zo.", YEARS
                )
        if test.tot and test.tot < test.periode:
            expected = f"een periode na {test.periode}"
            yield Problem(file, f"{place}, tot", f'"{test.tot}"', expected, "Draai de perioden om.", YEARS)


def of_consultation(content: Consultation) -> Iterator[Named]:
    """Yield what a consultation names."""
    yield Named('sleutel "bron"', content.bron, "bron")
    for indicator in content.indicators:
        yield Named("indicatoren", indicator, "indicator")


def of_meetings(content: Meetings) -> Iterator[Named]:
    """Yield what meetings name: their source, and the kern of an idea."""
    yield Named('sleutel "bron"', content.bron, "bron")
    for meeting in content.bijeenkomsten:
        for idea in meeting.ideeen:
            if idea.kern != EVERYWHERE:
                yield Named(f'bijeenkomst "{meeting.id}", idee "{idea.idee}", kern', idea.kern, "kern")


def of_rows(rows: Sequence[Mapping[str, str]], gemeente: str) -> Iterator[Named]:
    """Yield the kern and the source of each row of a table, as far as it is of this gemeente."""
    for number, row in enumerate(rows, start=2):
        if row["gemeente"] not in (gemeente, ""):
            continue
        if row["bron"] != OWN:
            yield Named(f'rij {number}, kolom "bron"', row["bron"], "bron")
        if "kern" in row and row["kern"] not in (EVERY, WHOLE):
            yield Named(f'rij {number}, kolom "kern"', row["kern"], "kern")
