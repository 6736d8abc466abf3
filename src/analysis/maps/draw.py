"""What every printed map consists of: classes, direct labels, legend, scale bar and north arrow."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import matplotlib.patheffects as effects
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib_scalebar.scalebar import ScaleBar

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts
from analysis.cards.frame import MARGIN, WIDTH, canvas
from analysis.maps.classes import Classes
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT, WITH_VALUE

LEGEND_WIDTH = 1.75  # inch beside the map
LABEL = 9  # points
# Above this many areas only those with ample room get a label; the table names them all.
MANY = 20
# An area smaller than this many times its label gets the label above it instead of inside.
HIDDEN = 1.1


@dataclass(frozen=True)
class MapLayer:
    """
    One map's worth of areas and values.

    Attributes
    ----------
    areas : GeoDataFrame
        `gebied, naam, geometry`, with `waarde`, `status` and `etiket` (text under the name).
    classes : Classes
        Limits and colours.
    reading : str
        Which areas these are, in words: `bebouwde kern`, `gemeente`, …
    """

    areas: gpd.GeoDataFrame
    classes: Classes
    reading: str


def draw(
    layer: MapLayer, title: str, subtitle: str, facts: Facts, *, legend_title: str, own: str | None = None
) -> Figure:
    """Return the figure of a map: polygons, labels, legend, scale bar and north arrow."""
    areas = layer.areas
    west, south, east, north = areas.total_bounds
    map_width = WIDTH - 2 * MARGIN - LEGEND_WIDTH
    height = map_width * (north - south) / (east - west) + 0.35
    figure = canvas(title, subtitle, facts, height=height)
    ax, side = figure.subplots(1, 2, gridspec_kw={"width_ratios": [map_width, LEGEND_WIDTH], "wspace": 0})
    side.axis("off")
    ax.axis("off")
    paint(ax, layer)
    if own is not None:
        areas[areas["gebied"] == own].plot(ax=ax, facecolor="none", edgecolor=style.INK, linewidth=2.4)
    _label(ax, areas, layer)
    legend(side, layer, legend_title, has_missing=bool(areas["waarde"].isna().any()))
    _scale_and_north(ax, side)
    ax.margins(0.02)
    return figure


def paint(ax: Axes, layer: MapLayer) -> None:
    """Draw the polygons of a layer: classes in colour, missing in grey with hatching."""
    ax.axis("off")
    areas = layer.areas
    position = layer.classes.index(areas["waarde"])
    known, missing = areas[position >= 0], areas[position < 0]
    if not missing.empty:
        missing.plot(
            ax=ax,
            facecolor=style.MISSING_FILL,
            edgecolor=style.QUIET,
            hatch=style.MISSING_HATCH,
            linewidth=0.6,
        )
    if not known.empty:
        colours = [layer.classes.colour(int(place)) for place in position[position >= 0]]
        known.plot(ax=ax, color=colours, edgecolor="#4a4a4a", linewidth=0.7)


def joined(areas: gpd.GeoDataFrame, rows: pd.DataFrame, release: Release) -> gpd.GeoDataFrame:
    """Join values to areas; an area without a row is missing, never left off the map."""
    values = rows.set_index("gebied")[["indicator", "waarde", "status"]]
    joined = areas.join(values, on="gebied")
    joined["status"] = joined["status"].fillna("ontbreekt").astype(str)
    entry = release.catalogue[str(rows["indicator"].iloc[0])]
    joined["etiket"] = [
        dutch.quantity(value, "%" if entry.is_share else "", entry.decimalen)
        if status in WITH_VALUE
        else STATUS_TEXT[status].replace(" waarnemingen", "\nwaarnemingen")
        for value, status in zip(joined["waarde"], joined["status"], strict=True)
    ]
    return joined


def _label(ax: Axes, areas: gpd.GeoDataFrame, layer: MapLayer) -> None:
    """
    Write name and value where an area is widest, or above an area that its label would hide.

    Labels stay on their own area: one that is moved aside to avoid another would name the wrong place.
    """
    crowded = len(areas) > MANY
    for row, position in zip(areas.itertuples(), layer.classes.index(areas["waarde"]), strict=True):
        text = f"{row.naam}\n{row.etiket}"
        room, needed = row.geometry.area, _label_surface(areas, text)
        if crowded and room < 3 * needed:
            continue
        if room < HIDDEN * needed:
            west, _, east, north = row.geometry.bounds
            place, lift, anchor, ground = ((west + east) / 2, north), 3, "bottom", "#ffffff"
        else:
            centre = shapely.maximum_inscribed_circle(row.geometry).coords[0]
            place, lift, anchor = (centre[0], centre[1]), 0, "center"
            ground = layer.classes.colour(int(position)) if position >= 0 else "#ffffff"
        ax.annotate(
            text,
            place,
            xytext=(0, lift),
            textcoords="offset points",
            ha="center",
            va=anchor,
            size=LABEL,
            weight="bold",
            color=style.text_on(ground),
            linespacing=1.05,
            path_effects=[effects.withStroke(linewidth=2.4, foreground=ground)],
            zorder=6,
        )


def _label_surface(areas: gpd.GeoDataFrame, text: str) -> float:
    """Return the surface in map units (m2) that a label of two lines covers, near enough to choose a place."""
    west, _, east, _ = areas.total_bounds
    metres_per_inch = (east - west) / (WIDTH - 2 * MARGIN - LEGEND_WIDTH)
    longest = max(len(line) for line in text.split("\n"))
    return float(longest * 0.5 * LABEL / 72 * 2 * 1.15 * LABEL / 72 * metres_per_inch**2)


def legend(side: Axes, layer: MapLayer, title: str, *, has_missing: bool) -> None:
    """Draw the classes, high to low, and what is missing."""
    patches = [
        Patch(facecolor=colour, edgecolor="#4a4a4a", linewidth=0.7, label=label)
        for colour, label in zip(layer.classes.colours, layer.classes.labels, strict=True)
    ][::-1]
    if has_missing:
        patches.append(
            Patch(
                facecolor=style.MISSING_FILL,
                edgecolor=style.QUIET,
                hatch=style.MISSING_HATCH,
                label="geen gegevens",
            )
        )
    heading = title[:1].upper() + title[1:]
    drawn = side.legend(
        handles=patches,
        title=heading if heading != "%" else "Percentage",
        loc="upper left",
        bbox_to_anchor=(0.06, 1.0),
        borderaxespad=0,
        handlelength=1.6,
        handleheight=1.2,
        labelspacing=0.45,
        alignment="left",
    )
    drawn.get_title().set_fontweight("bold")


def _scale_and_north(ax: Axes, side: Axes) -> None:
    bar = ScaleBar(
        1,
        "m",
        location="lower left",
        frameon=False,
        box_alpha=0,
        length_fraction=0.22,
        width_fraction=0.008,
        color=style.INK,
        font_properties={"size": 9},
    )
    ax.add_artist(bar)
    side.annotate(
        "N",
        xy=(0.14, 0.02),
        xytext=(0, 34),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="center",
        va="center",
        size=10,
        weight="bold",
        arrowprops={"arrowstyle": "<|-", "color": style.INK, "linewidth": 1.3, "shrinkA": 1},
    )
