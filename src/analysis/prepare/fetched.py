"""What was fetched over the network, as rows of the table contract for one gemeente."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.ground import codes, paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import message, problem
from analysis.model import tidy
from analysis.model.catalogue import Catalogue
from analysis.model.rules.facts import amount
from analysis.sources.fetch import known_tables, snapshot_for
from analysis.sources.files.values import written_period
from analysis.sources.observations import (
    IMPOSSIBLE,
    PERIODS,
    SECRET,
    UNKNOWN,
    read_observations,
    read_topics,
)
from analysis.sources.snapshots import KEPT_OLD, Snapshot, Store, read_attempts
from analysis.sources.tables import NetworkTable, TableTopic

# Why a source gives no number -> the status of the row; any other reason, such as a later version, is missing.
REASONS: Final = {
    UNKNOWN: "ontbreekt",
    SECRET: "onderdrukt",
    IMPOSSIBLE: "niet van toepassing",
}
LEVELS: Final = {
    "BU": "buurt",
    "WK": "wijk",
    "GM": "gemeente",
    "GG": "regio",
    "LD": "regio",
    "CR": "regio",
    "PV": "provincie",
    "NL": "land",
}
BOUNDS: Final = ("ondergrens", "bovengrens")
_OWN: Final = ("gebied", "periode", "onderwerp", "waarde", "reden", "voorlopig")


@dataclass(frozen=True)
class Fetched:
    """
    What of the network a release rests on: rows of the table contract.

    `origin` has per source in `data/bronnen.csv` `opgehaald` (day of the newest copy), `versie` and
    `melding`: a Dutch sentence when the last attempt failed, else empty.
    """

    rows: pd.DataFrame
    origin: dict[str, dict[str, str]]
    yearly: tuple[tuple[str, Snapshot], ...]  # the tables that are about one year each, with that year
    without: tuple[tuple[str, str, str], ...] = ()  # source, period or table, and indicator without a column


def read_fetched(gemeente: str, neighbours: Sequence[str], catalogue: Catalogue) -> Fetched:
    """
    Read the newest good copy of every table for one gemeente and its neighbours on the regional map.

    Its wijken and buurten come with it; everything is empty when nothing was fetched yet.

    Raises
    ------
    InputError
        A table that does not hold what `data/tabellen.yml` says.
    """
    store = Store(paths.data() / "raw")
    tried = read_attempts(store.root)
    found: list[pd.DataFrame] = [tidy.empty()]
    yearly: list[tuple[str, Snapshot]] = []
    without: list[tuple[str, str, str]] = []
    origin: dict[str, dict[str, str]] = {}
    for key, table in known_tables(catalogue).tabellen.items():
        for period, number in table.editions():
            snapshot = snapshot_for(store, key, table, number, gemeente, neighbours)
            if snapshot is None:
                continue
            areas = [gemeente, *neighbours, *table.anderen]
            # CBS adds and renames columns, and an early copy of a year lacks what comes later.
            there = set(read_topics(snapshot)["onderwerp"])
            observations = read_observations(snapshot, areas=areas, topics=table.readable(there))
            found.append(rows_of(table, observations, period=period))
            if period:
                yearly.append((period, snapshot))
            _add_origin(origin, table.bron, snapshot, tried.get(f"{key}/{snapshot.part}", {}))
            absent = table.absent(there, int(period[:4]) if period else None)
            without.extend((table.bron, period or number, topic.indicator) for topic in absent)
    return Fetched(tidy.conform(pd.concat(found, ignore_index=True)), origin, tuple(yearly), tuple(without))


def _add_origin(
    origin: dict[str, dict[str, str]], source: str, snapshot: Snapshot, attempt: Mapping[str, str]
) -> None:
    entry = origin.setdefault(source, {"opgehaald": "", "versie": "", "melding": ""})
    entry["opgehaald"] = max(entry["opgehaald"], snapshot.origin.opgehaald.isoformat())
    entry["versie"] = max(entry["versie"], snapshot.origin.versie[:10])
    if attempt.get("uitkomst") == KEPT_OLD:
        # Nobody was asked when the analyst works offline: the sentence does not blame the source.
        asked, fetched = (
            f"{day.day}-{day.month}-{day.year}"
            for day in (dt.date.fromisoformat(attempt["datum"]), snapshot.origin.opgehaald)
        )
        entry["melding"] = (
            f"Op {asked} is deze bron niet opnieuw opgehaald; hier staat de laatste goede versie, van {fetched}."
        )


def rows_of(table: NetworkTable, observations: pd.DataFrame, *, period: str = "") -> pd.DataFrame:
    """
    Return the rows of the contract that the observations of `read_observations` hold; `period` is of a table that has none itself.

    Returns
    -------
    DataFrame
        One row per indicator, area and period, in the unit of the catalogue; only areas of the levels
        and topics of the years that the table names. Method `telling` for counts, `bron` for other
        values and `geen` where there is none.

    Raises
    ------
    InputError
        Every code of an area or period that cannot be read, every number that is there twice, and
        F225 for each interval that does not hold its value.
    """
    name = table.number(period)
    data = observations.reset_index(drop=True)
    data["gebied"] = data["gebied"].replace(table.gebieden_als)
    sent = data["periode"]
    data["periode"] = pd.Series(
        [(written_period(c.strip()) or "") if c else period for c in sent], data.index, dtype="str"
    )
    if problems := list(_unreadable(name, data, sent)):
        raise InputError(f"{name} heeft gebieden of perioden die niet te lezen zijn.", problems)
    data = data[data["gebied"].str[:2].map(LEVELS).isin(table.niveaus)]
    parts: list[pd.DataFrame] = []
    for year, of_year in data.groupby(data["periode"].str[:4], sort=True):
        by_stem = dict(tuple(of_year.groupby("onderwerp", sort=False)))
        found = (_of_topic(topic, by_stem, of_year.iloc[:0]) for topic in table.topics(int(year)))
        parts.extend(part for part in found if not part.empty)
    if not parts:
        return tidy.empty()
    long = pd.concat(parts, ignore_index=True)
    if problems := list(_twice(name, long, table)):
        raise InputError(f"{name} heeft getallen die er twee keer staan.", problems)
    wide = _with_bounds(long, table)
    if problems := list(_outside(name, wide)):
        raise InputError(f"{name} heeft marges die niet kloppen.", problems)
    return tidy.conform(_with_status(wide, table))


def _unreadable(name: str, data: pd.DataFrame, sent: pd.Series) -> Iterator[Problem]:
    for area in sorted(data["gebied"].unique()):
        if not codes.is_area(area) and (not codes.is_region(area) or area[:2] in LEVELS):
            yield problem("F233 tabel", name, None, "gebied", f'"{area}"')
    for cell in sorted(cell for cell in sent.unique() if cell and not written_period(cell.strip())):
        yield problem("F230 tabel", name, None, PERIODS, f'"{cell}"')
    if not data.loc[sent == "", "periode"].map(codes.is_period).all():
        yield problem("F230 zonder", name, None, PERIODS)


def _of_topic(topic: TableTopic, by_stem: Mapping[str, pd.DataFrame], nothing: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of one topic in the unit of its indicator."""
    cells, parts = (
        pd.concat([nothing, *(by_stem[stem] for stem in stems if stem in by_stem)])
        for stems in (topic.same, topic.parts)
    )
    if cells.empty and not parts.empty:
        cells = _summed(parts, len(topic.parts))
    reason = cells["reden"].where(cells["waarde"].isna(), "")
    # A column without any number is not filled yet; that is no statement about the areas.
    if len(cells) and (reason == IMPOSSIBLE).all():
        reason = reason.mask(reason == IMPOSSIBLE, "")
    return cells.assign(
        indicator=topic.indicator,
        telling=topic.telling,
        waarde=cells["waarde"] * topic.factor,
        reden=reason,
    )


