"""
What is remembered of a part that was made: in the receipt what is published of it, and outside all outputs the rest.

The hashes of what a part rested on cover files that were delivered. Whoever knows the rest finds such a file
back by trying, so none of them may lie where somebody else reads. Without these notes, or on another machine,
everything is made again: no more than that.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.build.plan import RELEASE, Plan
from analysis.build.receipt import ANNEX_FILES, digest_of, read_receipt, same_files, write_receipt
from analysis.ground import paths
from analysis.ground.cache import cached
from analysis.ground.paths import REASONS
from analysis.ground.stored import read_object

# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")
KEYS, SECONDS = "sleutels.json", "duur.json"
MOST_SECONDS = 1e6  # nobody waited longer
_FILES = "van"
_SECRET, _SECRET_INPUT = {"sleutel", "alles", "vrijgave"}, "opgehaald"


def record(
    plan: Plan, part: str, note: Mapping[str, object], files: Mapping[str, str], **more: object
) -> None:
    """
    Write a part into the receipt; the last thing that happens to it.

    `note` says what it rests on and is kept outside the outputs; `files` are its hashes; `more` is published.
    """
    receipt = read_receipt(plan.folder)
    parts = receipt.get("onderdelen", {})
    write_note(plan.folder, part, files, note)
    parts[part] = {"bestanden": dict(files), **more}
    known = {*plan.parts, ANNEX_FILES}
    content: dict[str, Any] = {
        "gemeente": plan.params.gemeente,
        "naam": plan.params.naam,
        "editie": plan.params.editie,
        "params": plan.params_file,
        "invoer": dict(plan.inputs),
        "versies": versions(),
        "onderdelen": {name: parts[name] for name in parts if name in known},
    }
    write_receipt(plan.folder, content)


def altered(plan: Plan) -> list[str]:
    """Return the parts with a folder of their own whose files are not those that the receipt names."""
    parts = read_receipt(plan.folder).get("onderdelen", {})
    own = [part for part in parts if part != ANNEX_FILES]
    return [part for part in own if not same_files(parts[part], plan.folder / part)]


@cache
def versions() -> dict[str, str]:
    """Return the versions that a build rests on."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"kernmonitor": __version__, "python": python} | {name: version(name) for name in PACKAGES}


def read_note(edition: Path, part: str, files: Mapping[str, str]) -> dict[str, Any]:
    """Return what was noted of a part in the folder `edition`; empty when nothing is, or it is of other files."""
    path = paths.local(edition) / KEYS
    known = cached(("notes", path), lambda: read_object(path), [path]).get(part)
    return known if isinstance(known, dict) and known.get(_FILES) == digest_of(files) else {}


def write_note(edition: Path, part: str, files: Mapping[str, str], note: Mapping[str, object]) -> None:
    """Note something of a part with these files, in place of what was noted of it."""
    path = paths.make_local(edition) / KEYS
    _write(path, read_object(path) | {part: {**note, _FILES: digest_of(files)}})


def read_seconds(folder: Path) -> dict[str, float]:
    """Return how long each part of an edition took the last time; nothing where that is not known."""
    content = read_object(paths.local(folder) / SECONDS)
    return {
        part: float(value)
        for part, value in content.items()
        if isinstance(value, int | float) and 0 <= value < MOST_SECONDS
    }


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
        parts, inputs = receipt.get("onderdelen", {}), receipt.get("invoer", {})
        before = any(_SECRET & part.keys() or REASONS in part["bestanden"] for part in parts.values())
        if before or _SECRET_INPUT in inputs:
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
