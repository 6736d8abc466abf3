"""What a build shows: what it would make, how far it is, and at its end what was made, where it lies, and what is of before."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from analysis.build.events import ATTENTION, KEPT, Report
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.stale import FIRST_RELEASE, Standing, standing
from analysis.ground import dutch, paths
from analysis.ground.formats import DOCUMENTS
from analysis.ground.notebook_names import INDEX
from analysis.ground.stored import read_object

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}, nog {remaining}{postfix}"
MOST = 10  # folders or numbers that are named
MOST_PLANS = 3  # of more gemeenten making the numbers takes as long as a build
AGAIN = "Zij wordt vernieuwd als alle onderdelen goed zijn."
WITHOUT_ONLY = "Dezelfde opdracht zonder --only vernieuwt haar."


def name_of(plan: Plan) -> str:
    """Return what a gemeente and its edition are called in a message."""
    return f"{plan.params.naam} {plan.params.editie}"


class BuildScreen:
    """
    What a build shows while it runs: a bar over parts with the time left, or lines where there is no screen.

    Of one edition a line per part, of many a line per gemeente; `parts` has those that are counted, per plan.
    """

    def __init__(self, plans: Sequence[Plan], parts: Sequence[Iterable[str]], *, many: bool) -> None:
        self._many, self._ready = many, 0
        self._left = {id(plan): set(some) for plan, some in zip(plans, parts, strict=True)}
        total = sum(map(len, self._left.values()))
        name = dutch.counted(len(plans), "gemeente", "gemeenten") if many else name_of(plans[0])
        shown = sys.stderr.isatty() and total > 0
        self._bar = tqdm(total=total, desc=name, bar_format=BAR, disable=not shown)

    def __enter__(self) -> BuildScreen:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def say(self, text: str) -> None:
        """Say what is about no part, above the bar."""
        tqdm.write(f"{ATTENTION} {text}", file=sys.stdout)

    def reporter(self, plan: Plan) -> Report:
        """Return what tells of the parts of an edition."""
        left = self._left[id(plan)]

        def report(part: str, text: str) -> None:
            told = not self._many and self._bar.disable and text != KEPT
            if told or part == ATTENTION or text.startswith("MISLUKT"):
                write = click.echo if self._bar.disable else self._bar.write
                write(f"{name_of(plan)}: {part} {text}")
            if part in left:
                left.remove(part)
                self._bar.update()

        return report

    def ready(self, done: Done) -> None:
        """Tell of one of many, and count what was not tried as well: the bar ends full."""
        self._ready += 1
        self._bar.update(len(self._left[id(done.plan)]))
        seconds = f"{done.seconds:.1f}".replace(".", ",")
        failed = f", {len(done.failed)} mislukt" if done.failed else ""
        line = f"{name_of(done.plan)}: {len(done.made)} gemaakt, {len(done.kept)} ongewijzigd{failed}"
        if self._bar.disable:
            click.echo(f"{line} ({seconds} s; {self._ready} van {len(self._left)})")
        else:
            self._bar.set_postfix_str(f"; {name_of(done.plan)}")


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
    about = read_object(paths.latest(done.plan.folder) / RELEASE / "release.json")
    if not done.failed and (fictional := about.get("voorbeeld")):
        # What to fetch or to deliver next.
        told = [
            f"{name.removeprefix('voorbeeld_')} ({dutch.counted(count, 'indicator', 'indicatoren')})"
            for name, count in fictional.items()
        ]
        click.echo(f"Nog voorbeeldcijfers: {dutch.enumeration(told)}. Zie docs/eigen_bestanden.md.")
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
        return
    folders = [folder / part for part in (RELEASE, *(task.id for task in plan.tasks))]
    if any(one.is_dir() and one.stat().st_mtime > page.stat().st_mtime for one in folders):
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


def say_what_is_due(plans: Sequence[Plan], wanted: Wanted) -> None:
    """Say of each plan which parts would be made and why, and which would not; raises `InputError` as a build would."""
    for plan in plans:
        click.echo(f"{plan.params.naam}, editie {plan.params.editie}: {paths.relative(plan.folder)}")
        found = standing(plan, wanted)
        maybe = any(reason == FIRST_RELEASE for reason in found.due.values())
        if not maybe or len(plans) > MOST_PLANS:
            _say_parts(plan, found, wanted.parts)
            continue
        click.echo("  De nieuwe cijfers worden uitgerekend, enkele seconden; er wordt niets bewaard.")
        with tempfile.TemporaryDirectory(prefix="kernmonitor-") as place:
            release = Path(place, RELEASE)
            release.mkdir()
            changed = _numbers(plan, release)
            _say_parts(plan, standing(plan, wanted, release), wanted.parts)
        for line in changed:
            click.echo(line)


def _say_parts(plan: Plan, found: Standing, parts: frozenset[str]) -> None:
    for part in plan.parts:
        if parts and part not in {RELEASE, *parts}:
            continue
        reason = found.due.get(part)
        word = "misschien" if reason == FIRST_RELEASE else "maken"
        click.echo(f"  {part}: {f'{word} ({reason})' if reason else KEPT}")
    if found.due and (not parts or ANNEX in parts):
        click.echo(f"  {ANNEX}: maken als er een onderdeel verandert")


def _numbers(plan: Plan, release: Path) -> list[str]:
    """Make the release in a folder of its own; return which numbers differ from those that stand there."""
    # Imported here: see `analysis.cli`.
    from analysis.annex.changes import compare, read_table
    from analysis.model.catalogue import read_catalogue
    from analysis.release.build import build_release

    build_release(plan.params.for_runs(), release, instead_of=plan.folder)
    now, before = read_table(release.parent), read_table(paths.latest(plan.folder))
    if now is None or before is None:
        return []
    both = {column: {*now[column], *before[column]} for column in ("indicator", "gebied")}
    catalogue = read_catalogue(gemeente=plan.params.gemeente)
    changes = compare(now, before, catalogue, both["indicator"], both["gebied"])
    if not changes:
        return ["  Geen enkel cijfer verandert."]
    counts = Counter(change.kind for change in changes)
    kinds = dutch.enumeration([f"{count} {kind}" for kind, count in counts.items()])
    lines = [f"  {dutch.counted(len(changes), 'cijfer verandert', 'cijfers veranderen')}: {kinds}."]
    lines += [
        f"    {one.subject}, {one.area}, {one.period}: {one.before} wordt {one.now}" for one in changes[:MOST]
    ]
    more = len(changes) - MOST
    return [*lines, f"    … en nog {dutch.number(more)}"] if more > 0 else lines