def _summed(cells: pd.DataFrame, count: int) -> pd.DataFrame:
    """Add up the columns that are one topic together; where one lacks its number, the sum lacks it too."""
    keys = [column for column in cells.columns if column not in _OWN[2:]]
    groups = cells.groupby(keys, sort=False, dropna=False)
    total = groups["waarde"].agg(lambda values: values.sum(skipna=False) if len(values) == count else np.nan)
    about = groups.agg(
        onderwerp=("onderwerp", " + ".join), reden=("reden", "max"), voorlopig=("voorlopig", "any")
    )
    return about.assign(waarde=total).reset_index()


def _twice(name: str, long: pd.DataFrame, table: NetworkTable) -> Iterator[Problem]:
    margins = [table.marges.dimensie] if table.marges is not None else []
    double = long[long.duplicated(["indicator", "gebied", "periode", *margins], keep=False)]
    own = (*_OWN, "indicator", "telling", *margins)
    for indicator, group in double.groupby("indicator", sort=True):
        topics = " en ".join(sorted(group["onderwerp"].unique()))
        codes_there = {dim: sorted(group[dim].unique()) for dim in long.columns if dim not in own}
        varied = [f"{dim} ({', '.join(found)})" for dim, found in codes_there.items() if len(found) > 1]
        found = f"{indicator} twee keer voor {group['gebied'].iloc[0]}, uit {topics}"
        key = "F231 dimensie" if varied else "F231 kolom"
        yield problem(key, name, None, None, found, codes="; ".join(varied))


def _with_bounds(long: pd.DataFrame, table: NetworkTable) -> pd.DataFrame:
    """Put the value and its bounds, which are rows of the table, beside each other."""
    if table.marges is None:
        return long.assign(ondergrens=np.nan, bovengrens=np.nan)
    key = ["indicator", "gebied", "periode"]
    margins = table.marges
    code = long[margins.dimensie]
    wide = long[code == margins.waarde]
    for column, wanted in (("ondergrens", margins.ondergrens), ("bovengrens", margins.bovengrens)):
        bound = long.loc[code == wanted, [*key, "waarde"]].rename(columns={"waarde": column})
        wide = wide.merge(bound, on=key, how="left", validate="one_to_one")
    return wide


def _outside(name: str, wide: pd.DataFrame) -> Iterator[Problem]:
    low, value, high = wide["ondergrens"], wide["waarde"], wide["bovengrens"]
    for row in wide[(value < low) | (value > high) | (low > high)].to_dict("records"):
        value, lowest, highest = (amount(row[column]) for column in ("waarde", *BOUNDS))
        found = f"{value} met marge {lowest} tot {highest}"
        where = f"{row['gebied']}, {row['periode']}, {row['onderwerp']}"
        yield message("F225 tabel").at(name, None, row["onderwerp"], found, place=where)


def _with_status(wide: pd.DataFrame, table: NetworkTable) -> pd.DataFrame:
    there = wide["waarde"].notna()
    preliminary = wide["voorlopig"].astype(bool) | wide["periode"].isin(table.voorlopig)
    status = wide["reden"].map(REASONS).fillna("ontbreekt")
    # An estimate is weaker than a number that may still change: it stays an estimate.
    own = np.where(preliminary & (table.status == "definitief"), "voorlopig", table.status)
    result = wide.assign(
        status=status.mask(there, pd.Series(own, index=wide.index)),
        methode=np.where(there, np.where(wide["telling"], "telling", "bron"), "geen"),
        bron=table.bron,
    )
    for column in BOUNDS:
        result[column] = result[column].where(there)
    return result
