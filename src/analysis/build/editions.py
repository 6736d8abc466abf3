"""
What `kernmonitor build` does: which editions are meant, and each of them made; none that fails stops another.

On this machine a few gemeenten are under way at a time, as many as keep every worker busy: while the notebooks of
one run, the release of the next is made and the annex of the one before. On other machines see `cluster`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from analysis.build import stale
from analysis.build.edition import build_edition
from analysis.build.events import Log, Report, open_log
from analysis.build.inputs.check import read_plans
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.tls import Tls, security_for
from analysis.build.workers import Workers
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.folders import choice_problem
from analysis.model.national import all_gemeenten, params_files
from analysis.model.params import Params

# A page with all figures of more gemeenten than this is too heavy for a browser.
LARGEST_GALLERY = 40
ONLY = "F707"  # a part of a build that is not there


@dataclass(frozen=True)
class BuildRequest:
    """What somebody typed: editions and parts by their names, and where the work is done."""

    files: Sequence[Path] = ()
    gemeenten: str | None = None  # which to build from the one file that they share
    out: Path | None = None  # where the editions come, instead of where their params say
    only: Sequence[str] = ()
    wanted: Wanted = field(default_factory=Wanted)
    scheduler: str | None = None
    tls: Tls = field(default_factory=Tls)
    log: Path | None = None  # a file that gets every event

    @property
    def for_many(self) -> bool:
        """Whether it is about many gemeenten, however many those turn out to be."""
        return self.gemeenten is not None or self.scheduler is not None or self.tls != Tls()


class Watcher(Protocol):
    """Who watches a build."""

    def warn(self, text: str) -> None:
        """Hear what somebody should know before it starts."""

    def say(self, text: str) -> None:
        """Hear what is about no part."""

    def one(self, plan: Plan, todo: Sequence[str], jobs: int) -> Report:
        """Watch one edition; return what tells of its parts."""

    def many(self, plans: Sequence[Plan], wanted: Wanted) -> Callable[[Plan], Report]:
        """Watch several; return what gives for each what tells of its parts."""

    def ready(self, done: Done) -> None:
        """Hear that one of several is ready."""


def build_editions(request: BuildRequest, watcher: Watcher) -> tuple[list[Done], Path]:
    """
    Build all that is asked for; return what came of each edition, and the page to begin with.

    Raises `InputError`: wrong input, of one gemeente also later: see `plans_of` and `build_edition`. Certificates
    without a scheduler, or what `cluster.build_on_workers` cannot do.
    """
    plans, wanted = plans_of(request, watcher.warn)
    with nullcontext() if request.log is None else open_log(request.log) as file:
        log = Log(file)
        if request.for_many or len(plans) > 1:
            return _build_many(plans, wanted, request, watcher, log)
        [plan] = plans
        todo = stale.due(plan, force=wanted.force, only=wanted.parts)
        report = watcher.one(plan, todo, wanted.jobs)
        return [build_edition(plan, wanted, log.of_one(plan, report))], plan.folder / "bijlage.html"


def _build_many(
    plans: Sequence[Plan], wanted: Wanted, request: BuildRequest, watcher: Watcher, log: Log
) -> tuple[list[Done], Path]:
    reporter = watcher.many(plans, wanted)
    logs = [log.of_one(plan, reporter(plan)) for plan in plans]
    done: list[Done] = []

    def ready(one: Done) -> None:
        watcher.ready(one)
        done.append(one)

    if request.scheduler is None:
        security_for(None, request.tls)
        _build_here(plans, wanted, logs, watcher.say, ready)
    else:
        # Imported here: it takes a hash of the code.
        from analysis.build.cluster import build_on_workers

        build_on_workers(plans, wanted, logs, request.scheduler, request.tls, watcher.say, ready)
    page = _write_pages(done, request.out or paths.root() / "outputs")
    return sorted(done, key=lambda one: plans.index(one.plan)), page


def _build_here(
    plans: Sequence[Plan],
    wanted: Wanted,
    logs: Sequence[Log],
    say: Callable[[str], None],
    ready: Callable[[Done], None],
) -> None:
    with (
        Workers(jobs=wanted.jobs, kernels="warm" if wanted.warm else "koud", say=say) as workers,
        ThreadPoolExecutor(max_workers=min(len(plans), workers.jobs + 1)) as pool,
    ):
        waiting = [
            pool.submit(build_edition, plan, wanted, log, workers=workers)
            for plan, log in zip(plans, logs, strict=True)
        ]
        try:
            for finished in as_completed(waiting):
                ready(finished.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            workers.end()
            raise


def _write_pages(done: Sequence[Done], outputs: Path) -> Path:
    """Write what came of every gemeente, and for not too many of them all figures; return the first page."""
    # Imported here: see `analysis.cli`.
    from analysis.annex.gallery import OverviewLine, write_gallery, write_overview

    lines = [
        OverviewLine(
            one.plan.params.naam,
            one.plan.params.gemeente,
            one.plan.params.editie,
            one.plan.folder,
            tuple(one.made),
            tuple(one.kept),
            tuple(one.skipped),
            dict(one.failed),
        )
        for one in done
    ]
    outputs.mkdir(parents=True, exist_ok=True)
    if any(one.made for one in done) and len(done) <= LARGEST_GALLERY:
        write_gallery(outputs)
    return write_overview(lines, outputs)


def plans_of(request: BuildRequest, warn: Callable[[str], None]) -> tuple[list[Plan], Wanted]:
    """
    Return the plan of every edition that is meant when all that they read fits together, and what is wanted of each.

    Raises `InputError`: gemeenten or parts that nobody knows, no place for outputs, or anything that does not
    fit: all at once.
    """
    plans, warnings = read_plans(_files_of(request.files, request.gemeenten), _folder_of(request.out))
    for warning in warnings:
        warn(str(warning))
    return plans, replace(request.wanted, parts=parts_meant(request.only, plans))


def _files_of(files: Sequence[Path], gemeenten: str | None) -> list[Path]:
    if gemeenten is None:
        if [path.resolve() for path in files] == [paths.national().resolve()]:
            found, expected = "geen gemeenten", "welke gemeenten"
            action = "Zet er --gemeenten alle achter, of een lijst zoals --gemeenten GM0148,GM0177."
            summary = "Dit bestand geldt voor alle gemeenten; zeg welke u wilt."
            raise InputError.of(summary, paths.relative(files[0]), "", found, expected, action)
        return list(files)
    national = list(files) or [paths.national()]
    if len(national) > 1:
        found, expected = f"{len(national)} bestanden", "één bestand voor alle gemeenten"
        action = "Noem alleen params/landelijk.yml, of laat --gemeenten weg."
        raise InputError.of("Dit past niet samen.", "--gemeenten", "", found, expected, action)
    return params_files(national[0], all_gemeenten(gemeenten), paths.gemeente_files())


def _folder_of(out: Path | None) -> Callable[[Params], Path]:
    """Return what gives the folder of an edition; the same is asked of `--out` as of a folder in params."""
    if out is None:
        return Params.folder
    if wrong := choice_problem(str(out.absolute())):
        summary = "Hier kan geen uitvoer komen; er is niets gestart."
        raise InputError.of(summary, "--out", "", f'"{out}"', *wrong)
    return lambda params: out / params.slug / str(params.editie)


def parts_meant(only: Sequence[str], plans: Sequence[Plan]) -> frozenset[str]:
    """
    Return the parts that `--only` names; the name of a notebook stands for all its runs.

    Raises `InputError`: parts that are in none of the plans, all at once.
    """
    known = {RELEASE: {RELEASE}, ANNEX: {ANNEX}}
    for task in (task for plan in plans for task in plan.tasks):
        known[task.id] = {task.id}
    for task in (task for plan in plans for task in plan.tasks):
        known.setdefault(task.notebook, set()).add(task.id)
    unknown = [part for part in dict.fromkeys(only) if part not in known]
    if unknown:
        # The list stands there once, however many there are.
        listed = [f"een van: {', '.join(sorted(known))}", *(["zo'n onderdeel"] * len(unknown))]
        problems = []
        for part, expected in zip(unknown, listed, strict=False):
            action = did_you_mean(part, known, "Zie kernmonitor list.")
            problems.append(Problem("--only", "", f'"{part}"', expected, action, ONLY))
        raise InputError("Dit onderdeel bestaat niet; er is niets gemaakt.", problems)
    return frozenset(part for name in only for part in known[name])
