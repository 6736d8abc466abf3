"""
The pages above the editions; both work from a file.

`outputs/index.html` has all figures, to search and filter, `outputs/overzicht.html` what came of a batch.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.annex.changes import parts_in
from analysis.annex.html import write_page
from analysis.cards.card import Content
from analysis.ground import formats
from analysis.ground.formats import GALLERY, there
from analysis.ground.notebook_names import INDEX
from analysis.ground.stored import read_object
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.tidy import STATUS_TEXT
from analysis.release.store import ABOUT

OVERVIEW = "overzicht.html"
PICTURES = {"png": "PNG", "svg": "SVG", "xlsx": "Excel", "csv": "CSV"}
WHOLE = "Hele gemeente"
FILTERS = {
    "gemeente": "Gemeente",
    "editie": "Editie",
    "kern": "Kern",
    "thema": "Thema",
    "jaar": "Jaar van de cijfers",
    "status": "Status",
}
NEWEST_FIRST = ("editie", "jaar")
# What an index has of every figure.
TEXTS = ("id", "titel", "ondertitel", "alt", "bron", "bijschrift")


def write_gallery(outputs: Path, name: str = "index.html") -> Path:
    """Write the gallery of an outputs folder; pictures and downloads are links to the files below it."""
    catalogue = read_catalogue()
    folders = list(_editions(outputs))
    # Of every figure what its index says, where its files are, and by what it is found.
    items = [
        (part, _link(index.parent, outputs), _found_by(part, folder, catalogue))
        for folder in folders
        for index in sorted(folder.glob(f"*/{INDEX}"))
        if not index.parent.name.startswith(".")
        for part in parts_in(index)
        if part["soort"] == "figuur" and _is_whole(part)
    ]
    choices = {key: {one for *_, found_by in items for one in found_by[key]} for key in FILTERS}
    return write_page(
        outputs / name,
        "galerij.html.j2",
        items=items,
        # Of every edition its municipality, its year, its folder and the documents in it.
        editions=[(_name(one), one.name, _link(one, outputs), there(one, GALLERY)) for one in folders],
        filters={
            key: (label, sorted(choices[key], key=str.casefold)[:: -1 if key in NEWEST_FIRST else 1])
            for key, label in FILTERS.items()
        },
        pictures=PICTURES,
        text_uri=lambda text: f"data:text/plain;charset=utf-8,{quote(text)}",
    )


def _editions(outputs: Path) -> Iterator[Path]:
    """Yield the folders of editions: by municipality, the newest first."""
    for municipality in sorted(path for path in outputs.iterdir() if path.is_dir()):
        years = [path for path in municipality.iterdir() if path.is_dir() and path.name.isdigit()]
        yield from sorted(years, key=lambda path: int(path.name), reverse=True)


def _found_by(part: Content, folder: Path, catalogue: Catalogue) -> dict[str, list[str]]:
    """Return per filter what a figure is found by."""
    themes = [catalogue.indicators[one].thema for one in part["indicatoren"] if one in catalogue.indicators]
    return {
        "gemeente": [_name(folder)],
        "editie": [folder.name],
        "kern": list(dict.fromkeys(_areas(part["gebieden"], catalogue))),
        "thema": sorted({theme.replace("_", " ").capitalize() for theme in themes}),
        "jaar": sorted({period[:4] for period in part["perioden"]}),
        "status": list(dict.fromkeys(STATUS_TEXT[status].capitalize() for status in part["status"])),
    }


def _areas(codes: Iterable[str], catalogue: Catalogue) -> Iterator[str]:
    """Yield the kern of each area: a kern with its surroundings is found under the name of the kern."""
    for code in codes:
        if code.startswith("KERN"):
            built_up = f"KERN-{code.partition('-')[2]}"
            yield catalogue.name(built_up if built_up in catalogue.areas else code)
        elif code.startswith("GM"):
            yield WHOLE


def _name(folder: Path) -> str:
    name = read_object(folder / "release" / ABOUT).get("naam")
    return name if isinstance(name, str) else folder.parent.name.capitalize()


def _is_whole(part: Mapping[str, Any]) -> bool:
    """Whether an index, which may be of any edition and from anybody, says of a figure all that is shown here."""
    files, size = part.get("bestanden"), part.get("maat_inch")
    lists = [part.get(name) for name in ("indicatoren", "gebieden", "perioden", "status")]
    return (
        all(isinstance(part.get(name), str) for name in TEXTS)
        and isinstance(files, dict)
        and files.keys() >= {"xlsx", "csv"}
        and _is_list_of(size, int | float)
        and len(part["maat_inch"]) == 2
        and all(_is_list_of(words, str) for words in lists)
        and set(part["status"]) <= STATUS_TEXT.keys()
    )


def _is_list_of(content: object, kind: Any) -> bool:
    return isinstance(content, list) and all(isinstance(one, kind) for one in content)


# The page of a batch over many gemeenten: what was made, kept, left out, and what failed and why.


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

    def log(line: OverviewLine, part: str) -> str:
        """Return the address of what was kept of a failed part; nothing when nothing was."""
        file = line.folder / "fouten" / part / "log.txt"
        return _link(file, outputs) if file.is_file() else ""

    return write_page(
        outputs / OVERVIEW,
        "overzicht.html.j2",
        lines=ordered,
        failed=[line for line in ordered if line.failed],
        counts=Counter(line.state for line in lines),
        documents=lambda line: [
            (name, _link(line.folder / name, outputs)) for name in there(line.folder, formats.OVERVIEW)
        ],
        log=log,
    )


def _link(path: Path, outputs: Path) -> str:
    return quote(Path(os.path.relpath(path.resolve(), outputs.resolve())).as_posix())
