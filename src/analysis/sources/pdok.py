"""
Boundaries and names of buurten, wijken and gemeenten: the OGC API Features of PDOK, fetched and read.

Kept are the features as they came, one a line, with all 250 columns; `read_layer` reads a few, and finds
one gemeente in the whole country without keeping the rest.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from analysis.sources import odata_client
from analysis.sources.http import Client, base_url
from analysis.sources.http_errors import down, odd
from analysis.sources.snapshots import ASKED, Snapshot, Store

FEATURES: Final = "gebieden.geojsonl.gz"
CRS: Final = "EPSG:28992"
RD: Final = "http://www.opengis.net/def/crs/EPSG/0/28992"
BOUNDS: Final = (0.0, 300_000.0, 300_000.0, 650_000.0)  # metres; the Netherlands lie well within
PAGE: Final = 1000
SINGULAR: Final = {"buurten": "buurt", "wijken": "wijk", "gemeenten": "gemeente"}
SHAPES: Final = ("Polygon", "MultiPolygon")
WATER_CODES: Final = ("9997", "9998")


def part_of(year: int, level: str, gemeente: str | None) -> str:
    """Return the folder of a layer: `buurten-2025-GM0148`, `wijken-2025-alle`."""
    return f"{level}-{year}-{gemeente or 'alle'}"


def fetch_areas(
    client: Client,
    year: int,
    level: str,
    gemeente: str | None,
    store: Store,
    *,
    source: str = "pdok",
    today: dt.date,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Snapshot, bool]:
    """
    Fetch the areas of one level (a key of `SINGULAR`) in the classification of one year, and keep them in the folder of `source`.

    All of the country without a `gemeente`. Returns the snapshot and whether it is new; `progress` hears the
    number of areas of each page.

    Raises
    ------
    SourceDown
        As `Client.pages`; F241 fewer areas than the service says there are; F242 none at all;
        F247 areas that could not be read later; F402 coordinates that are not in RD.
    """
    client.begin()
    url = f"{base_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{level}/items"
    chosen = f"&gemeentecode={gemeente}" if gemeente else ""
    asked: list[str] = []
    rows, told = 0, None
    with store.workspace() as folder:
        with (folder / FEATURES).open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
            first = f"{url}?f=json&limit={PAGE}&crs={RD}{chosen}"
            for address, content, page in client.pages(first, "features", _following, numbers=True):
                _check(url, page, SINGULAR[level])
                stream.writelines(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in page)
                asked.append(odata_client.without_host(address))
                rows, told = rows + len(page), content.get("numberMatched")
                progress(len(page))
        odata_client.check_count(first, rows, told)
        if not rows:
            raise down("F242 grenzen", url, areas=gemeente or "Nederland")
        question = json.dumps({"niveau": level, "jaar": year, "gemeente": gemeente}) + "\n"
        (folder / ASKED).write_bytes(question.encode())
        part, version = part_of(year, level, gemeente), str(year)
        return store.add(source, part, folder, url=url, rows=rows, version=version, today=today, asked=asked)


def _following(content: Mapping[str, Any]) -> object:
    """Return the link to the next page; None on the last one."""
    links = content.get("links")
    found = [one for one in links if isinstance(one, Mapping)] if isinstance(links, list) else []
    return next((one.get("href", "") or "" for one in found if one.get("rel") == "next"), None)


def _check(url: str, features: Sequence[Mapping[str, Any]], one: str) -> None:
    """Raise F247 for an area that could not be read later, and F402 for coordinates that are no RD."""
    for feature in features:
        if found := _unreadable(feature, one):
            raise odd(url, found, "een code, een naam en een grens bij elk gebied")
    try:
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features if one["geometry"]]
    except shapely.errors.GEOSException:
        raise odd(url, "een grens die geen vlak is", "vlakken volgens GeoJSON") from None
    if not shapes:
        return
    low_x, low_y, high_x, high_y = (float(bound) for bound in shapely.total_bounds(shapes))
    inside = low_x >= BOUNDS[0] and low_y >= BOUNDS[1] and high_x <= BOUNDS[2] and high_y <= BOUNDS[3]
    if not inside:  # a service that does not know the system asked for; nothing is, where a surface is empty
        found = f"x van {low_x:.0f} tot {high_x:.0f} en y van {low_y:.0f} tot {high_y:.0f}"
        raise down("F402 pdok", url, found)


def _unreadable(feature: Mapping[str, Any], one: str) -> str:
    """Return in Dutch what keeps a feature from being read; empty when nothing does."""
    cells, shape = feature.get("properties"), feature.get("geometry")
    names = [cells.get(f"{one}{name}") for name in ("code", "naam")] if isinstance(cells, Mapping) else [None]
    if not all(isinstance(name, str) and name.strip() for name in names):
        return "een gebied zonder code of naam"
    if shape is None and _is_water(feature["properties"], one):
        return ""
    return "" if isinstance(shape, Mapping) and shape.get("type") in SHAPES else "een gebied zonder vlak"


def read_layer(snapshot: Snapshot, gemeente: str | None = None) -> gpd.GeoDataFrame:
    """
    Return the areas on land, of one gemeente or of all that was fetched.

    Returns
    -------
    GeoDataFrame
        `gebied`, `naam`, `jaar` (int), geometry in EPSG:28992; sorted by `gebied`.
    """
    question = snapshot.question()
    one = SINGULAR[question["niveau"]]
    rows = []
    with gzip.open(snapshot.path(FEATURES), "rt", encoding="utf-8") as stream:
        for line in stream:
            # A line in which the code of the gemeente does not occur is not even parsed.
            if gemeente and f'"{gemeente}"' not in line:
                continue
            feature = json.loads(line)
            cells = feature["properties"]
            inside = not gemeente or str(cells.get("gemeentecode", "")).strip() == gemeente
            if inside and not _is_water(cells, one):
                shape = shapely.from_geojson(json.dumps(feature["geometry"]))
                rows.append(
                    (_code(cells, one), str(cells[f"{one}naam"]).strip(), int(question["jaar"]), shape)
                )
    table = pd.DataFrame(rows, columns=["gebied", "naam", "jaar", "geometry"])
    return gpd.GeoDataFrame(table.sort_values("gebied", ignore_index=True), geometry="geometry", crs=CRS)


def _code(cells: Mapping[str, Any], one: str) -> str:
    return str(cells[f"{one}code"]).strip()


def _is_water(cells: Mapping[str, Any], one: str) -> bool:
    only_water = str(cells.get("water", "")).strip().upper() == "JA"
    return only_water or (one != "gemeente" and _code(cells, one).endswith(WATER_CODES))
