"""Which areas of a gemeente changed and when, put together from its own tables and from what CBS marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis import paths, tidy
from analysis.boundaries import read_changes, read_recode
from analysis.catalogue import Catalogue
from analysis.prepare.boundaries import area_breaks, recode
from analysis.prepare.fetched import Fetched
from analysis.sources.cbs import read_areas_of


@dataclass(frozen=True)
class Geography:
    """
    The boundaries of one gemeente through the years.

    Attributes
    ----------
    breaks : DataFrame
        `gebied, jaar, waarom, omgerekend`, see `prepare.boundaries.area_breaks`.
    recode : DataFrame
        `jaar, oud, nieuw, aandeel`: who went where.
    map_year : int
        Year of the buurten on the map.
    """

    breaks: pd.DataFrame = field(repr=False)
    recode: pd.DataFrame = field(repr=False)
    map_year: int


def read_geography(
    gemeente: str, map_name: str, fetched: Fetched, parts: Sequence[pd.Series], catalogue: Catalogue
) -> Geography:
    """
    Read what is known of the boundaries of a gemeente.

    Parameters
    ----------
    gemeente : str
        Code; its tables lie in `data/geo/<code>/`.
    map_name : str
        File name of its buurten, `buurten_2025.geojson`; empty when it has none.
    fetched : Fetched
        What CBS marked in the tables that were fetched.
    parts : sequence of Series
        Kern code by buurt code, one Series per reading.
    catalogue : Catalogue
        For names.

    Raises
    ------
    InputError
        A table that is wrong, with every problem.
    """
    folder = paths.data() / "geo" / gemeente
    year = re.search(r"(19|20)[0-9]{2}", map_name)
    marked = [read_changes(folder), *_marked(gemeente, fetched)]
    changes = pd.concat(marked, ignore_index=True).drop_duplicates(["gebied", "jaar"])
    steps = read_recode(folder)
    names = {code: area.naam for code, area in catalogue.areas.items()}
    by_buurt = [part for part in parts if part.index.str.startswith("BU").all()]
    return Geography(area_breaks(changes, by_buurt, steps, names), steps, int(year[0]) if year else 0)


def _marked(gemeente: str, fetched: Fetched) -> list[pd.DataFrame]:
    """Return the areas of this gemeente that CBS marked as changed, per year that was fetched."""
    found = []
    digits = gemeente.removeprefix("GM")
    for period, snapshot in fetched.yearly:
        areas = read_areas_of(snapshot)
        own = areas["gebied"].str.match(f"(BU|WK|GM){digits}")
        marks = areas[own & areas["indelingswijziging"].isin(("2", "3"))]
        if len(marks):
            found.append(
                marks[["gebied"]].assign(
                    jaar=int(period), indelingswijziging=marks["indelingswijziging"].astype(int)
                )
            )
    return found


def carried_over(table: pd.DataFrame, geography: Geography, catalogue: Catalogue) -> pd.DataFrame:
    """Return a table with counts of earlier years on the buurten of the map, as far as it is known who went where."""
    if table.empty or not geography.map_year:
        return tidy.conform(table)
    countable = [entry.id for entry in catalogue.indicators.values() if entry.optelbaar]
    return recode(table, geography.recode, geography.map_year, countable=countable)
