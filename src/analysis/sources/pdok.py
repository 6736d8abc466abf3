"""
Boundaries and names of buurten, wijken and gemeenten: the OGC API Features of PDOK.

Kept are the features as they came, one a line, with all 250 columns; `layers` reads a few.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import shapely

from analysis.sources import answers, asking, origin, pdok_layers
from analysis.sources.http import Client, SourceDown, base_url
from analysis.sources.pdok_layers import FEATURES, read_attributes, read_layer, water_left_out
from analysis.sources.request import ASKED
from analysis.sources.store import Snapshot, Store

__all__ = ["fetch_areas", "part_of", "read_attributes", "read_layer", "water_left_out"]

Level = Literal["buurten", "wijken", "gemeenten"]

RD: Final = "http://www.opengis.net/def/crs/EPSG/0/28992"
BOUNDS: Final = (0.0, 300_000.0, 300_000.0, 650_000.0)  # metres; the Netherlands lie well within
PAGE: Final = 1000


def _silent(_: int) -> None:
    pass


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
    progress: Callable[[int], None] = _silent,
) -> tuple[Snapshot, bool]:
    """
    Fetch the areas of one level in one year, and keep them.

    Parameters
    ----------
    client : Client
    year : int
        The year of the classification.
    level : {"buurten", "wijken", "gemeenten"}
    gemeente : str, optional
        Code; the whole country when left out.
    store : Store
    source : str
        Folder in the store.
    today : date
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
        F402 coordinates that are not in RD.
    """
    client.begin()
    url = f"{base_url('pdok')}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{level}/items"
    asked: list[str] = []
    rows = 0
    with store.workspace() as folder:
        path = folder / FEATURES
        with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
            for address, page in _pages(client, _first(url, gemeente), level):
                lines = [_line(url, one) for one in page]
                _check_bounds(url, page)
                stream.writelines(lines)
                asked.append(asking.local(address))
                rows += len(page)
                progress(len(page))
        if not rows:
            raise _nothing(url, gemeente)
        question = json.dumps({"niveau": level, "jaar": year, "gemeente": gemeente}) + "\n"
        return store.add(
            source,
            part_of(year, level, gemeente),
            {FEATURES: path, ASKED: question.encode()},
            url=url,
            rows=rows,
            version=str(year),
            licence=asking.LICENCE,
            today=today,
            asked=asked,
        )


def _first(url: str, gemeente: str | None) -> str:
    chosen = f"&gemeentecode={gemeente}" if gemeente else ""
    return f"{url}?f=json&limit={PAGE}&crs={RD}{chosen}"


def _pages(client: Client, url: str, level: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    link: str | None = url
    received, seen = 0, set[str]()
    while link:
        if link in seen:
            raise asking.incomplete(url, "pagina's die naar elkaar verwijzen", "een laatste pagina")
        seen.add(link)
        content = client.json(link, numbers=True)
        features = content.get("features") if isinstance(content, Mapping) else None
        if not isinstance(features, list):
            raise answers.odd(url, 'een antwoord zonder "features"', "gebieden")
        _check_features(client, url, level, features)
        received += len(features)
        yield link, features
        following = _next(content.get("links"))
        link = origin.followed(link, following.get("href"), "volgende pagina") if following else None
        if link is None:
            told = content.get("numberMatched")
            asking.check_count(url, received, told if isinstance(told, int) else None)


def _next(links: object) -> Mapping[str, Any] | None:
    """Return the link to the next page; None on the last one."""
    found = [one for one in links if isinstance(one, Mapping)] if isinstance(links, list) else []
    return next((one for one in found if one.get("rel") == "next"), None)


def _check_features(client: Client, url: str, level: str, features: Sequence[Any]) -> None:
    """Raise F247 where a feature is none, or could not be read later."""
    asking.check_rows(client, url, features)
    found = next((text for one in features if (text := pdok_layers.wrong(one, level))), "")
    if found:
        raise answers.odd(url, found, "een code, een naam en een grens bij elk gebied")


def _nothing(url: str, gemeente: str | None) -> SourceDown:
    expected, action = f"gebieden van {gemeente or 'Nederland'}", "Controleer de code en het jaar."
    return SourceDown(
        "PDOK gaf een leeg antwoord.", [answers.problem("F242", url, "geen gebieden", expected, action)]
    )


def _line(url: str, feature: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(feature, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except ValueError:  # 1e999, or half of a letter
        raise answers.odd(url, "een getal of letter die niet bestaat", "gewone getallen en tekst") from None


def _check_bounds(url: str, features: Sequence[Mapping[str, Any]]) -> None:
    """Raise F402 when coordinates are no RD, which happens when a service does not know the system asked for."""
    try:
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features if one["geometry"]]
    except shapely.errors.GEOSException:
        raise answers.odd(url, "een grens die geen vlak is", "vlakken volgens GeoJSON") from None
    if not shapes:
        return
    low_x, low_y, high_x, high_y = (float(bound) for bound in shapely.total_bounds(shapes))
    if low_x >= BOUNDS[0] and low_y >= BOUNDS[1] and high_x <= BOUNDS[2] and high_y <= BOUNDS[3]:
        return
    found = f"x van {low_x:.0f} tot {high_x:.0f} en y van {low_y:.0f} tot {high_y:.0f}"
    expected = "coördinaten in Rijksdriehoek (EPSG:28992)"
    action = "PDOK gaf graden of een ander stelsel; meld dit aan de beheerder van kernmonitor."
    raise SourceDown(
        "De grenzen liggen niet in Nederland.", [answers.problem("F402", url, found, expected, action)]
    )
