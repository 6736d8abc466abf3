"""
What one run read of a release and of the project, and a hash of each such part.

A run is still good when every part that it read is what it was. Whatever code can see counts:
who asks for a whole table read the whole table. A part is named `kind:which`, so that a person
can see in `.gelezen.json` why a run was made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis.catalogue import Catalogue, read_catalogue
from analysis.release.chosen import places
from analysis.release.parquet import read_table

TABLE_FILE, AREAS_FILE, BOUNDARIES_FILE = "cijfers.parquet", "gebieden.parquet", "grenzen.parquet"
RETURNS_FILE, ABOUT_FILE = "opgaven.parquet", "release.json"

TABLE, AREAS, BOUNDARIES, RETURNS, ABOUT = "cijfers", "gebieden", "grenzen", "opgaven", "over"
PRESENT = "aanwezig"
CATALOGUE = {"indicators": "indicator", "sources": "bron", "areas": "gebied", "caveats": "beperking"}
OPENED, LISTED = "bestand", "map"
SEEN = ("gemeente", "naam", "vergelijk")  # of release.json, what a Release shows

Value = TypeVar("Value")


class Reads:
    """The parts of a release that were asked for."""

    def __init__(self) -> None:
        self._rows: dict[str, set[str] | None] = {}
        self._named: set[str] = {ABOUT}

    def rows(self, indicators: Iterable[str], areas: Iterable[str] | None = None) -> None:
        """Note the rows of indicators, of some areas or of all, with every period and source."""
        wanted = None if areas is None else set(areas)
        for indicator in indicators:
            known = self._rows.get(indicator, set())
            self._rows[indicator] = None if known is None or wanted is None else known | wanted

    def present(self, area: str = "") -> None:
        """Note which indicators an area has rows of; of every area when it is left out."""
        self._named.add(f"{PRESENT}:{area}" if area else PRESENT)

    def whole(self, part: str) -> None:
        """Note a part of which everything could be seen."""
        self._named.add(part)

    def keys(self) -> list[str]:
        """Return the names of the parts, without those that another one holds."""
        found = set(self._named)
        for indicator, areas in self._rows.items():
            found |= {f"{TABLE}:{indicator}"} if areas is None else set()
            found |= {f"{TABLE}:{indicator}:{area}" for area in areas or ()}
        whole = {key for key in found if ":" not in key}
        if TABLE in whole:
            found -= {PRESENT}
            whole |= {PRESENT}
        return sorted(key for key in found if key in whole or key.partition(":")[0] not in whole)


class Noted(Mapping[str, Value]):
    """A part of the catalogue that notes which of its entries were asked for."""

    def __init__(self, inner: Mapping[str, Value], reads: Reads, name: str) -> None:
        self.inner, self._reads, self._name = inner, reads, name

    def __getitem__(self, key: str) -> Value:
        self._reads.whole(f"{self._name}:{key}")
        return self.inner[key]

    def __contains__(self, key: object) -> bool:
        self._reads.whole(f"{self._name}:{key}")
        return key in self.inner

    def __iter__(self) -> Iterator[str]:
        self._reads.whole(self._name)
        return iter(self.inner)

    def __len__(self) -> int:
        self._reads.whole(self._name)
        return len(self.inner)

    def keys(self) -> KeysView[str]:
        """Return all ids, which is reading all."""
        self._reads.whole(self._name)
        return self.inner.keys()

    def values(self) -> ValuesView[Value]:
        """Return all entries."""
        self._reads.whole(self._name)
        return self.inner.values()

    def items(self) -> ItemsView[str, Value]:
        """Return all ids with their entries."""
        self._reads.whole(self._name)
        return self.inner.items()


def noted(catalogue: Catalogue, reads: Reads) -> Catalogue:
    """Return a catalogue that notes what is looked up in it."""
    return Catalogue(
        **{part: Noted(getattr(catalogue, part), reads, name) for part, name in CATALOGUE.items()}
    )


def plain(entries: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return entries that note nothing, for what passes on no more than the entries that it was asked for."""
    return entries.inner if isinstance(entries, Noted) else entries


