"""Every sentence of the documents that reads as a target: only a result counts for the status of a goal."""

from __future__ import annotations

import pandas as pd

from analysis import dutch
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card
from analysis.cards.text_table import Column, Row, text_table
from analysis.policy.budget import read_budget
from analysis.release.store import Release
from analysis.release.targets import goal_tree

COLUMNS = (Column("Wat er staat", 3.6), Column("Bij", 0.6), Column("Waar", 2.0))
KINDS = {
    "resultaat": "Resultaat: hier rekenen wij mee",
    "streven": "Streven: niet meetbaar gemaakt",
    "werkwijze": "Werkwijze: zo wil de gemeente werken",
    "ambitie van partner": "Ambitie van een partner: geen doel van de gemeente",
}


def agreements(release: Release) -> Card:
    """List the targets and agreements by kind, with the line of the document."""
    tree = goal_tree(release, read_budget())
    sources = tuple(dict.fromkeys(one.bron for one in tree.agreements))
    facts = facts_of(release.no_rows, release.catalogue, also=sources)
    names = {"preventiebeleid_2022": "Preventiebeleid", "wmo_visie_2007": "Wmo-visie"}
    rows: list[Row] = []
    found = []
    for kind, heading in KINDS.items():
        rows.append(Row((heading,), heading=True))
        for one in (one for one in tree.agreements if one.soort == kind):
            where = f"{names.get(one.bron, one.bron)}, r. {one.regel}"
            rows.append(Row((one.tekst, one.knoop, where)))
            found.append({"Wat er staat": one.tekst, "Soort": kind, "Knoop": one.knoop, "Waar": where})
    table = pd.DataFrame(found)
    title = "Welke doelen en afspraken staan er in de documenten?"
    subtitle = f"Alle {len(found)} zinnen die als doel te lezen zijn, naar soort"
    results = sum(one.soort == "resultaat" for one in tree.agreements)
    return Card(
        id="doelen_en_afspraken",
        title=title,
        subtitle=subtitle,
        figure=text_table(title, subtitle, facts, COLUMNS, rows),
        facts=facts,
        numbers=table,
        shown=table,
        alt=(
            f"Tabel met {dutch.counted(len(found), 'zin', 'zinnen')}. Alleen {results} zijn een resultaat dat te "
            "berekenen is. De rest is een streven, een werkwijze of een ambitie van een partner."
        ),
        notes=("In onze woorden; r. is de regel in de tekst van het document.",),
    )
