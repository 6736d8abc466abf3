"""The areas under a map: what all maps of the same areas ask of them, worked out once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
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


@dataclass(frozen=True)
class Ground:
    """Areas of a map: `gebied, naam, onzeker, geometry` in RD New."""

    areas: gpd.GeoDataFrame = field(repr=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Code per area."""
        return tuple(self.areas["gebied"])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name per area."""
        return tuple(self.areas["naam"])

    @cached_property
    def unsure(self) -> tuple[str, ...]:
        """Names of areas of which it is not certain what belongs to them, in alphabetical order."""
        return tuple(sorted(self.areas.loc[self.areas["onzeker"], "naam"]))

    @cached_property
    def bounds(self) -> Bounds:
        """West, south, east and north of all of it."""
        return _four(self.areas.total_bounds)

    @cached_property
    def outlines(self) -> tuple[Path, ...]:
        """Outline per area, for matplotlib."""
        return tuple(outline(shape) for shape in self.areas.geometry)

    @cached_property
    def surfaces(self) -> tuple[float, ...]:
        """Surface per area, m2."""
        return tuple(self.areas.area)

    @cached_property
    def widest(self) -> tuple[Point, ...]:
        """Where each area is widest: the middle of the largest circle in it."""
        circles = shapely.maximum_inscribed_circle(self.areas.geometry.to_numpy())
        return tuple((x, y) for x, y in shapely.get_coordinates(shapely.get_point(circles, 0)))

    @cached_property
    def tops(self) -> tuple[Point, ...]:
        """The middle of the northern edge of each area."""
        boxes = (shape.bounds for shape in self.areas.geometry)
        return tuple(((west + east) / 2, north) for west, _, east, north in boxes)

    @cached_property
    def geojson(self) -> tuple[str, ...]:
        """Geometry per area for the web, as GeoJSON writes it."""
        return tuple(json.dumps(shape.__geo_interface__, sort_keys=True) for shape in self._world)

    @cached_property
    def degrees(self) -> Bounds:
        """West, south, east and north on the web."""
        return _four(self._world.total_bounds)

    @cached_property
    def _world(self) -> gpd.GeoSeries:
        return self.areas.geometry.to_crs(WGS84).set_precision(DEGREES)


def kernen(release: Release, reading: str) -> Ground:
    """Return the kernen of one reading."""
    return own(release, "kern", prefix=f"{reading.upper()}-")


def every_kern(release: Release) -> list[str]:
    """Return the codes of the kernen of both readings."""
    return [code for reading in READINGS for code in kernen(release, reading).codes]


def own(release: Release, level: str, *, prefix: str = "") -> Ground:
    """Return the municipality's own areas of one level, as `Release.own_areas` does."""
    return release.once(
        ("ondergrond", level, prefix), lambda: Ground(release.own_areas(level, prefix=prefix))
    )


def region(release: Release) -> Ground:
    """Return the gemeenten of the region."""
    areas = release.areas
    return release.once(
        ("ondergrond", "regio"), lambda: Ground(areas[areas["laag"] == "regio"].reset_index(drop=True))
    )


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


def _four(bounds: np.ndarray[Any, Any]) -> Bounds:
    west, south, east, north = bounds.tolist()
    return west, south, east, north
