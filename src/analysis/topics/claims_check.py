"""
Every sentence of the documents with a number or a comparison, held against the numbers of this build.

Careful in one direction: a sentence only holds when the numbers show it, and is only contradicted when they rule
it out; all between is "niet aantoonbaar". A document is no proof of itself, and fictional numbers prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.charts.table import has_value, written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.release.verdicts import held
from analysis.statistics.comparison import HIGHER, LOWER
from analysis.topics.claims_policy import Claim, Claims
from analysis.topics.policy import budget_of
from analysis.topics.profile import real

HOLDS, UNCLEAR = "klopt", "niet aantoonbaar"
CONTRADICTED, UNSOURCED = "in strijd met de cijfers", "geen bron"
WORDS = (HOLDS, UNCLEAR, CONTRADICTED, UNSOURCED)
ONLY_FICTIONAL = "Er zijn alleen voorbeeldcijfers. Die bewijzen niets."
ONLY_ITSELF = "Alleen het document zelf noemt dit cijfer."
NOTHING = "Hierover is er geen cijfer."
NO_BUDGET = "Er is geen begroting van het beleid."
# What a register knows of everybody has no sampling margin; all else needs one before a difference is clear.
REGISTERS = ("bevolking", "huishoudens", "wonen")
ABOUT = 0.1  # "ongeveer" and "rond": a tenth to either side


class Judged(NamedTuple):
    """One of the four words, and why."""

    word: str
    reason: str


class JudgedClaim(NamedTuple):
    """What came out of one sentence, with the rows of the release that lie beside it."""

    claim: Claim
    word: str
    reason: str
    beside: pd.DataFrame


def judge_all(claims: Claims, release: Release) -> dict[str, JudgedClaim]:
    """Return what came out of every sentence by its id, in the order of the file."""
    return release.once(
        ("getoetst", claims), lambda: {claim.id: judge(claim, release) for claim in claims.beweringen}
    )


def judge(claim: Claim, release: Release) -> JudgedClaim:
    """Hold one sentence against the numbers by its own rule; beside it lies the newest number of every source."""
    test = claim.toets
    named = [
        release.catalogue[one].id for one in (*test.indicator, *test.verwant)
    ]  # one that is not there raises
    rows = _rows(release, named, [area for area in (test.gebied, *test.tegen) if area])
    if test.periode and test.regel not in ("ontwikkeling", "noemer"):
        rows = rows[(rows["periode"] == test.periode) | ~rows["indicator"].isin(test.indicator)]
    beside = rows.sort_values("periode").drop_duplicates(["indicator", "gebied", "bron"], keep="last")
    return JudgedClaim(claim, *_RULES[test.regel](claim, release), beside)


def _rows(release: Release, indicators: Sequence[str], areas: list[str]) -> pd.DataFrame:
    rows = release.every_source(indicators, areas)
    return rows[has_value(rows)]


def _proof(rows: pd.DataFrame, claim: Claim) -> pd.DataFrame:
    """Return the rows that may prove a sentence: real, and not taken from the document itself."""
    return real(rows)[~real(rows)["bron"].str.startswith(claim.bron)]


def _why_none(rows: pd.DataFrame) -> Judged:
    if (rows["status"] == "voorbeeld").any():
        return Judged(UNCLEAR, ONLY_FICTIONAL)
    return Judged(UNSOURCED, ONLY_ITSELF if len(rows) else NOTHING)


def _value(claim: Claim, release: Release) -> Judged:
    test = claim.toets
    rows = _rows(release, test.indicator, [test.gebied])
    proof = _proof(rows, claim)
    at = proof[proof["periode"] == test.periode] if test.periode else proof
    if at.empty:
        if proof.empty:
            return _why_none(rows)
        years = dutch.enumeration([dutch.period(period) for period in sorted(set(proof["periode"]))])
        return Judged(UNCLEAR, f"Een andere bron heeft dit niet voor {test.periode}, wel voor {years}.")
    row = at.sort_values("periode").iloc[-1]
    assert test.waarde is not None  # noqa: S101  the reader refuses this rule without a value
    return value(row, release.catalogue[str(row["indicator"])], test.waarde, test.maat)


def _pair(claim: Claim, release: Release, indicator: str, other: str) -> Judged:
    test = claim.toets
    rows = _rows(release, (indicator,), [test.gebied, other])
    if test.periode:
        rows = rows[rows["periode"] == test.periode]
    # What is compared may come from the document only on the other side: it cannot vouch for its own number.
    own = _proof(rows[rows["gebied"] == test.gebied], claim)
    there = real(rows[rows["gebied"] == other])
    periods = sorted(set(own["periode"]) & set(there["periode"]))
    if not periods and rows[rows["gebied"] == other].empty:
        name = release.catalogue.name(other)
        return Judged(UNSOURCED, f"Er is geen cijfer van {name} om mee te vergelijken.")
    if not periods:
        return _own_word(rows, claim, other, release)
    first, second = (side[side["periode"] == periods[-1]].iloc[-1] for side in (own, there))
    return comparison(release, first, second, str(test.richting))


def _own_word(rows: pd.DataFrame, claim: Claim, other: str, release: Release) -> Judged:
    """Hold the document's own number against somebody else's: it may speak against the sentence, never for it."""
    own, there = (rows[rows["gebied"] == area] for area in (claim.toets.gebied, other))
    there = _proof(there, claim)
    periods = sorted(set(real(own)["periode"]) & set(there["periode"]))
    if not periods:
        return _why_none(rows)
    first, second = (side[side["periode"] == periods[-1]].iloc[-1] for side in (own, there))
    found = comparison(release, first, second, str(claim.toets.richting))
    return Judged(UNCLEAR, f"{found.reason} {ONLY_ITSELF}") if found.word == HOLDS else found


def _order(claim: Claim, release: Release) -> Judged:
    """Check that the named answers stand in the order that is said; the document's own numbers may tell."""
    test = claim.toets
    rows = [release.last(indicator, test.gebied) for indicator in test.indicator]
    known = [row for row in rows if row is not None and row["status"] in WITH_VALUE]
    if len(known) < len(test.indicator):
        return Judged(UNSOURCED, NOTHING)
    if any(row["status"] == "voorbeeld" for row in known):
        return Judged(UNCLEAR, ONLY_FICTIONAL)
    values = [float(row["waarde"]) for row in known]
    listed = ", ".join(dutch.number(one) for one in values)
    return _right(values == sorted(values, reverse=True), f"De aantallen in deze volgorde: {listed}.")


