"""The appendix that says of everything the policy asks where it is answered, or why not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from analysis.annex.blocks import Block, Heading, Paragraph, Table
from analysis.annex.contents import Contents
from analysis.ground import dutch, paths

REGISTER = "docs/dekking.csv"
TITLE = "Wat het beleid vraagt, en waar het staat"
INTRODUCTION = (
    "Deze lijst gaat langs alles wat de beleidsdocumenten noemen. "
    "Bij elke regel staat waar het antwoord staat. Is er geen antwoord, dan staat er waarom niet."
)
KINDS = {
    "doel": "Doelen",
    "figuur": "Figuren uit de documenten",
    "feit": "Feiten en getallen",
    "vraag": "Vragen over volgen en evalueren",
    "tegenstrijdigheid": "Tegenstrijdigheden en gaten",
    "gebruiksverhaal": "Gebruiksverhalen",
}
ELSEWHERE = "in het programma en zijn uitleg"
THEMES = "params/themas/"


@dataclass(frozen=True)
class Asked:
    """One thing that the policy asks: `stand` is beantwoord, deels or geweigerd; `places` are files."""

    kind: str
    id: str
    name: str
    stand: str
    places: tuple[str, ...]
    reason: str


def read_coverage(gemeente: str) -> tuple[Asked, ...]:
    """
    Read what the policy of a gemeente asks, from `docs/dekking.csv`; nothing when it has no rows there.

    The columns are gemeente, soort, id, naam, stand, antwoord and reden.
    """
    path = paths.root() / REGISTER
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Asked(
                row["soort"],
                row["id"],
                row["naam"],
                row["stand"],
                tuple(filter(None, row["antwoord"].split("; "))),
                row["reden"],
            )
            for row in csv.DictReader(file)
            if row["gemeente"] == gemeente
        )


def coverage_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the appendix; nothing for a gemeente without a register."""
    asked = read_coverage(contents.params.gemeente)
    if not asked:
        return
    chapters = {section.id: chapter.number for chapter in contents.chapters for section in chapter.sections}
    yield Heading(1, TITLE, id="dekking", new_page=True)
    stands = [one.stand for one in asked]
    counts = [f"{stands.count(stand)} {stand}" for stand in ("beantwoord", "deels", "geweigerd")]
    yield Paragraph(f"{INTRODUCTION} Het zijn {len(asked)} regels: {dutch.enumeration(counts)}.")
    for kind, group in groupby(asked, key=lambda one: one.kind):
        rows = tuple((one.id, one.name, one.stand, _answer(one, chapters)) for one in group)
        columns = ("Nr.", "Wat het beleid vraagt", "Stand", "Waar, of waarom niet")
        yield Table(KINDS.get(kind, kind), columns, rows, (0.08, 0.36, 0.14, 0.42))


def _answer(asked: Asked, chapters: Mapping[str, int]) -> str:
    """Return where somebody who reads the annex finds the answer, and what is still missing."""
    numbers = sorted({number for place in asked.places for number in _chapters_of(place, asked, chapters)})
    where = f"{ELSEWHERE.capitalize()}." if asked.places else ""
    if numbers:
        word = "Hoofdstuk" if len(numbers) == 1 else "Hoofdstukken"
        where = f"{word} {dutch.enumeration(list(map(str, numbers)))}."
    return " ".join(text for text in (where, asked.reason) if text)


def _chapters_of(place: str, asked: Asked, chapters: Mapping[str, int]) -> set[int]:
    """Return the chapters of a place; a theme that is named itself stands for the notebook of all themes."""
    if place.startswith(THEMES):
        theme = Path(place).stem.replace("_", "-")
        return {number for run, number in chapters.items() if run.endswith(f"-{theme}")}
    if not place.startswith("notebooks/"):
        return set()
    notebook = Path(place).stem
    if any(other.startswith(THEMES) for other in asked.places) and notebook == "06_thema":
        return set()
    return {number for run, number in chapters.items() if run == notebook or run.startswith(f"{notebook}-")}
