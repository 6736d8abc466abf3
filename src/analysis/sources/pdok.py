"""
Boundaries and names of buurten, wijken and gemeenten: the OGC API Features of PDOK, fetched and read.

Kept are the features as they came, one a line, with all 250 columns; `read_layer` reads a few, and finds
one gemeente in the whole country without keeping the rest.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import shapely

from analysis.sources import odata_client, origin
from analysis.sources.http import Client, base_url
from analysis.sources.http_errors import down, odd
from analysis.sources.odata_client import silent
from analysis.sources.snapshots import ASKED, LICENCE, Snapshot, Store

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
    progress: Callable[[int], None] = silent,
) -> tuple[Snapshot, bool]:
    """
    Fetch the areas of one level in the classification of one year, and keep them in the folder of `source`.

    Parameters
    ----------
    level : {"buurten", "wijken", "gemeenten"}
    gemeente : str, optional
        Code; the whole country when left out.
    progress : callable
        Told the number of areas of each page.

    Returns
    -------
    tuple of Snapshot and bool
        The snapshot and whether it is new.

    Raises
    ------
    SourceDown
        As `Client.json`; F241 fewer areas than the service says there are; F242 none at all;
        F247 areas that could not be read later; F402 coordinates that are not in RD.
    """
    client.begin()
    url = f"{base_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{level}/items"
    chosen = f"&gemeentecode={gemeente}" if gemeente else ""
    asked: list[str] = []
    rows = 0
    with store.workspace() as folder:
        path = folder / FEATURES
        with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
            for address, page in _pages(client, f"{url}?f=json&limit={PAGE}&crs={RD}{chosen}", level):
                lines = [_line(url, one) for one in page]
                _check_bounds(url, page)
                stream.writelines(lines)
                asked.append(odata_client.without_host(address))
                rows += len(page)
                progress(len(page))
        if not rows:
            raise down("F242 grenzen", url, areas=gemeente or "Nederland")
        question = json.dumps({"niveau": level, "jaar": year, "gemeente": gemeente}) + "\n"
        return store.add(
            source,
            part_of(year, level, gemeente),
            {FEATURES: path, ASKED: question.encode()},
            url=url,
            rows=rows,
            version=str(year),
            licence=LICENCE,
            today=today,
            asked=asked,
        )


def _pages(client: Client, url: str, level: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    link: str | None = url
    received, seen = 0, set[str]()
    while link:
        odata_client.check_new_page(url, link, seen)
        content = client.json(link, numbers=True)
        features = content.get("features") if isinstance(content, Mapping) else None
        if not isinstance(features, list):
            raise odd(url, 'een antwoord zonder "features"', "gebieden")
        odata_client.check_rows(client, url, features)
        if found := next((text for one in features if (text := _unreadable(one, level))), ""):
            raise odd(url, found, "een code, een naam en een grens bij elk gebied")
        received += len(features)
        yield link, features
        following = _next(content.get("links"))
        link = origin.followed(link, following.get("href"), "volgende pagina") if following else None
        if link is None:
            told = content.get("numberMatched")
            odata_client.check_count(url, received, told if isinstance(told, int) else None)


def _next(links: object) -> Mapping[str, Any] | None:
    """Return the link to the next page; None on the last one."""
    found = [one for one in links if isinstance(one, Mapping)] if isinstance(links, list) else []
    return next((one for one in found if one.get("rel") == "next"), None)


def _unreadable(feature: Mapping[str, Any], level: str) -> str:
    """Return in Dutch what keeps a feature from being read; empty when nothing does."""
    one = SINGULAR[level]
    cells, shape = feature.get("properties"), feature.get("geometry")
    if not isinstance(cells, Mapping):
        return 'een gebied zonder "properties"'
    for column in (f"{one}code", f"{one}naam"):
        if not isinstance(cells.get(column), str) or not cells[column].strip():
            return f'een gebied zonder "{column}"'
    if shape is None and _is_water(cells, one):
        return ""
    return "" if isinstance(shape, Mapping) and shape.get("type") in SHAPES else "een gebied zonder vlak"


def _line(url: str, feature: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(feature, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except ValueError:  # 1e999, or half of a letter
        raise odd(url, "een getal of letter die niet bestaat", "gewone getallen en tekst") from None


def _check_bounds(url: str, features: Sequence[Mapping[str, Any]]) -> None:
    """Raise F402 when coordinates are no RD, which happens when a service does not know the system asked for."""
    try:
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features if one["geometry"]]
    except shapely.errors.GEOSException:
        raise odd(url, "een grens die geen vlak is", "vlakken volgens GeoJSON") from None
    if not shapes:
        return
    low_x, low_y, high_x, high_y = (float(bound) for bound in shapely.total_bounds(shapes))
    inside = low_x >= BOUNDS[0] and low_y >= BOUNDS[1] and high_x <= BOUNDS[2] and high_y <= BOUNDS[3]
    if not inside:  # nothing is, where a surface is empty
        found = f"x van {low_x:.0f} tot {high_x:.0f} en y van {low_y:.0f} tot {high_y:.0f}"
        raise down("F402 pdok", url, found)


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
    land = [row for row in _features(snapshot, gemeente) if not _is_water(row["properties"], one)]
    land.sort(key=lambda row: _code(row["properties"], one))
    table = {
        "gebied": [_code(row["properties"], one) for row in land],
        "naam": [str(row["properties"][f"{one}naam"]).strip() for row in land],
        "jaar": [int(question["jaar"])] * len(land),
    }
    shapes = [shapely.from_geojson(json.dumps(row["geometry"])) for row in land]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def _features(snapshot: Snapshot, gemeente: str | None) -> Iterator[dict[str, Any]]:
    """Yield features; a line in which the code of the gemeente does not occur is not even parsed."""
    with gzip.open(snapshot.path(FEATURES), "rt", encoding="utf-8") as stream:
        for line in stream:
            if gemeente is None or f'"{gemeente}"' in line:
                feature: dict[str, Any] = json.loads(line)
                if gemeente is None or str(feature["properties"].get("gemeentecode", "")).strip() == gemeente:
                    yield feature


def _code(cells: Mapping[str, Any], one: str) -> str:
    return str(cells[f"{one}code"]).strip()


def _is_water(cells: Mapping[str, Any], one: str) -> bool:
    only_water = str(cells.get("water", "")).strip().upper() == "JA"
    return only_water or (one != "gemeente" and _code(cells, one).endswith(WATER_CODES))
