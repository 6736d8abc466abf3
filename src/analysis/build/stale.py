"""
Which parts have to be made again, and why: what they were made of, as noted, is held against what is there now.

A release is made again when one of its inputs changed; a run when one of its inputs changed or a part of the
release that was handed out to it (`Release.handed_out`, which its notebook writes to `.gelezen.json` for the batch).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.build.plan import RELEASE, Plan, Wanted
from analysis.build.receipt import file_hashes, read_note, read_parts, recorded, same_files, write_note
from analysis.ground import dutch, paths
from analysis.ground.notebook_names import READS
from analysis.ground.stored import read_object

MOST = 3  # changed things that are named

NEW, OTHER_FILES, FORCED = "nog niet gemaakt", "de uitvoer is veranderd of weg", "gevraagd"
FIRST_RELEASE = "blijkt uit de nieuwe cijfers"
UNKNOWN = "op deze computer niet bekend waarvan het is gemaakt"
# In the note of a part: hashes of what it rests on, of what was handed out to a run, and of the parts of a release.
INPUTS, HANDED_OUT, PARTS, CHECKED = "invoer", "gelezen", "delen", "gecontroleerd"
# Of a release, what every notebook may look at as a whole.
WHOLE_FILES = ("gebieden", "grenzen", "opgaven")


@dataclass
class Standing:
    """
    How the parts stand: those that have to be made, in order and with the reason, and those that are still good.

    As long as the release is due, a run that may turn out to be good is due too.
    """

    due: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


def standing(plan: Plan, wanted: Wanted | None = None, release: Path | None = None) -> Standing:
    """
    Hold every part against what it was made from: those that wait to be published, or else the published ones.

    The release is always one of the parts that are asked for: a run of one notebook on figures of before would be
    recorded as one on those of now. Who made the `release` that will take the place of the one that is due knows
    more by it.
    """
    wanted, plan = wanted or Wanted(), plan.inside(paths.latest(plan.folder))
    receipt, found = read_parts(plan.folder), Standing()
    parts: Mapping[str, str] | None = release_parts(plan) if release is None else _parts_in(release)
    for part in plan.parts:
        asked = not wanted.parts or part in wanted.parts
        if not asked and part != RELEASE:
            continue
        reason = FORCED if wanted.force and asked else _reason(plan, part, receipt.get(part), parts)
        if reason:
            found.due[part] = reason
        elif asked:
            found.kept.append(part)
        if part == RELEASE and reason and release is None:
            parts = None  # those that runs will be held against are not known yet
    return found


def release_parts(plan: Plan) -> Mapping[str, str]:
    """Return the hash of each part of the release that stands there, as noted when it was made."""
    parts = read_note(plan.folder, RELEASE, recorded(plan.folder, RELEASE)).get(PARTS)
    return parts if isinstance(parts, dict) else {}


def release_note(plan: Plan) -> dict[str, object]:
    """Return what to note of the release that was made just now."""
    return {INPUTS: plan.rests_on(RELEASE), PARTS: _parts_in(plan.folder / RELEASE)}


def run_note(plan: Plan, part: str, folder: Path) -> dict[str, object]:
    """Return what to note of a finished run, and take what it wrote for that out of the folder with its outputs."""
    parts = release_parts(plan)
    names = [*read_object(folder / READS)[PARTS], *WHOLE_FILES]
    (folder / READS).unlink()
    return {INPUTS: plan.rests_on(part), HANDED_OUT: {name: parts.get(name, "") for name in names}}


def read_problem(plan: Plan, folder: Path) -> str:
    """Return in Dutch why what a finished run says it read is not what stands there; "" when it is."""
    said = read_object(folder / READS)
    parts, files = said.get(PARTS), said.get("bestanden")
    texts = isinstance(parts, list) and all(isinstance(one, str) for one in parts)
    if not texts or not isinstance(files, dict):
        return "het notebook legde niet vast wat het las (nb.footer hoort in de laatste cel)"
    there = file_hashes(plan.folder / RELEASE)
    changed = [name for name, one in files.items() if there.get(name) != one]
    return f"terwijl het liep veranderde wat het las: {dutch.few(changed, MOST)}" if changed else ""


def note_checked(plan: Plan) -> None:
    """Note with the release that all inputs, as they are now, were held against each other."""
    files = recorded(plan.folder, RELEASE)
    note = read_note(plan.folder, RELEASE, files)
    if note and note.get(CHECKED) != plan.everything:
        write_note(plan.folder, RELEASE, files, note | {CHECKED: plan.everything})


def was_checked(plan: Plan) -> bool:
    """Return whether all inputs, as they are now, were held against each other before."""
    folder = paths.latest(plan.folder)
    return read_note(folder, RELEASE, recorded(folder, RELEASE)).get(CHECKED) == plan.everything


def _reason(plan: Plan, part: str, record: Mapping[str, Any] | None, parts: Mapping[str, str] | None) -> str:
    if record is None:
        return NEW
    if not same_files(record, plan.folder / part):
        return OTHER_FILES
    note = read_note(plan.folder, part, record["bestanden"])
    more = note.get(PARTS if part == RELEASE else HANDED_OUT)
    if not isinstance(note.get(INPUTS), dict) or not isinstance(more, dict):
        return UNKNOWN
    then, now = note[INPUTS], plan.rests_on(part)
    changed = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
    if part != RELEASE and not changed:
        if parts is None:
            return FIRST_RELEASE
        changed = [name for name, one in more.items() if parts.get(name, "") != one]
    return f"veranderd: {dutch.few(changed, MOST)}" if changed else ""


def _parts_in(release: Path) -> dict[str, str]:
    # Imported here: a build with nothing to do must not wait for pandas.
    from analysis.release.store import part_hashes

    return part_hashes(release)
