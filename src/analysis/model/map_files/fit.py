"""Whether the areas of a map fit together: what two of them claim, and what none of them has."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import shapely

from analysis.ground.errors import Problem

TOLERANCE = 100.0  # m2; less is the rounding of a border
# A strip between two borders that is less than twice as wide is a gap between areas, not land of others.
HALF_STRIP = 5.0  # m


def fit_problems(areas: gpd.GeoDataFrame, name: str) -> Iterator[Problem]:
    """
    Yield a warning for each pair of areas that overlap and each gap between areas, the largest first.

    Parameters
    ----------
    areas : GeoDataFrame
        `gebied` and valid polygons in RD New.
    name : str
        File, for the messages.
    """
    for size, left, right in _overlaps(areas):
        place = f"gebied {left}, gebied {right}"
        found = f"{_surface(size)} die bij beide hoort"
        action = "Wie daar woont, telt twee keer mee. Trek de grens opnieuw."
        yield Problem(name, place, found, "gebieden die elkaar niet overlappen", action, "F408", warning=True)
    for gap in _gaps(areas):
        near = areas.loc[areas.distance(gap) < HALF_STRIP, "gebied"]
        point = gap.representative_point()
        found = f"{_surface(gap.area)} die bij geen gebied hoort (x {point.x:.0f}, y {point.y:.0f})"
        place = ", ".join(f"gebied {code}" for code in sorted(near))
        action = "Wie daar woont, telt nergens mee. Trek de grens opnieuw, of laat het zo als het klopt."
        yield Problem(name, place, found, "gebieden die op elkaar aansluiten", action, "F408", warning=True)


def _overlaps(areas: gpd.GeoDataFrame) -> list[tuple[float, str, str]]:
    shapes = areas.geometry.to_numpy()
    left, right = areas.sindex.query(areas.geometry, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    sizes = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    codes = areas["gebied"].to_numpy()
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


def _surface(size: float) -> str:
    text = f"{size:.0f} m²" if size < 10_000 else f"{size / 10_000:.1f} ha"
    return text.replace(".", ",")
