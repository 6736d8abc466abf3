"""`outputs/overzicht.html`: what a batch over many gemeenten made, kept, left out, and what failed and why."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from analysis.charts.style import letter_files
from analysis.page_templates import environment

OVERVIEW = "overzicht.html"
DOCUMENTS = ("bijlage.html", "bijlage.pdf", "bijlage.docx", "samenvatting.html")


@dataclass(frozen=True)
class Line:
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


def write_overview(lines: Sequence[Line], outputs: Path) -> Path:
    """
    Write the overview of a batch.

    Parameters
    ----------
    lines : sequence of Line
        One per gemeente, in any order.
    outputs : Path
        An existing folder.

    Returns
    -------
    Path
        The page: what failed comes first, then the gemeenten by name, with links to their documents.
    """
    ordered = sorted(lines, key=lambda line: (line.gemeente.casefold(), line.editie))
    page = (
        environment("analysis.annex")
        .get_template("overzicht.html.j2")
        .render(
            lines=ordered,
            failed=[line for line in ordered if line.failed],
            counts={state: sum(line.state == state for line in lines) for state in STATES},
            documents=lambda line: [(name, _link(line.folder / name, outputs)) for name in _there(line)],
            faces={weight: file.read_bytes() for weight, file in letter_files().items()},
            letter=lambda content: f"data:font/ttf;base64,{b64encode(content).decode('ascii')}",
            log=lambda line, part: _log(line, part, outputs),
        )
    )
    draft = outputs / f".bezig-{OVERVIEW}"
    draft.write_text(page, encoding="utf-8", newline="\n")
    draft.replace(outputs / OVERVIEW)
    return outputs / OVERVIEW


STATES = ("gemaakt", "ongewijzigd", "mislukt")


def _there(line: Line) -> list[str]:
    return [name for name in DOCUMENTS if (line.folder / name).is_file()]


def _log(line: Line, part: str, outputs: Path) -> str:
    """Return the address of what was kept of a failed part; nothing when nothing was."""
    file = line.folder / "fouten" / part / "log.txt"
    return _link(file, outputs) if file.is_file() else ""


def _link(path: Path, outputs: Path) -> str:
    return quote(Path(os.path.relpath(path.resolve(), outputs.resolve())).as_posix())
