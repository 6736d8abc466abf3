"""What residents and professionals said: topics of a consultation, talks, expert meetings, ideas and what became of them."""

from __future__ import annotations

from functools import partial
from typing import Literal

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import stacked
from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import CONSULTATION, MEETINGS, Lines, Own, file_name, has_policy, load_own
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.policy import Head, with_policy

NO_SAMPLE = "Dit is geen steekproef: de antwoorden gelden niet voor alle inwoners."
JUDGEMENT = (
    "Dit is het oordeel van professionals, geen meting. In onze woorden; r. is de regel in het document."
)
TAKEN, NOT_TAKEN, UNKNOWN = "opgepakt", "niet opgepakt", "onbekend"


class HealthMeasure(Closed):
    """A measure that residents find important for their health."""

    wat: str
    regel: Lines


class Talks(Closed):
    """Talks with residents that are no sample."""

    indicator: str
    regel: Lines
    wat: str
    steekproef: Literal[False]  # talks at the door never are one
    gezien: tuple[str, ...]


class Consultation(Own):
    """One consultation: who was asked what, and the indicators that hold the answers."""

    bron: str
    vraag: str
    regel: Lines
    deelnemers: str
    antwoorden: tuple[str, ...]
    gesprekken: Talks
    maatregelen: tuple[HealthMeasure, ...]
    opmerkingen: tuple[str, ...] = ()  # what a reader of the numbers must know

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators that hold an answer or a count of people."""
        return (self.deelnemers, *self.antwoorden, self.gesprekken.indicator)


class Idea(Closed):
    """An idea of a meeting, and what became of it; unknown until the gemeente says so."""

    idee: str
    regel: Lines
    kern: str = ""
    stand: Literal["onbekend", "opgepakt", "niet opgepakt"] = "onbekend"


class Meeting(Closed):
    """One expert meeting: judgements of professionals, never measurements."""

    id: str
    naam: str
    datum: str = ""
    regel: Lines
    organisaties: tuple[str, ...]
    geinformeerd: tuple[str, ...] = ()
    goed: tuple[str, ...]
    beter: tuple[str, ...]
    uitdaging: tuple[str, ...] = ()
    ideeen: tuple[Idea, ...]


class Meetings(Own):
    """All meetings of one gemeente."""

    bron: str
    bijeenkomsten: tuple[Meeting, ...]


# Each reads the file of a gemeente, and raises `InputError` with every problem.
read_consultation = partial(load_own, name=CONSULTATION, kind=Consultation)
read_meetings = partial(load_own, name=MEETINGS, kind=Meetings)


def _asked(release: Release) -> Consultation | None:
    return read_consultation(release.gemeente) if has_policy(release.gemeente, CONSULTATION) else None


def indicators(release: Release) -> tuple[str, ...]:
    """Return what holds the answers of a consultation; nothing where nobody was asked."""
    asked = _asked(release)
    return asked.indicators if asked else ()


@with_policy("raadpleging", "Waaraan moet de gemeente volgens inwoners aandacht geven?", CONSULTATION)
def topics(release: Release, head: Head) -> Card | Gap:
    """Draw how many of the people who were asked named a topic; shares are of people, not of answers."""
    asked = read_consultation(release.gemeente)
    rows = release.rows([asked.deelnemers, *asked.antwoorden], [release.gemeente])
    rows = rows[has_value(rows)]
    people = rows.loc[rows["indicator"] == asked.deelnemers, "waarde"]
    named = rows[rows["indicator"] != asked.deelnemers].sort_values("waarde", ascending=False)
    if people.empty or named.empty:
        reason = f"Voor {release.naam} is er geen raadpleging."
        return Gap(*head, reason, "Voeg de aantallen toe aan data/cijfers.")
    total = float(people.iloc[0])
    table = pd.DataFrame(
        {
            "Onderwerp": [release.catalogue[one].kort for one in named["indicator"]],
            "Mensen": [dutch.number(value) for value in named["waarde"]],
            "Deel van de mensen": [dutch.percentage(100 * value / total, 0) for value in named["waarde"]],
        }
    )
    drawn = pd.DataFrame({"Mensen": named["waarde"].to_numpy()}, index=list(table["Onderwerp"]))
    counted = f"Aantal van de {dutch.number(total)} mensen die dit noemden"
    subtitle = f"{counted}, en hun deel van de mensen"
    lines = list(table.itertuples(index=False, name=None))
    return make_card(
        release,
        rows,
        stacked(drawn, {name: f"{count} ({share})" for name, count, share in lines}),
        (*head, subtitle),
        f"Staafdiagram. {subtitle}: {', '.join(f'{name} {count}' for name, count, _ in lines)}.",
        notes=(
            "Wie antwoordde, mocht meer noemen. De delen zijn samen meer dan 100%.",
            NO_SAMPLE,
            *asked.opmerkingen,
        ),
        numbers=drawn.reset_index(names=counted),
        table=table,
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


@with_policy("expertmeetings", "Wat gaat goed, en wat kan beter?", MEETINGS)
def said(release: Release, head: Head) -> Card | Gap:
    """Show per meeting how much was said to go well and what could be better; the table holds the words."""
    meetings = read_meetings(release.gemeente)
    held = meetings.bijeenkomsten
    words = {"gaat goed": "goed", "kan beter": "beter", "lastig": "uitdaging"}  # and the key of each
    counts = {word: [len(getattr(one, key)) for one in held] for word, key in words.items()}
    drawn = pd.DataFrame(counts, index=[one.naam for one in held])
    lines = [
        (one.naam, word, text, f"r. {one.regel}")
        for one in held
        for word, key in words.items()
        for text in getattr(one, key)
    ]
    undated = dutch.enumeration([one.naam for one in held if not one.datum])
    organisations = {name for one in held for name in one.organisaties}
    listed = "; ".join(f"{one.naam}: {len(one.goed)} goed, {len(one.beter)} kan beter" for one in held)
    return make_card(
        release,
        release.no_rows,
        stacked(drawn),
        (*head, "Thema, met het aantal punten in onze samenvatting van het verslag"),
        f"Gestapelde staven per expertmeeting. {listed}.",
        notes=(
            JUDGEMENT,
            "Meer punten betekent niet dat het beter of slechter gaat.",
            f"{len(organisations)} organisaties deden mee aan {len(held)} bijeenkomsten.",
            f"Het document noemt geen datum bij: {undated}." if undated else "",
        ),
        numbers=drawn.reset_index(names="Thema"),
        table=pd.DataFrame(lines, columns=["Thema", "Wat", "Uitspraak", "Waar"]),
        also=[meetings.bron],
    )


@with_policy("ideeen", "Wat is er met de ideeën gebeurd?", MEETINGS)
def ideas(release: Release, head: Head) -> Card | Gap:
    """Show the ideas per meeting and what became of them; unknown until the gemeente says so."""
    meetings = read_meetings(release.gemeente)
    held = meetings.bijeenkomsten
    lines = [
        (one.naam, idea.idee, idea.kern or "niet genoemd", idea.stand, f"r. {idea.regel}")
        for one in held
        for idea in one.ideeen
    ]
    states = {
        state: [sum(idea.stand == state for idea in one.ideeen) for one in held]
        for state in (TAKEN, NOT_TAKEN, UNKNOWN)
    }
    drawn = pd.DataFrame(states, index=[one.naam for one in held])
    unknown = int(drawn[UNKNOWN].sum())
    file = file_name(release.gemeente, MEETINGS)
    how = f"Zet de stand in {file} bij het idee: opgepakt of niet opgepakt."
    return make_card(
        release,
        release.no_rows,
        stacked(drawn),
        (*head, "Thema, met het aantal ideeën in onze samenvatting van het verslag"),
        f"Gestapelde staven per expertmeeting. Van {len(lines)} ideeën is van {unknown} de stand onbekend.",
        notes=(JUDGEMENT, *([f"Van {unknown} ideeën is de stand onbekend. {how}"] if unknown else [])),
        numbers=drawn.reset_index(names="Thema"),
        table=pd.DataFrame(lines, columns=["Thema", "Idee", "Kern", "Stand", "Waar"]),
        also=[meetings.bron],
    )
