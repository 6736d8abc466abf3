"""
The sentences of a draft held against the published numbers: the same four words as for the documents.

What is not recognised, or can be read in two ways, is never called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analysis.charts.table import has_value
from analysis.ground import dutch, text_files
from analysis.release.release import Release
from analysis.topics import claims_check as check
from analysis.topics.claims_check import (
    CONTRADICTED,
    HOLDS,
    NOTHING,
    ONLY_FICTIONAL,
    UNCLEAR,
    UNSOURCED,
    Judged,
)
from analysis.topics.draft_text import DraftSentence, Said, read_words, sentences, understand
from analysis.topics.profile import real


class CheckedSentence(NamedTuple):
    """One sentence of a draft with its word, the reason and the sources of the numbers beside it."""

    line: int
    text: str
    word: str
    reason: str

    def as_dict(self) -> dict[str, object]:
        """Return what `--json` prints of it, with Dutch keys."""
        return {"regel": self.line, "zin": self.text, "oordeel": self.word, "reden": self.reason}


def check_claims(path: Path, release: Release) -> list[CheckedSentence]:
    """Check every sentence with a number or a comparison of a text file, plain or Markdown; others are left out."""
    words = read_words()
    found = []
    for line, text in sentences(text_files.read_text(path)):
        said = understand(text, words, release)
        if said.numbers or said.direction:
            found.append(CheckedSentence(line, text, *_judge(said, release)))
    return found


def _judge(said: DraftSentence, release: Release) -> Judged:
    if not said.indicators:
        return Judged(UNSOURCED, "Wij herkennen het onderwerp niet, of er is geen cijfer over.")
    parts = [_number(one, said, release) for one in said.numbers]
    if said.direction:
        parts.append(_compared(said, release))
    if said.moved:
        parts.append(Judged(UNCLEAR, "Of iets stijgt of daalt, toetsen wij niet in een losse zin."))
    return check.together(parts)


def _number(one: Said, said: DraftSentence, release: Release) -> Judged:
    fitting = [name for name in said.indicators if release.catalogue[name].is_share == one.is_share]
    if not fitting:
        return Judged(UNSOURCED, f"Voor {one.written} is er geen cijfer in deze eenheid.")
    # The area nearest to the number comes first; where none is named it is the gemeente.
    near = sorted(said.areas, key=lambda area: abs(area[1] - one.place))
    areas = list(dict.fromkeys(area for area, _ in near)) or [release.gemeente]
    found = [_against(one, said, release, name, area) for name in fitting for area in areas]
    # A subject without a real number takes nothing away from one that has it.
    found = [judged for judged in found if judged.reason not in (ONLY_FICTIONAL, NOTHING)] or found
    sure = [judged for judged in found if judged.word == HOLDS]
    # A number that only fits another area than the nearest may stand in the wrong place.
    nearest = found[0]
    if sure and (nearest.word == HOLDS or len(areas) == 1):
        return sure[0]
    if sure:
        return Judged(UNCLEAR, f"{one.written} past bij een ander gebied in deze zin. {nearest.reason}")
    # Two subjects that both fit: which one is meant cannot be told, so nothing is called wrong.
    if len(fitting) > 1 and any(judged.word != CONTRADICTED for judged in found):
        return Judged(UNCLEAR, next(j.reason for j in found if j.word != CONTRADICTED))
    return nearest


def _against(one: Said, said: DraftSentence, release: Release, indicator: str, area: str) -> Judged:
    rows = release.rows(indicator, [area])
    known = real(rows).sort_values("periode")
    if known.empty:
        return Judged(UNCLEAR, ONLY_FICTIONAL) if has_value(rows).any() else Judged(UNSOURCED, NOTHING)
    at = known[known["periode"] == said.year] if said.year else known.tail(1)
    if at.empty:
        years = dutch.enumeration([dutch.period(period) for period in known["periode"]])
        return Judged(UNCLEAR, f"Er is geen cijfer van {said.year}, wel van {years}.")
    entry = release.catalogue[indicator]
    judged = check.value(at.iloc[0], entry, one.value, one.measure)
    source = release.catalogue.source(str(at.iloc[0]["bron"])).naam_kort
    name = release.catalogue.name(area)
    reason = f"{entry.kort}, {name}: {judged.reason.removeprefix('Het cijfer is ')} Bron: {source}."
    if other := said.others.get(indicator):
        return Judged(UNCLEAR, f"De zin gaat over {other}, dit cijfer niet. {reason}")
    if judged.word == CONTRADICTED:
        if not entry.is_share and not 0.5 < one.value / at.iloc[0]["waarde"] < 2:
            return Judged(UNCLEAR, f"Waarschijnlijk gaat dit getal over iets anders. {reason}")
        for _, row in known.iloc[:-1].iterrows():
            if check.value(row, entry, one.value, one.measure).word == HOLDS:
                return Judged(UNCLEAR, f"Dit gold in {dutch.period(row['periode'])}. {reason}")
    return Judged(judged.word, reason)


def _compared(said: DraftSentence, release: Release) -> Judged:
    named, areas = [area for area, _ in said.areas], release.catalogue.areas
    others = [area for area in named if area in ("NL00", *release.compare)]
    others += [area for area in named if area in areas and areas[area].niveau == "regio"]
    own = [area for area in named if area not in others] or [release.gemeente]
    if not others or len(set(own)) > 1:
        return Judged(UNCLEAR, "Waarmee de zin vergelijkt, herkennen wij niet.")
    pairs = list(_pairs(said, release, own[0], list(dict.fromkeys(others))))
    return check.together(pairs) if pairs else Judged(UNSOURCED, NOTHING)


def _pairs(said: DraftSentence, release: Release, own: str, others: list[str]) -> Iterator[Judged]:
    entries = [release.catalogue[indicator] for indicator in said.indicators]
    # A count of a larger area is always larger.
    for entry in (entry for entry in entries if entry.is_share):
        direction = _turned(said.direction, entry.richting)
        for other in others:
            known = real(release.rows(entry.id, [own, other]))
            sides = [known[known["gebied"] == area] for area in (own, other)]
            shared = set(sides[0]["periode"]) & set(sides[1]["periode"])
            people = said.others.get(entry.id)
            if not shared or not direction:
                yield Judged(UNCLEAR, f"{entry.kort}: dit is niet te vergelijken.")
            elif people:
                yield Judged(UNCLEAR, f"{entry.kort}: de zin gaat over {people}, dit cijfer niet.")
            else:
                here, there = (side[side["periode"] == max(shared)].iloc[0] for side in sides)
                judged = check.comparison(here, there, entry, direction)
                yield Judged(judged.word, f"{entry.kort}: {judged.reason}")


def _turned(direction: str, richting: str) -> str:
    """Turn "better" and "worse" into higher and lower, where the catalogue says which is better."""
    if direction in ("hoger", "lager"):
        return direction
    if richting == "neutraal":
        return ""
    up = (direction == "beter") == (richting == "hoger is gunstig")
    return "hoger" if up else "lager"


def summary(found: list[CheckedSentence]) -> str:
    """Say in one sentence how many sentences got which word."""
    parts = [f"{sum(one.word == word for one in found)} {word}" for word in check.WORDS]
    return f"{dutch.counted(len(found), 'bewering', 'beweringen')}: {dutch.enumeration(parts)}."
