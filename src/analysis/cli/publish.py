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
from analysis.paths import GALLERY, RECEIPT
from analysis.runner import disk, edition
from analysis.runner.batch import Result
from analysis.runner.desk import Desk
from analysis.runner.edition import ANNEX_PART
from analysis.runner.events import Log
from analysis.runner.key import digest_of
from analysis.runner.lock import hold
from analysis.runner.notes import read_note
from analysis.runner.plan import ANNEX, RELEASE, Plan
from analysis.runner.receipt import hashes_of, read_receipt
from analysis.runner.record import record, versions

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
    except (AnalysisError, OSError) as error:
        text = disk.told(error) if isinstance(error, OSError) else str(error)
        result.failed[ANNEX] = text
        log.failed(ANNEX, time.monotonic() - started, text)
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
    Write the annex of a plan beside what was made for it, attack the whole, and let readers find it at once.

    Who builds many gemeenten has a desk that makes the annex, and writes the gallery once.

    Raises
    ------
    ExposedError
        A hidden number can be computed from what would be published, with the way to it. The edition of
        before stays, unless an attack of now on that one finds something as well.
    """
    with hold(plan.folder):
        here, there = plan.inside(paths.latest(plan.folder)), read_receipt(plan.folder).get("onderdelen", {})
        # With what it is made of: a run that was left out of this build may be one of before.
        made_of = _made_of(plan, read_receipt(here.folder).get("onderdelen", {}))
        key = {"sleutel": digest_of({"project": plan.annex_key, "onderdelen": made_of})}
        key["formaten"] = ",".join(sorted(formats) or ["alle"])
        files = there.get(ANNEX_PART, {}).get("bestanden", {})
        known = read_note(plan.folder, ANNEX_PART, files)
        same = {name: known.get(name) for name in key} == key and hashes_of(plan.folder, files) == files
        if same and files and not force:
            result.kept.append(ANNEX)
            if here.folder != plan.folder:  # made again, and the same as before
                edition.take_along(plan.folder, files)
                record(here, ANNEX_PART, key, files)
                edition.put_in_place(plan.folder)
        else:
            inside = plan.inside(edition.begin(plan.folder, _parts(plan)))
            made = [path.name for path in _attacked(inside, formats, desk, made_of)]
            record(inside, ANNEX_PART, key, hashes_of(inside.folder, made))
            edition.put_in_place(plan.folder)
            result.made.append(ANNEX)
        if gallery and _older(plan.folder.parents[1] / GALLERY, plan.folder / RECEIPT):
            # Imported here: see `analysis.cli`.
            from analysis.annex.gallery import write_gallery

            write_gallery(plan.folder.parents[1])


def _attacked(plan: Plan, formats: Sequence[str], desk: Desk | None, made_of: str) -> list[Path]:
    """Return the files of an annex that was written and attacked; an exposed one leaves no trace."""
    # Imported here: see `analysis.cli`.
    from analysis.release.published import ExposedError

    mark = digest_of({"invoer": json.dumps(dict(plan.inputs), sort_keys=True), "onderdelen": made_of})
    try:
        if desk is None:
            return write_annex(plan, tuple(formats), mark)
        return desk.office(write_annex, plan, tuple(formats), mark)
    except ExposedError:
        _withdraw_when_exposed(paths.place_of(plan.folder))
        raise


def _withdraw_when_exposed(place: Path) -> None:
    """Take an annex of before away when it gives a hidden number away by what is known now."""
    from analysis.release.published import ExposedError, refuse_exposed

    files = read_receipt(place).get("onderdelen", {}).get(ANNEX_PART, {}).get("bestanden", {})
    if not any((place / name).is_file() for name in files):
        return
    try:
        refuse_exposed(place)
    except ExposedError:
        for name in files:
            (place / name).unlink(missing_ok=True)
    except AnalysisError:
        return  # it says nothing about what stands there


def _older(file: Path, other: Path) -> bool:
    """Whether a gallery was written before an edition, or not at all."""
    return not file.is_file() or file.stat().st_mtime_ns < other.stat().st_mtime_ns


def write_annex(plan: Plan, formats: tuple[str, ...], mark: str) -> list[Path]:
    """
    Write the annex from the runs as they stand, between two attacks on what would be published.

    Parameters
    ----------
    plan : Plan
        To be carried out in the folder beside the edition that readers find.
    formats : tuple of str
        Which; all when empty.
    mark : str
        Digest by which the annex is known, of nothing but what is published with it.
    """
    # Imported here: see `analysis.cli`.
    from analysis.annex.contents import read_contents
    from analysis.annex.write import write_all
    from analysis.release.published import ExposedError, Seen, refuse_exposed
    from analysis.release.store import read_about, release_digest

    release = plan.folder / RELEASE
    seen: Seen = {}
    audited = refuse_exposed(plan.folder, seen)
    provenance = {
        "run": mark[:12],
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


def _parts(plan: Plan) -> list[str]:
    return [RELEASE, *(task.id for task in plan.tasks)]


def _made_of(plan: Plan, receipt: Mapping[str, Any]) -> str:
    return json.dumps({part: receipt.get(part, {}).get("bestanden") for part in _parts(plan)}, sort_keys=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
def audit(folder: Path) -> None:
    """
    Attack an edition that was published, such as outputs/dalfsen/2025.

    Reads every file back, computes what an outsider can still say about each hidden number, and looks
    for paths, names and keys of this machine, for secret files and for digests of them. Exit code 1 when
    something is found.
    """
    from analysis.release.published import audit_edition
    from analysis.release.secrets import secrets_in
    from analysis.release.traces import traces_in

    findings, traces = audit_edition(folder), [*traces_in(folder), *secrets_in(folder)]
    for found in (*findings, *traces):
        click.echo(f"  - {found}")
    number = len(findings) + len(traces)
    if number:
        raise click.exceptions.Exit(1)
    click.echo(f"{paths.relative(folder)}: {dutch.counted(number, 'bevinding', 'bevindingen')}.")
