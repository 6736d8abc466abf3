"""
Areas: buurten to wijken and kernen, in two readings, in metres (RD New, EPSG:28992).

A kern is the built-up kern, or the kern with its buitengebied; both are made by
dissolving one layer of buurten. The CBS generalises buurt, wijk and gemeente
apart, so layers that do not match are never mixed on one map.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from analysis import paths
from analysis.errors import InputError, Problem

CRS = "EPSG:28992"
# Where RD New coordinates of the Netherlands lie, in metres: x from, y from, x to, y to.
RD_BOUNDS = (0, 300_000, 300_000, 630_000)

# The two readings of a kern: column of kernindeling.csv -> how a map names it.
READINGS = {"kern": "bebouwde kern", "kerngebied": "kern met buitengebied"}

INDELING_COLUMNS = (
    "buurt",
    "naam",
    "wijk",
    "kern",
    "kerngebied",
    "onzeker",
    "kerngebied_onzeker",
    "opmerking",
)
AREA_COLUMNS = ("gebied", "naam", "niveau", "laag", "onzeker", "km2", "geometry")


def kern_code(gemeente: str, kern: str, reading: str) -> str:
    """Return the area code of a kern, e.g. `KERN-GM0148-nieuwleusen` for the built-up kern."""
    plain = unicodedata.normalize("NFKD", kern).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{reading.upper()}-{gemeente}-{slug}"


def read_areas(path: Path) -> gpd.GeoDataFrame:
    """
    Read a layer of areas, `gebied` and `naam` per polygon.

    Raises
    ------
    InputError
        No such file, no areas, another coordinate system, coordinates outside the
        Netherlands, or a polygon that is not valid, each named by its code.
    """
    name = paths.relative(path)
    if not path.is_file():
        problem = Problem(name, "", "geen bestand", "een GeoJSON met buurten", "Zie data/README.md.")
        raise InputError(f"{name} is er niet.", [problem])
    # The driver prefix keeps GDAL from reading a file that only pretends to be GeoJSON.
    areas = gpd.read_file(f"GeoJSON:{path}")[["gebied", "naam", "geometry"]]
    problems = []
    if areas.empty:
        problems.append(
            Problem(name, "", "geen gebieden", "ten minste een gebied", "Haal het bestand opnieuw op.")
        )
    elif areas.crs is None or areas.crs.to_epsg() != 28992 or not _inside_netherlands(areas):
        found = f"{areas.crs}, {areas.total_bounds.round().tolist()}"
        problems.append(
            Problem(name, "", found, "coördinaten in RD New (EPSG:28992)", "Zet de kaart om naar RD.")
        )
    for row in areas[~areas.geometry.is_valid].itertuples():
        reason = shapely.is_valid_reason(row.geometry)
        problems.append(
            Problem(name, f"gebied {row.gebied}", reason, "een geldige polygoon", "Herstel de grens.")
        )
    if problems:
        raise InputError(f"{name} is niet bruikbaar als kaart.", problems)
    return areas.sort_values("gebied", ignore_index=True)


def _inside_netherlands(areas: gpd.GeoDataFrame) -> bool:
    west, south, east, north = areas.total_bounds
    low_x, low_y, high_x, high_y = RD_BOUNDS
    return bool(low_x <= west <= east <= high_x and low_y <= south <= north <= high_y)


def read_kernindeling(path: Path, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Read which buurt belongs to which kern, and check that every buurt has its row.

    Parameters
    ----------
    path : Path
        CSV with the columns of `INDELING_COLUMNS`.
    buurten : GeoDataFrame
        The buurten of the same year.

    Raises
    ------
    InputError
        Missing columns, unknown, missing or doubled buurten, a mark that is not 0 or 1.
    """
    name = paths.relative(path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in INDELING_COLUMNS if column not in table.columns]
    if missing:
        problems = [
            Problem(name, f'kolom "{column}"', "niets", "deze kolom", "Voeg haar toe.") for column in missing
        ]
        raise InputError(f"{name} mist kolommen.", problems)
    problems = []
    for buurt in sorted(set(buurten["gebied"]) - set(table["buurt"])):
        problems.append(
            Problem(
                name, "", f"buurt {buurt} zonder rij", "elke buurt een kern", "Is dit het jaar van de kaart?"
            )
        )
    for position, row in table.iterrows():
        place = f"rij {int(str(position)) + 2}"
        if row["buurt"] not in set(buurten["gebied"]):
            problems.append(
                Problem(
                    name,
                    place,
                    f'"{row["buurt"]}"',
                    "een buurt van de kaart",
                    "Is dit het jaar van de kaart?",
                )
            )
        for column in ("onzeker", "kerngebied_onzeker"):
            if row[column] not in ("0", "1"):
                problems.append(
                    Problem(
                        name, f'{place}, kolom "{column}"', f'"{row[column]}"', "0 of 1", "Vul 0 of 1 in."
                    )
                )
    for buurt in table.loc[table["buurt"].duplicated(), "buurt"]:
        problems.append(
            Problem(name, "", f"buurt {buurt} staat er twee keer", "elke buurt een keer", "Haal een rij weg.")
        )
    if problems:
        raise InputError(f"{name} past niet bij de buurten.", problems)
    return table.astype({"onzeker": int, "kerngebied_onzeker": int})


