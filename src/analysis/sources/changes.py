"""What differs between two snapshots of one table: rows, columns, cells."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pandas as pd

SHOWN: Final = 5


def between(old: Path, new: Path, names: Iterable[str]) -> list[str]:
    """
    Return in Dutch what differs between two folders in the files that have other bytes; nothing when they say the same.

    Two Parquet files with other bytes are the same when every cell is: another
    version of the writer, or a server that cuts its pages elsewhere, changes no number.
    """
    found: list[str] = []
    for name in names:
        there = (old / name).is_file()
        found.extend(_in_file(old / name, new / name) if there else [f"{name} is nieuw"])
    return found


def _in_file(old: Path, new: Path) -> list[str]:
    if new.suffixes[-2:] == [".geojsonl", ".gz"]:  # a feature a line; another order is no difference
        lines, added = (Counter(gzip.decompress(path.read_bytes()).splitlines()) for path in (old, new))
        count, gone = (added - lines).total(), (lines - added).total()
        return [f"{count} van {added.total()} gebieden anders of nieuw, {gone} weg"] if gone or count else []
    if new.suffix != ".parquet":
        return [f"{new.name} is anders"]
    before, after = pd.read_parquet(old), pd.read_parquet(new)
    found = [f"kolom {name} erbij" for name in after.columns.difference(before.columns, sort=False)]
    found += [f"kolom {name} weg" for name in before.columns.difference(after.columns, sort=False)]
    if len(before) != len(after):
        return [*found, f"aantal rijen van {len(before)} naar {len(after)}"]
    both = after.columns.intersection(before.columns, sort=False)
    cells = before[both].compare(after[both])
    if len(cells):
        changed = list(cells.columns.get_level_values(0).unique())
        shown = ", ".join(changed[:SHOWN]) + (" en andere" if len(changed) > SHOWN else "")
        found.append(f"{len(cells)} van {len(after)} rijen anders, in {len(changed)} kolom(men): {shown}")
    return found
