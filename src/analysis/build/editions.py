"""
What `kernmonitor build` does: which editions are meant, and many of them made; none that fails stops another.

On this machine a few gemeenten are under way at a time, as many as keep every worker busy: while the notebooks of
one run, the release of the next is made and the annex of the one before. On other machines see `cluster`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from analysis.build.cluster import Tls, build_on_workers, security_for
from analysis.build.edition import build_edition
from analysis.build.events import Log
from analysis.build.inputs.check import read_plans
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.workers import Workers
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.folders import choice_problem
from analysis.model.national import all_gemeenten, params_files
from analysis.model.params import Params

# A page with all figures of more gemeenten than this is too heavy for a browser.
LARGEST_GALLERY = 40


def plans_of(
    files: Sequence[Path],
    wanted: Wanted,
    only: Sequence[str] = (),
    gemeenten: str | None = None,
    out: Path | None = None,
) -> tuple[list[Plan], Wanted, list[Problem]]:
    """
    Return the plan of every edition that is meant, what is wanted of each, and warnings.

    `only` names parts, `gemeenten` those to build from the one file that they share, `out` the folder where editions
    come instead of where their params say.

    Raises `InputError`: gemeenten or parts that nobody knows, no place for outputs, or anything that does not
    fit: all at once.
    """
    plans, warnings = read_plans(_files_of(files, gemeenten), _folder_of(out))
    return plans, replace(wanted, parts=parts_meant(only, plans)), warnings


def build_many(
    plans: Sequence[Plan],
    wanted: Wanted,
    logs: Sequence[Log],
    outputs: Path,
    say: Callable[[str], None],
    ready: Callable[[Done], None],
    scheduler: str | None,
    tls: Tls,
) -> tuple[list[Done], Path]:
    """
    Build editions, here or on the workers of a scheduler; return what came of each, and the page to begin with.

    `say` is told what is about no part, `ready` of each edition. Raises `InputError`: certificates without a scheduler,
    or what `cluster.build_on_workers` cannot do.
    """
    done: list[Done] = []

    def keep(one: Done) -> None:
        ready(one)
        done.append(one)

    if scheduler is None:
        security_for(None, tls)
        _build_here(plans, wanted, logs, say, keep)
    else:
        build_on_workers(plans, wanted, logs, scheduler, tls, say, keep)
    page = _write_pages(done, outputs)
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
        raise InputError(summary, [wrong.at("--out", found=f'"{out}"')])
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
            problems.append(Problem("--only", "", f'"{part}"', expected, action, "F707"))
        raise InputError("Dit onderdeel bestaat niet; er is niets gemaakt.", problems)
    return frozenset(part for name in only for part in known[name])
