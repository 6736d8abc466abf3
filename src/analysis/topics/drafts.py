"""
The sentences of a draft held against the published numbers: the same four words as for the documents.

A sentence is only contradicted when every reading of it is ruled out; what is not
recognised, or can be read in two ways, is never called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ground import dutch, text_files
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics import claims_rules as rules
from analysis.topics.claims_check import NOTHING, ONLY_FICTIONAL
from analysis.topics.claims_rules import CONTRADICTED, HOLDS, UNCLEAR, UNSOURCED, Judged
from analysis.topics.draft_text import Said, Sentence, sentences, understand
from analysis.topics.draft_words import DraftWords, read_words


@dataclass(frozen=True)
class Checked:
    """One sentence of a draft with its word, the reason and the sources of the numbers beside it."""

    line: int
    text: str
    word: str
    reason: str

    def as_dict(self) -> dict[str, object]:
        """Return what `--json` prints of it, with Dutch keys."""
        return {"regel": self.line, "zin": self.text, "oordeel": self.word, "reden": self.reason}


def check_claims(path: Path, release: Release, words: DraftWords | None = None) -> list[Checked]:
    """
    Check a text file: every sentence with a number or a comparison.

    Parameters
    ----------
    path : Path
        Plain text or Markdown in UTF-8.
    release : Release
        The published numbers.
    words : DraftWords, optional
        By which a subject is recognised; those that every gemeente shares by default.

    Returns
    -------
    list of Checked
        In the order of the text; sentences without a number or comparison are left out.
    """
    known = read_words() if words is None else words
    found = []
    for line, text in sentences(text_files.read_text(path)):
        said = understand(line, text, known, release)
        if said.numbers or said.direction:
            judged = _judge(said, release)
            found.append(Checked(line, text, judged.word, judged.reason))
    return found


def _judge(said: Sentence, release: Release) -> Judged:
    if not said.indicators:
        return Judged(UNSOURCED, "Wij herkennen het onderwerp niet, of er is geen cijfer over.")
    parts = [_number(one, said, release) for one in said.numbers]
    if said.direction:
        parts.append(_compared(said, release))
    if said.moved:
        parts.append(Judged(UNCLEAR, "Of iets stijgt of daalt, toetsen wij niet in een losse zin."))
    return rules.together(parts)


def _number(one: Said, said: Sentence, release: Release) -> Judged:
    fitting = [name for name in said.indicators if release.catalogue[name].is_share == one.is_share]
    if not fitting:
        return Judged(UNSOURCED, f"Voor {one.written} is er geen cijfer in deze eenheid.")
    areas = _areas(one.place, said, release)
    found = [_against(one, said, release, name, area) for name in fitting for area in areas]
    # A subject without a real number takes nothing away from one that has it.
    found = [judged for judged in found if judged.reason not in (ONLY_FICTIONAL, NOTHING)] or found
    sure = [judged for judged in found if judged.word == HOLDS]
    # The nearest area comes first: a number that only fits another one may stand in the wrong place.
    nearest = found[0]
    if nearest.word == HOLDS or (sure and len(areas) == 1):
        return nearest if nearest.word == HOLDS else sure[0]
    if sure:
        return Judged(UNCLEAR, f"{one.written} past bij een ander gebied in deze zin. {nearest.reason}")
    # Two subjects that both fit: which one is meant cannot be told, so nothing is called wrong.
    if len(fitting) > 1 and any(judged.word != CONTRADICTED for judged in found):
        return Judged(UNCLEAR, next(j.reason for j in found if j.word != CONTRADICTED))
    return nearest


def _areas(place: int, said: Sentence, release: Release) -> list[str]:
    """Return the areas of a sentence, the one nearest to a number first; the gemeente when none is named."""
    near = sorted(said.places, key=lambda one: abs(one.place - place))
    return list(dict.fromkeys(one.area for one in near)) or [release.gemeente]


def _against(one: Said, said: Sentence, release: Release, indicator: str, area: str) -> Judged:
    rows = release.rows(indicator, [area])
    known = rows[rows["status"].isin(WITH_VALUE)]
    real = known[known["status"] != "voorbeeld"].sort_values("periode")
    if real.empty:
        return Judged(UNCLEAR, ONLY_FICTIONAL) if len(known) else Judged(UNSOURCED, NOTHING)
    at = real[real["periode"] == said.year] if said.year else real.tail(1)
    if at.empty:
        years = dutch.enumeration([dutch.period(period) for period in real["periode"]])
        return Judged(UNCLEAR, f"Er is geen cijfer van {said.year}, wel van {years}.")
    entry = release.catalogue[indicator]
    judged = rules.value(at.iloc[0], entry, one.value, one.measure)
    source = release.catalogue.source(str(at.iloc[0]["bron"])).naam_kort
    name = release.catalogue.name(area)
    reason = f"{entry.kort}, {name}: {judged.reason.removeprefix('Het cijfer is ')} Bron: {source}."
    if other := said.others.get(indicator):
        return Judged(UNCLEAR, f"De zin gaat over {other}, dit cijfer niet. {reason}")
    if judged.word == CONTRADICTED and not entry.is_share and not 0.5 < one.value / at.iloc[0]["waarde"] < 2:
        return Judged(UNCLEAR, f"Waarschijnlijk gaat dit getal over iets anders. {reason}")
    if judged.word == CONTRADICTED and (older := _fits_before(one, real, release, indicator)):
        return Judged(UNCLEAR, f"Dit gold in {dutch.period(older)}. {reason}")
    return Judged(judged.word, reason)


def _fits_before(one: Said, real: pd.DataFrame, release: Release, indicator: str) -> str:
    entry = release.catalogue[indicator]
    for _, row in real.iloc[:-1].iterrows():
        if rules.value(row, entry, one.value, one.measure).word == HOLDS:
            return str(row["periode"])
    return ""


def _compared(said: Sentence, release: Release) -> Judged:
    others = [one.area for one in said.places if one.area in ("NL00", *release.compare)]
    others += [
        one.area
        for one in said.places
        if release.catalogue.areas.get(one.area) and release.catalogue.areas[one.area].niveau == "regio"
    ]
    own = [one.area for one in said.places if one.area not in others] or [release.gemeente]
    if not others or len(set(own)) > 1:
        return Judged(UNCLEAR, "Waarmee de zin vergelijkt, herkennen wij niet.")
    pairs = list(_pairs(said, release, own[0], list(dict.fromkeys(others))))
    return rules.together(pairs) if pairs else Judged(UNSOURCED, NOTHING)


def _pairs(said: Sentence, release: Release, own: str, others: list[str]) -> Iterator[Judged]:
    for indicator in said.indicators:
        entry = release.catalogue[indicator]
        if not entry.is_share:
            continue  # a count of a larger area is always larger
        direction = _turned(said.direction, entry.richting)
        for other in others:
            rows = release.rows(indicator, [own, other])
            real = rows[rows["status"].isin(WITH_VALUE) & (rows["status"] != "voorbeeld")]
            sides = [real[real["gebied"] == area].set_index("periode") for area in (own, other)]
            shared = sorted(set(sides[0].index) & set(sides[1].index))
            if not shared or not direction:
                yield Judged(UNCLEAR, f"{entry.kort}: dit is niet te vergelijken.")
                continue
            here, there = (side.loc[shared[-1]].copy() for side in sides)
            here["periode"] = there["periode"] = shared[-1]
            judged = rules.comparison(here, there, entry, direction)
            if people := said.others.get(indicator):
                yield Judged(UNCLEAR, f"{entry.kort}: de zin gaat over {people}, dit cijfer niet.")
                continue
            yield Judged(judged.word, f"{entry.kort}: {judged.reason}")


def _turned(direction: str, richting: str) -> str:
    """Turn "better" and "worse" into higher and lower, where the catalogue says which is better."""
    if direction in ("hoger", "lager"):
        return direction
    if richting == "neutraal":
        return ""
    up = (direction == "beter") == (richting == "hoger is gunstig")
    return "hoger" if up else "lager"


def summary(found: list[Checked]) -> str:
    """Say in one sentence how many sentences got which word."""
    parts = [f"{sum(one.word == word for one in found)} {word}" for word in rules.WORDS]
    return f"{dutch.counted(len(found), 'bewering', 'beweringen')}: {dutch.enumeration(parts)}."
