"""
Fictional gemeenten in the release format, with sizes as the country has them; every number says it is fictional.

Dalfsen is the pattern: an area of a fictional gemeente takes the rows of an area of the same level, a
little changed, all with status `voorbeeld`. Nothing here is about a real place.
"""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from analysis.ground import paths
from analysis.model import geo
from analysis.model.params import read_params
from analysis.model.tidy import WITH_VALUE
from analysis.release.build import build_release
from analysis.release.release import Release
from analysis.release.store import read_about, read_release, write_release

PATTERN = "GM0148"
FIRST = 9001  # no gemeente has a code from here on
SMALLEST, MEDIAN, SPREAD, LARGEST = 5, 30, 0.75, 200  # mean 41 buurten: 342 gemeenten have about 14,000
METRES = 700  # side of a buurt
PER_KERN, PER_WIJK = 7, 12
OWN_LEVELS = ("buurt", "wijk", "kern")


@dataclass(frozen=True)
class Fictional:
    """One fictional gemeente: its code, name and number of buurten."""

    code: str
    naam: str
    buurten: int


def fictional(number: int, seed: int = 1) -> list[Fictional]:
    """Return gemeenten whose sizes are the same share of small and large ones for every number of them."""
    normal = statistics.NormalDist(math.log(MEDIAN), SPREAD)
    sizes = [math.exp(normal.inv_cdf((place + 0.5) / number)) for place in range(number)]
    random.Random(seed).shuffle(sizes)
    return [
        Fictional(
            f"GM{FIRST + place}", f"Voorbeeldgemeente {place + 1}", round(min(max(size, SMALLEST), LARGEST))
        )
        for place, size in enumerate(sizes)
    ]


class Pattern:
    """The release of Dalfsen, to make others from."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        build_release(read_params(paths.params() / "dalfsen.yml"), folder)
        self.folder = folder
        self.release: Release = read_release(folder)
        self.rows = {str(area): rows for area, rows in self.release.table.groupby("gebied")}
        areas = self.release.areas
        own = areas[areas["laag"] == "buurten"]
        self.donors = {
            (level, prefix): [
                code for code in own.loc[own["niveau"] == level, "gebied"] if code.startswith(prefix)
            ]
            for level, prefix in [
                ("buurt", "BU"),
                ("wijk", "WK"),
                ("kern", "KERN-"),
                ("kern", "KERNGEBIED-"),
            ]
        }

    def write(self, one: Fictional, folder: Path, seed: int) -> None:
        """Write the release of a fictional gemeente, and the list of its areas into the data folder."""
        chance = random.Random(f"{seed}-{one.code}")
        areas = _areas(one, self.release.areas)
        own = areas[areas["laag"] == "buurten"]
        tables = [self._shared(one)]
        for code, level in zip(own["gebied"], own["niveau"], strict=True):
            if level in OWN_LEVELS:
                prefix = code[:2] if level != "kern" else f"{code.partition('-')[0]}-"
                donor = chance.choice(self.donors[level, prefix])
                tables.append(_changed(self.rows.get(donor), code, chance))
        table = pd.concat([table for table in tables if table is not None], ignore_index=True)
        table = table.sort_values(["indicator", "gebied", "periode", "bron"], ignore_index=True)
        folder.mkdir(parents=True)
        about = read_about(self.folder) | {"gemeente": one.code, "naam": one.naam, "rijen": len(table)}
        write_release(folder, table, areas, about)
        (folder / "opgaven.parquet").write_bytes((self.folder / "opgaven.parquet").read_bytes())
        listed = paths.data() / "geo" / one.code
        listed.mkdir(parents=True)
        named = own[["gebied", "naam", "niveau"]].assign(hoort_bij=one.code)
        named.loc[named["gebied"] == one.code, "hoort_bij"] = ""
        named.to_csv(listed / "gebieden.csv", index=False, encoding="utf-8", lineterminator="\n")

    def _shared(self, one: Fictional) -> pd.DataFrame:
        """Return the rows of the gemeente itself, as fictional ones, and of whom it is compared with."""
        table = self.release.table
        of_parts = table["gebied"].str.startswith(("BU", "WK", "KERN", "WOONKERN"))
        shared = table[~of_parts].copy()
        mine = shared["gebied"] == PATTERN
        shared.loc[mine, "gebied"] = one.code
        shared.loc[mine & shared["status"].isin(WITH_VALUE), "status"] = "voorbeeld"
        return shared


def _changed(rows: pd.DataFrame | None, code: str, chance: random.Random) -> pd.DataFrame | None:
    """Return the rows of one area as those of another, a few percent higher or lower where no count says otherwise."""
    if rows is None:
        return None
    changed = rows.assign(gebied=code)
    changed.loc[changed["status"].isin(WITH_VALUE), "status"] = "voorbeeld"
    free = changed["teller"].isna()
    factor = 1 - chance.random() / 20
    for column in ("waarde", "ondergrens", "bovengrens"):
        changed.loc[free, column] *= factor
    return changed


def _areas(one: Fictional, pattern: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a square of buurten with wijken and kernen, and the map of the region with this gemeente in it."""
    side = math.ceil(math.sqrt(one.buurten))
    number = one.code[2:]
    cells = []
    for place in range(one.buurten):
        wijk = f"{place // PER_WIJK:02d}"
        x, y = 215_000 + METRES * (place % side), 500_000 + METRES * (place // side)
        kern = f"Voorbeeldkern {place // PER_KERN + 1}"
        built_up = kern if place % PER_KERN < PER_KERN - 1 else "Buitengebied"
        cells.append(
            {
                "gebied": f"BU{number}{wijk}{place % PER_WIJK:02d}",
                "naam": f"Voorbeeldbuurt {place + 1}",
                "wijk": f"WK{number}{wijk}",
                "kern": built_up,
                "kerngebied": kern,
                "geometry": shapely.box(x, y, x + METRES, y + METRES),
            }
        )
    buurten = gpd.GeoDataFrame(cells, crs=geo.CRS)
    indeling = pd.DataFrame(buurten.drop(columns="geometry")).rename(columns={"gebied": "buurt"})
    indeling = indeling.assign(onzeker=0, kerngebied_onzeker=0)
    wijken = pd.Series({code: f"Voorbeeldwijk {code[-2:]}" for code in indeling["wijk"].unique()})
    own = geo.areas_of_gemeente(one.code, one.naam, buurten[["gebied", "naam", "geometry"]], indeling, wijken)
    region = pattern[pattern["laag"] == "regio"].copy()
    region.loc[region["gebied"] == PATTERN, ["gebied", "naam"]] = [one.code, one.naam]
    return pd.concat([own, region], ignore_index=True)
