"""Rules about areas: codes that ended, boundaries that moved, water, kernen that are not there."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

import pandas as pd

from analysis.ground import dutch
from analysis.ground.codes import gemeente_of
from analysis.ground.errors import Problem
from analysis.model.boundaries import BOUNDARY_COLUMN, MARKS, successor, written
from analysis.sources.files.definitions import Context
from analysis.sources.files.grid import TableView

_WATER = re.compile(r"BU[0-9]{4}999[78]")
WATER_SHOWN = 3


def is_water(code: object) -> bool:
    """Whether a code is that of the water of a gemeente: CBS numbers it 9997 and 9998."""
    return isinstance(code, str) and bool(_WATER.fullmatch(code))


def has_own_rule(code: str, context: Context) -> bool:
    """
    Whether a code that is no known area has a rule of its own, and is not just unknown.

    So water, a gemeente that ended, and a wijk or buurt of one.
    """
    return is_water(code) or _ended_reason(code, context) is not None


def is_strange(code: object, context: Context) -> bool:
    """Whether a code is that of an area nobody here uses, such as a gemeente elsewhere that ended."""
    return isinstance(code, str) and bool(code) and code not in context.areas


def area_problems(rows: TableView, context: Context) -> Iterator[Problem]:
    """Yield F210, F211, F212, F213, F232, F257 and F259."""
    yield from _water(rows, context)
    for column in (one.naam for one in rows.columns("gebied")):
        yield from _ended(rows, context, column)
    yield from _moved(rows, context)
    yield from _elsewhere(rows, context)
    if rows.definition.eigen and context.gemeente:
        yield from _of_others(rows, context)
        yield from _without_gemeente(rows, context)
    if rows.definition.volledig:
        yield from _missing_kernen(rows, context)


def _ended(rows: TableView, context: Context, column: str) -> Iterator[Problem]:
    """Yield rows of an area that ended; one that is known here may have rows of the years it was there."""
    table, period = rows.table, rows.first("periode")
    reasons = {code: _ended_reason(str(code), context) for code in table[column].unique() if code}
    years = table[period].str[:4] if period else pd.Series("", index=table.index)
    for number, code, year in zip(table["rij"], table[column], years, strict=True):
        if not (reason := reasons.get(code)):
            continue
        key, first, values = reason
        if not (code in context.areas and year and year < str(first)):
            yield rows.problem(key, int(number), column, **values)


def _water(rows: TableView, context: Context) -> Iterator[Problem]:
    """Say once that rows of water were left out: `apply_rules` did, so only the text still has them."""
    column = rows.first("gebied")
    own = f"BU{context.gemeente[2:]}"  # a file of the whole country is not about other water
    codes = {row.number: rows.text(row.number, column).strip().upper() for row in rows.delivered.grid.rows}
    found = {number: code for number, code in codes.items() if is_water(code) and code.startswith(own)}
    if found:
        shown = [f'"{code}"' for code in list(found.values())[:WATER_SHOWN]]
        shown += [f"nog {len(found) - WATER_SHOWN}"] if len(found) > WATER_SHOWN else []
        yield rows.problem("F213", next(iter(found)), column, dutch.enumeration(shown))


def _ended_reason(code: str, context: Context) -> tuple[str, int, dict[str, str]] | None:
    """Return the message about an area that ended, from which year on, and its values; None for any other."""
    if found := successor(code, context.successions):
        key = "F211 verdeeld" if len(found) > 1 else "F211 opgegaan"
        return key, found[0].jaar, {"ended": written(found), "successor": found[0].nieuw}
    if found := successor(gemeente_of(code), context.successions):
        kind = "wijk" if code.startswith("WK") else "buurt"
        return "F212 code", found[0].jaar, {"ended": written(found), "kind": kind}
    return None


def _moved(rows: TableView, context: Context) -> Iterator[Problem]:
    """Warn for each row that CBS marks as another area than the year before."""
    if BOUNDARY_COLUMN not in rows.table:
        return
    area, period = rows.first("gebied"), rows.first("periode")
    file = f"data/geo/{context.gemeente or '<gemeente>'}/omnummering.csv"
    marks = rows.table[BOUNDARY_COLUMN].map(_mark)
    for row in rows.table[marks > 1].to_dict("records"):
        values = {"area": row[area], "year": f" in {row[period]}" if period else "", "file": file}
        mark = MARKS[_mark(row[BOUNDARY_COLUMN])]
        yield rows.problem("F210", int(row["rij"]), BOUNDARY_COLUMN, mark=mark, **values)


def _mark(cell: object) -> int:
    """Return the mark of CBS, however the column was defined: a number, a digit or its meaning."""
    words = {name: mark for mark, name in MARKS.items()} | {str(mark): mark for mark in MARKS}
    if isinstance(cell, float):
        return int(cell) if cell in MARKS else 0
    return words.get(str(cell), 0)


def _elsewhere(rows: TableView, context: Context) -> Iterator[Problem]:
    """Yield a wijk or buurt that stands beside another gemeente than its own."""
    names = [column.naam for column in rows.columns("gebied")]
    if len(names) < 2:
        return
    for row in rows.table[["rij", *names]].to_dict("records"):
        codes = {name: str(row[name]) for name in names if row[name]}
        gemeenten = {code for code in codes.values() if code.startswith("GM")}
        for name, code in codes.items():
            known = context.areas.get(code)
            if not gemeente_of(code) or known is None or not known.hoort_bij or not gemeenten:
                continue
            if known.hoort_bij not in gemeenten:
                yield rows.problem(
                    "F212 gemeente",
                    int(row["rij"]),
                    name,
                    text=rows.text(int(row["rij"]), name),
                    gemeenten=dutch.enumeration(sorted(gemeenten)),
                    name=known.naam,
                    own=known.hoort_bij,
                )


def _of_others(rows: TableView, context: Context) -> Iterator[Problem]:
    """Yield each row about another gemeente: in what a gemeente delivers of itself it has no place."""
    for column in (one.naam for one in rows.columns("gebied")):
        for number, code in zip(rows.table["rij"], rows.table[column], strict=True):
            area = context.areas.get(code)
            if area is not None and area.niveau == "gemeente" and code != context.gemeente:
                values = {"name": area.naam, "area": code, "gemeente": context.gemeente}
                yield rows.problem("F257", number, column, text=rows.text(number, column), **values)


def _without_gemeente(rows: TableView, context: Context) -> Iterator[Problem]:
    """Warn once where kernen are given and the gemeente, which the definition asks for as well, is not."""
    area = rows.first("gebied")
    levels = rows.definition.column(area).niveaus if area else ()
    # Without a column that becomes a figure there is no figure of the gemeente to miss.
    if not {"kern", "gemeente"} <= set(levels) or not any(one.rol for one in rows.definition.kolommen):
        return
    # A row whose year could not be read has a problem of its own, and may be the one.
    groups = [(key, set(part[area])) for key, part in rows.groups(*rows.keys(area))]
    if any("" in key and context.gemeente in codes for key, codes in groups):
        return
    lacking = [
        key
        for key, codes in groups
        if context.gemeente not in codes and len(codes & set(context.kernen)) > 1 and "" not in key
    ]
    if lacking:
        name, when = _name(context, context.gemeente), _when(lacking, len(groups))
        yield rows.problem("F259", None, area, name=name, when=when)


def _name(context: Context, code: str) -> str:
    return context.areas[code].naam if code in context.areas else code


def _missing_kernen(rows: TableView, context: Context) -> Iterator[Problem]:
    area = rows.first("gebied")
    if not area:
        return
    others = rows.keys(area)
    # A row whose year is empty has its own problem, and is no year of which kernen could lack.
    groups = [(key, {_kern(code) for code in part[area]}) for key, part in rows.groups(*others) if all(key)]
    for code in context.kernen:
        lacking = [key for key, there in groups if _kern(code) not in there]
        if lacking:
            when = _when(lacking, len(groups))
            yield rows.problem("F232", None, area, name=_name(context, code), when=when)


def _kern(code: str) -> str:
    """Return a kern without its reading: a file may use the built-up kern or the one with buitengebied."""
    return re.sub("^(KERN|KERNGEBIED)-", "", code)


def _when(lacking: list[tuple[Hashable, ...]], total: int) -> str:
    if len(lacking) == total:
        return ""
    return f" in {dutch.enumeration([' '.join(str(part) for part in key) for key in lacking])}"
