"""
Everything a build needs from the network, asked once, which of it is used, and whether it still has its columns.

A gemeente has its own small copy of each table; for many gemeenten the whole country is asked once and shared. Services
rename columns, mostly in autumn; `kernmonitor check --sources` and the live tests say so before a build does.
"""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem
from analysis.model import geo
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown
from analysis.sources.observations import topics_in
from analysis.sources.odata_client import PROPERTIES, Request, every_row
from analysis.sources.odata_fetch import fetch_table
from analysis.sources.pdok import fetch_areas, part_of
from analysis.sources.snapshots import Snapshot, Store, remember
from analysis.sources.tables import NetworkTable, NetworkTables, read_tables

# From so many gemeenten on, one question for the whole country is less work for everybody.
NATIONAL_FROM = 4

State = Literal["nieuw", "ongewijzigd", "eerdere versie", "mislukt"]


@dataclass(frozen=True)
class FetchTask:
    """One thing to fetch: a table (`request`), or the areas of one year (`layer`: year, level, gemeente or all)."""

    source: str
    part: str
    title: str
    request: Request | None = None
    layer: tuple[int, str, str | None] | None = None


@dataclass(frozen=True)
class FetchOutcome:
    """What became of a task: the snapshot that a build will use, and why it failed or what was remarked."""

    task: FetchTask
    state: State
    snapshot: Snapshot | None = None
    problems: tuple[Problem, ...] = ()


def fetch_tasks(
    maps: Mapping[str, Sequence[Path]], *, national: bool | None, only: Sequence[str]
) -> list[FetchTask]:
    """
    List what to fetch for these gemeenten, each with the neighbours on its own maps.

    Parameters
    ----------
    maps : mapping of code to sequence of Path
        The gemeenten that are built, and the maps of each: a build looks for a copy with exactly the
        neighbours that are on its map.
    national : bool, optional
        Ask the whole country once; by default from `NATIONAL_FROM` gemeenten on.
    only : sequence of str
        Sources to ask; all when empty.

    Raises
    ------
    InputError
        `only` names a source that is not in `data/tabellen.yml`, with the nearest one.
    """
    tables = known_tables(read_catalogue())
    known = [*tables.tabellen, tables.pdok.bron]
    wrong = [
        Problem("--only", "", f'"{name}"', f"een van: {', '.join(known)}", did_you_mean(name, known))
        for name in only
        if name not in known
    ]
    if wrong:
        raise InputError("Deze bron bestaat niet; er is niets opgehaald.", wrong)
    if len(maps) >= NATIONAL_FROM if national is None else national:
        tasks = tasks_of(tables, None, ())
    else:
        asked = [(code, neighbours_on([path])) for code, of_code in maps.items() for path in of_code]
        tasks = [task for code, beside in asked for task in tasks_of(tables, code, beside)]
    once = {(task.source, task.part): task for task in tasks}
    return [task for task in once.values() if not only or task.source in only]


def known_tables(catalogue: Catalogue) -> NetworkTables:
    """Read `data/tabellen.yml`, held against the catalogue."""
    return read_tables(sources=catalogue.sources, indicators=catalogue.indicators)


def neighbours_on(maps: Sequence[Path]) -> list[str]:
    """Return the codes of the gemeenten on these maps, sorted."""
    return sorted({str(code) for path in maps for code in geo.read_areas(path)["gebied"]})


def tasks_of(tables: NetworkTables, gemeente: str | None, neighbours: Sequence[str]) -> list[FetchTask]:
    """List what to ask for one gemeente and the others on its map, or for the whole country."""
    found = []
    for key, table in tables.tabellen.items():
        for period, number in table.editions():
            request = request_of(key, table, number, gemeente, neighbours)
            found.append(FetchTask(key, request.part, f"{key} {period or number}", request=request))
    year, source = max(tables.pdok.jaren), tables.pdok.bron
    for level in tables.pdok.lagen:
        part = part_of(year, level, gemeente)
        found.append(FetchTask(source, part, f"{level} {year}", layer=(year, level, gemeente)))
    return found


def request_of(
    key: str, table: NetworkTable, number: str, gemeente: str | None, neighbours: Sequence[str]
) -> Request:
    """Return what is asked of one table for one gemeente, or for the whole country."""
    beside = neighbours if gemeente and "gemeente" in table.niveaus else ()
    others = (code for code in dict.fromkeys((*table.anderen, *beside)) if code != gemeente)
    return Request(
        source=key,
        service=table.dienst,
        table=number,
        area_dimension=table.gebied,
        gemeente=gemeente,
        others=tuple(others),
        choose=table.kies,
    )


