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
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value
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
class Finding:
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
    *,
    inhabitants: str,
    young: str,
    old: str,
    groups: Mapping[int, str],
    youth_until: int,
    then: str,
    title: str,
    identity: str,
) -> Card | Gap:
    """
    Draw per group the range of then and the range of now, with the verdict in words.

    Parameters
    ----------
    release : Release
        Numbers.
    inhabitants, young, old : str
        Indicators of then.
    groups : mapping of int to str
        First age and indicator of the later age groups.
    youth_until : int
        The young of then are younger than this.
    then : str
        The year of the expectation.
    title, identity : str
        Of the card.

    Returns
    -------
    Card or Gap
        A gap when then or now is not known.
    """
    now = release.newest(groups[0], [release.gemeente])
    rows = _rows(release, inhabitants, (young, old), groups, then, now)
    if rows is None:
        reason = "De verwachting van toen of de leeftijden van nu zijn niet bekend."
        return Gap(identity, title, reason, "Voeg de leeftijden bij die jaren toe.")
    findings = _findings(rows, inhabitants, young, old, groups, youth_until, then, now)
    facts = facts_of(rows, release.catalogue)
    subtitle = f"Aantal inwoners van {release.naam} toen en nu, {then} en {now}"
    figure = canvas(title, subtitle, facts, height=0.6 + 0.95 * len(findings))
    _draw(figure.subplots(), findings, then, now)
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(findings, then, now),
        level="gemeente",
        notes=_notes(then, now, youth_until),
        table=_table(findings, then, now),
    )


def _rows(
    release: Release,
    inhabitants: str,
    then_groups: tuple[str, str],
    groups: Mapping[int, str],
    then: str,
    now: str,
) -> pd.DataFrame | None:
    own = [release.gemeente]
    old = release.rows([inhabitants, *then_groups], own, then)
    new = release.rows([inhabitants, *groups.values()], own, now)
    rows = pd.concat([old, new], ignore_index=True)
    rows = rows[has_value(rows)].reset_index(drop=True)
    return rows if len(rows) == 4 + len(groups) and then < now else None


def _findings(
    rows: pd.DataFrame,
    inhabitants: str,
    young: str,
    old: str,
    groups: Mapping[int, str],
    youth_until: int,
    then: str,
    now: str,
) -> list[Finding]:
    value = rows.set_index(["indicator", "periode"])["waarde"]
    all_then, all_now = float(value[inhabitants, then]), float(value[inhabitants, now])
    old_then = people(float(value[old, then]), all_then)
    old_now = people(float(value[old, now]), all_now)
    # "Ruim": the source rounds this share downward, so it may lie a whole per cent above.
    young_then = Range(
        float(value[young, then]) * all_then / 100, (float(value[young, then]) + 1) * all_then / 100
    )
    sure, perhaps = between({low: float(value[name, now]) for low, name in groups.items()}, youth_until)
    young_now = Range(people(sure, all_now).low, people(perhaps, all_now).high)
    return [
        Finding(
            "65 jaar en ouder",
            "groeit het snelst",
            old_then,
            old_now,
            grew_fastest(old_then, old_now, all_then, all_now),
        ),
        Finding(
            f"jonger dan {youth_until} jaar",
            "blijft gelijk",
            young_then,
            young_now,
            stayed(young_then, young_now),
        ),
    ]


def _draw(ax: Axes, findings: list[Finding], then: str, now: str) -> None:
    colours = (style.house().other, style.house().own)
    for place, one in enumerate(findings):
        for shift, (year, span, colour) in enumerate(
            ((then, one.then, colours[0]), (now, one.now, colours[1]))
        ):
            y = place + 0.08 + 0.28 * shift
            ax.barh(y, span.high - span.low, left=span.low, height=0.2, color=colour, edgecolor=style.INK)
            ax.annotate(
                f"{year}: {span}",
                (span.high, y),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                size=10,
            )
        ax.annotate(
            f"Verwacht: {one.group} {one.expected}. {dutch.sentence(one.verdict)}",
            (0, place - 0.2),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            size=10.5,
            weight="bold",
        )
    top = max(one.now.high for one in findings)
    ax.set_xlim(0, max(top, max(one.then.high for one in findings)) * 1.45)
    ax.set_ylim(len(findings) - 0.35, -0.45)
    ax.set_yticks([])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: dutch.number(value)))
    ax.set(xlabel="inwoners", ylabel="")


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


def _alt(findings: list[Finding], then: str, now: str) -> str:
    parts = [
        f"{one.group}, verwacht: {one.expected}; {then} {one.then}, {now} {one.now}: {one.verdict}"
        for one in findings
    ]
    return "Balken met marges. " + " ".join(dutch.sentence(part) for part in parts)


def _table(findings: list[Finding], then: str, now: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Groep": [one.group for one in findings],
            "Verwachting": [one.expected for one in findings],
            f"Inwoners {then}": [str(one.then) for one in findings],
            f"Inwoners {now}": [str(one.now) for one in findings],
            "Uitkomst": [one.verdict for one in findings],
        }
    )