def kern_by_buurt(indeling: pd.DataFrame, gemeente: str, reading: str) -> pd.Series:
    """Return the kern code of each buurt code, for one reading."""
    codes = [kern_code(gemeente, kern, reading) for kern in indeling[reading]]
    return pd.Series(codes, index=indeling["buurt"], name="gebied")


def read_woonkernen(path: Path, gemeente: str) -> list[pd.Series]:
    """
    Read which part of a municipal count per woonkern belongs to which kern.

    Returns
    -------
    list of Series
        Kern code by part code, one Series per reading.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in ("gebied", *READINGS) if column not in table.columns]
    if missing:
        name = paths.relative(path)
        problems = [
            Problem(name, f'kolom "{column}"', "niets", "deze kolom", "Voeg haar toe.") for column in missing
        ]
        raise InputError(f"{name} mist kolommen.", problems)
    return [
        kern_by_buurt(table.rename(columns={"gebied": "buurt"}), gemeente, reading) for reading in READINGS
    ]


def dissolve(areas: gpd.GeoDataFrame, group_by_area: pd.Series, names: pd.Series) -> gpd.GeoDataFrame:
    """
    Merge areas into larger ones.

    Parameters
    ----------
    areas : GeoDataFrame
        With `gebied` and `geometry`.
    group_by_area : Series
        Code of the larger area by code of the smaller one.
    names : Series
        Name by code of the larger area.

    Returns
    -------
    GeoDataFrame
        `gebied`, `naam`, `geometry`, one row per larger area, sorted by code.
    """
    grouped = areas.assign(gebied=areas["gebied"].map(group_by_area)).dropna(subset="gebied")
    merged = grouped[["gebied", "geometry"]].dissolve("gebied", sort=True).reset_index()
    merged["geometry"] = merged.geometry.normalize()
    return merged.assign(naam=merged["gebied"].map(names))[["gebied", "naam", "geometry"]]


def areas_of_gemeente(
    gemeente: str, naam: str, buurten: gpd.GeoDataFrame, indeling: pd.DataFrame, wijk_names: pd.Series
) -> gpd.GeoDataFrame:
    """
    Return every area of one gemeente from one layer of buurten.

    Parameters
    ----------
    gemeente, naam : str
        Code and name of the gemeente.
    buurten, indeling : GeoDataFrame, DataFrame
        As read by `read_areas` and `read_kernindeling`.
    wijk_names : Series
        Name by wijk code.

    Returns
    -------
    GeoDataFrame
        Columns `AREA_COLUMNS`; niveau is buurt, wijk, kern or gemeente, laag is
        `buurten` for all, kernen have both readings, areas in km2.
    """
    layers = [buurten.assign(niveau="buurt", onzeker=False)]
    wijk_by_buurt = indeling.set_index("buurt")["wijk"]
    layers.append(dissolve(buurten, wijk_by_buurt, wijk_names).assign(niveau="wijk", onzeker=False))
    for reading in READINGS:
        codes = kern_by_buurt(indeling, gemeente, reading)
        mark = "onzeker" if reading == "kern" else "kerngebied_onzeker"
        uncertain = indeling.assign(code=codes.to_numpy()).groupby("code")[mark].max().astype(bool)
        names = pd.Series(indeling[reading].to_numpy(), index=codes.to_numpy())
        kernen = dissolve(buurten, codes, names[~names.index.duplicated()])
        layers.append(kernen.assign(niveau="kern", onzeker=kernen["gebied"].map(uncertain)))
    whole = pd.Series(gemeente, index=buurten["gebied"])
    layers.append(
        dissolve(buurten, whole, pd.Series({gemeente: naam})).assign(niveau="gemeente", onzeker=False)
    )
    return with_surface(pd.concat(layers, ignore_index=True).assign(laag="buurten"))


def with_surface(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the surface in km2 and put the columns in the order of `AREA_COLUMNS`."""
    result = gpd.GeoDataFrame(areas, geometry="geometry", crs=CRS)
    result["km2"] = result.geometry.area / 1e6
    return result[list(AREA_COLUMNS)]


def adjacency(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return which areas share a border.

    Returns
    -------
    DataFrame
        `gebied`, `buur` (each pair both ways, sorted) and `grens_m`, the length of
        the shared border in metres; areas that touch in a point are no neighbours.
    """
    pairs = areas.sindex.query(areas.geometry, predicate="touches")
    left, right = areas.iloc[pairs[0]].reset_index(drop=True), areas.iloc[pairs[1]].reset_index(drop=True)
    shared = shapely.length(shapely.intersection(left.geometry.to_numpy(), right.geometry.to_numpy()))
    table = pd.DataFrame({"gebied": left["gebied"], "buur": right["gebied"], "grens_m": shared})
    return table[table["grens_m"] > 0].sort_values(["gebied", "buur"], ignore_index=True)
