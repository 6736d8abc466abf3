"""What is written of a part that was made: what of it is published in the receipt, and what it rests on outside the outputs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from analysis import __version__
from analysis.build.edition_folder import ANNEX_PART
from analysis.build.notes import write_note
from analysis.build.plan import RELEASE, Plan
from analysis.build.receipt import read_receipt, same_files, write_receipt

# What a run rests on; printed in the receipt and on the provenance page.
PACKAGES = ("pandas", "geopandas", "matplotlib", "seaborn", "folium", "papermill", "numpy", "pyarrow")


def record(
    plan: Plan, part: str, note: Mapping[str, object], files: Mapping[str, str], **more: object
) -> None:
    """
    Write a part into the receipt; the last thing that happens to it.

    Parameters
    ----------
    plan : Plan
        Whose folder the part lies in.
    part : str
        Its id.
    note : mapping
        What it rests on. Kept outside the outputs, see `notes`.
    files : mapping of str to str
        Hash per file.
    **more
        For the receipt, which is published.
    """
    receipt = read_receipt(plan.folder)
    parts = receipt.get("onderdelen", {})
    write_note(plan.folder, part, files, note)
    parts[part] = {"bestanden": dict(files), **more}
    known = {RELEASE, ANNEX_PART, *(task.id for task in plan.tasks)}
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
    recorded = read_receipt(plan.folder).get("onderdelen", {})
    own = [part for part in recorded if part != ANNEX_PART]
    return [part for part in own if not same_files(recorded[part], plan.folder / part)]


def versions() -> dict[str, str]:
    """Return the versions that a build rests on."""
    return dict(_installed())


@cache
def _installed() -> dict[str, str]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"kernmonitor": __version__, "python": python} | {name: version(name) for name in PACKAGES}
