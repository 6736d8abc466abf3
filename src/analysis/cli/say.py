"""What a build of one gemeente says at its end: what was made and where it lies, and what is of before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from analysis.build.plan import ANNEX, RELEASE, Done, Plan
from analysis.ground import dutch, paths
from analysis.ground.formats import DOCUMENTS
from analysis.ground.notebook_names import INDEX
from analysis.ground.stored import read_object

MOST = 10  # folders that are named
AGAIN = "Zij wordt vernieuwd als alle onderdelen goed zijn."
WITHOUT_ONLY = "Dezelfde opdracht zonder --only vernieuwt haar."


def say_what_was_done(done: Done) -> None:
    """Say what was made, kept and left as it was, with the paths of what is new."""
    if done.made:
        taken = f"{done.seconds:.1f}".replace(".", ",")
        made = dutch.counted(len(done.made), "onderdeel", "onderdelen")
        click.echo(f"{made} gemaakt, {len(done.kept)} ongewijzigd, in {taken} s.")
        if done.kept:
            click.echo(f"Ongewijzigd: {dutch.enumeration(done.kept)}.")
    elif not done.failed:
        kept = len(done.kept)
        subject = "het onderdeel is" if kept == 1 else f"alle {kept} onderdelen zijn"
        click.echo(f"Niets te doen: {subject} al gemaakt met deze gegevens.")
    if not done.failed:
        _say_what_is_fictional(done.plan)
    for line in (*left_over(done.plan), *where(done)):
        click.echo(line)


def where(done: Done) -> Iterator[str]:
    """Yield where that lies which this build made; an annex that it did not make is said to be of before."""
    plan = done.plan
    page = next((plan.folder / name for name in DOCUMENTS if (plan.folder / name).is_file()), None)
    if ANNEX in (*done.made, *done.kept):
        if page is not None:
            yield f"Bijlage: {page}"
        return
    parts, folder = done.made or done.kept, paths.latest(plan.folder)
    for part in parts[:MOST]:
        yield f"{'Gemaakt' if done.made else 'Staat er al'}: {folder / part}"
    if len(parts) > MOST:
        yield f"… en nog {len(parts) - MOST} in {folder}"
    if page is None:
        if not done.failed:
            yield "De bijlage is er nog niet; dezelfde opdracht zonder --only maakt haar."
    elif _is_older(page, plan):
        made = dt.datetime.fromtimestamp(page.stat().st_mtime)  # noqa: DTZ006  as the clock on the wall
        yield (
            f"De bijlage is niet vernieuwd: {page.name} is van {dutch.date(made.date())}, {made:%H.%M} uur. "
            f"{AGAIN if done.failed else WITHOUT_ONLY}"
        )


def left_over(plan: Plan) -> Iterator[str]:
    """Yield a line for each folder of a run that this params file no longer names; who gave it a parameter renamed it."""
    known = {task.id for task in plan.tasks}
    for index in sorted(plan.folder.glob(f"*/{INDEX}")):
        old = index.parent.name
        if old.startswith(".") or old in known:
            continue
        now = [task.id for task in plan.tasks if old.split("-")[0] == task.notebook]
        renamed = (
            f"; dat notebook heet nu {dutch.enumeration(now, 'of')}, naar zijn parameters" if now else ""
        )
        yield f"Let op: de map {old} is van een eerdere bouw en hoort niet meer bij deze params{renamed}."


def _is_older(page: Path, plan: Plan) -> bool:
    """Whether a part was made after the annex."""
    made = page.stat().st_mtime
    folders = [paths.latest(plan.folder) / part for part in (RELEASE, *(task.id for task in plan.tasks))]
    return any(folder.is_dir() and folder.stat().st_mtime > made for folder in folders)


def _say_what_is_fictional(plan: Plan) -> None:
    """Name the sources that are still made up: what to fetch or to deliver next."""
    about = read_object(paths.latest(plan.folder) / RELEASE / "release.json")
    fictional: Mapping[str, int] = about.get("voorbeeld", {})
    if fictional:
        told = [
            f"{name.removeprefix('voorbeeld_')} ({dutch.counted(count, 'indicator', 'indicatoren')})"
            for name, count in fictional.items()
        ]
        click.echo(f"Nog voorbeeldcijfers: {dutch.enumeration(told)}. Zie docs/eigen_bestanden.md.")
