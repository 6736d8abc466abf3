"""Which area a sheet is about: its name, its inhabitants and surface, and where it lies."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.drawing import Canvas
from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.ground.page_templates import data_uri
from analysis.ground.palette import LAND, LINE
from analysis.model.geo import READINGS
from analysis.release.release import Release

MAP_HEIGHT = 1.3  # inch
AROUND = 0.3  # of the width of a gemeente, shown of its neighbours
OUTSIDE = "-buitengebied"  # how the code ends of all that lies outside the built-up kernen


def name_of(release: Release, area: str) -> tuple[str, str]:
    """Return the name of an area and which reading of it this is."""
    if area == release.gemeente:
        return release.naam, "Hele gemeente"
    kernen = release.own_areas("kern").set_index("gebied")["naam"]
    if area not in kernen:
        known = dutch.enumeration([release.gemeente, *kernen.index], "of")
        problem = Problem("gebied", "", f'"{area}"', known, "")
        raise InputError(f"Dit gebied hoort niet bij {release.naam}.", [problem])
    if area.endswith(OUTSIDE):
        return str(kernen[area]), "Alles buiten de bebouwde kernen"
    reading = READINGS[area.split("-")[0].lower()]
    return str(kernen[area]), dutch.sentence(reading).rstrip(".")


def facts_about(release: Release, area: str, people: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield what stands at the head of the sheet: the inhabitants, from the rows that tell them, and the surface."""
    for row in people.itertuples():
        value, note = dutch.number(row.waarde), f"({dutch.period(str(row.periode))})"
        yield {"label": "Inwoners", "value": value, "note": note, "example": row.status == "voorbeeld"}
    for km2 in release.areas.loc[release.areas["gebied"] == area, "km2"].head(1):
        value = f"{dutch.number(km2, 0 if km2 >= 10 else 1)} km²"
        yield {"label": "Oppervlakte", "value": value, "note": "(ongeveer)", "example": False}


def where(release: Release, area: str) -> tuple[str, str]:
    """Draw where a kern lies in its gemeente, or that among its neighbours: a data URI and words, or "" where nowhere."""
    whole = area == release.gemeente
    reading = f"{area.split('-')[0]}-"
    region = release.areas[release.areas["laag"] == "regio"]
    layer = region if whole else release.own_areas("kern", prefix=reading)
    own = layer[layer["gebied"] == area]
    if own.empty or len(layer) < 2:
        return "", ""
    west, south, east, north = (own if whole else layer).total_bounds
    side = AROUND * (east - west) if whole else 0.01 * (east - west)
    west, south, east, north = west - side, south - side, east + side, north + side
    figure = Figure(figsize=(MAP_HEIGHT * (east - west) / (north - south), MAP_HEIGHT))
    Canvas(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.axis("off")
    colour = style.house().own
    layer.plot(ax=ax, facecolor=LAND, edgecolor=LINE, linewidth=0.6)
    own.plot(ax=ax, facecolor=colour, edgecolor=colour, linewidth=0.6)
    if not whole:
        built = release.own_areas("kern", prefix="KERN-")
        built[~built["gebied"].str.endswith(OUTSIDE)].plot(ax=ax, facecolor=style.house().other)
    ax.set(xlim=(west, east), ylim=(south, north))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    place = "tussen de gemeenten eromheen" if whole else f"in de gemeente {release.naam}"
    return data_uri(buffer.getvalue(), "image/svg+xml"), f"Kaartje: {own['naam'].iloc[0]} gekleurd, {place}."
