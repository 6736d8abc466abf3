"""
What a build remembers of an edition for itself, outside all outputs: what parts rested on, and how long they took.

The hashes of what a part rested on cover files that were delivered. Whoever knows the rest finds such a file
back by trying, so none of them may lie where somebody else reads. Without these notes, or on another machine,
everything is made again: no more than that.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.build.key import digest_of
from analysis.build.plan import RELEASE
from analysis.build.receipt import read_receipt, write_receipt
from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.paths import REASONS
from analysis.ground.stored import read_object

KEYS, SECONDS = "sleutels.json", "duur.json"
_FILES = "van"
_SECRET, _SECRET_INPUT = {"sleutel", "alles", "vrijgave"}, "opgehaald"


def read_note(edition: Path, part: str, files: Mapping[str, str]) -> dict[str, Any]:
    """
    Return what was noted of a part; empty when nothing is known.

    Parameters
    ----------
    edition : Path
        The folder that the part lies in.
    part : str
        Its id.
    files : mapping of str to str
        Hash per file as the receipt has them: a note of other files is none.
    """
    path = paths.local(edition) / KEYS
    known = cached(("notes", path), lambda: read_object(path), [path]).get(part)
    if not isinstance(known, dict) or known.get(_FILES) != digest_of(files):
        return {}
    return known


def write_note(edition: Path, part: str, files: Mapping[str, str], note: Mapping[str, object]) -> None:
    """Note something of a part with these files, in place of what was noted of it."""
    path = paths.make_local(edition) / KEYS
    _write(path, read_object(path) | {part: {**note, _FILES: digest_of(files)}})


def note_seconds(place: Path, part: str, seconds: float) -> None:
    """Note how long a part took; `place` is where readers find the edition."""
    path = paths.make_local(place) / SECONDS
    _write(path, read_object(path) | {part: round(seconds, 2)})


def take_out_of_before(place: Path) -> None:
    """
    Take out of the editions of a gemeente what versions before this one left in them.

    Why numbers are hidden goes to where it belongs; of the receipt, what was computed from secret files is
    struck out. An edition of before needs nothing else: its parts are made again at its next build.
    """
    for folder in (place, *(one for one in place.parent.glob("*") if one.name.isdecimal())):
        reasons = folder / RELEASE / REASONS
        if reasons.is_file() and not reasons.is_symlink():
            target = paths.make_local(folder) / REASONS
            reasons.unlink() if target.exists() else shutil.move(reasons, target)
        receipt = read_receipt(folder)
        parts = receipt.get("onderdelen", {})
        before = [part for part in parts.values() if _SECRET & part.keys() or REASONS in part["bestanden"]]
        if before or _SECRET_INPUT in receipt.get("invoer", {}):
            inputs = receipt.get("invoer", {})
            receipt["invoer"] = {name: one for name, one in inputs.items() if name != _SECRET_INPUT}
            for part in parts.values():
                part["bestanden"].pop(REASONS, None)
                for key in _SECRET & part.keys():
                    del part[key]
            write_receipt(folder, receipt)


def _write(path: Path, content: Mapping[str, object]) -> None:
    draft = path.with_name(f"{paths.WORK}{path.name}")
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    draft.write_text(text + "\n", encoding="utf-8", newline="\n")
    draft.replace(path)
