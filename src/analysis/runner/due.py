"""
What is still good: a part is made again when something changed that it rests on, and for no other reason.

A run whose project changed is not made again when its own code, parameters and params are the same
and everything that it read (`.gelezen.json` in its folder) is what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import paths
from analysis.notebook_names import READS
from analysis.runner.own_notes import key_of_part
from analysis.runner.plan import RELEASE, Plan, Task, digest_of
from analysis.runner.receipt import read_receipt, same_files
from analysis.stored import read_json

if TYPE_CHECKING:
    from analysis.release.reads import Hashes

MOST = 3  # changed parts that are named

NEW, OTHER_FILES, FORCED = "nog niet gemaakt", "de uitvoer is veranderd of weg", "gevraagd"
OTHER_CODE = "notebook, code, params of pakketten veranderd"
OTHER_DATA, FIRST_RELEASE = "gegevens, code, params of pakketten veranderd", "blijkt uit de nieuwe cijfers"
_OPENED, _BEFORE_GATE = ("bestand", "map"), ("data/eigen", "data/raw")
NO_RECORD = "niet bekend wat het las"
NO_KEY = "op deze computer niet bekend waarvan het is gemaakt"


@dataclass
class Standing:
    """
    How the parts stand.

    Attributes
    ----------
    due : dict of str to str
        Part and why it has to be made, in order; as long as the release is due, a run that may turn
        out to be good stands here too.
    kept : list of str
        Parts that are still good.
    renewed : list of str
        Of those, the runs that are good in a project that changed: their line in the receipt is old.
    """

    due: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)


def due(plan: Plan, *, force: bool = False, only: frozenset[str] = frozenset()) -> list[str]:
    """Return the ids of the parts that have to be made: `release` and tasks, in order."""
    return list(standing(plan, force=force, only=only).due)


def standing(
    plan: Plan, *, force: bool = False, only: frozenset[str] = frozenset(), release: Path | None = None
) -> Standing:
    """
    Hold every part against what it was made from: those that wait to be published, or else the published ones.

    Parameters
    ----------
    plan : Plan
        What there is to make.
    force : bool
        Whatever is asked for is due.
    only : frozenset of str
        Parts that are asked for; all when empty. The release always is: a run of one notebook on figures
        of before would be recorded as one on those of now.
    release : Path, optional
        The release that will take the place of the one that is due, for who made it elsewhere to know more.
    """
    look = _Look(plan.inside(paths.latest(plan.folder)), release)
    found = Standing()
    for part in (RELEASE, *(task.id for task in plan.tasks)):
        asked = not only or part in only
        if not asked and part != RELEASE:
            continue
        if reason := FORCED if force and asked else look.at(part, found):
            found.due[part] = reason
        elif asked:
            found.kept.append(part)
    return found


def release_state(receipt: Mapping[str, Any]) -> str:
    """Return a hash of the release that stands there, by its files in the receipt."""
    return digest_of(receipt.get("onderdelen", {}).get(RELEASE, {}).get("bestanden", {}))


def hashes_of_now(plan: Plan, release: Path | None = None) -> Hashes:
    """Return what asks the hash of each part that a run may have read, of the release that stands there or another."""
    # Imported here: a build with nothing to do must not wait for pandas.
    from analysis.release.reads import Hashes

    return Hashes(release or plan.folder / RELEASE, paths.root())


def read_record(folder: Path) -> dict[str, str] | None:
    """Return what a run wrote about what it read; None when it did not, or not so that it can be read."""
    content = read_json(folder / READS)
    if not isinstance(content, dict) or not all(isinstance(one, str) for one in content.values()):
        return None
    return content or None


def reads_problem(folder: Path, now: Hashes) -> str:
    """Return in Dutch why what a finished run says it read is not what stands there now; "" when it is."""
    record = read_record(folder)
    if record is None:
        return "het notebook legde niet vast wat het las (nb.footer hoort in de laatste cel)"
    # Before the gate; and a hash of it would be published with what the run read.
    opened = [name for kind, _, name in (key.partition(":") for key in record) if kind in _OPENED]
    behind = [name for name in opened if name.startswith(_BEFORE_GATE)]
    if behind:
        return f"het las {_few(sorted(behind))}; een notebook leest alleen wat is vrijgegeven"
    changed = now.changed(record)
    return f"terwijl het liep veranderde wat het las: {_few(changed)}" if changed else ""


class _Look:
    """One look at a folder: the receipt and the hashes are read once."""

    def __init__(self, plan: Plan, coming: Path | None = None) -> None:
        self._plan = plan
        self._coming = coming
        self._receipt = read_receipt(plan.folder)
        self._tasks = {task.id: task for task in plan.tasks}
        self._release = release_state(self._receipt)
        self._now: Hashes | None = None

    def at(self, part: str, found: Standing) -> str:
        """Return why a part is due, "" when it is good; `found` holds how those before it stand."""
        record, reason = self._recorded(part)
        if reason:
            return reason
        return self._release_is(record, found) if part == RELEASE else self._task_is(record, part, found)

    def _release_is(self, record: Mapping[str, Any], found: Standing) -> str:
        if record.get("alles") == self._plan.everything:
            return ""
        if record.get("sleutel") != self._plan.release_key:
            return OTHER_DATA
        found.renewed.append(RELEASE)
        return ""

    def _task_is(self, record: Mapping[str, Any], part: str, found: Standing) -> str:
        task, new_release = self._tasks[part], RELEASE in found.due
        if not new_release and _is_of(record, task, self._release):
            return ""
        if record.get("sleutel") != self._plan.key_of(task):
            return OTHER_CODE
        reason = FIRST_RELEASE if new_release and self._coming is None else self._changed(part)
        if not reason:
            found.renewed.append(part)
        return reason

    def _recorded(self, part: str) -> tuple[Mapping[str, Any], str]:
        record = self._receipt.get("onderdelen", {}).get(part)
        if record is None:
            return {}, NEW
        if not same_files(record, self._plan.folder / part):
            return record, OTHER_FILES
        key = key_of_part(self._plan.folder, part, record["bestanden"])
        return key, "" if key else NO_KEY

    def _changed(self, part: str) -> str:
        record = read_record(self._plan.folder / part)
        if record is None:
            return NO_RECORD
        self._now = self._now or hashes_of_now(self._plan, self._coming)
        changed = self._now.changed(record)
        return f"veranderd: {_few(changed)}" if changed else ""


def _is_of(record: Mapping[str, Any], task: Task, release: str) -> bool:
    return record.get("alles") == task.everything and record.get("vrijgave") == release


def _few(names: list[str]) -> str:
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" en nog {more}" if more > 0 else "")
