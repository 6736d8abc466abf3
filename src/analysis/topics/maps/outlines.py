"""The areas under a map: what all maps of the same areas ask of them, worked out once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from analysis.model.geo import READINGS
from analysis.release.release import Release

WGS84 = "EPSG:4326"
DEGREES = 1e-6  # a step of coordinates on the web: a decimetre

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north


class Ground:
    """
    Areas of a map: `gebied, naam, onzeker, geometry` in RD New.

    Per area its code, name, outline for matplotlib and surface (m2); `bounds` of all of it; `unsure` are the names of
    areas of which it is not certain what belongs to them.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        self.areas = areas
        self.codes, self.names = tuple(areas["gebied"]), tuple(areas["naam"])
        self.unsure = tuple(sorted(areas.loc[areas["onzeker"], "naam"]))
        self.bounds: Bounds = tuple(areas.total_bounds.tolist())
        self.outlines = tuple(outline(shape) for shape in areas.geometry)
        self.surfaces: tuple[float, ...] = tuple(areas.area)

    @cached_property
    def widest(self) -> tuple[Point, ...]:
        """Where each area is widest: the middle of the largest circle in it."""
        circles = shapely.maximum_inscribed_circle(self.areas.geometry.to_numpy())
        return tuple((x, y) for x, y in shapely.get_coordinates(shapely.get_point(circles, 0)))

    @property
    def tops(self) -> tuple[Point, ...]:
        """The middle of the northern edge of each area."""
        boxes = (shape.bounds for shape in self.areas.geometry)
        return tuple(((west + east) / 2, north) for west, _, east, north in boxes)

    @cached_property
    def geojson(self) -> tuple[str, ...]:
        """Geometry per area for the web, as GeoJSON writes it."""
        return tuple(json.dumps(shape.__geo_interface__, sort_keys=True) for shape in self.world)

    @cached_property
    def world(self) -> gpd.GeoSeries:
        """Geometry per area in degrees."""
        return self.areas.geometry.to_crs(WGS84).set_precision(DEGREES)


def kernen(release: Release, reading: str) -> Ground:
    """Return the kernen of one reading."""
    return own(release, "kern", prefix=f"{reading.upper()}-")


def every_kern(release: Release) -> list[str]:
    """Return the codes of the kernen of both readings."""
    return [code for reading in READINGS for code in kernen(release, reading).codes]


def own(release: Release, level: str, *, prefix: str = "") -> Ground:
    """Return the municipality's own areas of one level, as `Release.own_areas` does."""
    key = "ondergrond", level, prefix
    return release.once(key, lambda: Ground(release.own_areas(level, prefix=prefix)))


def region(release: Release) -> Ground:
    """Return the gemeenten of the region."""
    areas = release.areas[release.areas["laag"] == "regio"]
    return release.once(("ondergrond", "regio"), lambda: Ground(areas.reset_index(drop=True)))


def outline(shape: shapely.Polygon | shapely.MultiPolygon) -> Path:
    """Return the rings of an area as one path; matplotlib leaves open what runs the other way round."""
    polygons = shapely.get_parts(shape.normalize())
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))


def fill(ax: Axes, outlines: Sequence[Path], **look: Any) -> None:
    """Draw areas, if there are any; `look` is that of a collection, the same for all or one each."""
    if not outlines:
        return
    ax.set_aspect("equal")
    ax.add_collection(PathCollection(outlines, **look))
    ax.autoscale_view()
