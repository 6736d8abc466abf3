"""
The conversation sheet ("gesprekspapier") of one area: one printed page for a meeting with residents and partners.

Three parts that are never mixed: what the numbers of the release say, and, from files in `data/beleid/`, what
professionals said and what there is to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.cards.card import AreaSheet
from analysis.cards.facts import EXAMPLE, example_mark, facts_of
from analysis.charts import style
from analysis.charts.table import has_value, written
from analysis.ground import dutch, palette
from analysis.ground.page_templates import data_uri, environment
from analysis.model.catalogue import Catalogue
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.release.verdicts import REST, verdicts
from analysis.statistics.comparison import HIGHER, LOWER, NOT_COMPARABLE, TOO_FEW
from analysis.topics import statements
from analysis.topics.place import facts_about, name_of, where
from analysis.topics.profile import behind, real
from analysis.topics.statements import OWN

PEOPLE = "inwoners"
BOUNDARIES = "cbs_wijk_buurtkaart_2025"
MOST_LINES, MOST_CLEAR = 8, 5  # of the lines at most so many clear ones, if there is anything else to show
FEW = 100  # respondents: below it their number stands beside the name
UNITS = ("%", "rapportcijfer", "jaar")  # a count of people is no larger for being of a larger area
ARROWS = {HIGHER: "▲", LOWER: "▼"}

# A theme as it reads in "geen cijfers over …", where the name of its file does not.
THEMES = {"leefomgeving": "de leefomgeving", "participatie": "meedoen", "raadpleging": "wensen van inwoners"}


class SheetLine(NamedTuple):
    """One line of the part with numbers, as it is printed."""

    topic: str
    detail: str
    here: str
    there: str
    other: str
    word: str
    period: str
    status: str

    @property
    def arrow(self) -> str:
        """A mark that repeats the word where the difference is clear, for who looks before reading."""
        return ARROWS.get(self.word.split(",")[0], "")


def gesprekspapier(release: Release, area: str, *, edition: int | None = None) -> AreaSheet:
    """
    Make the conversation sheet of a kern, in either reading, or of the gemeente: one page that fits an A4.

    `edition` is the year of the annex, for the foot of the page; a release does not know it. Raises `InputError`
    when the area is none of this gemeente, or a file in `data/beleid/` is wrong.
    """
    naam, reading = name_of(release, area)
    catalogue = release.catalogue
    table = verdicts(release, area)
    people = table[(table["indicator"] == PEOPLE) & has_value(table)].head(1)
    chosen = _chosen(table, catalogue)
    usual = str(chosen["vergelijking"].iloc[0]) if len(chosen) else ""
    lines = [_line(release, row, usual) for _, row in chosen.iterrows()]
    rows = behind(release, pd.concat([people, chosen]))
    facts = facts_of(rows[has_value(rows)], catalogue, also=(BOUNDARIES,))
    stamp = release.stamp(facts.indicators, facts.areas)
    told = [row for row in statements.read_uitspraken() if row["gemeente"] == release.gemeente]
    said = statements.by_heading(told, release, area, naam)
    quoted = [row for _, group in said for row in group]
    questions = statements.of_area(statements.read_gespreksvragen(), release, area, naam)
    documents = tuple(dict.fromkeys(row["bron"] for row in [*quoted, *questions] if row["bron"] != OWN))
    whole = area == release.gemeente
    title = f"Gesprekspapier {'gemeente ' if whole else ''}{naam}"
    subtitle = reading if whole else f"{reading}, gemeente {release.naam}"
    picture, picture_alt = where(release, area)
    template = environment("analysis.topics").get_template("gesprekspapier.html.j2")
    page = template.render(
        title=title,
        subtitle=subtitle,
        naam=naam,
        whole=whole,
        facts=list(facts_about(release, area, people)),
        picture=picture,
        picture_alt=picture_alt,
        example=_example(lines) if facts.is_example else "",
        lines=lines,
        there=_there(catalogue, usual),
        unknown=list(_unknown(release, area, table, lines)),
        source_line=facts.source_line,
        said=said,
        said_in_words=list(statements.what_is_silent(told, release, area, naam)),
        said_source=statements.said_source(quoted, catalogue),
        questions=questions,
        own_question=OWN,
        asked_source=statements.asked_source(questions, catalogue),
        edition="" if edition is None else f", editie {edition}",
        gemeente=release.naam,
        stamp=stamp[:12],
        faces={
            weight: data_uri(file.read_bytes(), "font/ttf") for weight, file in style.letter_files().items()
        },
        house=style.house(),
        on_house=style.text_on(style.house().own),
        mark=palette.EXAMPLE,
    )
    return AreaSheet(
        id=f"gesprekspapier_{area.lower()}",
        title=title,
        subtitle=subtitle,
        area=area,
        page=page,
        facts=facts,
        documents=documents,
        alt=_alt(title, lines, len(quoted), len(questions)) + example_mark(facts),
        digest=stamp,
    )


# --- part 1: what the numbers say


def _chosen(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Choose the lines: clear differences first, real numbers before fictional ones, themes in turn.

    Every indicator is held against the same area where it can be, so that nobody
    picks the comparison that looks worst.
    """
    units = table["indicator"].map(lambda indicator: catalogue[indicator].eenheid)
    compared = table[(table["vergelijking"] != "") & units.isin(UNITS) & (table["woord"] != TOO_FEW)]
    usual = [REST, *compared["vergelijking"].value_counts(sort=True).index]
    rank = compared["vergelijking"].map({code: place for place, code in reversed([*enumerate(usual)])})
    one = compared.assign(rang=rank).sort_values("rang", kind="stable").drop_duplicates("indicator")
    gap = (one["waarde"] - one["vergelijk_waarde"]).abs() / (one["bovengrens"] - one["ondergrens"])
    one = one.assign(
        duidelijk=one["woord"].isin(ARROWS),
        echt=one["status"] != "voorbeeld",
        kracht=gap.fillna(0),
        thema=one["indicator"].map(lambda indicator: catalogue[indicator].thema),
        plaats=one["indicator"].map({indicator: n for n, indicator in enumerate(catalogue.indicators)}),
    )
    one = one.sort_values(["kracht", "plaats"], ascending=[False, True], kind="stable")
    one["beurt"] = one.groupby(["duidelijk", "echt", "thema"]).cumcount()
    one = one.sort_values(["duidelijk", "echt", "beurt"], ascending=[False, False, True], kind="stable")
    clear, other = one[one["duidelijk"]], one[~one["duidelijk"]]
    room = max(MOST_CLEAR, MOST_LINES - len(other))
    return pd.concat([clear.head(room), other]).head(MOST_LINES)


