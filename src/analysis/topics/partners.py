"""What partners return (reach, the five questions, stories), and the register of organisations: never of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import stacked
from analysis.ground import dutch, text_files
from analysis.ground.errors import Problem
from analysis.model.policy_files import REGISTER, file_name, policy_file, refuse
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.release.returns import SOURCE, UNKNOWN, answered, newest_year, read_returns
from analysis.release.returns import reach as merged
from analysis.topics.policy import Head, with_policy

COLUMNS = ("gemeente", "kern", "organisatie", "soort", "opmerking", "bron", "regel")
EVERYWHERE, WHOLE = "Alle", "Hele gemeente"  # in the file, and as a reader sees it
# What points at one person: an address to write to, a telephone number, a form of address.
_PERSON = re.compile(r"@|\b0\d[\d -]{7,}\d\b|\b(?:mevrouw|meneer|dhr\.|mevr\.|mw\.)", re.I)
NO_RETURNS = (
    "Er zijn nog geen opgaven van partners.",
    "Stuur partners het formulier: kernmonitor template partners. Controleer wat terugkomt: "
    "kernmonitor check partners.xlsx --as partners. Zet het daarna in de map eigen onder data.",
)
NO_EFFECT = "Bereik bewijst geen effect. Ook corona of geldproblemen kunnen een resultaat veranderen."
ANSWERS = ["bijdrage", "uitgevoerd", "wat_werkte", "wat_kan_beter", "samenwerking"]
REGISTERED = {
    "kern": "Gebied",
    "organisatie": "Organisatie",
    "soort": "Soort",
    "opmerking": "Opmerking",
    "regel": "Regel in het document",
}


def read_register(gemeente: str) -> pd.DataFrame:
    """
    Read the register of a gemeente, one row per organisation and kern; `Alle` is the whole gemeente.

    Raises `InputError` for a cell that is empty or points at a person, an organisation twice in a kern, or one of
    another gemeente.
    """
    table = text_files.read_csv(policy_file(gemeente, REGISTER), required=COLUMNS, allowed=COLUMNS)
    file = file_name(gemeente, REGISTER)
    refuse(file, list(_problems(file, table, gemeente)))
    return table


def _problems(name: str, table: pd.DataFrame, gemeente: str) -> Iterator[Problem]:
    for number, row in enumerate(table.to_dict("records"), start=2):
        for column, cell in row.items():
            where = f'rij {number}, kolom "{column}"'
            if not cell.strip() and column != "opmerking":
                yield Problem(name, where, "niets", "een tekst", "Vul de cel in.")
            elif _PERSON.search(cell):
                # What was found is not repeated: it may be somebody's number.
                found = "iets over een persoon"
                yield Problem(name, where, found, "alleen organisaties", "Haal het uit deze cel.")
        if row["gemeente"] not in (gemeente, ""):
            where = f'rij {number}, kolom "gemeente"'
            yield Problem(name, where, f'"{row["gemeente"]}"', gemeente, "Haal de rij weg.")
    for number in table.index[table.duplicated(["gemeente", "kern", "organisatie"])]:
        found = f'"{table.loc[number, "organisatie"]}" nog een keer'
        expected = "elke organisatie een keer per kern"
        yield Problem(name, f"rij {number + 2}", found, expected, "Haal een rij weg.")


def delivered(folder: Path) -> pd.DataFrame:
    """Return the returns of a release, of the newest year."""
    table = read_returns(folder)
    return table[table["jaar"] == newest_year(table)]


def reach(release: Release, returns: pd.DataFrame) -> Card | Gap:
    """Draw per goal and kern how many people the largest activity reached; people are never added."""
    head = ("bereik", "Hoeveel mensen bereikten de partners?")
    if returns.empty:
        return Gap(*head, *NO_RETURNS)
    table = merged(returns)
    areas = [release.catalogue.name(area) for area in table["gebied"]]
    least = [
        f"ten minste {dutch.number(people)}"
        if pd.notna(people)
        else (STATUS_TEXT["onderdrukt"] if hidden else UNKNOWN)
        for people, hidden in zip(table["ten_minste"], table["verborgen"], strict=True)
    ]
    labels = {f"{goal}, {area}": text for goal, area, text in zip(table["doel"], areas, least, strict=True)}
    drawn = pd.DataFrame({"Mensen": table["ten_minste"].to_numpy()}, index=list(labels))
    subtitle = f"Doel en gebied, met het aantal mensen dat ten minste is bereikt in {newest_year(returns)}"
    return make_card(
        release,
        release.no_rows,
        stacked(drawn, labels),
        (*head, subtitle),
        f"Staafdiagram. {subtitle}: {', '.join(f'{name} {count}' for name, count in labels.items())}.",
        notes=(
            "Mensen van verschillende activiteiten zijn niet opgeteld: wie aan twee meedoet, zou dubbel tellen.",
            "Ten minste is het bereik van de grootste activiteit. Deelnames samen telt mensen dubbel.",
            *(f"Een bereik van {rule}." for rule in dict.fromkeys(returns["regel"]) if rule),
            NO_EFFECT,
        ),
        numbers=drawn.reset_index(names="Doel en gebied"),
        table=pd.DataFrame(
            {
                "Doel": table["doel"].to_numpy(),
                "Gebied": areas,
                "Activiteiten": [f"{one}" for one in table["activiteiten"]],
                "Mensen": least,
                "Deelnames samen": [dutch.number(value) for value in table["deelnames"]],
                "Zonder getal": [f"{one}" for one in table["zonder_getal"]],
            }
        ),
        also=[SOURCE],
        level="kern",
    )


def questions(release: Release, returns: pd.DataFrame) -> Card | Gap:
    """Draw how many returns answer each of the five evaluation questions; the table holds the answers."""
    head = ("evaluatievragen", "Wat zeggen partners over de vijf vragen?")
    if returns.empty:
        return Gap(*head, *NO_RETURNS)
    table = answered(returns)
    total = dutch.counted(len(returns), "opgave", "opgaven")
    listed = ", ".join(f"{row.Vraag} {row.Beantwoord} van {row.Opgaven}" for row in table.itertuples())
    return make_card(
        release,
        release.no_rows,
        stacked(table.set_index("Vraag")[["Beantwoord"]]),
        (*head, f"Vraag, met het aantal van de {total} dat haar beantwoordt"),
        f"Staafdiagram. {listed}.",
        notes=(NO_EFFECT,),
        numbers=table[["Vraag", "Beantwoord"]],
        table=returns[["partner", "activiteit", *ANSWERS]]
        .rename(columns=lambda name: name.replace("_", " ").capitalize())
        .replace("", "niet beantwoord"),
        also=[SOURCE],
    )


def stories(returns: pd.DataFrame) -> tuple[str, ...]:
    """Return the stories as they were told, each with who told it; never counted, never summarised."""
    told = returns[returns["verhaal"].fillna("").str.strip() != ""]
    return tuple(
        f"{row.partner}, over {row.activiteit}: “{row.verhaal.strip()}”" for row in told.itertuples()
    )


@with_policy("sociale_kaart", "Welke organisaties en plekken zijn er per kern?", REGISTER)
def register(release: Release, head: Head) -> Card | Gap:
    """Draw how many organisations there are per kern; a kern without any is shown with none."""
    own = read_register(release.gemeente)
    count = own["kern"].value_counts()
    kernen = dict.fromkeys(map(str, release.own_areas("kern", prefix="KERN-")["naam"]))
    rows = {WHOLE: int(count.get(EVERYWHERE, 0))} | {one: int(count.get(one, 0)) for one in kernen}
    silent = dutch.enumeration([name for name, number in rows.items() if not number])
    drawn = pd.DataFrame({"Organisaties": rows})
    return make_card(
        release,
        release.no_rows,
        stacked(drawn, {name: f"{number}" if number else "geen genoemd" for name, number in rows.items()}),
        (*head, "Gebied, met het aantal organisaties dat het document noemt"),
        f"Staafdiagram. {', '.join(f'{name} {number}' for name, number in rows.items())}.",
        notes=(
            "Alleen organisaties, geen inwoners of medewerkers.",
            *([f"Bij {silent} noemt het document geen eigen organisatie."] if silent else []),
            "Vul de lijst zelf aan.",
        ),
        numbers=drawn.reset_index(names="Gebied"),
        table=own[list(REGISTERED)].replace({"kern": {EVERYWHERE: WHOLE}}).rename(columns=REGISTERED),
        also=sorted(set(own["bron"])),
        level="kern",
    )
