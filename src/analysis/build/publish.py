"""The end of a build: attack what will be published, write the annex, attack again, and let readers find it all at once."""

from __future__ import annotations

import json
import time
from pathlib import Path

from analysis.build import edition_folder, receipt
from analysis.build.events import Log
from analysis.build.plan import ANNEX, RELEASE, Done, Plan, Wanted
from analysis.build.preflight import told
from analysis.build.workers import ONE_AT_A_TIME
from analysis.ground import paths
from analysis.ground.errors import AnalysisError
from analysis.ground.paths import GALLERY, RECEIPT

# What it is called to let readers find parts without an annex.
PLACING = "publiceren"


def publish(plan: Plan, wanted: Wanted, done: Done, log: Log, *, gallery: bool) -> None:
    """
    Write the annex of a plan of which all runs are good, and let readers find all of it.

    An annex that may not be published is a part that failed. `gallery`: renew the page with all figures; who
    builds many gemeenten writes it once.
    """
    started = time.monotonic()
    log.started(ANNEX, "")
    try:
        made = _published(plan, wanted)
        page = plan.folder.parents[1] / GALLERY
        edition = (plan.folder / RECEIPT).stat().st_mtime_ns
        if gallery and (not page.is_file() or page.stat().st_mtime_ns < edition):
            # Imported here: see `analysis.cli`.
            from analysis.annex.gallery import write_gallery

            write_gallery(page.parent)
    except (AnalysisError, OSError) as error:
        done.failed[ANNEX] = told(error) if isinstance(error, OSError) else str(error)
        log.failed(ANNEX, time.monotonic() - started, done.failed[ANNEX])
        return
    if made:
        done.made.append(ANNEX)
        log.done(ANNEX, time.monotonic() - started)
    else:
        done.kept.append(ANNEX)
        log.skipped(ANNEX)


def place_parts(plan: Plan, done: Done, log: Log) -> None:
    """Let readers find parts that no annex goes with; beside an annex of other parts they wait."""
    work = paths.latest(plan.folder)
    # Altered parts were said to be so already; the next build makes them again.
    if work == plan.folder or receipt.altered(plan.inside(work)):
        return
    if edition_folder.stands(plan.folder):
        waits = f"wat is gemaakt, wacht in {paths.relative(work)} tot de bijlage erbij is gemaakt"
        log.attention(f"{waits}; de gepubliceerde editie is nog die van eerder")
        return
    from analysis.audit.published import refuse_exposed

    try:
        with ONE_AT_A_TIME:
            refuse_exposed(work)
        edition_folder.put_in_place(plan.folder)
    except (AnalysisError, OSError) as error:
        done.failed[PLACING] = told(error) if isinstance(error, OSError) else str(error)


def _published(plan: Plan, wanted: Wanted) -> bool:
    """Write the annex beside what was made for it, unless the one of before is still good; return whether it was."""
    here = plan.inside(paths.latest(plan.folder))
    # With what it is made of: a run that was left out of this build may be one of before.
    parts = receipt.read_parts(here.folder)
    made_of = json.dumps({part: parts.get(part, {}).get("bestanden") for part in plan.parts}, sort_keys=True)
    key = {
        "sleutel": receipt.digest_of({"project": plan.annex_key, "onderdelen": made_of}),
        "formaten": ",".join(sorted(wanted.formats) or ["alle"]),
    }
    files = receipt.recorded(plan.folder, receipt.ANNEX_FILES)
    known = receipt.read_note(plan.folder, receipt.ANNEX_FILES, files)
    same = {name: known.get(name) for name in key} == key and receipt.hashes_of(plan.folder, files) == files
    good = bool(files) and same and not wanted.force
    if not good:
        here = plan.inside(edition_folder.begin(plan.folder, plan.parts))
        files = receipt.hashes_of(here.folder, _written(here, wanted.formats, made_of))
    elif here.folder != plan.folder:  # parts were made again, and are the same as before
        edition_folder.take_along(plan.folder, files)
    if here.folder != plan.folder:
        receipt.record(here, receipt.ANNEX_FILES, key, files)
        edition_folder.put_in_place(plan.folder)
    return not good


def _written(plan: Plan, formats: tuple[str, ...], made_of: str) -> list[str]:
    """
    Write the annex from the runs as they stand, between two attacks; return its files.

    Raises `ExposedError`: a hidden number can be computed from what would be published, with the way to it; nothing of
    it stays. The edition of before does, unless an attack of now on that one finds something as well.
    """
    # Imported here: see `analysis.cli`.
    from analysis.annex.contents import read_contents
    from analysis.annex.write import write_all
    from analysis.audit.published import ExposedError, Seen, refuse_exposed
    from analysis.release.store import read_about

    release, seen, made = plan.folder / RELEASE, Seen(), []
    # By this digest the annex is known: of nothing but what is published with it.
    mark = receipt.digest_of({"invoer": json.dumps(dict(plan.inputs), sort_keys=True), "onderdelen": made_of})
    with ONE_AT_A_TIME:
        try:
            audited, about = refuse_exposed(plan.folder, seen), read_about(release)
            provenance = {
                "run": mark[:12],
                "vrijgave": str(about["digest"]),
                "params": plan.params_file,
                "invoer": dict(plan.inputs),
                "versies": receipt.versions(),
                "opgehaald": about["opgehaald"],
                "audit": audited,
            }
            contents = read_contents(plan.folder, plan.params, provenance)
            made = list(write_all(contents, plan.folder, formats=formats or None).values())
            refuse_exposed(plan.folder, seen)
        except ExposedError:
            for file in made:
                file.unlink(missing_ok=True)
            _withdraw_when_exposed(paths.place_of(plan.folder))
            raise
    return [path.name for path in made]


def _withdraw_when_exposed(place: Path) -> None:
    """Take an annex of before away when it gives a hidden number away by what is known now."""
    from analysis.audit.published import ExposedError, refuse_exposed

    files = receipt.recorded(place, receipt.ANNEX_FILES)
    if not any((place / name).is_file() for name in files):
        return
    try:
        refuse_exposed(place)
    except ExposedError as error:
        # What somebody put beside the annex is no fault of the annex.
        for name in files if error.numbers else ():
            (place / name).unlink(missing_ok=True)
    except AnalysisError:
        return  # it says nothing about what stands there
