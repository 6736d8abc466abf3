"""The statements and questions about an area, as a sheet shows them: texts, never numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.ground import dutch
from analysis.model.catalogue import Catalogue
from analysis.release.release import Release
from analysis.topics.place import OUTSIDE
from analysis.topics.statements_policy import EVERY, OWN, WHOLE, Row


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