def _line(release: Release, row: pd.Series, usual: str) -> SheetLine:
    entry = release.catalogue[row["indicator"]]
    statuses = behind(release, row.to_frame().T)["status"]
    weakest = max((one for one in statuses if one in WITH_VALUE), key=WITH_VALUE.index)
    verdict = row["oordeel"] if row["oordeel"] not in ("", row["woord"]) else ""
    # What a reader must know beside the name: the ages where it does not say them, the unit, a small n.
    says_age = any(letter.isdigit() for letter in entry.leeftijd) and entry.leeftijd not in entry.naam
    detail = [
        entry.leeftijd if says_age else "",
        "" if entry.is_share else entry.eenheid,
        f"{dutch.number(row['n'])} deelnemers" if row["n"] < FEW else "",
    ]
    return SheetLine(
        topic=entry.naam,
        detail=", ".join(filter(None, detail)),
        here=written(row["waarde"], entry),
        there=written(row["vergelijk_waarde"], entry),
        other="" if row["vergelijking"] == usual else _there(release.catalogue, row["vergelijking"]),
        word=f"{row['woord']}, {verdict}" if verdict else str(row["woord"]),
        period=dutch.period(row["periode"]),
        status=STATUS_TEXT[weakest],
    )


def _there(catalogue: Catalogue, code: str) -> str:
    return "Rest van de gemeente" if code == REST else catalogue.name(code)


def _example(lines: Sequence[SheetLine]) -> str:
    """Return the mark of fictional numbers: which of them are, and what that means."""
    fictional = sum(line.status == EXAMPLE for line in lines)
    which = "een deel van deze cijfers is" if fictional else "het inwonertal is"
    if fictional and fictional == len(lines):
        which = "alle cijfers in deze tabel zijn"
    return f"{EXAMPLE}: {which} verzonnen. Niet gebruiken voor beleid."


def _unknown(release: Release, area: str, table: pd.DataFrame, lines: Sequence[SheetLine]) -> Iterator[str]:
    """Say what the numbers do not tell."""
    themes = {entry.id: entry.thema for entry in release.catalogue.indicators.values()}
    some = set(table.loc[has_value(table), "indicator"].map(themes))
    true = set(real(table)["indicator"].map(themes))
    for what, about in (
        ("Geen cijfers", set(themes.values()) - some),
        ("Alleen verzonnen cijfers", some - true),
    ):
        names = [THEMES.get(theme, theme.replace("_", " ")) for theme in sorted(about)]
        if names:
            yield f"{what} zijn er over {dutch.enumeration(names)}."
    hidden = table.drop_duplicates("indicator")["status"].value_counts()
    if few := hidden.get("te weinig waarnemingen", 0):
        yield f"Bij {few} {'cijfer' if few == 1 else 'cijfers'} deden te weinig mensen mee."
    if small := hidden.get("onderdrukt", 0):
        yield f"Niet getoond: {small} {'cijfer' if small == 1 else 'cijfers'} over te weinig mensen."
    yield "Geen cijfer betekent niet: geen probleem."
    if any(line.arrow for line in lines):
        yield "Met het aantal vergelijkingen is rekening gehouden."
    if any(line.word == NOT_COMPARABLE for line in lines):
        reasons = table.loc[table["woord"] == NOT_COMPARABLE, "reden"]
        yield f"Waarom iets niet te vergelijken is: {dutch.enumeration(list(dict.fromkeys(reasons)))}."
    if release.areas.loc[release.areas["gebied"] == area, "onzeker"].any():
        yield "Welke buurten bij dit gebied horen, is nog niet zeker."


def _alt(title: str, lines: Sequence[SheetLine], said: int, asked: int) -> str:
    """Tell what stands on the page, with the clear differences."""
    text = f"{title}, één bladzijde."
    for word in (HIGHER, LOWER):
        names = [f"{line.topic}: {line.here}" for line in lines if line.arrow and line.word.startswith(word)]
        if names:
            text += f" Duidelijk {word}: {'; '.join(names)}."
    if not any(line.arrow for line in lines):
        text += " Geen duidelijke verschillen."
    return f"{text} Los van de cijfers: {said} uitspraken van professionals en {asked} vragen."
