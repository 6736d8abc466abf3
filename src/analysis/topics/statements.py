"""
What professionals said about an area, and what there is to ask: texts on a sheet, never numbers.

`data/beleid/uitspraken_kernen.csv` and `gespreksvragen.csv` are public documents in our own words, each line
with where it stands; every gemeente has rows in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.ground import dutch, paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.model.catalogue import Catalogue
from analysis.model.policy_files import FOLDER, refuse
from analysis.release.release import Release
from analysis.topics.place import OUTSIDE

EVERY, WHOLE = "Alle", "Gemeente"  # in the column `kern`: every sheet, and that of the gemeente
JUDGEMENT = "professioneel oordeel"
SAID_FILE, ASKED_FILE = "uitspraken_kernen.csv", "gespreksvragen.csv"
SAID = ("gemeente", "kern", "uitspraak", "soort", "bron", "regel", "jaar")
ASKED = ("gemeente", "kern", "vraag", "bron", "regel")
MAY_BE_EMPTY = ("gemeente", "regel")
OWN = "kernmonitor"  # a question of ours, that no document asks

Cells = Mapping[str, str]


def read_uitspraken() -> list[Cells]:
    """Read what professionals said per kern; raises `InputError` for another kind than `professioneel oordeel` too."""
    rows = _read(SAID_FILE, SAID)
    file, action = f"data/beleid/{SAID_FILE}", "Een meting hoort in data/cijfers/."
    problems = [
        Problem.at("", file, number, "soort", f'"{row["soort"]}"', JUDGEMENT, action)
        for number, row in enumerate(rows, start=2)
        if row["soort"] != JUDGEMENT
    ]
    if problems:
        raise InputError("Op het gesprekspapier staan alleen oordelen van professionals.", problems)
    return rows


def read_gespreksvragen() -> list[Cells]:
    """Read the questions per kern; one without a gemeente is asked everywhere. Raises as `read_uitspraken`."""
    return _read(ASKED_FILE, ASKED)


def _read(file: str, columns: Sequence[str]) -> list[Cells]:
    path = paths.data() / FOLDER / file
    rows: list[Cells] = [*text_files.read_rows(path, required=columns)]
    problems = [
        Problem.at("", paths.relative(path), number, column, "niets", "een tekst", "Vul de cel in.")
        for number, row in enumerate(rows, start=2)
        for column in columns
        if column not in MAY_BE_EMPTY and not row[column].strip()
    ]
    refuse(paths.relative(path), problems)
    return rows


def of_area(rows: Sequence[Cells], release: Release, area: str, naam: str) -> list[Cells]:
    """Return the rows for an area: its own before those for every area, before those of every gemeente."""
    own = WHOLE if area == release.gemeente else naam
    found = [row for row in rows if row["kern"] in (own, EVERY) and row["gemeente"] in (release.gemeente, "")]
    return sorted(found, key=lambda row: (row["gemeente"] == "", row["kern"] == EVERY))


def by_heading(
    statements: Sequence[Cells], release: Release, area: str, naam: str
) -> list[tuple[str, list[Cells]]]:
    """Return the statements about an area under their headings; a heading without any is left out."""
    rows = of_area(statements, release, area, naam)
    about = {f"Over {_spoken(area, naam)}": naam, "Over alle kernen": EVERY}
    groups = [(heading, [row for row in rows if row["kern"] == kern]) for heading, kern in about.items()]
    return [(heading, group) for heading, group in groups if group]


def _spoken(area: str, naam: str) -> str:
    return f"het {naam.lower()}" if area.endswith(OUTSIDE) else naam


def what_is_silent(statements: Sequence[Cells], release: Release, area: str, naam: str) -> Iterator[str]:
    """Say about whom nothing was said; a gap is shown, never left out."""
    kerns = [row["kern"] for row in statements]
    if not statements:
        yield f"Over {_spoken(area, naam)} zijn geen uitspraken van professionals vastgelegd."
    elif area != release.gemeente:
        if naam not in kerns:
            yield f"Over {_spoken(area, naam)} is in de bijeenkomsten niets gezegd."
    else:
        count = {name: kerns.count(name) for name in release.own_areas("kern")["naam"]}
        if listed := [f"{kern} ({number})" for kern, number in count.items() if number]:
            yield f"Uitspraken per kern staan op een eigen blad: {dutch.enumeration(listed)}."
        if silent := [kern for kern, number in count.items() if not number]:
            yield f"Over {dutch.enumeration(silent)} is in de bijeenkomsten niets gezegd."


def said_source(quoted: Sequence[Cells], catalogue: Catalogue) -> str:
    """Return the source line below the statements."""
    sources = dict.fromkeys((row["bron"], row["jaar"]) for row in quoted)
    names = "; ".join(f"{_short(bron, catalogue)}, expertmeetings {jaar}" for bron, jaar in sources)
    meaning = "In onze woorden; r. is de regel in de tekst van het document."
    return f"Bron: {names}. {meaning}" if names else ""


def asked_source(questions: Sequence[Cells], catalogue: Catalogue) -> str:
    """Return the source line below the questions."""
    sources = dict.fromkeys(row["bron"] for row in questions if row["bron"] != OWN)
    names = "; ".join(_short(bron, catalogue) for bron in sources)
    return f"Vragen met r. komen uit: {names}." if names else ""


def _short(bron: str, catalogue: Catalogue) -> str:
    return catalogue.sources[bron].naam_kort if bron in catalogue.sources else bron