class Hashes:
    """
    The hash of each part as it is now: the run and the next build ask the same questions.

    Parameters
    ----------
    release : Path
        Folder of the release.
    root : Path
        The project.
    table, catalogue : DataFrame, Catalogue, optional
        As they were read from there already; read when left out.
    places : mapping, optional
        `places` of the table, for who has them already.
    """

    def __init__(
        self,
        release: Path,
        root: Path,
        *,
        table: pd.DataFrame | None = None,
        catalogue: Catalogue | None = None,
        places: Mapping[tuple[str, ...], Sequence[int]] | None = None,
    ) -> None:
        self._release, self._root = release, root
        self._loaded_places = places
        self._loaded_table, self._loaded_catalogue = table, catalogue
        self._known: dict[str, str] = {}

    def of(self, key: str) -> str:
        """Return the hash of one part; "" for what is not there."""
        if key not in self._known:
            self._known[key] = self._made(key)
        return self._known[key]

    def same(self, recorded: Mapping[str, str]) -> bool:
        """Whether every part is what it was; stops at the first that is not."""
        return all(self.of(key) == value for key, value in recorded.items())

    def changed(self, recorded: Mapping[str, str]) -> list[str]:
        """Return the parts that are not what they were."""
        return [key for key, value in recorded.items() if self.of(key) != value]

    def _made(self, key: str) -> str:
        kind, _, which = key.partition(":")
        if kind in CATALOGUE.values():
            return self._of_catalogue(kind, which)
        return self._makers[kind](which) if kind in self._makers else ""

    @property
    def _makers(self) -> Mapping[str, Callable[[str], str]]:
        return {
            TABLE: self._of_rows,
            PRESENT: self._of_present,
            AREAS: lambda _: _of_file(self._release / AREAS_FILE),
            BOUNDARIES: lambda _: _of_file(self._release / BOUNDARIES_FILE),
            RETURNS: lambda _: _of_file(self._release / RETURNS_FILE),
            ABOUT: lambda _: self._of_about(),
            OPENED: lambda name: _of_file(self._root / name),
            LISTED: lambda name: _of_folder(self._root / name),
        }

    def _of_rows(self, which: str) -> str:
        if not which:
            return _of_file(self._release / TABLE_FILE)
        indicator, _, area = which.partition(":")
        found = self._places.get((indicator, area) if area else (indicator,), ())
        return _of_texts(json.dumps([column[place] for column in self._columns]) for place in found)

    def _of_present(self, area: str) -> str:
        pairs = (key for key in self._places if len(key) == 2)
        return _of_texts(sorted(f"{one} {there}" for one, there in pairs if not area or there == area))

    def _of_about(self) -> str:
        about = json.loads((self._release / ABOUT_FILE).read_text(encoding="utf-8"))
        return _of_texts([json.dumps([about[name] for name in SEEN])])

    def _of_catalogue(self, kind: str, which: str) -> str:
        part = next(part for part, name in CATALOGUE.items() if name == kind)
        entries: Mapping[str, object] = getattr(self._catalogue, part)
        if not which:
            return _of_texts(f"{key} {_text(entry)}" for key, entry in entries.items())
        return _of_texts([_text(entries[which])]) if which in entries else ""

    @cached_property
    def _table(self) -> pd.DataFrame:
        if self._loaded_table is not None:
            return self._loaded_table
        return read_table((self._release / TABLE_FILE).read_bytes())

    @cached_property
    def _columns(self) -> list[list[Any]]:
        return [self._table[column].tolist() for column in self._table]

    @cached_property
    def _places(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        return places(self._table) if self._loaded_places is None else self._loaded_places

    @cached_property
    def _catalogue(self) -> Catalogue:
        if self._loaded_catalogue is not None:
            return self._loaded_catalogue
        about = json.loads((self._release / ABOUT_FILE).read_text(encoding="utf-8"))
        return read_catalogue(self._root / "data", gemeente=about["gemeente"])


def _text(entry: object) -> str:
    return entry if isinstance(entry, str) else entry.model_dump_json()  # type: ignore[attr-defined]


def _of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32] if path.is_file() else ""


def _of_folder(path: Path) -> str:
    return _of_texts(sorted(one.name for one in path.iterdir())) if path.is_dir() else ""


def _of_texts(texts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for text in texts:
        total.update(text.encode() + b"\0")
    return total.hexdigest()[:32]