def snapshot_for(
    store: Store, key: str, table: NetworkTable, number: str, gemeente: str, neighbours: Sequence[str]
) -> Snapshot | None:
    """Return the newest good copy of a table that holds this gemeente: its own, or that of the whole country."""
    requests = (request_of(key, table, number, scope, neighbours) for scope in (gemeente, None))
    found = [one for request in requests if (one := store.newest(key, request.part)) is not None]
    return max(found, key=lambda snapshot: snapshot.origin.opgehaald, default=None)


def run_tasks(
    tasks: Sequence[FetchTask],
    client: Client,
    store: Store,
    *,
    today: dt.date,
    progress: Callable[[int], None],
) -> Iterator[FetchOutcome]:
    """
    Fetch each task in turn; one that fails stops nothing else.

    Yields
    ------
    FetchOutcome
        A source that is down, or sends what cannot be read, leaves the newest good version in use.
    """
    for task in tasks:
        try:
            snapshot, is_new = _fetch(task, client, store, today, progress)
        except Exception as error:  # what strangers send ends one table, and never the others
            old = store.newest(task.source, task.part)
            state: State = "mislukt" if old is None else "eerdere versie"
            outcome = FetchOutcome(task, state, old, _why_failed(task, error))
        else:
            outcome = FetchOutcome(task, "nieuw" if is_new else "ongewijzigd", snapshot, snapshot.notes)
        reason = "; ".join(one.found for one in outcome.problems) if outcome.state != "nieuw" else ""
        try:
            remember(
                store.root, f"{task.source}/{task.part}", day=today, outcome=outcome.state, reason=reason
            )
        except OSError as error:
            outcome = replace(outcome, problems=(*outcome.problems, *_why_failed(task, error)))
        yield outcome


def _fetch(
    task: FetchTask, client: Client, store: Store, today: dt.date, progress: Callable[[int], None]
) -> tuple[Snapshot, bool]:
    if task.request is not None:
        return fetch_table(client, task.request, store, today=today, progress=progress)
    assert task.layer is not None  # noqa: S101  a task has one of the two
    return fetch_areas(client, *task.layer, store, source=task.source, today=today, progress=progress)


def _why_failed(task: FetchTask, error: Exception) -> tuple[Problem, ...]:
    """Return in Dutch why a task failed, whatever was raised."""
    if isinstance(error, InputError) and error.problems:
        return error.problems
    name = f"{task.title} ({task.part})"
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        found = "een volle schijf" if full else f"een schijf die niet schrijft ({error.strerror})"
        return (problem("F720", name, None, None, found),)
    found = f"een antwoord in een vorm die kernmonitor niet kent ({type(error).__name__})"
    return (problem("F248", name, None, None, found),)


@dataclass(frozen=True)
class Comparison:
    """How an online table stands to what is read of it."""

    title: str
    lines: tuple[str, ...]  # per indicator without a column a sentence, or why the source gave no answer
    wrong: bool  # somebody has to do something: a preliminary year may still lack columns

    @property
    def verdict(self) -> str:
        """What to say before the lines."""
        if not self.lines:
            return "zoals verwacht"
        return "anders dan verwacht" if self.wrong else "nog niet compleet (voorlopig jaar)"


def current_topics(client: Client, request: Request) -> pd.DataFrame:
    """Return the columns that the service has now, as `observations.read_topics`."""
    client.begin()
    return topics_in(every_row(client, request.address(PROPERTIES)))


def compare(client: Client, tables: NetworkTables) -> Iterator[Comparison]:
    """Compare the columns that each online table has now with those that are read of it."""
    for key, table in tables.tabellen.items():
        for period, number in table.editions():
            title = f"{key} {period} ({number})" if period else f"{key} ({number})"
            try:
                now = current_topics(client, request_of(key, table, number, None, ()))
            except SourceDown as error:
                yield Comparison(title, tuple(str(problem) for problem in error.problems), wrong=True)
                continue
            there = set(now["onderwerp"])
            lines = tuple(
                f"geen kolom voor {topic.indicator}: gezocht naar {', '.join((*topic.same, *topic.parts))}. "
                + did_you_mean(topic.stam, there, "Zoek de nieuwe naam en zet die in data/tabellen.yml.")
                for topic in table.absent(there, int(period) if period else None)
            )
            yield Comparison(title, lines, wrong=bool(lines) and period not in table.voorlopig)
