"""PDOK's wijken en buurten: items of a collection, in degrees unless asked otherwise."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pyproj
import shapely
from shapely.geometry import mapping, shape
from tests.recorded import made_up

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
YEARS = (2022, 2023, 2024, 2025)
LAKE = "BU01480998"  # marked as water; the code BU01489997 says it by itself
FILLERS = 30  # of the 250 columns that nobody asks for


@cache
def collection(level: str, year: int) -> tuple[dict[str, Any], ...]:
    """Return the features in RD; the real generalised boundaries, cut of attributes."""
    names = {area.gebied: area for area in made_up.areas()}
    shapes = _shapes()[level]
    features = []
    for number, (code, form) in enumerate(shapes.items()):
        area = names.get(code)
        gemeente = code if level == "gemeenten" else f"GM{code[2:6]}"
        one = {"buurten": "buurt", "wijken": "wijk", "gemeenten": "gemeente"}[level]
        about: dict[str, Any] = {
            f"{one}code": code,
            f"{one}naam": area.naam if area else f"Water {code}",
            "gemeentecode": gemeente,
            "gemeentenaam": names[gemeente].naam if gemeente in names else "",
            "water": "JA" if code == LAKE else "NEE",
            "jaar": year,
            "aantal_inwoners": area.inwoners if area and area.inwoners else -99997,
            "percentage_personen_65_jaar_en_ouder": _percentage(area),
            "aantal_wmo_clienten": -99995,
            "gemiddelde_woningwaarde": -99999,
        }
        about |= {f"kolom_{place:03d}": -99997 for place in range(FILLERS)}
        features.append({"type": "Feature", "id": f"{level}.{number}", "properties": about, "geometry": form})
    return tuple(features)


def _percentage(area: made_up.Area | None) -> int:
    return round(15 + 20 * made_up.chance(area.gebied)) if area and area.inwoners >= 50 else -99997


@cache
def _shapes() -> dict[str, dict[str, shapely.Geometry]]:
    buurten = _read(GEO / "GM0148" / "buurten_2025.geojson")
    gemeenten = _read(GEO / "gemeenten_regio_2025.geojson")
    wijken = {
        wijk: shapely.union_all([form for code, form in buurten.items() if code[2:8] == wijk[2:]])
        for wijk in sorted({f"WK{code[2:8]}" for code in buurten})
    }
    ommen = gemeenten.get("GM0175", shapely.box(220000, 500000, 230000, 510000))
    water = shapely.box(212000, 502000, 212300, 502200)
    return {
        "buurten": {**buurten, LAKE: water, "BU01489997": water, "BU01750000": ommen},
        "wijken": {**wijken, "WK017500": ommen},
        "gemeenten": gemeenten,
    }


def _read(path: Path) -> dict[str, shapely.Geometry]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return {row["properties"]["gebied"]: shape(row["geometry"]) for row in content["features"]}


def in_crs(features: list[dict[str, Any]], crs: str) -> list[dict[str, Any]]:
    return [
        {**row, "geometry": mapping(_degrees(row["geometry"]) if crs != RD else row["geometry"])}
        for row in features
    ]


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(28992, 4326, always_xy=True)


def _degrees(form: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(form, _transformer().transform, interleaved=False)
