"""`kernmonitor fetch`: bring what a build needs from the network to `data/raw`, once and faithfully."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from analysis.cli.build import FILES, ParamsFile
from analysis.ground import dutch, paths
from analysis.model.params import read_all

if TYPE_CHECKING:
    from analysis.sources.fetch import FetchOutcome, FetchTask

OFFLINE = "F505"
STATES = {
    "nieuw": "Nieuw",
    "ongewijzigd": "Ongewijzigd sinds de vorige keer",
    "eerdere versie": "Niet opnieuw opgehaald; de laatste goede versie blijft in gebruik",
    "mislukt": "Mislukt, en er is geen eerdere versie",
}


@click.command()
@FILES
@click.option(
    "--national/--per-gemeente",
    default=None,
    help="Ask the whole country once, or each gemeente apart; by default the country from 4 gemeenten on.",
)
@click.option(
    "--only", multiple=True, metavar="SOURCE", help="Only this source of data/tabellen.yml; repeatable."
)
@click.option("--offline", is_flag=True, help="Ask nobody; say what is there.")
@click.option("--dry-run", is_flag=True, help="List what would be asked and stop.")
def fetch(
    files: tuple[Path, ...], national: bool | None, only: tuple[str, ...], offline: bool, dry_run: bool
) -> None:
    """
    Fetch from CBS, RIVM and PDOK what a build of these params files uses.

    Everything is kept under data/raw with its origin and is never overwritten; `build` uses the newest
    good version in place of the embedded and fictional figures. Exit code 1 when a source could not be
    fetched and there is no earlier version.
    """
    from analysis.sources.fetch import fetch_tasks, run_tasks
    from analysis.sources.http import Client, check_addresses
    from analysis.sources.snapshots import Store

    params = list(read_all(list(files)).values())
    maps: dict[str, list[Path]] = {}  # two editions of a gemeente may have two
    for one in params:
        maps.setdefault(one.gemeente, []).append(paths.root() / one.regiokaart)
    tasks = fetch_tasks(maps, national=national, only=only)
    if dry_run:
        click.echo("Dit zou worden gevraagd; er is niets opgehaald.")
        for task in tasks:
            click.echo(f"  {task.title} ({task.source}/{task.part})")
        return
    check_addresses()
    store = Store(paths.data() / "raw")
    store.sweep()
    outcomes = []
    with tqdm(total=len(tasks), desc="Ophalen", unit="tabel", disable=not sys.stderr.isatty()) as bar:
        today = dt.date.today()  # noqa: DTZ011  the analyst's own calendar
        client, progress = Client(offline=offline), _shown(bar, tasks)
        for outcome in run_tasks(tasks, client, store, today=today, progress=progress):
            bar.update()
            bar.set_postfix_str("")
            outcomes.append(outcome)
    _say(outcomes)
    if any(outcome.state == "mislukt" for outcome in outcomes):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=ParamsFile(), metavar="PARAMS")
def areas(file: Path) -> None:
    """
    Write the map of a new gemeente and a first kernindeling, from what was fetched.

    Nothing that is there is overwritten, but for the list of codes and names: run it again after
    the kernindeling was corrected.
    """
    from analysis.prepare.new_areas import INDELING, write_areas

    (params,) = read_all([file]).values()
    written = write_areas(params.gemeente)
    for path in written:
        click.echo(f"{paths.relative(path)} geschreven.")
    if params.gebieden is None:
        folder = paths.relative(written[-1].parent)
        layer = sorted(written[-1].parent.glob("buurten_*.geojson"))[-1].name
        click.echo(
            f"Kijk {folder}/{INDELING} na en zet dit in {paths.relative(file)}:\n\n"
            f"gebieden:\n  buurten: {folder}/{layer}\n  kernindeling: {folder}/{INDELING}"
        )


def check_sources() -> None:
    """
    Compare the columns that each online source has now with those that are expected; print the difference.

    Exit code 1 when a source does not answer or lacks a column of a year that is final: of a
    preliminary year columns come later.
    """
    from analysis.sources.fetch import compare
    from analysis.sources.http import Client, check_addresses
    from analysis.sources.tables import read_tables

    check_addresses()
    wrong = 0
    for found in compare(Client(), read_tables()):
        click.echo(f"{found.title}: {found.verdict}")
        for line in found.lines:
            click.echo(f"  - {line}")
        wrong += found.wrong
    if wrong:
        raise click.exceptions.Exit(1)


def _shown(bar: tqdm, tasks: Sequence[FetchTask]) -> Callable[[int], None]:  # type: ignore[type-arg]
    def progress(rows: int) -> None:
        bar.set_postfix_str(f"{tasks[int(bar.n)].title}: {dutch.number(rows)} rijen")

    return progress


def _say(outcomes: Sequence[FetchOutcome]) -> None:
    said: set[str] = set()
    for state, text in STATES.items():
        found = [outcome for outcome in outcomes if outcome.state == state]
        if found:
            click.echo(f"{text}: {len(found)}")
        for outcome in found if state != "ongewijzigd" else ():
            told = ""
            if snapshot := outcome.snapshot:
                version = snapshot.origin.versie[:10] or "onbekend"
                told = f", {dutch.number(snapshot.origin.rijen)} rijen, versie {version}"
            click.echo(f"  {outcome.task.title}{told}")
            for problem in outcome.problems:
                # Without a network every table says the same: once is enough.
                if problem.code != OFFLINE or problem.code not in said:
                    click.echo(f"    {problem}", err=state == "mislukt")
                said.add(problem.code)
