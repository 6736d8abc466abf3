"""The figures of the partners' returns: reach per goal and kern, the five questions, stories, and who there is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import stacked
from analysis.ground import dutch
from analysis.model.policy_files import REGISTER, lack
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.release.returns import SOURCE, UNKNOWN, answered, newest_year, read_returns
from analysis.release.returns import reach as merged
from analysis.topics.partners_policy import EVERYWHERE, read_register

TOO_SMALL = STATUS_TEXT["onderdrukt"]
HOW = (
    "Stuur partners het formulier: kernmonitor template partners. Controleer wat terugkomt: "
    "kernmonitor check partners.xlsx --as partners. Zet het daarna in de map eigen onder data."
)
NO_EFFECT = "Bereik bewijst geen effect. Ook corona of geldproblemen kunnen een resultaat veranderen."


def delivered(folder: Path) -> pd.DataFrame:
    """Return the returns of a release, of the newest year."""
    table = read_returns(folder)
    return table[table["jaar"] == newest_year(table)]


def reach(release: Release, returns: pd.DataFrame) -> Card | Gap:
    """Draw per goal and kern how many people the largest activity reached; people are never added."""
    title, identity = "Hoeveel mensen bereikten de partners?", "bereik"
    if returns.empty:
        return _nothing(identity, title)
    table = merged(returns)
    names = [f"{row.doel}, {release.catalogue.name(row.gebied)}" for row in table.itertuples()]
    least = [
        _at_least(value, hidden)
        for value, hidden in zip(table["ten_minste"], table["verborgen"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "Doel": table["doel"].to_numpy(),
            "Gebied": [release.catalogue.name(one) for one in table["gebied"]],
            "Activiteiten": [f"{one}" for one in table["activiteiten"]],
            "Mensen": least,
            "Deelnames samen": [dutch.number(value) for value in table["deelnames"]],
            "Zonder getal": [f"{one}" for one in table["zonder_getal"]],
        }
    )
    subtitle = f"Doel en gebied, met het aantal mensen dat ten minste is bereikt in {newest_year(returns)}"
    drawn = pd.DataFrame({"Mensen": table["ten_minste"].to_numpy()}, index=names)
    listed = ", ".join(f"{name} {count}" for name, count in zip(names, least, strict=True))
    return make_card(
        release,
        release.no_rows,
        stacked(drawn, dict(zip(names, least, strict=True))),
        (identity, title, subtitle),
        f"Staafdiagram. {subtitle}: {listed}.",
        notes=(
            "Mensen van verschillende activiteiten zijn niet opgeteld: wie aan twee meedoet, zou dubbel tellen.",
            "Ten minste is het bereik van de grootste activiteit. Deelnames samen telt mensen dubbel.",
            *(f"Een bereik van {rule}." for rule in dict.fromkeys(returns["regel"]) if rule),
            NO_EFFECT,
        ),
        numbers=drawn.reset_index(names="Doel en gebied"),
        table=shown,
        also=[SOURCE],
        level="kern",
    )


def _at_least(people: float, hidden: int) -> str:
    if people == people:
        return f"ten minste {dutch.number(people)}"
    return TOO_SMALL if hidden else UNKNOWN


def questions(release: Release, returns: pd.DataFrame) -> Card | Gap:
    """Draw how many returns answer each of the five evaluation questions; the table holds the answers."""
    title, identity = "Wat zeggen partners over de vijf vragen?", "evaluatievragen"
    if returns.empty:
        return _nothing(identity, title)
    table = answered(returns)
    names = {
        "partner": "Partner",
        "activiteit": "Activiteit",
        "bijdrage": "Bijdrage",
        "uitgevoerd": "Uitgevoerd",
        "wat_werkte": "Wat werkte",
        "wat_kan_beter": "Wat kan beter",
        "samenwerking": "Samenwerking",
    }
    shown = returns[list(names)].rename(columns=names).replace("", "niet beantwoord")
    total = len(returns)
    listed = ", ".join(f"{row.Vraag} {row.Beantwoord} van {row.Opgaven}" for row in table.itertuples())
    return make_card(
        release,
        release.no_rows,
        stacked(table.set_index("Vraag")[["Beantwoord"]]),
        (
            identity,
            title,
            f"Vraag, met het aantal van de {dutch.counted(total, 'opgave', 'opgaven')} dat haar beantwoordt",
        ),
        f"Staafdiagram. {listed}.",
        notes=(NO_EFFECT,),
        numbers=table[["Vraag", "Beantwoord"]],
        table=shown,
        also=[SOURCE],
    )


def stories(returns: pd.DataFrame) -> tuple[str, ...]:
    """Return the stories as they were told, each with who told it; never counted, never summarised."""
    told = returns[returns["verhaal"].fillna("").str.strip() != ""]
    return tuple(
        f"{row.partner}, over {row.activiteit}: “{row.verhaal.strip()}”" for row in told.itertuples()
    )


def register(release: Release) -> Card | Gap:
    """Draw how many organisations there are per kern; a kern without any is shown with none."""
    title, identity = "Welke organisaties en plekken zijn er per kern?", "sociale_kaart"
    if missing := lack(release.gemeente, release.naam, REGISTER):
        return Gap(identity, title, *missing)
    own = read_register(release.gemeente)
    kernen = [str(name) for name in dict.fromkeys(release.own_areas("kern", prefix="KERN-")["naam"])]
    count = own["kern"].value_counts()
    rows = {"Hele gemeente": int(count.get(EVERYWHERE, 0))} | {one: int(count.get(one, 0)) for one in kernen}
    silent = [name for name, number in rows.items() if not number]
    shown = own[["kern", "organisatie", "soort", "opmerking", "regel"]].replace(
        {"kern": {EVERYWHERE: "Hele gemeente"}}
    )
    shown.columns = pd.Index(["Gebied", "Organisatie", "Soort", "Opmerking", "Regel in het document"])
    nothing = (
        (f"Bij {dutch.enumeration(silent)} noemt het document geen eigen organisatie.",) if silent else ()
    )
    drawn = pd.DataFrame({"Organisaties": list(rows.values())}, index=list(rows))
    labels = {name: f"{number}" if number else "geen genoemd" for name, number in rows.items()}
    return make_card(
        release,
        release.no_rows,
        stacked(drawn, labels),
        (identity, title, "Gebied, met het aantal organisaties dat het document noemt"),
        "Staafdiagram. " + ", ".join(f"{name} {number}" for name, number in rows.items()) + ".",
        notes=("Alleen organisaties, geen inwoners of medewerkers.", *nothing, "Vul de lijst zelf aan."),
        numbers=drawn.reset_index(names="Gebied"),
        table=shown,
        also=sorted(set(own["bron"])),
        level="kern",
    )


def _nothing(identity: str, title: str) -> Gap:
    return Gap(identity, title, "Er zijn nog geen opgaven van partners.", HOW)
