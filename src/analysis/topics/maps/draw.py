"""What every printed map consists of: areas, classes, direct labels, legend, scale bar and north arrow."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import matplotlib.patheffects as effects
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.transforms import offset_copy
from matplotlib_scalebar.scalebar import ScaleBar

from analysis.charts import style
from analysis.charts.base import MARGIN, WIDTH, Look, paper
from analysis.ground import dutch
from analysis.ground.palette import EDGE, INK, MISSING_FILL, MISSING_HATCH, PALE_LINE, PAPER, QUIET
from analysis.model.geo import READINGS
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.topics.maps.classes import Classes

LEGEND_WIDTH = 1.75  # inch beside the map
LABEL = 9  # points
# Above this many areas only those with ample room get a label; the table names them all.
MANY = 20
MISSING: Look = {"facecolor": MISSING_FILL, "edgecolor": QUIET, "hatch": MISSING_HATCH}
# An area smaller than this many times its label gets the label above it instead of inside.
HIDDEN = 1.1
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


@dataclass(frozen=True)
class MapLayer:
    """Areas of one map with their values, NaN where there is none, and labels: the value as text, or why not."""

    ground: Ground
    values: tuple[float, ...]
    labels: tuple[str, ...]
    classes: Classes

    @cached_property
    def colours(self) -> tuple[str | None, ...]:
        """Colour per area; None where there is no value."""
        places = self.classes.index(pd.Series(self.values, dtype=float)).tolist()
        return tuple(self.classes.colours[place] if place >= 0 else None for place in places)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Label and colour of each class that an area has, from high to low: maps that share classes need not have all."""
        return self.classes.legend(pd.Series(self.values, dtype=float))


def layer_of(ground: Ground, rows: pd.DataFrame, classes: Classes, release: Release) -> MapLayer:
    """Give areas the values of rows of one indicator; an area without a row is missing, never left off the map."""
    entry = release.catalogue[str(rows["indicator"].iloc[0])]
    unit = "%" if entry.is_share else ""
    found = dict(zip(rows["gebied"], zip(rows["waarde"], rows["status"], strict=True), strict=True))
    pairs = [found.get(code, (math.nan, "ontbreekt")) for code in ground.codes]
    labels = [
        dutch.quantity(value, unit, entry.decimalen)
        if status in WITH_VALUE
        else re.sub(r" (?=waarnemingen|\(te |aant)", "\n", STATUS_TEXT[status])
        for value, status in pairs
    ]
    return MapLayer(ground, tuple(value for value, _ in pairs), tuple(labels), classes)


def draw(layer: MapLayer, *, legend_title: str, own: str | None = None) -> Figure:
    """Return a map: polygons, labels, legend, scale bar and north arrow; the area `own` with a heavy border."""
    ground = layer.ground
    west, south, east, north = ground.bounds
    map_width = WIDTH - 2 * MARGIN - LEGEND_WIDTH
    figure = paper(map_width * (north - south) / (east - west) + 0.35)
    ax, side = figure.subplots(1, 2, gridspec_kw={"width_ratios": [map_width, LEGEND_WIDTH], "wspace": 0})
    side.axis("off")
    paint(ax, layer)
    border = [shape for code, shape in zip(ground.codes, ground.outlines, strict=True) if code == own]
    fill(ax, border, facecolor="none", edgecolor=INK, linewidth=2.4)
    _label(ax, layer)
    legend(side, layer.legend, legend_title, has_missing=None in layer.colours)
    _scale_and_north(ax, side)
    ax.margins(0.02)
    return figure


def paint(ax: Axes, layer: MapLayer) -> None:
    """Draw the polygons of a layer: classes in colour, missing in grey with hatching."""
    ax.axis("off")
    pairs = list(zip(layer.ground.outlines, layer.colours, strict=True))
    fill(ax, [shape for shape, colour in pairs if colour is None], linewidth=0.6, **MISSING)
    colours = [colour for colour in layer.colours if colour is not None]
    known = [shape for shape, colour in pairs if colour is not None]
    # A dark line is lost between two dark areas.
    edges = [EDGE if style.text_on(colour) == INK else PALE_LINE for colour in colours]
    fill(ax, known, facecolor=colours, edgecolor=edges, linewidth=0.7)


