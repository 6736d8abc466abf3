"""
A forecast of long ago held against what came: per group what was, what is, and what may be said.

Shares are in whole per cents, so a count is a range; a group that no later source gives lies between those inside
and around it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from typing import Literal, NamedTuple

import pandas as pd
from pydantic import Field

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.lines import then_and_now
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.policy_files import EXPECTED, Lines, Own, load_own
from analysis.release.release import Release
from analysis.topics.policy import Head, with_policy
from analysis.topics.themes import AGES

FASTEST, NOT_FASTEST = "komt overeen met de cijfers", "komt niet overeen met de cijfers"
UNKNOWN = "niet vast te stellen"
HALF = 0.5  # half of a whole per cent, what rounding may hide
EDGES = (0, 15, 25, 45, 65)  # the age groups of CBS, by the first age of each
INHABITANTS, YOUNG, OLD = "inwoners", "aandeel_jonger_dan_20", "aandeel_65plus"
YOUTH_UNTIL = 20
STEADY = 0.05  # a change of at most one in twenty is called about equal


class Expected(Own):
    """An expectation of young and old that the numbers can be held against: `verwachting.yml`."""

    bron: str
    regel: Lines
    jaar: str = Field(pattern=r"^(19|20)\d\d$")  # in which the document expected this
    # The only two words that there is a test for.
    jongeren: Literal["blijft gelijk"]
    ouderen: Literal["groeit het snelst"]


# Reads the file of a gemeente, and raises `InputError` with every problem.
read_expected = partial(load_own, name=EXPECTED, kind=Expected)


class Range(NamedTuple):
    """Between how many and how many people."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{dutch.number(self.low)} tot {dutch.number(self.high)}"


def _people(share: float, total: float) -> Range:
    """Return how many people a share in whole per cents may stand for."""
    return Range((share - HALF) * total / 100, (share + HALF) * total / 100)


def grew_fastest(old_then: Range, old_now: Range, then: float, now: float) -> str:
    """Say whether a group grew faster than all others together, whatever rounding hides."""
    slowest, quickest = old_now.low / old_then.high, old_now.high / old_then.low
    rest_quickest = (now - old_now.low) / (then - old_then.low)
    rest_slowest = (now - old_now.high) / (then - old_then.high)
    if slowest > rest_quickest:
        return FASTEST
    return NOT_FASTEST if quickest < rest_slowest else UNKNOWN


def stayed(then: Range, now: Range) -> str:
    """Say whether a number stayed about equal, and that it cannot be said where the ranges are too wide."""
    low, high = now.low / then.high, now.high / then.low
    if low >= 1 - STEADY and high <= 1 + STEADY:
        return FASTEST
    return NOT_FASTEST if low > 1 + STEADY or high < 1 - STEADY else UNKNOWN


def between(groups: Mapping[int, float], until: int) -> tuple[float, float]:
    """Return the share that is surely younger than `until` and the share that may be, from groups by first age."""
    edges = [*sorted(groups), 999]
    sure = sum(groups[low] for low, high in itertools.pairwise(edges) if high <= until)
    return sure, sum(groups[low] for low in groups if low < until)


@with_policy("bevolking_verwachting_2007", "Kwam uit wat de gemeente vroeger verwachtte?", EXPECTED)
def expected_in_2007(release: Release, head: Head) -> Card | Gap:
    """Draw of young and old the range of then and of now, beside what an older document, that of 2007, expected."""
    then, now = read_expected(release.gemeente).jaar, release.newest(AGES[0], [release.gemeente])
    head = (head[0], f"Kwam uit wat de gemeente in {then} verwachtte?")
    old = release.rows([INHABITANTS, YOUNG, OLD], [release.gemeente], then)
    new = release.rows([INHABITANTS, *AGES], [release.gemeente], now)
    rows = pd.concat([old, new], ignore_index=True)
    rows = rows[has_value(rows)].reset_index(drop=True)
    if len(rows) != 4 + len(AGES) or then >= now:
        reason = "De verwachting van toen of de leeftijden van nu zijn niet bekend."
        return Gap(*head, reason, "Voeg de leeftijden bij die jaren toe.")
    drawn, said, table = [], [], []
    for group, expected, before, after, verdict in _judged(rows, then, now):
        heading = f"Verwacht: {group} {expected}. {dutch.sentence(verdict)}"
        drawn += [(heading, year, *span, f"{span}") for year, span in ((then, before), (now, after))]
        said.append(f"{group}, verwacht: {expected}; {then} {before}, {now} {after}: {verdict}")
        table.append((group, expected, f"{before}", f"{after}", verdict))
    return make_card(
        release,
        rows,
        then_and_now(pd.DataFrame(drawn, columns=["kop", "jaar", "laag", "hoog", "tekst"])),
        (*head, f"Aantal inwoners van {release.naam} toen en nu, {then} en {now}"),
        f"Balken met marges. {' '.join(map(dutch.sentence, said))}",
        notes=(
            "Een balk is een marge: de bronnen geven hele procenten.",
            f"Voor {now} geeft de bron geen groep jonger dan {YOUTH_UNTIL} jaar. De balk loopt van wie zeker "
            "jonger is tot wie het kan zijn.",
            f"In {then} gaat het om mensen ouder dan 65, in {now} om mensen van 65 en ouder. Dat ene "
            "leeftijdsjaar verklaart een klein deel van de groei.",
            "De verwachting gold voor vier jaar. Van dat jaar zijn geen leeftijden bekend; daarom staat hier het "
            "nieuwste jaar dat wel bekend is.",
            "Of ouderen de snelste groep waren, is getoetst tegen alle andere inwoners samen.",
        ),
        table=pd.DataFrame(
            table, columns=["Groep", "Verwachting", f"Inwoners {then}", f"Inwoners {now}", "Uitkomst"]
        ),
    )


def _judged(rows: pd.DataFrame, then: str, now: str) -> list[tuple[str, str, Range, Range, str]]:
    """Return per group what was expected, how many there were and are, and what follows."""
    value = rows.set_index(["indicator", "periode"])["waarde"].astype(float)
    all_then, all_now = value[INHABITANTS, then], value[INHABITANTS, now]
    old_then, old_now = _people(value[OLD, then], all_then), _people(value[OLD, now], all_now)
    # "Ruim": the source rounds this share downward, so it may lie a whole per cent above.
    young_then = Range(value[YOUNG, then] * all_then / 100, (value[YOUNG, then] + 1) * all_then / 100)
    sure, perhaps = between(
        {low: value[name, now] for low, name in zip(EDGES, AGES, strict=True)}, YOUTH_UNTIL
    )
    young_now = Range(_people(sure, all_now).low, _people(perhaps, all_now).high)
    fastest, same = grew_fastest(old_then, old_now, all_then, all_now), stayed(young_then, young_now)
    return [
        ("65 jaar en ouder", "groeit het snelst", old_then, old_now, fastest),
        (f"jonger dan {YOUTH_UNTIL} jaar", "blijft gelijk", young_then, young_now, same),
    ]
