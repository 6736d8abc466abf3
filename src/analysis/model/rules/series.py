"""What a number must be beside others of its kind: other periods, areas, indicators of its file, and what is plausible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import DELIVERED, FETCHED, PROJECT, Found, Known, cell, number, problem

SAME: Final = ["indicator", "periode", "bron"]

WIDE: Final = ("gemeente", "regio", "provincie", "klasse", "land")
# What hardly changes from year to year: in so wide an area never so many times.
PEOPLE_AND_HOMES: Final = ("inwoners", "mannen", "vrouwen", "huishoudens", "woningen")
STEADY: Final = (*PEOPLE_AND_HOMES, "km²", "inwoners per km²", "jaar", "euro")
STEADY_TIMES: Final = 3
TIMES: Final = 8  # as `sprong` of the delivered files
TEN: Final = 10 ** (1 - arithmetic.NEAR)  # from here on it reads as a nought too many
CENTURY: Final = 100
YEARS: Final = 10  # so far apart numbers still say something about each other
ENOUGH: Final = 4  # so many others that agree are beyond doubt
LARGE: Final = 1000  # so many people do not come or go within a few years
LEAST: Final = 20  # below this a count jumps by itself
# A nought too many or too few, a fraction for a percentage, another unit.
SLIPS: Final = (100.0, 10.0, 1000.0, 0.1, 0.01, 0.001)
# So many percentages, of so many indicators, say together what one does not; and so many times less is far below.
HANDFUL, SEVERAL, FAR = 5, 3, 5


def jump_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F234: a value many times that of other periods of the same indicator and area, by any source.

    An error where it cannot be right: something steady in a wide area, a place that would gain or
    lose a thousand people, or a factor ten against four others that agree. Else a warning. Where
    the catalogue has a break (`breuken`), nothing is held against what lies on its other side.
    """
    measured = rows[rows["gemeten"] & (rows["waarde"] >= 0) & rows["jaar"].notna()]
    measured = measured.assign(jaar=measured["jaar"].astype(int))
    # Buurten on the network are many and small; there the boundaries say which series hold.
    measured = measured[(measured["herkomst"] != FETCHED) | measured["niveau"].isin(WIDE)]
    keys = ["indicator", "gebied", "fictief"]
    for (indicator, _, _), group in _spread(measured, keys, STEADY_TIMES).groupby(keys, sort=False):
        breaks = known.indicators[str(indicator)].breuken
        yield from _jumps_in(group, tuple(one.jaar for one in breaks))


def _spread(rows: pd.DataFrame, keys: list[str], factor: float) -> pd.DataFrame:
    """Keep the groups with more than one row whose largest value is so many times the smallest."""
    values = rows.groupby([rows[key] for key in keys], sort=False)["waarde"]
    least = values.transform("min").clip(lower=1 / LEAST)
    return rows[(values.transform("size") > 1) & (values.transform("max") >= factor * least)]


def _jumps_in(group: pd.DataFrame, breaks: tuple[int, ...]) -> Iterator[Found]:
    """Yield the strangest number, and again of what is left: one that is wrong makes its neighbours strange."""
    left = group.sort_values(["jaar", "periode"], kind="stable")
    while len(left) > 1:
        suspects: list[tuple[tuple[float, bool], Found]] = []
        for row in left.itertuples():
            others = _comparable(left, row, breaks)
            if len(others) and (found := _jump(row, others)):
                factor = round(_factor(row.waarde, others["waarde"].median()), 6)
                suspects.append(((factor, row.herkomst != FETCHED), (row.Index, found)))
        if not suspects:
            return
        # Of two that differ it is the one that was not published that is named, else the later; the message names both.
        _, worst = max(reversed(suspects), key=lambda one: one[0])
        yield worst
        left = left.drop(index=worst[0])


def _comparable(group: pd.DataFrame, row: Any, breaks: tuple[int, ...]) -> pd.DataFrame:
    """Return what a value is held against; nothing where it is too near the middle of that to be a jump (`_jump`)."""
    years = group["jaar"].to_numpy()
    other = (group.index.to_numpy() != row.Index) & (abs(years - row.jaar) <= YEARS)
    for year in breaks:
        other &= (years >= year) == (row.jaar >= year)
    if row.herkomst == DELIVERED:
        # Whoever delivered a file was told of the jumps within it, by its own definition.
        other &= (group["bestand"] != row.bestand).to_numpy(dtype=bool)
    values = group["waarde"].to_numpy()[other]
    far = values.size and _factor(row.waarde, float(np.median(values))) >= STEADY_TIMES
    return group[other] if far else group.iloc[:0]


