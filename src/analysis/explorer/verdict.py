"""What the numbers of a choice say, in short Dutch sentences that claim no more than they can carry."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.explorer.choices import ELSEWHERE, KERNEN, REST, Choice, area_label, group
from analysis.ground import dutch
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.topics import profile as compared


def sentences(release: Release, choice: Choice) -> tuple[str, ...]:
    """
    Say the value of the area, and for a percentage how it stands to what it is compared with.

    The choice is settled; of one over time or without a period nothing is said.
    """
    if choice.over_time or not choice.period:
        return ()
    entry, label = release.catalogue[choice.indicator], area_label(release, choice.area)
    own = release.rows(choice.indicator, [choice.area], choice.period)
    if own.empty:
        return ()
    row = own.iloc[0]
    if row["status"] not in WITH_VALUE:
        return (f"{label}: {STATUS_TEXT[row['status']]}.",)
    value = dutch.quantity(row["waarde"], entry.eenheid, entry.decimalen)
    short = release.catalogue.sources[row["bron"]].naam_kort
    said = [f"{label}: {value} ({STATUS_TEXT[row['status']]}; {short})."]
    if entry.is_share:
        said.extend(_differences(release, choice))
    others = release.rows(choice.indicator, group(release, choice), choice.period)
    if choice.comparison == ELSEWHERE and set(others["gebied"]) == {choice.area}:
        said.append("Van gebieden elders is dit cijfer er niet.")
    return tuple(said)


def _differences(release: Release, choice: Choice) -> list[str]:
    """Return a sentence per word of comparison, with the areas for which it holds."""
    entry = release.catalogue[choice.indicator]
    wanted = {compared.REST} if choice.comparison in (KERNEN, REST) else set(group(release, choice))
    lines = compared.profile(_only(release, choice), choice.area)
    lines = lines[lines["vergelijking"].isin(wanted)]
    texts = {
        "hoger": "Dat is hoger dan in {}.",
        "lager": "Dat is lager dan in {}.",
        "geen duidelijk verschil": "Er is geen duidelijk verschil met {}.",
        "te weinig gegevens": "Er zijn te weinig gegevens om te vergelijken met {}.",
        "niet te vergelijken": "De bron geeft geen marge. Of er verschil is met {}, is daarom niet te zeggen.",
    }
    said = []
    for word, text in texts.items():
        names = [
            f"{_name(release, line['vergelijking'])} "
            f"({dutch.quantity(line['vergelijk_waarde'], entry.eenheid, entry.decimalen)})"
            for _, line in lines[lines["woord"] == word].iterrows()
        ]
        if names:
            said.append(text.format(dutch.enumeration(names)))
    return said


def _name(release: Release, code: str) -> str:
    return f"de rest van {release.naam}" if code == compared.REST else release.catalogue.name(code)


def _only(release: Release, choice: Choice) -> Release:
    """Return the release with one indicator in one period: a profile of all subjects takes a second."""
    table = release.table
    rows = table[(table["indicator"] == choice.indicator) & (table["periode"] == choice.period)]
    known = replace(release.catalogue, indicators={choice.indicator: release.catalogue[choice.indicator]})
    return replace(release.with_table(pd.DataFrame(rows)), catalogue=known)
