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
from functools import cached_property
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

    @cached_property
    def _chosen(self) -> dict[str, pd.DataFrame]:
        """Per indicator one row per area and period, of the source that goes first; worked out once."""
        order = {
            (entry.id, source): rank
            for entry in self.catalogue.indicators.values()
            for rank, source in enumerate(entry.bron)
        }
        pairs = zip(self.table["indicator"], self.table["bron"], strict=True)
        # A source without the number gives way to one that has it; one that hides it does not.
        ranked = self.table.assign(
            leeg=self.table["status"] == "ontbreekt", rang=[order.get(pair, len(order)) for pair in pairs]
        )
        ranked = ranked.sort_values(["leeg", "rang"], kind="stable")
        chosen = ranked.drop_duplicates(["indicator", "gebied", "periode"]).drop(columns=["leeg", "rang"])
        chosen = chosen.sort_values(["indicator", "gebied", "periode"])
        return {str(name): group for name, group in chosen.groupby("indicator", sort=False)}

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
        known = [self.catalogue[name].id for name in wanted]
        rows = pd.concat([self._chosen.get(name, self.table.iloc[:0]) for name in sorted(set(known))])
        if period is not None:
            rows = rows[rows["periode"] == period]
        if areas is None:
            return rows.reset_index(drop=True)
        places = {area: place for place, area in enumerate(areas)}
        rows = rows[rows["gebied"].isin(places)]
        return rows.sort_values("gebied", key=lambda c: c.map(places), kind="stable", ignore_index=True)

    def latest_period(self, indicator: str, areas: Iterable[str] | None = None) -> str | None:
        """Return the last period for which any of the areas has a value."""
        rows = self.rows(indicator, areas)
        known = rows.loc[rows["status"].isin(WITH_VALUE), "periode"]
        return None if known.empty else str(known.max())

    def last(self, indicator: str, area: str) -> pd.Series | None:
        """
        Return the last row of an indicator in an area; None when there is no row at all.

        A real number of an earlier year goes before a fictional one of a later year,
        and any number before a row that only says why there is none.
        """
        rows = self.rows(indicator, [area])
        if rows.empty:
            return None
        known = rows[rows["status"].isin(WITH_VALUE)]
        real = known[known["status"] != "voorbeeld"]
        best = real if len(real) else known if len(known) else rows
        return best.sort_values("periode").iloc[-1]

    def kernen(self) -> list[str]:
        """Return the codes of the municipality's kernen, each with its buitengebied: together they are the whole."""
        return list(self.own_areas("kern", prefix="KERNGEBIED-")["gebied"])

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
