"""
What professionals said about an area, and what there is to ask: texts from `data/beleid/`, never numbers.

Both files are public documents in our own words, each line with where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis import dutch, paths
from analysis.cards.sheet import OUTSIDE
from analysis.catalogue import Catalogue
from analysis.errors import InputError, Problem
from analysis.release.release import Release

EVERY, WHOLE = "Alle", "Gemeente"  # in the column `kern`: every sheet, and that of the gemeente
JUDGEMENT = "professioneel oordeel"
SAID = ("gemeente", "kern", "uitspraak", "soort", "bron", "regel", "jaar")
ASKED = ("gemeente", "kern", "vraag", "bron", "regel")
MAY_BE_EMPTY = ("gemeente", "regel")
OWN = "kernmonitor"  # a question of ours, that no document asks

Row = Mapping[str, str]


def read_uitspraken() -> list[Row]:
    """
    Read what professionals said per kern.

    Raises
    ------
    InputError
        Missing columns or cells, or a statement of another kind than `professioneel oordeel`.
    """
    rows = _read("uitspraken_kernen.csv", SAID)
    problems = [
        Problem(
            "data/beleid/uitspraken_kernen.csv",
            f'rij {number}, kolom "soort"',
            f'"{row["soort"]}"',
            JUDGEMENT,
            "Een meting hoort in data/cijfers/.",
        )
        for number, row in enumerate(rows, start=2)
        if row["soort"] != JUDGEMENT
    ]
    if problems:
        raise InputError("Op het gesprekspapier staan alleen oordelen van professionals.", problems)
    return rows


def read_gespreksvragen() -> list[Row]:
    """Read the questions per kern; one without a gemeente is asked everywhere. Raises as `read_uitspraken`."""
    return _read("gespreksvragen.csv", ASKED)


def _read(file: str, columns: Sequence[str]) -> list[Row]:
    path = paths.data() / "beleid" / file
    name = paths.relative(path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    problems = [
        Problem(name, f'kolom "{column}"', "niets", "deze kolom", "Voeg haar toe.")
        for column in columns
        if column not in table.columns
    ]
    if not problems:
        problems = [
            Problem(name, f'rij {number}, kolom "{column}"', "niets", "een tekst", "Vul de cel in.")
            for number, row in enumerate(table.to_dict("records"), start=2)
            for column in columns
            if column not in MAY_BE_EMPTY and not row[column].strip()
        ]
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return [{str(key): str(cell) for key, cell in row.items()} for row in table.to_dict("records")]


def of_area(rows: Sequence[Row], release: Release, area: str, naam: str) -> list[dict[str, str]]:
    """Return the rows for an area: its own before those for every area, before those of every gemeente."""
    own = WHOLE if area == release.gemeente else naam
    found = [row for row in rows if row["kern"] in (own, EVERY) and row["gemeente"] in (release.gemeente, "")]
    return [dict(row) for row in sorted(found, key=lambda row: (row["gemeente"] == "", row["kern"] == EVERY))]


def by_heading(
    statements: Sequence[Row], release: Release, area: str, naam: str
) -> list[tuple[str, list[dict[str, str]]]]:
    """Return the statements about an area under their headings; a heading without any is left out."""
    rows = of_area(statements, release, area, naam)
    about = {f"Over {_spoken(area, naam)}": naam, "Over alle kernen": EVERY}
    groups = [(heading, [row for row in rows if row["kern"] == kern]) for heading, kern in about.items()]
    return [(heading, group) for heading, group in groups if group]


def _spoken(area: str, naam: str) -> str:
    return f"het {naam.lower()}" if area.endswith(OUTSIDE) else naam


def what_is_silent(statements: Sequence[Row], release: Release, area: str, naam: str) -> Iterator[str]:
    """Say about whom nothing was said; a gap is shown, never left out."""
    if not statements:
        yield f"Over {_spoken(area, naam)} zijn geen uitspraken van professionals vastgelegd."
        return
    spoken = {row["kern"] for row in statements}
    if area != release.gemeente:
        if naam not in spoken:
            yield f"Over {_spoken(area, naam)} is in de bijeenkomsten niets gezegd."
        return
    kernen = list(dict.fromkeys(release.own_areas("kern")["naam"]))
    count = {kern: sum(row["kern"] == kern for row in statements) for kern in kernen if kern in spoken}
    if count:
        listed = dutch.enumeration([f"{kern} ({number})" for kern, number in count.items()])
        yield f"Uitspraken per kern staan op een eigen blad: {listed}."
    if silent := [kern for kern in kernen if kern not in spoken]:
        yield f"Over {dutch.enumeration(silent)} is in de bijeenkomsten niets gezegd."


def said_source(quoted: Sequence[Row], catalogue: Catalogue) -> str:
    """Return the source line below the statements."""
    if not quoted:
        return ""
    names = [
        f"{_short(bron, catalogue)}, expertmeetings {jaar}"
        for bron, jaar in dict.fromkeys((row["bron"], row["jaar"]) for row in quoted)
    ]
    return f"Bron: {'; '.join(names)}. In onze woorden; r. is de regel in de tekst van het document."


def asked_source(questions: Sequence[Row], catalogue: Catalogue) -> str:
    """Return the source line below the questions."""
    names = [
        _short(bron, catalogue) for bron in dict.fromkeys(row["bron"] for row in questions) if bron != OWN
    ]
    return f"Vragen met r. komen uit: {'; '.join(names)}." if names else ""


def _short(bron: str, catalogue: Catalogue) -> str:
    return catalogue.sources[bron].naam_kort if bron in catalogue.sources else bron
