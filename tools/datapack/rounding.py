"""How a table rounds its buurten: what they miss together, a buurt, over all gemeenten. Nearest, one way, or not at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.ground import dutch

ENOUGH = 20  # buurten: fewer say little about how they are rounded
QUANTILES = (0.02, 0.25, 0.5, 0.75, 0.98)
# Rounded to the nearest 5 or 10 the errors of twenty buurten seldom leave this, a buurt.
NEAREST = 1.5
NONE, EACH, ONE_WAY = "niet", "elk naar het dichtstbijzijnde veelvoud", "één kant op binnen een gemeente"


def rounding(table: pd.DataFrame) -> pd.DataFrame:
    """
    Measure for each count and year how far the sum of the buurten of a gemeente is from the gemeente itself.

    Returns
    -------
    DataFrame
        `indicator`, `periode`, `gemeenten` (how many were measured), the `QUANTILES` of the difference a buurt, and
        `afronding`: `op de dichtstbijzijnde 5` or `één kant op binnen een gemeente`.
    """
    counts = table[(table["methode"] == "telling") & table["gebied"].str.startswith(("BU", "GM"))]
    code = "GM" + counts["gebied"].str[2:6]
    keys = ["indicator", "periode"]
    buurten = counts[counts["gebied"].str.startswith("BU")].assign(gemeente=code)
    sums = buurten.groupby([*keys, "gemeente"])["waarde"].agg(["sum", "size"])
    whole = counts[counts["gebied"].str.startswith("GM")].assign(gemeente=code)
    both = sums.join(whole.set_index([*keys, "gemeente"])["waarde"], how="inner")
    both = both[both["size"] >= ENOUGH]
    each = (both["sum"] - both["waarde"]) / both["size"]
    found = each.groupby(level=keys).quantile(list(QUANTILES)).unstack()
    found.insert(0, "gemeenten", each.groupby(level=keys).size())
    spread = found[QUANTILES[-1]] - found[QUANTILES[0]]
    found["afronding"] = np.select([spread == 0, spread / 2 <= NEAREST], [NONE, EACH], ONE_WAY)
    return found.reset_index()


def lines(table: pd.DataFrame) -> list[str]:
    """Say it as rows of a table in Markdown."""
    said = []
    for row in rounding(table).to_dict("records"):
        numbers = [dutch.number(row[one], 1) for one in QUANTILES]
        said.append(
            f"| {row['indicator']} | {row['periode']} | {row['gemeenten']} | {' | '.join(numbers)} | {row['afronding']} |"
        )
    return said
