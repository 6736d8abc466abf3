"""
Every sentence of the documents with a number or a comparison, held against the numbers of this build.

A document is no proof of itself: only numbers from another source count, and
fictional numbers prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics import claims_rules as rules
from analysis.topics.budget_policy import budget_of
from analysis.topics.claims_policy import Claim, Claims, Test
from analysis.topics.claims_rules import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, Judged
from analysis.topics.profile import real

ONLY_FICTIONAL = "Er zijn alleen voorbeeldcijfers. Die bewijzen niets."
ONLY_ITSELF = "Alleen het document zelf noemt dit cijfer."
NOTHING = "Hierover is er geen cijfer."
NO_BUDGET = "Er is geen begroting van het beleid."


@dataclass(frozen=True)
class JudgedClaim:
    """What came out of one sentence, with the rows of the release that lie beside it."""

    claim: Claim
    word: str
    reason: str
    beside: pd.DataFrame = field(repr=False)


def judge_all(claims: Claims, release: Release) -> dict[str, JudgedClaim]:
    """Return what came out of every sentence by its id, in the order of the file."""
    return release.once(
        ("getoetst", claims), lambda: {claim.id: judge(claim, release) for claim in claims.beweringen}
    )


def judge(claim: Claim, release: Release) -> JudgedClaim:
    """Hold one sentence against the numbers by its own rule."""
    for indicator in (*claim.toets.indicator, *claim.toets.verwant):
        release.catalogue[indicator]
    return JudgedClaim(claim, *_RULES[claim.toets.regel](claim, release), _beside(claim.toets, release))


def _beside(test: Test, release: Release) -> pd.DataFrame:
    """Return the newest row per indicator, area and source that a sentence is about: all sources stay."""
    areas = [area for area in (test.gebied, *test.tegen) if area]
    rows = _rows(release, (*test.indicator, *test.verwant), areas)
    if test.periode and test.regel not in ("ontwikkeling", "noemer"):
        rows = rows[(rows["periode"] == test.periode) | ~rows["indicator"].isin(test.indicator)]
    return rows.sort_values("periode").drop_duplicates(["indicator", "gebied", "bron"], keep="last")


def _rows(release: Release, indicators: tuple[str, ...], areas: list[str]) -> pd.DataFrame:
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
    return rules.value(row, release.catalogue[str(row["indicator"])], test.waarde, test.maat)


def _comparison(claim: Claim, release: Release) -> Judged:
    test = claim.toets
    return rules.together(
        [_pair(claim, release, indicator, other) for indicator in test.indicator for other in test.tegen]
    )


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
        return _why_none(rows)
    first, second = (side[side["periode"] == periods[-1]].iloc[-1] for side in (own, there))
    return rules.comparison(first, second, release.catalogue[indicator], str(test.richting))


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
    entry = release.catalogue[test.indicator[0]]
    return rules.development(first.iloc[-1], proof.iloc[-1], entry, str(test.richting))


def _counting(claim: Claim, _: Release) -> Judged:
    names, count = list(claim.toets.genoemd), len(set(claim.toets.genoemd))
    text = f"Het document noemt er {count}: {dutch.enumeration(names)}."
    return _right(count == int(claim.toets.waarde or 0), text)


def _budget(claim: Claim, release: Release) -> Judged:
    budget = budget_of(release.gemeente)
    if budget is None:
        return Judged(UNSOURCED, NO_BUDGET)
    found = sum(budget.of_year(int(claim.toets.periode)).values())
    return _right(found == int(claim.toets.waarde or 0), f"De posten zijn samen {dutch.number(found)} euro.")


def _right(holds: bool, reason: str) -> Judged:
    return Judged(HOLDS if holds else CONTRADICTED, reason)


def _base(claim: Claim, release: Release) -> Judged:
    """Check which base a count and its share can have; the last base is the one of the definition."""
    test = claim.toets
    bases = list(_shares_of_bases(test, release))
    row = release.last(test.indicator[1], test.gebied)
    if not bases or row is None:
        return Judged(UNSOURCED, NOTHING)
    said = float(row["waarde"])
    fits = [name for name, low, high in bases if high >= said - 0.5 and low <= said + 0.5]
    listed = "; ".join(f"van {name} is het {dutch.percentage((low + high) / 2)}" for name, low, high in bases)
    word = HOLDS if bases[-1][0] in fits else UNCLEAR if fits else CONTRADICTED
    return Judged(word, f"Naast {dutch.percentage(said, 0)}: {listed}.")


def _shares_of_bases(test: Test, release: Release) -> Iterator[tuple[str, float, float]]:
    """Yield per base its name and the lowest and highest share that rounding leaves: all inhabitants, or a part."""
    count, _, everybody = test.indicator
    named = [*test.indicator, *test.verwant]
    value = real(release.rows(named, [test.gebied], test.periode)).set_index("indicator")["waarde"]
    if any(one not in value.index for one in named):
        return
    people, part = float(value[everybody]), sum(float(value[one]) for one in test.verwant)
    slack = 0.5 * len(test.verwant)
    counted = 100 * float(value[count])
    yield "alle inwoners", counted / people, counted / people
    low, high = (counted / (people * (part + way * slack) / 100) for way in (1, -1))
    yield "alleen de leeftijd van de meting", low, high


_RULES: Mapping[str, Callable[[Claim, Release], Judged]] = {
    "waarde": _value,
    "vergelijking": _comparison,
    "volgorde": _order,
    "ontwikkeling": _development,
    "telling": _counting,
    "begroting": _budget,
    "noemer": _base,
    "niet te toetsen": lambda claim, _: Judged(UNSOURCED, claim.toets.reden),
}
