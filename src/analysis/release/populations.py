"""How large the base of a share is by counts that were published of it: a population that anybody can look up."""

from __future__ import annotations

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.tidy import WITH_VALUE
from analysis.release.solver import Cell, Interval
from analysis.release.sums import NOEMER, Count
from analysis.release.told import FICTIONAL, Numbers, key_of, rounded

ROUNDED_BY_CBS = 5  # populations per buurt are a multiple of it, and so may be sums of them


def populations(table: pd.DataFrame, own: pd.DataFrame, catalogue: Catalogue) -> dict[Cell, Interval]:
    """
    Return the range of the base of protected shares by what `noemer_is` names.

    Parameters
    ----------
    table, own : DataFrame
        The whole release, and the protected rows in it.
    catalogue : Catalogue
        Says which published counts are together the base of a share.
    """
    wanted = {one: catalogue[one].noemer_is for one in own["indicator"].unique() if catalogue[one].noemer_is}
    counts = table[table["indicator"].isin({one for parts in wanted.values() for one in parts})]
    there: dict[tuple[str, str, str, bool], Interval] = {
        (row["indicator"], *_place(row)): rounded(row["waarde"], ROUNDED_BY_CBS)
        for row in counts[counts["status"].isin(WITH_VALUE)].to_dict("records")
    }
    found: dict[Cell, Interval] = {}
    for row in own[own["indicator"].isin(wanted)].to_dict("records"):
        places = [(part, *_place(row)) for part in wanted[row["indicator"]]]
        if all(place in there for place in places):
            low, high = (sum(there[place][side] for place in places) for side in (0, 1))
            found[Count(key_of(row), NOEMER)] = (low, high)
    return found


def _place(row: Numbers) -> tuple[str, str, bool]:
    """Return where and when a number holds; a fictional number is about nothing real."""
    return row["gebied"], row["periode"], row["status"] == FICTIONAL or row["bron"].startswith(FICTIONAL)
