"""
Files that the municipality put in `data/eigen/<gemeente>/`, to rows of the table contract.

A file is named after its definition in `data/bronnen.yml`: `jeugdhulp.xlsx`, `jeugdhulp-2025.csv`. It is checked whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.ground import codes, dutch, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem
from analysis.model import rules, tidy
from analysis.model.boundaries import read_successions
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.goals import goal_names
from analysis.model.policy_files import EXAMPLE, GOALS, has_policy, policy_file
from analysis.model.rules.facts import together
from analysis.sources.embedded import BESIDE, inhabitants, inside
from analysis.sources.files.check import check_file
from analysis.sources.files.definitions import Column, Context, Definition, read_definitions
from analysis.sources.files.table import STATUS, Delivered

FOLDER = "eigen"
# Levels of areas within a gemeente: in its own files those of another have no place.
WITHIN = ("buurt", "wijk", "kern")
# A row has no value when one of these is missing; a bound that was not given takes nothing away.
CARRIES_THE_VALUE = ("waarde", "teller", "noemer")
# The column in which a file names a goal of the gemeente.
GOAL = "doel"


def kinds() -> Mapping[str, Definition]:
    """Return the definitions of `data/bronnen.yml` by name."""
    return read_definitions(paths.data() / "bronnen.yml")


def definition_of(name: str, file: Path | None = None) -> Definition:
    """Return one definition of `data/bronnen.yml`, or of another file; an InputError says which name is nearest."""
    path = file or paths.data() / "bronnen.yml"
    known = read_definitions(path)
    if name not in known:
        words = f'"{name}"', f"een van: {', '.join(known)}", did_you_mean(name, known)
        raise InputError.of("Deze soort bestand is niet bekend.", paths.relative(path), "", *words)
    return known[name]


def with_own_goals(definition: Definition, gemeente: str) -> Definition:
    """
    Put the goals of a gemeente in the place of those in `data/bronnen.yml`.

    Those are of the gemeente that is the example; without a gemeente they stay as well. Where there is no goal tree, a
    file that may name a goal does not ask for one; for a file that must there is an InputError.
    """
    asked = [column for column in definition.kolommen if column.naam == GOAL and column.soort == "keuze"]
    if not asked or gemeente in ("", EXAMPLE):
        return definition
    names = goal_names(gemeente) if has_policy(gemeente, GOALS) else {}
    if not names and any(column.verplicht for column in asked):
        file, example = (paths.relative(policy_file(one, GOALS)) for one in (gemeente, EXAMPLE))
        words = (
            "geen bestand",
            "de doelen waaruit te kiezen is",
            f"Maak eerst dit bestand; {example} is een voorbeeld.",
        )
        raise InputError.of("Dit bestand vraagt naar een doel, en er is geen doelenboom.", file, "", *words)
    columns = [
        column.model_copy(update={"keuzes": names}) if column in asked else column
        for column in definition.kolommen
        if names or column not in asked
    ]
    return definition.model_copy(update={"kolommen": tuple(columns)})


def gemeenten_with_kernen(catalogue: Catalogue | None = None) -> list[str]:
    """Return the codes of the gemeenten that have kernen, sorted."""
    areas = (catalogue or read_catalogue()).areas.values()
    return sorted({area.hoort_bij for area in areas if area.niveau == "kern" and area.hoort_bij})


def context_of(gemeente: str, catalogue: Catalogue | None = None) -> Context:
    """Return what a file of this gemeente is held against; with "" every area of the country is known."""
    known = catalogue or read_catalogue()
    areas = {
        code: area
        for code, area in known.areas.items()
        if not gemeente or area.niveau not in WITHIN or area.hoort_bij == gemeente
    }
    return Context(
        gemeente=gemeente,
        areas=areas,
        successions=read_successions(paths.data() / "geo" / "herindelingen.csv"),
        kernen=tuple(sorted(code for code in areas if code.startswith(f"KERNGEBIED-{gemeente}-"))),
        inhabitants=inhabitants(gemeente) if gemeente else 0,
    )


def own_files(gemeente: str) -> list[Path]:
    """Return what the municipality put in its folder, in a fixed order."""
    return [path for path in inside(paths.data() / FOLDER / gemeente) if path.is_file()]


@dataclass(frozen=True)
class OwnFiles:
    """What the municipality delivered: rows as `rules.placed` gives them, and what somebody should know of the files."""

    rows: pd.DataFrame = field(repr=False)
    warnings: tuple[Problem, ...] = ()


def read_own(gemeente: str, catalogue: Catalogue) -> OwnFiles:
    """Read every own file of one gemeente, if any; an InputError has all problems, and what is right as its `rest`."""
    context = context_of(gemeente, catalogue)
    definitions = kinds()
    tables: dict[str, pd.DataFrame] = {}
    problems = list(_unread_problems(gemeente))
    warnings: list[Problem] = []
    for path in own_files(gemeente):
        kind = _kind_of(path.stem, definitions)
        if kind is None:
            problems.append(problem("F256 soort", paths.relative(path), kinds=", ".join(definitions)))
            continue
        report = check_file(path, with_own_goals(definitions[kind], gemeente), context)
        problems.extend(report.errors)
        warnings.extend(report.warnings)
        if report.delivered is not None and not report.errors:
            rows = placed_rows(report.delivered)
            tables[report.name] = rules.placed(rows, name=report.name, origin=rules.DELIVERED)
    problems.extend(_given_twice(tables))
    own = OwnFiles(together(*tables.values()), tuple(warnings))
    if problems:
        count = dutch.counted(len(problems), "punt", "punten")
        raise InputError(f"De eigen bestanden van {gemeente} kloppen niet ({count}).", problems, own)
    return own


def _unread_problems(gemeente: str) -> Iterator[Problem]:
    """Yield F256 for what lies where own files are looked for, and would be passed over without a word."""
    for place in (paths.data() / FOLDER, paths.data() / FOLDER / gemeente):
        for path in inside(place):
            is_gemeente = path.name.startswith("GM") and codes.is_area(path.name)
            own = path.is_file() if place.name == gemeente else path.is_dir() and is_gemeente
            if own or path.name.lower() in BESIDE:
                continue
            found = "een map" if path.is_dir() else "een bestand" if path.is_file() else "geen gewoon bestand"
            folder = f"data/{FOLDER}/{gemeente}"
            yield problem("F256", paths.relative(path), None, None, found, folder=folder)


def _given_twice(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Name each pair of files that give the same number: which of the two holds is not ours to choose."""
    key = list(tidy.KEY)
    for (first, one), (second, other) in itertools.combinations(tables.items(), 2):
        same = other.merge(one[key], on=key)
        if len(same):
            row = same.iloc[0]
            values = {"count": len(same), "other": first, "area": row["gebied"], "period": row["periode"]}
            yield problem("F231 bestand", second, **values)


