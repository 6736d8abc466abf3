"""Templates of own files, filled in by a machine: any definition of `data/bronnen.yml`, with rows that hold together."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from analysis.ground import paths
from analysis.prepare.delivered import WITHIN, context_of, with_own_goals
from analysis.sources.files.definitions import Column, Context, Definition, read_definitions

MONTHS = 12
# About one in five: five classes of answers are together everybody, and nobody is in a small group.
ONE_IN = 5
PEOPLE = 1000  # of the first kern; each next one has as many more
SPREAD = (-2, -1, 0, 1, 2)  # more or less of them per question; five in a row change nothing
# Who answers the other questions of this file said yes to this one.
FIRST_QUESTION = "mantelzorg_geeft"


def templates() -> dict[str, Definition]:
    """Return the definitions of the municipality's own files, which have a template."""
    known = read_definitions(paths.data() / "bronnen.yml")
    return {name: entry for name, entry in known.items() if entry.eigen}


def indicators_of(definition: Definition) -> list[str]:
    """Return what a template asks for, in its order."""
    named = [column.indicator for column in definition.kolommen if column.indicator]
    chosen = [word for column in definition.of_kind("indicator") for word in column.keuzes.values()]
    return list(dict.fromkeys([*named, *chosen]))


def deliver(name: str, gemeente: str, year: int, *, without: Collection[str] = ()) -> Path:
    """
    Put one template, filled in for a year, in the folder of the gemeente, as Excel saves it for a Dutchman.

    The indicators in `without` were not asked.
    """
    definition = with_own_goals(templates()[name], gemeente)
    folder = paths.data() / "eigen" / gemeente
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}-{year}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, [column.naam for column in definition.kolommen], delimiter=";")
        writer.writeheader()
        writer.writerows(
            row for row in rows_of(definition, gemeente, year) if not _names(definition, row) & set(without)
        )
    return file


def rows_of(definition: Definition, gemeente: str, year: int) -> Iterator[dict[str, str]]:
    """
    Yield a row for each area, period and question that a template asks for.

    Every number differs from the ones beside it, and parts are together the whole.
    """
    keys = [definition.column(name) for name in definition.sleutel]
    context = context_of(gemeente)
    areas = [gemeente, *context.kernen]
    choices = [_choices(column, context, year) for column in keys]
    for number, chosen in enumerate(itertools.product(*choices)):
        row = {column.naam: word for column, word in zip(keys, chosen, strict=True)}
        place = next((areas.index(word) for word in chosen if word in areas), 0)
        # The whole is the sum of its kernen.
        size = place or sum(range(len(areas))) or 1
        extra = place**2 or sum(each**2 for each in range(len(areas)))
        question = next(
            (column.keuzes[row[column.naam]] for column in keys if column.soort == "indicator"), ""
        )
        more = (
            SPREAD[indicators_of(definition).index(question) % len(SPREAD)] if question else number % MONTHS
        )
        people = size * PEOPLE // (1 if question in ("", FIRST_QUESTION) else ONE_IN)
        counts = {
            "noemer": people,
            "n": people,
            "teller": people // ONE_IN + extra * (more if question else 1),
        }
        for column in definition.kolommen:
            row.setdefault(column.naam, _cell(column, counts, more))
        yield row


def _names(definition: Definition, row: Mapping[str, str]) -> set[str]:
    """Return the indicator that a row names, if it does."""
    return {column.keuzes[row[column.naam]] for column in definition.of_kind("indicator")}


def _choices(column: Column, context: Context, year: int) -> list[str]:
    """Return the words of a column of the key: every area that it may name, every month, every question."""
    if column.soort == "gebied":
        wider = [area.gebied for area in context.areas.values() if area.niveau not in WITHIN]
        levels = {code: context.areas[code].niveau for code in (*context.kernen, *wider)}
        found = [code for code, level in levels.items() if level in column.niveaus]
        return [code for code in found if levels[code] != "gemeente" or code == context.gemeente]
    if column.soort == "periode":
        months = [f"{year}-{month:02}" for month in range(1, MONTHS + 1)]
        return months if column.naam == "maand" else [str(year)]
    return list(column.keuzes) or [f"{column.naam} een", f"{column.naam} twee"]


def _cell(column: Column, counts: Mapping[str, int], more: int) -> str:
    if column.keuzes:
        return next(iter(column.keuzes))
    if column.soort == "percentage":
        value = 60.5 + more + {"ondergrens": -3, "bovengrens": 3}.get(str(column.rol), 0)
        return f"{value:.1f}".replace(".", ",")
    if column.soort == "getal":
        return f"7,{5 + more}" if column.rol else "12500"
    if column.soort == "aantal":
        return str(counts.get(str(column.rol), counts["teller"] + (more if column.rol else 0)))
    return "Zoals bedoeld."
