"""The shapes of a map: what is no surface, where on earth it lies, and whether the areas fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from analysis.ground.errors import Problem
from analysis.ground.messages import problem, problem_at

CRS = "EPSG:28992"
# Where the Netherlands lies: west, south, east, north; metres in RD New, and degrees.
BOUNDS = {"rd": (0, 300_000, 300_000, 630_000), "graden": (3.0, 50.5, 7.4, 53.8)}

SMALL_REPAIR = 0.001  # part of the area that a repair may change
TOLERANCE = 100.0  # m2; less is the rounding of a border
# A strip between two borders that is less than twice as wide is a gap between areas, not land of others.
HALF_STRIP = 5.0  # m

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

Surface = tuple[BaseGeometry | None, Problem | None]


def surface(wkb: bytes | None, name: str, place: str, *, adapt: bool) -> Surface:
    """Return the shape of one area of a file, from WKB and flat, and what is wrong with it; no shape when it is no use."""
    try:
        shape = shapely.force_2d(shapely.from_wkb(wkb))
    except shapely.errors.GEOSException as error:
        if "closed" in str(error):
            return None, problem_at("F407", name, place)
        return None, problem_at("F417", name, place, "een vorm zonder vlak")
    if shape is None or shape.is_empty:
        return None, problem_at("F405 geen", name, place)
    numbers = np.isfinite(shapely.get_coordinates(shape)).all(axis=1)
    if not numbers.all():
        return None, problem_at("F406", name, place, number=int(np.argmin(numbers)) + 1)
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None, problem_at("F417", name, place, shape.geom_type)
    if shape.is_valid:
        return shape, None
    parts = shapely.get_parts(shapely.make_valid(shape))
    mended = shapely.union_all([part for part in parts if "Polygon" in part.geom_type])
    if not mended.area:  # a line there and back: nothing to repair
        return None, problem_at("F405 leeg", name, place)
    change = abs(mended.area - shape.area) / mended.area
    if not adapt or change >= SMALL_REPAIR:
        return None, problem_at("F401 grens", name, place, _reason(shape))
    text = f"{change:.4%}".replace(".", ",")
    return mended, problem_at("F401 hersteld", name, place, _reason(shape), change=text)


def _reason(shape: BaseGeometry) -> str:
    match = re.fullmatch(r"([^\[]+)(?:\[(\S+) (\S+)\])?", str(shapely.is_valid_reason(shape)))
    word, x, y = match.groups() if match else ("", None, None)
    where = f" bij x {_short(float(x))}, y {_short(float(y))}" if x and y else ""
    return f"{REASONS.get(word, 'een grens die niet klopt')}{where} ({word})"


def in_rd(
    shapes: Sequence[BaseGeometry | None], crs: str, name: str, *, adapt: bool
) -> tuple[gpd.GeoSeries, list[Problem]]:
    """Return shapes in RD New, and what is wrong with where they lie; `crs` is what the file says of that."""
    series = gpd.GeoSeries(list(shapes))
    where = _where(series)
    if where == "niets":  # said already, shape by shape
        return series, []
    west, south, east, north = (_short(float(number)) for number in series.total_bounds)
    found = f"{crs or 'geen coördinatenstelsel'}, x {west} tot {east}, y {south} tot {north}"
    if where.endswith("verwisseld"):
        return series, [problem("F403", name, None, None, found)]
    system = _system(crs)
    is_rd = system is not None and _is_rd(system)
    if is_rd and where == "rd":
        return series.set_crs(CRS), []
    if system is not None and not is_rd and adapt and (where == "graden" or not system.is_geographic):
        try:
            moved = series.set_crs(system).to_crs(CRS)
        except ProjError:
            moved = None
        if moved is not None and _where(moved) == "rd":
            return moved, [problem("F413", name, None, None, crs)]
    return series, [problem("F402 meters" if where == "rd" else "F402 stelsel", name, None, None, found)]


def _where(shapes: gpd.GeoSeries) -> str:
    bounds = shapes.total_bounds
    if not np.isfinite(bounds).all():
        return "niets"
    for words, (west, south, east, north) in BOUNDS.items():
        for turned, (left, low, right, high) in (("", bounds), (" verwisseld", bounds[[1, 0, 3, 2]])):
            if west <= left <= right <= east and south <= low <= high <= north:
                return words + turned
    return "elders"


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


def fit_problems(areas: gpd.GeoDataFrame, name: str) -> Iterator[Problem]:
    """Yield a warning for each pair of areas (`gebied`, valid polygons in RD New) that overlap and each gap, the largest first."""
    for size, left, right in _overlaps(areas):
        yield problem_at("F408 overlap", name, f"gebied {left}, gebied {right}", size=_size(size))
    for gap in _gaps(areas):
        near = areas.loc[areas.distance(gap) < HALF_STRIP, "gebied"]
        point = gap.representative_point()
        place = ", ".join(f"gebied {code}" for code in sorted(near))
        where = {"x": f"{point.x:.0f}", "y": f"{point.y:.0f}"}
        yield problem_at("F408 strook", name, place, size=_size(gap.area), **where)


def _overlaps(areas: gpd.GeoDataFrame) -> list[tuple[float, str, str]]:
    shapes, codes = areas.geometry.to_numpy(), areas["gebied"].to_numpy()
    left, right = areas.sindex.query(areas.geometry, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    sizes = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    found = [
        (float(size), *sorted((str(codes[a]), str(codes[b]))))
        for size, a, b in zip(sizes, left, right, strict=True)
        if size > TOLERANCE
    ]
    return sorted(found, key=lambda one: (-one[0], one[1:]))  # type: ignore[arg-type]


def _gaps(areas: gpd.GeoDataFrame) -> list[shapely.Polygon]:
    whole = areas.geometry.union_all()
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])
    closed = filled.buffer(HALF_STRIP, join_style="mitre").buffer(-HALF_STRIP, join_style="mitre")
    gaps = [
        part
        for part in shapely.get_parts(shapely.union(filled, closed).difference(whole))
        if part.geom_type == "Polygon" and part.area > TOLERANCE
    ]
    return sorted(gaps, key=lambda gap: (-gap.area, gap.bounds))


def _size(surface: float) -> str:
    text = f"{surface:.0f} m²" if surface < 10_000 else f"{surface / 10_000:.1f} ha"
    return text.replace(".", ",")
