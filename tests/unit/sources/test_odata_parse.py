"""Every way a cell of CBS and RIVM is written."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.sources import observations


@pytest.mark.parametrize(
    ("cell", "decimals", "value", "reason", "strange"),
    [
        ("      25", 0, 25.0, "", []),
        ("    -2.5", 1, -2.5, "", []),
        ("     2,5", 1, 2.5, "", []),
        ("   1,234", 1, None, "", ["1,234"]),
        ("   1,234", 0, None, "", ["1,234"]),
        ("       .", 0, None, observations.UNKNOWN, []),
        ("       x", 0, None, observations.SECRET, []),
        ("        ", 0, None, observations.IMPOSSIBLE, []),
        (None, 0, None, observations.IMPOSSIBLE, []),
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
    values, reasons, unknown = observations.numbers_in(pd.Series([cell], dtype="str"), decimals)
    assert values.dtype == "float64"
    assert ([None if pd.isna(one) else one for one in values], unknown) == ([value], strange)
    assert list(reasons) == [reason]
