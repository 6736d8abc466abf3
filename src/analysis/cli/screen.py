"""What a build shows: how far it is, and at its end what was made, where it lies, and what is of before."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from analysis.build.events import ATTENTION, KEPT, Report
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.record import read_seconds
from analysis.ground import dutch, paths
from analysis.ground.formats import DOCUMENTS
from analysis.ground.notebook_names import INDEX
from analysis.ground.stored import read_object

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}{postfix}"
BAR_OF_MANY = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}, nog {remaining}{postfix}"
MOST = 10  # folders that are named
AGAIN = "Zij wordt vernieuwd als alle onderdelen goed zijn."
WITHOUT_ONLY = "Dezelfde opdracht zonder --only vernieuwt haar."


def name_of(plan: Plan) -> str:
    """Return what a gemeente and its edition are called in a message."""
    return f"{plan.params.naam} {plan.params.editie}"


class Forecast:
    """The time left of a build that may have to make some parts, from the seconds that each took before."""

    def __init__(self, parts: Iterable[str], before: Mapping[str, float], jobs: int = 1) -> None:
        self._left, self._before, self._jobs = set(parts), before, max(1, jobs)
        self._made: dict[str, float] = {}

    def done(self, part: str, seconds: float | None = None) -> None:
        """Note that a part was made in so many seconds, or need not be."""
        self._left.discard(part)
        if seconds is not None:
            self._made[part] = seconds

    @property
    def seconds(self) -> float | None:
        """Seconds left; None as long as nothing tells how long anything takes."""
        if not self._left:
            return 0.0
        known = [*self._made.values()] or [*self._before.values()]
        if not known:
            return None
        usual = statistics.median(known)
        # How much slower or faster this build goes than the ones before.
        both = [part for part in self._made if self._before.get(part, 0) > 0]
        pace = (
            sum(map(self._made.__getitem__, both)) / sum(map(self._before.__getitem__, both)) if both else 1.0
        )
        left = [self._before.get(part, usual) * pace for part in self._left]
        # The longest one does not get shorter by another one beside it.
        return max(sum(left) / self._jobs, max(left))


def in_words(seconds: float | None) -> str:
    """Return the time left for a progress bar; nothing when it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"nog ongeveer {max(1, round(seconds))} s"
    return f"nog ongeveer {round(seconds / 60)} min"


class BuildScreen:
    """
    What a build shows; see `editions.Watcher`.

    Of one edition a line per part, or a bar over the parts that are due with the time left. Of many a line per
    gemeente, or a bar over the parts of all of them.
    """

    def __init__(self) -> None:
        self._bar = tqdm(disable=True)
        self._left: dict[int, int] = {}  # parts that were not counted yet, per plan
        self._ready = 0

    def __enter__(self) -> BuildScreen:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def warn(self, text: str) -> None:
        """Say what somebody should know before it starts."""
        click.echo(f"Let op: {text}")

    def say(self, text: str) -> None:
        """Say what is about no part, above a bar."""
        tqdm.write(f"{ATTENTION} {text}", file=sys.stdout)

    def one(self, plan: Plan, todo: Sequence[str], jobs: int) -> Report:
        """Begin to show one edition; return what tells of its parts."""
        name, forecast = name_of(plan), Forecast(todo, read_seconds(plan.folder), jobs)
        shown = sys.stderr.isatty() and bool(todo)
        bar = self._bar = tqdm(total=len(todo), desc=name, bar_format=BAR, disable=not shown)

        def report(part: str, text: str) -> None:
            if part == ATTENTION or (bar.disable and text != KEPT):
                self._line(f"{name}: {part} {text}")
            if part in todo:
                forecast.done(part, None if text == KEPT else read_seconds(plan.folder).get(part))
                bar.set_postfix_str(in_words(forecast.seconds), refresh=False)
                bar.update()

        return report

    def many(self, plans: Sequence[Plan], wanted: Wanted) -> Callable[[Plan], Report]:
        """Begin to show several editions; return what gives for each what tells of its parts."""
        self._left = {id(plan): len(wanted.parts_of(plan)) for plan in plans}
        self._bar = tqdm(
            total=sum(self._left.values()),
            desc=dutch.counted(len(plans), "gemeente", "gemeenten"),
            bar_format=BAR_OF_MANY,
            disable=not sys.stderr.isatty(),
        )
        return self._reporter

    def _reporter(self, plan: Plan) -> Report:
        def report(part: str, text: str) -> None:
            failed = text.startswith("MISLUKT")
            if part != ATTENTION and (failed or text.startswith("klaar")):
                self._left[id(plan)] -= 1
                self._bar.update()
            if failed or part == ATTENTION:
                self._line(f"{name_of(plan)}: {part} {text}")

        return report

    def ready(self, done: Done) -> None:
        """Tell of a gemeente, and count what was kept or not tried as well: the bar ends full."""
        self._ready += 1
        self._bar.update(self._left[id(done.plan)])
        seconds = f"{done.seconds:.1f}".replace(".", ",")
        failed = f", {len(done.failed)} mislukt" if done.failed else ""
        line = f"{name_of(done.plan)}: {len(done.made)} gemaakt, {len(done.kept)} ongewijzigd{failed}"
        if self._bar.disable:
            click.echo(f"{line} ({seconds} s; {self._ready} van {len(self._left)})")
        else:
            self._bar.set_postfix_str(f"; {name_of(done.plan)}")

    def _line(self, text: str) -> None:
        if self._bar.disable:
            click.echo(text)
        else:
            self._bar.write(text)


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
