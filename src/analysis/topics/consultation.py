"""The figures of what residents and professionals said: topics, expert meetings, ideas and what became of them."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import stacked
from analysis.ground import dutch, paths
from analysis.model.policy_files import CONSULTATION, MEETINGS, has_policy, lack, policy_file
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.consultation_policy import (
    Consultation,
    Meetings,
    Status,
    read_consultation,
    read_meetings,
)

NO_SAMPLE = "Dit is geen steekproef: de antwoorden gelden niet voor alle inwoners."
JUDGEMENT = (
    "Dit is het oordeel van professionals, geen meting. In onze woorden; r. is de regel in het document."
)
UNKNOWN, TAKEN = "onbekend", "opgepakt"


def indicators(release: Release) -> tuple[str, ...]:
    """Return what holds the answers of a consultation; nothing where nobody was asked."""
    asked = _asked(release)
    return asked.indicators if asked else ()


def _asked(release: Release) -> Consultation | None:
    there = has_policy(release.gemeente, CONSULTATION)
    return read_consultation(release.gemeente) if there else None


def topics(release: Release) -> Card | Gap:
    """Draw how many of the people who were asked named a topic; shares are of people, not of answers."""
    title, identity = "Waaraan moet de gemeente volgens inwoners aandacht geven?", "raadpleging"
    if missing := lack(release.gemeente, release.naam, CONSULTATION):
        return Gap(identity, title, *missing)
    asked = read_consultation(release.gemeente)
    rows = release.rows([asked.deelnemers, *asked.antwoorden], [release.gemeente])
    rows = rows[rows["status"].isin(WITH_VALUE)]
    people = rows.loc[rows["indicator"] == asked.deelnemers, "waarde"]
    named = rows[rows["indicator"] != asked.deelnemers].sort_values("waarde", ascending=False)
    if people.empty or named.empty:
        reason = f"Voor {release.naam} is er geen raadpleging."
        return Gap(identity, title, reason, "Voeg de aantallen toe aan data/cijfers.")
    total = float(people.iloc[0])
    names = [release.catalogue[one].kort for one in named["indicator"]]
    drawn = pd.DataFrame({"Mensen": named["waarde"].to_numpy()}, index=names)
    shares = [dutch.percentage(100 * value / total, 0) for value in named["waarde"]]
    written = [dutch.number(value) for value in named["waarde"]]
    subtitle = f"Aantal van de {dutch.number(total)} mensen die dit noemden, en hun deel van de mensen"
    listed = ", ".join(f"{name} {count}" for name, count in zip(names, written, strict=True))
    labels = {name: f"{n} ({s})" for name, n, s in zip(names, written, shares, strict=True)}
    return make_card(
        release,
        rows,
        stacked(drawn, labels),
        (identity, title, subtitle),
        f"Staafdiagram. {subtitle}: {listed}.",
        notes=(
            "Wie antwoordde, mocht meer noemen. De delen zijn samen meer dan 100%.",
            NO_SAMPLE,
            *asked.opmerkingen,
        ),
        numbers=drawn.reset_index(names=subtitle.split(",")[0]),
        table=pd.DataFrame({"Onderwerp": names, "Mensen": written, "Deel van de mensen": shares}),
    )


def measures(release: Release) -> tuple[str, ...]:
    """Name the measures that residents find important for their health; the document gives no numbers."""
    asked = _asked(release)
    if asked is None:
        return ()
    listed = dutch.enumeration([one.wat[0].lower() + one.wat[1:] for one in asked.maatregelen])
    return (
        f"Voor hun gezondheid vinden inwoners {len(asked.maatregelen)} maatregelen belangrijk: {listed}.",
        "Hoeveel mensen elke maatregel noemden, staat er niet.",
    )


def talks(release: Release) -> tuple[str, ...]:
    """Say what the talks at the door brought, and that they are no sample."""
    asked = _asked(release)
    row = release.last(asked.gesprekken.indicator, release.gemeente) if asked else None
    if asked is None or row is None or row["status"] not in WITH_VALUE:
        return ()
    return (
        f"{asked.gesprekken.wat} Het waren ongeveer {dutch.number(row['waarde'])} gesprekken.",
        "Deze gesprekken zijn geen steekproef. Er volgt geen percentage uit.",
        *asked.gesprekken.gezien,
    )


def said(release: Release) -> Card | Gap:
    """Show per meeting how much was said to go well and what could be better; the table holds the words."""
    title, identity = "Wat gaat goed, en wat kan beter?", "expertmeetings"
    if missing := lack(release.gemeente, release.naam, MEETINGS):
        return Gap(identity, title, *missing)
    meetings = read_meetings(release.gemeente)
    table = pd.DataFrame(
        {
            "gaat goed": [len(one.goed) for one in meetings.bijeenkomsten],
            "kan beter": [len(one.beter) for one in meetings.bijeenkomsten],
            "lastig": [len(one.uitdaging) for one in meetings.bijeenkomsten],
        },
        index=[one.naam for one in meetings.bijeenkomsten],
    )
    lines = [
        {"Thema": one.naam, "Wat": what, "Uitspraak": text, "Waar": f"r. {one.regel}"}
        for one in meetings.bijeenkomsten
        for what, texts in (("gaat goed", one.goed), ("kan beter", one.beter), ("lastig", one.uitdaging))
        for text in texts
    ]
    listed = "; ".join(
        f"{name}: {row.iloc[0]} goed, {row.iloc[1]} kan beter" for name, row in table.iterrows()
    )
    return make_card(
        release,
        release.no_rows,
        stacked(table),
        (identity, title, "Thema, met het aantal punten in onze samenvatting van het verslag"),
        f"Gestapelde staven per expertmeeting. {listed}.",
        notes=(JUDGEMENT, "Meer punten betekent niet dat het beter of slechter gaat.", *_who(meetings)),
        numbers=table.reset_index(names="Thema"),
        table=pd.DataFrame(lines),
        also=[meetings.bron],
    )


def ideas(release: Release) -> Card | Gap:
    """Show the ideas per meeting and what became of them; unknown until the gemeente says so."""
    title, identity = "Wat is er met de ideeën gebeurd?", "ideeen"
    if missing := lack(release.gemeente, release.naam, MEETINGS):
        return Gap(identity, title, *missing)
    meetings = read_meetings(release.gemeente)
    states = (TAKEN, *(one for one in get_args(Status) if one not in (TAKEN, UNKNOWN)), UNKNOWN)
    table = pd.DataFrame(
        {
            state: [sum(idea.stand == state for idea in one.ideeen) for one in meetings.bijeenkomsten]
            for state in states
        },
        index=[one.naam for one in meetings.bijeenkomsten],
    )
    lines = [
        {
            "Thema": one.naam,
            "Idee": idea.idee,
            "Kern": idea.kern or "niet genoemd",
            "Stand": idea.stand,
            "Waar": f"r. {idea.regel}",
        }
        for one in meetings.bijeenkomsten
        for idea in one.ideeen
    ]
    unknown, total = int(table[UNKNOWN].sum()), int(table.to_numpy().sum())
    file = paths.relative(policy_file(release.gemeente, MEETINGS))
    how = f"Zet de stand in {file} bij het idee: opgepakt of niet opgepakt."
    return make_card(
        release,
        release.no_rows,
        stacked(table),
        (identity, title, "Thema, met het aantal ideeën in onze samenvatting van het verslag"),
        f"Gestapelde staven per expertmeeting. Van {total} ideeën is van {unknown} de stand onbekend.",
        notes=(JUDGEMENT, *((f"Van {unknown} ideeën is de stand onbekend. {how}",) if unknown else ())),
        numbers=table.reset_index(names="Thema"),
        table=pd.DataFrame(lines),
        also=[meetings.bron],
    )


def _who(meetings: Meetings) -> tuple[str, ...]:
    names = {name for one in meetings.bijeenkomsten for name in one.organisaties}
    undated = [one.naam for one in meetings.bijeenkomsten if not one.datum]
    return (
        f"{len(names)} organisaties deden mee aan {len(meetings.bijeenkomsten)} bijeenkomsten.",
        f"Het document noemt geen datum bij: {dutch.enumeration(undated)}." if undated else "",
    )
