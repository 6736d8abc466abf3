"""
Areas: buurten to wijken and kernen, in two readings, in metres (RD New, EPSG:28992).

Both readings are made by dissolving one layer of buurten. The CBS generalises buurt, wijk and gemeente
apart, so layers that do not match are never mixed on one map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.ground import paths, text_files
from analysis.ground.characters import plain
from analysis.ground.codes import slug
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem
from analysis.model import map_files, map_shapes

CRS = map_shapes.CRS

# The two readings of a kern: column of kernindeling.csv -> how a map names it.
READINGS = {"kern": "bebouwde kern", "kerngebied": "kern met buitengebied"}

_MARKS = ("onzeker", "kerngebied_onzeker")
INDELING_COLUMNS = ("buurt", "naam", "wijk", *READINGS, *_MARKS, "opmerking")
AREA_COLUMNS = ("gebied", "naam", "niveau", "laag", "onzeker", "km2", "geometry")


def kern_code(gemeente: str, kern: str, reading: str) -> str:
    """Return the area code of a kern, e.g. `KERN-GM0148-nieuwleusen` for the built-up kern."""
    return f"{reading.upper()}-{gemeente}-{slug(kern)}"


def read_areas(path: Path) -> gpd.GeoDataFrame:
    """
    Read a layer of areas that has to be right as it is: nothing is converted or repaired.

    Gives `gebied`, `naam` and `geometry` in RD New, sorted by code. Raises `InputError` with all that is wrong.
    """
    areas, problems = map_files.examine(path, {"gebied": (), "naam": ()}, adapt=False)
    if areas is None:
        raise InputError(f"{paths.relative(path)} is niet bruikbaar als kaart.", problems)
    return areas


def read_kernindeling(path: Path, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Read which buurt belongs to which kern (`INDELING_COLUMNS`); every buurt of the map has one row that fits it."""
    name = paths.relative(path)
    table = text_files.read_csv(path, required=INDELING_COLUMNS)
    names = dict(zip(buurten["gebied"], buurten["naam"], strict=True))
    year = "Is dit het jaar van de kaart?"
    problems = [
        Problem(name, "", f"buurt {buurt} zonder rij", "elke buurt een kern", year)
        for buurt in sorted(set(names) - set(table["buurt"]))
    ]
    for number, row in enumerate(table.to_dict("records"), start=2):
        place = f"rij {number}"
        if row["buurt"] in names:
            problems.extend(_code_problems(row, names, name, number))
        else:
            problems.append(Problem(name, place, f'"{row["buurt"]}"', "een buurt van de kaart", year))
        problems.extend(
            Problem(name, f'{place}, kolom "{column}"', f'"{row[column]}"', "0 of 1", "Vul 0 of 1 in.")
            for column in _MARKS
            if row[column] not in ("0", "1")
        )
    problems.extend(_part_problems(table, name, "buurt"))
    if problems:
        raise InputError(f"{name} past niet bij de buurten.", problems)
    return table.astype(dict.fromkeys(_MARKS, int))


def same_name(name: str, on_map: str, code: str) -> bool:
    """Whether a name is that of the map; a map that has the code for a name says nothing."""
    return plain(name) == plain(on_map) or on_map == code


def _code_problems(
    row: Mapping[str, str], names: Mapping[str, str], file: str, number: int
) -> Iterator[Problem]:
    """Yield where the codes and names of a row contradict each other or the map: two codes may be exchanged."""
    buurt, wijk = row["buurt"], row["wijk"]
    own = f"WK{buurt[2:-2]}"
    if wijk != own:
        yield problem("F433 wijk", file, number, "wijk", f'"{wijk}"', own=own, buurt=buurt)
    if not same_name(row["naam"], names[buurt], buurt):
        other = [code for code, naam in names.items() if plain(naam) == plain(row["naam"])]
        action = f"Is {other[0]} bedoeld?" if other else "Neem de naam over, of herstel de code."
        said = {"name": row["naam"], "own": names[buurt], "buurt": buurt, "action": action}
        yield problem("F434 kaart", file, number, "naam", **said)


def _part_problems(table: pd.DataFrame, name: str, column: str) -> Iterator[Problem]:
    """Yield what is wrong with a table that puts each part, named in `column`, in a kern of each reading."""
    for number, row in enumerate(table.to_dict("records"), start=2):
        for reading in READINGS:
            if not slug(row[reading]):
                place, found = f'rij {number}, kolom "{reading}"', f'"{row[reading]}"'
                yield Problem(name, place, found, "de naam van een kern", "Vul de kern in.")
    for part in table.loc[table[column].duplicated(), column]:
        found, expected = f"{column} {part} staat er twee keer", "elk deel een keer"
        yield Problem(name, "", found, expected, "Haal een rij weg.")


def kern_by_buurt(indeling: pd.DataFrame, gemeente: str, reading: str) -> pd.Series:
    """Return the kern code of each buurt code, for one reading."""
    codes = [kern_code(gemeente, kern, reading) for kern in indeling[reading]]
    return pd.Series(codes, index=indeling["buurt"], name="gebied")


def read_woonkernen(path: Path, gemeente: str) -> list[pd.Series]:
    """Read the kern of each part of a municipal count per woonkern: kern code by part code, one Series per reading."""
    table = text_files.read_csv(path, required=("gebied", *READINGS))
    if problems := list(_part_problems(table, paths.relative(path), "gebied")):
        raise InputError(f"{paths.relative(path)} klopt niet.", problems)
    parts = table.rename(columns={"gebied": "buurt"})
    return [kern_by_buurt(parts, gemeente, reading) for reading in READINGS]


def dissolve(areas: gpd.GeoDataFrame, group_by_area: pd.Series, names: pd.Series) -> gpd.GeoDataFrame:
    """
    Merge areas into larger ones: `gebied`, `naam`, `geometry`, one row per larger area, sorted by code.

    `group_by_area` has the code of the larger area by that of the smaller one, `names` its name by code.
    """
    grouped = areas.assign(gebied=areas["gebied"].map(group_by_area)).dropna(subset="gebied")
    merged = grouped[["gebied", "geometry"]].dissolve("gebied", sort=True).reset_index()
    merged["geometry"] = merged.geometry.normalize()
    return merged.assign(naam=merged["gebied"].map(names))[["gebied", "naam", "geometry"]]


def areas_of_gemeente(
    gemeente: str, naam: str, buurten: gpd.GeoDataFrame, indeling: pd.DataFrame, wijk_names: pd.Series
) -> gpd.GeoDataFrame:
    """
    Return every area of one gemeente from one layer of buurten, as `read_areas` and `read_kernindeling` give them.

    Columns `AREA_COLUMNS`: niveau is buurt, wijk, kern (in both readings) or gemeente, laag is `buurten` for all,
    surfaces in km2. `wijk_names` has the name by wijk code.
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
    whole = dissolve(buurten, pd.Series(gemeente, index=buurten["gebied"]), pd.Series({gemeente: naam}))
    layers.append(whole.assign(niveau="gemeente", onzeker=False))
    return with_surface(pd.concat(layers, ignore_index=True).assign(laag="buurten"))


def with_surface(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the surface in km2 and put the columns in the order of `AREA_COLUMNS`."""
    result = gpd.GeoDataFrame(areas, geometry="geometry", crs=CRS)
    result["km2"] = result.geometry.area / 1e6
    return result[list(AREA_COLUMNS)]
