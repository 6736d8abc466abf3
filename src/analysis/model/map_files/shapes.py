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

from analysis.ground.errors import Problem

CRS = "EPSG:28992"
# Where the Netherlands lies: west, south, east, north; metres in RD New, and degrees.
BOUNDS = {"rd": (0, 300_000, 300_000, 630_000), "graden": (3.0, 50.5, 7.4, 53.8)}
IN_RD = "coördinaten in RD New (EPSG:28992)"

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

Surface = tuple[BaseGeometry | None, list[Problem]]


def surface(wkb: bytes | None, name: str, place: str, *, adapt: bool) -> Surface:
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
    good = "een geldige polygoon"

    def refused(found: str, expected: str, code: str, action: str = "Herstel de grens.") -> Surface:
        return None, [Problem(name, place, found, expected, action, code)]

    try:
        shape = shapely.force_2d(shapely.from_wkb(wkb))
    except shapely.errors.GEOSException as error:
        if "closed" in str(error):
            return refused("een ring die niet sluit", "een ring die eindigt waar hij begint", "F407")
        return refused("een vorm zonder vlak", good, "F417")
    if shape is None or shape.is_empty:
        return refused("geen grens", good, "F405")
    numbers = np.isfinite(shapely.get_coordinates(shape)).all(axis=1)
    if not numbers.all():
        found = f"een coördinaat die geen getal is, in punt {int(np.argmin(numbers)) + 1}"
        return refused(found, "getallen als coördinaten", "F406")
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return refused(shape.geom_type, good, "F417")
    if shape.is_valid:
        return shape, []
    parts = shapely.get_parts(shapely.make_valid(shape))
    mended = shapely.union_all([part for part in parts if "Polygon" in part.geom_type])
    if not mended.area:  # a line there and back: nothing to repair
        action = "Teken de grens opnieuw in uw GIS."
        return refused("een vlak zonder oppervlakte", "een gebied met oppervlakte", "F405", action)
    change = abs(mended.area - shape.area) / mended.area
    if not adapt or change >= SMALL_REPAIR:
        return refused(_reason(shape), good, "F401", "Herstel de grens in uw GIS.")
    text = f"{change:.4%}".replace(".", ",")
    action = f"De grens is hersteld; de oppervlakte veranderde {text}. Kijk of het klopt."
    return mended, [Problem(name, place, _reason(shape), good, action, "F401", warning=True)]


def _reason(shape: BaseGeometry) -> str:
    match = re.fullmatch(r"([^\[]+)(?:\[(\S+) (\S+)\])?", str(shapely.is_valid_reason(shape)))
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
    where, found = _where(series), f"{crs or 'geen coördinatenstelsel'}, {_extent(series)}"
    system = _system(crs)
    is_rd = system is not None and _is_rd(system)
    if where.endswith("verwisseld"):
        action = "Zijn x en y verwisseld? Zet eerst x (oost), dan y (noord); in graden eerst de lengte."
        return series, [Problem(name, "", found, f"{IN_RD} in Nederland", action, "F403")]
    if where == "niets":  # said already, shape by shape
        return series, []
    if is_rd and where == "rd":
        return series.set_crs(CRS), []
    if system is not None and not is_rd and adapt and (where == "graden" or not system.is_geographic):
        moved = _moved(series.set_crs(system))
        if moved is not None:
            action = "De kaart is omgezet naar RD New. U hoeft niets te doen."
            return moved, [Problem(name, "", crs, IN_RD, action, "F413", warning=True)]
    action = "Zet de kaart om naar RD."
    if where == "rd":
        action = "De coördinaten zijn meters, maar het bestand noemt dat niet: geef de kaart RD New (EPSG:28992) mee."
    return series, [Problem(name, "", found, IN_RD, action, "F402")]


def _moved(series: gpd.GeoSeries) -> gpd.GeoSeries | None:
    try:
        moved = series.to_crs(CRS)
    except ProjError:
        return None
    return moved if _where(moved) == "rd" else None


def _where(shapes: gpd.GeoSeries) -> str:
    bounds = shapes.total_bounds
    if not np.isfinite(bounds).all():
        return "niets"
    for words, (west, south, east, north) in BOUNDS.items():
        for turned, (left, low, right, high) in (("", bounds), (" verwisseld", bounds[[1, 0, 3, 2]])):
            if west <= left <= right <= east and south <= low <= high <= north:
                return words + turned
    return "elders"


def _extent(shapes: gpd.GeoSeries) -> str:
    bounds = shapes.total_bounds
    if not np.isfinite(bounds).all():
        return "geen coördinaten"
    west, south, east, north = (_short(float(number)) for number in bounds)
    return f"x {west} tot {east}, y {south} tot {north}"


def _short(number: float) -> str:
    """Write metres whole and degrees with two decimals."""
    return (f"{number:.0f}" if abs(number) > 180 else f"{number:.2f}").replace(".", ",")


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
