"""
Why numbers were hidden, kept for the municipality itself; and what earlier editions showed.

`poort.json` lies beside the release and is not for publication: it tells which
hidden numbers are small and which only protect them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.protection import GateRule
from analysis.release.editions import Edition
from analysis.release.store import TABLE
from analysis.release.sums import Row

REASONS, RELEASE = "poort.json", "release"


def write_reasons(folder: Path, reasons: Mapping[Row, str], rule: GateRule) -> None:
    """Write which rows were hidden and why, with the rule that was used."""
    content = {
        "niet_publiceren": "Dit bestand zegt welke verborgen getallen klein zijn. Geef het niet door.",
        "regel": rule.model_dump(mode="json"),
        "verborgen": [[*row, reasons[row]] for row in sorted(reasons)],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / REASONS).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_reasons(folder: Path) -> tuple[dict[Row, str], GateRule]:
    """Return why rows were hidden and the rule used; nothing and the usual rule for a release without them."""
    path = folder / REASONS
    if not path.is_file():
        return {}, GateRule()
    content = json.loads(path.read_text(encoding="utf-8"))
    reasons = {Row(*parts): why for *parts, why in content["verborgen"]}
    return reasons, GateRule.model_validate(content["regel"])


def earlier_editions(edition: Path) -> list[Edition]:
    """
    Return what every edition before this one published, with the reasons where they are still known.

    Parameters
    ----------
    edition : Path
        The folder of this edition, named after its year, beside those of other years.
    """
    return [
        Edition(
            folder.name, pd.read_parquet(io.BytesIO((folder / RELEASE / TABLE).read_bytes())), rule, reasons
        )
        for folder in earlier_folders(edition)
        for reasons, rule in [read_reasons(folder / RELEASE)]
    ]


def earlier_folders(edition: Path) -> list[Path]:
    """Return the folders of the editions before this one that have a release, the oldest first."""
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
