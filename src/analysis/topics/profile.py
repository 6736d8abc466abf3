"""One area against those it is compared with: rest of the gemeente, region, class, country; with certainty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.model.catalogue import Indicator
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.statistics import compare, compare_shares, judge, rest_of
from analysis.statistics.comparison import HIGHER, LOWER, NO_DIFFERENCE

Line = Mapping[str, Any]  # a row of the table contract

REST = "rest"
COLUMNS = (
    "indicator",
    "gebied",
    "periode",
    "waarde",
    "ondergrens",
    "bovengrens",
    "n",
    "status",
    "bron",
    "vergelijking",
    "vergelijk_waarde",
    "woord",
    "oordeel",
)


def profile(release: Release, area: str, indicators: Collection[str] = ()) -> pd.DataFrame:
    """
    Compare every indicator that an area has a row for, in its last period, with each other area.

    A kern is part of its gemeente: it is held against the rest of it, never
    against the whole. That needs counts; where a source gives only shares the
    comparison with the rest is left out.

    Parameters
    ----------
    release : Release
        Numbers after the gate.
    area : str
        Area code of a kern or the gemeente.
    indicators : collection of str
        Ids to keep to; all when empty.

    Returns
    -------
    DataFrame
        `COLUMNS`; one row per indicator and comparison (`rest` or an area code),
        with the word of `compare` and the judgement that the catalogue's direction
        allows. An indicator without any comparison has one row, `vergelijking` empty.
    """
    # A notebook asks three or four times for the same area: for figures, sentences and a sheet.
    key = "profile", area, frozenset(indicators)
    return release.once(key, lambda: _profile(release, area, indicators)).copy()


def _profile(release: Release, area: str, indicators: Collection[str]) -> pd.DataFrame:
    found: list[dict[str, object]] = []
    there = set(indicators) or release.indicators_of(area)
    for entry in release.catalogue.indicators.values():
        if entry.id not in there:
            continue
        last = release.last(entry.id, area)
        if last is not None:
            # Not as tables: for a gemeente this is asked for each of more than a hundred indicators.
            own = last.to_dict()
            rows = release.records(entry.id, [area, release.gemeente, *release.compare], own["periode"])
            found.extend(_comparisons(release, entry, own, {row["gebied"]: row for row in rows}))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _comparisons(
    release: Release, entry: Indicator, own: Line, others: Mapping[str, Line]
) -> list[dict[str, object]]:
    base = {column: own[column] for column in COLUMNS[:9]}
    found: list[dict[str, object]] = []
    rest = _rest(release, entry, own, others)
    if rest is not None:
        found.append(_row(base, entry, REST, *rest))
    for code in (release.gemeente, *release.compare):
        # The whole gemeente holds the kern, so it is no yardstick for it.
        if code == own["gebied"] or (code == release.gemeente and own["gebied"] != release.gemeente):
            continue
        mark = others.get(code)
        if mark is not None and mark["status"] in WITH_VALUE:
            word = compare(
                own["waarde"],
                own["ondergrens"],
                own["bovengrens"],
                mark["waarde"],
                benchmark_ondergrens=mark["ondergrens"],
                benchmark_bovengrens=mark["bovengrens"],
                relevant_verschil=entry.relevant_verschil,
                n=own["n"] if entry.minimum_n else None,
                minimum_n=entry.minimum_n,
            )
            found.append(_row(base, entry, code, mark["waarde"], str(word)))
    return found or [base | dict.fromkeys(COLUMNS[9:], "") | {"vergelijk_waarde": np.nan}]


def _rest(
    release: Release, entry: Indicator, own: Line, others: Mapping[str, Line]
) -> tuple[float, str] | None:
    """Return the share of the rest of the gemeente and how the area stands to it; None without counts."""
    whole = others.get(release.gemeente)
    if own["gebied"] == release.gemeente or not entry.is_share or own["status"] not in WITH_VALUE:
        return None
    if whole is None or whole["bron"] != own["bron"]:
        return None
    counts = [own["teller"], own["noemer"], whole["teller"], whole["noemer"]]
    if any(pd.isna(count) for count in counts):
        return None
    part, base, all_k, all_n = (float(count) for count in counts)
    # Counts rounded by the gate may not subtract: then the rest is not known well enough to say anything.
    if not 0 <= all_k - part <= all_n - base or all_n <= base:
        return None
    k, n = rest_of(part, base, all_k, all_n)
    found = compare_shares(
        counts[0],
        counts[1],
        k,
        n,
        relevant_verschil=entry.relevant_verschil / 100,
        minimum_n=entry.minimum_n,
    )
    value, word = float(100 * k / n), str(found)
    # The bounds of a kern also hold the rounding of its buurten, which the counts alone do not show.
    if own["ondergrens"] <= value <= own["bovengrens"] and word in (HIGHER, LOWER):
        word = NO_DIFFERENCE
    return value, word


def _row(base: dict[str, object], entry: Indicator, code: str, value: float, word: str) -> dict[str, object]:
    verdict = str(judge(word, entry.richting))
    return base | {"vergelijking": code, "vergelijk_waarde": value, "woord": word, "oordeel": verdict}
