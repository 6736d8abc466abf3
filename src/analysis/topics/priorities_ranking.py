"""
Where the municipality does worse than elsewhere: the document's rule, on the verdicts of the edition.

Worse counts when it is relevant and still clear after all comparisons that were made.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.release.verdicts import LIMIT, MANY, edition_verdicts
from analysis.statistics.comparison import HIGHER, LOWER, NO_DIFFERENCE, NOT_COMPARABLE, SMALL

ORANGE: Final = "oranje"
CHANCE: Final = "kan toeval zijn"
MINOR: Final = "verschil is klein"
MARGIN: Final = "binnen de marge"
NOTHING: Final = "geen duidelijk verschil"
BETTER: Final = "niet slechter"
MISSED: Final = (CHANCE, MINOR, MARGIN)
NEAR = 2.0  # a difference within its margin just missed it when its chance is at most so many times the limit
ELSEWHERE = "geen cijfer van elders over hetzelfde jaar"
NO_DIRECTION = "hoger of lager is hier niet beter"


class Comparisons(NamedTuple):
    """
    All comparisons, each number without any, with the reason, and those that cannot be tested.

    Tables of verdicts (`release.verdicts.COLUMNS`); `made` has `kans_aangepast`, `slechter` and `uitkomst` besides.
    """

    made: pd.DataFrame
    not_made: pd.DataFrame
    untested: pd.DataFrame

    def lines(self, *outcomes: str) -> pd.DataFrame:
        """Return the comparisons with one of these outcomes: surely relevant first, then the clearest."""
        chosen = self.made[self.made["uitkomst"].isin(outcomes)]
        order = chosen.assign(_zeker=~chosen["zeker_relevant"].astype(bool)).sort_values(
            ["_zeker", "kans"], kind="stable", na_position="first", ignore_index=True
        )
        return order.drop(columns="_zeker")


def compare_all(release: Release) -> Comparisons:
    """Sort the verdicts of the edition by what the rule of the document makes of them."""
    table = edition_verdicts(release)
    directions = table["indicator"].map(lambda name: release.catalogue[name].richting)
    gap = table["verschil"]
    table["slechter"] = gap.where(directions == "lager is gunstig", -gap) > 0
    directed = directions != "neutraal"
    tested = table["woord"].isin([HIGHER, LOWER, SMALL, NO_DIFFERENCE])
    made = table[tested & directed].reset_index(drop=True)
    made["uitkomst"] = [_outcome(row) for row in made.itertuples()]
    without = table[~table.set_index(["indicator", "gebied"]).index.isin(_keys(made))]
    without = without.assign(reden=[_why_not(row, release) for row in without.itertuples()])
    not_made = without.drop_duplicates(["indicator", "gebied"], ignore_index=True)
    open_ = table["slechter"] & table["relevant"] & directed & (table["woord"] == NOT_COMPARABLE)
    untested = table[open_ & table["zeker_vanaf"].notna()]
    # Of several comparisons of one number the largest difference is the one to look into.
    largest = untested.assign(afstand=untested["verschil"].abs()).sort_values(
        "afstand", ascending=False, kind="stable", ignore_index=True
    )
    largest = largest.drop_duplicates(["indicator", "gebied"], ignore_index=True).drop(columns="afstand")
    return Comparisons(made, not_made[["indicator", "gebied", "reden", "status"]], largest)


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[["indicator", "gebied"]])


def _why_not(row: Any, release: Release) -> str:
    if row.status not in WITH_VALUE:
        return STATUS_TEXT[row.status]
    if release.catalogue[row.indicator].richting == "neutraal":
        return NO_DIRECTION
    return str(row.reden) or ELSEWHERE


def _outcome(row: Any) -> str:
    """Judge one comparison: worse, relevant and still clear after all comparisons is orange."""
    if not row.slechter:
        return BETTER
    if row.woord in (HIGHER, LOWER):
        return ORANGE
    if row.woord == SMALL:
        return NOTHING if row.verschil_onder <= 0 <= row.verschil_boven else MINOR
    if not row.relevant:
        return NOTHING
    if row.reden == MANY:
        return CHANCE
    return MARGIN if row.kans < NEAR * LIMIT else NOTHING
