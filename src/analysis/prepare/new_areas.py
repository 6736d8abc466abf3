"""
The areas of a gemeente that is new here: its buurten as PDOK gives them, and a first kernindeling to correct.

The proposal puts every buurt in a kern named after its wijk and marks all of it as
uncertain: which buurten are a kern is for the gemeente to say, not for a program.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from analysis import geo, paths
from analysis.errors import InputError, Problem
from analysis.sources.layers import read_layer
from analysis.sources.pdok import part_of
from analysis.sources.store import Store
from analysis.sources.tables import read_tables

PROPOSAL = "voorstel naar de wijkindeling; nog niet nagekeken"
AREAS, INDELING = "gebieden.csv", "kernindeling.csv"


def write_areas(gemeente: str) -> list[Path]:
    """
    Write what `data/geo/<gemeente>/` lacks; the list of codes and names is always made anew.

    Parameters
    ----------
    gemeente : str
        Code; its layers were fetched.

    Returns
    -------
    list of Path
        What was written. A map and a kernindeling that are there are kept as they are.

    Raises
    ------
    InputError
        Nothing was fetched for this gemeente, or its kernindeling does not fit its buurten.
    """
    year, buurten, wijken = _layers(gemeente)
    folder = paths.data() / "geo" / gemeente
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    there = sorted(folder.glob("buurten_*.geojson"))
    if not there:
        there = [folder / f"buurten_{year}.geojson"]
        _write_map(buurten, year, there[0])
        written.append(there[0])
    # CBS calls them "Wijk 01 Dalfsen"; that is no name for a kern.
    plain = wijken["naam"].str.replace(r"^Wijk( [0-9]+)? ", "", regex=True)
    names = dict(zip(wijken["gebied"], plain, strict=True))
    if not (folder / INDELING).is_file():
        _write_csv(_proposal(buurten, names), folder / INDELING)
        written.append(folder / INDELING)
    indeling = geo.read_kernindeling(folder / INDELING, geo.read_areas(there[-1]))
    _write_csv(_register(gemeente, indeling, names), folder / AREAS)
    return [*written, folder / AREAS]


def _layers(gemeente: str) -> tuple[int, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the newest buurten and wijken of a gemeente, from its own copy or that of the whole country."""
    store, layers = Store(paths.data() / "raw"), read_tables().pdok
    found = {}
    year = max(layers.jaren)
    for level in ("buurten", "wijken"):
        parts = (part_of(year, level, scope) for scope in (gemeente, None))
        snapshots = [one for part in parts if (one := store.newest(layers.bron, part)) is not None]
        if snapshots:
            found[level] = read_layer(snapshots[0], gemeente)
    if any(level not in found or found[level].empty for level in ("buurten", "wijken")):
        action = "Draai eerst: kernmonitor fetch params/<gemeente>.yml"
        problem = Problem(
            "data/raw", "", f"geen buurten van {gemeente}", f"de buurten en wijken van {year}", action
        )
        raise InputError(f"De buurten van {gemeente} zijn er nog niet; er is niets geschreven.", [problem])
    return year, found["buurten"], found["wijken"]


def _write_map(buurten: gpd.GeoDataFrame, year: int, path: Path) -> None:
    """Write the buurten in whole metres, one line each, so that a change can be read in git."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    # Neighbours share their corners, so that rounding moves them together.
    shapes = shapely.set_precision(buurten.geometry.to_numpy(), 1.0)
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"gebied": row.gebied, "naam": row.naam, "jaar": year},
                "geometry": json.loads(shapely.to_geojson(shape)),
            },
            ensure_ascii=False,
        )
        for row, shape in zip(buurten.itertuples(), shapes, strict=True)
    ]
    head = json.dumps({"type": "FeatureCollection", "name": path.stem, "crs": crs})[:-1]
    text = head + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _proposal(buurten: gpd.GeoDataFrame, names: dict[str, str]) -> pd.DataFrame:
    wijk = "WK" + buurten["gebied"].str[2:8]
    kern = wijk.map(names).fillna(wijk)
    table = pd.DataFrame({"buurt": buurten["gebied"], "naam": buurten["naam"], "wijk": wijk})
    marks = {"onzeker": 1, "kerngebied_onzeker": 1, "opmerking": PROPOSAL}
    return table.assign(kern=kern, kerngebied=kern, **marks)[list(geo.INDELING_COLUMNS)]


def _register(gemeente: str, indeling: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return every code of a gemeente with its name, in the columns of `data/geo/gebieden.csv`."""
    rows = list(zip(indeling["buurt"], indeling["naam"], ["buurt"] * len(indeling), strict=True))
    rows += [(code, f"Wijk {names.get(code, code)}", "wijk") for code in indeling["wijk"].unique()]
    for reading, suffix in (("kern", ""), ("kerngebied", " en buitengebied")):
        for name in indeling[reading].unique():
            rows.append((geo.kern_code(gemeente, name, reading), f"{name}{suffix}", "kern"))
    table = pd.DataFrame(rows, columns=["gebied", "naam", "niveau"]).assign(hoort_bij=gemeente)
    return table.sort_values("gebied", ignore_index=True)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