def _label(ax: Axes, layer: MapLayer) -> None:
    """
    Write name and value where an area is widest, or above an area that its label would hide.

    Labels stay on their own area: one that is moved aside to avoid another would name the wrong place.
    """
    ground = layer.ground
    crowded = len(ground.codes) > MANY
    areas = zip(ground.names, layer.labels, layer.colours, strict=True)
    for place, (name, label, colour) in enumerate(areas):
        text = f"{name}\n{label}"
        room, needed = ground.surfaces[place], _label_surface(ground.bounds, text)
        if crowded and room < 3 * needed:
            continue
        if room < HIDDEN * needed:
            point, lift, anchor, under = ground.tops[place], 3, "bottom", PAPER
        else:
            point, lift, anchor, under = ground.widest[place], 0, "center", colour or PAPER
        look: Look = {"ha": "center", "va": anchor, "size": LABEL, "weight": "bold", "linespacing": 1.05}
        look |= {"color": style.text_on(under), "xytext": (0, lift), "textcoords": "offset points"}
        look["path_effects"] = [effects.withStroke(linewidth=2.4, foreground=under)]
        if lift:  # it lies on another area, of any colour: it brings its own ground
            box = {"boxstyle": "round,pad=0.12", "facecolor": under, "edgecolor": "none", "alpha": 0.85}
            look["bbox"] = box
        ax.annotate(text, point, zorder=6, **look)


def _label_surface(bounds: Bounds, text: str) -> float:
    """Return the surface in map units (m2) that a label of two lines covers, near enough to choose a place."""
    west, _, east, _ = bounds
    metres_per_inch = (east - west) / (WIDTH - 2 * MARGIN - LEGEND_WIDTH)
    longest = max(len(line) for line in text.split("\n"))
    return float(longest * 0.5 * LABEL / 72 * 2 * 1.15 * LABEL / 72 * metres_per_inch**2)


def legend(side: Axes, classes: Sequence[tuple[str, str]], title: str, *, has_missing: bool) -> None:
    """Draw the classes, label and colour of each, and what is missing."""
    edge: Look = {"edgecolor": EDGE, "linewidth": 0.7}
    patches = [Patch(facecolor=colour, label=label, **edge) for label, colour in classes]
    if has_missing:
        patches.append(Patch(label="geen cijfer", **MISSING))
    heading = title[:1].upper() + title[1:] if title != "%" else "Percentage"
    look: Look = {"loc": "upper left", "bbox_to_anchor": (0.06, 1.0), "borderaxespad": 0, "alignment": "left"}
    look |= {"handlelength": 1.6, "handleheight": 1.2, "labelspacing": 0.45}
    side.legend(handles=patches, title=heading, **look).get_title().set_fontweight("bold")


def _scale_and_north(ax: Axes, side: Axes) -> None:
    look: Look = {"location": "lower left", "frameon": False, "box_alpha": 0, "color": INK}
    look |= {"length_fraction": 0.22, "width_fraction": 0.008, "font_properties": {"size": 9}}
    ax.add_artist(ScaleBar(1, "m", **look))
    # The arrow goes from just above its foot to just below its letter. Told so, it need not be cut off where it
    # meets the box of the letter, which matplotlib seeks anew for every measure.
    place, foot = (0.14, 0.02), offset_copy(side.transAxes, side.get_figure(root=True), y=2, units="points")
    look = {"xycoords": foot, "textcoords": "offset points", "size": 10}
    arrow = {"arrowstyle": "<|-", "color": INK, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
    side.annotate("", place, xytext=(0, 24), arrowprops=arrow, **look)
    side.annotate("N", place, xytext=(0, 32), ha="center", va="center", weight="bold", **look)
