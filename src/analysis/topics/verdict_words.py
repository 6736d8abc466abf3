"""Sentences about verdicts: the one place where a comparing word is put into a sentence, for every page and sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.charts.table import written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.release.release import Release
from analysis.release.verdicts import LIMIT, REST, family
from analysis.statistics.comparison import HIGHER, LOWER, NO_DIFFERENCE, NOT_COMPARABLE, SMALL, TOO_FEW

CLEAR = (HIGHER, LOWER)
# What a word says of the areas that a number is held against.
STANDS = {
    HIGHER: "Dat is hoger dan in {}.",
    LOWER: "Dat is lager dan in {}.",
    SMALL: "Het verschil met {} is te klein om ertoe te doen.",
    NO_DIFFERENCE: "Er is geen duidelijk verschil met {}.",
    TOO_FEW: "Er zijn te weinig gegevens om te vergelijken met {}.",
    NOT_COMPARABLE: "Of er verschil is met {}, is niet te zeggen. {reden}",
}


CHANGES = {
    HIGHER: "gestegen",
    LOWER: "gedaald",
    SMALL: "nauwelijks veranderd",
    NO_DIFFERENCE: "geen duidelijke verandering",
}


def change_word(found: Mapping[str, Any]) -> str:
    """Say of a verdict on two years of one area what changed, or why that cannot be said."""
    return CHANGES.get(found["woord"], str(found["reden"]))


def name_of(release: Release, code: str) -> str:
    """Return how what a number is held against stands in a sentence."""
    return f"de rest van {release.naam}" if code == REST else release.catalogue.name(code)


def stands(release: Release, lines: pd.DataFrame, entry: Indicator) -> list[str]:
    """Say how one number stands to each area it is held against: a sentence per word and reason, with the values there."""
    said = []
    for word, text in STANDS.items():
        of_word = lines[lines["woord"] == word]
        for reason, same in of_word.groupby(
            of_word["reden"] if word == NOT_COMPARABLE else "woord", sort=False
        ):
            names = [
                f"{name_of(release, code)} ({dutch.quantity(value, entry.eenheid, entry.decimalen)})"
                for code, value in same[["vergelijking", "vergelijk_waarde"]].to_numpy()
            ]
            said.append(text.format(dutch.enumeration(names), reden=dutch.sentence(reason)))
    return said


def clearly(lines: pd.DataFrame, beside: str, subjects: Sequence[str]) -> list[str]:
    """Say which subjects, one per line, are clearly higher and which lower than beside."""
    words = lines["woord"].to_numpy()
    named = {word: [one for one, own in zip(subjects, words, strict=True) if own == word] for word in CLEAR}
    return [
        f"Duidelijk {word} dan {beside}: {dutch.enumeration(names)}."
        for word, names in named.items()
        if names
    ]


def large_but_untested(release: Release, lines: pd.DataFrame, most: int) -> list[str]:
    """Name the differences that matter of shares without margin, each with how many respondents would settle it."""
    far = lines[lines["zeker_vanaf"].notna() & lines["relevant"].astype(bool)]
    order = far["verschil"].abs().sort_values(ascending=False, kind="stable").index
    told = []
    for row in far.loc[order[:most]].itertuples():
        entry = release.catalogue[row.indicator]
        here, there = written(row.waarde, entry), written(row.vergelijk_waarde, entry)
        name = entry.kort[:1].lower() + entry.kort[1:]
        told.append(f"{name} ({here}, tegen {there} daar; {sure_from(row)})")
    return told


def sure_from(row: Any) -> str:
    """Say from how many respondents a difference without margin would be beyond chance."""
    return f"zeker vanaf {dutch.counted(int(row.zeker_vanaf), 'deelnemer', 'deelnemers')}"


def family_note(release: Release) -> str:
    """Say how many comparisons the edition tests and how many are clear: one count, the same on every page."""
    real, example = family(release), family(release, example=True)
    limit = dutch.percentage(100 * LIMIT, 0)
    told = [
        f"{dutch.counted(one.made, 'vergelijking', 'vergelijkingen')} van {kind}, {dutch.number(one.clear)} duidelijk"
        for one, kind in ((real, "echte cijfers"), (example, "verzonnen cijfers"))
        if one.made
    ]
    return (
        f"In deze editie zijn getoetst: {dutch.enumeration(told) or 'geen vergelijkingen'}. Daarvoor is gecorrigeerd "
        f"volgens Benjamini en Hochberg: hooguit {limit} van de duidelijke verschillen is naar verwachting toeval."
    )


def span(points: Iterable[tuple[float, str, str]], *, most: int = 4) -> str:
    """
    Say from where to where values lie, or that they are the same everywhere; without full stop.

    That one of them is the highest is a comparison, which values alone do not carry.
    """
    listed = list(points)
    found = dutch.extremes(listed, most=most)
    if len(listed) == 1:
        return f"Alleen {found.high}, met {found.top}"
    if found.equal:
        return f"Overal {found.top}"
    return f"Van {found.bottom} ({found.low}) tot {found.top} ({found.high})"
