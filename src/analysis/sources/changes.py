"""What differs between two snapshots of one table: rows, columns, cells."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

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
    if new.suffixes[-2:] == [".geojsonl", ".gz"]:
        return _in_lines(old, new)
    if new.suffix != ".parquet":
        return [f"{new.name} is anders"]
    before, after = pq.ParquetFile(old), pq.ParquetFile(new)
    names_before, names_after = before.schema_arrow.names, after.schema_arrow.names
    found = [f"kolom {name} erbij" for name in names_after if name not in names_before]
    found += [f"kolom {name} weg" for name in names_before if name not in names_after]
    rows_before, rows_after = before.metadata.num_rows, after.metadata.num_rows
    if rows_before != rows_after:
        return [*found, f"aantal rijen van {rows_before} naar {rows_after}"]
    rows = pa.chunked_array([pa.nulls(rows_after, pa.int8())]).is_valid()
    changed = []
    for name in [name for name in names_after if name in names_before]:
        cells = _different(before.read([name])[name], after.read([name])[name])
        if pc.any(cells).as_py():
            changed.append(name)
            rows = pc.or_(rows, cells)
    if changed:
        shown = ", ".join(changed[:SHOWN]) + (" en andere" if len(changed) > SHOWN else "")
        count = pc.sum(rows).as_py()
        found.append(f"{count} van {rows_after} rijen anders, in {len(changed)} kolom(men): {shown}")
    return found


def _in_lines(old: Path, new: Path) -> list[str]:
    """Compare features, one a line; another order is no difference."""
    before, after = (Counter(gzip.decompress(path.read_bytes()).splitlines()) for path in (old, new))
    gone, added = (before - after).total(), (after - before).total()
    return [f"{added} van {after.total()} gebieden anders of nieuw, {gone} weg"] if gone or added else []


def _different(old: pa.ChunkedArray, new: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return per cell whether it differs; two cells without a value are the same."""
    one_missing = pc.xor(old.is_null(), new.is_null())
    return pc.or_(pc.fill_null(pc.not_equal(old, new), False), one_missing)
