"""Every sentence of the documents that reads as a target: only a result counts for the status of a goal."""

from __future__ import annotations

import pandas as pd

from analysis import dutch
from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.text_table import TextColumn, TextRow, text_table
from analysis.policy.files import GOALS, lack
from analysis.release.release import Release
from analysis.release.targets import goal_tree

COLUMNS = (TextColumn("Wat er staat", 3.6), TextColumn("Bij", 0.6), TextColumn("Waar", 2.0))
KINDS = {
    "resultaat": "Resultaat: hier rekenen wij mee",
    "streven": "Streven: niet meetbaar gemaakt",
    "werkwijze": "Werkwijze: zo wil de gemeente werken",
    "ambitie van partner": "Ambitie van een partner: geen doel van de gemeente",
}


def agreements(release: Release) -> Card | Gap:
    """List the targets and agreements by kind, with the line of the document."""
    title, identity = "Welke doelen en afspraken staan er in de documenten?", "doelen_en_afspraken"
    if missing := lack(release.gemeente, release.naam, GOALS):
        return Gap(identity, title, *missing)
    tree = goal_tree(release)
    sources = tuple(dict.fromkeys(one.bron or tree.bron for one in tree.agreements))
    rows: list[TextRow] = []
    found = []
    for kind, heading in KINDS.items():
        rows.append(TextRow((heading,), heading=True))
        for one in (one for one in tree.agreements if one.soort == kind):
            where = f"{_document(release, one.bron or tree.bron)}, r. {one.regel}"
            rows.append(TextRow((one.tekst, one.knoop, where)))
            found.append({"Wat er staat": one.tekst, "Soort": kind, "Knoop": one.knoop, "Waar": where})
    results = sum(one.soort == "resultaat" for one in tree.agreements)
    return make_card(
        release,
        release.no_rows,
        text_table(COLUMNS, rows),
        identity=identity,
        title=title,
        subtitle=f"Alle {len(found)} zinnen die als doel te lezen zijn, naar soort",
        table=pd.DataFrame(found),
        also=sources,
        alt=(
            f"Tabel met {dutch.counted(len(found), 'zin', 'zinnen')}. Alleen {results} zijn een resultaat dat te "
            "berekenen is. De rest is een streven, een werkwijze of een ambitie van een partner."
        ),
        notes=("In onze woorden; r. is de regel in de tekst van het document.",),
    )


def _document(release: Release, source: str) -> str:
    """Return the kind of document: the first word of its short name, in front of whose and when."""
    return release.catalogue.source(source).naam_kort.split()[0]
