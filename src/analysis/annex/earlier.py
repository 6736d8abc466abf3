"""What is left of the previous edition: its receipt and the figures that it had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.ground.notebook_names import INDEX
from analysis.ground.paths import RECEIPT
from analysis.ground.stored import read_object

Place = tuple[str, str]  # run and figure


@dataclass(frozen=True)
class Earlier:
    """
    An edition of before.

    Attributes
    ----------
    edition : str
        Its year.
    inputs, versions : mapping of str to str
        Hash per kind of input, and version per package, from its receipt; empty without one.
    figures : mapping of (str, str) to str
        Title per run and figure.
    """

    edition: str
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    figures: Mapping[Place, str]


def read_earlier(folder: Path) -> Earlier:
    """Read what there is of an edition; a file that cannot be read leaves a part empty."""
    receipt = read_object(folder / RECEIPT)
    figures = {
        (index.parent.name, str(part["id"])): str(part["titel"])
        for index in sorted(folder.glob(f"*/{INDEX}"))
        for part in parts_in(index)
        if part["soort"] == "figuur" and {"id", "titel"} <= part.keys()
    }
    return Earlier(folder.name, _texts(receipt.get("invoer")), _texts(receipt.get("versies")), figures)


def parts_in(index: Path) -> list[dict[str, Any]]:
    """Return what a run of any edition showed; nothing of an index that cannot be read."""
    parts = read_object(index).get("onderdelen")
    return (
        [part for part in parts if isinstance(part, dict) and "soort" in part]
        if isinstance(parts, list)
        else []
    )


def _texts(content: object) -> dict[str, str]:
    known = content.items() if isinstance(content, dict) else ()
    return {name: text for name, text in known if isinstance(text, str)}
