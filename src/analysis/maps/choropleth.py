"""Maps for print: classes, direct labels, scale bar, north arrow, missing hatched and in the legend."""

from __future__ import annotations

from collections.abc import Sequence
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
from analysis.cards.facts import Facts, example_mark, facts_of, numbers, shown
from analysis.cards.frame import MARGIN, WIDTH, Card, Gap, canvas
from analysis.geo import READINGS
from analysis.maps.classes import Classes, shared_classes
from analysis.maps.web import page
from analysis.release.store import Release
from analysis.tidy import STATUS_TEXT, WITH_VALUE

BOUNDARIES = "cbs_wijk_buurtkaart_2025"
PEOPLE = "inwoners"
# Shares that are known per kern, each worth a map.
PER_KERN = (
    "aandeel_0_15",
    "aandeel_65plus",
    "aandeel_eenpersoonshuishoudens",
    "aandeel_huishoudens_met_kinderen",
    "mantelzorg_geeft",
    "mantelzorg_kent_team_niet",
    "jeugdhulp_aandeel_tot_21_registratie",
)
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


def kern_classes(release: Release, indicator: str, period: str) -> Classes:
    """Return class limits that the maps of both readings of the kernen share."""
    codes = [code for reading in READINGS for code in own_kernen(release, reading)["gebied"]]
    values = release.rows(indicator, codes, period)["waarde"]
    return shared_classes(values, unit=release.catalogue[indicator].eenheid)


def kernkaart(release: Release, indicator: str, period: str, reading: str, *, title: str) -> Card | Gap:
    """
    Draw one indicator per kern, for print and as a page.

    Parameters
    ----------
    release : Release
        Numbers and areas.
    indicator, period : str
        What and when.
    reading : str
        `kern` for the built-up kern, `kerngebied` for the kern with its buitengebied.
    title : str
        The question that the map answers.

    Returns
    -------
    Card or Gap
        A gap when the municipality has no kernen yet or no value for any of them.
    """
    identity = f"kaart_{indicator}_{reading}"
    kernen = own_kernen(release, reading)
    if kernen.empty:
        return Gap(
            identity,
            title,
            f"Voor {release.naam} is nog niet vastgelegd welke buurten samen een kern zijn.",
            "Voeg de buurten en een kernindeling toe; docs/nieuwe_gemeente.md zegt hoe.",
        )
    rows = release.rows(indicator, kernen["gebied"], period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(
            identity,
            title,
            f"Er zijn geen cijfers per kern voor {dutch.period(period)}.",
            "Voeg de bron toe.",
        )
    entry = release.catalogue[indicator]
    layer = MapLayer(
        joined(kernen, rows, release), kern_classes(release, indicator, period), READINGS[reading]
    )
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    subtitle = f"{entry.naam}, per {READINGS[reading]}, {dutch.period(period)}"
    figure = draw(layer, title, subtitle, facts, legend_title=entry.eenheid)
    notes = [f"Deze kaart toont de {READINGS[reading]}."]
    if kernen["onzeker"].any():
        unsure = dutch.enumeration(sorted(kernen.loc[kernen["onzeker"], "naam"]))
        notes.append(f"De indeling van buurten is nog niet zeker bij: {unsure}.")
    card = Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue),
        alt=_alt(layer, entry.eenheid, entry.decimalen, subtitle, facts),
        level="kern",
        notes=tuple(notes),
    )
    return page(card, layer)


def every_kernkaart(release: Release, indicators: Sequence[str], reading: str) -> list[Card | Gap]:
    """
    Draw one map per indicator that has a value for any kern, in its last period with a value.

    Parameters
    ----------
    release : Release
        Numbers and areas.
    indicators : sequence of str
        Ids in the catalogue; one without values per kern is left out.
    reading : str
        `kern` or `kerngebied`.
    """
    codes = own_kernen(release, reading)["gebied"].tolist()
    found: list[Card | Gap] = []
    for indicator in indicators:
        period = release.latest_period(indicator, codes)
        if period is not None:
            entry = release.catalogue[indicator]
            found.append(
                kernkaart(
                    release, indicator, period, reading, title=f"{entry.kort}: hoe verschilt het per kern?"
                )
            )
    return found


def gemeentekaart(release: Release, indicator: str, period: str, *, title: str) -> Card | Gap:
    """
    Draw one indicator per gemeente of the region, the own gemeente with a heavy border.

    Parameters are those of `kernkaart`, without a reading.
    """
    identity = f"kaart_{indicator}_regio"
    region = release.areas[release.areas["laag"] == "regio"].reset_index(drop=True)
    rows = release.rows(indicator, region["gebied"], period)
    if not rows["status"].isin(WITH_VALUE).any():
        return Gap(identity, title, "Er zijn geen cijfers per gemeente van de regio.", "Voeg de bron toe.")
    entry = release.catalogue[indicator]
    classes = shared_classes(rows["waarde"], unit=entry.eenheid)
    layer = MapLayer(joined(region, rows, release), classes, "gemeente")
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    subtitle = f"{entry.naam}, per gemeente, {dutch.period(period)}"
    figure = draw(layer, title, subtitle, facts, legend_title=entry.eenheid, own=release.gemeente)
    card = Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue),
        alt=_alt(layer, entry.eenheid, entry.decimalen, subtitle, facts),
        level="gemeente",
        notes=(f"De dikke lijn is de grens van {release.naam}.",),
    )
    return page(card, layer)


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
            edgecolor=style.LINE,
            hatch=style.MISSING_HATCH,
            linewidth=0.6,
        )
    if not known.empty:
        colours = [layer.classes.colour(int(place)) for place in position[position >= 0]]
        known.plot(ax=ax, color=colours, edgecolor="#4a4a4a", linewidth=0.7)


def own_kernen(release: Release, reading: str) -> gpd.GeoDataFrame:
    """Return the kernen of one reading."""
    return release.own_areas("kern", prefix=f"{reading.upper()}-")


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
                edgecolor=style.LINE,
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


def _alt(layer: MapLayer, unit: str, decimals: int, subtitle: str, facts: Facts) -> str:
    known = layer.areas.dropna(subset="waarde").sort_values("waarde")
    high, low = known.iloc[-1], known.iloc[0]
    text = (
        f"Kaart. {subtitle}. Het hoogst is {high['naam']} met {dutch.quantity(high['waarde'], unit, decimals)}, "
        f"het laagst {low['naam']} met {dutch.quantity(low['waarde'], unit, decimals)}."
    )
    missing = layer.areas.loc[layer.areas["waarde"].isna(), "naam"]
    if len(missing):
        text += f" Geen gegevens: {dutch.enumeration(sorted(missing))}."
    return text + example_mark(facts)
