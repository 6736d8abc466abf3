"""
Where the municipality does worse than elsewhere: the document's rule, with chance and relevance.

Worse counts when it is relevant and still clear after all comparisons that were made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.model.catalogue import Indicator
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.statistics.comparison import benjamini_hochberg, comparison_p_value
from analysis.statistics.intervals import wilson
from analysis.topics.profile import REST, difference, rest_counts

ORANGE: Final = "oranje"
CHANCE: Final = "kan toeval zijn"
SMALL: Final = "verschil is klein"
MARGIN: Final = "binnen de marge"
NOTHING: Final = "geen duidelijk verschil"
BETTER: Final = "niet slechter"
MISSED: Final = (CHANCE, SMALL, MARGIN)
NEAR = 2.0  # a difference within its margin just missed it when its chance is at most so many times the limit
ELSEWHERE = "geen cijfer van elders over hetzelfde jaar"

COLUMNS = (
    *("indicator", "gebied", "periode", "waarde", "vergelijking", "vergelijk_waarde"),
    *("verschil", "ondergrens", "bovengrens", "kans", "kans_aangepast", "slechter", "relevant", "uitkomst"),
)


class Comparisons(NamedTuple):
    """All comparisons (`COLUMNS`), each number without any, with the reason, and the false discovery rate."""

    made: pd.DataFrame
    not_made: pd.DataFrame
    limit: float

    def lines(self, *outcomes: str) -> pd.DataFrame:
        """Return the comparisons with one of these outcomes, the clearest first."""
        chosen = self.made[self.made["uitkomst"].isin(outcomes)]
        return chosen.sort_values("kans", kind="stable", ignore_index=True)


def compare_all(release: Release, limit: float) -> Comparisons:
    """Compare every number of the gemeente and its kernen that has a direction; `limit` is of Benjamini-Hochberg."""
    made: list[dict[str, object]] = []
    not_made: list[tuple[str, str, str, str]] = []
    # Looked at first: most indicators have no number for a kern, and asking for it takes longer than this.
    there = release.pairs()
    for area in (release.gemeente, *release.kernen()):
        for entry in release.catalogue.indicators.values():
            own = release.last(entry.id, area) if (entry.id, area) in there else None
            if own is None:
                continue
            reason = _why_not(entry, own)
            found = [] if reason else list(_comparisons(release, entry, own))
            made.extend(found)
            if not found:
                not_made.append((entry.id, area, reason or ELSEWHERE, own["status"]))
    table = pd.DataFrame(made, columns=list(COLUMNS))
    table["kans_aangepast"] = benjamini_hochberg(table["kans"].to_numpy(dtype=float)) if made else np.nan
    table["uitkomst"] = [_outcome(row, limit) for row in table.itertuples()]
    return Comparisons(
        table, pd.DataFrame(not_made, columns=["indicator", "gebied", "reden", "status"]), limit
    )


def _why_not(entry: Indicator, own: pd.Series) -> str:
    if own["status"] not in WITH_VALUE:
        return STATUS_TEXT[own["status"]]
    if entry.richting == "neutraal":
        return "hoger of lager is hier niet beter"
    if entry.minimum_n and not own["n"] >= entry.minimum_n:
        return STATUS_TEXT["te weinig waarnemingen"]
    return "de bron geeft geen marge" if pd.isna(own["ondergrens"]) or pd.isna(own["bovengrens"]) else ""


def _comparisons(release: Release, entry: Indicator, own: pd.Series) -> Iterator[dict[str, object]]:
    """Yield the comparisons of one number; a kern is held against the rest of its gemeente only."""
    rows = release.rows(entry.id, [release.gemeente, *release.compare], str(own["periode"]))
    others = {str(row["gebied"]): row for _, row in rows.iterrows() if row["status"] in WITH_VALUE}
    if own["gebied"] != release.gemeente:
        if rest := rest_counts(own, others.get(release.gemeente)):
            k, n = rest
            yield _row(entry, own, REST, 100 * k / n, *(float(100 * bound) for bound in wilson(k, n)))
        return
    for code in (code for code in release.compare if code in others):
        yield _row(entry, own, code, *others[code][["waarde", "ondergrens", "bovengrens"]])


def _row(
    entry: Indicator, own: pd.Series, code: str, mark: float, mark_low: float, mark_high: float
) -> dict[str, object]:
    gap, low, high = difference(own, mark, mark_low, mark_high)
    bounds = {"benchmark_ondergrens": mark_low, "benchmark_bovengrens": mark_high}
    chance = comparison_p_value(own["waarde"], own["ondergrens"], own["bovengrens"], mark, **bounds)
    return {
        "indicator": entry.id,
        "gebied": str(own["gebied"]),
        "periode": str(own["periode"]),
        "waarde": float(own["waarde"]),
        "vergelijking": code,
        "vergelijk_waarde": float(mark),
        "verschil": gap,
        "ondergrens": low,
        "bovengrens": high,
        "kans": float(chance),
        "slechter": gap < 0 if entry.richting == "hoger is gunstig" else gap > 0,
        "relevant": abs(gap) >= entry.relevant_verschil * (1 - 1e-9),
    }


def _outcome(row: Any, limit: float) -> str:
    """Judge one comparison: worse, relevant and still clear after all comparisons is orange."""
    if not row.slechter:
        return BETTER
    if row.kans_aangepast < limit:
        return ORANGE if row.relevant else SMALL
    if not row.relevant:
        return NOTHING
    if row.kans < limit:
        return CHANCE
    return MARGIN if row.kans < NEAR * limit else NOTHING
