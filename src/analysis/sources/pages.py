"""Pages of rows from a service, written to Parquet as they come: every cell the text that was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

# Numbers stay as they were written: 2.50 is not 2.5 until somebody reads it as a number.
_decoder = json.JSONDecoder(parse_float=str, parse_int=str)
# The service's own count of rows; it says nothing about an area and changes with every issue.
ROW_NUMBER = ("ID", "Id")


def loads(data: bytes) -> Any:
    """Read JSON with every number as the text that was sent; raises ValueError."""
    return _decoder.decode(data.decode("utf-8-sig"))


class PageWriter:
    """
    A Parquet file that grows by a page at a time; never more than one page is in memory.

    Parameters
    ----------
    path : Path
        The file to write. Without any page there is no file.
    """

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
        Add rows; the first page says which columns there are.

        Raises
        ------
        ValueError
            A later page has another column.
        """
        if not rows:
            return
        if self._writer is None:
            self._columns = [name for name in rows[0] if name not in ROW_NUMBER]
            schema = pa.schema([(name, pa.string()) for name in self._columns])
            self._writer = pq.ParquetWriter(self.path, schema, compression="zstd")
        if len(rows[0]) > len(self._columns) + 1 or not set(self._columns) <= set(rows[0]):
            raise ValueError("andere kolommen dan de eerste pagina")
        arrays = [_texts([row.get(name) for row in rows]) for name in self._columns]
        self._writer.write_table(pa.table(arrays, names=self._columns))
        self.rows += len(rows)


def _texts(cells: list[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # a truth value or a list among them
        return pa.array([c if c is None or isinstance(c, str) else json.dumps(c) for c in cells], pa.string())
