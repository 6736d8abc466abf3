"""
What an edition published, and why it hid what it hid: kept for the municipality itself, used by the next edition.

`poort.json` tells which hidden numbers are small and which only protect them. It lies outside all outputs,
see `analysis.ground.paths.local`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.ground import paths
from analysis.ground.paths import REASONS
from analysis.ground.stored import read_object
from analysis.model.protection import GateRule
from analysis.release.cells import Row
from analysis.release.store import RELEASE, TABLE, read_stored

DO_NOT_PUBLISH = "Dit bestand zegt welke verborgen getallen klein zijn. Geef het niet door."


@dataclass(frozen=True)
class Publication:
    """One edition as it went out, named by its year: its numbers, its rule, and as far as known why it hid what."""

    name: str
    table: pd.DataFrame = field(repr=False)
    rule: GateRule = field(default_factory=GateRule)
    reasons: Mapping[Row, str] = field(default_factory=dict, repr=False)


def write_local(edition: Path, name: str, content: Mapping[str, object]) -> None:
    """Write what tells which hidden numbers are small to this computer's own folder of an edition, not into outputs."""
    text = json.dumps(
        {"niet_publiceren": DO_NOT_PUBLISH} | dict(content), ensure_ascii=False, indent=1, sort_keys=True
    )
    (paths.make_local(edition) / name).write_text(text + "\n", encoding="utf-8", newline="\n")


def write_reasons(edition: Path, reasons: Mapping[Row, str], rule: GateRule) -> None:
    """Write which rows of an edition were hidden and why, with the rule that was used; not into its folder."""
    hidden = [[*row, reasons[row]] for row in sorted(reasons)]
    write_local(edition, REASONS, {"regel": rule.model_dump(mode="json"), "verborgen": hidden})


def read_reasons(edition: Path) -> tuple[dict[Row, str], GateRule]:
    """Return why rows of an edition were hidden and the rule used; nothing and the usual rule when not known here."""
    content = read_object(paths.local(edition) / REASONS)
    try:
        reasons = {Row(*parts): str(why) for *parts, why in content["verborgen"]}
        return reasons, GateRule.model_validate(content["regel"])
    except (KeyError, TypeError, ValueError):
        return {}, GateRule()


def earlier_editions(
    edition: Path,
    read: Callable[[Path], pd.DataFrame] = lambda release: read_stored(release / TABLE, pd.read_parquet),
) -> list[Publication]:
    """
    Return what every edition before this one published, with the reasons where they are still known.

    `edition` is the folder of this edition, named after its year, beside those of other years; or the one it is made
    in. `read` gives a table of the folder of a release.
    """
    return [
        Publication(folder.name, read(folder / RELEASE), rule, reasons)
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
