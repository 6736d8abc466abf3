"""Rules between rows: a key that stands twice, a total beside its parts, a jump from one year to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.rules import arithmetic
from analysis.rules.relations import LAYERS, layer_of
from analysis.sources.files.definitions import Context
from analysis.sources.files.grid import HIGH, LOW
from analysis.sources.files.rows import Rows, with_role


def row_problems(rows: Rows, context: Context) -> Iterator[Problem]:
    """Yield F137, F231 and F234."""
    yield from _twice(rows)
    yield from _gemeente_totals(rows, context)
    if rows.definition.sprong:
        yield from _jumps(rows)


def _twice(rows: Rows) -> Iterator[Problem]:
    keys = rows.keys()
    if not keys:
        return
    filled = rows.table[rows.table[keys].notna().all(axis=1) & (rows.table[keys] != "").all(axis=1)]
    first = filled.groupby(keys, dropna=False)["rij"].transform("first")
    for number, before in zip(filled["rij"], first, strict=True):
        if number == before:
            continue
        cells = dutch.enumeration([f'"{rows.text(number, name)}"' for name in keys])
        named = dutch.enumeration([f'"{name}"' for name in keys])
        one = f"combinatie van {named}" if len(keys) > 1 else keys[0]
        yield rows.problem("F231 rij", number, keys[0], cells=cells, line=before, one=one)


def _gemeente_totals(rows: Rows, context: Context) -> Iterator[Problem]:
    area = rows.first("gebied")
    if not area or not context.gemeente:
        return
    counts = [column.naam for column in rows.columns("aantal") if column.rol != "n"]
    for _, group in rows.groups(*rows.keys(area)):
        total = group[group[area] == context.gemeente]
        if len(total) != 1:  # none, or twice, which is F231
            continue
        for layer, word in LAYERS.items():
            codes = _layer_codes(layer, context)
            parts = group[group[area].isin(codes)]
            if len(parts) < 2:
                continue
            whole = codes <= set(parts[area])
            for column in counts:
                yield from _difference(rows, column, total, parts, word, whole=whole)


def _layer_codes(layer: str, context: Context) -> set[str]:
    own = (area for area in context.areas.values() if area.hoort_bij == context.gemeente)
    return {area.gebied for area in own if layer_of(area.gebied) == layer}


def _difference(
    rows: Rows, column: str, total: pd.DataFrame, parts: pd.DataFrame, word: str, *, whole: bool
) -> Iterator[Problem]:
    """
    Compare a total with the sum of its parts, within what the source rounds.

    What is hidden counts from the least to the most it can be. While parts are not there, the
    sum can only be too large.
    """
    value = float(total[column].iloc[0])
    slack = rows.definition.speling_delen * len(parts) + arithmetic.DUST
    low = float(parts[column].fillna(parts[column + LOW]).fillna(0).sum())
    high = float(parts[column].fillna(parts[column + HIGH]).fillna(math.inf).sum()) if whole else math.inf
    if arithmetic.within_sum(value, low, high, slack):
        return
    if low == high or not whole:
        summed = dutch.number(low)
    elif math.isinf(high):
        summed = f"ten minste {dutch.number(low)}"
    else:
        summed = f"{dutch.number(low)} tot {dutch.number(high)}"
    allowed = f", met een speling van {dutch.number(slack)}" if rows.definition.speling_delen else ""
    values = {"count": len(parts), "word": word, "summed": summed, "allowed": allowed}
    yield rows.problem("F137 gebied", total["rij"].iloc[0], column, **values)


def _jumps(rows: Rows) -> Iterator[Problem]:
    """Warn where a value is many times that of the period before: often a unit that changed."""
    period = rows.first("periode")
    if not period:
        return
    keys = rows.keys(period)
    for column in with_role(rows.delivered, "waarde"):
        known = rows.table[(rows.table[column] > 0) & (rows.table[period] != "")]
        known = known.sort_values([*keys, period])
        chosen = known[["rij", column, period]]
        before = chosen.groupby([known[key] for key in keys]).shift() if keys else chosen.shift()
        ratio = known[column] / before[column]
        jumped = (ratio >= rows.definition.sprong) | (ratio <= 1 / rows.definition.sprong)
        for position in known.index[jumped]:
            row, earlier = int(known.loc[position, "rij"]), int(before.loc[position, "rij"])
            yield rows.problem(
                "F234 bestand",
                row,
                column,
                earlier=rows.text(earlier, column),
                year=before.loc[position, period],
                line=earlier,
                size=arithmetic.times(float(ratio[position])),
            )
