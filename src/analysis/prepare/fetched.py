"""What was fetched over the network, as rows of the table contract for one gemeente."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model import geo, tidy
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.prepare.tables import rows_of
from analysis.sources.attempts import KEPT_OLD, read_attempts
from analysis.sources.cbs import read_observations, read_topics
from analysis.sources.fetch import Task, snapshot_for, tasks_of, whole_country
from analysis.sources.request import Request
from analysis.sources.store import Snapshot, Store
from analysis.sources.tables import Table, Tables, read_tables

# More areas than these are counted and not named.
MOST_NAMES = 3


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


def store_of_project() -> Store:
    """Return the folder with everything that was fetched."""
    return Store(paths.data() / "raw")


def fetch_tasks(
    maps: Mapping[str, Sequence[Path]], *, national: bool | None, only: Sequence[str]
) -> list[Task]:
    """
    List what to fetch for these gemeenten, each with the neighbours on its own maps.

    Parameters
    ----------
    maps : mapping of code to sequence of Path
        The gemeenten that are built, and the maps of each: a build looks for a copy with exactly the
        neighbours that are on its map.
    national : bool, optional
        Ask the whole country once; by default from a number of gemeenten on.
    only : sequence of str
        Sources to ask; all when empty.

    Raises
    ------
    InputError
        `only` names a source that is not in `data/tabellen.yml`, with the nearest one.
    """
    tables = _tables(read_catalogue())
    known = [*tables.tabellen, tables.pdok.bron]
    wrong = [
        Problem("--only", "", f'"{name}"', f"een van: {', '.join(known)}", did_you_mean(name, known))
        for name in only
        if name not in known
    ]
    if wrong:
        raise InputError("Deze bron bestaat niet; er is niets opgehaald.", wrong)
    if whole_country(len(maps), national=national):
        tasks = tasks_of(tables, list(maps), (), national=True)
    else:
        asked = [(code, neighbours_on([path])) for code, of_code in maps.items() for path in of_code]
        tasks = [task for code, beside in asked for task in tasks_of(tables, [code], beside, national=False)]
    once = {(task.source, task.part): task for task in tasks}
    return [task for task in once.values() if not only or task.source in only]


def in_words(tasks: Sequence[Task]) -> list[str]:
    """Return per task in Dutch which table it asks, about which areas, and where that is kept."""
    catalogue = read_catalogue()
    tables = _tables(catalogue)
    lines = []
    for task in tasks:
        if task.request is None:
            what, areas = f"Grenzen en namen van {task.title}", _of_layer(task, catalogue)
        else:
            table = tables.tabellen[task.source]
            period = task.title.removeprefix(f"{task.source} ")
            dated = "" if period == task.request.table else f", {period}"
            what = f"{catalogue.source(table.bron).titel}{dated}"
            areas = _of_table(task.request, table, catalogue)
        lines.append(f"{what}: {areas} ({task.source}/{task.part})")
    return lines


def _of_layer(task: Task, catalogue: Catalogue) -> str:
    gemeente = task.layer[2] if task.layer else None
    return "heel Nederland" if gemeente is None else catalogue.name(gemeente)


def _of_table(request: Request, table: Table, catalogue: Catalogue) -> str:
    if request.gemeenten is None:
        return "heel Nederland"
    parts = [{"wijk": "wijken", "buurt": "buurten"}.get(level) for level in table.niveaus]
    inside = dutch.enumeration(sorted((part for part in parts if part), reverse=True))
    own = dutch.enumeration([catalogue.name(code) for code in request.gemeenten])
    others = [catalogue.name(table.gebieden_als.get(code, code)) for code in request.extra]
    also = dutch.enumeration(others) if len(others) <= MOST_NAMES else f"{len(others)} andere gebieden"
    return f"{own}{f' met {inside}' if inside else ''}{f', en {also}' if also else ''}"


def neighbours_on(maps: Sequence[Path]) -> list[str]:
    """Return the codes of the gemeenten on these maps, sorted."""
    return sorted({str(code) for path in maps for code in geo.read_areas(path)["gebied"]})


def read_fetched(gemeente: str, neighbours: Sequence[str], catalogue: Catalogue) -> Fetched:
    """
    Read the newest good copy of every table for one gemeente.

    Parameters
    ----------
    gemeente : str
        Code; its wijken and buurten come with it.
    neighbours : sequence of str
        Other gemeenten to read, for the regional map.
    catalogue : Catalogue
        The indicators and sources that may occur.

    Returns
    -------
    Fetched
        Empty when nothing was fetched yet.

    Raises
    ------
    InputError
        A table that does not hold what `data/tabellen.yml` says.
    """
    store, tables = store_of_project(), _tables(catalogue)
    tried = read_attempts(store.root)
    found: list[pd.DataFrame] = [tidy.empty()]
    yearly: list[tuple[str, Snapshot]] = []
    without: list[tuple[str, str, str]] = []
    origin: dict[str, dict[str, str]] = {}
    for key, table in tables.tabellen.items():
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


def _tables(catalogue: Catalogue) -> Tables:
    return read_tables(sources=catalogue.sources, indicators=catalogue.indicators)


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
