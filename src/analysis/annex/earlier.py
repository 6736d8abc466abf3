"""What is left of the previous edition: its receipt and the figures that it had."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.notebook_names import INDEX

RECEIPT = "manifest.json"
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
    receipt = _read(folder / RECEIPT)
    figures = {
        (index.parent.name, str(part["id"])): str(part["titel"])
        for index in sorted(folder.glob(f"*/{INDEX}"))
        for part in _read(index).get("onderdelen", ())
        if part["soort"] == "figuur"
    }
    return Earlier(folder.name, receipt.get("invoer", {}), receipt.get("versies", {}), figures)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
