"""What changed since the previous edition, from the two release tables; and which figures grew old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ground import dutch, paths
from analysis.model.catalogue import Catalogue
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.store import TABLE, read_stored

RELEASE = "release"
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


def read_table(folder: Path) -> pd.DataFrame | None:
    """Return the release table of an edition's folder; None when it has none."""
    path = folder / RELEASE / TABLE
    return read_stored(path) if path.is_file() else None


def previous_edition(folder: Path) -> Path | None:
    """Return the folder of the last edition before this one that has a release table."""
    folder = paths.place_of(folder)
    if not folder.name.isdigit():
        return None
    earlier = [
        other
        for other in folder.parent.iterdir()
        if other.name.isdigit() and int(other.name) < int(folder.name) and (other / RELEASE / TABLE).is_file()
    ]
    return max(earlier, key=lambda other: int(other.name), default=None)


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

    Parameters
    ----------
    now, before : DataFrame
        Tables of the contract, after the gate.
    catalogue : Catalogue
        For names, units and decimals.
    indicators, areas : collection of str
        What to look at.
    """
    old, new = (
        {
            (str(row.indicator), str(row.gebied), str(row.periode), str(row.bron)): _written(
                catalogue, str(row.indicator), row.waarde, str(row.status)
            )
            for row in table.itertuples()
            if row.indicator in indicators and row.gebied in areas and row.indicator in catalogue.indicators
        }
        for table in (before, now)
    )
    return tuple(_changes(old, new, catalogue))


def _changes(old: dict[Key, str], new: dict[Key, str], catalogue: Catalogue) -> Iterator[Change]:
    names = Counter(catalogue.name(area) for area in {key[1] for key in (*old, *new)})
    for key in sorted({*old, *new}):
        before, now = old.get(key, ""), new.get(key, "")
        if before == now:
            continue
        kind = "nieuw" if not before else "vervallen" if not now else "herzien"
        indicator, area, period, _ = key
        name = catalogue.name(area)
        yield Change(
            kind,
            catalogue[indicator].naam,
            name if names[name] == 1 else f"{catalogue.areas[area].niveau} {name}",  # a kern and its gemeente
            dutch.period(period),
            before or dutch.MISSING,
            now or dutch.MISSING,
        )


def _written(catalogue: Catalogue, indicator: str, value: float, status: str) -> str:
    if status not in WITH_VALUE:
        return STATUS_TEXT[status]
    entry = catalogue[indicator]
    return dutch.quantity(value, entry.eenheid, entry.decimalen)


def grown_old(
    table: pd.DataFrame,
    catalogue: Catalogue,
    indicators: Collection[str],
    areas: Collection[str],
    *,
    last_good: int,
) -> tuple[Old, ...]:
    """
    Return the subjects whose last number is of a year before `last_good`, by source and period.

    Parameters
    ----------
    table : DataFrame
        The release table.
    catalogue : Catalogue
        For names.
    indicators, areas : collection of str
        What to look at.
    last_good : int
        The first year that is not yet old.
    """
    rows = table[
        table["indicator"].isin(set(indicators))
        & table["gebied"].isin(set(areas))
        & table["status"].isin(WITH_VALUE)
    ]
    last = rows.sort_values("periode", kind="stable").drop_duplicates("indicator", keep="last")
    groups: dict[tuple[str, str], list[str]] = {}
    for row in last.sort_values(["bron", "indicator"], kind="stable").itertuples():
        if int(str(row.periode)[:4]) < last_good:
            group = groups.setdefault((str(row.bron), str(row.periode)), [])
            group.append(catalogue[str(row.indicator)].naam)
    return tuple(
        Old(
            catalogue.sources[source].naam_kort if source in catalogue.sources else source,
            dutch.period(period),
            tuple(subjects),
        )
        for (source, period), subjects in groups.items()
    )
