"""`outputs/overzicht.html`: what a batch over many gemeenten made, kept, left out, and what failed and why."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from analysis.annex.html import write_page
from analysis.ground import formats

OVERVIEW = "overzicht.html"
STATES = ("gemaakt", "ongewijzigd", "mislukt")


@dataclass(frozen=True)
class OverviewLine:
    """One gemeente in the overview."""

    gemeente: str
    code: str
    editie: int
    folder: Path
    made: Sequence[str] = ()
    kept: Sequence[str] = ()
    skipped: Sequence[str] = ()
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What to say of it in one word."""
        if self.failed:
            return "mislukt"
        return "gemaakt" if self.made else "ongewijzigd"


def write_overview(lines: Sequence[OverviewLine], outputs: Path) -> Path:
    """Write the overview of a build: what failed comes first, then the gemeenten by name, with their documents."""
    ordered = sorted(lines, key=lambda line: (line.gemeente.casefold(), line.editie))
    return write_page(
        outputs / OVERVIEW,
        "overzicht.html.j2",
        lines=ordered,
        failed=[line for line in ordered if line.failed],
        counts={state: sum(line.state == state for line in lines) for state in STATES},
        documents=lambda line: [
            (name, _link(line.folder / name, outputs))
            for name in formats.there(line.folder, formats.OVERVIEW)
        ],
        log=lambda line, part: _log(line.folder / "fouten" / part / "log.txt", outputs),
    )


def _log(file: Path, outputs: Path) -> str:
    """Return the address of what was kept of a failed part; nothing when nothing was."""
    return _link(file, outputs) if file.is_file() else ""


def _link(path: Path, outputs: Path) -> str:
    return quote(Path(os.path.relpath(path.resolve(), outputs.resolve())).as_posix())
