"""The last steps of a build: attack what will be published, write the annex in every format, attack again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from analysis import dutch, paths
from analysis.errors import AnalysisError
from analysis.runner.batch import Result, record, versions
from analysis.runner.desk import Desk
from analysis.runner.events import Log
from analysis.runner.lock import hold
from analysis.runner.plan import ANNEX, RELEASE, Plan, digest_of
from analysis.runner.receipt import hashes_of, read_receipt, set_aside

ANNEX_PART = "bijlage"
PAGE = "bijlage.html"


def publish_and_log(
    plan: Plan,
    result: Result,
    *,
    force: bool,
    formats: Sequence[str],
    log: Log,
    desk: Desk | None = None,
    gallery: bool = True,
) -> None:
    """Write the annex of a plan; one that may not be published is a part that failed."""
    started = time.monotonic()
    log.started(ANNEX, "")
    try:
        publish(plan, result, force=force, formats=formats, desk=desk, gallery=gallery)
    except AnalysisError as error:
        result.failed[ANNEX] = str(error)
        log.failed(ANNEX, time.monotonic() - started, str(error))
        return
    if ANNEX in result.made:
        log.done(ANNEX, time.monotonic() - started)
    else:
        log.skipped(ANNEX)


def publish(
    plan: Plan,
    result: Result,
    *,
    force: bool,
    formats: Sequence[str] = (),
    desk: Desk | None = None,
    gallery: bool = True,
) -> None:
    """
    Write the annex of a plan and the gallery, when something changed.

    Who builds many gemeenten has a desk that makes the annex, and writes the gallery once.

    Nothing is kept of an annex that gives a hidden number away.

    Raises
    ------
    ExposedError
        A hidden number can be computed from what was published, with the way to it.
    """
    receipt = read_receipt(plan.folder).get("onderdelen", {})
    recorded = receipt.get(ANNEX_PART, {})
    # With what it is made of: a run that was left out of this build may be one of before.
    key = digest_of({"project": plan.annex_key, "onderdelen": _made_of(plan, receipt)})
    wanted, files = sorted(formats) or ["alle"], recorded.get("bestanden", {})
    same = recorded.get("sleutel") == key and recorded.get("formaten") == wanted
    if not force and files and same and hashes_of(plan.folder, files) == files:
        result.kept.append(ANNEX)
        return
    # Imported here: see `analysis.cli`.
    from analysis.release.published import ExposedError

    with hold(plan.folder):
        # An annex of before is no part of what is attacked; it stays until there is a new one.
        with set_aside(plan.folder, files, unless=ExposedError):
            if desk is None:
                made = write_annex(plan, tuple(formats))
            else:
                made = desk.office(write_annex, plan, tuple(formats))
        if gallery:
            from analysis.annex.gallery import write_gallery

            write_gallery(plan.folder.parents[1])
        # Last: who is killed before this line makes annex and gallery again.
        record(plan, ANNEX_PART, key, made, formaten=wanted)
    result.made.append(ANNEX)


def write_annex(plan: Plan, formats: tuple[str, ...]) -> list[Path]:
    """Write the annex from the runs as they stand, between two attacks on what is published."""
    # Imported here: see `analysis.cli`.
    from analysis.annex.contents import read_contents
    from analysis.annex.write import write_all
    from analysis.release.published import ExposedError, Seen, refuse_exposed
    from analysis.release.store import read_about, release_digest

    release = plan.folder / RELEASE
    seen: Seen = {}
    audited = refuse_exposed(plan.folder, seen)
    provenance = {
        "run": plan.annex_key[:12],
        "vrijgave": release_digest(release),
        "params": plan.params_file,
        "invoer": dict(plan.inputs),
        "versies": versions(),
        "opgehaald": read_about(release)["opgehaald"],
        "audit": audited,
    }
    contents = read_contents(plan.folder, plan.params, provenance)
    made = list(write_all(contents, plan.folder, formats=formats or None).values())
    try:
        refuse_exposed(plan.folder, seen)
    except ExposedError:
        for file in made:
            file.unlink(missing_ok=True)
        raise
    return made


def _made_of(plan: Plan, receipt: Mapping[str, Any]) -> str:
    parts = (RELEASE, *(task.id for task in plan.tasks))
    return json.dumps({part: receipt.get(part, {}).get("bestanden") for part in parts}, sort_keys=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
def audit(folder: Path) -> None:
    """
    Attack an edition that was published, such as outputs/dalfsen/2025.

    Reads every file back, computes what an outsider can still say about each hidden number, and looks
    for paths, names and keys of this machine. Exit code 1 when something is found.
    """
    from analysis.release.published import audit_edition
    from analysis.release.traces import traces_in

    findings, traces = audit_edition(folder), traces_in(folder)
    for found in (*findings, *traces):
        click.echo(f"  - {found}")
    number = len(findings) + len(traces)
    if number:
        raise click.exceptions.Exit(1)
    click.echo(f"{paths.relative(folder)}: {dutch.counted(number, 'bevinding', 'bevindingen')}.")
