"""One area against those it is compared with: rest of the gemeente, region, class, country; with certainty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.table import has_value
from analysis.model.catalogue import Indicator
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.statistics.comparison import (
    HIGHER,
    LOWER,
    NO_DIFFERENCE,
    compare,
    compare_shares,
    judge,
    rest_of,
)
from analysis.statistics.intervals import hybrid

Row = Mapping[str, Any]  # of the table contract; a Series will do

REST = "rest"
OF_THE_AREA = ("indicator", "gebied", "periode", "waarde", "ondergrens", "bovengrens", "n", "status", "bron")
OF_THE_COMPARISON = ("vergelijking", "vergelijk_waarde", "woord", "oordeel")
COLUMNS = OF_THE_AREA + OF_THE_COMPARISON


def profile(release: Release, area: str, indicators: Collection[str] = ()) -> pd.DataFrame:
    """
    Compare every indicator that an area has a row for, or those named, in its last period, with each other area.

    A kern is part of its gemeente: it is held against the rest of it, never against the whole. That needs counts; where
    a source gives only shares the comparison with the rest is left out. Returns `COLUMNS`: a row per indicator and
    comparison (`rest` or an area code), with the word of `compare` and the judgement that the catalogue's direction
    allows. An indicator without any comparison has one row, `vergelijking` empty.
    """
    # A notebook asks three or four times for the same area: for figures, sentences and a sheet.
    key = "profile", area, frozenset(indicators)
    return release.once(key, lambda: _profile(release, area, indicators)).copy()


def _profile(release: Release, area: str, indicators: Collection[str]) -> pd.DataFrame:
    found: list[dict[str, object]] = []
    there = set(indicators) or release.indicators_of(area)
    for entry in release.catalogue.indicators.values():
        last = release.last(entry.id, area) if entry.id in there else None
        if last is not None:
            # Not as tables: for a gemeente this is asked for each of more than a hundred indicators.
            own = last.to_dict()
            rows = release.records(entry.id, [area, release.gemeente, *release.compare], own["periode"])
            found.extend(_comparisons(release, entry, own, {row["gebied"]: row for row in rows}))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _comparisons(
    release: Release, entry: Indicator, own: Row, others: Mapping[str, Row]
) -> list[dict[str, object]]:
    base = {column: own[column] for column in OF_THE_AREA}
    found: list[dict[str, object]] = []
    whole = release.gemeente
    if own["gebied"] != whole and entry.is_share and own["status"] in WITH_VALUE:
        rest = rest_counts(own, others.get(whole))
        if rest is not None:
            found.append(_row(base, entry, REST, *_against_the_rest(entry, own, *rest)))
    # The whole gemeente holds the kern, so it is no yardstick for it.
    for code in (one for one in release.compare if one not in (own["gebied"], whole)):
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
    return found or [base | dict.fromkeys(OF_THE_COMPARISON, "") | {"vergelijk_waarde": np.nan}]


def _row(base: dict[str, object], entry: Indicator, code: str, value: float, word: str) -> dict[str, object]:
    compared = (code, value, word, str(judge(word, entry.richting)))
    return base | dict(zip(OF_THE_COMPARISON, compared, strict=True))


def rest_counts(own: Row, whole: Row | None) -> tuple[float, float] | None:
    """Return numerator and denominator of the rest of the gemeente; None where counts do not allow it."""
    if whole is None or whole["bron"] != own["bron"]:
        return None
    part, base, all_k, all_n = (float(row[name]) for row in (own, whole) for name in ("teller", "noemer"))
    # Counts rounded by the gate may not subtract: then the rest is not known well enough. NaN fails too.
    if not (0 <= all_k - part <= all_n - base and all_n > base):
        return None
    k, n = rest_of(part, base, all_k, all_n)
    return float(k), float(n)


def _against_the_rest(entry: Indicator, own: Row, k: float, n: float) -> tuple[float, str]:
    """Return the share of the rest of the gemeente and how the area stands to it."""
    limits = {"relevant_verschil": entry.relevant_verschil / 100, "minimum_n": entry.minimum_n}
    found = compare_shares(own["teller"], own["noemer"], k, n, **limits)
    value, word = float(100 * k / n), str(found)
    # The bounds of a kern also hold the rounding of its buurten, which the counts alone do not show.
    if own["ondergrens"] <= value <= own["bovengrens"] and word in (HIGHER, LOWER):
        word = NO_DIFFERENCE
    return value, word


def difference(own: Row, mark: float, low: float, high: float) -> tuple[float, float, float]:
    """Return how far a value lies above a mark, with the bounds of that; a mark without bounds is exact."""
    sides = (mark, mark) if pd.isna(low) or pd.isna(high) else (low, high)
    numbers = (own["waarde"], own["ondergrens"], own["bovengrens"], mark, *sides)
    lower, upper = hybrid(*(np.asarray(float(number)) for number in numbers))
    return float(own["waarde"] - mark), float(lower), float(upper)


def behind(release: Release, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the release that comparisons rest on: of the area, and of what it is held against."""
    found = [release.no_rows]
    for line in lines.itertuples():
        other = release.gemeente if line.vergelijking == REST else line.vergelijking
        found.append(release.rows(line.indicator, [line.gebied, other], line.periode))
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def real(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a number that is not fictional."""
    return rows[has_value(rows) & (rows["status"] != "voorbeeld")]
