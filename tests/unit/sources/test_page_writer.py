"""Pages of rows become one file, as they were sent."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from analysis.sources.http_errors import SourceDown
from analysis.sources.odata_fetch import write_pages


def test_a_page_with_other_columns_is_refused(tmp_path):
    pages = [[{"ID": 0, "a": "1", "b": None}], [{"ID": 1, "a": "1", "c": "2"}]]
    with pytest.raises(SourceDown, match="rij 2 met andere kolommen"):
        write_pages(tmp_path / "w.parquet", "https://x/y", pages)


def test_cells_are_kept_as_they_were_sent(tmp_path):
    page = [{"ID": 0, "a": "  2.50", "b": None, "c": True}]
    assert write_pages(tmp_path / "w.parquet", "https://x/y", [[], page]) == 1
    assert pq.read_table(tmp_path / "w.parquet").to_pylist() == [{"a": "  2.50", "b": None, "c": "true"}]
