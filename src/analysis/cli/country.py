"""Building many gemeenten: which ones, on which machines, how far it is, and what came of each."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from analysis import dutch, paths
from analysis.cli.publish import publish_and_log
from analysis.errors import InputError, Problem
from analysis.folders import choice_problem
from analysis.inputs.check import read_plans
from analysis.national import all_gemeenten, params_files
from analysis.params import Params
from analysis.runner.batch import ATTENTION, Report, Result
from analysis.runner.country import Done, parts_of, run_all
from analysis.runner.desk import Desk, LocalDesk
from analysis.runner.events import Log
from analysis.runner.lines import Tls
from analysis.runner.plan import ANNEX, Plan

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}, nog {remaining}{postfix}"
# A page with all figures of more gemeenten than this is too heavy for a browser.
LARGEST_GALLERY = 40


def files_of(files: Sequence[Path], gemeenten: str | None) -> list[Path]:
    """
    Return the params file of every gemeente that is meant.

    Raises
    ------
    InputError
        Gemeenten that nobody knows, or a list of them without the one file that they share.
    """
    if gemeenten is None:
        if [path.resolve() for path in files] == [paths.national().resolve()]:
            found, expected = "geen gemeenten", "welke gemeenten"
            action = "Zet er --gemeenten alle achter, of een lijst zoals --gemeenten GM0148,GM0177."
            problem = Problem(paths.relative(files[0]), "", found, expected, action)
            raise InputError("Dit bestand geldt voor alle gemeenten; zeg welke u wilt.", [problem])
        return list(files)
    national = list(files) or [paths.national()]
    if len(national) > 1:
        found, expected = f"{len(national)} bestanden", "één bestand voor alle gemeenten"
        action = "Noem alleen params/landelijk.yml, of laat --gemeenten weg."
        raise InputError("Dit past niet samen.", [Problem("--gemeenten", "", found, expected, action)])
    return params_files(national[0], all_gemeenten(gemeenten), paths.gemeente_files())


def folder_of(out: Path | None) -> Callable[[Params], Path]:
    """
    Return what gives the folder of an edition: below `out`, or where its params say.

    Raises
    ------
    InputError
        `out` is no place for outputs; the same is asked of a folder in params.
    """
    if out is None:
        return Params.folder
    if wrong := choice_problem(str(out.absolute())):
        expected, action, code = wrong
        problem = Problem("--out", "", f'"{out}"', expected, action, code)
        raise InputError("Hier kan geen uitvoer komen; er is niets gestart.", [problem])
    return lambda params: out / params.slug / str(params.editie)


def plans_of(files: Sequence[Path], folder: Callable[[Params], Path]) -> list[Plan]:
    """Return the plan of every params file, when all that they read fits together; say what is left out."""
    plans, warnings = read_plans(files, folder)
    for warning in warnings:
        click.echo(f"Let op: {warning}")
    return plans


def with_tls(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command three options, and `tls` with what they say."""
    pem = click.Path(path_type=Path)

    @click.option(
        "--tls-ca", type=pem, metavar="FILE", help="PEM of who signed for --scheduler and its workers."
    )
    @click.option(
        "--tls-cert", type=pem, metavar="FILE", help="PEM of the certificate to show to --scheduler."
    )
    @click.option("--tls-key", type=pem, metavar="FILE", help="PEM of the key of --tls-cert.")
    @functools.wraps(command)
    def with_files(
        *args: Any, tls_ca: Path | None, tls_cert: Path | None, tls_key: Path | None, **options: Any
    ) -> None:
        command(*args, tls=Tls(tls_ca, tls_cert, tls_key), **options)

    return with_files


def desk_of(
    scheduler: str | None,
    exchange: str | None = None,
    tls: Tls | None = None,
    *,
    jobs: int,
    warm: bool,
) -> AbstractContextManager[Desk]:
    """
    Return where the work is done: on this machine, or on those of a scheduler.

    Raises
    ------
    InputError
        An exchange or certificates without a scheduler. On entering: no scheduler there, a line that is
        not safe, no workers, workers that do not have the same project, or an exchange that cannot be used.
    """
    if tls is not None and tls.is_given and scheduler is None:
        found, expected = "een certificaat", "ook --scheduler: op één computer gaat er niets over een netwerk"
        action = "Zet er --scheduler tls://… bij, of laat --tls-ca, --tls-cert en --tls-key weg."
        raise InputError("Dit past niet samen.", [Problem("--tls-ca", "", found, expected, action)])
    if exchange is not None and scheduler is None:
        found, expected = f'"{exchange}"', "ook --scheduler: op één computer valt er niets uit te wisselen"
        action = "Zet er --scheduler bij, of laat --exchange weg."
        raise InputError("Dit past niet samen.", [Problem("--exchange", "", found, expected, action)])
    if scheduler is None:
        return LocalDesk(jobs=jobs, kernels="warm" if warm else "koud", say=_attention)
    from analysis.runner.cluster import ClusterDesk

    return ClusterDesk(scheduler, exchange, tls=tls, kernels="warm" if warm else "koud", say=_attention)


