"""Pages of rows become one file, as they were sent."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from analysis.sources.page_writer import PageWriter


def test_a_page_with_other_columns_is_refused(tmp_path):
    with PageWriter(tmp_path / "w.parquet") as writer:
        writer.write([{"ID": 0, "a": "1", "b": None}])
        with pytest.raises(ValueError, match="andere kolommen"):
            writer.write([{"ID": 1, "a": "1", "c": "2"}])


def test_cells_are_kept_as_they_were_sent(tmp_path):
    with PageWriter(tmp_path / "w.parquet") as writer:
        writer.write([{"ID": 0, "a": "  2.50", "b": None, "c": True}])
    assert pq.read_table(tmp_path / "w.parquet").to_pylist() == [{"a": "  2.50", "b": None, "c": "true"}]