def _factor(one: float, other: float) -> float:
    small, large = sorted((max(one, 0.5), max(other, 0.5)))
    return large / small


def _jump(row: Any, others: pd.DataFrame) -> Problem | None:
    middle = float(others["waarde"].median())
    if row.waarde == middle:
        return None
    large, factor = max(row.waarde, middle), _factor(row.waarde, middle)
    steady = row.eenheid in STEADY
    agree = len(others) >= ENOUGH and bool(others["waarde"].between(middle / 2, middle * 2).all())
    wrong = row.herkomst != FETCHED and (
        (steady and row.niveau in WIDE and factor >= STEADY_TIMES)
        or (steady and large >= LARGE and factor >= STEADY_TIMES + 2)
        or (agree and factor >= TEN and (large >= LEAST * TEN or not row.telling))
    )
    if not wrong and (factor < TIMES or (row.telling and large < LEAST * TIMES)):
        return None
    nearest = others.loc[(others["jaar"] - row.jaar).abs().idxmin()]
    where = f"rij {nearest['rij']} van {nearest['bestand']}" if nearest["rij"] else nearest["bestand"]
    size = arithmetic.times(max(row.waarde, 0.5) / max(middle, 0.5))
    expected = f"een getal als {cell(nearest)} in {nearest['periode']} ({where}); dit is {size}"
    key = "F234 onmogelijk" if wrong else "F234 opvallend"
    return problem(row, key, "waarde", usual=expected, warning=not wrong)


def area_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F254: a share or a mean many times that of all other areas of its source and period.

    Counts differ with the size of an area, and are not held against each other. An error in a table
    of the project where a nought or a comma explains it in a wide area, unless the catalogue calls
    the value plausible (`aannemelijk`); else a warning.
    """
    shown = rows[rows["gemeten"] & (rows["waarde"] > 0) & ~rows["telling"] & (rows["eenheid"] != "km²")]
    shown = shown[(shown["herkomst"] != FETCHED) & shown["niveau"].isin((*WIDE, "kern"))]
    for (indicator, _, _), group in _spread(shown, SAME, TIMES / 2).groupby(SAME, sort=False):
        plausible = known.indicators[str(indicator)].aannemelijk
        for row in group.itertuples() if len(group) > 2 else ():
            others = group.loc[group.index != row.Index, "waarde"]
            if others.max() <= 2 * others.min() and not _within(row.waarde, plausible):
                yield from _far_from(row, others)


def _far_from(row: Any, others: pd.Series) -> Iterator[Found]:
    low, high = float(others.min()), float(others.max())
    ratio = row.waarde / float(others.median())
    if max(ratio, 1 / ratio) < TIMES / 2:
        return
    slip = any(low / 2 <= row.waarde * times <= high * 2 for times in SLIPS)
    wrong = slip and max(ratio, 1 / ratio) >= TEN and row.niveau in WIDE and row.herkomst == PROJECT
    span = f"{dutch.number(low, 1)} tot {dutch.number(high, 1)}"
    key = "F254 fout" if wrong else "F254 opvallend"
    values: dict[str, Any] = {"count": len(others), "span": span, "size": arithmetic.times(ratio)}
    yield row.Index, problem(row, key, "waarde", warning=not wrong, **values)


def _within(value: float, bounds: tuple[float, float] | None) -> bool:
    return bounds is not None and bounds[0] <= value <= bounds[1]


def plausible_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F255: a value outside what the catalogue calls plausible (`aannemelijk`).

    An error where it is inside times or divided by 10, 100 or 1000: then it is a fraction, a nought
    too many, or another unit. Small areas may be anything; they are passed over.
    """
    bounds = {name: one.aannemelijk for name, one in known.indicators.items() if one.aannemelijk}
    shown = rows[rows["indicator"].isin(bounds) & rows["gemeten"] & rows["niveau"].isin(WIDE)]
    for row in shown.itertuples():
        low, high = bounds[row.indicator]
        if _within(row.waarde, (low, high)):
            continue
        slip = next((row.waarde * times for times in SLIPS if low <= row.waarde * times <= high), None)
        wrong = slip is not None and row.herkomst != FETCHED
        values = {"low": dutch.number(low), "high": dutch.number(high), "meant": number(slip or 0, row)}
        key = "F255 bedoeld" if slip is not None else "F255 bron"
        yield row.Index, problem(row, key, "waarde", warning=not wrong, **values)


