"""
Reading what PDOK gave: boundaries on land, and the numbers beside them with their reason.

The file has a feature a line, so that one gemeente is found in the whole country
without keeping the rest.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.sources.request import ASKED
from analysis.sources.store import Snapshot

CRS: Final = "EPSG:28992"
FEATURES: Final = "gebieden.geojsonl.gz"
ONE: Final = {"buurten": "buurt", "wijken": "wijk", "gemeenten": "gemeente"}
WATER_CODES: Final = ("9997", "9998")
# What a large negative number in place of a value means, by the explanation of CBS.
REASONS: Final = {
    -99995: "komt in een latere versie",
    -99997: "geheim of niet aanwezig",
    -99999: "geen gegevens",
}
SHAPES: Final = ("Polygon", "MultiPolygon")
THRESHOLD: Final = -99990
COLUMNS: Final = ("gebied", "periode", "onderwerp", "waarde", "reden", "voorlopig")


def read_layer(snapshot: Snapshot, gemeente: str | None = None) -> gpd.GeoDataFrame:
    """
    Return the areas on land.

    Parameters
    ----------
    snapshot : Snapshot
    gemeente : str, optional
        Only the areas of this gemeente.

    Returns
    -------
    GeoDataFrame
        `gebied`, `naam`, `jaar` (int), geometry in EPSG:28992; sorted by `gebied`.
    """
    about = _about(snapshot)
    one = ONE[about["niveau"]]
    land = [row for row in _features(snapshot, gemeente) if not _is_water(row["properties"], one)]
    land.sort(key=lambda row: _code(row, one))
    table = {
        "gebied": [_code(row, one) for row in land],
        "naam": [str(row["properties"][f"{one}naam"]).strip() for row in land],
        "jaar": [int(about["jaar"])] * len(land),
    }
    shapes = [shapely.from_geojson(json.dumps(row["geometry"])) for row in land]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def wrong(feature: Mapping[str, Any], level: str) -> str:
    """Return in Dutch what keeps a feature from being read; empty when nothing does."""
    one = ONE[level]
    cells, shape = feature.get("properties"), feature.get("geometry")
    if not isinstance(cells, Mapping):
        return 'een gebied zonder "properties"'
    for column in (f"{one}code", f"{one}naam"):
        if not isinstance(cells.get(column), str) or not cells[column].strip():
            return f'een gebied zonder "{column}"'
    if shape is None and _is_water(cells, one):
        return ""
    if not isinstance(shape, Mapping) or shape.get("type") not in SHAPES:
        return "een gebied zonder vlak"
    return ""


def water_left_out(snapshot: Snapshot, gemeente: str | None = None) -> int:
    """Return how many areas `read_layer` leaves out because they are only water."""
    one = ONE[_about(snapshot)["niveau"]]
    return sum(_is_water(row["properties"], one) for row in _features(snapshot, gemeente))


def read_attributes(snapshot: Snapshot, columns: Sequence[str], gemeente: str | None = None) -> pd.DataFrame:
    """
    Return numbers that stand beside the boundaries, in the long form of `cbs.read_observations`.

    Parameters
    ----------
    snapshot : Snapshot
    columns : sequence of str
        Names as PDOK writes them, such as `aantal_inwoners`.
    gemeente : str, optional
        Only the areas of this gemeente.

    Returns
    -------
    DataFrame
        `gebied`, `periode` (the year), `onderwerp`, `waarde`, `reden`, `voorlopig`.

    Raises
    ------
    InputError
        F142 a column that is not there; F202 a large negative number without a known meaning.
    """
    about = _about(snapshot)
    one = ONE[about["niveau"]]
    file = paths.relative(snapshot.path(FEATURES))
    rows: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    missing = set(columns)
    for feature in _features(snapshot, gemeente):
        cells, code = feature["properties"], _code(feature, one)
        if _is_water(cells, one):
            continue
        missing -= set(cells)
        for column in columns:
            value, reason = _value(cells.get(column))
            if reason is None:
                problems.append(_unknown_mark(file, column, cells[column], code))
            rows.append((code, str(about["jaar"]), column, value, reason or "", False))
    action = "Controleer de naam; PDOK schrijft bijvoorbeeld aantal_inwoners."
    problems += [
        Problem.at("F142", file, None, column, "niets", "deze kolom", action) for column in sorted(missing)
    ]
    if problems:
        raise InputError(f"{snapshot.part} is niet te lezen.", problems)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"waarde": "float64", "voorlopig": "bool"})


def _about(snapshot: Snapshot) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(snapshot.path(ASKED).read_text(encoding="utf-8"))
    return content


def _features(snapshot: Snapshot, gemeente: str | None) -> Iterator[dict[str, Any]]:
    """Yield features; a line in which the code of the gemeente does not occur is not even parsed."""
    with gzip.open(snapshot.path(FEATURES), "rt", encoding="utf-8") as stream:
        for line in stream:
            if gemeente is None or f'"{gemeente}"' in line:
                feature: dict[str, Any] = json.loads(line)
                if gemeente is None or str(feature["properties"].get("gemeentecode", "")).strip() == gemeente:
                    yield feature


def _code(feature: dict[str, Any], one: str) -> str:
    return str(feature["properties"][f"{one}code"]).strip()


def _is_water(cells: Mapping[str, Any], one: str) -> bool:
    only_water = str(cells.get("water", "")).strip().upper() == "JA"
    return only_water or (one != "gemeente" and str(cells[f"{one}code"]).strip().endswith(WATER_CODES))


def _value(cell: Any) -> tuple[float | None, str | None]:
    """Return a number, or why there is none; no reason for a mark that is not known."""
    if cell is None:
        return None, REASONS[-99999]
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None, None
    return (None, REASONS.get(int(cell))) if cell <= THRESHOLD else (float(cell), "")


def _unknown_mark(file: str, column: str, cell: object, code: str) -> Problem:
    expected = f"een getal, of een van {', '.join(map(str, REASONS))}"
    action = "Vraag bij de bron wat dit betekent; het is nog niet bekend."
    return Problem.at("F202", file, None, column, f'"{cell}" bij {code}', expected, action)
