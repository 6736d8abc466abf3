"""
Checks over rows, columns and years of a delivered table, once each cell has its meaning.

`apply_rules` does what needs no decision of anybody; `rule_problems` says what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.arithmetic import DUST, HUNDRED
from analysis.model.rules.relations import LAYERS, layer_of
from analysis.sources.files.areas import area_problems, is_water
from analysis.sources.files.definitions import Context
from analysis.sources.files.table import HIGH, LOW, STATUS, TEXT, Delivered

NOT_APPLICABLE, TOO_FEW = "niet van toepassing", "te weinig waarnemingen"
ESTIMATES = ("waarde", "ondergrens", "bovengrens")
MODEL = ("model", "modelschatting")
ALL_ZERO = 3  # so many noughts and nothing else are strange


def apply_rules(delivered: Delivered, context: Context) -> Delivered:
    """
    Return the table as it may be used; nothing is guessed and nothing is repaired.

    - Rows of water (buurten that end in 9997 or 9998) are left out, and of a file `ruim` those of areas not known here.
    - A value over a noemer of 0 (or, without a noemer, over nobody) is `niet van toepassing`.
    - A value over fewer observations than `minimum_n` is `te weinig waarnemingen`; n stays.
    - A number that is said to come from a model, by the definition or by the row, has status `modelschatting`.
    """
    table, least, wide = delivered.table, delivered.definition.minimum_n, delivered.definition.ruim
    for column in delivered.columns("gebied"):
        codes = table[column.naam]
        others = (codes != "") & ~codes.isin(list(context.areas)) if wide else False
        table = table[~(codes.map(is_water).astype(bool) | others)]
    table = table.reset_index(drop=True)
    # Where the value is still to be made, its teller says why it cannot be.
    roles = ESTIMATES if delivered.with_role("waarde") else ("teller",)
    base = "noemer" if delivered.with_role("noemer") else "n"
    for value, noemer in (pair for role in roles for pair in delivered.partners(role, base)):
        table = _withhold(table, value, table[noemer] == 0, NOT_APPLICABLE)
    # The teller goes too: with it and the noemer anybody makes the value again.
    for value, n in (pair for role in (*ESTIMATES, "teller") for pair in delivered.partners(role, "n")):
        table = _withhold(table, value, (table[n] < least) & table[value].notna(), TOO_FEW)
    modelled = _modelled(delivered, table) | (delivered.definition.meting == "model")
    for value in delivered.with_role("waarde"):
        status = table[value + STATUS]
        plain = modelled & table[value].notna() & (status == "")
        table = table.assign(**{value + STATUS: status.mask(plain, "modelschatting")})
    return replace(delivered, table=table)


def _withhold(table: pd.DataFrame, column: str, wrong: pd.Series, status: str) -> pd.DataFrame:
    if not wrong.any():
        return table
    changed = {column: table[column].mask(wrong), column + STATUS: table[column + STATUS].mask(wrong, status)}
    return table.assign(**changed)


def _model_columns(rows: Delivered) -> list[str]:
    """Return the columns in which a row says that its number comes from a model."""
    return [one.naam for one in rows.columns("keuze") if set(one.keuzes.values()) & set(MODEL)]


def _modelled(rows: Delivered, table: pd.DataFrame) -> pd.Series:
    return table[_model_columns(rows)].isin(MODEL).any(axis=1)


def rule_problems(rows: Delivered, context: Context) -> Iterator[Problem]:
    """
    Yield what is wrong with a table as a whole, after `apply_rules`; cells that did not convert are passed over.

    That is F137, F210 to F213, F220 to F225, F231, F232, F234, F252, F253 and F257 to F259.
    """
    yield from area_problems(rows, context)
    for column in rows.columns("percentage"):
        for number in _lines(rows, arithmetic.outside(rows.scaled(column.naam), 0, HUNDRED)):
            yield rows.problem("F221 bestand", number, column.naam)
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


def _lines(rows: Delivered, wrong: pd.Series) -> list[int]:
    """Return the rows of the file where something is wrong."""
    return list(rows.table.loc[wrong, "rij"])


def _decimals(rows: Delivered, column: str) -> pd.Series:
    return pd.Series(arithmetic.decimals(rows.table[column + TEXT]), rows.table.index, dtype="int64")


def _mixed(rows: Delivered, column: str) -> Iterator[Problem]:
    """Yield the fractions among percentages: of one indicator over all years and areas, then of the file."""
    written, indicator = _decimals(rows, column), rows.first("indicator")
    wrong = pd.Series(False, index=rows.table.index)
    for _, part in rows.groups(indicator):
        wrong[part.index] |= arithmetic.fractions(part[column], written[part.index])
    if not wrong.any():
        wrong = arithmetic.fractions(rows.table[column], written, mixed=True)
    others = rows.table[rows.table[column] > 1]
    for row in rows.table[wrong].to_dict("records"):
        near = others[others[indicator] == row[indicator]] if indicator else others
        line = int((near if len(near) else others)["rij"].iloc[0])
        values = {"other": f'"{rows.text(line, column)}"', "line": line}
        yield rows.problem("F220", row["rij"], column, meant=dutch.number(row[column] * HUNDRED, 1), **values)


def _totals(rows: Delivered) -> Iterator[Problem]:
    """Yield the rows whose parts do not make the whole that the definition names."""
    for total in rows.definition.sommen:
        names = [*total.delen, *([total.kolom] if total.kolom else [])]
        if not all(name in rows.table for name in names):
            continue
        known = rows.table[rows.table[names].notna().all(axis=1)]
        sums = pd.concat([rows.scaled(name) for name in total.delen], axis=1).sum(axis=1)[known.index]
        whole = rows.scaled(total.kolom)[known.index] if total.kolom else HUNDRED
        listed = dutch.enumeration([f'"{part}"' for part in total.delen])
        key, column = ("F137 kolom", total.kolom) if total.kolom else ("F222", total.delen[0])
        for position in known.index[(sums - whole).abs() > total.speling + DUST]:
            value = sums[position]
            summed = dutch.number(value, 0 if abs(value - round(value)) < DUST else 1)
            yield rows.problem(key, known.loc[position, "rij"], column, parts=listed, summed=summed)


def _teller(rows: Delivered) -> Iterator[Problem]:
    for teller, noemer in rows.partners("teller", "noemer"):
        wrong = arithmetic.exceeds(rows.table[teller], rows.table[noemer])
        for number in _lines(rows, wrong):
            most = f'de noemer, "{rows.text(number, noemer)}" in kolom "{noemer}"'
            yield rows.problem("F223", number, teller, most=most)


def _quotients(rows: Delivered) -> Iterator[Problem]:
    """Yield the percentages that are not their teller over their noemer."""
    noemers = dict(rows.partners("waarde", "noemer"))
    percentages = {column.naam for column in rows.columns("percentage")}
    for value, teller in rows.partners("waarde", "teller"):
        if value not in percentages or value not in noemers:
            continue
        parts, whole = rows.table[teller], rows.table[noemers[value]]
        wrong = arithmetic.off_quotient(rows.scaled(value), parts, whole, HUNDRED, _decimals(rows, value))
        for place in rows.table.index[wrong & (whole > 0)]:
            made = dutch.number(HUNDRED * parts[place] / whole[place], 1)
            made += f': 100 keer "{teller}" gedeeld door "{noemers[value]}"'
            yield rows.problem("F252", rows.table.loc[place, "rij"], value, made=made)


def _too_many(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Yield counts of people or things above what the whole gemeente has of inhabitants."""
    area = rows.first("gebied")
    if not area or not context.inhabitants:
        return
    code, own = context.gemeente, context.areas
    inside = rows.table[area].map(lambda one: one == code or (one in own and own[one].hoort_bij == code))
    for column in rows.columns("aantal"):
        above = arithmetic.too_many(rows.scaled(column.naam), context.inhabitants)
        for number in _lines(rows, inside.astype(bool) & above) if column.rol else ():
            people = dutch.number(context.inhabitants)
            yield rows.problem("F253", number, column.naam, area=code, inhabitants=people)


