"""Bounds for shares whose counts are known and whose source gave none."""

from __future__ import annotations

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.tidy import WITH_VALUE, conform
from analysis.statistics import wilson


def add_bounds(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Compute 95% Wilson bounds where a share has counts and no bounds yet.

    Parameters
    ----------
    table : DataFrame
        A table of the contract after the gate: what the gate rounded is what the
        bounds rest on, so that they cannot give an exact count away.
    catalogue : Catalogue
        Says which indicators are shares.

    Returns
    -------
    DataFrame
        The same rows; new bounds have method `wilson`. Bounds of a source are kept.
    """
    share = table["indicator"].map(lambda indicator: catalogue[indicator].is_share).astype(bool)
    known = table["status"].isin(WITH_VALUE) & table["teller"].notna() & (table["noemer"] > 0)
    rows = share & known & table["ondergrens"].isna() & table["bovengrens"].isna()
    result = table.copy()
    lower, upper = wilson(result.loc[rows, "teller"].to_numpy(), result.loc[rows, "noemer"].to_numpy())
    result.loc[rows, "ondergrens"] = 100 * lower
    result.loc[rows, "bovengrens"] = 100 * upper
    result.loc[rows, "methode"] = "wilson"
    return conform(result)
