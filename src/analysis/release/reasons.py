"""
Why numbers were hidden, kept for the municipality itself; and what earlier editions showed.

`poort.json` tells which hidden numbers are small and which only protect them. It lies outside all outputs,
see `analysis.ground.paths.local`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from analysis.ground import paths
from analysis.ground.paths import REASONS
from analysis.ground.stored import read_object
from analysis.model.protection import GateRule
from analysis.release.editions import Edition
from analysis.release.store import TABLE, read_stored
from analysis.release.sums import Row

RELEASE = "release"


def write_reasons(edition: Path, reasons: Mapping[Row, str], rule: GateRule) -> None:
    """Write which rows of an edition were hidden and why, with the rule that was used; not into its folder."""
    content = {
        "niet_publiceren": "Dit bestand zegt welke verborgen getallen klein zijn. Geef het niet door.",
        "regel": rule.model_dump(mode="json"),
        "verborgen": [[*row, reasons[row]] for row in sorted(reasons)],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (paths.make_local(edition) / REASONS).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_reasons(edition: Path) -> tuple[dict[Row, str], GateRule]:
    """Return why rows of an edition were hidden and the rule used; nothing and the usual rule when not known here."""
    content = read_object(paths.local(edition) / REASONS)
    try:
        reasons = {Row(*parts): str(why) for *parts, why in content["verborgen"]}
        return reasons, GateRule.model_validate(content["regel"])
    except (KeyError, TypeError, ValueError):
        return {}, GateRule()


def earlier_editions(edition: Path) -> list[Edition]:
    """
    Return what every edition before this one published, with the reasons where they are still known.

    Parameters
    ----------
    edition : Path
        The folder of this edition, named after its year, beside those of other years; or the one it is made in.
    """
    return [
        Edition(folder.name, read_stored(folder / RELEASE / TABLE), rule, reasons)
        for folder in earlier_folders(edition)
        for reasons, rule in [read_reasons(folder)]
    ]


def earlier_folders(edition: Path) -> list[Path]:
    """Return the folders of the editions before this one that have a release, the oldest first."""
    edition = paths.place_of(edition)
    if not edition.name.isdecimal() or not edition.parent.is_dir():
        return []
    earlier = [
        folder
        for folder in edition.parent.iterdir()
        if folder.name.isdecimal()
        and int(folder.name) < int(edition.name)
        and (folder / RELEASE / TABLE).is_file()
    ]
    return sorted(earlier, key=lambda folder: int(folder.name))
