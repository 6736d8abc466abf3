"""Rules about the numbers and keys of a table: percentages, parts, totals, margins, models, and rows beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.arithmetic import DUST, HUNDRED
from analysis.model.rules.relations import LAYERS, layer_of
from analysis.sources.files.definitions import Context
from analysis.sources.files.grid import HIGH, LOW, STATUS, TEXT, Delivered, TableView, partners, with_role

MODEL = ("model", "modelschatting")
ALL_ZERO = 3  # so many noughts and nothing else are strange


def number_problems(rows: TableView, context: Context) -> Iterator[Problem]:
    """Yield F137, F220 to F225, F231, F234, F252, F253 and F258."""
    for column in rows.columns("percentage"):
        yield from _outside(rows, column.naam)
        # A factor says that they are all fractions; what is not lies outside 0 to 100 then.
        if column.factor == 1:
            yield from _mixed(rows, column.naam)
    yield from _totals(rows)
    yield from _teller(rows)
    yield from _quotients(rows)
    yield from _too_many(rows, context)
    yield from _noughts(rows)
    yield from _margins(rows)
    yield from _models(rows)
    yield from _twice(rows)
    yield from _gemeente_totals(rows, context)
    if rows.definition.sprong:
        yield from _jumps(rows)


def _outside(rows: TableView, column: str) -> Iterator[Problem]:
    for number in rows.table.loc[arithmetic.outside(rows.scaled(column), 0, HUNDRED), "rij"]:
        yield rows.problem("F221 bestand", number, column)


def _mixed(rows: TableView, column: str) -> Iterator[Problem]:
    """Yield the fractions among percentages: of one indicator over all years and areas, then of the file."""
    texts = rows.table[column + TEXT] if column + TEXT in rows.table else rows.table[column]
    written = pd.Series(arithmetic.decimals(texts), rows.table.index, dtype="int64")
    wrong = pd.Series(False, index=rows.table.index)
    for _, part in rows.groups(rows.first("indicator")):
        wrong[part.index] |= arithmetic.fractions(part[column], written[part.index])
    if not wrong.any():
        wrong = arithmetic.fractions(rows.table[column], written, mixed=True)
    others = rows.table[rows.table[column] > 1]
    for row in rows.table[wrong].to_dict("records"):
        indicator = rows.first("indicator")
        near = others[others[indicator] == row[indicator]] if indicator else others
        other = int((near if len(near) else others)["rij"].iloc[0])
        meant = dutch.number(row[column] * HUNDRED, 1)
        yield rows.problem(
            "F220", row["rij"], column, other=f'"{rows.text(other, column)}"', line=other, meant=meant
        )


def _totals(rows: TableView) -> Iterator[Problem]:
    """Yield the rows whose parts do not make the whole that the definition names."""
    for total in rows.definition.sommen:
        names = [*total.delen, *([total.kolom] if total.kolom else [])]
        if not all(name in rows.table for name in names):
            continue
        known = rows.table[rows.table[names].notna().all(axis=1)]
        sums = pd.concat([rows.scaled(name) for name in total.delen], axis=1).sum(axis=1)[known.index]
        whole = (
            rows.scaled(total.kolom)[known.index] if total.kolom else pd.Series(HUNDRED, index=known.index)
        )
        listed = dutch.enumeration([f'"{part}"' for part in total.delen])
        key, column = ("F137 kolom", total.kolom) if total.kolom else ("F222", total.delen[0])
        for position in known.index[(sums - whole).abs() > total.speling + DUST]:
            summed = _short(sums[position])
            yield rows.problem(key, known.loc[position, "rij"], column, parts=listed, summed=summed)


def _short(value: float) -> str:
    return dutch.number(value, 0 if abs(value - round(value)) < DUST else 1)


def _teller(rows: TableView) -> Iterator[Problem]:
    for teller, noemer in partners(rows.delivered, "teller", "noemer"):
        wrong = arithmetic.exceeds(rows.table[teller], rows.table[noemer])
        for number in rows.table.loc[wrong, "rij"]:
            most = f'de noemer, "{rows.text(number, noemer)}" in kolom "{noemer}"'
            yield rows.problem("F223", number, teller, most=most)


def _quotients(rows: TableView) -> Iterator[Problem]:
    """Yield the percentages that are not their teller over their noemer."""
    noemers = dict(partners(rows.delivered, "waarde", "noemer"))
    percentages = {column.naam for column in rows.columns("percentage")}
    for value, teller in partners(rows.delivered, "waarde", "teller"):
        if value not in percentages or value not in noemers:
            continue
        parts, whole = rows.table[teller], rows.table[noemers[value]]
        texts = rows.table[value + TEXT]
        written = pd.Series(arithmetic.decimals(texts), rows.table.index, dtype="int64")
        wrong = arithmetic.off_quotient(rows.scaled(value), parts, whole, HUNDRED, written)
        for place in rows.table.index[wrong & (whole > 0)]:
            made = dutch.number(HUNDRED * parts[place] / whole[place], 1)
            made += f': 100 keer "{teller}" gedeeld door "{noemers[value]}"'
            yield rows.problem("F252", rows.table.loc[place, "rij"], value, made=made)


def _too_many(rows: TableView, context: Context) -> Iterator[Problem]:
    """Yield counts of people or things above what the whole gemeente has of inhabitants."""
    area = rows.first("gebied")
    if not area or not context.inhabitants:
        return
    code, own = context.gemeente, context.areas
    inside = rows.table[area].map(lambda one: one == code or (one in own and own[one].hoort_bij == code))
    for column in rows.columns("aantal"):
        above = arithmetic.too_many(rows.scaled(column.naam), context.inhabitants)
        for number in rows.table.loc[inside.astype(bool) & above, "rij"] if column.rol else ():
            people = dutch.number(context.inhabitants)
            yield rows.problem("F253", number, column.naam, area=code, inhabitants=people)


def _noughts(rows: TableView) -> Iterator[Problem]:
    """Warn where a column that carries the value holds nothing but noughts, for one indicator."""
    for column in (*with_role(rows.delivered, "waarde"), *with_role(rows.delivered, "teller")):
        for _, part in rows.groups(rows.first("indicator")):
            known = part[part[column].notna()]
            if len(known) >= ALL_ZERO and (known[column] == 0).all():
                yield rows.problem("F258 bestand", known["rij"].iloc[0], column, count=len(known))


def _margins(rows: TableView) -> Iterator[Problem]:
    for role, side in (("ondergrens", "onder"), ("bovengrens", "boven")):
        for value, bound in partners(rows.delivered, "waarde", role):
            beyond = rows.table[value] - rows.table[bound]
            for number in rows.table.loc[(beyond if side == "boven" else -beyond) > 0, "rij"]:
                limit = f'een waarde die niet {side} "{rows.text(number, bound)}" ligt, de grens in kolom "{bound}"'
                yield rows.problem("F225", number, value, limit=limit)
    for low, high in partners(rows.delivered, "ondergrens", "bovengrens"):
        crossed = rows.table[low] > rows.table[high]
        for value in with_role(rows.delivered, "waarde"):
            crossed &= rows.table[value].isna()
        for number in rows.table.loc[crossed, "rij"]:
            yield rows.problem("F225", number, low, limit=f'hooguit "{rows.text(number, high)}"')


def model_columns(delivered: Delivered) -> list[str]:
    """Return the columns in which a row says that its number comes from a model."""
    return [
        column.naam
        for column in delivered.definition.of_kind("keuze")
        if column.naam in delivered.table and set(column.keuzes.values()) & set(MODEL)
    ]


def _models(rows: TableView) -> Iterator[Problem]:
    """Warn once per indicator that has estimates of a model beside direct measurements."""
    indicator = rows.first("indicator")
    columns = model_columns(rows.delivered)
    for column in with_role(rows.delivered, "waarde"):
        known = rows.table[column].notna()
        modelled = rows.table[column + STATUS] == "modelschatting"
        for one in columns:
            modelled |= rows.table[one].isin(MODEL)
        for _, part in rows.groups(indicator):
            model = part.loc[(modelled & known)[part.index], "rij"]
            direct = part.loc[(~modelled & known)[part.index], "rij"]
            if len(model) and len(direct):
                place = columns[0] if columns else column
                yield rows.problem("F224", model.iloc[0], place, line=direct.iloc[0])


def _twice(rows: TableView) -> Iterator[Problem]:
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


def _gemeente_totals(rows: TableView, context: Context) -> Iterator[Problem]:
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
    rows: TableView, column: str, total: pd.DataFrame, parts: pd.DataFrame, word: str, *, whole: bool
) -> Iterator[Problem]:
    """
    Compare a total with the sum of its parts, within what the source rounds.

    What is hidden counts from the least to the most it can be. While parts are not there, the
    sum can only be too large.
    """
    value = float(total[column].iloc[0])
    slack = rows.definition.speling_delen * len(parts) + DUST
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


def _jumps(rows: TableView) -> Iterator[Problem]:
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
