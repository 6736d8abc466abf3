"""Maps that somebody delivered: GeoPackage, GeoJSON or a zipped shapefile, read whole or refused with a next step."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.ground import paths
from analysis.ground.codes import is_area
from analysis.ground.errors import InputError, Problem
from analysis.ground.printable import unprintable
from analysis.ground.text_files import MOJIBAKE, odd_letters
from analysis.model.map_files.columns import Columns, rename
from analysis.model.map_files.fit import fit_problems
from analysis.model.map_files.read import read_rows
from analysis.model.map_files.shapes import CRS, in_rd, surface

__all__ = ["CRS", "Layer", "examine"]


@dataclass(frozen=True)
class Layer:
    """
    A map and what was found in it.

    Attributes
    ----------
    areas : GeoDataFrame, optional
        The asked columns and `geometry` in RD New, sorted by code; None when there are errors.
    problems : tuple of Problem
        Errors and warnings.
    """

    areas: gpd.GeoDataFrame | None = field(repr=False)
    problems: tuple[Problem, ...] = ()


def examine(
    path: Path, columns: Columns, *, code: str = "gebied", name: str = "naam", adapt: bool = True
) -> Layer:
    """
    Read a map and say everything that is wrong with it.

    Parameters
    ----------
    path : Path
        `.gpkg`, `.geojson` or a `.zip` with a shapefile.
    columns : mapping of str to sequence of str
        Own name of each column -> other names it may have.
    code, name : str
        The columns with the code and the name of an area.
    adapt : bool
        Convert another coordinate system and repair small faults, each with a warning, and
        warn for areas that do not fit together.
    """
    try:
        rows = read_rows(path, columns)
    except InputError as error:
        return Layer(None, error.problems)
    file = paths.relative(path)
    fields, found = rename(rows.fields, columns, file)
    for column in {code, name} & set(fields):
        fields[column] = [_clean(value) for value in fields[column]]
    codes = fields[code].tolist() if code in fields else [""] * len(rows.shapes)
    places = [f"gebied {one}" if one else f"vorm {number}" for number, one in enumerate(codes, start=1)]
    if {code, name} <= set(fields):  # else said already: a column is missing
        found.extend(_area_problems(codes, fields[name].tolist(), places, file))
    shapes = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # coordinates that are no number, or too large to count with
        for wkb, place in zip(rows.shapes, places, strict=True):
            shape, wrong = surface(wkb, file, place, adapt=adapt)
            shapes.append(shape)
            found.extend(wrong)
        series, wrong = in_rd(shapes, rows.crs, file, adapt=adapt)
    found.extend(wrong)
    if any(not problem.warning for problem in found):
        return Layer(None, tuple(found))
    areas = gpd.GeoDataFrame(fields, geometry=series.to_numpy(), crs=CRS)
    areas = areas.sort_values(code, ignore_index=True)
    if adapt:
        found.extend(fit_problems(areas.rename(columns={code: "gebied"}), file))
    return Layer(areas, tuple(found))


def _clean(value: object) -> str:
    return "" if value is None or value is pd.NA else unicodedata.normalize("NFC", str(value)).strip()


def _area_problems(
    codes: Sequence[str], names: Sequence[str], places: Sequence[str], file: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for this, named, place in zip(codes, names, places, strict=True):
        if not is_area(this):
            expected = "een code als GM0148 of BU01480101"
            yield Problem(file, place, f'"{this}"', expected, "Herstel de code.", "F414")
        if this in seen:
            yield Problem(file, place, "twee keer", "elk gebied een keer", "Haal een van beide weg.", "F415")
        seen.add(this)
        if not named:
            yield Problem(file, place, f'naam "{named}"', "een naam", "Vul de naam in.", "F416")
        elif MOJIBAKE.search(named):
            expected = "een naam zoals hij bedoeld is, met letters als é"
            action = "Een programma las UTF-8 als cp1252. Exporteer de kaart opnieuw."
            yield Problem(file, place, f'naam "{named}"', expected, action, "F106")
        elif odd := unprintable(named):
            yield odd_letters(file, place, odd)
