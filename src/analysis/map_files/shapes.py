"""The shapes of a map one by one: what is no surface, and where on earth it lies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from analysis.errors import Problem

CRS = "EPSG:28992"
# Where the Netherlands lies: west, south, east, north.
RD_BOUNDS = (0, 300_000, 300_000, 630_000)  # metres, RD New
DEGREE_BOUNDS = (3.0, 50.5, 7.4, 53.8)
IN_RD = "coördinaten in RD New (EPSG:28992)"
TO_RD = "Zet de kaart om naar RD."

SMALL_REPAIR = 0.001  # part of the area that a repair may change

# What GEOS says of a border -> the same in Dutch; its own word stays beside it, to search for.
REASONS = {
    "Self-intersection": "een grens die zichzelf kruist",
    "Ring Self-intersection": "een grens die zichzelf raakt",
    "Hole lies outside shell": "een gat buiten het gebied",
    "Nested holes": "een gat in een gat",
    "Nested shells": "een deel binnen een ander deel",
    "Interior is disconnected": "een gat dat het gebied in stukken deelt",
    "Too few points in geometry component": "een grens van te weinig punten",
}
_REASON = re.compile(r"([^\[]+)(?:\[(\S+) (\S+)\])?")


def surface(
    wkb: bytes | None, name: str, place: str, *, adapt: bool
) -> tuple[BaseGeometry | None, list[Problem]]:
    """
    Return the shape of one area, flat, and what is wrong with it; no shape when it cannot be used.

    Parameters
    ----------
    wkb : bytes, optional
        The shape as it was stored.
    name, place : str
        File and area, for the messages.
    adapt : bool
        Repair a border that crosses itself where that hardly changes the area, with a warning.
    """
    fix = "Herstel de grens."
    if wkb is None:
        return None, [Problem(name, place, "geen grens", "een geldige polygoon", fix, "F405")]
    try:
        shape = shapely.force_2d(shapely.from_wkb(wkb))
    except shapely.errors.GEOSException as error:
        if "closed" in str(error):
            found, expected = "een ring die niet sluit", "een ring die eindigt waar hij begint"
            return None, [Problem(name, place, found, expected, fix, "F407")]
        return None, [Problem(name, place, "een vorm zonder vlak", "een geldige polygoon", fix, "F417")]
    if shape is None or shape.is_empty:
        return None, [Problem(name, place, "geen grens", "een geldige polygoon", fix, "F405")]
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        found = f"een coördinaat die geen getal is, in punt {_first_bad(shape)}"
        return None, [Problem(name, place, found, "getallen als coördinaten", fix, "F406")]
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None, [Problem(name, place, shape.geom_type, "een geldige polygoon", fix, "F417")]
    return (shape, []) if shape.is_valid else _mended(shape, name, place, adapt=adapt)


def _first_bad(shape: BaseGeometry) -> int:
    return int(np.argmin(np.isfinite(shapely.get_coordinates(shape)).all(axis=1))) + 1


def _mended(
    shape: BaseGeometry, name: str, place: str, *, adapt: bool
) -> tuple[BaseGeometry | None, list[Problem]]:
    reason = _explained(shape)
    whole = shapely.make_valid(shape)
    flat = [part for part in shapely.get_parts(whole, return_index=False) if "Polygon" in part.geom_type]
    mended = shapely.union_all(flat)
    if not mended.area:  # a line there and back: nothing to repair
        found, expected = "een vlak zonder oppervlakte", "een gebied met oppervlakte"
        return None, [Problem(name, place, found, expected, "Teken de grens opnieuw in uw GIS.", "F405")]
    change = abs(mended.area - shape.area) / max(mended.area, 1e-9)
    if not adapt or change >= SMALL_REPAIR:
        return None, [
            Problem(name, place, reason, "een geldige polygoon", "Herstel de grens in uw GIS.", "F401")
        ]
    text = f"{change:.4%}".replace(".", ",")
    action = f"De grens is hersteld; de oppervlakte veranderde {text}. Kijk of het klopt."
    return mended, [Problem(name, place, reason, "een geldige polygoon", action, "F401", warning=True)]


def _explained(shape: BaseGeometry) -> str:
    match = _REASON.fullmatch(str(shapely.is_valid_reason(shape)))
    word, x, y = match.groups() if match else ("", None, None)
    where = f" bij x {_short(float(x))}, y {_short(float(y))}" if x and y else ""
    return f"{REASONS.get(word, 'een grens die niet klopt')}{where} ({word})"


def in_rd(
    shapes: Sequence[BaseGeometry | None], crs: str, name: str, *, adapt: bool
) -> tuple[gpd.GeoSeries, list[Problem]]:
    """
    Return shapes in RD New, and what is wrong with where they lie.

    Parameters
    ----------
    shapes : sequence
        In the coordinates of the file.
    crs : str
        What the file says of them; empty when it says nothing.
    adapt : bool
        Convert another coordinate system, with a warning.
    """
    series = gpd.GeoSeries(list(shapes))
    where = _where(series)
    found = f"{crs or 'geen coördinatenstelsel'}, {_rounded(series)}"
    if where.endswith("verwisseld"):
        action = "Zijn x en y verwisseld? Zet eerst x (oost), dan y (noord); in graden eerst de lengte."
        expected = f"{IN_RD} in Nederland"
        return series, [Problem(name, "", found, expected, action, "F403")]
    system = _system(crs)
    if system is not None and _is_rd(system):
        good = where in ("rd", "niets")
        problems = [] if good else [Problem(name, "", found, IN_RD, TO_RD, "F402")]
        return series.set_crs(CRS), problems
    action = (
        "De coördinaten zijn meters, maar het bestand noemt dat niet: geef de kaart RD New (EPSG:28992) mee."
        if where == "rd"
        else TO_RD
    )
    refusal = Problem(name, "", found, IN_RD, action, "F402")
    if system is None or where == "niets" or not adapt or (system.is_geographic and where != "graden"):
        return series, [] if where == "niets" else [refusal]
    return _converted(series.set_crs(system), crs, name, refusal)


def _converted(
    series: gpd.GeoSeries, crs: str, name: str, refusal: Problem
) -> tuple[gpd.GeoSeries, list[Problem]]:
    try:
        moved = series.to_crs(CRS)
    except ProjError:
        return series, [refusal]
    if _where(moved) != "rd":
        return series, [refusal]
    action = "De kaart is omgezet naar RD New. U hoeft niets te doen."
    return moved, [Problem(name, "", crs, IN_RD, action, "F413", warning=True)]


def _where(shapes: gpd.GeoSeries) -> str:
    bounds = shapes.total_bounds
    if not np.isfinite(bounds).all():
        return "niets"
    swapped = bounds[[1, 0, 3, 2]]
    for words, limits in (("rd", RD_BOUNDS), ("graden", DEGREE_BOUNDS)):
        if _inside(bounds, limits):
            return words
        if _inside(swapped, limits):
            return f"{words} verwisseld"
    return "elders"


def _inside(bounds: np.ndarray, limits: tuple[float, float, float, float]) -> bool:
    west, south, east, north = limits
    return bool(west <= bounds[0] <= bounds[2] <= east and south <= bounds[1] <= bounds[3] <= north)


def _rounded(shapes: gpd.GeoSeries) -> str:
    bounds = shapes.total_bounds
    if not np.isfinite(bounds).all():
        return "geen coördinaten"
    west, south, east, north = (_short(float(number)) for number in bounds)
    return f"x {west} tot {east}, y {south} tot {north}"


def _short(number: float) -> str:
    """Write metres whole and degrees with two decimals."""
    text = f"{number:.0f}" if abs(number) > 180 else f"{number:.2f}"
    return text.replace(".", ",")


def _system(crs: str) -> pyproj.CRS | None:
    try:
        system = pyproj.CRS.from_user_input(crs) if crs else None
    except ProjError:
        return None
    return system if system is not None and (system.is_geographic or system.is_projected) else None


def _is_rd(system: pyproj.CRS) -> bool:
    # A map with heights (NAP) is the same map, seen from above.
    flat = system.to_2d()
    return flat.to_epsg(min_confidence=20) == 28992 or "RD New" in str(flat.name).replace("_", " ")