def _noughts(rows: Delivered) -> Iterator[Problem]:
    """Warn where a column that carries the value holds nothing but noughts, for one indicator."""
    for column in (*rows.with_role("waarde"), *rows.with_role("teller")):
        for _, part in rows.groups(rows.first("indicator")):
            known = part[part[column].notna()]
            if len(known) >= ALL_ZERO and (known[column] == 0).all():
                yield rows.problem("F258 bestand", known["rij"].iloc[0], column, count=len(known))


def _margins(rows: Delivered) -> Iterator[Problem]:
    for role, side in (("ondergrens", "onder"), ("bovengrens", "boven")):
        for value, bound in rows.partners("waarde", role):
            beyond = rows.table[value] - rows.table[bound]
            for number in _lines(rows, (beyond if side == "boven" else -beyond) > 0):
                limit = f'een waarde die niet {side} "{rows.text(number, bound)}" ligt, de grens in kolom "{bound}"'
                yield rows.problem("F225", number, value, limit=limit)
    for low, high in rows.partners("ondergrens", "bovengrens"):
        crossed = rows.table[low] > rows.table[high]
        for value in rows.with_role("waarde"):
            crossed &= rows.table[value].isna()
        for number in _lines(rows, crossed):
            yield rows.problem("F225", number, low, limit=f'hooguit "{rows.text(number, high)}"')


