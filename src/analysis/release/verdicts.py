"""
How two numbers stand to each other: the one place where a comparing word is chosen, for every page, figure and sheet.

A number is held against others of the same indicator and period: a gemeente against those it is compared with, a kern
against the rest of its gemeente and those. In this order:

1. without a number, or with too few respondents, nothing is said;
2. numbers of areas of another size, estimates of a model and a sample without margin are not held against each other;
   of a share without margin is said from how many respondents the difference would be beyond chance;
3. a full count is uncertain by its rounding alone, and differs when all that rounding allows leaves a difference;
4. anything else differs when chance is excluded after all comparisons of the edition (`Family`);
5. what differs by less than matters is a small difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.model.catalogue import Indicator
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import FAMILY, Release
from analysis.statistics.comparison import (
    HIGHER,
    LOWER,
    NO_DIFFERENCE,
    NOT_COMPARABLE,
    SMALL,
    TOO_FEW,
    benjamini_hochberg,
    comparison_p_value,
    gap_with_bounds,
    judge,
    respondents_needed,
    rest_of,
)
from analysis.statistics.intervals import wilson

Row = Mapping[str, Any]  # of the table contract; a Series will do

REST: Final = "rest"
LIMIT: Final = 0.05  # the part of all clear differences of an edition that may be chance
COUNTED, MODEL = "telling", "model"

OF_THE_AREA = ("indicator", "gebied", "periode", "waarde", "ondergrens", "bovengrens", "n", "status", "bron")
OF_THE_VERDICT = (
    *("vergelijking", "vergelijk_waarde", "woord", "oordeel", "verschil", "verschil_onder", "verschil_boven"),
    *("kans", "relevant", "zeker_relevant", "zeker_vanaf", "reden", "voorbeeld"),
)
COLUMNS = OF_THE_AREA + OF_THE_VERDICT

NO_MARGIN = "de bron geeft geen marge"
A_COUNT = "een aantal: een groter gebied heeft er meer"
AN_ESTIMATE = "een verschil met of tussen modelschattingen is niet te toetsen"
MANY, ROUNDED, BY_CHANCE = (
    "bij zoveel vergelijkingen kan dit toeval zijn",
    "binnen de afronding",
    "binnen de marge",
)
TOO_SMALL = "te klein om ertoe te doen"
A_BREAK, TWO_SOURCES = "er is een breuk tussen deze jaren", "de jaren komen uit verschillende bronnen"
TWO_YEARS, INSIDE = "de cijfers zijn van verschillende jaren", "het ene gebied is deel van het andere"


class Family(NamedTuple):
    """How many comparisons an edition tests for chance, and how many of those are clear: real and fictional apart."""

    made: int
    clear: int

    @property
    def threshold(self) -> float:
        """Return the largest chance that still counts as clear (Benjamini and Hochberg, with `LIMIT`)."""
        return LIMIT * max(self.clear, 1) / max(self.made, 1)


def verdicts(
    release: Release, area: str, indicators: Collection[str] = (), period: str | None = None
) -> pd.DataFrame:
    """
    Hold every indicator that an area has a row for, or those named, in its last period or a given one, against the others.

    Returns `COLUMNS`: a row per indicator and comparison (`rest` or an area code). Differences are in the unit of the
    indicator with 95% bounds; `woord` is one of `COMPARISON_WORDS`, `oordeel` what the direction of the catalogue makes
    of it, `kans` of chance before correction, `zeker_vanaf` the respondents that would make it clear, `reden` why nothing
    more is said. An indicator without any comparison has one row, `vergelijking` empty.
    """
    return release.once(
        ("oordelen", area, frozenset(indicators), period),
        lambda: _said(release, _pairs(release, area, indicators, period)),
    ).copy()


def family(release: Release, *, example: bool = False) -> Family:
    """Count the comparisons of the gemeente and its kernen, of real numbers or of fictional ones."""
    release.handed_out.add(FAMILY)
    # Counting looks at every number; who asks for the count reads the count.
    return release.once(
        ("familie", example), lambda: _family(replace(release, handed_out=set()), example=example)
    )


def edition_verdicts(release: Release) -> pd.DataFrame:
    """Return the verdicts of the gemeente and all kernen, with `kans_aangepast`: the chance after all that were made."""
    found = [verdicts(release, area) for area in (release.gemeente, *release.kernen())]
    table = pd.concat(found, ignore_index=True)
    example = table["voorbeeld"].to_numpy(dtype=bool)
    adjusted = np.full(len(table), np.nan)
    for kind in (example, ~example):
        if kind.any():
            adjusted[kind] = benjamini_hochberg(table["kans"].to_numpy(dtype=float)[kind])
    return table.assign(kans_aangepast=adjusted)


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


def held(release: Release, own: Row, other: Row) -> dict[str, Any]:
    """
    Hold one row against another one that a caller chose: of another area or year, or another answer of one question.

    A kern that is held against its own gemeente is held against the rest of it. Over a break or between two sources of
    one area nothing is said. Returns `OF_THE_VERDICT`; counts of people may differ here, because the caller asks for it.
    """
    own, other = dict(own), dict(other)
    entry, area, reason = release.catalogue[str(own["indicator"])], str(own["gebied"]), ""
    if area == other["gebied"]:
        between = sorted(int(str(row["periode"])[:4]) for row in (own, other))
        if any(between[0] < one.jaar <= between[1] for one in release.breaks_of(entry.id, area)):
            reason = A_BREAK
        elif own["bron"] != other["bron"] and _margins(release, own, other) != {COUNTED}:
            reason = TWO_SOURCES
    elif own["periode"] != other["periode"]:
        reason = TWO_YEARS
    elif area.startswith("KERN") and other["gebied"] == release.gemeente and entry.is_share:
        rest = _rest(release, own, other)
        other, reason = (other, INSIDE) if rest is None else (rest, "")
    pair = _pair(release, entry, own, str(other["gebied"]), other)
    pair |= {"telt": False, "reden": pair["reden"] or reason}
    found: dict[str, Any] = _said(release, [pair]).iloc[0][list(OF_THE_VERDICT)].to_dict()
    return found


# --- pairs


def _pairs(
    release: Release, area: str, indicators: Collection[str], period: str | None
) -> list[dict[str, Any]]:
    there = set(indicators) or release.indicators_of(area)
    found: list[dict[str, Any]] = []
    for entry in release.catalogue.indicators.values():
        own = _own(release, entry, area, period) if entry.id in there else None
        if own is not None:
            found.extend(_of(release, entry, own) or [_pair(release, entry, own, "", None)])
    return found


def _own(release: Release, entry: Indicator, area: str, period: str | None) -> Row | None:
    if period is None:
        return release.last_record(entry.id, area)
    return next(iter(release.records(entry.id, [area], period)), None)


def _of(release: Release, entry: Indicator, own: Row) -> list[dict[str, Any]]:
    """Return one number beside each that it is held against."""
    whole = release.gemeente
    areas = [whole, *(code for code in release.compare if code not in (own["gebied"], whole))]
    others = {row["gebied"]: row for row in release.records(entry.id, areas, own["periode"])}
    found = []
    if own["gebied"] != whole and entry.is_share and own["status"] in WITH_VALUE:
        rest = _rest(release, own, others.get(whole))
        if rest is not None:
            found.append(_pair(release, entry, own, REST, rest))
    # The gemeente holds the kern, so it is no yardstick for it.
    known = [code for code in areas[1:] if code in others and others[code]["status"] in WITH_VALUE]
    return found + [_pair(release, entry, own, code, others[code]) for code in known]


def _rest(release: Release, own: Row, whole: Row | None) -> Row | None:
    """Return the rest of the gemeente as a row; None where counts do not allow it."""
    counts = rest_counts(own, whole)
    if counts is None or whole is None:
        return None
    k, n = counts
    source = release.catalogue.source(own["bron"])
    if source.marge == COUNTED:
        # What the rounding of the kern may give it, it takes from the rest.
        low, high = (
            min(max((whole["teller"] - share / 100 * own["noemer"]) / n, 0.0), 1.0)
            for share in (_or(own["bovengrens"], own["waarde"]), _or(own["ondergrens"], own["waarde"]))
        )
    else:
        low, high = wilson(k / source.design_effect, n / source.design_effect)
    numbers = {"waarde": 100 * k / n, "ondergrens": 100 * float(low), "bovengrens": 100 * float(high)}
    return dict(whole) | numbers | {"teller": k, "noemer": n}


def _or(value: float, otherwise: float) -> float:
    return otherwise if value != value else value


def _pair(release: Release, entry: Indicator, own: Row, code: str, other: Row | None) -> dict[str, Any]:
    """Lay one number beside another one, with all that decides what may be said of them."""
    kinds = _margins(release, own, other or own)
    held: Row = other or dict.fromkeys(("waarde", "ondergrens", "bovengrens"), np.nan)
    pair = {column: own[column] for column in OF_THE_AREA}
    estimates = MODEL in kinds or "modelschatting" in (own["status"], (other or own)["status"])
    return pair | {
        "vergelijking": code,
        "vergelijk_waarde": float(held["waarde"]),
        "daar_onder": held["ondergrens"],
        "daar_boven": held["bovengrens"],
        "waar": other is not None and own["status"] in WITH_VALUE,
        "telling": kinds == {COUNTED},
        "voorbeeld": "voorbeeld" in (own["status"], (other or own)["status"]),
        "telt": not entry.is_comparable,
        # A sample of a single gemeente or kern is small; one of a region or a country hardly moves what it is held against.
        "daar_klein": code.startswith(("GM", "KERN", "WK", "BU")),
        "reden": AN_ESTIMATE if estimates else "",
        "minimum_n": float(entry.minimum_n),
        # A published share says no more than its last decimal; counts give more.
        "half": _half(entry, own),
        "daar_half": _half(entry, other) if other is not None else 0.0,
        "aandeel": entry.is_share,
        "relevant_verschil": entry.relevant_verschil,
        "effect": release.catalogue.source(own["bron"]).design_effect,
    }


def _margins(release: Release, *rows: Row) -> set[str]:
    return {release.catalogue.source(row["bron"]).marge for row in rows}


def _half(entry: Indicator, row: Row) -> float:
    """Return how far a published number may lie from what was rounded to it; counts say it better than their share."""
    if row["teller"] == row["teller"]:
        return 0.0
    digits = len(f"{row['waarde']:.4f}".rstrip("0").partition(".")[2])
    return float(0.5 * 10.0 ** -max(entry.decimalen, digits))


# --- words


def _said(release: Release, pairs: list[dict[str, Any]]) -> pd.DataFrame:
    """Weigh pairs, and choose the word for each."""
    if not pairs:
        return pd.DataFrame(columns=list(COLUMNS))
    table = _weighed(pd.DataFrame(pairs))
    example = table["voorbeeld"]
    thresholds = {one: family(release, example=one).threshold for one in set(example)}
    table = _worded(table, example.map(thresholds).to_numpy(dtype=float))
    entries = release.catalogue.indicators
    table["oordeel"] = [
        judge(word, entries[name].richting) if word else ""
        for name, word in zip(table["indicator"], table["woord"], strict=True)
    ]
    return table[list(COLUMNS)]


def _weighed(table: pd.DataFrame) -> pd.DataFrame:
    """Add the difference with its bounds, the chance, and why there may be none; all pairs at once."""
    number = {
        name: table[name].to_numpy(dtype=float)
        for name in (
            *("waarde", "ondergrens", "bovengrens", "vergelijk_waarde", "daar_onder", "daar_boven", "n"),
            *("half", "daar_half", "minimum_n", "effect", "relevant_verschil"),
        )
    }
    here, there, counted = number["waarde"], number["vergelijk_waarde"], table["telling"].to_numpy(dtype=bool)
    low, high = _sides(here, number["ondergrens"], number["bovengrens"], number["half"], known=counted)
    beside = counted | ~table["daar_klein"].to_numpy(dtype=bool)
    bottom, top = _sides(there, number["daar_onder"], number["daar_boven"], number["daar_half"], known=beside)
    gap, lower, upper = gap_with_bounds(here, low, high, there, bottom, top)
    # Rounding is no chance: at worst both are off, each in the direction that makes the difference.
    lower, upper = np.where(counted, low - top, lower), np.where(counted, high - bottom, upper)
    share = table["aandeel"].to_numpy(dtype=bool)
    chance = comparison_p_value(here, low, high, there, bottom, top, per_cent=share)
    few = (number["minimum_n"] > 0) & ~(number["n"] >= number["minimum_n"])
    there_is = table["waar"].to_numpy(dtype=bool)
    blocked = (table["reden"] != "").to_numpy() | table["telt"].to_numpy(dtype=bool)
    tested = there_is & ~few & ~blocked & ~np.isnan(lower) & ~np.isnan(upper)
    rounding = number["half"] + number["daar_half"]
    asked = there_is & ~blocked & share & np.isnan(number["ondergrens"]) & ~counted & (np.abs(gap) > rounding)
    needed = np.full(len(table), np.nan)
    if asked.any():
        # What rounding may hide is taken off the difference first.
        towards = np.sign(gap) * rounding
        needed[asked] = respondents_needed((here - towards)[asked], there[asked], number["effect"][asked])
    return table.assign(
        verschil=np.where(there_is & ~blocked, gap, np.nan),
        verschil_onder=np.where(tested, lower, np.nan),
        verschil_boven=np.where(tested, upper, np.nan),
        kans=np.where(tested & ~counted, chance, np.nan),
        zeker_vanaf=needed,
        weinig=few & there_is,
        getoetst=tested,
    )


def _sides(
    value: np.ndarray, low: np.ndarray, high: np.ndarray, half: np.ndarray, *, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return bounds widened by rounding; a number without bounds gets those of its rounding where that is all there is."""
    without = np.isnan(low) | np.isnan(high)
    lower = np.where(without, np.where(known, value, np.nan), low)
    upper = np.where(without, np.where(known, value, np.nan), high)
    return lower - half, upper + half