def _development(claim: Claim, release: Release) -> Judged:
    test = claim.toets
    rows = _rows(release, test.indicator, [test.gebied])
    first = real(rows[rows["periode"] == test.periode])
    later = rows[rows["periode"] > test.periode]
    later = later[later["periode"] == test.tot] if test.tot else later
    proof = _proof(later, claim).sort_values("periode")
    if first.empty or proof.empty:
        if not test.tot:
            return _why_none(later)
        return Judged(UNSOURCED, f"Er is geen cijfer van {test.tot} om mee te vergelijken.")
    return development(release, first.iloc[-1], proof.iloc[-1], str(test.richting))


def _counting(claim: Claim, release: Release) -> Judged:
    names, count = list(claim.toets.genoemd), len(set(claim.toets.genoemd))
    who = release.catalogue.source(claim.toets.lijst).naam_kort if claim.toets.lijst else "Het document"
    text = f"{who} noemt er {count}: {dutch.enumeration(names)}."
    return _right(count == int(claim.toets.waarde or 0), text)


def _budget(claim: Claim, release: Release) -> Judged:
    budget = budget_of(release.gemeente)
    if budget is None:
        return Judged(UNSOURCED, NO_BUDGET)
    found = budget.totals.get(int(claim.toets.periode), 0)
    return _right(found == int(claim.toets.waarde or 0), f"De posten zijn samen {dutch.number(found)} euro.")


def _right(holds: bool, reason: str) -> Judged:
    return Judged(HOLDS if holds else CONTRADICTED, reason)


def _base(claim: Claim, release: Release) -> Judged:
    """Check which base a count and its share can have, as far as rounding tells: all inhabitants, or the ages asked."""
    test = claim.toets
    count, _, everybody = test.indicator
    named = (*test.indicator, *test.verwant)
    ages = release.rows(test.verwant, [test.gebied], release.nearest(test.verwant, test.gebied, test.periode))
    of_year = release.rows(test.indicator, [test.gebied], test.periode)
    known = real(pd.concat([of_year, ages])).set_index("indicator")["waarde"]
    row = release.last(test.indicator[1], test.gebied)
    if row is None or any(one not in known.index for one in named):
        return Judged(UNSOURCED, NOTHING)
    people, part = float(known[everybody]), sum(float(known[one]) for one in test.verwant)
    slack, counted = 0.5 * len(test.verwant), 100 * float(known[count])
    low, high = (counted / (people * (part + way * slack) / 100) for way in (1, -1))
    whole, said = counted / people, float(row["waarde"])
    in_ages, in_all = low - 0.5 <= said <= high + 0.5, whole - 0.5 <= said <= whole + 0.5
    return Judged(
        HOLDS if in_ages else UNCLEAR if in_all else CONTRADICTED,
        f"Naast {dutch.percentage(said, 0)}: van alle inwoners is het {dutch.percentage(whole)}; "
        f"van alleen de leeftijd van de meting is het {dutch.percentage((low + high) / 2)}.",
    )