def build_many(
    plans: Sequence[Plan],
    parts: frozenset[str],
    *,
    desk: AbstractContextManager[Desk],
    force: bool,
    formats: tuple[str, ...],
    outputs: Path,
    log: Log,
) -> dict[str, str]:
    """Make what is due of every gemeente and the overview; return what failed, by gemeente and part."""

    def finish(plan: Plan, result: Result, at: Desk, events: Log) -> None:
        if not parts or ANNEX in parts:
            publish_and_log(plan, result, force=force, formats=formats, desk=at, gallery=False, log=events)

    done: list[Done] = []
    counts = {
        id(plan): len([part for part in parts_of(plan) if not parts or part in parts]) for plan in plans
    }
    with (
        desk as at,
        tqdm(
            total=sum(counts.values()),
            desc=dutch.counted(len(plans), "gemeente", "gemeenten"),
            bar_format=BAR,
            disable=not sys.stderr.isatty(),
        ) as bar,
    ):
        progress = _Progress(bar, len(plans))
        for one in run_all(
            plans, at, force=force, only=parts, report=progress.reporter, finish=finish, log=log
        ):
            done.append(one)
            progress.ready(one, counts[id(one.plan)])
    _write_pages(done, outputs)
    return {
        f"{_name(one.plan)}, {part}": reason
        for one in sorted(done, key=lambda one: plans.index(one.plan))
        for part, reason in one.result.failed.items()
    }


class _Progress:
    """A bar over all runs on a screen, a line per gemeente in a log."""

    def __init__(self, bar: tqdm, total: int) -> None:  # type: ignore[type-arg]
        self._bar = bar
        self._total = total
        self._ready = 0
        self._ticked: dict[int, int] = {}

    def reporter(self, plan: Plan) -> Report:
        def report(part: str, text: str) -> None:
            if part == ATTENTION:
                self._say(f"{_name(plan)}: {part} {text}")
            elif text.startswith(("klaar", "MISLUKT")):
                self._ticked[id(plan)] = self._ticked.get(id(plan), 0) + 1
                self._bar.update()
            if text.startswith("MISLUKT"):
                self._say(f"{_name(plan)}: {part} {text}")

        return report

    def ready(self, done: Done, parts: int) -> None:
        """Count what was kept or not tried as well: the bar ends full."""
        self._ready += 1
        self._bar.update(parts - self._ticked.get(id(done.plan), 0))
        result, seconds = done.result, f"{done.seconds:.1f}".replace(".", ",")
        failed = f", {len(result.failed)} mislukt" if result.failed else ""
        line = f"{_name(done.plan)}: {len(result.made)} gemaakt, {len(result.kept)} ongewijzigd{failed}"
        if self._bar.disable:
            click.echo(f"{line} ({seconds} s; {self._ready} van {self._total})")
        else:
            self._bar.set_postfix_str(f"; {_name(done.plan)}")

    def _say(self, text: str) -> None:
        if self._bar.disable:
            click.echo(text)
        else:
            self._bar.write(text)


def _write_pages(done: Sequence[Done], outputs: Path) -> None:
    from analysis.annex.gallery import write_gallery
    from analysis.annex.overview import Line, write_overview

    lines = [
        Line(
            gemeente=one.plan.params.naam,
            code=one.plan.params.gemeente,
            editie=one.plan.params.editie,
            folder=one.plan.folder,
            made=tuple(one.result.made),
            kept=tuple(one.result.kept),
            skipped=tuple(one.skipped),
            failed=dict(one.result.failed),
        )
        for one in done
    ]
    outputs.mkdir(parents=True, exist_ok=True)
    made = any(one.result.made for one in done)
    if made and len(done) <= LARGEST_GALLERY:
        write_gallery(outputs)
    click.echo(f"Overzicht: {write_overview(lines, outputs)}")


def _attention(text: str) -> None:
    tqdm.write(f"{ATTENTION} {text}", file=sys.stdout)


def _name(plan: Plan) -> str:
    return f"{plan.params.naam} {plan.params.editie}"
