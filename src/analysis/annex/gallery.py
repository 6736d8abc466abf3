"""`outputs/index.html`: all figures of all municipalities and editions, to search and filter; works from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.annex.changes import parts_in
from analysis.annex.contents import IndexEntry
from analysis.annex.html import write_page
from analysis.ground.formats import GALLERY, there
from analysis.ground.notebook_names import INDEX
from analysis.ground.stored import read_object
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.tidy import STATUS_TEXT
from analysis.release.store import ABOUT

PICTURES = {"png": "PNG", "svg": "SVG", "xlsx": "Excel", "csv": "CSV"}
WHOLE = "Hele gemeente"
# What an index has of every figure.
TEXTS = ("id", "titel", "ondertitel", "alt", "bron", "bijschrift")


@dataclass(frozen=True)
class Item:
    """One figure in the gallery, with what it is found by."""

    part: IndexEntry
    folder: str
    municipality: str
    edition: str
    areas: tuple[str, ...]
    themes: tuple[str, ...]
    years: tuple[str, ...]
    statuses: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that the search looks through."""
        part = self.part
        texts = (part["titel"], part["ondertitel"], part["alt"], part["bron"], *self.areas, *self.themes)
        return " ".join(texts).lower()


@dataclass(frozen=True)
class GalleryEdition:
    """One edition of one municipality, with the documents that lie in its folder."""

    municipality: str
    edition: str
    folder: str
    documents: tuple[str, ...]


def write_gallery(outputs: Path, name: str = "index.html") -> Path:
    """Write the gallery of an outputs folder; pictures and downloads are links to the files below it."""
    catalogue = read_catalogue()
    items = [item for folder in _editions(outputs) for item in _items(outputs, folder, catalogue)]
    editions = [
        GalleryEdition(_name(folder), folder.name, _link(folder.relative_to(outputs)), there(folder, GALLERY))
        for folder in _editions(outputs)
    ]
    return write_page(
        outputs / name,
        "galerij.html.j2",
        items=items,
        editions=editions,
        filters=_filters(items),
        pictures=PICTURES,
        text_uri=lambda text: f"data:text/plain;charset=utf-8,{quote(text)}",
    )


def _editions(outputs: Path) -> Iterator[Path]:
    """Yield the folders of editions: by municipality, the newest first."""
    for municipality in sorted(path for path in outputs.iterdir() if path.is_dir()):
        years = [path for path in municipality.iterdir() if path.is_dir() and path.name.isdigit()]
        yield from sorted(years, key=lambda path: int(path.name), reverse=True)


def _items(outputs: Path, folder: Path, catalogue: Catalogue) -> Iterator[Item]:
    for index in sorted(folder.glob(f"*/{INDEX}")):
        if index.parent.name.startswith("."):
            continue
        for part in parts_in(index):
            if part["soort"] == "figuur" and _is_whole(part):
                yield _item(part, _link(index.parent.relative_to(outputs)), folder, catalogue)


def _item(part: IndexEntry, link: str, folder: Path, catalogue: Catalogue) -> Item:
    themes = [catalogue.indicators[one].thema for one in part["indicatoren"] if one in catalogue.indicators]
    return Item(
        part=part,
        folder=link,
        municipality=_name(folder),
        edition=folder.name,
        areas=tuple(dict.fromkeys(_areas(part["gebieden"], catalogue))),
        themes=tuple(sorted({theme.replace("_", " ").capitalize() for theme in themes})),
        years=tuple(sorted({period[:4] for period in part["perioden"]})),
        statuses=tuple(dict.fromkeys(STATUS_TEXT[status].capitalize() for status in part["status"])),
    )


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


def _filters(items: Sequence[Item]) -> dict[str, tuple[str, list[str]]]:
    """Return per filter its label and what there is to choose, most recent year first."""

    def all_of(values: Iterable[str]) -> list[str]:
        return sorted(set(values), key=str.casefold)

    return {
        "gemeente": ("Gemeente", all_of(item.municipality for item in items)),
        "editie": ("Editie", all_of(item.edition for item in items)[::-1]),
        "kern": ("Kern", all_of(one for item in items for one in item.areas)),
        "thema": ("Thema", all_of(one for item in items for one in item.themes)),
        "jaar": ("Jaar van de cijfers", all_of(one for item in items for one in item.years)[::-1]),
        "status": ("Status", all_of(one for item in items for one in item.statuses)),
    }


def _link(path: Path) -> str:
    return quote(path.as_posix())
