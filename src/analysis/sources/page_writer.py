"""The Parquet files of a fetched table, which grow by a page at a time: never more than one page is in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

OBSERVATIONS: Final = "waarnemingen.parquet"
# The service's own count of rows; it says nothing about an area and changes with every issue.
ROW_NUMBER: Final = {"ID", "Id"}


def dimension_file(name: str) -> str:
    """Return the file of a snapshot that holds a dimension."""
    return f"dimensie-{name}.parquet"


class PageWriter:
    """One file, every cell the text that was sent; without any page there is no file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._columns: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """
        Add rows; the first says which columns there are.

        Raises
        ------
        ValueError
            A later row has other columns: a cell that is not there is not a cell without a number.
        """
        if not rows:
            return
        if self._writer is None:
            self._columns = [name for name in rows[0] if name not in ROW_NUMBER]
            schema = pa.schema([(name, pa.string()) for name in self._columns])
            self._writer = pq.ParquetWriter(self.path, schema, compression="zstd")
        first = set(self._columns)
        other = next((n for n, row in enumerate(rows, 1) if row.keys() - ROW_NUMBER != first), None)
        if other is not None:
            raise ValueError(f"rij {self.rows + other} met andere kolommen dan de eerste")
        arrays = [_texts([row.get(name) for row in rows]) for name in self._columns]
        self._writer.write_table(pa.table(arrays, names=self._columns))
        self.rows += len(rows)


def _texts(cells: list[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # a truth value or a list among them
        return pa.array([c if c is None or isinstance(c, str) else json.dumps(c) for c in cells], pa.string())
