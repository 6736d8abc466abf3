"""
A forecast of long ago held against what came: per group what was, what is, and what may be said.

Shares are published in whole per cents, so each count is a range; a group whose
ages no later source gives is bounded by the groups that lie inside and around it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.ranges import then_and_now
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.release.release import Release

FASTEST, NOT_FASTEST = "komt overeen met de cijfers", "komt niet overeen met de cijfers"
UNKNOWN = "niet vast te stellen"
HALF = 0.5  # half of a whole per cent, what rounding may hide
STEADY = 0.05  # a change of at most one in twenty is called about equal


class Range(NamedTuple):
    """Between how many and how many people."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{dutch.number(self.low)} tot {dutch.number(self.high)}"


@dataclass(frozen=True)
class Expectation:
    """What was expected of one group, what is known of it then and now, and what follows."""

    group: str
    expected: str
    then: Range
    now: Range
    verdict: str


def people(share: float, total: float, *, more: float = HALF) -> Range:
    """Return how many people a share in whole per cents may stand for; `more` is how far it may lie above."""
    return Range((share - HALF) * total / 100, (share + more) * total / 100)


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
    perhaps = sum(groups[low] for low in groups if low < until)
    return sure, perhaps


def expectation(
    release: Release,
    before: tuple[str, str, str],
    groups: Mapping[int, str],
    youth_until: int,
    then: str,
    *,
    title: str,
    identity: str,
) -> Card | Gap:
    """
    Draw per group the range of then and the range of now, with the verdict in words.

    Parameters
    ----------
    before : tuple of str
        Indicators of then: inhabitants, and the shares of the young and of the old.
    groups : mapping of int to str
        First age and indicator of the later age groups.
    youth_until : int
        The young of then are younger than this.
    then : str
        The year of the expectation.
    """
    own, now = [release.gemeente], release.newest(groups[0], [release.gemeente])
    old = release.rows(list(before), own, then)
    new = release.rows([before[0], *groups.values()], own, now)
    rows = pd.concat([old, new], ignore_index=True)
    rows = rows[has_value(rows)].reset_index(drop=True)
    if len(rows) != 4 + len(groups) or then >= now:
        reason = "De verwachting van toen of de leeftijden van nu zijn niet bekend."
        return Gap(identity, title, reason, "Voeg de leeftijden bij die jaren toe.")
    judged = _judge(rows, before, groups, youth_until, then, now)
    drawn = [
        (f"Verwacht: {one.group} {one.expected}. {dutch.sentence(one.verdict)}", year, *span, str(span))
        for one in judged
        for year, span in ((then, one.then), (now, one.now))
    ]
    said = [
        f"{one.group}, verwacht: {one.expected}; {then} {one.then}, {now} {one.now}: {one.verdict}"
        for one in judged
    ]
    lines = [(one.group, one.expected, str(one.then), str(one.now), one.verdict) for one in judged]
    heads = ["Groep", "Verwachting", f"Inwoners {then}", f"Inwoners {now}", "Uitkomst"]
    return make_card(
        release,
        rows,
        then_and_now(pd.DataFrame(drawn, columns=["kop", "jaar", "laag", "hoog", "tekst"])),
        (identity, title, f"Aantal inwoners van {release.naam} toen en nu, {then} en {now}"),
        f"Balken met marges. {' '.join(map(dutch.sentence, said))}",
        notes=_notes(then, now, youth_until),
        table=pd.DataFrame(lines, columns=heads),
    )


def _judge(
    rows: pd.DataFrame,
    before: tuple[str, str, str],
    groups: Mapping[int, str],
    youth_until: int,
    then: str,
    now: str,
) -> list[Expectation]:
    inhabitants, young, old = before
    value = rows.set_index(["indicator", "periode"])["waarde"].astype(float)
    all_then, all_now = value[inhabitants, then], value[inhabitants, now]
    old_then, old_now = people(value[old, then], all_then), people(value[old, now], all_now)
    # "Ruim": the source rounds this share downward, so it may lie a whole per cent above.
    young_then = Range(value[young, then] * all_then / 100, (value[young, then] + 1) * all_then / 100)
    sure, perhaps = between({low: value[name, now] for low, name in groups.items()}, youth_until)
    young_now = Range(people(sure, all_now).low, people(perhaps, all_now).high)
    fastest = grew_fastest(old_then, old_now, all_then, all_now)
    same = stayed(young_then, young_now)
    return [
        Expectation("65 jaar en ouder", "groeit het snelst", old_then, old_now, fastest),
        Expectation(f"jonger dan {youth_until} jaar", "blijft gelijk", young_then, young_now, same),
    ]


def _notes(then: str, now: str, until: int) -> tuple[str, ...]:
    return (
        "Een balk is een marge: de bronnen geven hele procenten.",
        f"Voor {now} geeft de bron geen groep jonger dan {until} jaar. De balk loopt van wie zeker jonger is "
        "tot wie het kan zijn.",
        f"In {then} gaat het om mensen ouder dan 65, in {now} om mensen van 65 en ouder. Dat ene leeftijdsjaar "
        "verklaart een klein deel van de groei.",
        "De verwachting gold voor vier jaar. Van dat jaar zijn geen leeftijden bekend; daarom staat hier het "
        "nieuwste jaar dat wel bekend is.",
        "Of ouderen de snelste groep waren, is getoetst tegen alle andere inwoners samen.",
    )