def value(row: pd.Series, entry: Indicator, said: float, measure: str = "gelijk") -> Judged:
    """Hold a number that is said against a row with a value; `measure` is one of those of `claims_policy.Test`."""
    # Half a unit of the coarser of what was written and what the catalogue publishes.
    decimals = min(len(f"{said:g}".partition(".")[2]), entry.decimalen)
    known, half = float(row["waarde"]), float(0.5 * 10**-decimals)
    low, high = _bounds(row, 0)
    shown = f"Het cijfer is {_shown(row, entry)}."
    if measure in ("meer dan", "minder dan"):
        sign = 1 if measure == "meer dan" else -1
        # Seen from the far side the same test serves both words.
        near, far = sorted((sign * low, sign * high))
        if near > sign * said:
            return Judged(HOLDS, shown)
        if far < sign * said - half or (near == far == sign * said and not _has_bounds(row)):
            return Judged(CONTRADICTED, shown)
        return Judged(UNCLEAR, f"{shown} Het verschil is te klein.")
    slack = max(half, ABOUT * abs(said)) if measure == "ongeveer" else half
    # A hair more than half a unit: 5,5 is written as 6 or as 5, and 0.1 + 0.2 is not 0.3.
    if abs(known - said) <= slack + 1e-9:
        return Judged(HOLDS, shown)
    if low - half <= said <= high + half and _has_bounds(row):
        return Judged(UNCLEAR, f"{shown} Het genoemde getal valt binnen de marge.")
    return Judged(CONTRADICTED, shown)


def comparison(release: Release, own: pd.Series, other: pd.Series, direction: str) -> Judged:
    """Hold "higher than" or "lower than" against two rows: what `release.verdicts` says of them."""
    entry = release.catalogue[str(own["indicator"])]
    beside, found = f"{_shown(own, entry)} tegen {_shown(other, entry)}", held(release, own, other)
    if found["woord"] in (HIGHER, LOWER):
        return _right(found["woord"] == direction, f"{beside}.")
    return Judged(UNCLEAR, f"{beside}: {found['reden'] or found['woord']}.")


def development(release: Release, first: pd.Series, last: pd.Series, direction: str) -> Judged:
    """Hold "rises", "falls" or "stays the same" against the first and the last row of a period."""
    if direction != "gelijk":
        return comparison(release, last, first, direction)
    entry = release.catalogue[str(first["indicator"])]
    gap = abs(float(last["waarde"]) - float(first["waarde"]))
    slack = max(10**-entry.decimalen, entry.relevant_verschil)
    beside = f"{_shown(first, entry)} en later {_shown(last, entry)}."
    return Judged(HOLDS if gap <= slack else CONTRADICTED, beside)


def together(found: list[Judged]) -> Judged:
    """Return one word for a sentence about several numbers: it holds when all of it does."""
    words = {one.word for one in found}
    worst = CONTRADICTED if CONTRADICTED in words else words.pop() if len(words) == 1 else UNCLEAR
    telling = list(dict.fromkeys(one.reason for one in found if one.word == worst))
    telling = telling or list(dict.fromkeys(one.reason for one in found))
    rest = len(telling) - 2
    more = f" Met nog {dutch.counted(rest, 'vergelijking', 'vergelijkingen')}." if rest > 0 else ""
    return Judged(worst, " ".join(telling[:2]) + more)


def _bounds(row: pd.Series, half: float) -> tuple[float, float]:
    """Return the bounds of a row, or so much to either side of its value when it has none."""
    if _has_bounds(row):
        return float(row["ondergrens"]), float(row["bovengrens"])
    return float(row["waarde"]) - half, float(row["waarde"]) + half


def _has_bounds(row: pd.Series) -> bool:
    return not (pd.isna(row["ondergrens"]) or pd.isna(row["bovengrens"]))


def _shown(row: pd.Series, entry: Indicator) -> str:
    return f"{written(float(row['waarde']), entry)} ({dutch.period(str(row['periode']))})"


_RULES: Mapping[str, Callable[[Claim, Release], Judged]] = {
    "waarde": _value,
    "vergelijking": lambda claim, release: together(
        [_pair(claim, release, one, other) for one in claim.toets.indicator for other in claim.toets.tegen]
    ),
    "volgorde": _order,
    "ontwikkeling": _development,
    "telling": _counting,
    "begroting": _budget,
    "noemer": _base,
    "niet te toetsen": lambda claim, _: Judged(UNSOURCED, claim.toets.reden),
}
