"""The end of a build: attack what will be published, write the annex, attack again, and let readers find it all at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.build import edition_folder
from analysis.build.edition_folder import ANNEX_PART
from analysis.build.key import digest_of
from analysis.build.lock import hold
from analysis.build.notes import read_note
from analysis.build.plan import RELEASE, Plan
from analysis.build.receipt import hashes_of, read_receipt
from analysis.build.record import record, versions
from analysis.build.slots import ONE_AT_A_TIME
from analysis.ground import paths
from analysis.ground.errors import AnalysisError
from analysis.ground.paths import GALLERY, RECEIPT


def publish(
    plan: Plan,
    *,
    formats: Sequence[str] = (),
    force: bool = False,
    gallery: bool = True,
    attempt_of: str = "",
) -> bool:
    """
    Write the annex of a plan beside what was made for it, attack the whole, and let readers find it at once.

    Parameters
    ----------
    plan : Plan
        Of which all runs are good.
    formats : sequence of str
        Of the annex; all when empty.
    force : bool
        Write one that is still good as well.
    gallery : bool
        Renew the page with all figures; who builds many gemeenten writes it once.
    attempt_of : str
        See `lock.hold`.

    Returns
    -------
    bool
        Whether it was made; otherwise the one of before is still good.

    Raises
    ------
    ExposedError
        A hidden number can be computed from what would be published, with the way to it. The edition of
        before stays, unless an attack of now on that one finds something as well.
    """
    with hold(plan.folder, attempt_of=attempt_of):
        here = plan.inside(paths.latest(plan.folder))
        # With what it is made of: a run that was left out of this build may be one of before.
        made_of = _made_of(here)
        key = {
            "sleutel": digest_of({"project": plan.annex_key, "onderdelen": made_of}),
            "formaten": ",".join(sorted(formats) or ["alle"]),
        }
        files = _annex_files(plan.folder)
        good = not force and bool(files) and _is_good(plan.folder, key, files)
        if not good:
            inside = plan.inside(edition_folder.begin(plan.folder, _parts(plan)))
            made = _written(inside, tuple(formats), made_of)
            record(inside, ANNEX_PART, key, hashes_of(inside.folder, made))
            edition_folder.put_in_place(plan.folder)
        elif here.folder != plan.folder:  # parts were made again, and are the same as before
            edition_folder.take_along(plan.folder, files)
            record(here, ANNEX_PART, key, files)
            edition_folder.put_in_place(plan.folder)
        if gallery and _older(plan.folder.parents[1] / GALLERY, plan.folder / RECEIPT):
            # Imported here: see `analysis.cli`.
            from analysis.annex.gallery import write_gallery

            write_gallery(plan.folder.parents[1])
        return not good


def _written(plan: Plan, formats: tuple[str, ...], made_of: str) -> list[str]:
    """
    Write the annex from the runs as they stand, between two attacks; return its files. An exposed one leaves no trace.

    Parameters
    ----------
    plan : Plan
        To be carried out in the folder beside the edition that readers find.
    formats : tuple of str
        Which; all when empty.
    made_of : str
        Of what, see `_made_of`.
    """
    # Imported here: see `analysis.cli`.
    from analysis.annex.contents import read_contents
    from analysis.annex.write import write_all
    from analysis.audit.published import ExposedError, Seen, refuse_exposed
    from analysis.release.store import read_about, release_digest

    release, seen, made = plan.folder / RELEASE, Seen(), []
    # By this digest the annex is known: of nothing but what is published with it.
    mark = digest_of({"invoer": json.dumps(dict(plan.inputs), sort_keys=True), "onderdelen": made_of})
    with ONE_AT_A_TIME:
        try:
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

    files = _annex_files(place)
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


def _older(file: Path, other: Path) -> bool:
    """Whether a gallery was written before an edition, or not at all."""
    return not file.is_file() or file.stat().st_mtime_ns < other.stat().st_mtime_ns


def _parts(plan: Plan) -> list[str]:
    return [RELEASE, *(task.id for task in plan.tasks)]


def _made_of(plan: Plan) -> str:
    """Return the hash of every file of every part, as text."""
    receipt = read_receipt(plan.folder).get("onderdelen", {})
    return json.dumps({part: receipt.get(part, {}).get("bestanden") for part in _parts(plan)}, sort_keys=True)


def _annex_files(place: Path) -> Mapping[str, str]:
    """Return the files of the annex that readers find, with their hashes, by the receipt."""
    files: Mapping[str, str] = (
        read_receipt(place).get("onderdelen", {}).get(ANNEX_PART, {}).get("bestanden", {})
    )
    return files


def _is_good(place: Path, key: Mapping[str, Any], files: Mapping[str, str]) -> bool:
    """Whether the annex that readers find was made of this, and is as it was made."""
    known = read_note(place, ANNEX_PART, files)
    return {name: known.get(name) for name in key} == key and hashes_of(place, files) == files
