"""The uitvoeringsagenda: what the municipality and its partners talk about each year, as a picture and as a worksheet."""

from __future__ import annotations

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.cards.make import make_card
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics.agenda_items import (
    NOT_DISCUSSED,
    Agenda,
    Topic,
    lacking,
    make_agenda,
    partners_of,
    worse_than,
)
from analysis.topics.priorities_ranking import behind

IDENTITY = "uitvoeringsagenda"
# Filled in at the table: nobody but the people there can know.
TO_FILL = ("Herkent u dit?", "Wat gaan wij doen?", "Wie?", "Wanneer klaar?")
NONE = "niet genoemd"


def uitvoeringsagenda(release: Release) -> Card | Gap:
    """
    Make the worksheet for the yearly talk with partners.

    Returns
    -------
    Card or Gap
        Its xlsx is `uitvoeringsagenda.xlsx`, with empty columns for what is agreed. A gap when
        neither the numbers nor the policy give anything to talk about.
    """
    title = "Waarover gaat het gesprek met partners?"
    if lack := lacking(release):
        return Gap(IDENTITY, title, *lack)
    agenda = make_agenda(release)
    table = _table(release, agenda)
    if table.empty:
        return Gap(IDENTITY, title, "Er staat niets op de lijst.", "Vul prioriteiten.yml van de gemeente.")
    lines = [topic.lines for topic in agenda.topics]
    rows = behind(release, pd.concat(lines)) if lines else release.no_rows
    shown = table[["Onderwerp", "Gebied", "Reden", "Partners in het beleid", "Besproken", "Status"]]
    return make_card(
        release,
        rows,
        None,
        (
            IDENTITY,
            title,
            "Uitvoeringsagenda: onderwerpen, waarom zij erop staan, en wat partners ervan vinden",
        ),
        (
            f"Tabel met {dutch.counted(len(table), 'onderwerp', 'onderwerpen')}: "
            f"{dutch.enumeration(list(dict.fromkeys(table['Onderwerp'])))}."
        ),
        also=(agenda.tree.bron,),
        numbers=table,
        table=shown,
        notes=(
            "Het werkblad heeft lege kolommen voor wat u afspreekt.",
            "Partners staan er alleen als het beleid ze bij dit onderdeel noemt.",
        ),
    )


def _table(release: Release, agenda: Agenda) -> pd.DataFrame:
    found = [_topic(release, topic) for topic in agenda.topics]
    found += [
        {
            "Onderwerp": agenda.tree.nodes[reason.knoop].naam,
            "Gebied": release.naam,
            "Periode": "",
            "Cijfer": "geen oranje cijfer",
            "Reden": f"{word}: {reason.waarom}",
            "Doel": reason.knoop,
            "Partners in het beleid": dutch.enumeration(partners_of(agenda.tree, reason.knoop)) or NONE,
            "Besproken": NOT_DISCUSSED,
            "Toelichting van partners": "",
            "Status": "",
        }
        for word, reason in agenda.named
    ]
    return pd.DataFrame(found).assign(**dict.fromkeys(TO_FILL, "")) if found else pd.DataFrame()


def _topic(release: Release, topic: Topic) -> dict[str, str]:
    entry = release.catalogue[topic.indicator]
    first = topic.lines.iloc[0]
    value = dutch.quantity(first["waarde"], "%" if entry.is_share else entry.eenheid, entry.decimalen)
    reasons = [f"slechter dan {worse_than(release, topic)}", *topic.extra]
    return {
        "Onderwerp": entry.kort,
        "Gebied": release.catalogue.name(topic.area),
        "Periode": dutch.period(str(first["periode"])),
        "Cijfer": value,
        "Reden": f"{value}; {'; '.join(reasons)}",
        "Doel": topic.node,
        "Partners in het beleid": dutch.enumeration(topic.partners) or NONE,
        "Besproken": topic.discussed,
        "Toelichting van partners": topic.view.toelichting if topic.view else "",
        "Status": EXAMPLE if topic.is_example else "",
    }