def _kind_of(stem: str, definitions: Mapping[str, Definition]) -> str | None:
    """Return the definition whose name the file name begins with; the longest one that fits."""
    fitting = [name for name in definitions if stem == name or stem.startswith((f"{name}-", f"{name} "))]
    return max(fitting, key=len, default=None)


def placed_rows(delivered: Delivered) -> pd.DataFrame:
    """
    Turn the rows of a delivered file into rows of the contract, with `rij` and `kolom` of their value in the file.

    A column names its indicator itself, or a column of kind `indicator` names it for the whole row. A share with
    teller and noemer and no value of its own is calculated from them. Columns without a role are not in it.
    """
    columns = [one for one in delivered.definition.kolommen if one.rol and one.naam in delivered.table]
    found = []
    for indicator in dict.fromkeys(column.indicator for column in columns):
        of_it = (column for column in columns if column.indicator in (indicator, ""))
        found.append(_rows_of(delivered, indicator, {str(column.rol): column for column in of_it}))
    rows = pd.concat([tidy.empty(), *(part for part in found if len(part))], ignore_index=True)
    where = rows[["rij", "kolom"]] if "rij" in rows else pd.DataFrame({"rij": 0, "kolom": ""}, rows.index)
    return tidy.typed(rows).assign(rij=where["rij"].astype("int64"), kolom=where["kolom"])


def _rows_of(delivered: Delivered, indicator: str, roles: Mapping[str, Column]) -> pd.DataFrame:
    table, definition = delivered.table, delivered.definition
    named = definition.of_kind("indicator")
    if not indicator and not named:
        return tidy.empty()  # a count that belongs to every indicator of the row, such as n
    period = definition.of_kind("periode")
    rows = pd.DataFrame(
        {
            "indicator": indicator or table[named[0].naam],
            "gebied": table[definition.of_kind("gebied")[0].naam],
            "periode": table[period[0].naam] if period else definition.periode,
            "bron": definition.bron,
            "rij": table["rij"],
            "kolom": next((roles[role].naam for role in CARRIES_THE_VALUE if role in roles), ""),
        },
        index=table.index,
    )
    status = pd.Series("", index=table.index)
    for role, column in roles.items():
        rows[role] = table[column.naam] * column.factor
        if role in CARRIES_THE_VALUE:
            status = status.where(status != "", table[column.naam + STATUS])
    rows["status"] = status.where(status != "", definition.status)
    if definition.meting == "enquete":
        # The number of answers is the noemer of a survey, and the other way round, where one is not given.
        if "n" in rows and "teller" in rows and "noemer" not in rows:
            rows["noemer"] = rows["n"]
        elif "noemer" in rows and "n" not in rows:
            rows["n"] = rows["noemer"]
    if "waarde" not in rows and {"teller", "noemer"} <= set(rows.columns):
        rows["waarde"] = (100 * rows["teller"] / rows["noemer"]).where(rows["noemer"] > 0)
    missing = ~rows["status"].isin(tidy.WITH_VALUE)
    without = [column for column in ("waarde", "teller", "ondergrens", "bovengrens") if column in rows]
    rows.loc[missing, without] = float("nan")
    # What the municipality measured itself never counts as published: the gate would let it pass.
    counts = any(column.soort == "aantal" for role, column in roles.items() if role != "n")
    counted = definition.eigen or counts
    rows["methode"] = ["geen" if gone else "telling" if counted else "bron" for gone in missing]
    return rows
