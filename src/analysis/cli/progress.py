"""How far a build is: a bar over all parts on a screen, a line per part or per gemeente elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from tqdm import tqdm

from analysis.build.batch import ATTENTION, KEPT, Report
from analysis.build.edition import Done, Wanted
from analysis.build.forecast import Forecast, in_words, read_seconds
from analysis.build.plan import Plan
from analysis.ground import dutch

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}{postfix}"
BAR_OF_MANY = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}, nog {remaining}{postfix}"


def name_of(plan: Plan) -> str:
    """Return what a gemeente and its edition are called in a message."""
    return f"{plan.params.naam} {plan.params.editie}"


def say(text: str) -> None:
    """Say what is about no part, above a bar."""
    tqdm.write(f"{ATTENTION} {text}", file=sys.stdout)


@contextmanager
def progress_of_one(plan: Plan, todo: Sequence[str], jobs: int) -> Iterator[Report]:
    """Give what tells of one build: a line per part, or a bar over the parts that are due with the time left."""
    name, forecast = name_of(plan), Forecast(todo, read_seconds(plan.folder), jobs)
    shown = sys.stderr.isatty() and bool(todo)
    with tqdm(total=len(todo), desc=name, bar_format=BAR, disable=not shown) as bar:

        def report(part: str, text: str) -> None:
            if bar.disable and text != KEPT:
                click.echo(f"{name}: {part} {text}")
            elif part == ATTENTION:
                bar.write(f"{name}: {part} {text}")
            if part in todo:
                forecast.done(part, None if text == KEPT else read_seconds(plan.folder).get(part))
                bar.set_postfix_str(in_words(forecast.seconds), refresh=False)
                bar.update()

        yield report


class ProgressOfMany:
    """A bar over the parts of all gemeenten on a screen, a line per gemeente in a log."""

    def __init__(self, plans: Sequence[Plan], wanted: Wanted) -> None:
        self._parts = {id(plan): len(wanted.parts_of(plan)) for plan in plans}
        self._ticked: dict[int, int] = {}
        self._ready = 0
        self._bar = tqdm(
            total=sum(self._parts.values()),
            desc=dutch.counted(len(plans), "gemeente", "gemeenten"),
            bar_format=BAR_OF_MANY,
            disable=not sys.stderr.isatty(),
        )

    def __enter__(self) -> ProgressOfMany:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def reporter(self, plan: Plan) -> Report:
        """Return what tells of the parts of one gemeente."""

        def report(part: str, text: str) -> None:
            failed = text.startswith("MISLUKT")
            if part != ATTENTION and (failed or text.startswith("klaar")):
                self._ticked[id(plan)] = self._ticked.get(id(plan), 0) + 1
                self._bar.update()
            if failed or part == ATTENTION:
                self._line(f"{name_of(plan)}: {part} {text}")

        return report

    def ready(self, done: Done) -> None:
        """Tell of a gemeente, and count what was kept or not tried as well: the bar ends full."""
        self._ready += 1
        self._bar.update(self._parts[id(done.plan)] - self._ticked.get(id(done.plan), 0))
        result, seconds = done.result, f"{done.seconds:.1f}".replace(".", ",")
        failed = f", {len(result.failed)} mislukt" if result.failed else ""
        line = f"{name_of(done.plan)}: {len(result.made)} gemaakt, {len(result.kept)} ongewijzigd{failed}"
        if self._bar.disable:
            click.echo(f"{line} ({seconds} s; {self._ready} van {len(self._parts)})")
        else:
            self._bar.set_postfix_str(f"; {name_of(done.plan)}")

    def _line(self, text: str) -> None:
        if self._bar.disable:
            click.echo(text)
        else:
            self._bar.write(text)
