"""What changed since the previous edition, from what is left of it: its table, receipt and figures; and what grew old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ground import dutch
from analysis.ground.notebook_names import INDEX
from analysis.ground.paths import RECEIPT
from analysis.ground.stored import read_object
from analysis.model.catalogue import Catalogue
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.editions import earlier_folders
from analysis.release.store import RELEASE, TABLE, read_stored

KINDS = ("nieuw", "herzien", "vervallen")
Key = tuple[str, str, str, str]  # indicator, area, period, source


@dataclass(frozen=True)
class Change:
    """One number that is new, was revised or is no longer there; texts as a reader sees them."""

    kind: str  # one of KINDS
    subject: str
    area: str
    period: str
    before: str
    now: str


@dataclass(frozen=True)
class Old:
    """Subjects of one source whose last year lies well before the edition."""

    source: str
    period: str
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class EarlierEdition:
    """An edition of before, by its year; what its receipt and its figures say, empty without them."""

    edition: str
    inputs: Mapping[str, str]  # hash per kind of input
    versions: Mapping[str, str]  # per package
    figures: Mapping[tuple[str, str], str]  # title per run and figure


def read_earlier(folder: Path) -> EarlierEdition:
    """Read what there is of an edition; a file that cannot be read leaves a part empty."""
    receipt = read_object(folder / RECEIPT)
    figures = {
        (index.parent.name, str(part["id"])): str(part["titel"])
        for index in sorted(folder.glob(f"*/{INDEX}"))
        for part in parts_in(index)
        if part["soort"] == "figuur" and {"id", "titel"} <= part.keys()
    }
    return EarlierEdition(folder.name, _texts(receipt.get("invoer")), _texts(receipt.get("versies")), figures)


def parts_in(index: Path) -> list[dict[str, Any]]:
    """Return what a run of any edition showed; nothing of an index that cannot be read."""
    parts = read_object(index).get("onderdelen")
    known = parts if isinstance(parts, list) else []
    return [part for part in known if isinstance(part, dict) and "soort" in part]


def _texts(content: object) -> dict[str, str]:
    known = content.items() if isinstance(content, dict) else ()
    return {name: text for name, text in known if isinstance(text, str)}


def read_table(folder: Path) -> pd.DataFrame | None:
    """Return the release table of an edition's folder; None when it has none."""
    path = folder / RELEASE / TABLE
    return read_stored(path, pd.read_parquet) if path.is_file() else None


def previous_edition(folder: Path) -> Path | None:
    """Return the folder of the last edition before this one that has a release table."""
    return next(reversed(earlier_folders(folder)), None)


def compare(
    now: pd.DataFrame,
    before: pd.DataFrame,
    catalogue: Catalogue,
    indicators: Collection[str],
    areas: Collection[str],
) -> tuple[Change, ...]:
    """
    Return what differs between two release tables, for some indicators and areas.

    Only the texts that a reader sees are compared: a number that is written the same did not change.
    """

    def written(table: pd.DataFrame) -> dict[Key, str]:
        known = table[table["indicator"].isin([*indicators]) & table["gebied"].isin([*areas])]
        found = {}
        for row in known[known["indicator"].isin([*catalogue.indicators])].to_dict("records"):
            entry, text = catalogue[row["indicator"]], STATUS_TEXT[row["status"]]
            if row["status"] in WITH_VALUE:
                text = dutch.quantity(row["waarde"], entry.eenheid, entry.decimalen)
            found[row["indicator"], row["gebied"], row["periode"], row["bron"]] = text
        return found

    return tuple(_changes(written(before), written(now), catalogue))


def _changes(old: dict[Key, str], new: dict[Key, str], catalogue: Catalogue) -> Iterator[Change]:
    names = Counter(catalogue.name(area) for area in {key[1] for key in (*old, *new)})
    for key in sorted({*old, *new}):
        before, now = old.get(key, ""), new.get(key, "")
        if before == now:
            continue
        kind = "nieuw" if not before else "vervallen" if not now else "herzien"
        indicator, area, period, _ = key
        name = catalogue.name(area)
        if names[name] > 1:  # a kern and its gemeente
            name = f"{catalogue.areas[area].niveau} {name}"
        texts = (dutch.period(period), before or dutch.MISSING, now or dutch.MISSING)
        yield Change(kind, catalogue[indicator].naam, name, *texts)


def grown_old(
    table: pd.DataFrame,
    catalogue: Catalogue,
    indicators: Collection[str],
    areas: Collection[str],
    *,
    last_good: int,
) -> tuple[Old, ...]:
    """Return the subjects whose last number is of a year before `last_good`, by source and period."""
    looked_at = table["indicator"].isin([*indicators]) & table["gebied"].isin([*areas])
    rows = table[looked_at & table["status"].isin(WITH_VALUE)]
    last = rows.sort_values("periode", kind="stable").drop_duplicates("indicator", keep="last")
    old = last[last["periode"].str[:4].astype(int) < last_good]
    groups = old.sort_values(["bron", "indicator"], kind="stable").groupby(["bron", "periode"], sort=False)
    names = {source: entry.naam_kort for source, entry in catalogue.sources.items()}
    return tuple(
        Old(names.get(source, source), dutch.period(period), tuple(catalogue[one].naam for one in found))
        for (source, period), found in groups["indicator"]
    )
