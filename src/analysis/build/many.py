"""
Many gemeenten: one is the unit of work, and none that fails stops another.

On this machine a few are under way at a time, as many as keep every job slot busy: while the notebooks of one
run, the release of the next is made and the annex of the one before. On other machines see `cluster`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from analysis.build.batch import Report
from analysis.build.edition import Done, Wanted, build_edition
from analysis.build.events import Log
from analysis.build.plan import Plan
from analysis.build.slots import Slots
from analysis.build.tls import Tls, security_for

# A page with all figures of more gemeenten than this is too heavy for a browser.
LARGEST_GALLERY = 40


def build_many(
    plans: Sequence[Plan],
    wanted: Wanted,
    *,
    scheduler: str | None,
    tls: Tls,
    report: Callable[[Plan], Report],
    log: Log,
    say: Callable[[str], None],
) -> Generator[Done]:
    """
    Build editions here, or on the workers of a scheduler.

    Parameters
    ----------
    plans : sequence of Plan
        Each with a folder of its own.
    wanted : Wanted
        What is asked of each.
    scheduler : str, optional
        Address of a scheduler of dask.
    tls : Tls
        What is shown to it, and trusted.
    report : callable
        Gives for a plan whom to tell about its parts.
    log : Log
        Gets every event.
    say : callable
        Is told what is about all of them.

    Yields
    ------
    Done
        Per gemeente, as soon as it is ready.

    Raises
    ------
    InputError
        Certificates without a scheduler, or what `cluster.build_on_workers` cannot do.
    """
    if scheduler is not None:
        # Imported here: it takes a hash of the code.
        from analysis.build.cluster import build_on_workers

        yield from build_on_workers(
            plans, wanted, address=scheduler, tls=tls, report=report, log=log, say=say
        )
        return
    security_for(None, tls)
    with (
        Slots(jobs=wanted.jobs, kernels="warm" if wanted.warm else "koud", say=say) as slots,
        ThreadPoolExecutor(max_workers=min(len(plans), slots.jobs + 1)) as pool,
    ):

        def one(plan: Plan) -> Done:
            return build_edition(plan, wanted, report=report(plan), log=log.of_one(plan), slots=slots)

        waiting = [pool.submit(one, plan) for plan in plans]
        try:
            for finished in as_completed(waiting):
                yield finished.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            slots.stop()
            raise


def write_pages(done: Sequence[Done], outputs: Path) -> Path:
    """Write what came of every gemeente, and for not too many of them all figures; return the first page."""
    # Imported here: see `analysis.cli`.
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
    if any(one.result.made for one in done) and len(done) <= LARGEST_GALLERY:
        write_gallery(outputs)
    return write_overview(lines, outputs)