def zero_problems(rows: pd.DataFrame) -> Iterator[Found]:
    """Yield F258, a warning: nothing but noughts, where there are at least three areas; perhaps they mean unknown."""
    shown = rows[rows["gemeten"] & (rows["herkomst"] == PROJECT)]
    largest = shown.groupby([shown[key] for key in SAME], sort=False)["waarde"].transform("max")
    for _, group in shown[largest == 0].groupby(SAME, sort=False):
        if len(group) >= 3:
            row = next(group.itertuples())
            yield row.Index, problem(row, "F258 tabel", "waarde", count=len(group))


def year_problems(rows: pd.DataFrame) -> Iterator[Found]:
    """Yield F230, a warning: a year half a century before every other of its file; a 1 for a 2 is easily typed."""
    shown = rows[rows["gemeten"] & (rows["herkomst"] == PROJECT)]
    for _, group in shown.groupby("bestand", sort=False):
        years = sorted(group["jaar"].unique())
        if len(years) < 2 or years[1] - years[0] < CENTURY / 2:
            continue
        for row in group[group["jaar"] == years[0]].itertuples():
            yield row.Index, problem(row, "F230 ver", "periode", other=int(years[1]))


def edition_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """Yield F260, a warning once a file: figures of after the year of the edition that is made."""
    if known.edition is None:
        return
    late = rows[(rows["jaar"] > known.edition) & rows["gemeten"] & (rows["herkomst"] != FETCHED)]
    for _, group in late.groupby("bestand", sort=False):
        row = next(group.itertuples())
        more = f" en nog {len(group) - 1} rijen" if len(group) > 1 else ""
        found = f'"{row.periode}" bij {row.indicator}, {row.gebied}{more}'
        yield row.Index, problem(row, "F260", "periode", found=found, edition=known.edition)


def mixed_problems(rows: pd.DataFrame) -> Iterator[Found]:
    """Yield F220: fractions of 1 among the percentages of one indicator, and of one file."""
    shares = rows[(rows["per"] == arithmetic.HUNDRED) & rows["gemeten"] & rows["teller"].isna()]
    shares = shares[shares["herkomst"] == PROJECT]
    told: set[object] = set()
    for keys, mixed in ((["bestand", "indicator"], False), (["bestand"], True)):
        small = shares["waarde"].between(0, 1, inclusive="right")
        some = small.groupby([shares[key] for key in keys], sort=False).transform("any")
        for _, group in shares[some].groupby(keys, sort=False):
            wrong = arithmetic.fractions(group["waarde"], group["decimalen"], mixed=mixed)
            other = group[group["waarde"] > 1]
            for row in group[wrong].itertuples():
                if row.Index in told:
                    continue
                told.add(row.Index)
                beside, line = cell(other.iloc[0]), int(other["rij"].iloc[0])
                meant = number(row.waarde * 100, row)
                yield row.Index, problem(row, "F220", "waarde", other=beside, line=line, meant=meant)


def fraction_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F264, the same at each row: percentages of several indicators, by one source in one file, that are all at most 1.

    Rare things are real: no word where most of what is known of the indicators is as small. Known is what the
    catalogue calls plausible (`aannemelijk`), else what other sources say. An error where most of it is far
    above, or where nothing is known and most have more decimals than such a percentage; else a warning.
    """
    shares = rows[(rows["per"] == arithmetic.HUNDRED) & (rows["waarde"] > 0) & rows["teller"].isna()]
    small = shares.groupby(["bestand", "bron"], sort=False)["waarde"].transform("max") <= 1
    usual = shares[~small].groupby("indicator")["waarde"].median() / FAR
    for _, group in shares[small].groupby(["bestand", "bron"], sort=False):
        if len(group) < HANDFUL or group["indicator"].nunique() < SEVERAL:
            continue
        named = {name: known.indicators[name] for name in group["indicator"].unique()}
        least = {
            name: one.aannemelijk[0] if one.aannemelijk else usual.get(name) for name, one in named.items()
        }
        low = group["indicator"].map(least).astype("float64")
        far, near = (group["waarde"] < low).sum(), (group["waarde"] >= low).sum()
        ordinary = group["indicator"].map({name: max(one.decimalen, 1) for name, one in named.items()})
        if near and near >= far:
            continue
        finer = (group["decimalen"] > ordinary).mean() > 1 / 2
        row = next(group.itertuples())
        found = f"{len(group)} percentages van {len(named)} indicatoren, geen boven de 1, zoals {cell(row)}"
        warning = row.herkomst == FETCHED or not (far or finer)
        meant = number(100 * row.waarde, row)
        told = problem(row, "F264", "waarde", found=found, warning=warning, meant=meant)
        yield from ((index, told) for index in group.index)
