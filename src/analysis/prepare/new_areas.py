"""
The areas of a gemeente that is new here: its buurten as PDOK gives them, and a first kernindeling to correct.

The proposal puts every buurt in a kern named after its wijk and marks all of it as
uncertain: which buurten are a kern is for the gemeente to say, not for a program.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.model import geo
from analysis.sources.pdok import part_of, read_layer
from analysis.sources.snapshots import FAILED, Store, read_attempts
from analysis.sources.tables import read_tables

PROPOSAL = "voorstel naar de wijkindeling; nog niet nagekeken"
AREAS, INDELING = "gebieden.csv", "kernindeling.csv"


def write_areas(gemeente: str) -> list[Path]:
    """
    Write what `data/geo/<gemeente>/` lacks, and return what was written.

    The list of codes and names is always made anew; a map and a kernindeling that are there are kept.

    Raises
    ------
    InputError
        Nothing was fetched for this gemeente, or its kernindeling does not fit its buurten; nothing was
        written.
    """
    year, buurten, wijken = _layers(gemeente)
    geography = paths.data() / "geo"
    folder = geography / gemeente
    geography.mkdir(parents=True, exist_ok=True)
    # Made beside and read back first: half a folder of areas is taken for a whole one by the next build.
    with tempfile.TemporaryDirectory(prefix=".bezig-", dir=geography) as place:
        draft = Path(place)
        there = sorted(folder.glob("buurten_*.geojson"))
        if not there:
            there = [draft / f"buurten_{year}.geojson"]
            _write_map(buurten, year, there[0])
        names = dict(zip(wijken["gebied"], wijken["naam"].map(_plain_name), strict=True))
        indeling = folder / INDELING
        if not indeling.is_file():
            indeling = draft / INDELING
            _write_csv(_proposal(buurten, names), indeling)
        table = geo.read_kernindeling(indeling, geo.read_areas(there[-1]))
        _write_csv(_register(gemeente, table, names), draft / AREAS)
        folder.mkdir(exist_ok=True)
        # What the others follow from, first.
        made = sorted(draft.iterdir(), key=lambda path: path.name == AREAS)
        return [path.replace(folder / path.name) for path in made]


def _plain_name(name: str) -> str:
    """Return the name of a wijk without what CBS puts before it: "Wijk 01 Dalfsen" is no name for a kern."""
    return re.sub(r"^Wijk ([0-9A-Z]{2} )?(?![a-z])", "", name)


def _layers(gemeente: str) -> tuple[int, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the newest buurten and wijken of a gemeente, from its own copy or that of the whole country."""
    store, layers = Store(paths.data() / "raw"), read_tables().pdok
    found, lacking, year = [], [], max(layers.jaren)
    for level in ("buurten", "wijken"):
        parts = (part_of(year, level, scope) for scope in (gemeente, None))
        snapshot = next((one for part in parts if (one := store.newest(layers.bron, part))), None)
        layer = None if snapshot is None else read_layer(snapshot, gemeente)
        if layer is None or layer.empty:
            lacking.append(_not_there(store, layers.bron, year, level, gemeente))
        else:
            found.append(layer)
    if lacking:
        raise InputError(f"De buurten van {gemeente} zijn er nog niet; er is niets geschreven.", lacking)
    return year, *found


def _not_there(store: Store, source: str, year: int, level: str, gemeente: str) -> Problem:
    """Say that a layer is not there, and why not where it was asked for in vain."""
    tried = read_attempts(store.root)
    parts = [f"{source}/{part_of(year, level, scope)}" for scope in (gemeente, None)]
    failed = [tried[part]["reden"] for part in parts if tried.get(part, {}).get("uitkomst") == FAILED]
    found = "; ".join((f"geen {level} van {gemeente}", *(f"ophalen mislukt: {why}" for why in failed)))
    action = (
        "Draai kernmonitor fetch params/<gemeente>.yml, en controleer of de gemeente in dat jaar bestaat."
    )
    return Problem("data/raw", "", found, f"de {level} van {year}", action)


def _write_map(buurten: gpd.GeoDataFrame, year: int, path: Path) -> None:
    """Write the buurten in whole metres, one line each, so that a change can be read in git."""
    # Neighbours share their corners, so that rounding moves them together.
    shapes = shapely.set_precision(buurten.geometry.to_numpy(), 1.0)
    table = buurten[["gebied", "naam"]].assign(jaar=year)
    layer = gpd.GeoDataFrame(table, geometry=shapes, crs=buurten.crs)
    layer.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=0)


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
