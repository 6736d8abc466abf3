"""
The gate: small counts of a municipality's own registrations never pass.

Counts of 0 up to and including the threshold are hidden, others are rounded,
and a share is computed again from the rounded counts (the rule that CBS uses
for care figures per wijk and buurt). Figures that CBS, RIVM or a public
document published keep the protection of their source.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.catalogue import Catalogue
from analysis.params import GateRule
from analysis.statistics import wilson
from analysis.tidy import WITH_VALUE, conform

# Numbers that a source published itself; everything else was counted by the municipality.
PUBLISHED = ("bron",)


def apply_gate(table: pd.DataFrame, catalogue: Catalogue, rule: GateRule) -> pd.DataFrame:
    """
    Hide and round what may not be seen.

    Parameters
    ----------
    table : DataFrame
        A table of the contract, before the gate.
    catalogue : Catalogue
        Says which indicators are own registrations and which need how many respondents.
    rule : GateRule
        Threshold and rounding.

    Returns
    -------
    DataFrame
        The same rows. A hidden row keeps its key, source and reason (status
        `onderdrukt` or `te weinig waarnemingen`) and nothing else: no count, no
        bound, no base, because each of those would let the value be computed.
    """
    own = table["indicator"].map(lambda indicator: catalogue[indicator].eigen_registratie).astype(bool)
    minimum = table["indicator"].map(lambda indicator: catalogue[indicator].minimum_n).astype(float)
    share = table["indicator"].map(lambda indicator: catalogue[indicator].is_share).astype(bool)
    has_value = table["status"].isin(WITH_VALUE)

    published = table["methode"].isin(PUBLISHED)

    # Nobody knows that a survey of unknown size is large enough, unless who published it does.
    too_few = has_value & ((table["n"] < minimum) | (table["n"].isna() & (minimum > 0) & ~published))
    protected = has_value & own & ~too_few & ~published
    counted = table["teller"].where(share, table["waarde"])
    small = protected & (counted <= rule.drempel)
    # The people who are not counted are people too: 28 of 30 tells about the other two.
    rest = (table["noemer"] - table["teller"]).where(share)
    small |= protected & (rest <= rule.drempel)
    small |= protected & share & (counted.isna() | table["noemer"].isna())

    result = table.copy()
    result = _round_counts(result, protected & ~small & ~share, rule.afronding)
    result = _round_shares(result, protected & ~small & share, rule.afronding)
    result = _hide(result, small, "onderdrukt", rule.afronding)
    result = _hide(result, too_few, "te weinig waarnemingen", rule.afronding)
    return conform(result)


def round_to(values: pd.Series, base: int) -> pd.Series:
    """Round to the nearest multiple of `base`, halves up, as CBS does."""
    return (values / base + 0.5).floordiv(1) * base


def _round_counts(table: pd.DataFrame, rows: pd.Series, base: int) -> pd.DataFrame:
    for column in ("waarde", "teller", "noemer", "n"):
        table.loc[rows, column] = round_to(table.loc[rows, column], base)
    # Bounds of the exact count would give the exact count away.
    table.loc[rows, ["ondergrens", "bovengrens"]] = np.nan
    return table


def _round_shares(table: pd.DataFrame, rows: pd.Series, base: int) -> pd.DataFrame:
    teller = round_to(table.loc[rows, "teller"], base)
    noemer = round_to(table.loc[rows, "noemer"], base)
    teller = teller.clip(upper=noemer)
    lower, upper = wilson(teller.to_numpy(), noemer.to_numpy())
    table.loc[rows, "teller"] = teller
    table.loc[rows, "noemer"] = noemer
    table.loc[rows, "n"] = round_to(table.loc[rows, "n"], base)
    table.loc[rows, "waarde"] = 100 * teller / noemer
    table.loc[rows, "ondergrens"] = 100 * lower
    table.loc[rows, "bovengrens"] = 100 * upper
    table.loc[rows, "methode"] = "wilson"
    return table


def _hide(table: pd.DataFrame, rows: pd.Series, reason: str, base: int) -> pd.DataFrame:
    table.loc[rows, ["waarde", "ondergrens", "bovengrens", "teller", "noemer"]] = np.nan
    # The number of people who answered one question can be the count that another one hides.
    table.loc[rows, "n"] = np.nan if reason == "onderdrukt" else round_to(table.loc[rows, "n"], base)
    table.loc[rows, "status"] = reason
    table.loc[rows, "methode"] = "geen"
    return table