def _models(rows: Delivered) -> Iterator[Problem]:
    """Warn once per indicator that has estimates of a model beside direct measurements."""
    columns, said = _model_columns(rows), _modelled(rows, rows.table)
    for column in rows.with_role("waarde"):
        known = rows.table[column].notna()
        modelled = said | (rows.table[column + STATUS] == "modelschatting")
        for _, part in rows.groups(rows.first("indicator")):
            model = part.loc[(modelled & known)[part.index], "rij"]
            direct = part.loc[(~modelled & known)[part.index], "rij"]
            if len(model) and len(direct):
                place = columns[0] if columns else column
                yield rows.problem("F224", model.iloc[0], place, line=direct.iloc[0])


def _twice(rows: Delivered) -> Iterator[Problem]:
    keys = rows.keys()
    if not keys:
        return
    filled = rows.table[rows.table[keys].notna().all(axis=1) & (rows.table[keys] != "").all(axis=1)]
    first = filled.groupby(keys, dropna=False)["rij"].transform("first")
    named = dutch.enumeration([f'"{name}"' for name in keys])
    one = f"combinatie van {named}" if len(keys) > 1 else keys[0]
    for number, before in zip(filled["rij"], first, strict=True):
        if number != before:
            cells = dutch.enumeration([f'"{rows.text(number, name)}"' for name in keys])
            yield rows.problem("F231 rij", number, keys[0], cells=cells, line=before, one=one)


def _gemeente_totals(rows: Delivered, context: Context) -> Iterator[Problem]:
    area = rows.first("gebied")
    if not area or not context.gemeente:
        return
    own = [code for code, one in context.areas.items() if one.hoort_bij == context.gemeente]
    layers = [({code for code in own if layer_of(code) == layer}, word) for layer, word in LAYERS.items()]
    counts = [column.naam for column in rows.columns("aantal") if column.rol != "n"]
    for _, group in rows.groups(*rows.keys(area)):
        total = group[group[area] == context.gemeente]
        if len(total) != 1:  # none, or twice, which is F231
            continue
        for codes, word in layers:
            parts = group[group[area].isin(codes)]
            for column in counts if len(parts) > 1 else ():
                yield from _difference(rows, column, total, parts, word, whole=codes <= set(parts[area]))


def _difference(
    rows: Delivered, column: str, total: pd.DataFrame, parts: pd.DataFrame, word: str, *, whole: bool
) -> Iterator[Problem]:
    """
    Compare a total with the sum of its parts, within what the source rounds.

    What is hidden counts from the least to the most it can be. While parts are not there, the sum can only be too large.
    """
    slack = rows.definition.speling_delen * len(parts) + DUST
    low = float(parts[column].fillna(parts[column + LOW]).fillna(0).sum())
    high = float(parts[column].fillna(parts[column + HIGH]).fillna(math.inf).sum()) if whole else math.inf
    if arithmetic.within_sum(float(total[column].iloc[0]), low, high, slack):
        return
    summed = dutch.number(low)
    if low != high and whole:
        summed = f"ten minste {summed}" if math.isinf(high) else f"{summed} tot {dutch.number(high)}"
    allowed = f", met een speling van {dutch.number(slack)}" if rows.definition.speling_delen else ""
    values = {"count": len(parts), "word": word, "summed": summed, "allowed": allowed}
    yield rows.problem("F137 gebied", total["rij"].iloc[0], column, **values)


def _jumps(rows: Delivered) -> Iterator[Problem]:
    """Warn where a value is many times that of the period before: often a unit that changed."""
    period = rows.first("periode")
    keys = rows.keys(period)
    for column in rows.with_role("waarde") if period else ():
        known = rows.table[(rows.table[column] > 0) & (rows.table[period] != "")]
        known = known.sort_values([*keys, period])
        chosen = known[["rij", column, period]]
        before = chosen.groupby([known[key] for key in keys]).shift() if keys else chosen.shift()
        ratio = known[column] / before[column]
        jumped = (ratio >= rows.definition.sprong) | (ratio <= 1 / rows.definition.sprong)
        for position in known.index[jumped]:
            line = int(before.loc[position, "rij"])
            values = {"earlier": rows.text(line, column), "year": before.loc[position, period], "line": line}
            size = arithmetic.times(float(ratio[position]))
            yield rows.problem("F234 bestand", known.loc[position, "rij"], column, size=size, **values)
