"""Every way a cell of CBS and RIVM is written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from analysis.sources import odata_parse


@pytest.mark.parametrize(
    ("cell", "decimals", "value", "reason", "strange"),
    [
        ("      25", 0, 25.0, "", []),
        ("    -2.5", 1, -2.5, "", []),
        ("     2,5", 1, 2.5, "", []),
        ("   1,234", 1, None, "", ["1,234"]),
        ("   1,234", 0, None, "", ["1,234"]),
        ("       .", 0, None, odata_parse.UNKNOWN, []),
        ("       x", 0, None, odata_parse.SECRET, []),
        ("        ", 0, None, odata_parse.IMPOSSIBLE, []),
        (None, 0, None, odata_parse.IMPOSSIBLE, []),
        ("       -", 0, None, "", ["-"]),
        ("     nan", 0, None, "", ["nan"]),
        ("     inf", 0, None, "", ["inf"]),
        ("   1e999", 0, None, "", ["1e999"]),
        ("  -1e999", 0, None, "", ["-1e999"]),
        ("     1e3", 0, 1000.0, "", []),
        ("       0", 0, 0.0, "", []),
    ],
)
def test_every_way_a_cell_is_written(cell, decimals, value, reason, strange):
    values, reasons, unknown = odata_parse._numbers(pa.array([cell], pa.string()), decimals)
    assert (values.to_pylist(), reasons.to_pylist(), unknown) == ([value], [reason], strange)
