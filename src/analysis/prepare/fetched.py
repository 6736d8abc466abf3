"""What was fetched over the network, as rows of the table contract for one gemeente."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.ground import paths
from analysis.model import tidy
from analysis.model.catalogue import Catalogue
from analysis.prepare.observations import rows_of
from analysis.sources.attempts import KEPT_OLD, read_attempts
from analysis.sources.fetch import known_tables, snapshot_for
from analysis.sources.odata_parse import read_observations
from analysis.sources.odata_topics import read_topics
from analysis.sources.snapshots import Snapshot, Store


@dataclass(frozen=True)
class Fetched:
    """
    What of the network a release rests on.

    Attributes
    ----------
    rows : DataFrame
        The table contract.
    origin : dict
        Per source in `data/bronnen.csv`: `opgehaald` (day of the newest copy), `versie` and `melding`:
        a Dutch sentence when the last attempt failed, else empty.
    yearly : tuple of (str, Snapshot)
        The tables that are about one year each, with that year.
    without : tuple of (source, period or table, indicator)
        What a table has no column for.
    """

    rows: pd.DataFrame
    origin: dict[str, dict[str, str]]
    yearly: tuple[tuple[str, Snapshot], ...]
    without: tuple[tuple[str, str, str], ...] = ()


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
    entry["opgehaald"] = max(entry["opgehaald"], snapshot.fetched.isoformat())
    entry["versie"] = max(entry["versie"], snapshot.version[:10])
    if attempt.get("uitkomst") == KEPT_OLD:
        # Nobody was asked when the analyst works offline: the sentence does not blame the source.
        entry["melding"] = (
            f"Op {_written(dt.date.fromisoformat(attempt['datum']))} is deze bron niet opnieuw opgehaald; "
            f"hier staat de laatste goede versie, van {_written(snapshot.fetched)}."
        )


def _written(day: dt.date) -> str:
    return f"{day.day}-{day.month}-{day.year}"
