"""The appendix that says of everything the policy asks where it is answered, or why not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
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
    "systeem": "Systemen en instrumenten",
    "databron": "Bronnen van gegevens",
    "procesregel": "Regels voor het proces",
}
ELSEWHERE = "in het programma en zijn uitleg"
THEMES = "params/themas/"
# A row of the register: gemeente, soort, id, naam, stand (beantwoord, deels or geweigerd), antwoord (files) and reden.
Asked = Mapping[str, str]


def read_coverage(gemeente: str) -> list[Asked]:
    """Read what the policy of a gemeente asks, from `docs/dekking.csv`; nothing when it has no rows there."""
    path = paths.root() / REGISTER
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["gemeente"] == gemeente]


def coverage_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the appendix; nothing for a gemeente without a register."""
    asked = read_coverage(contents.params.gemeente)
    if not asked:
        return
    chapters = {section.id: chapter.number for chapter in contents.chapters for section in chapter.sections}
    yield Heading(1, TITLE, id="dekking", new_page=True)
    stands = [one["stand"] for one in asked]
    counts = [f"{stands.count(stand)} {stand}" for stand in ("beantwoord", "deels", "geweigerd")]
    yield Paragraph(f"{INTRODUCTION} Het zijn {len(asked)} regels: {dutch.enumeration(counts)}.")
    for kind, group in groupby(asked, key=itemgetter("soort")):
        rows = tuple((one["id"], one["naam"], one["stand"], _answer(one, chapters)) for one in group)
        columns = ("Nr.", "Wat het beleid vraagt", "Stand", "Waar, of waarom niet")
        yield Table(KINDS.get(kind, kind), columns, rows, (0.08, 0.36, 0.14, 0.42))


def _answer(asked: Asked, chapters: Mapping[str, int]) -> str:
    """Return where somebody who reads the annex finds the answer, and what is still missing."""
    places = asked["antwoord"].split("; ") if asked["antwoord"] else []
    is_theme = any(place.startswith(THEMES) for place in places)
    numbers = {number for place in places for number in _chapters_of(place, chapters, is_theme=is_theme)}
    where = f"{ELSEWHERE.capitalize()}." if places else ""
    if numbers:
        word = "Hoofdstuk" if len(numbers) == 1 else "Hoofdstukken"
        where = f"{word} {dutch.enumeration(list(map(str, sorted(numbers))))}."
    return " ".join(filter(None, (where, asked["reden"])))


def _chapters_of(place: str, chapters: Mapping[str, int], *, is_theme: bool) -> Iterator[int]:
    """Yield the chapters of a place; a theme that is named itself stands for the notebook of all themes."""
    name = Path(place).stem
    for run, number in chapters.items():
        if place.startswith(THEMES):
            found = run.endswith(f"-{name.replace('_', '-')}")
        else:
            found = run == name or run.startswith(f"{name}-")
            found = found and place.startswith("notebooks/") and not (is_theme and name == "06_thema")
        if found:
            yield number
