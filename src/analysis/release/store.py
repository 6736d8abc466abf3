"""
The release table on disk: what notebooks, figures, maps and the annex read.

`cijfers.parquet` keeps types, `cijfers.csv` opens in Excel-NL, `gebieden.parquet`
holds the areas, `release.json` says what is in it and what is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis import paths
from analysis.catalogue import Catalogue, read_catalogue
from analysis.errors import InputError, Problem
from analysis.spreadsheet import write_csv
from analysis.tidy import WITH_VALUE

TABLE, TABLE_CSV, AREAS, ABOUT = "cijfers.parquet", "cijfers.csv", "gebieden.parquet", "release.json"


@dataclass(frozen=True)
class Release:
    """
    The numbers of one municipality and one edition, after the gate.

    Attributes
    ----------
    gemeente, naam : str
        Code and name.
    table : DataFrame
        The table contract.
    areas : GeoDataFrame
        `gebied, naam, niveau, laag, onzeker, km2, geometry` in RD New; may lack kernen.
    catalogue : Catalogue
        What the numbers are.
    digest : str
        sha256 of `cijfers.parquet`: the stamp on every card.
    compare : tuple of str
        Area codes to compare with.
    """

    gemeente: str
    naam: str
    table: pd.DataFrame = field(repr=False)
    areas: gpd.GeoDataFrame = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    digest: str
    compare: tuple[str, ...] = ()

    def rows(
        self, indicators: str | Sequence[str], areas: Iterable[str] | None = None, period: str | None = None
    ) -> pd.DataFrame:
        """
        Return the rows of indicators, one per indicator, area and period.

        Where several sources give the same number, the source that the catalogue names
        first and that does not lack it is taken; the others stay in `table`.

        Parameters
        ----------
        indicators : str or sequence of str
            Ids in the catalogue; an unknown one raises with the nearest name.
        areas : iterable of str, optional
            Area codes to keep, in this order.
        period : str, optional
            Period to keep; all by default.
        """
        wanted = [indicators] if isinstance(indicators, str) else list(indicators)
        order = {
            (name, source): rank for name in wanted for rank, source in enumerate(self.catalogue[name].bron)
        }
        rows = self.table[self.table["indicator"].isin(wanted)]
        if period is not None:
            rows = rows[rows["periode"] == period]
        pairs = zip(rows["indicator"], rows["bron"], strict=True)
        ranks = [order.get(pair, len(order)) for pair in pairs]
        # A source without the number gives way to one that has it; one that hides it does not.
        ranked = rows.assign(leeg=rows["status"] == "ontbreekt", rang=ranks)
        ranked = ranked.sort_values(["leeg", "rang"], kind="stable")
        chosen = ranked.drop_duplicates(["indicator", "gebied", "periode"]).drop(columns=["leeg", "rang"])
        if areas is not None:
            places = {area: place for place, area in enumerate(areas)}
            chosen = chosen[chosen["gebied"].isin(places)]
            return chosen.sort_values("gebied", key=lambda c: c.map(places), kind="stable", ignore_index=True)
        return chosen.sort_values(["indicator", "gebied", "periode"], ignore_index=True)

    def latest_period(self, indicator: str, areas: Iterable[str] | None = None) -> str | None:
        """Return the last period for which any of the areas has a value."""
        rows = self.rows(indicator, areas)
        known = rows.loc[rows["status"].isin(WITH_VALUE), "periode"]
        return None if known.empty else str(known.max())

    def own_areas(self, level: str, *, prefix: str = "") -> gpd.GeoDataFrame:
        """Return the municipality's own areas of one level, e.g. kernen of one reading by code prefix."""
        areas = self.areas
        chosen = areas[(areas["laag"] == "buurten") & (areas["niveau"] == level)]
        return chosen[chosen["gebied"].str.startswith(prefix)].reset_index(drop=True)


def write_release(
    folder: Path, table: pd.DataFrame, areas: gpd.GeoDataFrame, about: dict[str, object]
) -> str:
    """
    Write the release table, its CSV, the areas and a note of what is in them.

    Parameters
    ----------
    folder : Path
        An existing folder.
    table, areas : DataFrame, GeoDataFrame
        After the gate.
    about : dict
        `gemeente`, `naam`, `vergelijk` and counts; `digest` is added.

    Returns
    -------
    str
        sha256 of the table as written.
    """
    table.to_parquet(folder / TABLE, index=False)
    write_csv(table, folder / TABLE_CSV)
    areas.to_parquet(folder / AREAS, index=False)
    digest = hashlib.sha256((folder / TABLE).read_bytes()).hexdigest()
    text = json.dumps(about | {"digest": digest}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / ABOUT).write_text(text + "\n", encoding="utf-8")
    return digest


def release_digest(folder: Path) -> str:
    """Return the sha256 of a release's table, as its note tells it."""
    return str(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["digest"])


def read_release(folder: Path) -> Release:
    """
    Read a release.

    Raises
    ------
    InputError
        There is none yet; says which command makes one.
    """
    missing = [name for name in (TABLE, AREAS, ABOUT) if not (folder / name).is_file()]
    if missing:
        action = "Draai eerst: kernmonitor build params/<gemeente>.yml --only release"
        problem = Problem(paths.relative(folder), "", "geen vrijgegeven cijfers", ", ".join(missing), action)
        raise InputError("De vrijgegeven cijfers zijn er nog niet.", [problem])
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return Release(
        gemeente=about["gemeente"],
        naam=about["naam"],
        table=pd.read_parquet(folder / TABLE),
        areas=gpd.read_parquet(folder / AREAS),
        catalogue=read_catalogue(),
        digest=about["digest"],
        compare=tuple(about["vergelijk"]),
    )