def _worded(table: pd.DataFrame, threshold: np.ndarray) -> pd.DataFrame:
    gap, lower, upper, relevant, chance = (
        table[name].to_numpy(dtype=float)
        for name in ("verschil", "verschil_onder", "verschil_boven", "relevant_verschil", "kans")
    )
    tested, counted = table["getoetst"].to_numpy(dtype=bool), table["telling"].to_numpy(dtype=bool)
    apart = (lower > 0) | (upper < 0)
    clear = tested & np.where(counted, apart, chance <= threshold * (1 + 1e-9))
    large = np.abs(gap) >= relevant * (1 - 1e-9)  # 0.30 - 0.25 must count as 0.05
    nearest = np.where(gap > 0, lower, -upper)
    within = tested & (lower > -relevant) & (upper < relevant)
    there = table["waar"].to_numpy(dtype=bool)
    held = (table["vergelijking"] != "").to_numpy()
    few = table["weinig"].to_numpy(dtype=bool) | (held & ~there)
    word = np.select(
        [
            ~held,
            few,
            ~tested,
            clear & large & (gap > 0),
            clear & large & (gap < 0),
            (clear & ~large) | within,
        ],
        ["", TOO_FEW, NOT_COMPARABLE, HIGHER, LOWER, SMALL],
        NO_DIFFERENCE,
    )
    said = table["reden"].to_numpy(dtype=object)
    without = np.where(table["telt"].to_numpy(dtype=bool), A_COUNT, NO_MARGIN)
    open_ = np.where(counted, ROUNDED, np.where(apart, MANY, BY_CHANCE))
    few_text = np.where(there, STATUS_TEXT["te weinig waarnemingen"], table["status"].map(STATUS_TEXT))
    reason = np.select(
        [word == TOO_FEW, word == NOT_COMPARABLE, word == SMALL, word == NO_DIFFERENCE],
        [few_text, np.where(said != "", said, without), TOO_SMALL, open_],
        "",
    )
    sure = np.isin(word, (HIGHER, LOWER)) & (nearest >= relevant * (1 - 1e-9))
    return table.assign(woord=word, reden=reason, relevant=large & ~np.isnan(gap), zeker_relevant=sure)


def _family(release: Release, *, example: bool) -> Family:
    chances: list[float] = []
    for area in (release.gemeente, *release.kernen()):
        pairs = [one for one in _pairs(release, area, (), None) if one["voorbeeld"] == example]
        chances += _chances(pairs)
    adjusted = benjamini_hochberg(np.asarray(chances)) if chances else np.empty(0)
    return Family(len(chances), int((adjusted < LIMIT).sum()))


def _chances(pairs: list[dict[str, Any]]) -> Iterator[float]:
    chance = _weighed(pd.DataFrame(pairs))["kans"] if pairs else pd.Series(dtype=float)
    yield from chance[chance.notna()]
