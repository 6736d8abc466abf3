"""One delivered file, table or map, from its bytes to what can be used, or to the list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd

from analysis.ground import messages, paths
from analysis.ground.codes import gemeente_of
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import message
from analysis.model import map_files
from analysis.sources.files.cells import convert
from analysis.sources.files.container import open_content
from analysis.sources.files.definitions import Context, Definition
from analysis.sources.files.delimited import read_delimited
from analysis.sources.files.rules import apply_rules, rule_problems
from analysis.sources.files.table import Delivered, match_columns
from analysis.sources.files.workbook import read_workbook

_OF_THE_ANALYST = ("bronnen.yml", "keuzes:", "ontbreekt:")
# Level -> how its codes start.
STARTS = {"buurt": ("BU",), "wijk": ("WK",), "gemeente": ("GM",), "kern": ("KERN-", "KERNGEBIED-")}


@dataclass(frozen=True)
class Report:
    """What a check found."""

    name: str  # the file as the reader knows it
    problems: tuple[Problem, ...]  # errors and warnings, in the order of the file
    delivered: Delivered | None = field(default=None, repr=False)  # the rows of a table, where it was read
    layer: gpd.GeoDataFrame | None = field(default=None, repr=False)  # the areas of a map

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the file from being used."""
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What somebody should know."""
        return tuple(problem for problem in self.problems if problem.warning)

    @property
    def rows(self) -> int:
        """How many rows or areas there are."""
        if self.delivered is not None:
            return len(self.delivered.table)
        return 0 if self.layer is None else len(self.layer)


def check_file(path: Path, definition: Definition, context: Context) -> Report:
    """Read one delivered file and check it whole; nothing about it is trusted, and what is wrong with it raises nothing."""
    name = paths.relative(path)
    if definition.vorm == "kaart":
        layer, found = check_map(path, definition, context)
        return Report(name, _ordered(found, definition), layer=layer)
    problems: list[Problem] = []
    try:
        content = open_content(path)
        grid = (read_workbook if content.kind in ("xlsx", "ods") else read_delimited)(content, definition)
        problems.extend(grid.notes)
        grid, found = match_columns(grid, definition)
        problems.extend(found)
        delivered = convert(grid, definition, context)
        problems.extend(delivered.problems)
        delivered = apply_rules(delivered, context)
        problems.extend(rule_problems(delivered, context))
    except InputError as error:
        return Report(name, _ordered([*problems, *error.problems], definition))
    return Report(name, _ordered(problems, definition), delivered)


def _ordered(problems: Iterable[Problem], definition: Definition) -> tuple[Problem, ...]:
    """Return each problem once, for whoever reads it: what is about the whole file first, then row by row."""
    once = dict.fromkeys(_for_the_maker(one, definition) if definition.eigen else one for one in problems)
    return tuple(sorted(once, key=lambda problem: (problem.row or 0, problem.code)))


def _for_the_maker(problem: Problem, definition: Definition) -> Problem:
    """
    Return a problem with a next step that its reader can take.

    The analyst of a municipality decides how a file of CBS is read, in `data/bronnen.yml`. Who fills in a
    template, often at a care provider, has no such file.
    """
    if not any(word in problem.action for word in _OF_THE_ANALYST):
        return problem
    words = str(messages.table()[problem.code].get("maker", ""))
    if not words:
        return replace(problem, action="Vraag de gemeente hoe zij dit wil ontvangen.")
    marks = [(f'"{mark}"', meaning) for mark, meaning in definition.ontbreekt.items()]
    known = " of ".join(f"{mark} ({meaning})" for mark, meaning in marks)
    instead = ", ".join(f"{mark} voor {meaning}" for mark, meaning in marks)
    action = words.format(
        point={",": "een komma", ".": "een punt"}[definition.decimaal],
        known=f" Is het getal er niet, schrijf dan {known}." if marks else "",
        instead=f" In een kolom met getallen mag ook {instead}." if marks else "",
    )
    _, also, rest = problem.action.partition(messages.ALSO)
    return replace(problem, action=f"{action}{also}{rest}")


def check_map(
    path: Path, definition: Definition, context: Context
) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    """
    Return the areas of a delivered map in RD New, None when there are errors, and everything that is wrong with it.

    The first column of kind gebied of the definition holds the code, the first of kind tekst the name; other columns that
    are `verplicht` are kept as they stand. Buurten and wijken have to lie in the gemeente of the context.
    """
    code, name = definition.of_kind("gebied")[0], definition.of_kind("tekst")[0]
    kept = [column for column in definition.kolommen if column.verplicht or column in (code, name)]
    columns = {column.naam: column.ook for column in kept}
    areas, problems = map_files.examine(path, columns, code=code.naam, name=name.naam)
    starts = tuple(start for level in code.niveaus for start in STARTS.get(level, ()))
    file, gemeente = paths.relative(path), context.gemeente
    for one in () if areas is None else areas[code.naam]:
        place, found = f"gebied {one}", f'"{one}"'
        if starts and not one.startswith(starts):
            told = message("F414 niveau", levels=" of ".join(code.niveaus))
            problems.append(told.at(file, found=found, place=place))
        elif gemeente and gemeente_of(one) not in ("", gemeente):
            told = message("F414 gemeente", gemeente=gemeente)
            problems.append(told.at(file, found=found, place=place))
    return (None if any(not problem.warning for problem in problems) else areas), problems
