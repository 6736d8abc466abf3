"""Rules between rows: a key that stands twice, a total beside its parts, a jump from one year to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.rules import arithmetic
from analysis.rules.relations import LAYERS, layer_of
from analysis.sources.files.context import Context
from analysis.sources.files.delivered import HIGH, LOW
from analysis.sources.files.rules_table import Rows, with_role


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
        cells = dutch.enumeration([f'"{rows.text(int(number), key)}"' for key in keys])
        named = dutch.enumeration([f'"{key}"' for key in keys])
        yield rows.problem(
            "F231",
            int(number),
            keys[0],
            found=f"{cells}, ook op rij {int(before)}",
            expected=f"elke combinatie van {named} één keer" if len(keys) > 1 else f"elke {keys[0]} één keer",
            action="Haal een van beide rijen weg, of herstel wat ze moet onderscheiden.",
        )


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
    summed = dutch.number(low) if low == high or not whole else _between(low, high)
    allowed = f", met een speling van {dutch.number(slack)}" if rows.definition.speling_delen else ""
    yield rows.problem(
        "F137",
        int(total["rij"].iloc[0]),
        column,
        expected=f"de som van de {len(parts)} {word}: {summed}{allowed}",
        action="Controleer het totaal en de delen. Tellen delen terecht niet op, laat het totaal dan weg.",
    )


def _between(low: float, high: float) -> str:
    return (
        f"ten minste {dutch.number(low)}"
        if math.isinf(high)
        else f"{dutch.number(low)} tot {dutch.number(high)}"
    )


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
            yield _jump(rows, column, row, earlier, before.loc[position, period], float(ratio[position]))


def _jump(rows: Rows, column: str, row: int, earlier: int, year: str, ratio: float) -> Problem:
    return rows.problem(
        "F234",
        row,
        column,
        expected=f'een getal als "{rows.text(earlier, column)}" in {year} (rij {earlier}); '
        f"dit is {arithmetic.times(ratio)}",
        action="Controleer de eenheid, zoals aantallen en duizendtallen. Klopt het, dan hoeft u niets te doen.",
        warning=True,
    )
