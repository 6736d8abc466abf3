"""How far a build is: a bar over all parts on a screen, a line per part or per gemeente elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click
from tqdm import tqdm

from analysis.build.events import ATTENTION, KEPT, Report
from analysis.build.forecast import Forecast, in_words
from analysis.build.plan import Done, Plan, Wanted
from analysis.build.record import read_seconds
from analysis.ground import dutch

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}{postfix}"
BAR_OF_MANY = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}, nog {remaining}{postfix}"


def name_of(plan: Plan) -> str:
    """Return what a gemeente and its edition are called in a message."""
    return f"{plan.params.naam} {plan.params.editie}"


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
