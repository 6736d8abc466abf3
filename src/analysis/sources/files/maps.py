"""A delivered map by the definition of its source: which column is the code, and which levels belong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from analysis.ground import paths
from analysis.ground.codes import gemeente_of
from analysis.ground.errors import Problem
from analysis.ground.messages import message
from analysis.model import map_files
from analysis.sources.files.definitions import Column, Context, Definition

# Level -> how its codes start.
STARTS = {"buurt": ("BU",), "wijk": ("WK",), "gemeente": ("GM",), "kern": ("KERN-", "KERNGEBIED-")}


def check_map(
    path: Path, definition: Definition, context: Context
) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    """
    Read a delivered map and say everything that is wrong with it.

    Parameters
    ----------
    path : Path
        GeoPackage, GeoJSON, or a shapefile in a zip.
    definition : Definition
        Of `vorm: kaart`: the first column of kind gebied holds the code, the first of kind
        tekst the name; other columns that are `verplicht` are kept as they stand.
    context : Context
        Its gemeente is the one that buurten and wijken have to lie in.

    Returns
    -------
    GeoDataFrame, optional
        The columns by their own names and `geometry` in RD New; None when there are errors.
    list of Problem
        Errors and warnings, all at once.
    """
    codes, names = definition.of_kind("gebied"), definition.of_kind("tekst")
    if not codes or not names:
        expected = "een kolom van de soort gebied en een van de soort tekst"
        return None, [Problem("bronnen.yml", definition.titel, "niet beide", expected, "Voeg die toe.")]
    code, name = codes[0], names[0]
    kept = [column for column in definition.kolommen if column.verplicht or column in (code, name)]
    columns = {column.naam: column.ook for column in kept}
    layer = map_files.examine(path, columns, code=code.naam, name=name.naam)
    problems = list(layer.problems)
    if layer.areas is None:
        return None, problems
    problems.extend(_level_problems(layer.areas, code, context.gemeente, paths.relative(path)))
    return (None if any(not problem.warning for problem in problems) else layer.areas), problems


def _level_problems(areas: gpd.GeoDataFrame, code: Column, gemeente: str, file: str) -> Iterator[Problem]:
    starts = tuple(start for level in code.niveaus for start in STARTS.get(level, ()))
    for one in areas[code.naam]:
        if starts and not one.startswith(starts):
            told = message("F414 niveau", levels=" of ".join(code.niveaus))
        elif gemeente and gemeente_of(one) not in ("", gemeente):
            told = message("F414 gemeente", gemeente=gemeente)
        else:
            continue
        yield replace(told.at(file, found=f'"{one}"'), place=f"gebied {one}")
