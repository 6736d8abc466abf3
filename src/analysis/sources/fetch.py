"""
Everything a build needs from the network, asked once, and which of it is used.

A gemeente has its own small copy of each table; for many gemeenten the whole
country is asked once and shared.
"""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from analysis.ground.errors import InputError, Problem
from analysis.sources.attempts import remember
from analysis.sources.cbs import fetch_table
from analysis.sources.http import Client
from analysis.sources.pdok import fetch_areas, part_of
from analysis.sources.request import Request
from analysis.sources.store import Snapshot, Store
from analysis.sources.tables import Table, Tables

# From so many gemeenten on, one question for the whole country is less work for everybody.
NATIONAL_FROM = 4


@dataclass(frozen=True)
class Task:
    """One thing to fetch: a table, or the layer of areas of one year."""

    source: str
    part: str
    title: str
    request: Request | None = None
    layer: tuple[int, str, str | None] | None = None


@dataclass(frozen=True)
class Outcome:
    """
    What became of a task.

    Attributes
    ----------
    task : Task
    state : {"nieuw", "ongewijzigd", "eerdere versie", "mislukt"}
    snapshot : Snapshot, optional
        What a build will use.
    problems : tuple of Problem
        Why it failed, and what was remarked.
    """

    task: Task
    state: Literal["nieuw", "ongewijzigd", "eerdere versie", "mislukt"]
    snapshot: Snapshot | None = None
    problems: tuple[Problem, ...] = field(default=())


def tasks_of(
    tables: Tables, gemeenten: Sequence[str], neighbours: Sequence[str], *, national: bool | None = None
) -> list[Task]:
    """
    List what to ask for these gemeenten.

    Parameters
    ----------
    tables : Tables
        Which tables there are.
    gemeenten : sequence of str
        Codes of the gemeenten that are built.
    neighbours : sequence of str
        Other gemeenten that stand on their maps.
    national : bool, optional
        Ask the whole country once; by default from `NATIONAL_FROM` gemeenten on.
    """
    whole = whole_country(len(gemeenten), national=national)
    scopes: list[str | None] = [None] if whole else list(gemeenten)
    found = []
    for key, table in tables.tabellen.items():
        for period, number in table.editions():
            for gemeente in scopes:
                request = request_of(key, table, number, gemeente, neighbours)
                found.append(Task(key, request.part, f"{key} {period or number}", request=request))
    year = max(tables.pdok.jaren)
    for layer in tables.pdok.lagen:
        for gemeente in scopes:
            source = tables.pdok.bron
            found.append(
                Task(source, part_of(year, layer, gemeente), f"{layer} {year}", layer=(year, layer, gemeente))
            )
    return found


def whole_country(gemeenten: int, *, national: bool | None) -> bool:
    """Whether to ask the whole country once for so many gemeenten; `national` decides when it is not None."""
    return gemeenten >= NATIONAL_FROM if national is None else national


def request_of(
    key: str, table: Table, number: str, gemeente: str | None, neighbours: Sequence[str]
) -> Request:
    """Return what is asked of one table for one gemeente, or for the whole country."""
    others = () if gemeente is None else tuple(code for code in neighbours if code != gemeente)
    return Request(
        source=key,
        service=table.dienst,
        table=number,
        area_dimension=table.gebied,
        gemeenten=None if gemeente is None else (gemeente,),
        others=(*table.anderen, *(others if "gemeente" in table.niveaus else ())),
        choose=table.kies,
    )


def snapshot_for(
    store: Store, key: str, table: Table, number: str, gemeente: str, neighbours: Sequence[str]
) -> Snapshot | None:
    """Return the newest good copy of a table that holds this gemeente: its own, or that of the whole country."""
    requests = (request_of(key, table, number, scope, neighbours) for scope in (gemeente, None))
    found = [one for request in requests if (one := store.newest(key, request.part)) is not None]
    return max(found, key=lambda snapshot: snapshot.fetched, default=None)


def run_tasks(
    tasks: Sequence[Task],
    client: Client,
    store: Store,
    *,
    today: dt.date,
    progress: Callable[[int], None],
) -> Iterator[Outcome]:
    """
    Fetch each task in turn; one that fails stops nothing else.

    Yields
    ------
    Outcome
        A source that is down, or sends what cannot be read, leaves the newest good version in use.
    """
    for task in tasks:
        try:
            snapshot, is_new = _fetch(task, client, store, today, progress)
        except Exception as error:  # what strangers send ends one table, and never the others
            old = store.newest(task.source, task.part)
            state: Literal["eerdere versie", "mislukt"] = "mislukt" if old is None else "eerdere versie"
            outcome = Outcome(task, state, old, problems_of(task, error))
        else:
            outcome = Outcome(task, "nieuw" if is_new else "ongewijzigd", snapshot, snapshot.notes)
        reason = "; ".join(problem.found for problem in outcome.problems) if outcome.state != "nieuw" else ""
        try:
            remember(
                store.root, f"{task.source}/{task.part}", day=today, outcome=outcome.state, reason=reason
            )
        except OSError as error:
            outcome = replace(outcome, problems=(*outcome.problems, *problems_of(task, error)))
        yield outcome


def problems_of(task: Task, error: Exception) -> tuple[Problem, ...]:
    """Return in Dutch why a task failed, whatever was raised."""
    if isinstance(error, InputError) and error.problems:
        return error.problems
    name = f"{task.title} ({task.part})"
    if isinstance(error, OSError):
        found, expected = _of_disk(error), "ruimte en rechten in data/raw"
        action = "Maak ruimte vrij of vraag schrijfrechten, en haal daarna opnieuw op."
        return (Problem(name, "", found, expected, action, "F720"),)
    found = f"een antwoord in een vorm die kernmonitor niet kent ({type(error).__name__})"
    action = "Meld dit aan de beheerder van kernmonitor, met de naam van de tabel."
    return (Problem(name, "", found, "gegevens zoals de bron ze beschrijft", action, "F248"),)


def _of_disk(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "een volle schijf"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "geen rechten om te schrijven"
    return f"een schijf die niet schrijft ({error.strerror or type(error).__name__})"


def _fetch(
    task: Task, client: Client, store: Store, today: dt.date, progress: Callable[[int], None]
) -> tuple[Snapshot, bool]:
    if task.request is not None:
        return fetch_table(client, task.request, store, today=today, progress=progress)
    assert task.layer is not None  # noqa: S101  a task has one of the two
    year, layer, gemeente = task.layer
    return fetch_areas(
        client, year, layer, gemeente, store, source=task.source, today=today, progress=progress
    )
