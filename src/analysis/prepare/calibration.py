"""
Counts of buurten held to the counts of their wijk and gemeente, before they are added up to kernen.

CBS rounds counts of wijken and buurten to a multiple of 5, those of a gemeente not at all. Not every year rounds the
same way: 2024 to the nearest one, 2020 one way within a gemeente (measured on all gemeenten, see `data/README.md`).
There the sum of twenty buurten can be fifty people off, and a change between two years is mostly rounding.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from analysis.model import tidy

STEP: Final = 5.0  # CBS rounds to a multiple of this
BY: Final = ["indicator", "periode", "bron"]


def calibrated(table: pd.DataFrame, kern_by_buurt: pd.Series) -> pd.DataFrame:
    """
    Spread what the buurten of a wijk miss over those of them that have people, in equal parts.

    Rounding moves every buurt by about as much, whatever its size, so that equal parts take out what is common to all.
    Wijken are held to their gemeente first, in the same way. Where a buurt has no number, or the total is more than a
    step a buurt away, the wijk is left as it is: that is no rounding.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract of counts that add up, of buurten, wijken and gemeente.
    kern_by_buurt : Series
        Kern code by code of the buurt, for one way of adding up.

    Returns
    -------
    DataFrame
        The rows of these buurten alone, with `waarde` held to the totals and never below 0, and `afronding`: how far
        the count of each may still be off. The errors of all buurten of a wijk are nought together, so that a kern is
        no further off than the rest of its wijk.
    """
    own = table[table["gebied"].isin(kern_by_buurt.index)]
    own = own.assign(wijk="WK" + own["gebied"].str[2:8], kern=own["gebied"].map(kern_by_buurt))
    totals = table.set_index([*BY, "gebied"])["waarde"]
    wijken = table[table["gebied"].isin(own["wijk"].unique())]
    wijken = wijken.assign(gemeente="GM" + wijken["gebied"].str[2:6])
    wijken["waarde"] += _step(wijken, totals, [*BY, "gemeente"]).fillna(0.0)
    step = _step(own, wijken.set_index([*BY, "gebied"])["waarde"], [*BY, "wijk"])
    filled = (own["waarde"] > 0) & own["gebied"].str.startswith("BU")
    inside = filled.groupby([own[key] for key in [*BY, "wijk", "kern"]]).transform("sum")
    outside = filled.groupby([own[key] for key in [*BY, "wijk"]]).transform("sum") - inside
    left = np.where(step.notna(), np.minimum(inside, outside) / inside.clip(lower=1), 1.0)
    moved = (own["waarde"] + step.fillna(0.0).where(filled, 0.0)).clip(lower=0)
    found = own.assign(waarde=moved, afronding=np.where(filled, left * STEP / 2, 0.0))
    return found.drop(columns=["wijk", "kern"])


def _step(parts: pd.DataFrame, totals: pd.Series, by: list[str]) -> pd.Series:
    """Return by how much each part with people must move to add up to the total of its group; NaN where none is known."""
    keys = [parts[key] for key in by]
    complete = (
        (parts["status"].isin(tidy.WITH_VALUE) & parts["waarde"].notna()).groupby(keys).transform("all")
    )
    filled = (parts["waarde"] > 0).groupby(keys).transform("sum")
    total = pd.Series(totals.reindex(pd.MultiIndex.from_frame(parts[by])).to_numpy(), parts.index)
    step = (total - parts["waarde"].groupby(keys).transform("sum")) / filled.where(filled > 0)
    return step.where(complete & (step.abs() <= STEP))
