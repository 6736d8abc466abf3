"""What is asked of a table, and what came back, for both versions of the protocol."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from analysis.ground.errors import Problem

Service = Literal["cbs", "cbs_v4", "rivm"]

OBSERVATIONS: Final = "waarnemingen.parquet"
TOPICS: Final = "onderwerpen.json"
INFO: Final = "tabel.json"
ASKED: Final = "vraag.json"


def dimension_file(name: str) -> str:
    """Return the file of a snapshot that holds a dimension."""
    return f"dimensie-{name}.parquet"


@dataclass(frozen=True)
class Request:
    """
    A table, or the part of it that is about some gemeenten.

    Attributes
    ----------
    source : str
        Folder in the store.
    service : {"cbs", "cbs_v4", "rivm"}
    table : str
        Number of the table, `85984NED`.
    area_dimension : str
        `WijkenEnBuurten` or `RegioS`.
    gemeenten : tuple of str, optional
        Codes; their wijken and buurten come with them. None is the whole country.
    others : tuple of str
        Other areas by code (`NL00`, `PV23`); one that the table does not have is left out.
    choose : mapping of dimension to codes
        What of the other dimensions is wanted; everything when left out.
    """

    source: str
    service: Service
    table: str
    area_dimension: str
    gemeenten: tuple[str, ...] | None
    others: tuple[str, ...] = ()
    choose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """Return the folder of this question: `85984NED-GM0148`, `85984NED-alle`, with a hash when it asks more."""
        if self.gemeenten is None:
            return f"{self.table}-alle{self._hash(self.choose)}"
        if len(self.gemeenten) <= 3:
            return f"{self.table}-{'-'.join(self.gemeenten)}{self._hash(self.choose, self.others)}"
        return f"{self.table}-{len(self.gemeenten)}gemeenten{self._hash(self.gemeenten, self.choose, self.others)}"

    @property
    def extra(self) -> tuple[str, ...]:
        """Return the other areas, without those that come with the gemeenten."""
        return tuple(code for code in dict.fromkeys(self.others) if code not in (self.gemeenten or ()))

    @staticmethod
    def _hash(*asked: object) -> str:
        if not any(asked):
            return ""
        text = json.dumps(asked, sort_keys=True, default=list)
        return f"-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


@dataclass
class Fetched:
    """
    What a table gave, in files of a temporary folder.

    Attributes
    ----------
    files : mapping of name to Path
    url : str
        Address of the table.
    rows : int
    version : str
        Moment of the last change, as the source writes it.
    licence : str
    asked : list of str
        Every address, without the host.
    notes : list of Problem
    """

    url: str
    files: dict[str, Path] = field(default_factory=dict)
    rows: int = 0
    version: str = ""
    licence: str = ""
    asked: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def keep_json(self, folder: Path, name: str, content: Any) -> None:
        """Keep an answer as JSON that is the same bytes whenever it says the same."""
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        self.files[name] = path
